"""What the figures of §1.2.3 say of clocks, where they are stored: `domain.attainment.verdict` in SQL."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, Subquery, Text, and_, bindparam, case, func, null, select

from app.agreements.book import CalendarKey
from app.attainment.store import support_hours
from app.attainment.store.attainment import (
    JUDGED_BY,
    JUDGED_CALENDAR,
    JUDGED_KIND,
    CoursesAsked,
    narrowing,
    of_priority,
)
from app.attainment.store.support_hours import Measured, end_of, microsecond, microseconds, passed
from app.clock import Instant
from app.domain.agreement.terms import AttainmentPromise
from app.domain.attainment.attainment import Verdict
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


@dataclass(frozen=True)
class Alike:
    """So many clocks of which each figure says the same; None: it is not about them."""

    number: int
    verdicts: tuple[Verdict | None, ...]


async def calendars(connection: Connection, asked: CoursesAsked) -> Mapping[CalendarKey, Instant]:
    """Those by which clocks of the period are judged, and when the first of their tickets was registered."""
    rows = await _calendars(frozenset(asked.given)).all(connection, asked.given)
    return {(SERVICE_LEVELS[level], agreement, closings): at for level, agreement, closings, at in map(_values, rows)}


async def count(
    connection: Connection, asked: CoursesAsked, figures: Figures, measured: Sequence[Measured]
) -> Sequence[Alike]:
    rows = await _counting(figures, frozenset(asked.given)).all(connection, values(asked, measured))
    return [
        Alike(number, tuple(None if each is None else Verdict(each) for each in verdicts))
        for number, *verdicts in map(_values, rows)
    ]


def values(asked: CoursesAsked, measured: Sequence[Measured]) -> Mapping[str, Any]:
    """What `judged` takes, beside what narrows it."""
    return {**asked.given, **support_hours.given(measured, asked.now), "judged_at": microsecond(asked.now)}


def _values(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row.values())


@lru_cache(maxsize=64)
def _calendars(given: frozenset[str]) -> Statement:
    of = JUDGED_CALENDAR
    named = [each.label(name) for name, each in of.items()]
    which = (tickets.c.registered_at.is_not(None), *narrowing(given), of_ticket(clocks.c, tickets.c))
    first = func.min(tickets.c.registered_at)
    return Statement.reading(lambda: select(*named, first).where(*which).group_by(*of.values()))


@lru_cache(maxsize=64)
def _counting(figures: Figures, given: frozenset[str]) -> Statement:
    return Statement(lambda: counting(figures, given))


def counting(figures: Figures, given: Collection[str]) -> Select[Any]:
    each = judged(figures, given)
    verdicts = [each.c[f"verdict{place}"] for place in range(len(figures.promises))]
    return select(func.count(), *verdicts).group_by(*verdicts)


def judged(figures: Figures, given: Collection[str]) -> Subquery:
    """A clock's ticket, and the verdict of each figure on it; null: the figure is not about it."""
    each = _measured(figures, given)
    verdicts = [_verdict(each.c, promise, figures.zone) for promise in figures.promises]
    return select(each.c.ticket_id, *(one.label(f"verdict{n}") for n, one in enumerate(verdicts))).subquery("judged")


def _measured(figures: Figures, given: Collection[str]) -> Subquery:
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
    ]
    asked = {promise.clock for promise in figures.promises}
    which = [] if asked == {*ClockName} else [one_of(clocks.c.name, asked)]
    chosen = select(*columns).select_from(begun).where(*narrowing(given), *of_priority(given), *which)
    return chosen.offset(0).subquery("measured")


def _verdict(each: Any, promise: AttainmentPromise, zone: str) -> ColumnElement[Any]:
    end = end_of(promise.within, each.registered_at, each, zone)
    about = and_(each.name == promise.clock.value, one_of(each.priority, promise.priorities))
    too_late = each.at > end
    return case(
        (~about, null()),
        (each.registered_at.is_(None), Verdict.SIGNAL.value),
        (each.kind != Kind.INCIDENT.value, each.kind),
        (each.is_excused, Verdict.NOT_APPLICABLE.value),
        (too_late, Verdict.MISSED.value),
        (~each.is_done, Verdict.NOT_YET_DECIDED.value),
        (and_(each.late_at.is_not(None), each.late_at > end), Verdict.RECORDED_LATE.value),
        else_=Verdict.IN_TIME.value,
    ).cast(Text)
