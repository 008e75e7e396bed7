"""The feed as it grows, to any number of readers in this process: read once for all who see the same.

    head moved? ─► what came, once per sight (row-level security) ─► each listener's own queue, if it wants that
       every POLL_SECONDS, while anybody listens                    QUEUE events at most; one more: it is too slow

Whoever is behind reads pages until there is no more, and listens from there: between the last page and listening
nothing is awaited, so nothing is missed.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from app.domain.actor import Actor
from app.domain.feed.entries import EventFilter, FeedEvent
from app.domain.feed.places import FeedHead, FeedPlace, ResetReason
from app.errors import ServiceError, TooManyRequests
from app.feed import reading
from app.feed.reading import FeedPage
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.errors import DRIVER_ERRORS
from app.postgres.scope import Scope
from app.postgres.tenancy import SYSTEM, Tenant, tenant_of

POLL_SECONDS: Final = 0.2
QUEUE: Final = 256
PAGE: Final = 100
STREAMS_EACH: Final = 5


@dataclass(frozen=True)
class FeedSight:
    """What is seen of the feed: all of it, or what is a customer's and not internal."""

    tenant: Tenant
    scope: Scope

    @classmethod
    def of(cls, actor: Actor) -> "FeedSight":
        seen = tenant_of(actor)
        return cls(Tenant(seen.range, seen.customer_id), Scope(seen.customer_id))


@dataclass(eq=False)
class Listener:
    """`place`: up to where everything that it wants is in `queue`, or was taken from it."""

    sight: FeedSight
    wanted: EventFilter
    place: FeedPlace
    queue: deque[FeedEvent] = field(default_factory=deque[FeedEvent])
    reset: ResetReason | None = None
    stirred: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, events: Sequence[FeedEvent], place: FeedPlace) -> None:
        """Of these events those that it wants and does not have; they go up to `place`."""
        known = self.place.position
        self.queue.extend(each for each in events if each.entry.position > known and self.wanted.takes(each.entry))
        if place.position > known:
            self.place = place
        if len(self.queue) > QUEUE:
            self.lose(place, ResetReason.TOO_SLOW)
        elif self.queue:
            self.stirred.set()

    def lose(self, place: FeedPlace, reason: ResetReason) -> None:
        """What it was to be told before `place` it is not told any more, but that."""
        self.queue.clear()
        self.place, self.reset = place, reason
        self.stirred.set()


class FeedStreams:
    """One per process."""

    def __init__(self, engine: AsyncEngine, poll_seconds: float = POLL_SECONDS) -> None:
        self._engine = engine
        self._poll_seconds = poll_seconds
        self._head: FeedHead | None = None
        self._listeners = set[Listener]()
        self._open: defaultdict[UUID, int] = defaultdict(int)
        self._looking: asyncio.Task[None] | None = None

    @contextmanager
    def admit(self, actor: Actor) -> Generator[None]:
        """TooManyRequests above STREAMS_EACH of one caller."""
        if self._open[actor.id] >= STREAMS_EACH:
            raise TooManyRequests(f"You have {STREAMS_EACH} streams open, and may have no more.", retry_after=5)
        self._open[actor.id] += 1
        try:
            yield
        finally:
            self._open[actor.id] -= 1
            if not self._open[actor.id]:
                del self._open[actor.id]

    async def page(self, listener: Listener) -> FeedPage | None:
        """What comes next for whoever is behind, after which it is further on. None: it has caught up, and listens."""
        newest = await self._newest()
        if listener.place.epoch != newest.epoch:
            listener.lose(newest.beginning, ResetReason.ANOTHER_FEED)
        if listener.place.position >= newest.position:
            self._listeners.add(listener)
            self._look_on()
            return None
        async with transaction(self._engine, listener.sight.tenant) as connection:
            page = await reading.page(
                connection,
                listener.sight.scope,
                listener.wanted,
                after=listener.place,
                until=newest.place,
                limit=PAGE,
            )
        listener.place = page.next
        return page

    def leave(self, listener: Listener) -> None:
        self._listeners.discard(listener)

    async def _newest(self) -> FeedHead:
        """As of the last look; a look of its own where nobody looks."""
        if self._head is None or not self._listeners:
            async with transaction(self._engine, SYSTEM) as connection:
                newest = await reading.head(connection)
            if self._head is None or not self._listeners:
                self._head = newest
        return self._head

    def _look_on(self) -> None:
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look_while_listened())

    async def _look_while_listened(self) -> None:
        while self._listeners:
            with suppress(ServiceError, *DRIVER_ERRORS):
                await self._look()
            await asyncio.sleep(self._poll_seconds)

    async def _look(self) -> None:
        async with transaction(self._engine, SYSTEM) as connection:
            newest = await reading.head(connection)
        if self._head is None or self._head.epoch != newest.epoch:
            self._head, lost = newest, [*self._listeners]
            self._listeners.clear()
            for each in lost:
                each.lose(newest.beginning, ResetReason.ANOTHER_FEED)
        while self._head.position < newest.position:  # page by page, so that a quick reader has time to take each
            until = newest.at(min(self._head.position + PAGE, newest.position))
            await self._tell(self._head.place, until)
            self._head = FeedHead(newest.epoch, until.position, newest.oldest)

    async def _tell(self, after: FeedPlace, until: FeedPlace) -> None:
        seen: dict[FeedSight, Sequence[FeedEvent]] = {}
        while missing := {each.sight for each in self._listeners} - seen.keys():  # some may come meanwhile
            for sight in missing:
                async with transaction(self._engine, sight.tenant) as connection:
                    page = await reading.page(
                        connection, sight.scope, EventFilter(), after=after, until=until, limit=PAGE
                    )
                seen[sight] = page.events
        for each in self._listeners:
            each.tell(seen[each.sight], until)
