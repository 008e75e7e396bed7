"""Statements that are compiled once, at their first use, with a named parameter wherever a value comes in."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy.sql import ClauseElement

from app.postgres.compiling import Compiled, Values, bind, compiled, json_text, row
from app.postgres.connection import Connection, How

Row = Mapping[str, Any]

__all__ = ["Row", "Statement", "Values", "bind", "json_text", "row"]


class Statement:
    """`build` makes it. Its parameters are given by name, or by group: `given` for `bind`, `row`."""

    def __init__(self, build: Callable[[], ClauseElement], *, reads: bool = False, anew: bool = False) -> None:
        self._build = build
        self._reads = reads
        self._anew = anew

    @classmethod
    def reading(cls, build: Callable[[], ClauseElement], *, anew: bool = False) -> "Statement":
        """One that reads and locks nothing, and so needs no transaction.

        `anew`: it is planned for its values each time, which takes PostgreSQL a millisecond.

        Alone it goes with a condition that lets the caller in. There is no column in that condition, so PostgreSQL
        checks it once, in a step above everything that is read: nothing is looked at before. Were it ever otherwise,
        the policies would show nothing, since until then nobody was let in.
        """
        return cls(build, reads=True, anew=anew)

    @cached_property
    def compiled(self) -> Compiled:
        return compiled(self._build())

    async def all(self, connection: Connection, given: Values, **groups: Values) -> Sequence[Row]:
        return await self._ask(connection, "fetch", given, groups)

    async def one(self, connection: Connection, given: Values, **groups: Values) -> Row | None:
        return await self._ask(connection, "fetchrow", given, groups)

    async def value(self, connection: Connection, given: Values, **groups: Values) -> Any:
        return await self._ask(connection, "fetchval", given, groups)

    async def _ask(self, connection: Connection, how: How, given: Values, groups: "dict[str, Values]") -> Any:
        text, arguments = self.compiled.text, self.compiled.arguments(given, groups)
        if self._reads:
            return await connection.read(how, text, self._with_condition, arguments, anew=self._anew)
        return await connection.ask(how, text, *arguments)

    @cached_property
    def _with_condition(self) -> str:
        text, number = self.compiled.text, len(self.compiled.slots)
        let_in = f"SELECT duetime_enter(${number + 1}, ${number + 2})"
        return f"SELECT asked.* FROM ({text}) AS asked WHERE ({let_in})"  # noqa: S608 - there is no value in it
