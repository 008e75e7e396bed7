"""Planned work as it is searched."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select

from app.clock import Instant
from app.domain.operations.maintenance_periods import MaintenancePeriod, MaintenanceState
from app.operations.kinds import MAINTENANCE
from app.postgres.connection import Connection
from app.postgres.scope import Scope
from app.postgres.tables import maintenance_hits, maintenance_periods
from app.streams.subjects import StoredSubject, seen_by, stored_from


@dataclass(frozen=True, kw_only=True)
class MaintenanceFilter:
    """None: any. Those planned for, or carried out at, some moment of [from_at, until)."""

    instance_id: UUID | None = None
    state: MaintenanceState | None = None
    from_at: Instant | None = None
    until: Instant | None = None


async def page(
    connection: Connection, scope: Scope, wanted: MaintenanceFilter, *, after: UUID | None, limit: int
) -> list[StoredSubject[MaintenancePeriod]]:
    """Latest recorded first."""
    statement, seen = select(maintenance_periods), seen_by(scope, MAINTENANCE)
    conditions = _conditions(wanted) if seen is None else [seen, *_conditions(wanted)]
    if after is not None:
        conditions.append(maintenance_periods.c.id < after)
    ordered = statement.where(*conditions).order_by(maintenance_periods.c.id.desc()).limit(limit)
    return [stored_from(MAINTENANCE, row) for row in (await connection.execute(ordered)).mappings()]


async def announced_for(
    connection: Connection,
    from_at: Instant,
    until: Instant,
    instance_ids: Sequence[UUID],
    change_ids: Sequence[UUID],
) -> list[StoredSubject[MaintenancePeriod]]:
    """Announced, and not over: at some moment of [from_at, until), on one of these instances or for one of these
    changes.
    """
    column = maintenance_periods.c
    hit = exists().where(
        maintenance_hits.c.maintenance_id == column.id, maintenance_hits.c.instance_id.in_(instance_ids)
    )
    wanted = or_(hit, column.state["change_id"].astext.in_([str(each) for each in change_ids]))
    announced = column.progress.in_([MaintenanceState.ANNOUNCED.value, MaintenanceState.UNDER_WAY.value])
    statement = select(maintenance_periods).where(wanted, announced, lasts_after(from_at), column.planned_from < until)
    rows = (await connection.execute(statement.order_by(column.planned_from, column.id))).mappings()
    return [stored_from(MAINTENANCE, row) for row in rows]


def lasts_after(moment: Instant | ColumnElement[Instant]) -> ColumnElement[bool]:
    """What is under way lasts until nobody knows when."""
    is_under_way = maintenance_periods.c.progress == MaintenanceState.UNDER_WAY.value
    return or_(is_under_way, maintenance_periods.c.planned_until > moment)


def _conditions(wanted: MaintenanceFilter) -> list[ColumnElement[bool]]:
    column, conditions = maintenance_periods.c, list[ColumnElement[bool]]()
    if wanted.instance_id is not None:
        hit = (maintenance_hits.c.maintenance_id == column.id, maintenance_hits.c.instance_id == wanted.instance_id)
        conditions.append(exists().where(*hit))
    if wanted.state is not None:
        conditions.append(column.progress == wanted.state.value)
    if wanted.from_at is not None:
        conditions.append(lasts_after(wanted.from_at))
    if wanted.until is not None:
        conditions.append(column.planned_from < wanted.until)
    return conditions
