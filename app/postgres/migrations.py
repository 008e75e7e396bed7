"""Bringing a database to the schema that this code expects. Loads Alembic: only who migrates imports it."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from alembic import command, op
from alembic.config import Config
from sqlalchemy import Connection as PlainConnection
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from app.postgres.engine import SERVER_SETTINGS
from app.postgres.errors import reaching, sqlstate
from app.postgres.urls import dsn

CONFIGURATION = Path(__file__).parents[2] / "alembic.ini"
ONE_AT_A_TIME = 6_845_200_137
"""The advisory lock that whoever migrates holds; any number that nothing else uses."""
TURN_SECONDS = 60
ATTEMPTS = 10
LOCK_TIMEOUT = "2s"
"""DDL that waits for a lock makes every reader wait behind it: give up soon, and try again later."""
LOCK_NOT_AVAILABLE = "55P03"


PATIENCE = {
    "lock_timeout": LOCK_TIMEOUT,
    "statement_timeout": "5min",
    "idle_in_transaction_session_timeout": "1min",
}


def migration_engine(url: str) -> AsyncEngine:
    """SQLAlchemy's, which Alembic needs. Nothing else does."""
    settings = {**SERVER_SETTINGS, **PATIENCE}
    return create_async_engine(
        "postgresql+asyncpg://", poolclass=NullPool, connect_args={"dsn": dsn(url), "server_settings": settings}
    )


async def upgrade(url: str, revision: str = "head") -> None:
    """Raises OutOfReach where there is no such database to speak to."""
    with reaching():
        await _run(url, lambda configuration: command.upgrade(configuration, revision))


async def downgrade(url: str, revision: str) -> None:
    await _run(url, lambda configuration: command.downgrade(configuration, revision))


async def _run(url: str, change: Callable[[Config], None]) -> None:
    engine = migration_engine(url)
    try:
        async with engine.connect() as connection, _our_turn(connection):
            await _patiently(connection, change)
    finally:
        await engine.dispose()


async def _patiently(connection: AsyncConnection, change: Callable[[Config], None]) -> None:
    """Migrations that are done stay done, each being its own transaction, so that trying again goes on from there."""
    for attempt in range(1, ATTEMPTS):
        try:
            await connection.run_sync(_apply, change)
        except DBAPIError as error:
            if sqlstate(error) != LOCK_NOT_AVAILABLE:
                raise
        else:
            return
        await asyncio.sleep(attempt)
    await connection.run_sync(_apply, change)


@contextmanager
def beside_others() -> Generator[None]:
    """Within a migration: outside its transaction, as CONCURRENTLY wants, and waiting for others without barring any.

    What the migration did before is committed. If this fails all of it is done again.
    """
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = 0")
        try:
            yield
        finally:
            op.execute("RESET lock_timeout")


def _apply(connection: PlainConnection, change: Callable[[Config], None]) -> None:
    configuration = Config(CONFIGURATION)
    configuration.attributes["connection"] = connection
    change(configuration)


@asynccontextmanager
async def _our_turn(connection: AsyncConnection) -> AsyncGenerator[None]:
    """A lock of the session, so that it outlives the transactions of the migrations and ends with the connection."""
    for _ in range(TURN_SECONDS):
        taken = await connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": ONE_AT_A_TIME})
        await connection.commit()
        if taken:
            break
        await asyncio.sleep(1)
    else:
        raise TimeoutError("Another process has been migrating this database for a minute.")
    yield
