"""Connections that stay open and are lent for one transaction each.

SQLAlchemy's own pool costs a switch of greenlets and a ping for every loan, which is more than most requests spend in
the database. Here a loan is a pop from a list: whether a connection still lives, the driver knows, and where it does
not know yet, the transaction fails to begin, which costs nothing but another try.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, Protocol, Self, cast

from asyncpg.exceptions import InterfaceError, PostgresError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.db.errors import is_lost_primary

TIMEOUT_SECONDS = 3.0
RECYCLE_SECONDS: Final = 900


class Driver(Protocol):
    """What we use of asyncpg's connection, with the types that it lacks."""

    async def execute(self, query: str, *values: object) -> str: ...
    async def fetch(self, query: str, *values: object) -> list[Mapping[str, Any]]: ...
    async def fetchrow(self, query: str, *values: object) -> Mapping[str, Any] | None: ...
    async def fetchval(self, query: str, *values: object) -> Any: ...
    def is_closed(self) -> bool: ...
    def terminate(self) -> None: ...


@dataclass(frozen=True)
class Edges:
    """What begins and ends a transaction. Within another one, savepoints do."""

    begin: str = "BEGIN"
    commit: str = "COMMIT"
    rollback: str = "ROLLBACK"


@dataclass(frozen=True, eq=False)
class Line:
    """A connection as SQLAlchemy has it, which leaves transactions alone, and the driver's own beneath it."""

    connection: AsyncConnection
    driver: Driver
    since: float

    @property
    def is_broken(self) -> bool:
        return self.driver.is_closed() or self.connection.invalidated

    async def opened(self, opening: str) -> Self:
        try:
            await self.driver.execute(opening)
        except BaseException:
            await self.hang_up()
            raise
        return self

    async def keep(self, commit: str) -> None:
        """RuntimeError: PostgreSQL rolled back what should have been kept, since a statement of it had failed."""
        if await self.driver.execute(commit) == "ROLLBACK":
            raise RuntimeError("a transaction went on after a statement had failed")

    async def hang_up(self) -> None:
        self.driver.terminate()
        with suppress(Exception):
            await self.connection.invalidate()
        await self.connection.close()


class Pool:
    def __init__(self, engine: AsyncEngine, size: int) -> None:
        self.edges = Edges()
        self._engine = engine
        self._free = asyncio.Semaphore(size)
        self._idle: list[Line] = []
        self._good_since = 0.0

    async def begun(self, opening: str) -> Line:
        """A line on which `opening` has been executed. TimeoutError: all are in use, for too long."""
        if self._free.locked():
            async with asyncio.timeout(TIMEOUT_SECONDS):
                await self._free.acquire()
        else:
            await self._free.acquire()
        try:
            return await self._begun_at_once(opening)
        except BaseException:
            self._free.release()
            raise

    async def put_back(self, line: Line, error: BaseException | None = None) -> None:
        """After a transaction that ended, by `error` or well."""
        try:
            if is_lost_primary(error):
                self._good_since = asyncio.get_running_loop().time()  # the others lead to the same server
            if line.is_broken or line.since < self._good_since:
                await line.hang_up()
                return
            if line.connection.in_transaction():
                await line.connection.rollback()  # SQLAlchemy's notion of one; the real one is over
            self._idle.append(line)
        finally:
            self._free.release()

    async def close(self) -> None:
        while self._idle:
            await self._idle.pop().hang_up()

    async def _begun_at_once(self, opening: str) -> Line:
        while self._idle:
            line = self._idle.pop()
            if line.is_broken or line.since < self._oldest_kept():
                await line.hang_up()
                continue
            with suppress(PostgresError, InterfaceError, OSError):  # it broke while nobody used it
                return await line.opened(opening)
        return await (await self._dialled()).opened(opening)

    def _oldest_kept(self) -> float:
        return max(self._good_since, asyncio.get_running_loop().time() - RECYCLE_SECONDS)

    async def _dialled(self) -> Line:
        connection = await self._engine.connect()
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        return Line(connection, driver_of(connection), asyncio.get_running_loop().time())


def driver_of(connection: AsyncConnection) -> Driver:
    """For statements that are compiled once: see `db/prepared.py`."""
    plain = connection.sync_connection
    if plain is None:
        raise LookupError("the connection is not open")
    return cast("Driver", plain.connection.driver_connection)
