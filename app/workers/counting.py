"""Counts clocks whose tickets have come to rest, so that nobody counts them again at each question."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from app.agreements.book import Agreements
from app.attainment import counting
from app.attainment.counting import QUIET, Round
from app.attainment.store.recounts import BEFORE_ALL
from app.clock import Clock
from app.postgres import tenancy
from app.postgres.engine import AsyncEngine, Connection, retrying

BATCH: Final = 100
"""Tickets in one transaction: some 0.02 s in which their rows are locked, and nobody else in this process is served."""


@dataclass
class Counter:
    """Goes through the tickets in their order, and from the beginning when it has come to the end.

    Any number of processes may do so; of those that meet, one counts.
    """

    engine: AsyncEngine
    clock: Clock
    book: Agreements
    batch: int = BATCH
    quiet: timedelta = QUIET
    last: UUID = BEFORE_ALL

    async def count_batch(self) -> int:
        """One transaction's worth; how much that was, in tickets."""

        async def act(connection: Connection) -> Round:
            return await counting.count(connection, self.book, self.clock(), self.batch, self.last, self.quiet)

        counted = await retrying(self.engine, tenancy.SYSTEM, act)
        self.last = counted.last
        return counted.done

    async def count_all(self) -> int:
        """Until a whole walk finds none that is free."""
        total = walked = 0
        while True:
            walked += await self.count_batch()
            if self.last == BEFORE_ALL:
                if not walked:
                    return total
                total, walked = total + walked, 0
