"""The calendar of changes (§4), as far as it is in the caller's sight. Freezes are the vendor's."""

from collections.abc import Sequence

from app.changes.store import changes as stored_changes
from app.changes.store import pre_approvals
from app.changes.store.changes import StoredChange
from app.clock import Instant
from app.domain.changes.change_calendar import (
    CalendarChange,
    CalendarSources,
    ChangeCalendar,
    conflicts_of,
    maintenance_hours,
    slot_in_sight,
)
from app.domain.changes.change_conflicts import ChangeSlot
from app.domain.replacing import replace
from app.operations.store import hits
from app.operations.store import maintenance as stored_maintenance
from app.postgres.tables import change_hits
from app.unit_of_work import UnitOfWork


async def read(uow: UnitOfWork, from_at: Instant, until: Instant) -> ChangeCalendar:
    """Of [from_at, until). A customer's people see its own changes, and what of those is in the way of each other."""
    window = uow.book.in_force(from_at).services.maintenance_calendar
    around = await stored_changes.in_slot(uow.connection, uow.scope, from_at, until, uow.now)
    shown = await _shown(uow, around)
    first, last = _widest(shown, from_at, until)
    if (first, last) != (from_at, until):
        around = await stored_changes.in_slot(uow.connection, uow.scope, first, last, uow.now)
    announced = await stored_maintenance.announced_for(
        uow.connection,
        first,
        last,
        sorted({instance_id for each in shown for instance_id in each.slot.instance_ids}),
        [each.change.id for each in shown],
    )
    freezes = await pre_approvals.freezes_in(uow.connection, first, last) if uow.scope.is_vendor else []
    sources = CalendarSources(
        now=uow.now,
        others=[each.state for each in around],
        freezes=freezes,
        announced=[each.state for each in announced],
        window=window,
    )
    return ChangeCalendar(
        from_at=from_at,
        until=until,
        changes=tuple(replace(each, conflicts=tuple(conflicts_of(each.change, each.slot, sources))) for each in shown),
        windows=maintenance_hours(window, from_at, until),
        freezes=tuple(each for each in freezes if each.from_at < until and each.until > from_at),
    )


async def _shown(uow: UnitOfWork, found: Sequence[StoredChange]) -> Sequence[CalendarChange]:
    hit = await hits.of(uow.connection, uow.scope, change_hits, [each.id for each in found])
    slots = [(each, slot_in_sight(each.state, tuple(hit[each.id]), uow.now)) for each in found]
    return [
        CalendarChange(change=each.state, slot=slot, moves=each.version - 1, changed_at=each.updated_at)
        for each, slot in slots
        if slot is not None
    ]


def _widest(shown: Sequence[CalendarChange], from_at: Instant, until: Instant) -> tuple[Instant, Instant]:
    slots: Sequence[ChangeSlot] = [each.slot for each in shown]
    return min([from_at, *(each.from_at for each in slots)]), max([until, *(each.until for each in slots)])
