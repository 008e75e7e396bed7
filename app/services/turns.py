"""Everybody's requests take turns: one caller has at most so many under way, whatever it sends, and waits for its own.

So there are always connections to the database for the others.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from app.errors import TooManyRequests

PATIENCE_SECONDS: Final = 3.0


@dataclass
class _Lane:
    free: asyncio.Semaphore
    users: int = 0


class Turns:
    def __init__(self, at_once: int) -> None:
        """`at_once` 0: no limit."""
        self._at_once = at_once
        self._lanes: dict[str, _Lane] = {}

    @asynccontextmanager
    async def of(self, who: str) -> AsyncGenerator[None]:
        """TooManyRequests: those before this one take too long."""
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
            raise TooManyRequests(
                f"You have {lane.users} requests here, of which {self._at_once} are worked on at once.", retry_after=1
            ) from None
