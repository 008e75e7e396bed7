"""What a change would be in the way of (§4, §5.4): other changes, freezes, hours that nothing was announced for.

All stretches are half open.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Final, NamedTuple
from uuid import UUID

from app.business_time.calendar import Calendar
from app.clock import Instant
from app.domain.changes.change_facts import ChangeConflict, ConflictKind, ConflictTarget
from app.domain.changes.change_record import ChangeRecord
from app.domain.changes.pre_approved import ChangeFreeze
from app.domain.operations.maintenance_periods import AnnouncedStretch, MaintenancePeriod
from app.domain.vocabulary import ChangeType

MOMENT: Final = timedelta(microseconds=1)


class ChangeSlot(NamedTuple):
    """When a change is carried out, and on what."""

    from_at: Instant
    until: Instant
    instance_ids: tuple[UUID, ...]


def slot_of(change: ChangeRecord, now: Instant) -> ChangeSlot | None:
    """As it was carried out, or is planned. What is under way lasts as long as is planned, or else until now at least.
    None: it is not planned.
    """
    planned, implementation = change.planned, change.implementation
    if implementation is None:
        return None if planned is None else ChangeSlot(planned.from_at, planned.until, change.instance_ids)
    until = implementation.ended_at or still_lasting(change, now)
    return ChangeSlot(implementation.begun_at, until, change.instance_ids)


def still_lasting(change: ChangeRecord, now: Instant) -> Instant:
    """Until when one that is under way lasts."""
    moment = Instant(now + MOMENT)
    return moment if change.planned is None else max(moment, change.planned.until)


def with_changes(slot: ChangeSlot, others: Iterable[ChangeRecord], now: Instant) -> Iterator[ChangeConflict]:
    """Those on one of the same instances at the same time."""
    for other in others:
        theirs = slot_of(other, now)
        if theirs is not None and _overlap(slot, theirs) and not set(slot.instance_ids).isdisjoint(theirs.instance_ids):
            yield ChangeConflict(
                kind=ConflictKind.SAME_INSTANCE,
                with_type=ConflictTarget.CHANGE,
                with_id=other.id,
                number=other.number,
            )


def but_settled(
    conflicts: Iterable[ChangeConflict], change: ChangeRecord, others: Iterable[ChangeRecord]
) -> Iterator[ChangeConflict]:
    """Without what `change` was planned in spite of, and without those of `others` that were planned in spite of it. An
    urgent one was begun without anybody's leave.
    """
    asked = {each.id for each in others if each.change_type is not ChangeType.URGENT and change.id in each.in_spite_of}
    settled = asked.union(change.in_spite_of)
    yield from (each for each in conflicts if each.with_id not in settled)


def with_freezes(slot: ChangeSlot, freezes: Iterable[ChangeFreeze]) -> Iterator[ChangeConflict]:
    for freeze in freezes:
        if freeze.withdrawn_at is None and freeze.concerns(slot.instance_ids) and _overlap(slot, freeze):
            yield ChangeConflict(kind=ConflictKind.FREEZE, with_type=ConflictTarget.FREEZE, with_id=freeze.id)


def with_window(
    slot: ChangeSlot, window: Calendar, announced: Sequence[MaintenancePeriod], change_id: UUID
) -> Iterator[ChangeConflict]:
    """Outside the hours of §5.4: with the maintenance by which that is announced beforehand, on each of its instances,
    or for this very change where it is on none; or with none.
    """
    if _is_within(window, slot.from_at, slot.until):
        return
    outside = {each.id: stretches for each in announced if (stretches := _outside(each, slot, window))}
    on_each = [
        [each.id for each in announced if each.id in outside and instance_id in each.instance_ids]
        for instance_id in slot.instance_ids
    ] or [[each.id for each in announced if each.id in outside and each.change_id == change_id]]
    if not all(_is_covered(slot, window, [each for told in ids for each in outside[told]]) for ids in on_each):
        yield ChangeConflict(kind=ConflictKind.NOT_ANNOUNCED)
        return
    for period_id in dict.fromkeys(each for ids in on_each for each in ids):
        yield ChangeConflict(kind=ConflictKind.OUTSIDE_WINDOW, with_type=ConflictTarget.MAINTENANCE, with_id=period_id)


def _outside(period: MaintenancePeriod, slot: ChangeSlot, window: Calendar) -> list[AnnouncedStretch]:
    """What was announced beforehand, still is, and concerns some moment of the slot outside the window."""
    return [
        each
        for each in period.announced
        if period.over_at is None and each.beforehand and each.from_at < slot.until and slot.from_at < each.until
        if not _is_within(window, max(each.from_at, slot.from_at), min(each.until, slot.until))
    ]


def _is_covered(slot: ChangeSlot, window: Calendar, announced: Iterable[AnnouncedStretch]) -> bool:
    """Whether all that nothing was announced for lies in the window."""
    at = slot.from_at
    for stretch in sorted(announced, key=lambda each: each.from_at):
        if not _is_within(window, at, stretch.from_at):
            return False
        at = max(at, stretch.until)
    return _is_within(window, at, slot.until)


def _is_within(window: Calendar, from_at: Instant, until: Instant) -> bool:
    return until <= from_at or window.open_time(from_at, until) == until - from_at


def _overlap(one: ChangeSlot, other: ChangeSlot | ChangeFreeze) -> bool:
    return one.from_at < other.until and other.from_at < one.until
