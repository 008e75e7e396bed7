"""`duetime reread`: every history by the readings of this version."""

import argparse
import asyncio
import sys

from app.cli.database import migrated, shared_database
from app.cli.output.documents import takes_json, write_document
from app.cli.output.progress import Progress
from app.clock import system_clock
from app.postgres.engine import AsyncEngine
from app.revisions.loading import stored_book
from app.settings import Settings
from app.tickets.store.replay import TicketSelection
from app.verification import rereading, verification

POOL_SIZE = 1


def add_arguments(rereading: argparse.ArgumentParser) -> None:
    takes_json(rereading)
    rereading.epilog = (
        "Once after `duetime migrate`, where tickets were recorded by a version that read the agreement otherwise. Safe"
        " beside live traffic and when killed: what came out otherwise says so in its history, and the next run finds"
        " nothing more to do there. Tickets that somebody is changing are passed by: run it again for those."
    )


def reread(options: argparse.Namespace) -> None:
    with shared_database(Settings()) as urls:
        tickets, changed = asyncio.run(_run(urls.app))
    if options.json:
        write_document({"tickets": tickets, "changed": changed})
        return
    sys.stdout.write(f"Read {tickets:,} tickets; {changed:,} came out otherwise.\n")


async def _run(url: str) -> tuple[int, int]:
    async with migrated(url, application_name="duetime reread", command_timeout=None) as engine:
        return await _all(engine)


async def _all(engine: AsyncEngine) -> tuple[int, int]:
    progress, changed = Progress(await verification.count(engine, TicketSelection(), None), "tickets"), 0
    try:
        async for batch in rereading.reread(engine, await stored_book(engine), system_clock):
            progress.advance(batch.tickets)
            changed += batch.changed
    finally:
        progress.finish()
    return progress.done, changed
