"""The closing days beyond the public holidays, whole per revision."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, func, insert, literal_column, select

from app.clock import Instant
from app.postgres.connection import Connection
from app.postgres.tables import calendar_revisions

CLOSING_DAYS = TypeAdapter(dict[date, str])

REVISING = 0x64756574
"""The advisory lock that keeps two revisions from being made of the same one."""


_MADE_HERE: Final[ColumnElement[bool]] = literal_column(
    "coalesce(calendar_revisions.xmin = pg_current_xact_id_if_assigned()::xid, false)"
)


@dataclass(frozen=True)
class CalendarRevision:
    revision: int
    closing_days: Mapping[date, str]
    reason: str
    recorded_at: Instant
    committed: bool = True
    """False: made by the transaction that reads it, which may yet be rolled back."""


async def latest(connection: Connection, *, for_change: bool = False) -> CalendarRevision:
    if for_change:
        await connection.execute(select(func.pg_advisory_xact_lock(REVISING)))
    return await _one(connection, None)


async def at(connection: Connection, revision: int) -> CalendarRevision:
    return await _one(connection, revision)


async def _one(connection: Connection, revision: int | None) -> CalendarRevision:
    table = calendar_revisions
    statement = select(table, _MADE_HERE.label("made_here")).order_by(table.c.revision.desc()).limit(1)
    if revision is not None:
        statement = statement.where(table.c.revision == revision)
    row = (await connection.execute(statement)).mappings().one()
    return CalendarRevision(
        revision=row["revision"],
        closing_days=CLOSING_DAYS.validate_python(row["closing_days"]),
        reason=row["reason"],
        recorded_at=row["recorded_at"],
        committed=not row["made_here"],
    )


async def latest_number(connection: Connection) -> int:
    return (await connection.execute(select(func.max(calendar_revisions.c.revision)))).scalar_one()


async def add(connection: Connection, revision: CalendarRevision, actor_id: UUID | None) -> None:
    await connection.execute(
        insert(calendar_revisions).values(
            revision=revision.revision,
            closing_days=CLOSING_DAYS.dump_python(dict(revision.closing_days), mode="json"),
            reason=revision.reason,
            recorded_at=revision.recorded_at,
            actor_id=actor_id,
        )
    )
