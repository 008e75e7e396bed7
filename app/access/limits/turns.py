"""Everybody's requests take turns: one caller has at most so many under way, whatever it sends, and waits for its own.

So there are always connections to the database for the others. Of one ticket's changes a caller has fewer under way
than of all it does: they wait for each other anyway, and while somebody else holds that ticket, the rest goes on.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from app.errors import ServiceError, TooManyRequests, Unavailable

PATIENCE_SECONDS: Final = 3.0


@dataclass
class _Lane:
    free: asyncio.Semaphore
    users: int = 0


Refusal = Callable[[int, int], ServiceError]
"""For whoever waits too long: how many there are, and how many of them are worked on at once."""


def of_caller(here: int, at_once: int) -> ServiceError:
    return TooManyRequests(f"You have {here} requests here, of which {at_once} are worked on at once.", retry_after=1)


def of_ticket(here: int, at_once: int) -> ServiceError:
    told = f"You have {here} requests here that change this ticket; {at_once} are worked on at once. Try again."
    return Unavailable(told, retry_after=1)


class ConcurrencyLimiter:
    def __init__(self, at_once: int, refusal: Refusal = of_caller) -> None:
        """`at_once` 0: no limit."""
        self._at_once = at_once
        self._refusal = refusal
        self._lanes: dict[str, _Lane] = {}

    @asynccontextmanager
    async def of(self, who: str) -> AsyncGenerator[None]:
        """Raises its refusal when those before this one take too long."""
        if not self._at_once:
            yield
            return
        lane = self._lanes.setdefault(who, _Lane(asyncio.Semaphore(self._at_once)))
        lane.users += 1
        try:
            await self._wait(lane)
            try:
                yield
            finally:
                lane.free.release()
        finally:
            lane.users -= 1
            if not lane.users:
                del self._lanes[who]

    async def _wait(self, lane: _Lane) -> None:
        if not lane.free.locked():
            await lane.free.acquire()
            return
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await lane.free.acquire()
        except TimeoutError:
            raise self._refusal(lane.users, self._at_once) from None
