"""Calendar feeds: made for a person, opened by a link that is shown once, gone as soon as they are revoked."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from uuid_utils.compat import uuid7

from app.access.identity import digest
from app.access.store.people import Person
from app.accounts import people
from app.calendar_feeds.store import calendar_feeds
from app.clock import Instant
from app.domain.access.permissions import Operation, require
from app.domain.access.reach import require_nothing_kept_back
from app.domain.calendar_feeds.feeds import MOST_FEEDS, CalendarFeed, FeedSubject, expires_at
from app.errors import Conflict, NotFound
from app.unit_of_work import UnitOfWork

SECRET_BYTES = 32
"""256 bits, so that a plain digest is enough to keep."""


@dataclass(frozen=True)
class KeptFeed:
    """With until when its link opens it, if not for ever."""

    feed: CalendarFeed
    expires_at: Instant | None


@dataclass(frozen=True)
class MadeFeed:
    """`secret` is the last part of its link. Nobody can tell it again."""

    kept: KeptFeed
    secret: str


async def make(uow: UnitOfWork, person_id: UUID, includes: Sequence[FeedSubject], *, titles: bool) -> MadeFeed:
    person = await _keepable(uow, person_id, lock=True)
    require_nothing_kept_back(uow.caller.reach, expires_by_rule=uow.actor.is_management, of="A calendar feed")
    if not person.active:
        raise Conflict("This person is not active: a feed would show nothing.")
    if await calendar_feeds.count(uow.connection, person.id) >= MOST_FEEDS:
        raise Conflict(f"This person has {MOST_FEEDS} calendar feeds already: revoke one first.")
    feed = CalendarFeed(
        id=uuid7(),
        person_id=person.id,
        customer_id=person.customer_id,
        includes=tuple(includes),
        titles=titles,
        created_at=uow.now,
        made_by=uow.actor.id,
    )
    secret = secrets.token_urlsafe(SECRET_BYTES)
    await calendar_feeds.add(uow.connection, feed, digest(secret))
    return MadeFeed(_kept(feed, person), secret)


async def page(uow: UnitOfWork, person_id: UUID, *, after: UUID | None, limit: int) -> Sequence[KeptFeed]:
    person = await _keepable(uow, person_id)
    found = await calendar_feeds.page(uow.connection, person.id, after=after, limit=limit)
    return [_kept(feed, person) for feed in found]


async def find(uow: UnitOfWork, person_id: UUID, feed_id: UUID) -> KeptFeed:
    person = await _keepable(uow, person_id)
    feed = await calendar_feeds.find(uow.connection, person.id, feed_id)
    if feed is None:
        raise NotFound("There is no such calendar feed.")
    return _kept(feed, person)


async def revoke(uow: UnitOfWork, person_id: UUID, feed_id: UUID) -> None:
    """Its link opens nothing from now on; that there was one stands in the trail."""
    kept = await find(uow, person_id, feed_id)
    await calendar_feeds.remove(uow.connection, kept.feed.id)


async def _keepable(uow: UnitOfWork, person_id: UUID, *, lock: bool = False) -> Person:
    person = await people.find(uow, person_id, lock=lock)
    require(uow.actor, Operation.KEEP_CALENDAR_FEEDS, person_id=person.id)
    return person


def _kept(feed: CalendarFeed, person: Person) -> KeptFeed:
    return KeptFeed(feed, expires_at(feed, person.actor))
