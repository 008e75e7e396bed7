"""How many tickets of a period kept the figures of §1.2.3, counted where they are stored.

No calendar is known here: for each day on which tickets were registered the caller says by when they are surely within
a figure, and from when they are surely not. The few in between are named, to be looked at one by one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    DateTime,
    FromClause,
    Integer,
    Text,
    and_,
    case,
    func,
    lateral,
    literal,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.types import TypeEngine

from app.clock import Instant
from app.db.attainment import CourseFilter, of_period
from app.db.engine import Connection
from app.db.scope import Scope
from app.db.tables import clocks, tickets
from app.domain.attainment import Exclusion, Period, Window
from app.domain.vocabulary import ClockName, Kind, Priority, ServiceLevel


class Fate(StrEnum):
    """Beside those of `Exclusion`, which are told by their own words."""

    WITHIN = "within"
    LATE = "late"
    UNSETTLED = "unsettled"  # in between: only its calendar can say


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


@dataclass(frozen=True)
class Group:
    """So many tickets with these fates, one for each figure; None: the figure is not about their priority."""

    fates: tuple[str | None, ...]
    number: int
    unsettled: Sequence[UUID]


@dataclass(frozen=True)
class Asked:
    """`time_zone` says which day it is."""

    scope: Scope
    wanted: CourseFilter
    period: Period
    time_zone: str
    without: Sequence[UUID] = ()


async def days(connection: Connection, asked: Asked) -> list[Day]:
    columns: list[ColumnElement[Any]] = [*_CALENDAR, _registered_on(asked)]
    statement = select(*columns).where(tickets.c.registered_at.is_not(None)).distinct()
    found = of_period(statement, asked.scope, asked.wanted, asked.period, asked.without)
    return [Day(ServiceLevel(level), *rest) for level, *rest in await connection.execute(found)]


async def groups(
    connection: Connection, asked: Asked, of_days: Sequence[Day], figures: Sequence[Figure], now: Instant
) -> list[Group]:
    windows, ends = _windows(of_days, figures), _ends()
    fates = [_fate(figure, windows, ends, place, now) for place, figure in enumerate(figures)]
    on_day = [windows.c[column.name] == column for column in _CALENDAR]
    joined = tickets.join(ends, true()).outerjoin(windows, and_(*on_day, windows.c.day == _registered_on(asked)))
    each = select(tickets.c.id, *(fate.label(f"fate{place}") for place, fate in enumerate(fates))).select_from(joined)
    fated = of_period(each, asked.scope, asked.wanted, asked.period, asked.without).subquery("fated")
    told = [fated.c[f"fate{place}"] for place in range(len(figures))]
    named = func.array_agg(fated.c.id).filter(or_(*(fate == Fate.UNSETTLED.value for fate in told)))
    columns: list[ColumnElement[Any]] = [func.count(), named, *told]
    rows = await connection.execute(select(*columns).group_by(*told))
    return [_group(*row) for row in rows]


def _group(number: int, unsettled: Sequence[UUID] | None, *fates: str | None) -> Group:
    return Group(fates, number, unsettled or ())


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


def _ends() -> FromClause:
    """Both clocks of a ticket in one look by key. `used_us`: what a response took that was never paused."""
    response, resolution = (clocks.c.name == name for name in ClockName)
    answered = and_(response, clocks.c.stopped_at.is_not(None), clocks.c.pause_count == 0)
    return lateral(
        select(
            func.max(clocks.c.stopped_at).filter(response).label("response"),
            func.max(clocks.c.stopped_at).filter(resolution).label("resolution"),
            func.max(clocks.c.consumed_us).filter(answered).label("used_us"),
            func.count(clocks.c.not_applicable).filter(resolution).label("excuses"),
        ).where(clocks.c.ticket_id == tickets.c.id)
    )


def _fate(figure: Figure, windows: FromClause, ends: FromClause, place: int, now: Instant) -> ColumnElement[Any]:
    """As `domain.attainment` says of one ticket, or UNSETTLED."""
    done, surely, at_most = ends.c[figure.clock.value], windows.c[f"surely{place}"], windows.c[f"at_most{place}"]
    moment = literal(now, DateTime(timezone=True))
    rules: list[tuple[ColumnElement[bool], Any]] = [
        (tickets.c.priority.not_in([each.value for each in figure.priorities]), null()),
        (tickets.c.registered_at.is_(None), literal(Exclusion.SIGNAL.value)),
        (tickets.c.kind == Kind.CHANGE.value, literal(Exclusion.CHANGE.value)),
    ]
    if figure.clock is ClockName.RESOLUTION:
        rules.append((ends.c.excuses > 0, literal(Exclusion.NOT_APPLICABLE.value)))
    elif figure.budget_us is not None:
        rules.append((ends.c.used_us < figure.budget_us, literal(Fate.WITHIN.value)))
        rules.append((ends.c.used_us > figure.budget_us, literal(Fate.LATE.value)))
    rules += [
        (done <= surely, literal(Fate.WITHIN.value)),
        (func.coalesce(done, moment) > at_most, literal(Fate.LATE.value)),
        (and_(done.is_(None), moment <= surely), literal(Exclusion.NOT_YET_DECIDED.value)),
    ]
    return case(*rules, else_=literal(Fate.UNSETTLED.value))
