"""What a statement gave: all of it, read at once. A row has its values by name, by attribute and by position."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from asyncpg import Record


class Fetched(Record):
    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


class Scalars(list[Any]):
    """The first value of each row."""

    def all(self) -> Sequence[Any]:
        return self

    def one(self) -> Any:
        """Raises LookupError where there is none, or more than one."""
        if len(self) != 1:
            raise LookupError(f"one row was asked for, and there are {len(self)}")
        return self[0]


class Rows(Iterable[Any]):
    """`rowcount`: how many rows a statement changed that returns none."""

    def __init__(self, rows: Sequence[Any], rowcount: int = -1) -> None:
        self._rows = rows
        self.rowcount = rowcount

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def mappings(self) -> "Rows":
        """Each row as a dict, by name."""
        return Rows([dict(row) for row in self._rows])

    def all(self) -> Sequence[Any]:
        return self._rows

    def one(self) -> Any:
        """Raises LookupError where there is none, or more than one."""
        return Scalars(self._rows).one()

    def one_or_none(self) -> Any:
        return self.one() if self._rows else None

    def first(self) -> Any:
        return self._rows[0] if self._rows else None

    def scalars(self) -> Scalars:
        return Scalars(row[0] for row in self._rows)

    def scalar_one(self) -> Any:
        return self.scalars().one()

    def scalar(self) -> Any:
        return self._rows[0][0] if self._rows else None
