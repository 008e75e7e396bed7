"""What is kept an eye on at an instance: its logs, what the customer changes beneath it, how people sign in (§5.9.1,
§1.4, §5.7.2).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.accounts import customers
from app.clock import Instant
from app.domain.access.permissions import Operation, require
from app.domain.agreement.service_terms import AccessRule
from app.domain.operations.instance_facts import (
    AccessSurveyed,
    Environment,
    InfrastructureChanged,
    LogAnalysed,
    LogFinding,
)
from app.domain.operations.instance_rules import advice, check_going
from app.domain.operations.instances import Instance
from app.domain.operations.monitoring import SharedPattern, days_without_analysis, shared_patterns
from app.domain.tickets import occurrence
from app.operations import instances
from app.operations.instances import StoredInstance
from app.operations.kinds import INSTANCE_TERMS, INSTANCES
from app.operations.store import instances as stored_instances
from app.streams import subjects
from app.terms import terms
from app.unit_of_work import UnitOfWork


async def analyse_logs(
    uow: UnitOfWork, instance_id: UUID, findings: tuple[LogFinding, ...], analysed_at: Instant | None
) -> StoredInstance:
    """By support."""
    stored = await instances.find_for_change(uow, instance_id, Operation.RECORD_OPERATIONS)
    at = occurrence.occurred_at(analysed_at, uow.now, None, "/occurredAt")
    check_going(stored.state, at)
    return await terms.record(uow, INSTANCE_TERMS, stored, LogAnalysed(findings=findings), at=at)


def days_missed(uow: UnitOfWork, instance: Instance) -> Sequence[date]:
    """Days that are over on which nobody analysed the logs of a production instance."""
    if instance.environment is not Environment.PRODUCTION:
        return ()
    return days_without_analysis(instance, uow.book.in_force(uow.now).vendor.zone, uow.now)


async def patterns(uow: UnitOfWork, since: Instant, until: Instant) -> Sequence[SharedPattern]:
    """Found at several customers in [since, until): by support, for the vendor alone."""
    require(uow.actor, Operation.RECORD_OPERATIONS)
    return shared_patterns(await stored_instances.analyses(uow.connection, since, until))


@dataclass(frozen=True, kw_only=True)
class Surveyed:
    """`advised`: what §5.7.2 advises and is not enforced."""

    stored: StoredInstance
    advised: Sequence[AccessRule]


async def survey_access(uow: UnitOfWork, instance_id: UUID, uses: AccessSurveyed) -> Surveyed:
    """By support."""
    stored = await instances.find_for_change(uow, instance_id, Operation.RECORD_OPERATIONS)
    check_going(stored.state, uow.now)
    return surveyed(uow, await terms.record(uow, INSTANCE_TERMS, stored, uses))


def surveyed(uow: UnitOfWork, stored: StoredInstance) -> Surveyed:
    rules, access = uow.book.in_force(uow.now).services.access, stored.state.access
    return Surveyed(stored=stored, advised=() if access is None else advice(access.uses, rules))


async def tell_change(uow: UnitOfWork, instance_id: UUID, change: InfrastructureChanged) -> StoredInstance:
    """By a registrant of the customer, whose infrastructure it is; or recorded for it by support."""
    stored = await subjects.found(uow, INSTANCES, instance_id, lock=True)
    is_registrant = await customers.is_registrant(uow, stored.customer_id)
    require(uow.actor, Operation.TELL_INFRASTRUCTURE, registrant=is_registrant)
    check_going(stored.state, uow.now)
    return await terms.record(uow, INSTANCE_TERMS, stored, change)
