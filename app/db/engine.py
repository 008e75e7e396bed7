"""The engine and the edge of a transaction. Nothing else commits."""

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar, cast

from pydantic_core import from_json
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from app.db.errors import DRIVER_ERRORS, is_transient, is_unanswered, translated
from app.db.pool import Edges, Entrance, Line, Pool, enter_first, line_of
from app.db.prepared import json_text
from app.db.sight import SYSTEM, Pass, Sight, entering, looking
from app.db.urls import dsn
from app.errors import StartOver

Result = TypeVar("Result")

Connection = AsyncConnection
"""What the layers above hand on without looking inside."""

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

_JSONB_VERSION = b"\x01"

ATTEMPTS = 3
BACKOFF_SECONDS = 0.05


class Engine(AsyncEngine):
    """What `create_engine` makes: SQLAlchemy's, with the pool that transactions take their connections from."""

    lines: Pool

    async def dispose(self, close: bool = True) -> None:  # noqa: FBT001, FBT002 - as SQLAlchemy has it
        await self.lines.close()
        await super().dispose(close)


def create_engine(
    url: str,
    *,
    pool_size: int = 10,
    command_timeout: float | None = COMMAND_TIMEOUT_SECONDS,
    **settings: str,
) -> AsyncEngine:
    """For at most `pool_size` transactions at once; `settings` overrule those of the server, such as lock_timeout."""
    plain = create_async_engine(
        "postgresql+asyncpg://",
        poolclass=NullPool,
        json_serializer=json_text,
        json_deserializer=_as_it_is,
        connect_args={
            "dsn": dsn(url),
            "timeout": CONNECT_TIMEOUT_SECONDS,
            "command_timeout": command_timeout,
            "server_settings": {**SERVER_SETTINGS, **settings},
        },
    )
    event.listen(plain.sync_engine, "connect", _decode_json)
    event.listen(plain.sync_engine, "before_cursor_execute", enter_first)
    engine = Engine(plain.sync_engine)
    engine.lines = Pool(engine, pool_size)
    return engine


def pool_of(engine: AsyncEngine) -> Pool:
    return cast("Engine", engine).lines


def _decode_json(connection: Any, _: object) -> None:
    """For whoever asks the driver directly as for whoever asks SQLAlchemy: JSON arrives as what it says."""
    connection.run_async(_set_codec)


async def _set_codec(driver: Any) -> None:
    await driver.set_type_codec("jsonb", schema="pg_catalog", format="binary", encoder=_jsonb, decoder=_from_jsonb)


def _jsonb(text: str) -> bytes:
    return _JSONB_VERSION + text.encode()


def _from_jsonb(content: bytes) -> Any:
    return from_json(content[len(_JSONB_VERSION) :])


def _as_it_is(value: Any) -> Any:
    return value


@asynccontextmanager
async def transaction(engine: AsyncEngine, sight: Sight) -> AsyncGenerator[AsyncConnection]:
    """Begin → commit, or roll back, seeing what `sight` shows until `look` says otherwise.

    What the database refuses, commit included, leaves as a ServiceError.
    """
    pool = pool_of(engine)
    with translated():
        line = await pool.begun(f"{pool.edges.begin}; {looking(sight)}")
        try:
            yield line.connection
            await line.enter()
            await line.keep(pool.edges.commit)
        except BaseException as error:
            await _give_up(pool, line, error)
            raise
        await pool.put_back(line)


@asynccontextmanager
async def visit(engine: AsyncEngine, presented: Pass, *, at_once: bool) -> AsyncGenerator[AsyncConnection]:
    """As `transaction`, for whom a pass was made for; StartOver: it holds no longer, and nothing has been done.

    `at_once`: it begins now, otherwise with the first statement that is no `Question`: those stand alone.
    """
    pool = pool_of(engine)
    with translated():
        line = await pool.lent(Entrance(pool.edges, entering(presented), (presented.digest, presented.mark)))
        try:
            try:
                if at_once:
                    await line.enter()
                yield line.connection
                await line.enter_if_need_be()
                if line.has_begun:
                    await line.keep(pool.edges.commit)
            except Exception as error:
                if not (is_unanswered(error) or await _still_holds(line)):
                    raise StartOver from error
                raise
        except BaseException as error:
            await _give_up(pool, line, error)
            raise
        await pool.put_back(line)


def proceed_optimistically(connection: AsyncConnection) -> None:
    """For a transaction that is done again, from the start and with locks, if it fails in any way (StartOver).

    From here on a ticket that is to be changed is read without its lock, and the first `Write` waits for the statement
    after it: if that is a `Conclusion`, both are one. Two who change the same ticket write an event with the same
    number, which the second one fails at.
    """
    line_of(connection).is_optimistic = True


async def _still_holds(line: Line) -> bool:
    """Whether what was refused is for whom the pass was made for: that may not have been asked yet."""
    line.postponed = None
    with suppress(*DRIVER_ERRORS):
        await line.enter_if_need_be()
    return line.is_let_in


async def _give_up(pool: Pool, line: Line, error: BaseException) -> None:
    try:
        await _roll_back(line, pool.edges, error)
    finally:
        await pool.put_back(line, error)


@asynccontextmanager
async def attempt(connection: AsyncConnection) -> AsyncGenerator[None]:
    """Within a transaction, which goes on without what fails in here. That leaves as it would from a transaction."""
    line = line_of(connection)
    await line.execute("SAVEPOINT attempt")
    try:
        with translated():
            yield
    except Exception:
        line.postponed = None
        await line.execute("ROLLBACK TO SAVEPOINT attempt")
        raise
    await line.execute("RELEASE SAVEPOINT attempt")


async def _roll_back(line: Line, edges: Edges, error: BaseException) -> None:
    """A connection that was interrupted, or does not even roll back, is of no use any more."""
    is_clean = False
    try:
        with suppress(*DRIVER_ERRORS):
            if isinstance(error, Exception) and not line.is_broken:
                if line.has_begun:
                    await line.driver.execute(edges.rollback)
                is_clean = True
    finally:
        if not is_clean:
            line.driver.terminate()


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


async def settle(engine: AsyncEngine) -> None:
    """For an engine with synchronous_commit off: what it committed so far outlives a crash of the database now.

    A transaction that wrote nothing waits for no disk: hence a message, which nobody reads.
    """
    async with transaction(engine, SYSTEM) as connection:
        await line_of(connection).execute(
            "SET LOCAL synchronous_commit = on; SELECT pg_logical_emit_message(true, 'duetime', '')"
        )
