"""Planned work by when it is, and not by when it was recorded."""

from sqlalchemy import select

from app.clock import Instant
from app.domain.operations.maintenance_periods import MaintenancePeriod, MaintenanceState
from app.operations.kinds import MAINTENANCE
from app.postgres.connection import Connection
from app.postgres.scope import Scope
from app.postgres.tables import maintenance_periods
from app.streams.subjects import StoredSubject, seen_by, stored_from


async def page(
    connection: Connection, scope: Scope, from_at: Instant, until: Instant, limit: int
) -> list[StoredSubject[MaintenancePeriod]]:
    """Not cancelled, and planned for some moment of [from_at, until); the soonest first."""
    column, seen = maintenance_periods.c, seen_by(scope, MAINTENANCE)
    wanted = [
        column.progress != MaintenanceState.CANCELLED.value,
        column.planned_until > from_at,
        column.planned_from < until,
    ]
    statement = select(maintenance_periods).where(*wanted, *([] if seen is None else [seen]))
    rows = await connection.execute(statement.order_by(column.planned_from, column.id).limit(limit))
    return [stored_from(MAINTENANCE, row) for row in rows.mappings()]
