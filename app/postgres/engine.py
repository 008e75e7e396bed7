"""Connections to PostgreSQL, and the edge of a transaction. Nothing else commits."""

import asyncio
import random
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any, Final, TypeVar, cast

import asyncpg
from pydantic_core import from_json

from app.errors import StartOver
from app.postgres.connection import Authentication, Connection, Driver
from app.postgres.errors import DRIVER_ERRORS, is_lost, is_transient, is_unanswered, reaching, translated
from app.postgres.results import Fetched
from app.postgres.tenancy import SYSTEM, Pass, Tenant, entering, set_tenant_sql
from app.postgres.urls import dsn

Result = TypeVar("Result")

TIMEOUT_SECONDS = 3.0
"""How long a transaction waits for a connection, and a connection for its server."""
COMMAND_TIMEOUT_SECONDS: Final = 12.0
"""Above statement_timeout: it only counts where the server no longer answers at all."""
CLOSING_SECONDS: Final = 1.0

SERVER_SETTINGS: Final = {
    "application_name": "duetime",
    "statement_timeout": "10s",
    "lock_timeout": "2s",
    "idle_in_transaction_session_timeout": "15s",
    "timezone": "UTC",
    "jit": "off",
}
_JSONB_VERSION: Final = b"\x01"

ATTEMPTS: Final = 3
BACKOFF_SECONDS: Final = 0.05


class AsyncEngine:
    """Asyncpg's pool, made at the first use: of at most `size` connections, each lent for one transaction.

    `waiting`: how many wait for one.
    """

    def __init__(self, size: int, settings: Mapping[str, Any]) -> None:
        self.size = size
        self.waiting = 0
        self.spare_serials = deque[int]()
        self._settings = settings
        self._pool: Any = None

    @property
    def in_use(self) -> int:
        pool = self._pool
        return 0 if pool is None else pool.get_size() - pool.get_idle_size()

    async def acquire(self) -> Driver:
        """Raises OutOfReach when all are in use, for too long, or none comes about."""
        if self._pool is None:
            create = cast("Callable[..., Any]", asyncpg.create_pool)  # pyright: ignore[reportUnknownMemberType]
            self._pool = create(min_size=0, max_size=self.size, **self._settings)
        with reaching():
            pool = await self._pool
            self.waiting += 1
            try:
                async with asyncio.timeout(TIMEOUT_SECONDS):  # asyncpg's own would make a task of it
                    return cast("Driver", await pool.acquire())
            finally:
                self.waiting -= 1

    async def release(self, driver: Driver, error: BaseException | None = None) -> None:
        """After a transaction that ended, by `error` or well."""
        if is_lost(error):
            await self._pool.expire_connections()  # the others led to the same server
        await self._pool.release(driver)

    async def begun(self, opening: str) -> Driver:
        """A connection on which `opening` has been executed, though others may have broken while nobody used them."""
        for _ in range(self.size):
            driver = await self.acquire()
            with suppress(*DRIVER_ERRORS):
                return await self._opened(driver, opening)
        return await self._opened(await self.acquire(), opening)

    async def dispose(self) -> None:
        if (pool := self._pool) is None:
            return
        self._pool = None
        try:
            async with asyncio.timeout(CLOSING_SECONDS):
                await (await pool).close()
        except TimeoutError:
            pool.terminate()

    async def _opened(self, driver: Driver, opening: str) -> Driver:
        try:
            with reaching():
                await driver.execute(opening)
        except BaseException:
            _hang_up(driver)
            await self.release(driver)
            raise
        return driver


def create_engine(
    url: str,
    *,
    pool_size: int = 10,
    command_timeout: float | None = COMMAND_TIMEOUT_SECONDS,
    **settings: str,
) -> AsyncEngine:
    """For at most `pool_size` transactions at once; `settings` overrule those of the server, such as lock_timeout."""
    return AsyncEngine(
        pool_size,
        {
            "dsn": dsn(url),
            "init": _decode_json,
            "reset": _nothing,
            "max_inactive_connection_lifetime": 0,
            "record_class": Fetched,
            "timeout": TIMEOUT_SECONDS,
            "command_timeout": command_timeout,
            "server_settings": {**SERVER_SETTINGS, **settings},
        },
    )


async def _nothing(_: Any) -> None:
    """What a transaction is told, it is told for itself: there is nothing to be reset."""


async def _decode_json(driver: Any) -> None:
    """JSON arrives as what it says."""
    await driver.set_type_codec("jsonb", schema="pg_catalog", format="binary", encoder=_jsonb, decoder=_from_jsonb)


def _jsonb(text: str) -> bytes:
    return _JSONB_VERSION + text.encode()


def _from_jsonb(content: bytes) -> Any:
    return from_json(content[len(_JSONB_VERSION) :])


@asynccontextmanager
async def transaction(engine: AsyncEngine, sight: Tenant) -> AsyncGenerator[Connection]:
    """Begin → commit, or roll back, seeing what `sight` shows until `look` says otherwise.

    What the database refuses, commit included, leaves as a ServiceError.
    """
    with translated():
        connection = Connection(
            await engine.begun(f"BEGIN; {set_tenant_sql(sight)}"), spare_serials=engine.spare_serials
        )
        try:
            yield connection
            await connection.conclude()
            await _commit(connection)
        except BaseException as error:
            await _give_back_failed(engine, connection, error)
            raise
        await engine.release(connection.driver)


@asynccontextmanager
async def visit(
    engine: AsyncEngine, presented: Pass, *, at_once: bool, is_trusted: bool = False
) -> AsyncGenerator[Connection]:
    """As `transaction`, for whom a pass was made for. Raises StartOver when it holds no longer: nothing has been done.

    `at_once`: it begins now, otherwise with the first statement that does not go alone: see `postgres/connection.py`.
    `is_trusted`: whether the pass holds is not asked where nothing else is.
    """
    with translated():
        authentication = Authentication(entering(presented), (presented.digest, presented.mark))
        connection = Connection(await engine.acquire(), authentication, engine.spare_serials)
        try:
            try:
                if at_once:
                    await connection.begin()
                yield connection
                await connection.conclude()
                if not is_trusted:
                    await connection.require_let_in()
                if connection.has_begun:
                    await _commit(connection)
            except Exception as error:
                if not is_unanswered(error):
                    await _require_held(connection, error)
                raise
        except BaseException as error:
            await _give_back_failed(engine, connection, error)
            raise
        await engine.release(connection.driver)


@asynccontextmanager
async def attempt(connection: Connection) -> AsyncGenerator[None]:
    """Within a transaction, which goes on without what fails in here. That leaves as it would from a transaction."""
    await connection.ask("execute", "SAVEPOINT attempt")
    seals = dict(connection.seals)
    try:
        with translated():
            yield
            await connection.flush()
    except Exception:
        connection.forget_subject(seals)
        await connection.ask("execute", "ROLLBACK TO SAVEPOINT attempt")
        raise
    await connection.ask("execute", "RELEASE SAVEPOINT attempt")


async def _give_back_failed(engine: AsyncEngine, connection: Connection, error: BaseException) -> None:
    """Rolls back, so that nothing is left to be done on a connection that others are lent."""
    try:
        await _roll_back(connection, error)
    finally:
        await engine.release(connection.driver, error)


async def _commit(connection: Connection) -> None:
    """Raises RuntimeError when PostgreSQL rolled back what should have been kept: a statement of it had failed."""
    if await connection.tell("execute", "COMMIT") == "ROLLBACK":
        raise RuntimeError("a transaction went on after a statement had failed")


async def _require_held(connection: Connection, error: Exception) -> None:
    """Raises StartOver when what was refused is not for whom the pass was made for: it may not have been asked yet."""
    connection.staged.clear()
    try:
        await connection.require_let_in()
    except DRIVER_ERRORS as refusal:
        raise StartOver from refusal
    if not connection.is_let_in:
        raise StartOver from error


async def _roll_back(connection: Connection, error: BaseException) -> None:
    """A connection that was interrupted, or does not even roll back, is of no use any more."""
    is_clean = False
    try:
        with suppress(*DRIVER_ERRORS):
            if isinstance(error, Exception) and not connection.driver.is_closed():
                if connection.has_begun:
                    await connection.tell("execute", "ROLLBACK")
                is_clean = True
    finally:
        if not is_clean:
            _hang_up(connection.driver)


def _hang_up(driver: Driver) -> None:
    with suppress(asyncpg.InterfaceError):  # PostgreSQL has: then it is the pool's again already
        driver.terminate()


async def retrying(engine: AsyncEngine, sight: Tenant, act: Callable[[Connection], Awaitable[Result]]) -> Result:
    """`act` in a transaction of its own, from the start again when another one was in its way."""
    for number in range(1, ATTEMPTS):
        try:
            async with transaction(engine, sight) as connection:
                return await act(connection)
        except Exception as error:
            if not is_transient(error.__cause__):
                raise
        await asyncio.sleep(random.uniform(0, BACKOFF_SECONDS * 2**number))  # noqa: S311 - jitter
    async with transaction(engine, sight) as connection:
        return await act(connection)


async def settle(engine: AsyncEngine) -> None:
    """For an engine with synchronous_commit off: what it committed so far outlives a crash of the database now.

    A transaction that wrote nothing waits for no disk: hence a message, which nobody reads.
    """
    async with transaction(engine, SYSTEM) as connection:
        await connection.ask(
            "execute", "SET LOCAL synchronous_commit = on; SELECT pg_logical_emit_message(true, 'duetime', '')"
        )
