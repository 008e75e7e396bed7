"""How tickets went: what `domain/attainment.py` asks of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, Select, and_, func, lateral, select, true

from app.clock import Instant
from app.db.clock_lists import none_of
from app.db.engine import Connection
from app.db.scope import Scope
from app.db.tables import clocks, tickets
from app.db.tickets import any_of
from app.domain.attainment import Period
from app.domain.vocabulary import ClockName, Kind, Priority, ServiceLevel


@dataclass(frozen=True, kw_only=True)
class CourseFilter:
    """None: any."""

    customer_id: UUID | None = None
    service_level: ServiceLevel | None = None
    priority: Priority | None = None


@dataclass(frozen=True, kw_only=True)
class CourseRow:
    """`excused`: no resolution is promised. The level and the revisions name the calendar."""

    reported_at: Instant
    registered_at: Instant | None
    responded_at: Instant | None
    solved_at: Instant | None
    excused: bool
    kind: Kind
    priority: Priority
    service_level: ServiceLevel
    agreement_revision: int
    calendar_revision: int


async def courses(connection: Connection, scope: Scope, ids: Sequence[UUID]) -> list[CourseRow]:
    both = ends()
    columns: list[ColumnElement[Any]] = [*(tickets.c[name] for name in _COLUMNS), *both.c]
    found = select(*columns).join_from(tickets, both, true()).where(tickets.c.id == any_of(ids))
    rows = await connection.execute(scope.narrow(found, tickets.c.customer_id))
    return [_row(each) for each in rows.mappings()]


def of_period(
    statement: Select[Any], scope: Scope, wanted: CourseFilter, period: Period, without: Sequence[UUID]
) -> Select[Any]:
    """Registered in the period, or reported in it and never registered; but none of `without`."""
    begun = tickets.c.begun_at
    statement = statement.where(begun >= period.from_at, begun < period.until, *_conditions(wanted))
    if without:
        statement = statement.where(none_of(tickets.c.id, without))
    return scope.narrow(statement, tickets.c.customer_id)


_COLUMNS = (
    *("created_at", "registered_at", "kind", "priority"),
    *("service_level", "agreement_revision", "calendar_revision"),
)


def ends() -> FromClause:
    """Both clocks of a ticket in one look by key. `used_us`: what a response took that was never paused."""
    response, resolution = (clocks.c.name == name for name in ClockName)
    answered = and_(response, clocks.c.stopped_at.is_not(None), clocks.c.pause_count == 0)
    return lateral(
        select(
            func.max(clocks.c.stopped_at).filter(response).label("responded_at"),
            func.max(clocks.c.stopped_at).filter(resolution).label("solved_at"),
            func.count(clocks.c.not_applicable).filter(resolution).label("excuses"),
            func.max(clocks.c.consumed_us).filter(answered).label("used_us"),
        ).where(clocks.c.ticket_id == tickets.c.id)
    )


def _conditions(wanted: CourseFilter) -> list[ColumnElement[bool]]:
    equal: dict[str, Any] = {
        "customer_id": wanted.customer_id,
        "service_level": wanted.service_level,
        "priority": wanted.priority,
    }
    return [tickets.c[name] == value for name, value in equal.items() if value is not None]


def _row(row: Mapping[Any, Any]) -> CourseRow:
    return CourseRow(
        reported_at=row["created_at"],
        registered_at=row["registered_at"],
        responded_at=row["responded_at"],
        solved_at=row["solved_at"],
        excused=row["excuses"] > 0,
        kind=Kind(row["kind"]),
        priority=Priority(row["priority"]),
        service_level=ServiceLevel(row["service_level"]),
        agreement_revision=row["agreement_revision"],
        calendar_revision=row["calendar_revision"],
    )
