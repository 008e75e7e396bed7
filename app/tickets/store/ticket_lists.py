"""The list of tickets: by any filter, in one of the orders that there is an index for, a page at a time by key."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, Literal
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    FromClause,
    Select,
    Text,
    and_,
    bindparam,
    exists,
    false,
    func,
    select,
    tuple_,
)

from app.clock import Instant
from app.domain.clocks.standings import ClockStanding
from app.domain.tickets.orders import TicketOrder
from app.domain.vocabulary import ClockName, CoverageOutcome, Kind, Priority, ServiceLevel, TicketStatus
from app.postgres.engine import Connection
from app.postgres.scope import Scope
from app.postgres.searching import has_words
from app.postgres.statements import Statement, bind
from app.postgres.tables import clocks, ticket_assignments, tickets
from app.tickets.store.clock_mapping import clock_reads
from app.tickets.store.clock_standings import GOES, stands, written_out
from app.tickets.store.holders import has_lapsed, is_held_by
from app.tickets.store.listed_tickets import READ, ListedTicket, listed_from
from app.tickets.store.ticket_keys import of_ticket

Place = tuple[Instant, UUID] | tuple[UUID]
"""Where a list has come to: when, if it goes by that, and the ticket."""


class Holding(StrEnum):
    """How somebody holds a role by name."""

    LAPSED = "lapsed"


@dataclass(frozen=True, kw_only=True)
class TicketFilter:
    """None: any. `due_before` is the soonest due time of a clock that still goes; `words` is a web search; `holder_id`
    is named for a role; `waiting`: for information that the customer was asked for. A product goes in any case.
    """

    customer_id: UUID | None = None
    number: str | None = None
    kind: Kind | None = None
    priority: Priority | None = None
    service_level: ServiceLevel | None = None
    step: int | None = None
    status: TicketStatus | None = None
    coverage: CoverageOutcome | None = None
    product: str | None = None
    clock_state: ClockStanding | None = None
    due_before: Instant | None = None
    begun_from: Instant | None = None
    begun_until: Instant | None = None
    updated_from: Instant | None = None
    external_reference: str | None = None
    backlog_item_id: UUID | None = None
    holding: Holding | None = None
    holder_id: UUID | None = None
    waiting: Literal[True] | None = None
    escalated: Literal[True] | None = None
    words: str | None = None


def moment_column(order: TicketOrder) -> str | None:
    """The column that says when; None: the id does, being a UUIDv7 made in the order of recording."""
    return _BY[order.removeprefix("-")]


def place(order: TicketOrder, listed: ListedTicket) -> Place:
    match moment_column(order):
        case None:
            return (listed.id,)
        case "updated_at":
            return listed.updated_at, listed.id
        case _:
            return listed.registered_at or listed.created_at, listed.id


async def page(
    connection: Connection,
    scope: Scope,
    wanted: TicketFilter,
    now: Instant,
    *,
    after: Place | None,
    limit: int,
    order: TicketOrder = TicketOrder.NEWEST,
) -> list[ListedTicket]:
    """The first `limit` tickets that come after that place."""
    given = {"scope": scope.customer_id, **{each: getattr(wanted, each) for each in _GIVEN}}
    given = {name: value for name, value in given.items() if value is not None}
    if after is not None:
        given |= dict(zip(("after_id", "after_at"), reversed(after), strict=False))
    shape = replace(wanted, **dict.fromkeys(_GIVEN))
    rows = await _listing(shape, order, frozenset(given), limit).all(connection, {"now": now, **given})
    return [listed_from(row) for row in rows]


@lru_cache(maxsize=256)
def _listing(shape: TicketFilter, order: TicketOrder, given: frozenset[str], limit: int) -> Statement:
    is_uneven = shape.clock_state is not None or not given.isdisjoint(_UNEVEN)
    return Statement.reading(lambda: listing(shape, order, given, limit), anew=is_uneven)


def listing(shape: TicketFilter, order: TicketOrder, given: Collection[str], limit: int) -> Select[Any]:
    """`shape` has what is written out, of `given` the values come later.

    The page is cut before its tickets' clocks are looked up, so that they are looked up by key. What is due is open,
    which is not said beside it: PostgreSQL takes the two for independent of each other.
    """
    written = {column: value for name, column in _WRITTEN.items() if (value := getattr(shape, name)) is not None}
    if "due_before" in given and shape.status is TicketStatus.OPEN:
        del written["status"]
    unread = [by] if (by := moment_column(order)) in _UNREAD else []
    statement = select(*(tickets.c[name] for name in (*READ, *unread))).where(
        *(tickets.c[name] == written_out(value) for name, value in written.items())
    )
    statement = statement.where(*(condition for name, condition in _narrowing().items() if name in given))
    if "after_id" in given:
        statement = statement.where(_beyond(order))
    if shape.clock_state is not None:
        has_clock = _has_clock(shape.clock_state, bind("now", tickets.c.due_at), shape.status)
        statement = statement.where(*has_clock)
    if shape.holding is Holding.LAPSED:
        statement = statement.where(has_lapsed())
    if shape.waiting:
        statement = statement.where(tickets.c.waiting_since.is_not(None))
    if shape.escalated:
        statement = statement.where(tickets.c.escalation.is_not(None))
    if "due_before" in given:
        statement = statement.where(_NOT_CLOSED)
    if shape.status not in {None, *_possible(shape, given)}:
        statement = statement.where(false())
    cut = statement.order_by(*_in_order(tickets, order)).limit(written_out(limit)).subquery("page")
    return _with_clocks(cut).order_by(*_in_order(cut, order))


def _possible(shape: TicketFilter, given: Collection[str]) -> set[TicketStatus]:
    """Of what status such a ticket can be: a clock starts with the registration and has stopped where it is closed."""
    if "due_before" in given or shape.clock_state in _GOING:
        return {TicketStatus.OPEN}
    return {TicketStatus.SIGNAL, TicketStatus.OPEN} if shape.holding is not None else {*TicketStatus}


def _in_order(listed: FromClause, order: TicketOrder) -> Iterator[ColumnElement[Any]]:
    for name in _key(order):
        yield listed.c[name].desc() if order.descends else listed.c[name]


def _key(order: TicketOrder) -> tuple[str, ...]:
    by = moment_column(order)
    return ("id",) if by is None else (by, "id")


def _beyond(order: TicketOrder) -> ColumnElement[bool]:
    last, by = bind("after_id", tickets.c.id), moment_column(order)
    if by is None:
        return tickets.c.id < last if order.descends else tickets.c.id > last
    here, there = tuple_(tickets.c[by], tickets.c.id), tuple_(bind("after_at", tickets.c[by]), last)
    return here < there if order.descends else here > there


def _with_clocks(cut: FromClause) -> Select[Any]:
    statement = select(*(cut.c[name] for name in READ))
    for name in ClockName:
        clock = clocks.alias(name)
        columns = [each.label(f"{name}_{each.key}") for each in clock_reads(clock)]
        statement = statement.add_columns(*columns).join(clock, and_(of_ticket(clock.c, cut.c), clock.c.name == name))
    return statement


def _narrowing() -> dict[str, ColumnElement[bool]]:
    """By the name of the value that it takes."""
    return {
        "scope": tickets.c.customer_id == bind("scope", tickets.c.customer_id),
        **{name: tickets.c[name] == bind(name, tickets.c[name]) for name in _EQUAL},
        "product": func.lower(tickets.c.product) == func.lower(bind("product", tickets.c.product)),
        "due_before": tickets.c.due_order < bind("due_before", tickets.c.due_at),
        "begun_from": tickets.c.begun_at >= bind("begun_from", tickets.c.begun_at),
        "begun_until": tickets.c.begun_at < bind("begun_until", tickets.c.begun_at),
        "updated_from": tickets.c.updated_at >= bind("updated_from", tickets.c.updated_at),
        "holder_id": is_held_by(bind("holder_id", ticket_assignments.c.person_id)),
        "words": has_words(tickets.c.words, bindparam("words", type_=Text)),
    }


_BY: Final = {"createdAt": None, "updatedAt": "updated_at", "registeredAt": "begun_at"}
_UNREAD: Final = ("begun_at",)
"""What a list goes by and does not show."""
_EQUAL: Final = ("customer_id", "number", "external_reference", "backlog_item_id")
_WRITTEN: Final = {
    **{name: name for name in ("kind", "priority", "service_level", "step", "status")},
    "coverage": "coverage_outcome",
}
"""Of a few values, which some tickets have and most have not: one plan for all of them would fit none."""
_UNEVEN = (
    *("number", "product", "external_reference", "due_before", "begun_from", "begun_until", "updated_from"),
    *("holder_id", "backlog_item_id", "words"),
)
"""Of any value, which nobody has or everybody: PostgreSQL plans for the one that is asked for."""
_GIVEN = ("customer_id", *_UNEVEN)
_NOT_CLOSED = tickets.c.status != written_out(TicketStatus.CLOSED)
_GOING = {ClockStanding.RUNNING, ClockStanding.AT_RISK, ClockStanding.PAUSED}
_FREQUENT = {ClockStanding.RUNNING, ClockStanding.PAUSED, ClockStanding.MET}


def _has_clock(
    state: ClockStanding, now: BindParameter[Any], status: TicketStatus | None
) -> Iterator[ColumnElement[bool]]:
    """Either clock is in that state now. What many are in is looked up by key, ticket by ticket, which is what OFFSET 0
    does; what few are in may be found first. Of a closed ticket no clock goes: said once, since PostgreSQL takes two
    conditions on a column for independent of each other.
    """
    one = select(clocks.c.ticket_id).where(of_ticket(clocks.c, tickets.c), stands(state, now))
    if state in _GOING:
        one = one.where(GOES)
        if status is None:
            yield _NOT_CLOSED
    yield exists(one.offset(0) if state in _FREQUENT else one)
