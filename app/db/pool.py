"""Connections that stay open, each lent for one transaction or for a few questions.

SQLAlchemy's own pool costs a switch of greenlets and a ping for every loan, which is more than most requests spend in
the database. Here a loan is a pop from a list: whether a connection still lives, the driver knows, and where it does
not know yet, the transaction fails to begin, which costs nothing but another try.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol, Self, cast

from sqlalchemy import Connection as SyncConnection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.db.errors import DRIVER_ERRORS, is_lost_primary

TIMEOUT_SECONDS = 3.0
RECYCLE_SECONDS: Final = 900
_LINE: Final = "line"

Asking = Literal["fetch", "fetchrow"]
"""The driver's way of asking for all rows, or for one."""


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
    """What begins and ends a transaction. Within another one, savepoints do, and every question needs them."""

    begin: str = "BEGIN"
    commit: str = "COMMIT"
    rollback: str = "ROLLBACK"
    questions_stand_alone: bool = True


@dataclass(frozen=True)
class Entrance:
    """What lets somebody in, not said yet: as the first statement of a transaction, or as values for a question."""

    edges: Edges
    opening: str
    values: tuple[object, ...]


class Postponed(Protocol):
    """A write that nobody has to wait for yet."""

    async def carry_out(self, driver: Driver) -> None: ...


@dataclass(eq=False)
class Line:
    """A connection as SQLAlchemy has it, which leaves transactions alone, and the driver's own beneath it.

    To be spoken to like the driver's. Where there is still an `entrance`, that comes first, and then what was
    `postponed`: nothing is sent before it has to be. `is_let_in`: it was said last time, and opened. `is_optimistic`:
    see `engine.proceed_optimistically`.
    """

    connection: AsyncConnection
    driver: Driver
    since: float
    entrance: Entrance | None = None
    has_begun: bool = False
    is_let_in: bool = False
    is_optimistic: bool = False
    postponed: Postponed | None = None

    @property
    def is_broken(self) -> bool:
        return self.driver.is_closed() or self.connection.invalidated

    async def execute(self, query: str, *values: object) -> str:
        await self.enter()
        return await self.driver.execute(query, *values)

    async def fetch(self, query: str, *values: object) -> list[Mapping[str, Any]]:
        await self.enter()
        return await self.driver.fetch(query, *values)

    async def fetchrow(self, query: str, *values: object) -> Mapping[str, Any] | None:
        await self.enter()
        return await self.driver.fetchrow(query, *values)

    async def fetchval(self, query: str, *values: object) -> Any:
        await self.enter()
        return await self.driver.fetchval(query, *values)

    async def enter(self) -> None:
        """The transaction begins, unless it has, and what was postponed is done."""
        if (entrance := self.entrance) is not None:
            self.entrance, self.is_let_in = None, False
            begin = "" if self.has_begun else f"{entrance.edges.begin}; "
            self.has_begun = True
            await self.driver.execute(f"{begin}{entrance.opening}")
            self.is_let_in = True
        if (postponed := self.postponed) is not None:
            self.postponed = None
            await postponed.carry_out(self.driver)

    async def enter_if_need_be(self) -> None:
        """Somebody is let in who was not yet, and nothing stays postponed."""
        if self.postponed is not None or not self.is_let_in:
            await self.enter()

    async def ask(self, how: Asking, text: str, with_entrance: str, values: Sequence[object]) -> Any:
        """A question that needs no transaction: by itself while there is none, and so in one round trip.

        `with_entrance`: the same, with parameters for the values of an entrance after its own.
        """
        if self.postponed is not None:
            await self.enter()
        ask = getattr(self.driver, how)
        if (entrance := self.entrance) is None:
            return await ask(text, *values)
        if not (self.has_begun or entrance.edges.questions_stand_alone):
            self.has_begun = True
            await self.driver.execute(entrance.edges.begin)
        self.is_let_in = False
        answer = await ask(with_entrance, *values, *entrance.values)
        self.is_let_in = True
        return answer

    async def opened(self, opening: str) -> Self:
        self.has_begun = True
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
        await self._take_one()
        try:
            return await self._begun_at_once(opening)
        except BaseException:
            self._free.release()
            raise

    async def lent(self, entrance: Entrance) -> Line:
        """As `begun`, but nothing is said yet, so that nobody knows whether it still leads anywhere."""
        await self._take_one()
        try:
            line = await self._idle_or_dialled()
        except BaseException:
            self._free.release()
            raise
        line.entrance = entrance
        return line

    async def put_back(self, line: Line, error: BaseException | None = None) -> None:
        """After a transaction that ended, by `error` or well."""
        try:
            if is_lost_primary(error):
                self._good_since = asyncio.get_running_loop().time()  # the others lead to the same server
            if line.is_broken or line.since < self._good_since:
                await line.hang_up()
                return
            line.entrance, line.has_begun, line.is_let_in = None, False, False
            line.is_optimistic, line.postponed = False, None
            if line.connection.in_transaction():
                await line.connection.rollback()  # SQLAlchemy's notion of one; the real one is over
            self._idle.append(line)
        finally:
            self._free.release()

    async def close(self) -> None:
        while self._idle:
            await self._idle.pop().hang_up()

    async def _take_one(self) -> None:
        if not self._free.locked():
            await self._free.acquire()
            return
        async with asyncio.timeout(TIMEOUT_SECONDS):
            await self._free.acquire()

    async def _begun_at_once(self, opening: str) -> Line:
        while self._idle:
            line = await self._idle_or_dialled()
            with suppress(*DRIVER_ERRORS):  # it broke while nobody used it
                return await line.opened(opening)
        return await (await self._dialled()).opened(opening)

    async def _idle_or_dialled(self) -> Line:
        while self._idle:
            line = self._idle.pop()
            if not line.is_broken and line.since >= self._oldest_kept():
                return line
            await line.hang_up()
        return await self._dialled()

    def _oldest_kept(self) -> float:
        return max(self._good_since, asyncio.get_running_loop().time() - RECYCLE_SECONDS)

    async def _dialled(self) -> Line:
        connection = await self._engine.connect()
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        plain = _plain(connection)
        line = Line(connection, cast("Driver", plain.connection.driver_connection), asyncio.get_running_loop().time())
        plain.info[_LINE] = line
        return line


def line_of(connection: AsyncConnection) -> Line:
    """For statements that are compiled once: see `db/prepared.py`."""
    return cast("Line", _plain(connection).info[_LINE])


def enter_first(connection: SyncConnection, *_: object) -> None:
    """For SQLAlchemy, which speaks to the driver without asking here: before it does."""
    line: Line | None = connection.info.get(_LINE)
    if line is not None and (line.entrance is not None or line.postponed is not None):
        driver: Any = connection.connection.dbapi_connection

        async def enter(_: object) -> None:
            await line.enter()

        driver.run_async(enter)


def _plain(connection: AsyncConnection) -> SyncConnection:
    plain = connection.sync_connection
    if plain is None:
        raise LookupError("the connection is not open")
    return plain
