"""How many tickets of a period kept the figures of §1.2.3, counted where they are stored.

No calendar is known here: for each day on which tickets were registered the caller says by when they are surely within
a figure, and from when they are surely not. The few in between are named, to be looked at one by one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    DateTime,
    FromClause,
    Integer,
    Select,
    Text,
    and_,
    case,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.types import TypeEngine

from app.clock import Instant
from app.db.attainment import CourseFilter, ends, of_period
from app.db.engine import Connection
from app.db.scope import Scope
from app.db.tables import tickets
from app.db.tickets import any_of
from app.db.words import KINDS, PRIORITIES
from app.domain.attainment import Period, Window
from app.domain.vocabulary import ClockName, Kind, Priority, ServiceLevel


@dataclass(frozen=True)
class Day:
    """A local day on which tickets were registered, with what names their calendar."""

    service_level: ServiceLevel
    agreement_revision: int
    calendar_revision: int
    registered_on: date


@dataclass(frozen=True)
class Figure:
    """A promise with its window for each of the days. `budget_us`: its support time, where that is what it is about."""

    clock: ClockName
    priorities: Sequence[Priority]
    windows: Sequence[Window]
    budget_us: int | None


@dataclass(frozen=True, kw_only=True)
class Group:
    """So many tickets that are alike. `in_time`, for each figure: done by then or, if not done, not late yet.

    None: only their calendar can say; then `unsettled` are the tickets.
    """

    number: int
    kind: Kind
    priority: Priority
    registered: bool
    responded: bool
    solved: bool
    excused: bool
    in_time: tuple[bool | None, ...]
    unsettled: Sequence[UUID]


@dataclass(frozen=True)
class Asked:
    """`time_zone` says which day it is. `of`: these tickets only; None: any."""

    scope: Scope
    wanted: CourseFilter
    period: Period
    time_zone: str
    without: Sequence[UUID] = ()
    of: Sequence[UUID] | None = None


async def days(connection: Connection, asked: Asked) -> list[Day]:
    columns: list[ColumnElement[Any]] = [*_CALENDAR, _registered_on(asked)]
    statement = select(*columns).where(tickets.c.registered_at.is_not(None)).distinct()
    found = _asked(statement, asked)
    return [Day(ServiceLevel(level), *rest) for level, *rest in await connection.execute(found)]


async def groups(
    connection: Connection, asked: Asked, of_days: Sequence[Day], figures: Sequence[Figure], now: Instant
) -> list[Group]:
    windows, both = _windows(of_days, figures), ends()
    on_day = [windows.c[column.name] == column for column in _CALENDAR]
    joined = tickets.join(both, true()).outerjoin(windows, and_(*on_day, windows.c.day == _registered_on(asked)))
    in_time = [_in_time(figure, windows, both, place, now) for place, figure in enumerate(figures)]
    columns: list[ColumnElement[Any]] = [
        tickets.c.id,
        tickets.c.kind,
        tickets.c.priority,
        tickets.c.registered_at.is_not(None).label("registered"),
        both.c.responded_at.is_not(None).label("responded"),
        both.c.solved_at.is_not(None).label("solved"),
        (both.c.excuses > 0).label("excused"),
        *(each.label(f"in_time{place}") for place, each in enumerate(in_time)),
    ]
    each = _asked(select(*columns).select_from(joined), asked)
    alike = each.subquery("alike")
    _, *by = alike.c
    open_ends = or_(*(alike.c[f"in_time{place}"].is_(None) for place in range(len(figures))))
    named = func.array_agg(alike.c.id).filter(open_ends).label("unsettled")
    counts: list[ColumnElement[Any]] = [func.count().label("number"), named, *by]
    rows = await connection.execute(select(*counts).group_by(*by))
    return [_group(row, len(figures)) for row in rows.mappings()]


def _asked(statement: Select[Any], asked: Asked) -> Select[Any]:
    statement = statement if asked.of is None else statement.where(tickets.c.id == any_of(asked.of))
    return of_period(statement, asked.scope, asked.wanted, asked.period, asked.without)


def _group(row: Mapping[Any, Any], figures: int) -> Group:
    return Group(
        number=row["number"],
        kind=KINDS[row["kind"]],
        priority=PRIORITIES[row["priority"]],
        registered=row["registered"],
        responded=row["responded"],
        solved=row["solved"],
        excused=row["excused"],
        in_time=tuple(row[f"in_time{place}"] for place in range(figures)),
        unsettled=row["unsettled"] or (),
    )


_CALENDAR: Final = (tickets.c.service_level, tickets.c.agreement_revision, tickets.c.calendar_revision)


def _registered_on(asked: Asked) -> ColumnElement[Any]:
    return func.timezone(asked.time_zone, tickets.c.registered_at).cast(Date)


def _windows(of_days: Sequence[Day], figures: Sequence[Figure]) -> FromClause:
    """A row for each day, with the windows of every figure."""
    columns: dict[str, tuple[TypeEngine[Any], list[Any]]] = {
        "service_level": (Text(), [day.service_level.value for day in of_days]),
        "agreement_revision": (Integer(), [day.agreement_revision for day in of_days]),
        "calendar_revision": (Integer(), [day.calendar_revision for day in of_days]),
        "day": (Date(), [day.registered_on for day in of_days]),
    }
    moment = DateTime(timezone=True)
    for place, figure in enumerate(figures):
        columns[f"surely{place}"] = (moment, [window.surely for window in figure.windows])
        columns[f"at_most{place}"] = (moment, [window.at_most for window in figure.windows])
    arrays = [literal(values, ARRAY(kind, dimensions=1)) for kind, values in columns.values()]
    return func.unnest(*arrays).table_valued(*columns).render_derived(name="windows")


def _in_time(figure: Figure, windows: FromClause, both: FromClause, place: int, now: Instant) -> ColumnElement[Any]:
    """False also where it does not matter: the figure is about other priorities, or no window has begun."""
    done = both.c.responded_at if figure.clock is ClockName.RESPONSE else both.c.solved_at
    at, surely, at_most = func.coalesce(done, _moment(now)), windows.c[f"surely{place}"], windows.c[f"at_most{place}"]
    others = tickets.c.priority.not_in([each.value for each in figure.priorities])
    rules: list[tuple[ColumnElement[bool], Any]] = [(or_(others, tickets.c.registered_at.is_(None)), false())]
    if figure.budget_us is not None and figure.clock is ClockName.RESPONSE:
        rules.append((both.c.used_us < figure.budget_us, true()))
        rules.append((both.c.used_us > figure.budget_us, false()))
    return case(*rules, (at <= surely, true()), (at > at_most, false()), else_=null())


def _moment(now: Instant) -> ColumnElement[Any]:
    return literal(now, DateTime(timezone=True))
