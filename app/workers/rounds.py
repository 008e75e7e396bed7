"""The worker: its jobs, each again and again until it is told to stop. Runs beside the API or on its own."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

from app.clock import Clock
from app.db.engine import AsyncEngine
from app.services.book import Book
from app.sla.agreement import REVISIONS
from app.workers.calendars import Caravan, follow_batch
from app.workers.counting import Counter
from app.workers.deadlines import announce_batch
from app.workers.housekeeping import sweep

DEADLINES_SECONDS: Final = 1.0
CALENDAR_SECONDS: Final = 5.0
COUNTING_SECONDS: Final = 5.0
COUNTING_REST: Final = 3.0
"""Whoever is served meanwhile has three quarters of the time."""
HOUSEKEEPING_SECONDS: Final = 600.0
LONGEST_BACKOFF_SECONDS: Final = 5.0

_LOG: Final = logging.getLogger("duetime.worker")

Job = Callable[[], Awaitable[int]]
"""Does a bounded piece of work and tells how much it was; 0: there is none left for now."""


async def run(engine: AsyncEngine, clock: Clock, stop: asyncio.Event) -> None:
    """Until `stop` is set. What is being done is finished first; what is cancelled is rolled back and done later."""
    book = Book(REVISIONS)
    caravan = Caravan(engine, clock, book)
    async with asyncio.TaskGroup() as jobs:
        jobs.create_task(repeat(lambda: announce_batch(engine, clock), DEADLINES_SECONDS, stop))
        jobs.create_task(repeat(lambda: follow_batch(caravan), CALENDAR_SECONDS, stop))
        counter = Counter(engine, clock, book)
        jobs.create_task(repeat(counter.count_batch, COUNTING_SECONDS, stop, rest=COUNTING_REST))
        jobs.create_task(repeat(lambda: sweep(engine, clock), HOUSEKEEPING_SECONDS, stop))


async def repeat(job: Job, interval: float, stop: asyncio.Event, *, rest: float = 0.0) -> None:
    """As long as there is work, with a pause of `rest` times what it took in between; then every `interval` seconds.

    Whatever fails is tried again.
    """
    failures, now = 0, asyncio.get_running_loop().time
    while not stop.is_set():
        began = now()
        try:
            done = await job()
        except Exception as error:  # noqa: BLE001 - a worker that dies of one failure hides all that come after
            failures += 1
            _LOG.warning("a job of the worker failed, try %d: %r", failures, error, exc_info=error)
            await _pause(_backoff(failures), stop)
        else:
            failures = 0
            await _pause(rest * (now() - began) if done else interval, stop)


def _backoff(failures: int) -> float:
    return min(0.1 * 2.0 ** min(failures, 10), LONGEST_BACKOFF_SECONDS)


async def _pause(seconds: float, stop: asyncio.Event) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stop.wait()
