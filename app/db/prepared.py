"""Statements of SQLAlchemy Core that are compiled once, and executed by the driver itself.

Building a statement, looking it up in SQLAlchemy's cache and switching greenlets around the driver costs several times
what the driver and PostgreSQL do. So what every request asks is built once, at its first use, with a named parameter
wherever a value comes in; what is asked seldom stays with `connection.execute`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from pydantic_core import to_json
from sqlalchemy import CTE, BindParameter, Column, ColumnElement, Select, bindparam, select, true
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.dml import UpdateBase

from app.db.pool import Driver, line_of

Row = Mapping[str, Any]
Values = Mapping[str, Any]
Convert = Callable[[Any], Any]

_Slot = tuple[str | None, Any, Convert | None]
"""Of a parameter: the group and the name that its value is given by, and how the driver wants it. None: a constant."""
_GROUP: Final = "__"
"""Between the name of a group of values and the name of the value."""


def json_text(value: Any) -> str:
    return to_json(value).decode()


_DIALECT: Final = PGDialect_asyncpg(json_serializer=json_text)


class Prepared:
    """`build` makes the statement. Its parameters are given by name, or by group: `given` for `bind`, `row`."""

    def __init__(self, build: Callable[[], ClauseElement]) -> None:
        self._build = build

    @cached_property
    def compiled(self) -> "tuple[str, Sequence[_Slot]]":
        compiled: Any = self._build().compile(dialect=_DIALECT)
        return compiled.string, [_slot(compiled.binds[name]) for name in compiled.positiontup or ()]

    async def all(self, connection: AsyncConnection, given: Values, **groups: Values) -> Sequence[Row]:
        text, slots = self.compiled
        return await line_of(connection).fetch(text, *_arguments(slots, given, groups))

    async def one(self, connection: AsyncConnection, given: Values, **groups: Values) -> Row | None:
        text, slots = self.compiled
        return await line_of(connection).fetchrow(text, *_arguments(slots, given, groups))

    async def value(self, connection: AsyncConnection, given: Values, **groups: Values) -> Any:
        text, slots = self.compiled
        return await line_of(connection).fetchval(text, *_arguments(slots, given, groups))


class Write(Prepared):
    """Writes that belong together, the one of the row that they are about first: in one statement.

    Of a transaction that is optimistic it may become part of another one.
    """

    def __init__(self, parts: Callable[[], Sequence[UpdateBase]]) -> None:
        super().__init__(self._together)
        self._parts = parts

    async def carry_out(self, connection: AsyncConnection, given: Values, **groups: Values) -> None:
        line = line_of(connection)
        if line.is_optimistic and line.postponed is None:
            line.postponed = PostponedWrite(self, given, groups)
        else:
            await self.all(connection, given, **groups)

    def ctes(self, first: str, *told: ColumnElement[Any]) -> Sequence[CTE]:
        """To be part of another statement: the first one by that name, telling so much of its row."""
        one, *others = self._parts()
        numbered = (other.cte(f"write_{number}") for number, other in enumerate(others))
        return [one.returning(*told).cte(first), *numbered]

    def _together(self) -> Select[Any]:
        """The first one first, as it is asked for: whoever else writes the row that it is about waits there, and not
        for something else that is written with it. What refers to others, PostgreSQL checks once all of it is done.
        """
        written, *others = self.ctes("first", true().label("is_written"))
        return select(written).add_cte(*others)


@dataclass(frozen=True)
class PostponedWrite:
    """With its values."""

    write: Write
    given: Values
    groups: Mapping[str, Values]

    async def carry_out(self, driver: Driver) -> None:
        text, slots = self.write.compiled
        await driver.fetch(text, *_arguments(slots, self.given, self.groups))


class Question(Prepared):
    """A statement that reads, locks nothing, and so needs no transaction: see `engine.visit`.

    By itself it goes with a condition that lets the caller in. There is no column in that condition, so PostgreSQL
    checks it once, in a step above everything that is read: nothing is looked at before. Were it ever otherwise, the
    policies would show nothing, since until then nobody was let in.
    """

    async def all(self, connection: AsyncConnection, given: Values, **groups: Values) -> Sequence[Row]:
        text, slots = self.compiled
        values = _arguments(slots, given, groups)
        return await line_of(connection).ask("fetch", text, self._with_entrance, values)

    async def one(self, connection: AsyncConnection, given: Values, **groups: Values) -> Row | None:
        text, slots = self.compiled
        values = _arguments(slots, given, groups)
        return await line_of(connection).ask("fetchrow", text, self._with_entrance, values)

    @cached_property
    def _with_entrance(self) -> str:
        return f"SELECT asked.* FROM ({self.compiled[0]}) AS asked WHERE ({self._entering})"  # noqa: S608 - no value in it

    @property
    def _entering(self) -> str:
        number = len(self.compiled[1])
        return f"SELECT duetime_enter(${number + 1}, ${number + 2})"


class Conclusion(Question):
    """What a transaction ends with, and all that there is of it where nothing was said before: see `engine.visit`.

    It changes something, so the condition that lets the caller in stands where it says `DOOR`: that has to come before
    everything else. Were it ever otherwise, the policies would refuse what is written.
    """

    DOOR: Final = "'door' IS NOT NULL"

    @cached_property
    def _with_entrance(self) -> str:
        return self.compiled[0].replace(self.DOOR, f"({self._entering})")


def bind(name: str, column: ColumnElement[Any]) -> BindParameter[Any]:
    """A value of the kind that `column` holds, to be given by `name`."""
    return bindparam(name, type_=column.type)


def row(group: str, columns: "Iterable[Column[Any]]") -> dict[str, BindParameter[Any]]:
    """A row's values, to be given together as `group`."""
    return {column.name: bind(f"{group}{_GROUP}{column.name}", column) for column in columns}


def _slot(parameter: BindParameter[Any]) -> _Slot:
    convert = parameter.type.dialect_impl(_DIALECT).bind_processor(_DIALECT)
    if parameter.required:
        group, _, name = parameter.key.rpartition(_GROUP)
        return group, name, convert
    return None, parameter.value if convert is None else convert(parameter.value), None


def _arguments(slots: "Sequence[_Slot]", given: Values, groups: Mapping[str, Values]) -> list[Any]:
    arguments: list[Any] = []
    for group, name, convert in slots:
        value = name if group is None else (groups[group] if group else given)[name]
        arguments.append(value if convert is None else convert(value))
    return arguments
