"""Writes that wait, and how several of them become one statement.

    KEY       the Idempotency-Key, with the answer       whoever comes with the same key waits here, and
       │                                                  holds nothing that the first one needs
    SUBJECT   the ticket's row, then clocks and events   whoever changes the same ticket waits here
       │
    COUNTS    how many clocks of the customer rest       whoever of the same customer stops or resumes one waits here
       │
    TRAIL     the head of the audit chain, and its entry whoever of the same customer concludes waits here,
                                                         for as long as a commit takes

This is the order of their locks, in one statement as in several, so that nobody waits for each other in a circle.
PostgreSQL writes what is asked for when it is asked, column by column, and the rest after that. So the statement asks
for the first row of each rank in this order. (Its documentation, 7.8.4, promises no order for those that do not read
each other: tests/postgres/test_staging.py holds this against the server.)
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property, lru_cache
from typing import Any, Final

from sqlalchemy import CTE, Boolean, ColumnElement, Select, func, literal_column, select

from app.postgres.compiling import Compiled, Values, compiled

COMPOSED_KEPT: Final = 500

WRITTEN: Final = "ticket"
"""Where the same statement finds the customer of a ticket that it writes, and who raised it."""


class Rank(IntEnum):
    KEY = 1
    SUBJECT = 2
    COUNTS = 3
    TRAIL = 4


@dataclass(frozen=True, eq=False)
class Write:
    """`parts` belong together, each after what it reads. `asked` names the one that others wait for.

    `is_required`: that one writes a row, or it is all undone as what can be tried again.
    """

    parts: Callable[[], Sequence[CTE]]
    asked: str
    is_required: bool = False


@dataclass(frozen=True, eq=False)
class Staged:
    """A write with its values. `about`: what it is of; a trail that is about the same reads it."""

    rank: Rank
    write: Write
    given: Values = field(default_factory=dict[str, Any])
    groups: Mapping[str, Values] = field(default_factory=dict[str, Values])
    about: object = None


@dataclass(frozen=True)
class Composed:
    """One statement of several writes, in the order of their ranks."""

    writes: tuple[Write, ...]

    @cached_property
    def alone(self) -> Compiled:
        return compiled(self._together(None))

    @cached_property
    def letting_in(self) -> Compiled:
        """The same for a caller who has yet to be let in; the values for that come last.

        Its row is asked for before anything else: what is selected beside it is not looked at until it is there. Were
        it ever otherwise, the policies would refuse what is written.
        """
        asked = func.duetime_enter(*map(literal_column, self._places())).label("is_let_in")
        return compiled(self._together(select(asked).cte("authentication").prefix_with("MATERIALIZED")))

    def _together(self, authentication: CTE | None) -> Select[Any]:
        parts = [part for write in self.writes for part in write.parts()]
        by_name = {part.name: part for part in parts}
        statement: Any = select(*(_asking(write, by_name[write.asked]) for write in self.writes))
        return (statement if authentication is None else statement.select_from(authentication)).add_cte(*parts)

    def _places(self) -> Sequence[str]:
        number = len(self.alone.slots)
        return f"${number + 1}", f"${number + 2}"


def _asking(write: Write, part: CTE) -> ColumnElement[Any]:
    is_written = select(literal_column("true", Boolean())).select_from(part).scalar_subquery()
    return func.coalesce(is_written, func.duetime_overtaken()) if write.is_required else is_written


@lru_cache(maxsize=COMPOSED_KEPT)
def composed(writes: tuple[Write, ...]) -> Composed:
    return Composed(writes)
