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
from app.notifications.mail import MailServer
from app.notifications.sending import MailSender
from app.notifications.telling import NoticeTeller
from app.postgres.engine import AsyncEngine
from app.revisions.loading import LOOKED_EVERY_SECONDS
from app.settings import Settings
from app.sla.agreement import REVISIONS
from app.telemetry.metrics import timed
from app.workers.calendars import RecomputeJob, follow_batch
from app.workers.counting import count_customer
from app.workers.deadlines import announce_batch
from app.workers.feeding import sequence
from app.workers.housekeeping import sweep
from app.workers.ledgers import tell_batch
from app.workers.releases import tell_of_releases
from app.workers.revisions import follow, known
from app.workers.terms import announce_terms

DEADLINES_SECONDS: Final = 1.0
SEQUENCING_SECONDS: Final = 0.2
"""Readers look as often: see `app/feed/streaming.py`."""
CALENDAR_SECONDS: Final = 5.0
COUNTING_SECONDS: Final = 60.0
COUNTING_REST: Final = 3.0
"""Whoever stops a clock meanwhile has three quarters of the time."""
NOTICES_SECONDS: Final = 1.0
HOUSEKEEPING_SECONDS: Final = 600.0
LEDGERS_SECONDS: Final = 10.0
RELEASES_SECONDS: Final = 10.0
LONGEST_BACKOFF_SECONDS: Final = 5.0

_LOG: Final = logging.getLogger("duetime.worker")

Job = Callable[[], Awaitable[int]]
"""Does a bounded piece of work and tells how much it was; 0: there is none left for now."""


async def run(engine: AsyncEngine, clock: Clock, stop: asyncio.Event, settings: Settings) -> None:
    """Until `stop` is set. What is being done is finished first; what is cancelled is rolled back and done later."""
    book = Agreements(REVISIONS)
    await known(engine, book, stop)
    recomputing = RecomputeJob(engine, clock, book)
    server = mail_server(settings)
    teller = NoticeTeller(engine, clock, book, by_mail=server is not None)
    every = partial(repeat, stop=stop, trouble=Trouble())
    async with asyncio.TaskGroup() as jobs:
        jobs.create_task(every(timed("deadlines", lambda: announce_batch(engine, clock)), DEADLINES_SECONDS))
        jobs.create_task(every(timed("terms", lambda: announce_terms(engine, clock, book)), DEADLINES_SECONDS))
        jobs.create_task(every(timed("feed", lambda: sequence(engine, clock)), SEQUENCING_SECONDS, full=None))
        jobs.create_task(every(timed("calendars", lambda: follow_batch(recomputing)), CALENDAR_SECONDS))
        jobs.create_task(
            every(timed("counting", lambda: count_customer(engine, clock, book)), COUNTING_SECONDS, rest=COUNTING_REST)
        )
        jobs.create_task(every(timed("housekeeping", lambda: sweep(engine, clock, book)), HOUSEKEEPING_SECONDS))
        jobs.create_task(every(timed("telling", teller.tell_batch), NOTICES_SECONDS, full=teller.batch))
        jobs.create_task(every(timed("ledgers", lambda: tell_batch(engine, clock, book)), LEDGERS_SECONDS))
        jobs.create_task(every(timed("revisions", lambda: follow(engine, clock, book)), LOOKED_EVERY_SECONDS))
        jobs.create_task(every(timed("releases", lambda: tell_of_releases(engine, clock, book)), RELEASES_SECONDS))
        if server is not None:
            sender = MailSender(engine, clock, book, server, settings.public_url)
            jobs.create_task(every(timed("mail", sender.send_batch), NOTICES_SECONDS))


def mail_server(settings: Settings) -> MailServer | None:
    if settings.smtp_url is None or settings.mail_from is None:
        return None
    return MailServer(url=settings.smtp_url, sender=settings.mail_from)


async def repeat(
    job: Job,
    interval: float,
    stop: asyncio.Event,
    *,
    rest: float = 0.0,
    full: int | None = 1,
    trouble: "Trouble | None" = None,
) -> None:
    """Every `interval` seconds; after a round that did as much as `full`, sooner, with a pause of `rest` times what it
    took. `full` None: a round leaves nothing, however much there was.

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
            is_full = full is not None and done >= full
            await _pause(rest * (now() - began) if is_full else interval, stop)


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
