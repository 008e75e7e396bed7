"""Brings what has been recorded into the feed. Any number of processes may do so at once: one does, the others pass."""

from app.clock import Clock
from app.feed import sequencing
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.tenancy import SYSTEM


async def sequence(engine: AsyncEngine, clock: Clock) -> int:
    """How many events."""
    async with transaction(engine, SYSTEM) as connection:
        return await sequencing.sequence(connection, clock())
