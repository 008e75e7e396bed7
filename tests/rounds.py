"""What workers do round by round, until there is nothing left."""

from app.agreements.book import Agreements
from app.clock import Clock
from app.postgres.engine import AsyncEngine
from app.workers import calendars, deadlines
from app.workers.calendars import RecomputeJob


async def announce_due(engine: AsyncEngine, clock: Clock, batch: int = deadlines.BATCH) -> int:
    """Everything that is due, oldest first; how many tickets that was."""
    total = 0
    while announced := await deadlines.announce_batch(engine, clock, batch):
        total += announced
    return total


async def follow_calendar(engine: AsyncEngine, clock: Clock, book: Agreements, batch: int = calendars.BATCH) -> int:
    """All that are behind; how many tickets that was. One that somebody was changing follows the next time."""
    return sum([followed.tickets async for followed in RecomputeJob(engine, clock, book, batch).batches()])
