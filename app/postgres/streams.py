"""The statements that every stream needs: append with the subject, read in order, and read what has been committed.

Events are numbered on from the subject's last, under its lock or at its version; the key refuses the same number twice.
`xid` is the number of the transaction: below every one that still goes on, in the order of those numbers, nothing can
come in between any more, whenever it was recorded.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, Table, func, insert, select
from sqlalchemy.sql import Insert

from app.postgres.compiling import Values, bind, row
from app.postgres.connection import Connection
from app.postgres.tables.columns import Xid8


def written(stream: Table) -> list[Any]:
    """The columns that an event has of its own. The transaction's number PostgreSQL writes beside them."""
    return [column for column in stream.columns if not isinstance(column.type, Xid8)]


def appending(stream: Table, number: int, group: str = "event") -> Insert:
    """So many events, whose values are given as `event0`, `event1` …: staged in one statement with their subject."""
    return insert(stream).values([row(f"{group}{each}", written(stream)) for each in range(number)])


async def append(connection: Connection, stream: Table, events: Sequence[Values]) -> None:
    """However many, of subjects that are there and are held."""
    one = insert(stream).values({column.name: bind(column.name, column) for column in written(stream)})
    await connection.execute(one, events)


def in_order(stream: Table) -> Select[Any]:
    """Subject by subject, as it happened to each."""
    events: Any = select(*written(stream))
    return events.order_by(*stream.primary_key.columns)


def in_commit_order(stream: Table) -> Select[Any]:
    """Of all subjects, with `xid`: what no transaction that still goes on can precede."""
    going_on = func.pg_snapshot_xmin(func.pg_current_snapshot(type_=Xid8), type_=Xid8)
    return select(stream).where(stream.c.xid < going_on).order_by(stream.c.xid, *stream.primary_key.columns)
