"""What happens without being asked: deadlines that pass."""

import argparse
import asyncio
import signal

from app.cli.database import open_database, ready
from app.clock import system_clock
from app.postgres.engine import create_engine
from app.settings import Settings
from app.workers import rounds

POOL_SIZE = 2


def work(_: argparse.Namespace) -> None:
    with open_database(Settings()) as (urls, _server):
        asyncio.run(_work_until_told(urls.app))


async def work_beside(url: str, stop: asyncio.Event) -> None:
    engine = create_engine(url, pool_size=POOL_SIZE, application_name="duetime worker")
    try:
        if await ready(engine, stop):
            await rounds.run(engine, system_clock, stop)
    finally:
        await engine.dispose()


async def _work_until_told(url: str) -> None:
    stop = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    await work_beside(url, stop)
