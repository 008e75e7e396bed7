"""An engine whose transactions are savepoints within one that is rolled back: the service's own in all else."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, cast

import asyncpg

from app.postgres import engine as engines
from app.postgres.connection import Connection, Driver
from app.postgres.engine import AsyncEngine
from app.postgres.errors import reaching

WITHIN = {"BEGIN": "SAVEPOINT test", "COMMIT": "RELEASE test", "ROLLBACK": "ROLLBACK TO test"}


async def connected(url: str) -> Any:
    """A connection of asyncpg's, outside of any pool and any transaction."""
    connect = cast("Callable[..., Any]", asyncpg.connect)  # pyright: ignore[reportUnknownMemberType]
    return await connect(url)


class Within:
    """A connection within the outer transaction. What is asked alone is a savepoint of its own."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        self._has_begun = False

    async def execute(self, query: str, *values: object) -> str:
        said, separator, rest = query.partition(";")
        if said in WITHIN:
            self._has_begun = said == "BEGIN"
            return await self.driver.execute(f"{WITHIN[said]}{separator}{rest}")
        return await self._asked("execute", query, *values)

    async def executemany(self, command: str, args: Any) -> None:
        await self._asked("executemany", command, args)

    async def fetch(self, query: str, *values: object, timeout: float | None = None) -> Any:  # noqa: ASYNC109 - asyncpg's
        del timeout
        return await self._asked("fetch", query, *values)

    async def fetchrow(self, query: str, *values: object) -> Any:
        return await self._asked("fetchrow", query, *values)

    async def fetchval(self, query: str, *values: object) -> Any:
        return await self._asked("fetchval", query, *values)

    async def prepare(self, query: str, *, name: str) -> "_Prepared":
        assert not name
        return _Prepared(self, query)

    def is_closed(self) -> bool:
        return self.driver.is_closed()

    def terminate(self) -> None:
        self.driver.terminate()

    async def _asked(self, how: str, *asked: Any) -> Any:
        return await self.alone(lambda: getattr(self.driver, how)(*asked))

    async def alone(self, ask: Callable[[], Awaitable[Any]]) -> Any:
        if self._has_begun:
            return await ask()
        await self.driver.execute("SAVEPOINT alone")
        try:
            answer = await ask()
        except Exception:
            await self.driver.execute("ROLLBACK TO alone")
            raise
        await self.driver.execute("RELEASE alone")
        return answer


class _Prepared:
    """A statement without a name lasts until the next one, and a savepoint is one: so it is prepared after that."""

    def __init__(self, within: Within, query: str) -> None:
        self._within = within
        self._query = query

    async def fetch(self, *values: object) -> Any:
        async def ask() -> Any:
            statement = await self._within.driver.prepare(self._query, name="")
            return await statement.fetch(*values)

        return await self._within.alone(ask)


@asynccontextmanager
async def rolled_back(engine: AsyncEngine) -> AsyncGenerator[None]:
    """Of an engine with one connection: whatever is committed meanwhile is gone afterwards."""
    outermost, free = await engine.acquire(), asyncio.Semaphore(1)
    acquire, release = engine.acquire, engine.release
    await outermost.execute("BEGIN")

    async def acquire_within() -> Driver:
        with reaching():
            async with asyncio.timeout(engines.TIMEOUT_SECONDS):
                await free.acquire()
        return Within(outermost)

    async def release_within(driver: Driver, error: BaseException | None = None) -> None:
        del driver, error
        free.release()

    vars(engine).update(acquire=acquire_within, release=release_within)
    yield
    vars(engine).update(acquire=acquire, release=release)
    await outermost.execute("ROLLBACK")
    await engine.release(outermost)


@asynccontextmanager
async def nested(connection: Connection) -> AsyncGenerator[None]:
    """Within a transaction, which goes on without what fails in here. It leaves as the driver raised it."""
    await connection.ask("execute", "SAVEPOINT nested")
    try:
        yield
    except Exception:
        await connection.ask("execute", "ROLLBACK TO nested")
        raise
