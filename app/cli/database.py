"""The database of this run: the one that is named, or one that lives as long as the command."""

import asyncio
import logging
from collections.abc import Generator
from contextlib import ExitStack, contextmanager, suppress

from app.errors import Unavailable
from app.postgres import readiness
from app.postgres.embedded.home import DatabaseInUseError, EmbeddedPostgresError
from app.postgres.embedded.server import EmbeddedPostgres, embedded_postgres
from app.postgres.engine import AsyncEngine
from app.postgres.urls import DatabaseUrls
from app.settings import Settings

LOOK_SECONDS = 1.0
_LOG = logging.getLogger("duetime")


@contextmanager
def open_database(settings: Settings) -> Generator[tuple[DatabaseUrls, EmbeddedPostgres | None]]:
    if settings.database_url is not None:
        yield DatabaseUrls.one(settings.database_url), None
        return
    with embedded_postgres(settings.data_dir) as server:
        yield server.urls, server


@contextmanager
def shared_database(settings: Settings) -> Generator[DatabaseUrls]:
    """The same, also while another duetime has the embedded one running."""
    with ExitStack() as stack:
        try:
            urls, _ = stack.enter_context(open_database(settings))
        except DatabaseInUseError:
            urls = EmbeddedPostgres(settings.data_dir).urls
        yield urls


async def ready(engine: AsyncEngine, stop: asyncio.Event) -> bool:
    """Waits until the database is there and migrated; False: told to stop before it was. Says once what is amiss."""
    said = ""
    while not stop.is_set():
        try:
            await readiness.require(engine)
        except Unavailable as error:
            if str(error) != said:
                said = str(error)
                _LOG.warning("Waiting for the database: %s", said)
        else:
            return True
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), LOOK_SECONDS)
    return False


async def keep_up(server: EmbeddedPostgres, stop: asyncio.Event) -> None:
    """Start the server again should it die under us; the requests in between are told to try again."""
    while not stop.is_set():
        if not server.running:
            _LOG.error("The embedded PostgreSQL has died; starting it again. Its log: %s", server.home.log)
            with suppress(EmbeddedPostgresError):  # its last processes may take a moment to go: look again
                server.start()
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), LOOK_SECONDS)
