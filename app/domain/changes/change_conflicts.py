"""What a change would be in the way of (§4, §5.4): other changes, freezes, hours that nothing was announced for.

All stretches are half open.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

from app.business_time.calendar import Calendar
from app.clock import Instant
from app.domain.changes.change_facts import ChangeConflict, ConflictKind, ConflictTarget
from app.domain.changes.change_record import ChangeRecord
from app.domain.changes.pre_approved import ChangeFreeze
from app.domain.operations.maintenance_periods import MaintenancePeriod


class ChangeSlot(NamedTuple):
    """When a change is carried out, and on what. `goes_on`: it is under way, for as long as it takes."""

    from_at: Instant
    until: Instant
    instance_ids: tuple[UUID, ...]
    goes_on: bool = False


def slot_of(change: ChangeRecord) -> ChangeSlot | None:
    """As it was carried out; what is not over yet, or was not begun, as it is planned. None: it is not planned."""
    planned, implementation = change.planned, change.implementation
    if implementation is None:
        return None if planned is None else ChangeSlot(planned.from_at, planned.until, change.instance_ids)
    from_at = implementation.begun_at
    until = implementation.ended_at or (from_at if planned is None else max(from_at, planned.until))
    return ChangeSlot(from_at, until, change.instance_ids, goes_on=implementation.ended_at is None)


def with_changes(slot: ChangeSlot, others: Iterable[ChangeRecord]) -> Iterator[ChangeConflict]:
    """Those on one of the same instances at the same time."""
    for other in others:
        theirs = slot_of(other)
        if theirs is not None and _overlap(slot, theirs) and not set(slot.instance_ids).isdisjoint(theirs.instance_ids):
            yield ChangeConflict(
                kind=ConflictKind.SAME_INSTANCE,
                with_type=ConflictTarget.CHANGE,
                with_id=other.id,
                number=other.number,
            )


def with_freezes(slot: ChangeSlot, freezes: Iterable[ChangeFreeze]) -> Iterator[ChangeConflict]:
    for freeze in freezes:
        if freeze.withdrawn_at is None and freeze.concerns(slot.instance_ids) and _overlap(slot, freeze):
            yield ChangeConflict(kind=ConflictKind.FREEZE, with_type=ConflictTarget.FREEZE, with_id=freeze.id)


def with_window(
    slot: ChangeSlot, window: Calendar, announced: Sequence[MaintenancePeriod], change_id: UUID
) -> Iterator[ChangeConflict]:
    """Outside the hours of §5.4: with the maintenance by which that is announced beforehand, on each of its instances
    or for this very change; or with none.
    """
    if window.open_time(slot.from_at, slot.until) == slot.until - slot.from_at:
        return
    its_own = [each for each in announced if each.change_id == change_id]
    told = [
        [*its_own, *(each for each in announced if instance_id in each.instance_ids)]
        for instance_id in slot.instance_ids
    ] or [its_own]
    if not all(_is_covered(slot, window, periods) for periods in told):
        yield ChangeConflict(kind=ConflictKind.NOT_ANNOUNCED)
        return
    for period in {each.id: each for periods in told for each in periods if _announces(each, slot)}.values():
        yield ChangeConflict(kind=ConflictKind.OUTSIDE_WINDOW, with_type=ConflictTarget.MAINTENANCE, with_id=period.id)


def _is_covered(slot: ChangeSlot, window: Calendar, periods: Iterable[MaintenancePeriod]) -> bool:
    """Whether all that nothing was announced for lies in the window."""
    stretches = [
        each
        for period in periods
        if period.over_at is None
        for each in period.announced
        if each.beforehand and each.from_at < slot.until and slot.from_at < each.until
    ]
    at = slot.from_at
    for stretch in sorted(stretches, key=lambda each: each.from_at):
        if stretch.from_at > at and window.open_time(at, stretch.from_at) < stretch.from_at - at:
            return False
        at = max(at, stretch.until)
    return at >= slot.until or window.open_time(at, slot.until) == slot.until - at


def _announces(period: MaintenancePeriod, slot: ChangeSlot) -> bool:
    return any(each.from_at < slot.until and slot.from_at < each.until for each in period.announced)


def _overlap(one: ChangeSlot, other: ChangeSlot | ChangeFreeze) -> bool:
    """Of two that go on, or of one that has only just begun, it is the moment that counts."""
    other_goes_on = isinstance(other, ChangeSlot) and other.goes_on
    begins_in_other = other.from_at <= one.from_at and (other_goes_on or one.from_at < other.until)
    other_begins_in_it = one.from_at <= other.from_at and (one.goes_on or other.from_at < one.until)
    return begins_in_other or other_begins_in_it
