"""What was recorded of instances over a period, read at once: outages, maintenance, and when nobody measured."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import (
    CTE,
    ColumnElement,
    DateTime,
    Select,
    String,
    Table,
    and_,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)

from app.clock import Instant
from app.domain.availability.stretches import Stretch
from app.domain.operations.instances import MeasuringGap
from app.domain.operations.maintenance_periods import MaintenancePeriod
from app.domain.operations.outages import Outage
from app.operations.kinds import MAINTENANCE, OUTAGES
from app.operations.store.hits import hit_column
from app.operations.store.maintenance import lasts_after
from app.postgres.connection import Connection
from app.postgres.tables import instances, maintenance_hits, maintenance_periods, outage_hits, outages

OUTAGE, WORK, INSTANCE = "outage", "maintenance", "instance"
_GAPS: Final = TypeAdapter(tuple[MeasuringGap, ...])


@dataclass
class RecordedStates:
    """As their rows have them. `changed`: those of which more has been recorded than was known, by their kind."""

    outages: list[Outage] = field(default_factory=list[Outage])
    maintenance: list[MaintenancePeriod] = field(default_factory=list[MaintenancePeriod])
    gaps: dict[UUID, tuple[MeasuringGap, ...]] = field(default_factory=dict[UUID, tuple[MeasuringGap, ...]])
    changed: dict[str, list[UUID]] = field(default_factory=lambda: {OUTAGE: [], WORK: [], INSTANCE: []})


async def read(
    connection: Connection, instance_ids: Collection[UUID], period: Stretch, known_at: Instant | None
) -> RecordedStates:
    """Of these instances, whatever lies in the period; and maintenance for the moment at which such an outage began.

    `known_at`: only of what had been recorded by then. What has changed since may lie in it all the same.
    """
    downs = _outages(instance_ids, period, known_at)
    statement = union_all(
        select(literal(OUTAGE), outages.c.id, downs.c.is_changed, cast(outages.c.state, String)).join(
            downs, downs.c.id == outages.c.id
        ),
        _maintenance(instance_ids, period, known_at, downs),
        _instances(instance_ids, known_at),
    )
    found = RecordedStates()
    for kind, subject_id, is_changed, state in await connection.execute(statement):
        if is_changed:
            found.changed[kind].append(subject_id)
        elif kind == OUTAGE:
            found.outages.append(OUTAGES.states.validate_json(state))
        elif kind == WORK:
            found.maintenance.append(MAINTENANCE.states.validate_json(state))
        else:
            found.gaps[subject_id] = _GAPS.validate_json(state)
    return found


def _outages(instance_ids: Collection[UUID], period: Stretch, known_at: Instant | None) -> CTE:
    column = outages.c
    begun = column.began_at < period.until
    lasting = or_(column.ended_at.is_(None), column.ended_at > period.from_at)
    hit = column.id.in_(_hitting(outage_hits, instance_ids))
    changed = _is_changed(outages, known_at).label("is_changed")
    return (
        select(column.id, column.began_at, changed).where(hit, begun, *_known(outages, known_at, lasting)).cte("downs")
    )


def _maintenance(instance_ids: Collection[UUID], period: Stretch, known_at: Instant | None, downs: CTE) -> Select[Any]:
    column = maintenance_periods.c
    first = select(func.min(downs.c.began_at)).scalar_subquery()
    lasting = lasts_after(func.least(literal(period.from_at, DateTime(timezone=True)), first))
    hit = column.id.in_(_hitting(maintenance_hits, instance_ids))
    planned = column.planned_from < period.until
    told = (literal(WORK), column.id, _is_changed(maintenance_periods, known_at), cast(column.state, String))
    statement: Any = select(*told)
    return statement.where(hit, planned, *_known(maintenance_periods, known_at, lasting))


def _instances(instance_ids: Collection[UUID], known_at: Instant | None) -> Select[Any]:
    """Those that there were: whose measuring ever stopped, or of which more has been recorded since."""
    gaps, changed = instances.c.state["gaps"], _is_changed(instances, known_at)
    told = (literal(INSTANCE), instances.c.id, changed, cast(gaps, String))
    known = [] if known_at is None else [instances.c.created_at <= known_at]
    statement: Any = select(*told)
    return statement.where(instances.c.id.in_(instance_ids), *known)


def _hitting(hits: Table, instance_ids: Collection[UUID]) -> Select[Any]:
    is_theirs = and_(hits.c.customer_id == instances.c.customer_id, hits.c.instance_id == instances.c.id)
    return select(hit_column(hits)).join(instances, is_theirs).where(instances.c.id.in_(instance_ids))


def _is_changed(subjects: Table, known_at: Instant | None) -> ColumnElement[bool]:
    return literal(False) if known_at is None else subjects.c.updated_at > known_at


def _known(subjects: Table, known_at: Instant | None, lasting: ColumnElement[bool]) -> list[ColumnElement[bool]]:
    """Where more has been recorded since, it may have lasted longer by what was known."""
    if known_at is None:
        return [lasting]
    return [subjects.c.created_at <= known_at, or_(subjects.c.updated_at > known_at, lasting)]
