"""Releases of a service, and their roll-out to its instances (§5.5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from uuid_utils.compat import uuid7

from app.clock import Instant
from app.domain.access.permissions import Operation, require
from app.domain.operations.instance_facts import Hosting, ReleaseKind
from app.domain.operations.instance_rules import check_going, install, roll_out
from app.domain.operations.maintenance_decisions import announced_in
from app.domain.operations.maintenance_periods import MaintenancePeriod
from app.domain.operations.releases import (
    Release,
    ReleaseMonth,
    ReleaseTests,
    RolloutLine,
    check_release,
    release_months,
    rollout,
)
from app.domain.tickets import occurrence
from app.errors import Conflict, NotFound
from app.operations import instances, services
from app.operations.instances import StoredInstance
from app.operations.kinds import INSTANCE_TERMS, MAINTENANCE
from app.operations.store import hits
from app.operations.store import instances as stored_instances
from app.operations.store import releases as stored_releases
from app.operations.store.instances import InstancesFilter
from app.postgres.tables import maintenance_hits
from app.streams import subjects
from app.terms import terms
from app.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class NewRelease:
    service_id: UUID
    version: str
    released_on: date
    kind: ReleaseKind
    notes_url: str | None
    tests: ReleaseTests | None


@dataclass(frozen=True, kw_only=True)
class Installing:
    """`maintenance_id`: in which; `test_reference`: the customer's own test of its bespoke work."""

    version: str
    at: Instant | None
    maintenance_id: UUID | None = None
    test_reference: str | None = None


@dataclass(frozen=True, kw_only=True)
class Rollout:
    """The instances of a service, furthest behind first; and its versions by month, of the year until today."""

    lines: Sequence[RolloutLine]
    months: Sequence[ReleaseMonth]


async def publish(uow: UnitOfWork, new: NewRelease) -> Release:
    """By a support manager. Versions of one service are published one after the other."""
    require(uow.actor, Operation.KEEP_SERVICES)
    await services.find(uow, new.service_id, lock=True)
    made = Release(id=uuid7(), **vars(new))
    check_release(made, await stored_releases.of_service(uow.connection, new.service_id))
    await stored_releases.add(uow.connection, made, uow.now, uow.actor.id)
    return made


async def find(uow: UnitOfWork, release_id: UUID) -> Release:
    found = await stored_releases.find(uow.connection, release_id)
    if found is None:
        raise NotFound("There is no such release.")
    return found


async def untold(uow: UnitOfWork) -> Sequence[UUID]:
    """Those that have come out and of which their customers are still to be told."""
    return await stored_releases.untold(uow.connection, _today(uow, uow.now))


async def take_untold(uow: UnitOfWork, release_id: UUID) -> Release | None:
    """From here on its customers have been told. None: somebody else tells them, or has."""
    return await stored_releases.take_untold(uow.connection, release_id, uow.now)


async def customers_of(uow: UnitOfWork, release: Release) -> Sequence[UUID]:
    """Who has an instance of its service today."""
    using = InstancesFilter(service_id=release.service_id, existing_on=_today(uow, uow.now))
    found = await stored_instances.search(uow.connection, uow.scope, using)
    return sorted({each.customer_id for each in found})


async def page(uow: UnitOfWork, service_id: UUID | None, *, after: UUID | None, limit: int) -> Sequence[Release]:
    """Latest recorded first. A customer's people find those of services that they have an instance of."""
    return await stored_releases.page(uow.connection, uow.scope, service_id, after=after, limit=limit)


async def roll_out_of(uow: UnitOfWork, service_id: UUID) -> Rollout:
    """A customer's people see their own instances."""
    await services.find(uow, service_id)
    known = await stored_releases.of_service(uow.connection, service_id)
    rows = await stored_instances.search(uow.connection, uow.scope, InstancesFilter(service_id=service_id))
    found = await instances.find_many(uow, rows)
    rules, today = uow.book.in_force(uow.now).services, _today(uow, uow.now)
    return Rollout(
        lines=rollout((each.state for each in found), known, uow.now, rules),
        months=release_months(known, today.replace(month=1, day=1), today, rules.releases),
    )


async def install_on(uow: UnitOfWork, instance_id: UUID, installing: Installing) -> StoredInstance:
    """By support, who rolls a release out; of an instance on the customer's site, what the customer has applied."""
    stored = await instances.find_for_change(uow, instance_id, Operation.RECORD_OPERATIONS)
    return await installed(uow, stored, installing)


async def installed(uow: UnitOfWork, stored: StoredInstance, installing: Installing) -> StoredInstance:
    """As `install_on`, on a locked instance, for whoever else may: the vendor's own systems."""
    at = occurrence.occurred_at(installing.at, uow.now, None, "/occurredAt")
    check_going(stored.state, at)
    if stored.state.version == installing.version:
        return stored
    known = await stored_releases.of_service(uow.connection, stored.state.service_id)
    release = next((each for each in known if each.version == installing.version), None)
    if release is None:
        raise Conflict(f"The service has no release {installing.version}: publish it first.", section="5.5")
    if stored.state.hosting is Hosting.ON_PREMISES:
        fact = install(stored.state, release)
    else:
        rules = uow.book.in_force(at).services
        periods = await _maintenance_of(uow, stored.id)
        foreseen = announced_in(periods, at, installing.maintenance_id)
        fact = roll_out(stored.state, release, at, known, rules, foreseen, installing.test_reference)
    return await terms.record(uow, INSTANCE_TERMS, stored, fact, at=at)


async def _maintenance_of(uow: UnitOfWork, instance_id: UUID) -> Sequence[MaintenancePeriod]:
    ids = await hits.subjects_hitting(uow.connection, maintenance_hits, [instance_id])
    return [each.state for each in await subjects.find_many(uow.connection, MAINTENANCE, ids)]


def _today(uow: UnitOfWork, at: Instant) -> date:
    return at.astimezone(uow.book.in_force(at).vendor.zone).date()
