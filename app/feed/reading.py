"""What is in the feed, for whoever may see it: pages of it, one event, and where to begin."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.accounts import customers
from app.clock import Instant
from app.domain.feed import entries
from app.domain.feed.entries import EventFilter, FeedEvent
from app.domain.feed.places import FeedHead, FeedPlace, ResetReason, why_not
from app.errors import NotFound
from app.feed.store import feed
from app.postgres.connection import Connection
from app.postgres.scope import Scope
from app.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class FeedPage:
    """`next` is where the page after it begins, also at the end of the feed; `is_last`: there is none yet."""

    events: Sequence[FeedEvent]
    next: FeedPlace
    is_last: bool


@dataclass(frozen=True)
class FeedStart:
    """Where somebody begins, and why not where they wanted to, if so."""

    place: FeedPlace
    reset: ResetReason | None = None


async def head(connection: Connection) -> FeedHead:
    return await feed.head(connection)


async def start(
    connection: Connection, newest: FeedHead, *, after: FeedPlace | None = None, since: Instant | None = None
) -> FeedStart:
    """After a place, or with what was recorded `since` then; by neither, with the oldest that is kept."""
    if since is not None:
        position = await feed.first_since(connection, since)
        return FeedStart(newest.place if position is None else newest.at(min(position - 1, newest.position)))
    if after is None:
        return FeedStart(newest.beginning)
    reason = why_not(after, newest)
    return FeedStart(after if reason is None else newest.beginning, reason)


async def page(
    connection: Connection, scope: Scope, wanted: EventFilter, *, after: FeedPlace, until: FeedPlace, limit: int
) -> FeedPage:
    """Both places are of the same feed."""
    placed = await feed.entries(connection, scope, wanted, after=after.position, until=until.position, limit=limit + 1)
    shown = placed[:limit]
    is_last = len(placed) <= limit
    following = until if is_last else FeedPlace(until.epoch, shown[-1].position)
    return FeedPage(await feed.events(connection, shown), following, is_last)


async def left_out(uow: UnitOfWork) -> Sequence[str]:
    """Streams of which the caller sees nothing."""
    customer_id = uow.scope.customer_id
    registrant = customer_id is not None and await customers.is_registrant(uow, customer_id)
    return entries.left_out(uow.actor, registrant=registrant)


async def event(uow: UnitOfWork, subject_id: UUID, sequence: int) -> FeedEvent:
    """NotFound also for what has been recorded and is not in the feed yet, or any more."""
    entry = await feed.entry(uow.connection, uow.scope, subject_id, sequence)
    if entry is None or entry.stream in await left_out(uow):
        raise NotFound("There is no such event.")
    return (await feed.events(uow.connection, [entry]))[0]
