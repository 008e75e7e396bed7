"""Copies of an instance's data: taken, verified, removed, and the promises about them (§5.8.1)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from uuid_utils.compat import uuid7

from app.clock import Instant
from app.domain.access.permissions import Operation
from app.domain.operations.copies import days_without_copy, is_in_window, recovery_terms, weeks_without_snapshot
from app.domain.operations.instance_facts import CopyKind, CopyTaken, CopyVerified
from app.domain.operations.instance_rules import check_going, remove_copy
from app.domain.operations.instances import DataCopy, Instance
from app.domain.tickets import occurrence
from app.errors import Conflict, Fault, Invalid, NotFound
from app.operations import instances
from app.operations.instances import StoredInstance
from app.operations.kinds import INSTANCE_TERMS
from app.terms import terms
from app.unit_of_work import UnitOfWork

SECTION: Final = "5.8.1"


@dataclass(frozen=True, kw_only=True)
class NewCopy:
    """`taken_at`: the state that it holds. `server`: of a snapshot, which is recorded on each instance it carries."""

    kind: CopyKind
    taken_at: Instant
    finished_at: Instant
    verified: bool
    location: str
    size: int | None = None
    server: str | None = None


@dataclass(frozen=True, kw_only=True)
class ShownCopy:
    """`in_window`: it was taken in the maintenance window (§5.4)."""

    copy: DataCopy
    in_window: bool


@dataclass(frozen=True, kw_only=True)
class CopyStanding:
    """How an instance stands by its copies now. The days and weeks in which none was taken are those that are over."""

    newest: DataCopy | None
    days_without_copy: Sequence[date]
    weeks_without_snapshot: Sequence[date]


async def take(uow: UnitOfWork, instance_id: UUID, new: NewCopy) -> tuple[StoredInstance, ShownCopy]:
    """By support. One that failed is none, and is not recorded."""
    stored = await instances.find_for_change(uow, instance_id, Operation.RECORD_OPERATIONS)
    return await taken(uow, stored, new)


async def taken(uow: UnitOfWork, stored: StoredInstance, new: NewCopy) -> tuple[StoredInstance, ShownCopy]:
    """As `take`, on a locked instance, for whoever else may: the vendor's own systems."""
    told = _as_told(new, uow.now)
    check_going(stored.state, told.taken_at)
    same = next((each for each in stored.state.copies if _is_same(each, told)), None)
    if same is not None:
        return await _verified(uow, stored, same) if new.verified else (stored, shown(uow, same))
    fact = CopyTaken(copy_id=uuid7(), **vars(told))
    after = await terms.record(uow, INSTANCE_TERMS, stored, fact, at=told.finished_at)
    return after, shown(uow, _copy(after.state, fact.copy_id))


def _as_told(new: NewCopy, now: Instant) -> NewCopy:
    """With the moments that are meant. Raises Invalid with all that is wrong with them."""
    moments, faults = dict[str, Instant](), list[Fault]()
    for name, given in (("takenAt", new.taken_at), ("finishedAt", new.finished_at)):
        try:
            moments[name] = occurrence.occurred_at(given, now, None, f"/{name}")
        except Invalid as refusal:
            faults += refusal.faults
    if new.taken_at > new.finished_at:
        faults.append(Fault("/takenAt", "after_finish", "It holds no state from after it was finished."))
    if faults:
        raise Invalid("The request is not valid.", section=SECTION, faults=faults)
    return replace(new, taken_at=moments["takenAt"], finished_at=moments["finishedAt"])


def _is_same(copy: DataCopy, new: NewCopy) -> bool:
    """Told twice."""
    return (copy.kind, copy.taken_at, copy.location, copy.server) == (new.kind, new.taken_at, new.location, new.server)


async def verify(uow: UnitOfWork, instance_id: UUID, copy_id: UUID) -> tuple[StoredInstance, ShownCopy]:
    """By support: it was read back, and is whole. Nothing happens where that is known."""
    stored = await instances.find_for_change(uow, instance_id, Operation.RECORD_OPERATIONS)
    return await _verified(uow, stored, _copy(stored.state, copy_id))


async def _verified(uow: UnitOfWork, stored: StoredInstance, copy: DataCopy) -> tuple[StoredInstance, ShownCopy]:
    if not copy.verified:
        if copy.removed_at is not None:
            raise Conflict("The copy has been removed.", section=SECTION)
        stored = await terms.record(uow, INSTANCE_TERMS, stored, CopyVerified(copy_id=copy.id))
    return stored, shown(uow, _copy(stored.state, copy.id))


async def remove(
    uow: UnitOfWork, instance_id: UUID, copy_id: UUID, reason: str, removed_at: Instant | None
) -> tuple[StoredInstance, ShownCopy]:
    """By support. The only verified one is not removed."""
    stored = await instances.find_for_change(uow, instance_id, Operation.RECORD_OPERATIONS)
    at = occurrence.occurred_at(removed_at, uow.now, _copy(stored.state, copy_id).finished_at, "/occurredAt")
    fact = remove_copy(stored.state, copy_id, reason, at)
    after = await terms.record(uow, INSTANCE_TERMS, stored, fact, at=at)
    return after, shown(uow, _copy(after.state, copy_id))


def recovery(uow: UnitOfWork, instance: Instance) -> CopyStanding:
    """Of what nothing is promised about, no day or week is missed."""
    services = uow.book.in_force(uow.now).services
    rules = recovery_terms(services)
    full = [each for each in instance.copies if each.kind is CopyKind.FULL_COPY and each.verified]
    return CopyStanding(
        newest=max((each for each in full if each.removed_at is None), key=lambda each: each.taken_at, default=None),
        days_without_copy=days_without_copy(instance, rules, uow.now) if instance.is_promised else (),
        weeks_without_snapshot=weeks_without_snapshot(instance, rules, uow.now) if instance.is_promised else (),
    )


def shown(uow: UnitOfWork, copy: DataCopy) -> ShownCopy:
    rules = recovery_terms(uow.book.in_force(uow.now).services)
    return ShownCopy(copy=copy, in_window=is_in_window(copy.taken_at, rules))


def _copy(instance: Instance, copy_id: UUID) -> DataCopy:
    found = instance.copy(copy_id)
    if found is None:
        raise NotFound("The instance has no such copy.")
    return found
