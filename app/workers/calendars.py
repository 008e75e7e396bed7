"""Open tickets follow the calendar: those that the request that revised it left, and those reopened since."""

from typing import Final

from app.clock import Clock
from app.db import sight
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
    total = 0
    while followed := await follow_batch(engine, clock, book, batch):
        total += followed
    return total


async def follow_batch(engine: AsyncEngine, clock: Clock, book: Book, batch: int = BATCH) -> int:
    """One transaction's worth."""

    async def work(connection: Connection) -> Followed:
        now = clock()
        followed = await follow(Work(connection, Caller(SYSTEM), now, book), batch)
        await auditing.record_system(connection, now, "follow_calendar", tickets=followed.tickets)
        return followed

    return (await retrying(engine, sight.SYSTEM, work)).tickets
