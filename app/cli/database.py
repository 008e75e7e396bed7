"""The database of this run: the one that is named, or one that lives as long as the command."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Generator
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress

from app.errors import ServiceError, Unavailable
from app.postgres import readiness
from app.postgres.embedded.home import DatabaseInUseError, EmbeddedPostgresError
from app.postgres.embedded.server import EmbeddedPostgres, embedded_postgres
from app.postgres.engine import COMMAND_TIMEOUT_SECONDS, AsyncEngine, create_engine
from app.postgres.errors import reason
from app.postgres.urls import DatabaseUrls, place
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


@asynccontextmanager
async def migrated(
    url: str,
    *,
    application_name: str = "duetime",
    pool_size: int = 1,
    command_timeout: float | None = COMMAND_TIMEOUT_SECONDS,
    **settings: str,
) -> AsyncGenerator[AsyncEngine]:
    """The database for a command: what it refuses ends that in words on stderr, with exit code 1."""
    engine = create_engine(
        url, pool_size=pool_size, command_timeout=command_timeout, application_name=application_name, **settings
    )
    try:
        await readiness.require(engine)
        yield engine
    except ServiceError as error:
        raise SystemExit(f"duetime: {in_words(error, url)}") from error
    finally:
        await engine.dispose()


def in_words(error: ServiceError, url: str) -> str:
    """A refusal, for whoever runs the service: with all its faults, and of a database where it is and what it said."""
    said = reason(error) if isinstance(error, Unavailable) else None
    if said is None:
        return "; ".join(fault.detail for fault in error.faults) or error.detail
    return f"cannot use the database {place(url)}: {said}"


async def ready(engine: AsyncEngine, url: str, stop: asyncio.Event) -> bool:
    """Waits until the database is there and migrated; False: told to stop before it was. Says once what is amiss."""
    said = ""
    while not stop.is_set():
        try:
            await readiness.require(engine)
        except Unavailable as error:
            if (words := in_words(error, url)) != said:
                said = words
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
