"""`duetime recount`: the numbers of clocks at rest that the status goes by, anew from the clocks."""

import argparse
import asyncio
import sys

from app.attainment import counting
from app.attainment.store import resting_clocks
from app.cli.database import migrated, shared_database
from app.cli.output.documents import takes_json, write_document
from app.clock import system_clock
from app.postgres.engine import AsyncEngine, retrying, transaction
from app.postgres.tenancy import SYSTEM
from app.revisions.loading import stored_book
from app.settings import Settings
from app.workers.counting import count_customer


def add_arguments(recounting: argparse.ArgumentParser) -> None:
    takes_json(recounting)
    recounting.epilog = (
        "Needed only when `duetime verify` says that counts are wrong. Safe beside live traffic: meanwhile the status"
        " counts every clock at each question, and is as right as ever; who stops a clock waits until its customer is"
        " counted. Killed half-way, the worker goes on."
    )


def recount(options: argparse.Namespace) -> None:
    with shared_database(Settings()) as urls:
        asyncio.run(_recount(urls.app))
    if options.json:
        write_document({"complete": True})
    else:
        sys.stdout.write("Counted anew.\n")


async def _recount(url: str) -> None:
    """Beside a worker that counts, until it is done."""
    async with migrated(url, application_name="duetime recount", command_timeout=None) as engine:
        book = await stored_book(engine)
        await retrying(engine, SYSTEM, lambda connection: counting.begin(connection, book, system_clock()))
        while await count_customer(engine, system_clock, book) or not await _is_complete(engine):
            pass


async def _is_complete(engine: AsyncEngine) -> bool:
    async with transaction(engine, SYSTEM) as connection:
        return (await resting_clocks.current(connection)).complete
