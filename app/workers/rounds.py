"""The worker: its jobs, each again and again until it is told to stop. Runs beside the API or on its own."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Final

from app.agreements.book import Agreements
from app.clock import Clock
from app.errors import Unavailable
from app.postgres.engine import AsyncEngine
from app.sla.agreement import REVISIONS
from app.workers.calendars import RecomputeJob, follow_batch
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
    book = Agreements(REVISIONS)
    recomputing = RecomputeJob(engine, clock, book)
    counter = Counter(engine, clock, book)
    every = partial(repeat, stop=stop, trouble=Trouble())
    async with asyncio.TaskGroup() as jobs:
        jobs.create_task(every(lambda: announce_batch(engine, clock), DEADLINES_SECONDS))
        jobs.create_task(every(lambda: follow_batch(recomputing), CALENDAR_SECONDS))
        jobs.create_task(every(counter.count_batch, COUNTING_SECONDS, rest=COUNTING_REST))
        jobs.create_task(every(lambda: sweep(engine, clock), HOUSEKEEPING_SECONDS))


async def repeat(
    job: Job, interval: float, stop: asyncio.Event, *, rest: float = 0.0, trouble: "Trouble | None" = None
) -> None:
    """As long as there is work, with a pause of `rest` times what it took in between; then every `interval` seconds.

    Whatever fails is tried again; jobs that share their `trouble` tell of it once.
    """
    trouble, now = trouble or Trouble(), asyncio.get_running_loop().time
    failures = 0
    while not stop.is_set():
        began = now()
        try:
            done = await job()
        except Exception as error:  # noqa: BLE001 - a worker that dies of one failure hides all that come after
            failures += 1
            trouble.note(job, error)
            await _pause(_backoff(failures), stop)
        else:
            failures = 0
            trouble.is_over(job)
            await _pause(rest * (now() - began) if done else interval, stop)


class Trouble:
    """What keeps the jobs of a worker from working: told once for all of them, and once that it is over."""

    def __init__(self) -> None:
        self._failing: set[Job] = set()
        self._told: set[str] = set()
        self._tries = 0

    def note(self, job: Job, error: Exception) -> None:
        """With a traceback only where the mistake is ours: that a database is away, its own words tell."""
        self._failing.add(job)
        self._tries += 1
        is_outage = isinstance(error, Unavailable)
        what = Unavailable.__name__ if is_outage else repr(error)
        if what not in self._told:
            self._told.add(what)
            _LOG.warning("the worker tries again until it can: %r", error, exc_info=None if is_outage else error)

    def is_over(self, job: Job) -> None:
        if job not in self._failing:
            return
        self._failing.remove(job)
        if not self._failing:
            _LOG.warning("the worker works again, after %d failures", self._tries)
            self._told.clear()
            self._tries = 0


def _backoff(failures: int) -> float:
    return min(0.1 * 2.0 ** min(failures, 10), LONGEST_BACKOFF_SECONDS)


async def _pause(seconds: float, stop: asyncio.Event) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stop.wait()
