"""Clocks over all tickets, as they stand at a moment: soonest due first, a page at a time by key.

What is stored is as of a ticket's latest event; what time alone has changed since is added by comparing `breach_at`
and `at_risk_at` with the moment. A clock's due time and its `breach_at` are the same instant where it has both.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    Uuid,
    all_,
    and_,
    bindparam,
    exists,
    select,
    tuple_,
    union_all,
)

from app.agreements.book import CalendarKey
from app.attainment.store.attainment import judged_revision, narrowing, of_priority
from app.attainment.store.attainment_counts import Figures, judged
from app.clock import Instant, instant
from app.domain.agreement.terms import AttainmentPromise
from app.domain.attainment.attainment import OutcomeSought, Verdict
from app.domain.clocks.clocks import Clock
from app.domain.clocks.standings import ClockStanding
from app.domain.vocabulary import ClockName, ClockState, Priority, ServiceLevel, TicketStatus
from app.postgres.arrays import one_of
from app.postgres.engine import Connection
from app.postgres.scope import Scope
from app.postgres.statements import Statement, bind
from app.postgres.tables import clocks, tickets
from app.postgres.words import PRIORITIES, SERVICE_LEVELS, STATUSES
from app.tickets.store.clock_mapping import CLOCK_COLUMNS, clock_of, clock_reads
from app.tickets.store.clock_standings import GOES, RESTS, stands, written_out
from app.tickets.store.ticket_keys import of_ticket

Position = tuple[Instant, UUID, ClockName]
"""Where a clock stands in a list: when it is due (far in the future if never), and whose it is."""


NEVER: Final = instant(datetime(2200, 1, 1, tzinfo=UTC))
"""Where `due_order` places what is never due."""


@dataclass(frozen=True, kw_only=True)
class ClockFilter:
    """None: any. Without a standing and a figure, those that still go: started and not stopped.

    A ticket begins when it is registered, or reported and never registered.
    """

    standing: ClockStanding | None = None
    name: ClockName | None = None
    priority: Priority | None = None
    customer_id: UUID | None = None
    service_level: ServiceLevel | None = None
    due_before: Instant | None = None
    due_from: Instant | None = None
    begun_from: Instant | None = None
    begun_until: Instant | None = None
    figure: AttainmentPromise | None = None
    sought: OutcomeSought | None = None

    @property
    def only_going(self) -> bool:
        return self.standing is None and self.figure is None


@dataclass(frozen=True)
class Sifting:
    """How those are found of which a figure says what is sought. `values` are what `attainment_counts.judged` takes."""

    figures: Figures
    sought: OutcomeSought | None
    values: Mapping[str, Any]


class ListedClock(NamedTuple):
    """A clock with what one wants to know of its ticket.

    `service_level` and the revisions name the calendar by which it is judged.
    """

    clock: Clock
    ticket_id: UUID
    number: str
    title: str
    customer_id: UUID
    priority: Priority
    service_level: ServiceLevel
    status: TicketStatus
    step: int
    agreement_revision: int
    calendar_revision: int

    @property
    def calendar(self) -> CalendarKey:
        return self.service_level, self.agreement_revision, self.calendar_revision

    @property
    def position(self) -> Position:
        return self.clock.due_at or NEVER, self.ticket_id, self.clock.name


async def page(
    connection: Connection,
    scope: Scope,
    wanted: ClockFilter,
    now: Instant,
    *,
    after: Position | None,
    limit: int,
    without: Sequence[UUID] = (),
    sifting: Sifting | None = None,
) -> list[ListedClock]:
    """The soonest due `limit` clocks after `after`; those that are never due come last."""
    given = {"now": now, **_given(scope, wanted, after, without)}
    shape, names = _Shape(wanted.standing, _words(wanted)), frozenset(given)
    if sifting is None:
        rows = await _listing(shape, names, limit).all(connection, given)
    else:
        statement = _sifting(sifting.figures, sifting.sought, frozenset(sifting.values), shape, names, limit)
        rows = await statement.all(connection, {**sifting.values, **given})
    return [_listed(row) for row in rows]


def _given(scope: Scope, wanted: ClockFilter, after: Position | None, without: Sequence[UUID]) -> dict[str, Any]:
    """What narrows the list."""
    given: dict[str, Any] = {
        "scope": scope.customer_id,
        "customer_id": wanted.customer_id,
        "due_before": wanted.due_before,
        "due_from": wanted.due_from,
        "begun_from": wanted.begun_from,
        "begun_until": wanted.begun_until,
        "without": without or None,
        **(dict(zip(_AFTER, after, strict=True)) if after else {}),
    }
    return {name: value for name, value in given.items() if value is not None}


@dataclass(frozen=True)
class _Shape:
    """What is written out."""

    standing: ClockStanding | None
    words: tuple[tuple[str, StrEnum], ...]


def _words(wanted: ClockFilter) -> tuple[tuple[str, StrEnum], ...]:
    words = {"name": wanted.name, "priority": wanted.priority, "service_level": wanted.service_level}
    return tuple((name, word) for name, word in words.items() if word is not None)


@lru_cache(maxsize=256)
def _listing(shape: _Shape, given: frozenset[str], limit: int) -> Statement:
    """Clocks that go and those at rest have an index each."""
    among = _AMONG.get(shape.standing, (GOES,))
    return Statement.reading(lambda: listing(shape, given, limit, among), anew=not given.isdisjoint(_UNEVEN))


@lru_cache(maxsize=256)
def _sifting(
    figures: Figures,
    sought: OutcomeSought | None,
    judged_by: frozenset[str],
    shape: _Shape,
    given: frozenset[str],
    limit: int,
) -> Statement:
    return Statement.reading(
        lambda: listing(shape, given, limit, [is_sought(figures, sought, judged_by)]),
        anew=True,
    )


def is_sought(figures: Figures, sought: OutcomeSought | None, given: Collection[str]) -> ColumnElement[bool]:
    """`figures` is one figure."""
    (promise,) = figures.promises
    each = judged(figures, [*narrowing(given), *of_priority(given)])
    verdicts = sought.verdicts if sought else tuple(Verdict)
    theirs = select(each.c.ticket_id).where(one_of(each.c.verdict0, verdicts))
    return and_(clocks.c.name == promise.clock.value, clocks.c.ticket_id.in_(theirs))


def listing(shape: _Shape, given: Collection[str], limit: int, among: Sequence[ColumnElement[bool]]) -> Select[Any]:
    """The page is cut before tickets are looked up, so that they are looked up by key; of each of several sets first,
    which have no clock in common.
    """
    cut, *others = [_cut(shape, given, limit, each) for each in among]
    if others:
        both = union_all(*(select(each.subquery(f"of{number}")) for number, each in enumerate((cut, *others))))
        together = both.subquery("together")
        cut = select(together).order_by(*_order(together.c)).limit(written_out(limit))
    page = cut.subquery("page")
    further = [*(tickets.c[each] for each in _OF_TICKET), judged_revision(page.c).label("calendar_revision")]
    shown = select(*clock_reads(page, *_WITH_CLOCK), *further)
    return shown.join(tickets, of_ticket(page.c, tickets.c)).order_by(*_order(page.c))


def _cut(shape: _Shape, given: Collection[str], limit: int, among: ColumnElement[bool]) -> Select[Any]:
    columns = [clocks.c[each] for each in (*CLOCK_COLUMNS, *_WITH_CLOCK, "due_order", "judged_by")]
    statement = select(*columns).where(among, *(clocks.c[name] == written_out(word) for name, word in shape.words))
    if shape.standing is not None:
        statement = statement.where(stands(shape.standing, bind("now", clocks.c.due_at)))
    statement = statement.where(*(condition for name, condition in _narrowing().items() if name in given))
    return statement.order_by(*_order(clocks.c)).limit(written_out(limit))


_LATE = and_(RESTS, clocks.c.state == written_out(ClockState.BREACHED))
_AMONG: Final[Mapping[ClockStanding | None, Sequence[ColumnElement[bool]]]] = {
    ClockStanding.NOT_STARTED: (RESTS,),
    ClockStanding.MET: (RESTS,),
    ClockStanding.RECORDED_LATE: (RESTS,),
    ClockStanding.BREACHED: (GOES, _LATE),
    ClockStanding.NOT_APPLICABLE: (GOES, RESTS),
    ClockStanding.BEST_EFFORT: (GOES, RESTS),
}
"""Where those of a standing are; all others go."""


def _narrowing() -> dict[str, ColumnElement[bool]]:
    """By the name of the value that it takes."""
    after = [bind(name, column) for name, column in zip(_AFTER, _order(clocks.c), strict=True)]
    return {
        "scope": clocks.c.customer_id == bind("scope", clocks.c.customer_id),
        "customer_id": clocks.c.customer_id == bind("customer_id", clocks.c.customer_id),
        "due_before": clocks.c.due_order < bind("due_before", clocks.c.due_order),
        "due_from": and_(clocks.c.due_order >= bind("due_from", clocks.c.due_order), clocks.c.due_at.is_not(None)),
        "begun_from": _of_ticket(tickets.c.begun_at >= bind("begun_from", tickets.c.begun_at)),
        "begun_until": _of_ticket(tickets.c.begun_at < bind("begun_until", tickets.c.begun_at)),
        "without": clocks.c.ticket_id != all_(bindparam("without", type_=ARRAY(Uuid))),
        _AFTER[0]: tuple_(*_order(clocks.c)) > tuple_(*after),
    }


def _of_ticket(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists(select(tickets.c.id).where(of_ticket(clocks.c, tickets.c), condition).correlate(clocks))


_AFTER = ("after_due", "after_ticket", "after_name")
_UNEVEN = ("begun_from", "begun_until", "without")
"""Of any value, and not of the order of the list: PostgreSQL plans for the one that is asked for."""
_WITH_CLOCK = ("ticket_id", "customer_id", "priority", "service_level")
_OF_TICKET = ("number", "title", "status", "step", "agreement_revision")


def _order(columns: Any) -> tuple[ColumnElement[Any], ...]:
    return columns.due_order, columns.ticket_id, columns.name


def equal_to(wanted: ClockFilter) -> dict[str, Any]:
    """By the name of the column. None: any."""
    return {
        "name": wanted.name,
        "priority": wanted.priority,
        "customer_id": wanted.customer_id,
        "service_level": wanted.service_level,
    }


def _listed(row: Mapping[str, Any]) -> ListedClock:
    values = tuple(row.values())
    ticket_id, customer_id, priority, service_level, number, title, status, *rest = values[len(CLOCK_COLUMNS) :]
    return ListedClock(
        clock_of(values[: len(CLOCK_COLUMNS)]),
        ticket_id,
        number,
        title,
        customer_id,
        PRIORITIES[priority],
        SERVICE_LEVELS[service_level],
        STATUSES[status],
        *rest,
    )
