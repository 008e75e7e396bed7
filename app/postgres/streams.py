"""The statements that every stream needs: append with the subject, and read in order.

Events are numbered on from the subject's last, under its lock or at its version; the key refuses the same number twice.
All streams together, in the order in which they were committed, are the feed: see `app/feed/`.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, Table, insert, select, text
from sqlalchemy.sql import Insert

from app.postgres.arrays import inserting
from app.postgres.compiling import Values, json_text, row
from app.postgres.connection import Connection
from app.postgres.statements import Statement
from app.postgres.tables.columns import Xid8


def written(stream: Table) -> list[Any]:
    """The columns that an event has of its own. The transaction's number PostgreSQL writes beside them."""
    return [column for column in stream.columns if not isinstance(column.type, Xid8)]


def appending(stream: Table, number: int, group: str = "event") -> Insert:
    """So many events, whose values are given as `event0`, `event1` …: staged in one statement with their subject."""
    return insert(stream).values([row(f"{group}{each}", written(stream)) for each in range(number)])


async def append(connection: Connection, stream: Table, events: Sequence[Values]) -> None:
    """However many, of subjects that are there and are held: a list for each column, in a statement that stays."""
    given = {column.name: [event[column.name] for event in events] for column in written(stream)}
    await _by_the_column(stream).all(connection, {**given, "payload": [*map(json_text, given["payload"])]})


@cache
def _by_the_column(stream: Table) -> Statement:
    return Statement(lambda: text(inserting(stream, written(stream))))


def in_order(stream: Table) -> Select[Any]:
    """Subject by subject, as it happened to each."""
    events: Any = select(*written(stream))
    return events.order_by(*stream.primary_key.columns)
