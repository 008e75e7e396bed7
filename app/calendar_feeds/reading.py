"""Whoever has a feed's link reads what its person may see now."""

from dataclasses import dataclass

from app.access.store import administration_networks, people
from app.addresses import Address
from app.attainment import sla_status
from app.attainment.store.clock_lists import ClockFilter, ListedClock
from app.calendar_feeds import booked_days, due_reviews, planned_work, revised_agreement
from app.calendar_feeds.store import calendar_feeds, entry_revisions
from app.calendar_feeds.store.entry_revisions import EntryRevision
from app.clock import Instant
from app.domain.access.caller import Caller
from app.domain.access.management import require_allowed
from app.domain.calendar_feeds.feeds import (
    MOST_ENTRIES,
    SHOWN_AFTER,
    SHOWN_AHEAD,
    BookingEntry,
    CalendarEntry,
    CalendarFeed,
    FeedSubject,
    MaintenanceEntry,
    ReviewEntry,
    RevisionEntry,
    is_open,
)
from app.domain.explanation.words import Language
from app.errors import Forbidden, Unauthenticated
from app.notifications import preferences
from app.postgres.connection import Connection
from app.postgres.scope import Scope
from app.postgres.tenancy import Tenant, TenantScope, set_tenant, tenant_of
from app.tickets.moments import tickets_as_of
from app.unit_of_work import UnitOfWork

_NOTHING = "There is no such calendar."


@dataclass(frozen=True)
class OpenedFeed:
    feed: CalendarFeed
    reader: Caller


@dataclass(frozen=True)
class CalendarContent:
    feed: CalendarFeed
    language: Language
    entries: tuple[CalendarEntry, ...]
    bookings: tuple[BookingEntry, ...]
    maintenance: tuple[MaintenanceEntry, ...]
    reviews: tuple[ReviewEntry, ...]
    revisions: tuple[RevisionEntry, ...]


async def open_by_link(
    connection: Connection, digest: bytes, now: Instant, address: Address | None = None
) -> OpenedFeed:
    """The transaction saw what the digest opens, and from here on what the feed's person may see.

    Unauthenticated says the same of a link that never was, is revoked or has expired, whose person has left, or that
    comes from where they themselves would not be let in (§5.7.1).
    """
    feed = await calendar_feeds.by_digest(connection, digest)
    if feed is None:
        raise Unauthenticated(_NOTHING, reason="unknown_link")
    its = TenantScope.VENDOR if feed.customer_id is None else TenantScope.CUSTOMER
    await set_tenant(connection, Tenant(its, feed.customer_id, feed.person_id))
    person = await people.find(connection, Scope(feed.customer_id), feed.person_id)
    if person is None or not person.active:
        raise Unauthenticated(_NOTHING, reason="person_left")
    if not is_open(feed, person.actor, now):
        raise Unauthenticated(_NOTHING, reason="expired_link")
    await set_tenant(connection, tenant_of(person.actor))
    reader = Caller(person.actor, address=address)
    if person.actor.is_management:
        try:
            require_allowed(reader, await administration_networks.networks(connection))
        except Forbidden:
            raise Unauthenticated(_NOTHING, reason="other_network") from None
    return OpenedFeed(feed, reader)


async def read(uow: UnitOfWork, feed: CalendarFeed) -> CalendarContent:
    """What it includes of what is due about now, soonest first; the work is the feed's person's."""
    told = await preferences.read(uow, feed.person_id)
    return CalendarContent(
        feed,
        told.preferences.language,
        tuple(await _clocks(uow, feed)) if FeedSubject.CLOCKS in feed.includes else (),
        tuple(await booked_days.read(uow, feed)) if FeedSubject.BOOKINGS in feed.includes else (),
        tuple(await planned_work.read(uow, feed)) if FeedSubject.MAINTENANCE in feed.includes else (),
        tuple(await due_reviews.read(uow, feed)) if FeedSubject.REVIEWS in feed.includes else (),
        tuple(await revised_agreement.read(uow)) if FeedSubject.REVISIONS in feed.includes else (),
    )


async def _clocks(uow: UnitOfWork, feed: CalendarFeed) -> list[CalendarEntry]:
    """Of those that go."""
    wanted = ClockFilter(due_from=Instant(uow.now - SHOWN_AFTER), due_before=Instant(uow.now + SHOWN_AHEAD))
    then = await tickets_as_of(uow, None, None)
    clocks = await sla_status.clocks(then, wanted, after=None, limit=MOST_ENTRIES)
    places = {(each.customer_id, each.ticket_id) for each in clocks}
    revisions = await entry_revisions.of(uow.connection, places, titles=feed.titles)
    entries = (_entry(each, revisions[each.ticket_id, each.clock.name], titles=feed.titles) for each in clocks)
    return [entry for entry in entries if entry is not None]


def _entry(listed: ListedClock, revision: EntryRevision, *, titles: bool) -> CalendarEntry | None:
    if listed.clock.due_at is None:
        return None
    return CalendarEntry(
        ticket_id=listed.ticket_id,
        number=listed.number,
        title=listed.title if titles else None,
        clock=listed.clock.name,
        priority=listed.priority,
        section=listed.clock.section,
        due_at=listed.clock.due_at,
        revision=revision.number,
        changed_at=revision.changed_at,
    )
