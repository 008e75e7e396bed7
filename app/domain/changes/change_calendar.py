"""What is changed when (§4), with the hours of §5.4, freezes, and what is in the way of what."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.business_time.calendar import Calendar
from app.business_time.segments import SegmentKind
from app.clock import Instant
from app.domain.agreement.changes import TO_COME
from app.domain.changes.change_conflicts import ChangeSlot, slot_of, with_changes, with_freezes, with_window
from app.domain.changes.change_facts import ChangeConflict
from app.domain.changes.change_record import ChangeRecord
from app.domain.changes.pre_approved import ChangeFreeze
from app.domain.operations.maintenance_periods import MaintenancePeriod
from app.domain.vocabulary import ChangeType


@dataclass(frozen=True, kw_only=True)
class CalendarChange:
    """Its `slot` has the instances in sight. `moves`: how often it was written since it was registered."""

    change: ChangeRecord
    slot: ChangeSlot
    moves: int
    changed_at: Instant
    conflicts: tuple[ChangeConflict, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ChangeCalendar:
    """Of [from_at, until). `windows`: the maintenance hours in it."""

    from_at: Instant
    until: Instant
    changes: tuple[CalendarChange, ...]
    windows: tuple[tuple[Instant, Instant], ...]
    freezes: tuple[ChangeFreeze, ...]


@dataclass(frozen=True, kw_only=True)
class CalendarSources:
    """What a calendar is made of: `others` may be in the way of those that are shown."""

    now: Instant
    others: Sequence[ChangeRecord]
    freezes: Sequence[ChangeFreeze]
    announced: Sequence[MaintenancePeriod]
    window: Calendar


def slot_in_sight(change: ChangeRecord, instance_ids: tuple[UUID, ...], now: Instant) -> ChangeSlot | None:
    slot = slot_of(change, now)
    return None if slot is None else slot._replace(instance_ids=instance_ids)


def maintenance_hours(window: Calendar, from_at: Instant, until: Instant) -> tuple[tuple[Instant, Instant], ...]:
    """Clipped to the period."""
    return tuple((each.start, each.end) for each in window.segments(from_at, until) if each.kind is SegmentKind.OPEN)


def conflicts_of(change: ChangeRecord, slot: ChangeSlot, sources: CalendarSources) -> Iterator[ChangeConflict]:
    """Of what is still to come. An urgent change goes out as a hotfix, outside the hours of §5.4 too (§5.5.1)."""
    if change.state not in TO_COME:
        return
    still_to_come = (each for each in sources.others if each.id != change.id and each.state in TO_COME)
    yield from with_changes(slot, still_to_come, sources.now)
    yield from with_freezes(slot, sources.freezes)
    if change.change_type is not ChangeType.URGENT:
        yield from with_window(slot, sources.window, sources.announced, change.id)
