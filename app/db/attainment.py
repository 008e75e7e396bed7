"""How the tickets of a period went, in batches: what `domain/attainment.py` asks of each."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, Select, func, lateral, select, true

from app.clock import Instant
from app.db.clock_lists import none_of
from app.db.engine import Connection
from app.db.scope import Scope
from app.db.tables import clocks, tickets
from app.domain.attainment import Period
from app.domain.vocabulary import ClockName, Kind, Priority, ServiceLevel

BATCH = 1000


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


async def courses(
    connection: Connection, scope: Scope, wanted: CourseFilter, period: Period, without: Sequence[UUID] = ()
) -> AsyncGenerator[Sequence[CourseRow]]:
    """Registered in the period, or reported in it and never registered. Other requests go on between batches."""
    async with connection.stream(statement(scope, wanted, period, without)) as rows:
        async for batch in rows.mappings().partitions(BATCH):
            yield [_row(each) for each in batch]


def statement(scope: Scope, wanted: CourseFilter, period: Period, without: Sequence[UUID] = ()) -> Select[Any]:
    ends = _ends()
    columns: list[ColumnElement[Any]] = [*(tickets.c[name] for name in _COLUMNS), *ends.c]
    found = select(*columns).join_from(tickets, ends, true()).where(*_conditions(wanted))
    if without:
        found = found.where(none_of(tickets.c.id, without))
    begun = tickets.c.begun_at
    return scope.narrow(found, tickets.c.customer_id).where(begun >= period.from_at, begun < period.until)


_COLUMNS = (
    *("created_at", "registered_at", "kind", "priority"),
    *("service_level", "agreement_revision", "calendar_revision"),
)


def _ends() -> FromClause:
    """Both clocks of a ticket in one look by key."""
    response, resolution = (clocks.c.name == name for name in ClockName)
    return lateral(
        select(
            func.max(clocks.c.stopped_at).filter(response).label("responded_at"),
            func.max(clocks.c.stopped_at).filter(resolution).label("solved_at"),
            func.count(clocks.c.not_applicable).filter(resolution).label("excuses"),
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
