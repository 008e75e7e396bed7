"""Open tickets follow the calendar: those that the request that revised it left, and those reopened since."""

from app.clock import Clock
from app.db.engine import AsyncEngine, Connection, retrying
from app.domain.actor import SYSTEM
from app.services.book import Book
from app.services.closing_days import Followed, follow
from app.services.work import Work

BATCH = 50
"""Tickets a transaction: their rows are locked meanwhile, and others wait at most two seconds for a lock."""


async def follow_calendar(engine: AsyncEngine, clock: Clock, book: Book) -> int:
    """How many tickets followed. One that somebody was changing just then follows the next time."""

    async def batch(connection: Connection) -> Followed:
        return await follow(Work(connection, SYSTEM, clock(), book), BATCH)

    total = 0
    while True:
        followed = await retrying(engine, batch)
        total += followed.tickets
        if followed.tickets < BATCH:
            return total
