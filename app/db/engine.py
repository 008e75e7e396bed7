"""The connection pool and the edge of a transaction. Nothing else commits."""

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from pydantic_core import from_json, to_json
from sqlalchemy import event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from app.db.errors import is_lost_primary, is_transient, translated
from app.db.sight import Sight, look
from app.db.urls import dsn

Result = TypeVar("Result")

Connection = AsyncConnection
"""What the layers above hand on without looking inside."""

POOL_TIMEOUT_SECONDS = 3.0
POOL_RECYCLE_SECONDS = 900
CONNECT_TIMEOUT_SECONDS = 4.0
COMMAND_TIMEOUT_SECONDS = 12.0
"""Above statement_timeout: it only counts where the server no longer answers at all."""

SERVER_SETTINGS = {
    "application_name": "duetime",
    "statement_timeout": "10s",
    "lock_timeout": "2s",
    "idle_in_transaction_session_timeout": "15s",
    "timezone": "UTC",
    "jit": "off",
}

ATTEMPTS = 3
BACKOFF_SECONDS = 0.05


def create_engine(
    url: str, *, pool_size: int = 10, command_timeout: float | None = COMMAND_TIMEOUT_SECONDS, **settings: str
) -> AsyncEngine:
    """A pool of at most `pool_size` connections; `settings` overrule those of the server, such as lock_timeout."""
    engine = create_async_engine(
        "postgresql+asyncpg://",
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=POOL_TIMEOUT_SECONDS,
        pool_recycle=POOL_RECYCLE_SECONDS,
        pool_pre_ping=True,
        json_serializer=_json,
        json_deserializer=from_json,
        connect_args={
            "dsn": dsn(url),
            "timeout": CONNECT_TIMEOUT_SECONDS,
            "command_timeout": command_timeout,
            "server_settings": {**SERVER_SETTINGS, **settings},
        },
    )
    event.listen(engine.sync_engine, "handle_error", _leave_lost_primary)
    return engine


def _json(value: Any) -> str:
    return to_json(value).decode()


def _leave_lost_primary(context: ExceptionContext) -> None:
    """A primary that became a standby answers pings for ever; only the refused write gives it away."""
    if is_lost_primary(context.original_exception):
        context.is_disconnect = True


@asynccontextmanager
async def transaction(engine: AsyncEngine, sight: Sight) -> AsyncGenerator[AsyncConnection]:
    """Begin → commit, or roll back, seeing what `sight` shows until `look` says otherwise.

    What the database refuses, commit included, leaves as a ServiceError.
    """
    with translated():
        async with engine.begin() as connection:
            await look(connection, sight)
            yield connection


async def retrying(engine: AsyncEngine, sight: Sight, work: Callable[[AsyncConnection], Awaitable[Result]]) -> Result:
    """`work` in a transaction of its own, from the start again when another one was in its way."""
    for attempt in range(1, ATTEMPTS):
        try:
            async with transaction(engine, sight) as connection:
                return await work(connection)
        except Exception as error:
            if not is_transient(error.__cause__):
                raise
        await asyncio.sleep(random.uniform(0, BACKOFF_SECONDS * 2**attempt))  # noqa: S311 - jitter
    async with transaction(engine, sight) as connection:
        return await work(connection)
