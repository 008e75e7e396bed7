"""Open tickets that still go by an older calendar than the latest one."""

from typing import Any

from sqlalchemy import Select, func, select, text

from app.db.engine import Connection
from app.db.mapping import StoredTicket
from app.db.tables import tickets
from app.db.tickets import pick


async def behind(connection: Connection, revision: int, limit: int) -> list[StoredTicket]:
    """At most `limit`, locked. One that somebody else is changing now is left for the next time."""
    return await pick(connection, picking(revision, limit))


def picking(revision: int, limit: int) -> Select[Any]:
    first = select(tickets).where(*_behind(revision)).order_by(tickets.c.calendar_revision, tickets.c.id).limit(limit)
    return first.with_for_update(skip_locked=True)


async def count_behind(connection: Connection, revision: int) -> int:
    statement = select(func.count()).select_from(tickets).where(*_behind(revision))
    return (await connection.execute(statement)).scalar_one()


def _behind(revision: int) -> Any:
    """The status is written out: only so does the index of open tickets fit."""
    return text("tickets.status = 'open'"), tickets.c.calendar_revision < revision
