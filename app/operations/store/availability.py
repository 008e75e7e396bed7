"""What was recorded of instances over a period, read at once: outages, maintenance, and when nobody measured."""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import (
    ARRAY,
    CTE,
    ColumnElement,
    Select,
    String,
    Table,
    Uuid,
    and_,
    any_,
    bindparam,
    cast,
    exists,
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
from app.postgres.statements import Statement, bind
from app.postgres.tables import instances, maintenance_hits, maintenance_periods, outage_hits, outages

OUTAGE, WORK, INSTANCE = "outage", "maintenance", "instance"
_GAPS: Final = TypeAdapter(tuple[MeasuringGap, ...])
_IDS: Final = bindparam("ids", type_=ARRAY(Uuid))
_FROM, _UNTIL = bind("from_at", outages.c.began_at), bind("until", outages.c.began_at)
_KNOWN_AT: Final = bind("known_at", outages.c.began_at)


@dataclass
class RecordedStates:
    """As their rows have them. `changed`: those of which more has been recorded than was known, by their kind."""

    outages: list[Outage] = field(default_factory=list[Outage])
    maintenance: list[MaintenancePeriod] = field(default_factory=list[MaintenancePeriod])
    gaps: dict[UUID, tuple[MeasuringGap, ...]] = field(default_factory=dict[UUID, tuple[MeasuringGap, ...]])
    changed: dict[str, list[UUID]] = field(default_factory=lambda: {OUTAGE: [], WORK: [], INSTANCE: []})


async def read(
    connection: Connection,
    instance_ids: Collection[UUID],
    period: Stretch,
    known_at: Instant | None,
    *,
    works: bool,
) -> RecordedStates:
    """Of these instances, whatever lies in the period; and maintenance for the moment at which such an outage began.
    Without `works`: only maintenance during such an outage. Of one instance, without whatever else it hits.

    `known_at`: only of what had been recorded by then. What has changed since may lie in it all the same.
    """
    retold = known_at is not None
    statement = _statement(works=works or retold, retold=retold, one=len(instance_ids) == 1)
    given = {"ids": list(instance_ids), "from_at": period.from_at, "until": period.until, "known_at": known_at}
    found = RecordedStates()
    for row in await statement.all(connection, given):
        if row["is_changed"]:
            found.changed[row["kind"]].append(row["id"])
        elif row["kind"] == OUTAGE:
            found.outages.append(OUTAGES.states.validate_json(row["state"]))
        elif row["kind"] == WORK:
            found.maintenance.append(MAINTENANCE.states.validate_json(row["state"]))
        else:
            found.gaps[row["id"]] = _GAPS.validate_json(row["state"])
    return found


@cache
def _statement(*, works: bool, retold: bool, one: bool) -> Statement:
    def build() -> Any:
        downs = _downs(retold=retold)
        lasted = _told(OUTAGE, outages, _state(outages, one=one), retold=retold).join(downs, downs.c.id == outages.c.id)
        carried_out = _maintenance(downs, works=works, retold=retold, one=one)
        return union_all(lasted, carried_out, _instances(retold=retold))

    return Statement(build)


def _downs(*, retold: bool) -> CTE:
    column = outages.c
    lasting = or_(column.ended_at.is_(None), column.ended_at > _FROM)
    hit, begun = column.id.in_(_hitting(outage_hits)), column.began_at < _UNTIL
    found = select(column.id, column.began_at, column.ended_at)
    return found.where(hit, begun, *_known(outages, lasting, retold=retold)).cte("downs")


def _maintenance(downs: CTE, *, works: bool, retold: bool, one: bool) -> Select[Any]:
    column = maintenance_periods.c
    told = _told(WORK, maintenance_periods, _state(maintenance_periods, one=one), retold=retold)
    hit = column.id.in_(_hitting(maintenance_hits))
    if not works:
        before_its_end = or_(downs.c.ended_at.is_(None), column.planned_from < downs.c.ended_at)
        return told.where(hit, exists().where(before_its_end, lasts_after(downs.c.began_at)))
    lasting = lasts_after(func.least(_FROM, select(func.min(downs.c.began_at)).scalar_subquery()))
    return told.where(hit, column.planned_from < _UNTIL, *_known(maintenance_periods, lasting, retold=retold))


def _instances(*, retold: bool) -> Select[Any]:
    """Those that there were, with when their measuring was stopped."""
    told = _told(INSTANCE, instances, instances.c.state["gaps"], retold=retold)
    return told.where(instances.c.id == any_(_IDS), *([instances.c.created_at <= _KNOWN_AT] if retold else []))


def _told(kind: str, subjects: Table, state: ColumnElement[Any], *, retold: bool) -> Select[Any]:
    changed = subjects.c.updated_at > _KNOWN_AT if retold else literal(False)
    columns = (literal(kind).label("kind"), subjects.c.id, changed.label("is_changed"), cast(state, String))
    told: Any = select(*columns[:3], columns[3].label("state"))
    return told


def _state(subjects: Table, *, one: bool) -> ColumnElement[Any]:
    state = subjects.c.state
    return state.concat(func.jsonb_build_object("instance_ids", func.to_jsonb(_IDS))) if one else state


def _hitting(hits: Table) -> Select[Any]:
    is_theirs = and_(hits.c.customer_id == instances.c.customer_id, hits.c.instance_id == instances.c.id)
    return select(hit_column(hits)).join(instances, is_theirs).where(instances.c.id == any_(_IDS))


def _known(subjects: Table, lasting: ColumnElement[bool], *, retold: bool) -> list[ColumnElement[bool]]:
    """Where more has been recorded since, it may have lasted longer by what was known."""
    if not retold:
        return [lasting]
    return [subjects.c.created_at <= _KNOWN_AT, or_(subjects.c.updated_at > _KNOWN_AT, lasting)]
