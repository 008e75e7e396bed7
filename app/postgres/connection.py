"""One transaction on one connection to PostgreSQL: when it begins, and what waits until it has to be written.

A caller who is known from before is let in by the first thing that is sent, so a read, or a conclusion before which
nothing was written, is one round trip:

    lent ─┬─ read ──── alone, with the condition that lets in; then lent as before
          ├─ conclude ─ one statement that lets in and writes all that is staged: its own transaction
          └─ ask ───── BEGIN; duetime_enter(…) ─ what is staged ─ the statement ─ … ─ conclude ─ COMMIT

What is staged is written in the order of its ranks (see `app/postgres/staging.py`).
"""

from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol
from uuid import UUID

from sqlalchemy import Executable

from app.domain.access.audit import SealedHistory
from app.postgres.compiling import Values, spelled
from app.postgres.errors import OutOfReach, reaching
from app.postgres.results import Rows, Scalars
from app.postgres.staging import Composed, Rank, Staged, composed

How = Literal["execute", "fetch", "fetchrow", "fetchval"]
"""The driver's way of asking: for the words of its answer, all rows, one, or its first value."""


class Driver(Protocol):
    """What we use of asyncpg's connection, with the types that it lacks."""

    async def execute(self, query: str, *values: object) -> str: ...
    async def executemany(self, command: str, args: Sequence[Sequence[object]]) -> None: ...
    async def fetch(
        self,
        query: str,
        *values: object,
        timeout: float | None = None,  # noqa: ASYNC109 - as asyncpg has it
    ) -> list[Mapping[str, Any]]: ...
    async def fetchrow(self, query: str, *values: object) -> Mapping[str, Any] | None: ...
    async def fetchval(self, query: str, *values: object) -> Any: ...
    async def prepare(self, query: str, *, name: str) -> Any: ...
    def is_closed(self) -> bool: ...
    def terminate(self) -> None: ...


@dataclass(frozen=True)
class Authentication:
    """What lets a known caller in: as the first statement of a transaction, or as values for a condition."""

    opening: str
    values: tuple[object, ...]


class Connection:
    """`authentication`: of a transaction that has not begun. `is_let_in`: whoever came with that has been.

    `seals`: of the tickets that got events, by id, the last one each; as long as no entry of the audit trail has it.
    `anchor` writes those. `spare_serials`: drawn from a sequence and not used, oldest first.
    """

    def __init__(
        self, driver: Driver, authentication: Authentication | None = None, spare_serials: deque[int] | None = None
    ) -> None:
        self.driver = driver
        self.spare_serials = deque[int]() if spare_serials is None else spare_serials
        self.staged: list[Staged] = []
        self.seals: dict[UUID, SealedHistory] = {}
        self.anchor: Callable[[Connection], Awaitable[None]] | None = None
        self.authentication = authentication
        self.is_let_in = authentication is None

    @property
    def has_begun(self) -> bool:
        return self.authentication is None

    async def begin(self) -> None:
        """The transaction, unless it has begun."""
        if (authentication := self.authentication) is None:
            return
        self.authentication, self.is_let_in = None, False
        await self.tell("execute", f"BEGIN; {authentication.opening}")
        self.is_let_in = True

    async def stage(self, write: Staged) -> None:
        """To be written with what follows. Of each rank one waits: an earlier one is written first."""
        if any(each.rank is write.rank for each in self.staged):
            await self.flush()
        self.staged.append(write)

    def is_to_be_written(self, about: object) -> bool:
        return any(each.about == about for each in self.staged)

    def taken_back(self, about: object) -> Staged | None:
        """The write about this, which is staged no longer."""
        taken = next((each for each in self.staged if each.about == about), None)
        if taken is not None:
            self.staged.remove(taken)
        return taken

    def forget_subject(self, seals: Mapping[UUID, SealedHistory]) -> None:
        """What is undone with a part of the transaction is not written either; `seals` are those of before it."""
        self.seals = dict(seals)
        self.staged = [each for each in self.staged if each.rank is Rank.KEY]

    async def flush(self) -> None:
        """Writes the subject that is staged with its counts, and the key before it."""
        if any(each.rank in (Rank.SUBJECT, Rank.COUNTS) for each in self.staged):
            await self.begin()
            composed, given, groups = self._composed()
            await self.tell("fetch", composed.alone.text, *composed.alone.arguments(given, groups))

    async def conclude(self) -> None:
        """Writes all that is staged, and anchors the seals that no entry among it has. Nothing may follow that takes a
        lock.
        """
        if self.seals:
            await self.begin()
        if self.staged:
            composed, given, groups = self._composed()
            alone, with_condition = composed.alone, composed.letting_in
            await self._send("fetch", alone.text, with_condition.text, alone.arguments(given, groups))
        if self.anchor is not None:
            await self.anchor(self)

    async def tell(self, how: How, text: str, *values: object, anew: bool = False) -> Any:
        """As the connection is, and nothing before it. Raises OutOfReach when there comes no answer.

        `anew`: a statement that has no name is planned for these values and then forgotten (PostgreSQL, "Extended
        Query"), where one that is kept is planned for any values from its sixth execution on.
        """
        try:
            if anew:
                statement = await self.driver.prepare(text, name="")
                return await getattr(statement, how)(*values)
            return await getattr(self.driver, how)(text, *values)
        except OSError as error:
            raise OutOfReach from error

    async def ask(self, how: How, text: str, *values: object) -> Any:
        """Within the transaction; a subject that is staged goes first."""
        await self.begin()
        await self.flush()
        return await self.tell(how, text, *values)

    async def read(
        self, how: How, text: str, with_condition: str, values: Sequence[object], *, anew: bool = False
    ) -> Any:
        """As `ask`, but where nothing has begun it goes alone.

        `with_condition`: the same, with parameters for the values of an authentication after its own.
        """
        await self.flush()
        return await self._send(how, text, with_condition, values, anew=anew)

    async def require_let_in(self) -> None:
        """Raises what PostgreSQL says to an authentication that holds no longer, if it has not been asked yet."""
        if not self.is_let_in:
            await self.begin()

    async def _send(
        self, how: How, text: str, with_condition: str, values: Sequence[object], *, anew: bool = False
    ) -> Any:
        if (authentication := self.authentication) is None:
            return await self.tell(how, text, *values, anew=anew)
        self.is_let_in = False
        answer = await self.tell(how, with_condition, *values, *authentication.values, anew=anew)
        self.is_let_in = True
        return answer

    def _composed(self) -> "tuple[Composed, Values, Mapping[str, Values]]":
        """Of all that is staged, which from here on is up to the caller."""
        staged = sorted(self.staged, key=lambda each: each.rank)
        self.staged = []
        groups = {name: values for each in staged for name, values in each.groups.items()}
        given = {name: value for each in staged for name, value in each.given.items()}
        return composed(tuple(each.write for each in staged)), given, groups

    async def execute(self, statement: Executable, given: Values | Sequence[Values] | None = None) -> Rows:
        """A statement that is built where it is used. `given` a sequence: once for each of it."""
        if isinstance(given, Sequence):
            return await self._execute_many(statement, given)
        compiled, arguments = spelled(statement, given or {})
        if compiled.changes:
            changed: str = await self.ask("execute", compiled.text, *arguments)
            return Rows((), int(changed.rpartition(" ")[2]))
        return Rows(await self.ask("fetch", compiled.text, *arguments))

    async def scalar(self, statement: Executable, given: Values | None = None) -> Any:
        return (await self.execute(statement, given)).scalar()

    async def scalars(self, statement: Executable, given: Values | None = None) -> Scalars:
        return (await self.execute(statement, given)).scalars()

    async def _execute_many(self, statement: Executable, given: Sequence[Mapping[str, Any]]) -> Rows:
        spelt = [spelled(statement, each) for each in given]
        if spelt:
            await self.begin()
            await self.flush()
            with reaching():
                await self.driver.executemany(spelt[0][0].text, [arguments for _, arguments in spelt])
        return Rows(())
