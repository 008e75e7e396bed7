"""Data leaks (§5.9.2): suspected, established or dismissed; and who was told of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from app.clock import Instant
from app.domain.access.permissions import Operation, require
from app.domain.actor import OF_VENDOR
from app.domain.security import leaks as rules
from app.domain.security.leaks import DataRole, Leak, LeakFact, LeakState, LeakSuspected
from app.domain.tickets import occurrence
from app.operations import hitting
from app.operations.store import hits
from app.operations.store.instances import InstanceRow
from app.postgres.tables import leak_hits
from app.security.kinds import LEAK_TERMS, LEAKS
from app.security.store import security_lists
from app.streams import subjects
from app.streams.subjects import StoredSubject
from app.terms import terms
from app.unit_of_work import UnitOfWork

StoredLeak = StoredSubject[Leak]


@dataclass(frozen=True, kw_only=True)
class NewLeak:
    suspected_at: Instant
    instance_ids: tuple[UUID, ...]
    summary: str
    vendor_is: DataRole


@dataclass(frozen=True, kw_only=True)
class LeakView:
    """`leak`: as far as it is in the caller's sight."""

    stored: StoredLeak
    leak: Leak


async def suspect(uow: UnitOfWork, new: NewLeak) -> LeakView:
    """By staff, of instances that are in one region and at one provider (§5.1)."""
    require(uow.actor, Operation.RECORD_OPERATIONS)
    suspected_at = occurrence.occurred_at(new.suspected_at, uow.now, None, "/suspectedAt")
    instances = await hitting.concerned(uow, None, new.instance_ids, suspected_at)
    fact = LeakSuspected(
        suspected_at=suspected_at, hits=_by_customer(instances), summary=new.summary, vendor_is=new.vendor_is
    )

    async def hit(made: StoredLeak) -> None:
        await hits.add(uow.connection, leak_hits, made.id, instances)

    return _view(uow, await terms.begin(uow, LEAK_TERMS, OF_VENDOR, fact, at=suspected_at, prepare=hit))


def _by_customer(instances: Sequence[InstanceRow]) -> Mapping[UUID, tuple[UUID, ...]]:
    customers = dict.fromkeys(each.customer_id for each in instances)
    return {whose: tuple(each.id for each in instances if each.customer_id == whose) for whose in customers}


async def find(uow: UnitOfWork, leak_id: UUID) -> LeakView:
    """A customer's people find those that are established and hit an instance of theirs."""
    return _view(uow, await subjects.found(uow, LEAKS, leak_id))


async def page(uow: UnitOfWork, state: LeakState | None, *, after: UUID | None, limit: int) -> Sequence[LeakView]:
    """Latest recorded first."""
    rows = await security_lists.leaks(uow.connection, uow.scope, state, after=after, limit=limit)
    return [_view(uow, each) for each in rows]


async def find_for_change(uow: UnitOfWork, leak_id: UUID, operation: Operation) -> StoredLeak:
    """Locked, for someone who may do this."""
    stored = await subjects.found(uow, LEAKS, leak_id, lock=True)
    require(uow.actor, operation)
    return stored


async def establish(
    uow: UnitOfWork, stored: StoredLeak, aware_at: Instant, categories: tuple[str, ...], people: int | None
) -> LeakView:
    """What falls due by it is news, however long ago it was known: it is said now."""
    known_at = occurrence.occurred_at(aware_at, uow.now, None, "/awareAt")
    return await _recorded(uow, stored, rules.establish(stored.state, known_at, categories, people))


async def tell_customer(uow: UnitOfWork, stored: StoredLeak, customer_id: UUID, told_at: Instant) -> LeakView:
    at = occurrence.occurred_at(told_at, uow.now, None, "/toldAt")
    return await _recorded(uow, stored, rules.tell_customer(stored.state, customer_id, at), at)


async def notify_authority(
    uow: UnitOfWork,
    stored: StoredLeak,
    notified_at: Instant,
    reference: str,
    reason_for_delay: str | None,
    customer_id: UUID | None,
) -> LeakView:
    at = occurrence.occurred_at(notified_at, uow.now, None, "/notifiedAt")
    within = uow.book.in_force(uow.now).services.leaks
    fact = rules.notify_authority(stored.state, at, reference, reason_for_delay, customer_id, within)
    return await _recorded(uow, stored, fact, at)


async def dismiss(uow: UnitOfWork, stored: StoredLeak, reason: str) -> LeakView:
    return await _recorded(uow, stored, rules.dismiss(stored.state, reason))


async def _recorded(uow: UnitOfWork, stored: StoredLeak, fact: LeakFact, at: Instant | None = None) -> LeakView:
    return _view(uow, await terms.record(uow, LEAK_TERMS, stored, fact, at=at))


def _view(uow: UnitOfWork, stored: StoredLeak) -> LeakView:
    """A customer's people see their own hit, and nothing by which they would know how many there are."""
    leak, own = stored.state, uow.scope.customer_id
    if own is None:
        return LeakView(stored=stored, leak=leak)
    seen = replace(
        leak,
        hits={own: leak.hits[own]},
        people=None,
        told={whose: at for whose, at in leak.told.items() if whose == own},
        notified={whose: fact for whose, fact in leak.notified.items() if whose == own},
        vendor_notified=None,
    )
    return LeakView(stored=stored, leak=seen)
