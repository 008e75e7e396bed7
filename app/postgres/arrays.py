"""Columns on their way from and to PostgreSQL: NumPy's arrays instead of a value for each field of each row.

Instants are whole microseconds since PostgreSQL's epoch, both ways: exact, and a third of what a datetime costs.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import (
    ARRAY,
    JSON,
    Column,
    ColumnElement,
    Table,
    TableValuedAlias,
    Text,
    any_,
    bindparam,
    column,
    func,
    literal,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

from app.business_time.batch import Instants
from app.clock import Instant
from app.domain.clocks.following_many import utc

_DIALECT: Final = postgresql.dialect()
EPOCH: Final = np.datetime64("2000-01-01", "us")


def numbers(sent: bytes | None) -> NDArray[np.int64]:
    """Of `int8send`, end to end."""
    return np.frombuffer(sent or b"", ">i8").astype(np.int64)


def instants(sent: bytes | None) -> Instants:
    """Of `timestamptz_send`, end to end. -infinity is sent as what NumPy holds for no moment."""
    return EPOCH + numbers(sent).view("m8[us]")


def microseconds(moments: Instants) -> list[int | None]:
    values: list[int | None] = [*(moments - EPOCH).view(np.int64).tolist()]
    for never in np.flatnonzero(np.isnat(moments)).tolist():
        values[never] = None
    return values


def microsecond(at: Instant | None) -> int | None:
    return None if at is None else int((utc(at) - EPOCH).astype(np.int64))


def sent_moments(names: Sequence[str]) -> str:
    """What `instants` reads."""
    return ", ".join(
        f"string_agg(timestamptz_send(coalesce({name}, '-infinity')), ''::bytea) AS {name}" for name in names
    )


def moment(name: str) -> str:
    """Of what `microseconds` wrote. As a double the number is exact for 285 years."""
    return f"(TIMESTAMPTZ '2000-01-01 00:00+00' + {name} * INTERVAL '1 microsecond')"


def one_of(column: ColumnElement[Any], words: Iterable[StrEnum]) -> ColumnElement[bool]:
    """Written into the statement, which is prepared."""
    return column == any_(literal([each.value for each in words], ARRAY(Text)))


def among(column: ColumnElement[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """However many there are: one parameter, where PostgreSQL takes no more than 32,767 of a statement."""
    return column == any_(literal([*values], ARRAY(column.type)))


def rows_given(name: str, types: Mapping[str, TypeEngine[Any]]) -> TableValuedAlias:
    """A list for each column, by the name of the rows and its own with `_` in between, as rows of that name."""
    lists = [bindparam(f"{name}_{each}", type_=ARRAY(kind, dimensions=1)) for each, kind in types.items()]
    return func.unnest(*lists).table_valued(*(column(*each) for each in types.items())).render_derived(name=name)


def unnested(types: Mapping[str, str]) -> str:
    """A list for each column, by its name, as rows of `given`."""
    arrays = ", ".join(f"CAST(:{name} AS {kind}[])" for name, kind in types.items())
    return f"unnest({arrays}) AS given ({', '.join(types)})"


def inserting(table: Table, columns: "Sequence[Column[Any]]") -> str:
    """A list for each column, by its name, as new rows. JSON comes as text."""
    types = {each.name: "text" if isinstance(each.type, JSON) else each.type.compile(_DIALECT) for each in columns}
    values = [f"CAST({each.name} AS jsonb)" if isinstance(each.type, JSON) else each.name for each in columns]
    return f"INSERT INTO {table.name} ({', '.join(types)}) SELECT {', '.join(values)} FROM {unnested(types)}"  # noqa: S608
