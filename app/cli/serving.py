"""`duetime serve`: the API, and beside it in the same process whatever keeps it going."""

import argparse
import asyncio
import gc
import logging
import socket
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from functools import partial

import uvicorn
from starlette.types import ASGIApp

from app.cli.banner import Welcome, banner
from app.cli.database import keep_up, open_database
from app.cli.first_start import prepare_other, prepare_own
from app.cli.handshakes import turn_away
from app.cli.http_connection import Patience, connections
from app.cli.processes.supervising import serve_from_others
from app.cli.processes.uvicorn_config import GRACE_SECONDS, Companion, uvicorn_config
from app.cli.worker import CannotServeError, work_beside
from app.main import VERSION, create_app
from app.postgres.embedded.process import follow_parent
from app.postgres.embedded.server import EmbeddedPostgres
from app.postgres.urls import DatabaseUrls
from app.routers.middleware.cors import THIS_MACHINE
from app.settings import Settings, reachable_at
from app.telemetry import logs

LETTING_IN_SECONDS = 0.2
"""For handshakes under way when we are told to stop, and for connections that wait to be accepted."""
BACKLOG = 2048
OBJECTS_BETWEEN_COLLECTIONS = 10_000
_LOG = logging.getLogger("duetime")


def serve(options: argparse.Namespace) -> None:
    if options.with_parent:
        follow_parent()
    settings = overridden(Settings(), options)
    with listener(settings.host, settings.port) as listening, open_database(settings) as (urls, server):
        logs.configure(settings.log_format)
        settings = reachable_at(settings, listening.getsockname()[1])
        if server and settings.cors_origins is None:
            settings = settings.model_copy(update={"cors_origins": (THIS_MACHINE,)})
        welcome = asyncio.run(prepare_own(urls, settings)) if server else Welcome()
        if options.workers > 1 or options.reload:
            print(banner(settings.public_url, welcome), flush=True)
            serve_from_others(settings, urls.app, listening, server, options)
            return
        app = create_app(settings.model_copy(update={"database_url": urls.app}))
        beside = companions(settings, urls, server, without_worker=options.without_worker)
        config = configured(app, Patience(connections=settings.max_connections))
        Service(config, beside, banner(settings.public_url, welcome)).run(sockets=[listening])


def configured(app: ASGIApp, patience: Patience | None = None) -> uvicorn.Config:
    return uvicorn_config(app, connections(VERSION, patience or Patience()))


def companions(
    settings: Settings, urls: DatabaseUrls, server: EmbeddedPostgres | None, *, without_worker: bool
) -> list[Companion]:
    beside: list[Companion] = [] if without_worker else [partial(work_beside, urls.app, settings)]
    beside.append(partial(keep_up, server) if server else partial(prepare_other, urls.app, settings))
    return beside


def overridden(settings: Settings, options: argparse.Namespace) -> Settings:
    given = {name: getattr(options, name) for name in ("host", "port") if getattr(options, name) is not None}
    return settings.model_copy(update=given)


@contextmanager
def listener(host: str, port: int) -> Generator[socket.socket]:
    """Taken before anything is started, so that a second `make run` is refused at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        reason, _, _ = str(error.strerror).partition(" (")
        raise CannotServeError(
            f"cannot listen on {host}:{port}: {reason}. Is duetime running already? Another port: DUETIME_PORT=8001."
        ) from error
    with listening:
        yield listening


def _spare_what_stays() -> None:
    """Calendars, agreement and modules: the garbage collector would go through them again and again, for nothing. What
    requests make is freed by reference counting, and looked through less often.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)


class Service(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, companions: Sequence[Companion], announcement: str) -> None:
        super().__init__(config)
        self._companions = companions
        self._announcement = announcement
        self._stop = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        _spare_what_stays()
        self._tasks = [asyncio.create_task(self._accompany(each)) for each in self._companions]
        sys.stdout.write(f"{self._announcement}\n")
        sys.stdout.flush()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Who has connected already is let in and answered; nobody else connects."""
        self._stop.set()
        for each in sockets or ():
            turn_away(each)
        await asyncio.sleep(LETTING_IN_SECONDS)
        await super().shutdown(sockets)
        _, unfinished = await asyncio.wait(self._tasks, timeout=GRACE_SECONDS)
        for task in unfinished:
            task.cancel()

    async def _accompany(self, companion: Companion) -> None:
        try:
            await companion(self._stop)
        except Exception:  # noqa: BLE001 - the API is worth having without it
            _LOG.exception("what runs beside the API has failed")
