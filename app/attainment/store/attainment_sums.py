"""What is kept of the attainment, added up over a period, in one statement and so as of one moment.

Whole days and months come from sums; the edges of the period from as what each clock was counted. Clocks of tickets
that are to be counted again are taken off, and the tickets are named.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from app.agreements.book import CalendarKey
from app.attainment.store.attainment import CourseFilter
from app.attainment.store.attainment_statements import asking, asking_calendars
from app.attainment.store.counted import Counted, counted_from
from app.business_time.wall import Interval
from app.clock import Instant, instant
from app.domain.attainment.outcomes import Numbers
from app.domain.attainment.stretches import Days, PeriodPart
from app.domain.vocabulary import ClockName, Priority
from app.postgres.engine import Connection
from app.postgres.scope import Scope
from app.postgres.statements import Statement
from app.postgres.words import CLOCK_NAMES, PRIORITIES, SERVICE_LEVELS


@dataclass(frozen=True)
class Sought:
    """Sums over these days and months of what goes by that calendar. `number` comes back with them."""

    number: int
    calendar: CalendarKey
    piece: PeriodPart


@dataclass(frozen=True)
class Unsure:
    """When those tickets began of which a clock is not done. `number` comes back with them."""

    number: int
    clock: ClockName
    priorities: Iterable[Priority]
    span: Interval


@dataclass(frozen=True)
class Wish:
    """`width`: how many numbers there are of a clock at most. `changed_most`: more changed tickets are not named."""

    scope: Scope
    wanted: CourseFilter
    days: Days
    width: int
    changed_most: int
    without: Sequence[UUID]


@dataclass(frozen=True)
class SumRow:
    number: int
    priority: Priority
    clock: ClockName
    numbers: Numbers


@dataclass(frozen=True)
class EdgeRow:
    """So many clocks that were counted alike. `begun`, of their tickets, if they are not done."""

    clock: ClockName
    counted: Counted
    number: int
    begun: Sequence[Instant]


@dataclass(frozen=True)
class UnsureRow:
    number: int
    calendar: CalendarKey
    priority: Priority
    begun: Sequence[Instant]


@dataclass(frozen=True)
class Found:
    """`calendars`: those that something in the period goes by, and whether any of it is not done.

    `former`: what is in the sums, and is to be taken off.
    """

    epoch: int
    terms: str
    complete: bool
    calendars: Mapping[CalendarKey, bool]
    sums: Sequence[SumRow]
    edges: Sequence[EdgeRow]
    unsure: Sequence[UnsureRow]
    former: Sequence[EdgeRow]
    changed: Sequence[UUID]


async def calendars(connection: Connection, wish: Wish) -> Mapping[CalendarKey, bool]:
    given = _given(wish)
    return _calendars_from(await _asking_calendars(frozenset(given)).value(connection, given))


async def sums(connection: Connection, wish: Wish, sought: Sequence[Sought], unsure: Sequence[Unsure]) -> Found:
    given = _given(wish)
    arrays = {
        **_of_calendars("sought", [each.calendar for each in sought]),
        "sought_number": [each.number for each in sought],
        "sought_grain": [each.piece.grain for each in sought],
        "sought_begins": [each.piece.begins for each in sought],
        "sought_ends": [each.piece.ends for each in sought],
        "unsure_number": [each.number for each in unsure],
        "unsure_priorities": [" ".join(each.priorities) for each in unsure],
        "unsure_name": [each.clock for each in unsure],
        "unsure_begins": [begins for begins, _ in (each.span for each in unsure)],
        "unsure_ends": [ends for _, ends in (each.span for each in unsure)],
        "edge_begins": [begins for begins, _ in wish.days.edges],
        "edge_ends": [ends for _, ends in wish.days.edges],
        "changed_most": wish.changed_most,
    }
    statement = _asking(frozenset(given), wish.width)
    (row,) = await statement.all(connection, {**given, **arrays})
    return _found(row)


@cache
def _asking_calendars(given: frozenset[str]) -> Statement:
    return Statement(lambda: asking_calendars(given))


@cache
def _asking(given: frozenset[str], width: int) -> Statement:
    return Statement(lambda: asking(given, width))


def _given(wish: Wish) -> dict[str, Any]:
    """What narrows the question, and the months that the period touches."""
    given: dict[str, Any] = {
        "scope": wish.scope.customer_id,
        "customer_id": wish.wanted.customer_id,
        "service_level": wish.wanted.service_level,
        "priority": wish.wanted.priority,
        "without": wish.without or None,
        "first_month": wish.days.first.replace(day=1),
        "end": wish.days.end,
    }
    return {name: value for name, value in given.items() if value is not None}


def _of_calendars(prefix: str, keys: Sequence[CalendarKey]) -> dict[str, Any]:
    names = ("service_level", "agreement_revision", "calendar_revision")
    return {f"{prefix}_{name}": [key[place] for key in keys] for place, name in enumerate(names)}


def _found(row: Mapping[str, Any]) -> Found:
    return Found(
        epoch=row["epoch"],
        terms=row["terms"],
        complete=row["complete"],
        calendars=_calendars_from(row["calendars"]),
        sums=[
            SumRow(number, PRIORITIES[priority], CLOCK_NAMES[clock], [each or 0 for each in numbers])
            for number, priority, clock, *numbers in row["sums"]
        ],
        edges=_edges(row["edges"]),
        unsure=[
            UnsureRow(number, (SERVICE_LEVELS[level], agreement, closing), PRIORITIES[priority], _moments(begun))
            for number, level, agreement, closing, priority, begun in row["unsure"]
        ],
        former=_edges(row["former"]),
        changed=row["changed"] or (),
    )


def _calendars_from(rows: Sequence[Any]) -> Mapping[CalendarKey, bool]:
    return {(SERVICE_LEVELS[level], agreement, closing): undone for level, agreement, closing, undone in rows}


def _edges(rows: Sequence[Any]) -> list[EdgeRow]:
    return [
        EdgeRow(CLOCK_NAMES[clock], counted_from(counted_as), number, _moments(begun))
        for clock, counted_as, number, begun in rows
    ]


def _moments(written: Sequence[str]) -> list[Instant]:
    return [instant(datetime.fromisoformat(each)) for each in written]
