"""When maintenance is planned, for a calendar (§5.4)."""

from app.calendar_feeds.store import maintenance_soon
from app.clock import Instant
from app.domain.calendar_feeds.feeds import MOST_ENTRIES, SHOWN_AFTER, SHOWN_AHEAD, CalendarFeed, MaintenanceEntry
from app.operations.store import hits
from app.operations.store import instances as stored_instances
from app.operations.store.instances import InstancesFilter
from app.postgres.tables import maintenance_hits
from app.unit_of_work import UnitOfWork


async def read(uow: UnitOfWork, feed: CalendarFeed) -> list[MaintenanceEntry]:
    """That is about now and not cancelled, on instances that the person may see."""
    period = (Instant(uow.now - SHOWN_AFTER), Instant(uow.now + SHOWN_AHEAD))
    found = await maintenance_soon.page(uow.connection, uow.scope, *period, MOST_ENTRIES)
    hit = await hits.of(uow.connection, uow.scope, maintenance_hits, [each.id for each in found])
    ids = [instance_id for each in hit.values() for instance_id in each] if feed.titles else []
    rows = await stored_instances.search(uow.connection, uow.scope, InstancesFilter(ids=ids)) if ids else []
    names = {each.id: each.name for each in rows}
    section = uow.book.in_force(uow.now).services.maintenance_notice.section.number
    return [
        MaintenanceEntry(
            maintenance_id=each.id,
            title=", ".join(sorted(names[instance_id] for instance_id in hit[each.id])) if feed.titles else None,
            from_at=each.state.planned_from,
            until=each.state.planned_until,
            is_announced=bool(each.state.announced),
            section=section,
            revision=each.version,
            changed_at=each.updated_at,
        )
        for each in found
    ]
