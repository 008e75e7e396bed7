"""Who has had how much of what a minute allows: exact over all processes, and nearly free for each request.

A process leases a part of a quota from the database and spends it in memory: few at first, then as many again as it has
spent. So what lies unused with processes that died, or that nobody asks any more, is at most as much as they spent.
"""

import asyncio
import logging
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Final

from app.access.store import quotas
from app.access.store.quotas import WINDOW_SECONDS, Lease
from app.errors import ServiceError, TooManyRequests
from app.postgres.engine import AsyncEngine, Connection, retrying
from app.postgres.tenancy import SYSTEM

MOST_HELD: Final = 10_000
SMALLEST_PART: Final = 100
LARGEST_PART: Final = 10
"""Of a quota, leased at once: from a hundredth to a tenth."""
UNSHARED: Final = -1
UNSHARED_SECONDS: Final = 1.0
_LOG: Final = logging.getLogger("duetime.quotas")


@dataclass(frozen=True)
class Quota:
    """`most` in a window. 0: no limit."""

    name: str
    most: int


@dataclass(frozen=True)
class QuotaState:
    """How a quota stands for somebody: `left` over all processes, as far as this one knows."""

    quota: Quota
    left: int
    resets_in: float
    window: int


class Exhausted(TooManyRequests):
    """`is_first`: nobody was refused before in this window, by this process."""

    def __init__(self, detail: str, standing: QuotaState, *, is_first: bool) -> None:
        super().__init__(detail, retry_after=max(1, math.ceil(standing.resets_in)))
        self.standing = standing
        self.is_first = is_first


@dataclass
class _Held:
    """What this process has of one quota of one subject."""

    window: int = 0
    until: float = 0.0
    unspent: int = 0
    spent: int = 0
    left_to_lease: int = 0
    waiting: int = 0
    refused: int = 0
    leasing: asyncio.Lock = field(default_factory=asyncio.Lock)

    def add(self, lease: Lease, asked_at: float) -> None:
        if lease.window != self.window:
            self.unspent = self.spent = self.refused = 0
        self.window = lease.window
        self.until = asked_at + lease.resets_in
        self.unspent += lease.granted
        self.left_to_lease = lease.left

    def needs_more(self, now: float) -> bool:
        return now >= self.until or (self.unspent == 0 and self.left_to_lease > 0)


class Quotas:
    def __init__(self, engine: AsyncEngine, clock: Callable[[], float] = monotonic) -> None:
        self._engine = engine
        self._clock = clock
        self._held: dict[str, _Held] = {}

    async def take(self, quota: Quota, who: str) -> QuotaState | None:
        """One, for `who`. None: there is no limit. Exhausted: nothing is left in this window."""
        if not quota.most:
            return None
        held = self._of(quota, who)
        while held.needs_more(self._clock()):
            await self._lease(quota, who, held)
        if held.unspent == 0:
            held.refused += 1
            raise Exhausted(
                f"At most {quota.most} in {WINDOW_SECONDS} seconds.",
                self._standing(quota, held),
                is_first=held.refused == 1,
            )
        held.unspent -= 1
        held.spent += 1
        return self._standing(quota, held)

    def give_back(self, who: str, standing: QuotaState | None) -> None:
        """What `take` gave, after all."""
        held = self._held.get(_key(standing.quota, who)) if standing else None
        if standing and held is not None and held.window == standing.window:
            held.unspent += 1
            held.spent -= 1

    def _of(self, quota: Quota, who: str) -> _Held:
        key = _key(quota, who)
        if key not in self._held:
            if len(self._held) >= MOST_HELD:
                self._forget()
            self._held[key] = _Held()
        return self._held[key]

    def _forget(self) -> None:
        now = self._clock()
        self._held = {key: held for key, held in self._held.items() if held.until > now or held.leasing.locked()}

    async def _lease(self, quota: Quota, who: str, held: _Held) -> None:
        held.waiting += 1
        try:
            async with held.leasing:
                if held.needs_more(self._clock()):
                    asked_at = self._clock()
                    held.add(await self._leased(quota, who, held), asked_at)
        finally:
            held.waiting -= 1

    async def _leased(self, quota: Quota, who: str, held: _Held) -> Lease:
        """Without the database a process lends to itself: there is nothing to protect that could be asked."""
        spent = held.spent if self._clock() < held.until else 0
        part = max(-(-quota.most // SMALLEST_PART), min(spent, -(-quota.most // LARGEST_PART)))
        wanted = min(quota.most, max(part, held.waiting))

        async def leased(connection: Connection) -> Lease:
            return await quotas.lease(connection, _key(quota, who), wanted, quota.most)

        try:
            return await retrying(self._engine, SYSTEM, leased)
        except ServiceError as error:
            _LOG.warning("no lease of %s, so it is not shared for a moment: %s", quota.name, error)
            return Lease(UNSHARED, quota.most, 0, UNSHARED_SECONDS)

    def _standing(self, quota: Quota, held: _Held) -> QuotaState:
        resets_in = max(0.0, held.until - self._clock())
        return QuotaState(quota, held.unspent + held.left_to_lease, resets_in, held.window)


def _key(quota: Quota, who: str) -> str:
    return f"{quota.name} {who}"
