"""`duetime recount`: the numbers that the status goes by, anew from the tickets."""

import argparse
import asyncio
import sys
from datetime import timedelta
from typing import Final

from app.agreements.book import Agreements
from app.attainment import counting
from app.attainment.store import recounts
from app.cli.database import shared_database
from app.cli.progress import Progress
from app.clock import system_clock
from app.errors import ServiceError
from app.postgres import readiness
from app.postgres.engine import AsyncEngine, create_engine, retrying, transaction
from app.postgres.tenancy import SYSTEM
from app.settings import Settings
from app.sla.agreement import REVISIONS
from app.tickets.store.replay import TicketSelection
from app.verification import verification
from app.workers.counting import Counter

POOL_SIZE: Final = 1
PATIENCE: Final = 2
REST_SECONDS: Final = 0.5
AT_ONCE: Final = timedelta(0)
BATCH: Final = 500
"""Nobody else is served by this process, and every batch counts by itself what it has to know."""


def add_arguments(recounting: argparse.ArgumentParser) -> None:
    recounting.epilog = (
        "Needed only when `duetime verify` says that sums are wrong. Safe beside live traffic: meanwhile the status"
        " counts every ticket at each question, and is as right as ever. Killed half-way, the worker goes on."
    )


def recount(_: argparse.Namespace) -> None:
    with shared_database(Settings()) as urls:
        asyncio.run(_recount(urls.app))


async def _recount(url: str) -> None:
    engine = create_engine(url, pool_size=POOL_SIZE, application_name="duetime recount")
    book = Agreements(REVISIONS)
    try:
        await readiness.require(engine)
        await retrying(engine, SYSTEM, lambda connection: counting.anew(connection, book, system_clock()))
        await _count(engine, book)
    except ServiceError as error:
        raise SystemExit(f"duetime: {error.detail}") from error
    finally:
        await engine.dispose()


async def _count(engine: AsyncEngine, book: Agreements) -> None:
    """Until there is nothing to count twice in a row: beside a worker that may only mean that it is counting."""
    counter = Counter(engine, system_clock, book, BATCH, AT_ONCE)
    progress, idle = Progress(2 * await verification.count(engine, TicketSelection(), None), "tickets"), 0
    try:
        while idle < PATIENCE:
            done = await counter.count_batch()
            progress.advance(done)
            idle = 0 if done else idle + 1
            await asyncio.sleep(0 if done else REST_SECONDS)
    finally:
        progress.finish()
    async with transaction(engine, SYSTEM) as connection:
        left = await recounts.left(connection)
    rest = f" {left:,} clocks are left for the worker: their tickets are being changed." if left else ""
    sys.stdout.write(f"Counted anew.{rest}\n")
