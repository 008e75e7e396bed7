"""When revisions of the agreement take effect, and until when they may be objected to, for a calendar (Wijzigingen)."""

from datetime import timedelta

from app.domain.calendar_feeds.feeds import MOST_ENTRIES, SHOWN_AFTER, SHOWN_AHEAD, RevisionEntry
from app.revisions import drafting
from app.revisions.store import revisions as stored_revisions
from app.unit_of_work import UnitOfWork


async def read(uow: UnitOfWork) -> list[RevisionEntry]:
    """Of those that are announced and stand, the days about now."""
    today, section = drafting.today_of(uow), drafting.revising(uow).section.number
    first, last = today - timedelta(days=SHOWN_AFTER.days), today + timedelta(days=SHOWN_AHEAD.days)
    announced = await stored_revisions.announced(uow.connection)
    entries = [
        RevisionEntry(
            revision_id=each.id,
            number=each.state.number,
            on=day,
            is_last_day_to_object=day is each.state.objections_until_on,
            section=section,
            announced_at=each.state.announced_at,
        )
        for each in announced
        for day in (each.state.objections_until_on, each.state.in_force_on)
        if day is not None and each.state.announced_at is not None and first <= day <= last
    ]
    return sorted(entries, key=lambda each: each.on)[:MOST_ENTRIES]
