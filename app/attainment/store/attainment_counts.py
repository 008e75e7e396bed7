"""What the figures of §1.2.3 say of clocks, where they are stored: `domain.attainment.verdict` in SQL."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, Subquery, Text, and_, bindparam, case, func, null, or_, select

from app.agreements.book import CalendarKey
from app.attainment.store import support_hours
from app.attainment.store.attainment import (
    JUDGED_BY,
    JUDGED_CALENDAR,
    JUDGED_KIND,
    CoursesAsked,
    narrowing,
)
from app.attainment.store.support_hours import Measured, end_of, microsecond, microseconds, passed
from app.clock import Instant
from app.domain.agreement.terms import AttainmentPromise
from app.domain.attainment.attainment import Stage, Verdict
from app.domain.vocabulary import ClockName, Kind
from app.postgres.arrays import one_of
from app.postgres.engine import Connection
from app.postgres.statements import Statement
from app.postgres.tables import clocks, tickets
from app.postgres.words import SERVICE_LEVELS
from app.tickets.store.ticket_keys import of_ticket


@dataclass(frozen=True)
class Figures:
    """`zone` is the vendor's, whose months they are."""

    promises: tuple[AttainmentPromise, ...]
    zone: str


async def calendars(connection: Connection, asked: CoursesAsked) -> Mapping[CalendarKey, Instant]:
    """Those by which clocks of the period are judged, and when the first of their tickets was registered."""
    rows = await _calendars(frozenset(asked.given)).all(connection, asked.given)
    return dict(calendar_from(tuple(row.values())) for row in rows)


def calendar_from(values: Sequence[Any]) -> tuple[CalendarKey, Instant]:
    level, agreement, closings, since = values
    return (SERVICE_LEVELS[level], agreement, closings), since


def values(asked: CoursesAsked, measured: Sequence[Measured]) -> Mapping[str, Any]:
    """What `judged` takes, beside what narrows it."""
    return {**asked.given, **support_hours.given(measured, asked.now), "judged_at": microsecond(asked.now)}


@lru_cache(maxsize=64)
def _calendars(given: frozenset[str]) -> Statement:
    return Statement.reading(lambda: calendars_of(narrowing(given)), anew=True)


def calendars_of(which: Collection[ColumnElement[bool]]) -> Select[Any]:
    """What `calendar_from` takes, of clocks and their tickets."""
    of = JUDGED_CALENDAR
    named = [each.label(name) for name, each in of.items()]
    first = func.min(tickets.c.registered_at).label("since")
    registered = (tickets.c.registered_at.is_not(None), of_ticket(clocks.c, tickets.c))
    return select(*named, first).where(*registered, *which).group_by(*of.values())


def judged(
    figures: Figures, which: Sequence[ColumnElement[bool]], further: Mapping[str, ColumnElement[Any]] | None = None
) -> Subquery:
    """A clock's ticket, and the verdict of each figure on it; null: the figure is not about it. `further` as well.

    `is_measured`: there is a calendar for it, or it needs none.
    """
    each = _measured(figures, which, further or {})
    verdicts = [_verdict(each.c, promise, figures.zone) for promise in figures.promises]
    told = [each.c[name] for name in ("ticket_id", *(further or {}))]
    is_measured = or_(each.c.day.is_not(None), each.c.registered_at.is_(None)).label("is_measured")
    stage = _stage(each.c).label("stage")
    return select(*told, is_measured, stage, *(one.label(f"verdict{n}") for n, one in enumerate(verdicts))).subquery(
        "judged"
    )


def _measured(
    figures: Figures, which: Sequence[ColumnElement[bool]], further: Mapping[str, ColumnElement[Any]]
) -> Subquery:
    """Clocks that a figure asks of, with where they began on their calendar. OFFSET: reckoned once a row."""
    hours = support_hours.support_hours()
    begun = tickets.join(clocks, of_ticket(clocks.c, tickets.c))
    begun = begun.outerjoin(hours, and_(*(hours.c[name] == each for name, each in JUDGED_CALENDAR.items())))
    place = func.width_bucket(microseconds(tickets.c.registered_at), hours.c.opens)
    columns: list[ColumnElement[Any]] = [
        *(
            clocks.c.ticket_id,
            clocks.c.name,
            JUDGED_BY.label("priority"),
            JUDGED_KIND.label("kind"),
            tickets.c.registered_at,
        ),
        clocks.c.not_applicable.is_not(None).label("is_excused"),
        clocks.c.stopped_at.is_not(None).label("is_done"),
        func.coalesce(microseconds(clocks.c.stopped_at), bindparam("judged_at", type_=BigInteger)).label("at"),
        microseconds(clocks.c.recorded_late_at).label("late_at"),
        passed(tickets.c.registered_at, hours.c, place).label("passed"),
        *(hours.c[name] for name in ("day", "origins", "totals", "begins", "closings")),
        *(each.label(name) for name, each in further.items()),
    ]
    asked = {promise.clock for promise in figures.promises}
    about = [] if asked == {*ClockName} else [one_of(clocks.c.name, asked)]
    chosen = select(*columns).select_from(begun).where(*which, *about)
    return chosen.offset(0).subquery("measured")


def _stage(each: Any) -> ColumnElement[Any]:
    return case(
        (each.registered_at.is_(None), Stage.SIGNAL.value),
        (each.kind != Kind.INCIDENT.value, each.kind),
        (each.is_excused, Stage.NOT_APPLICABLE.value),
        (each.is_done, Stage.DONE.value),
        else_=Stage.UNDONE.value,
    ).cast(Text)


def _verdict(each: Any, promise: AttainmentPromise, zone: str) -> ColumnElement[Any]:
    end = end_of(promise.within, each.registered_at, each, zone)
    about = and_(each.name == promise.clock.value, one_of(each.priority, promise.priorities))
    too_late, stage = each.at > end, _stage(each)
    return case(
        (~about, null()),
        (~one_of(stage, (Stage.UNDONE, Stage.DONE)), stage),
        (too_late, Verdict.MISSED.value),
        (~each.is_done, Verdict.NOT_YET_DECIDED.value),
        (and_(each.late_at.is_not(None), each.late_at > end), Verdict.RECORDED_LATE.value),
        else_=Verdict.IN_TIME.value,
    ).cast(Text)
