"""What the figures of a period are added up from, in one statement and so as of one moment.

Clocks at rest are counted by whole days and months; at the edges of the period they are judged one by one, and so are
those that are to be left out, which are taken off. Clocks that go come from their index, by when they began.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    DateTime,
    Integer,
    ScalarSelect,
    Text,
    all_,
    and_,
    any_,
    bindparam,
    case,
    cast,
    false,
    func,
    literal_column,
    null,
    or_,
    select,
    text,
    true,
)

from app.agreements.book import CalendarKey
from app.attainment.store import support_hours
from app.attainment.store.attainment import CourseFilter, narrowing, of_priority
from app.attainment.store.attainment_counts import Figures, calendar_from, calendars_of, judged
from app.attainment.store.clock_counts import BY_CLOCK, but_those, going, listed, narrowed, resting, without
from app.attainment.store.support_hours import Measured, microsecond
from app.clock import Instant, instant
from app.domain.attainment.attainment import Period
from app.domain.attainment.days import Days
from app.domain.attainment.resting import RESTING
from app.postgres.arrays import rows_given
from app.postgres.engine import Connection
from app.postgres.scope import Scope
from app.postgres.statements import Row, Statement, bind
from app.postgres.tables import clocks, counted_clocks, counting, tickets
from app.tickets.store.clock_standings import RESTS
from app.tickets.store.ticket_keys import of_ticket

_MOMENT: Final = DateTime(timezone=True)
_IS_OPEN: Final = text("tickets.status = 'open'")
"""Written out: only so does the index of open tickets fit. Whatever goes is of one of them."""
_PARTS: Final = {"grain": Text(), "begins": Date(), "ends": Date()}
_EDGES: Final = ("edge0_from", "edge0_until", "edge1_from", "edge1_until")


@dataclass(frozen=True)
class Wish:
    """`days` are those of `period`. `mark`: of the figures that are asked; `width`: how many numbers they take.

    `without`: none of these tickets, whose rows tell of what came after `now`, until it was `asked_at`.
    """

    scope: Scope
    wanted: CourseFilter
    period: Period
    days: Days
    mark: str
    width: int
    now: Instant
    asked_at: Instant | None
    without: Sequence[UUID]

    @property
    def known_until(self) -> Instant:
        """When the latest of the clocks at rest came to rest."""
        return max(self.now, self.asked_at or self.now)

    @property
    def given(self) -> Mapping[str, Any]:
        """What narrows the question, by the name of the value."""
        edges = [at for edge in self.days.edges for at in edge]
        given: dict[str, Any] = {
            "scope": self.scope.customer_id,
            **vars(self.wanted),
            "without": self.without or None,
            **dict(zip(_EDGES, edges, strict=False)),
            "whole_from": self.days.whole[0],
            "whole_until": self.days.whole[1],
        }
        return {name: value for name, value in given.items() if value is not None}


@dataclass(frozen=True)
class Calendars:
    """`counted`: all clocks at rest are counted, and by the figures that are asked. `revisions`: of the closing days by
    which those that go are judged. `resting`: by which those are that have to be judged one by one, and since when.
    """

    counted: bool
    revisions: Collection[int]
    resting: Mapping[CalendarKey, Instant]


@dataclass(frozen=True)
class Found:
    """Rows, with words as they are stored.

    sums    clock, priority, the numbers of those at rest, but how they stand
    going   level, revisions of the agreement and of the closing days (None, if they do not matter), clock, priority,
            kind, how many of the moments that were given had come when they began, state, numbers; whenever they began
    resting what `clock_counts.standing` takes of all those at rest
    judged  number, whether there was a calendar for each, what each figure says (None: it is not about them)
    """

    counted: bool
    sums: Sequence[Sequence[Any]]
    going: Sequence[Sequence[Any]]
    resting: Sequence[Sequence[Any]]
    judged: Sequence[Sequence[Any]]

    @property
    def is_measured(self) -> bool:
        return all(is_measured for _, is_measured, *_ in self.judged)


async def calendars(connection: Connection, wish: Wish) -> Calendars:
    given = {**wish.given, "mark": wish.mark}
    row = await _only_row(_asking_calendars(frozenset(given)), connection, given)
    resting = ((*key, instant(datetime.fromisoformat(since))) for *key, since in row["resting"])
    return Calendars(row["counted"], row["revisions"] or (), dict(map(calendar_from, resting)))


async def sums(
    connection: Connection,
    wish: Wish,
    figures: Figures,
    measured: Sequence[Measured],
    moments: Sequence[Instant],
    *,
    alike: bool,
) -> Found:
    """`moments` are in their order: those that go are told apart by them, and unless they are `alike` by calendars."""
    parts = wish.days.parts
    given = {
        **wish.given,
        **support_hours.given(measured, wish.known_until),
        "judged_at": microsecond(wish.now),
        "now": wish.now,
        "mark": wish.mark,
        "moments": moments,
        **{f"part_{name}": [getattr(each, name) for each in parts] for name in _PARTS},
    }
    return Found(**await _only_row(_asking(figures, wish.width, frozenset(wish.given), alike), connection, given))


async def _only_row(statement: Statement, connection: Connection, given: Mapping[str, Any]) -> Row:
    (row,) = await statement.all(connection, given)
    return row


@lru_cache(maxsize=64)
def _asking_calendars(given: frozenset[str]) -> Statement:
    resting = calendars_of(_judged_apart(given)).subquery("calendar")
    row = func.jsonb_build_array(*resting.c).label("row")
    return Statement.reading(
        lambda: select(
            _is_counted().label("counted"),
            _revisions(given).label("revisions"),
            listed(select(row)).label("resting"),
        )
    )


@lru_cache(maxsize=64)
def _asking(figures: Figures, width: int, given: frozenset[str], alike: bool) -> Statement:  # noqa: FBT001 - a key
    return Statement.reading(
        lambda: select(
            _is_counted().label("counted"),
            _sums(given, width).label("sums"),
            _going(given, alike=alike).label("going"),
            listed(resting(BY_CLOCK, given)).label("resting"),
            _judged(figures, given).label("judged"),
        )
    )


def _is_counted() -> ScalarSelect[Any]:
    mark = bind("mark", counting.c.figures)
    return select(and_(counting.c.complete, counting.c.figures == mark)).scalar_subquery()


def _revisions(given: Collection[str]) -> ScalarSelect[Any]:
    """From one to the next by the index, however many tickets are open."""
    among = [_IS_OPEN, *narrowing({*given} & {"scope", "customer_id", "service_level"})]
    lowest = func.min(tickets.c.calendar_revision)
    first = select(lowest.label("revision")).where(*among).cte("revisions", recursive=True)
    following = select(lowest).where(*among, tickets.c.calendar_revision > first.c.revision).scalar_subquery()
    each = first.union_all(select(following).select_from(first).where(first.c.revision.is_not(None)))
    return select(func.array_agg(each.c.revision).filter(each.c.revision.is_not(None))).scalar_subquery()


def _sums(given: Collection[str], width: int) -> ColumnElement[Any]:
    """Each part by itself: PostgreSQL would rather read all days and compare each with each part."""
    kept, part = counted_clocks.c, rows_given("part", _PARTS)
    within = (kept.grain == part.c.grain, kept.begins >= part.c.begins, kept.begins < part.c.ends)
    among = narrowed(kept, given)
    numbers = [func.sum(kept.numbers[place]).label(f"n{place}") for place in range(len(RESTING) + 1, width + 1)]
    of_part = select(kept.name, kept.priority, *numbers).where(*within, *among).group_by(kept.name, kept.priority)
    each = of_part.correlate(part).lateral("each")
    return listed(select(func.jsonb_build_array(*each.c).label("row")).select_from(part).join(each, true()))


def _going(given: Collection[str], *, alike: bool) -> ColumnElement[Any]:
    """All of them, in one reading of their index: whenever they began, so that those who ask how many there are need no
    other. `alike`: all of a level go by calendars that say the same, so that no ticket is asked for its own.
    """
    clock = clocks.c
    calendar: list[ColumnElement[Any]] = [cast(null(), Integer), cast(null(), Integer)]
    among = [*narrowed(clock, given), *but_those(given)]
    if not alike:
        calendar = [tickets.c.agreement_revision, tickets.c.calendar_revision]
        among.append(of_ticket(clock, tickets.c))
    place = func.width_bucket(clock.started_at, bindparam("moments", type_=ARRAY(_MOMENT)))
    return listed(
        going((clock.service_level, *calendar, clock.name, clock.priority, clock.kind, place, clock.state), among)
    )


def _judged(figures: Figures, given: Collection[str]) -> ColumnElement[Any]:
    """Those that are left out are taken off what is counted."""
    sign: ColumnElement[int] = literal_column("1", Integer)
    if "without" in given:
        sign = case((_is_left_out(), -1), else_=1)
    each = judged(figures, _judged_apart(given), {"sign": sign})
    verdicts = [each.c[f"verdict{place}"] for place in range(len(figures.promises))]
    row = func.jsonb_build_array(func.sum(each.c.sign), func.bool_and(each.c.is_measured), *verdicts)
    return listed(select(row.label("row")).group_by(*verdicts))


def _judged_apart(given: Collection[str]) -> list[ColumnElement[bool]]:
    """At the edges, and what is left out of the whole days."""
    begun = tickets.c.begun_at

    def within(name: str) -> ColumnElement[bool]:
        return and_(begun >= bind(f"{name}_from", begun), begun < bind(f"{name}_until", begun))

    edges = or_(false(), *(within(name) for name in ("edge0", "edge1") if f"{name}_from" in given))
    apart = edges
    if "without" in given:
        apart = or_(and_(edges, tickets.c.id != all_(without())), and_(_is_left_out(), within("whole")))
    return [RESTS, apart, *narrowing({*given} & {"scope", "customer_id", "service_level"}), *of_priority(given)]


def _is_left_out() -> ColumnElement[bool]:
    return tickets.c.id == any_(without())
