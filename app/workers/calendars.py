"""Open tickets follow the calendar: those that the request that revised it left, and those reopened since."""

from collections.abc import AsyncGenerator
from typing import Final

from app.clock import Clock
from app.db import sight
from app.db.calendar_followers import Place
from app.db.engine import AsyncEngine, Connection, retrying
from app.domain.actor import SYSTEM
from app.domain.caller import Caller
from app.services import auditing
from app.services.book import Book
from app.services.recomputation import Followed, follow
from app.services.work import Work

BATCH: Final = 50
"""Tickets in one transaction: their rows are locked meanwhile, and others wait at most two seconds for a lock."""


async def follow_calendar(engine: AsyncEngine, clock: Clock, book: Book, batch: int = BATCH) -> int:
    """All that are behind; how many tickets that was. One that somebody was changing follows the next time."""
    return sum([followed.tickets async for followed in each_batch(engine, clock, book, batch)])


async def each_batch(engine: AsyncEngine, clock: Clock, book: Book, batch: int = BATCH) -> AsyncGenerator[Followed]:
    """Each is a transaction of its own. Any number of processes may do this at once; none takes what another has."""
    after: Place | None = None
    while (followed := await _next_batch(engine, clock, book, batch, after)).tickets:
        yield followed
        after = followed.last


async def follow_batch(engine: AsyncEngine, clock: Clock, book: Book, batch: int = BATCH) -> int:
    """One transaction's worth."""
    return (await _next_batch(engine, clock, book, batch, None)).tickets


async def _next_batch(engine: AsyncEngine, clock: Clock, book: Book, batch: int, after: Place | None) -> Followed:
    async def work(connection: Connection) -> Followed:
        now = clock()
        followed = await follow(Work(connection, Caller(SYSTEM), now, book), batch, after)
        await auditing.record_system(connection, now, "follow_calendar", tickets=followed.tickets)
        return followed

    return await retrying(engine, sight.SYSTEM, work)
