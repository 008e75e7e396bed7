"""Open tickets follow the calendar: those that the request that revised it left, and those reopened since."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from app.agreements.book import Agreements
from app.audit import auditing
from app.calendars import recomputation
from app.calendars.recomputation import RecomputeResult, follow
from app.calendars.store.calendar_followers import OutdatedReference, RecomputePosition
from app.clock import Clock
from app.domain.access.caller import Caller
from app.domain.actor import SYSTEM
from app.errors import Unavailable
from app.postgres import tenancy
from app.postgres.engine import AsyncEngine, Connection, retrying
from app.unit_of_work import UnitOfWork

BATCH: Final = 50
"""Tickets in one transaction: their rows are locked meanwhile, and others wait at most two seconds for a lock."""
MOST_STUCK: Final = 100
"""So many tickets that cannot follow are no longer a matter of single tickets."""

_LOG: Final = logging.getLogger("duetime.calendars")


@dataclass(frozen=True)
class RecomputeJob:
    """Any number of them may be on their way at once: none takes what another has.

    `stuck` are the numbers of tickets that cannot follow, by their ids: told once, and from then on passed by.
    """

    engine: AsyncEngine
    clock: Clock
    book: Agreements
    batch: int = BATCH
    stuck: dict[UUID, str] = field(default_factory=dict[UUID, str])

    async def batches(self, at_once: int = 1) -> AsyncGenerator[RecomputeResult]:
        """To the end, each in a transaction of its own. Of two at once, one is reckoned while the other is written."""
        going = {asyncio.create_task(self.step()) for _ in range(at_once)}
        try:
            while going:
                done, going = await asyncio.wait(going, return_when=asyncio.FIRST_COMPLETED)
                for followed in [each.result() for each in done]:
                    if followed.last is not None:
                        going.add(asyncio.create_task(self.step(followed.last)))
                        yield followed
        finally:
            for each in going:
                each.cancel()
            await asyncio.gather(*going, return_exceptions=True)

    async def step(self, after: RecomputePosition | None = None) -> RecomputeResult:
        """One transaction's worth. One ticket that cannot follow does not keep the others from it."""
        known = len(self.stuck)
        try:
            return await self._follow(self.batch, after)
        except Unavailable:
            raise
        except Exception as error:
            waiting = await recomputation.next_behind(self.engine, self.batch, after, [*self.stuck])
            if not waiting and len(self.stuck) > known:  # another one failed at the same ticket, and passed it by
                return RecomputeResult(0, 0, None)
            if not waiting or len(self.stuck) >= MOST_STUCK:
                raise
            tickets, moved = await self._in_parts(waiting, error)
            return RecomputeResult(tickets, moved, waiting[-1].place)

    async def _in_parts(self, waiting: Sequence[OutdatedReference], error: Exception) -> tuple[int, int]:
        """By halves, down to those that fail alone. How many tickets followed, and how many of them moved."""
        if len(waiting) == 1:
            self._pass_by(waiting[0], error)
            return 0, 0
        tickets = moved = 0
        middle = len(waiting) // 2
        for half in (waiting[:middle], waiting[middle:]):
            try:
                followed = await self._follow(len(half), None, [each.id for each in half])
                more = followed.tickets, followed.moved
            except Unavailable:
                raise
            except Exception as why:  # noqa: BLE001 - whatever is wrong with one, the others are none the worse
                more = await self._in_parts(half, why)
            tickets, moved = tickets + more[0], moved + more[1]
        return tickets, moved

    def _pass_by(self, ticket: OutdatedReference, error: Exception) -> None:
        if ticket.id not in self.stuck:
            self.stuck[ticket.id] = ticket.number
            _LOG.error("ticket %s cannot follow the calendar and is passed by", ticket.number, exc_info=error)

    async def _follow(
        self, limit: int, after: RecomputePosition | None, only: Sequence[UUID] | None = None
    ) -> RecomputeResult:
        async def act(connection: Connection) -> RecomputeResult:
            now = self.clock()
            doing = UnitOfWork(connection, Caller(SYSTEM), now, self.book)
            followed = await follow(doing, limit, after, only=only, without=[*self.stuck])
            await auditing.record_system(connection, now, "follow_calendar", tickets=followed.tickets)
            return followed

        return await retrying(self.engine, tenancy.SYSTEM, act)


async def follow_batch(job: RecomputeJob) -> int:
    """One transaction's worth, from the start."""
    return (await job.step()).tickets
