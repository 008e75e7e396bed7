"""What happens without being asked: deadlines that pass."""

import argparse
import asyncio
import signal

from prometheus_client import start_http_server

from app.cli.database import open_database, ready
from app.clock import system_clock
from app.postgres.engine import create_engine
from app.settings import Settings
from app.telemetry import logs
from app.telemetry.metrics import counted
from app.workers import carrying, rounds

POOL_SIZE = 2


class CannotServeError(Exception):
    """Something on this machine is in the way, and what to do about it."""


def work(options: argparse.Namespace) -> None:
    settings = Settings()
    with open_database(settings) as (urls, _server):
        logs.configure(settings.log_format)
        if options.metrics_port is not None:
            _tell_prometheus(settings.host, options.metrics_port)
        asyncio.run(_work_until_told(urls.app, settings))


def _tell_prometheus(host: str, port: int) -> None:
    try:
        start_http_server(port, host, counted())
    except OSError as error:
        raise CannotServeError(f"cannot tell Prometheus anything at {host}:{port}: {error.strerror}.") from error


async def work_beside(url: str, settings: Settings, stop: asyncio.Event) -> None:
    engine = create_engine(url, pool_size=POOL_SIZE, application_name="duetime worker")
    try:
        if await ready(engine, url, stop):
            async with asyncio.TaskGroup() as work:
                work.create_task(rounds.run(engine, system_clock, stop, settings))
                work.create_task(carrying.run(engine, system_clock, stop, settings))
    finally:
        await engine.dispose()


async def _work_until_told(url: str, settings: Settings) -> None:
    stop = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    await work_beside(url, settings, stop)
