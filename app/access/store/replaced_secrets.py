"""Tables with a `secret` in whose place another one comes: the former one holds beside it for a while."""

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, false, func, update

from app.clock import Instant
from app.postgres.connection import Connection

SECRETS: Final = ("secret", "former_secret", "former_holds_until")


def both_hold(table: Table) -> ColumnElement[bool]:
    """By the clock of the database."""
    return func.coalesce(table.c.former_holds_until > func.now(), false())


async def replace_secret(
    connection: Connection, table: Table, row: ColumnElement[bool], secret: bytes, overlap: timedelta
) -> Instant:
    """Gives until when the former one holds. The caller holds the row's lock."""
    changed: dict[str, Any] = {
        "former_secret": table.c.secret,
        "former_holds_until": func.now() + overlap,
        "secret": secret,
    }
    statement = update(table).where(row).values(changed).returning(table.c.former_holds_until)
    return (await connection.execute(statement)).scalar_one()
