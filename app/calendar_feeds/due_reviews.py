"""By when changes are to be reviewed, for a calendar (§4.1.3)."""

from app.changes.kinds import CHANGES
from app.clock import Instant
from app.domain.calendar_feeds.feeds import MOST_ENTRIES, SHOWN_AFTER, SHOWN_AHEAD, CalendarFeed, ReviewEntry
from app.domain.terms.subject_terms import TermKind
from app.streams import subjects
from app.terms.store import terms
from app.unit_of_work import UnitOfWork


async def read(uow: UnitOfWork, feed: CalendarFeed) -> list[ReviewEntry]:
    """Those that are owed and due about now, of changes that the person may see as their customer's own."""
    period = (Instant(uow.now - SHOWN_AFTER), Instant(uow.now + SHOWN_AHEAD))
    owed = await terms.falling_due(uow.connection, uow.scope, TermKind.CHANGE_REVIEW, uow.now, *period, MOST_ENTRIES)
    found = await subjects.find_many(uow.connection, CHANGES, [each.subject.id for each in owed])
    changes = {each.id: each.state for each in found}
    return [
        ReviewEntry(
            change_id=each.subject.id,
            number=changes[each.subject.id].number,
            title=changes[each.subject.id].title if feed.titles else None,
            section=each.section,
            due_at=each.due_at,
            made_at=each.started_at,
        )
        for each in owed
        if each.due_at is not None
    ]
