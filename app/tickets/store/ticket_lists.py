"""The list of tickets: newest first, by any filter, a page at a time by key."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, FromClause, Select, Text, and_, bindparam, exists, false, select

from app.clock import Instant
from app.domain.agreement.coverage import Coverage
from app.domain.clocks.clocks import Clock
from app.domain.clocks.standings import ClockStanding
from app.domain.vocabulary import (
    CallType,
    Cause,
    ChangeType,
    Channel,
    ClockName,
    ClockState,
    Impact,
    Kind,
    Priority,
    ProblemType,
    ServiceLevel,
    TicketStatus,
    Urgency,
)
from app.postgres.engine import Connection
from app.postgres.scope import Scope
from app.postgres.searching import has_words
from app.postgres.statements import Statement, bind
from app.postgres.tables import clocks, tickets
from app.postgres.words import (
    CALL_TYPES,
    CAUSES,
    CHANGE_TYPES,
    CHANNELS,
    COVERAGE_OUTCOMES,
    IMPACTS,
    KINDS,
    PRIORITIES,
    PROBLEM_TYPES,
    SERVICE_LEVELS,
    STATUSES,
    URGENCIES,
    word,
)
from app.tickets.store.clock_mapping import CLOCK_COLUMNS, clock_of, clock_reads
from app.tickets.store.clock_standings import GOES, stands, written_out
from app.tickets.store.holders import has_lapsed
from app.tickets.store.ticket_keys import of_ticket
from app.tickets.store.ticket_mapping import StoredTicket


class Holding(StrEnum):
    """How somebody holds a role by name."""

    LAPSED = "lapsed"


@dataclass(frozen=True, kw_only=True)
class TicketFilter:
    """None: any. `due_before` is the soonest due time of a clock that still goes; `words` is a web search."""

    customer_id: UUID | None = None
    kind: Kind | None = None
    priority: Priority | None = None
    service_level: ServiceLevel | None = None
    step: int | None = None
    status: TicketStatus | None = None
    clock_state: ClockState | None = None
    due_before: Instant | None = None
    external_reference: str | None = None
    holding: Holding | None = None
    words: str | None = None


class ListedTicket(NamedTuple):
    """What is shown of a ticket. The revision of the agreement is the one that binds it, or would if it were registered
    by now; the calendar is its own, 0 before it has one.
    """

    id: UUID
    number: str
    customer_id: UUID
    kind: Kind
    change_type: ChangeType | None
    call_type: CallType
    product: str
    product_version: str | None
    problem_type: ProblemType
    title: str
    description: str
    channel: Channel
    external_reference: str | None
    urgency: Urgency
    impact: Impact
    priority: Priority
    coverage: Coverage
    service_level: ServiceLevel
    status: TicketStatus
    step: int
    step_entered_at: Instant
    waiting_since: Instant | None
    cause: Cause | None
    registered_at: Instant | None
    registered_by: UUID | None
    registrant_id: UUID | None
    raised_by: UUID | None
    agreement_revision: int
    calendar_revision: int
    created_at: Instant
    updated_at: Instant
    version: int
    clocks: Sequence[Clock]

    @classmethod
    def of(cls, stored: StoredTicket) -> "ListedTicket":
        ticket, details = stored.ticket, stored.ticket.details
        return cls(
            id=ticket.id,
            number=stored.number,
            customer_id=ticket.customer_id,
            kind=details.kind,
            change_type=details.change_type,
            call_type=details.call_type,
            product=details.product,
            product_version=details.product_version,
            problem_type=details.problem_type,
            title=details.title,
            description=details.description,
            channel=details.channel,
            external_reference=details.external_reference,
            urgency=ticket.urgency,
            impact=ticket.impact,
            priority=ticket.priority,
            coverage=stored.coverage,
            service_level=stored.service_level,
            status=ticket.status,
            step=ticket.step,
            step_entered_at=ticket.step_entered_at,
            waiting_since=ticket.waiting_since,
            cause=ticket.cause,
            registered_at=ticket.registered_at,
            registered_by=ticket.registered_by,
            registrant_id=ticket.registrant_id,
            raised_by=stored.raised_by,
            agreement_revision=stored.agreement_revision,
            calendar_revision=ticket.calendar_revision,
            created_at=stored.created_at,
            updated_at=stored.updated_at,
            version=stored.version,
            clocks=[stored.clocks[name].clock for name in ClockName],
        )


async def page(
    connection: Connection, scope: Scope, wanted: TicketFilter, now: Instant, *, before: UUID | None, limit: int
) -> list[ListedTicket]:
    """The newest `limit` tickets older than `before`: ids are UUIDv7, made in the order of recording."""
    given = {"scope": scope.customer_id, "before": before, **{each: getattr(wanted, each) for each in _GIVEN}}
    given = {name: value for name, value in given.items() if value is not None}
    shape = replace(wanted, **dict.fromkeys(_GIVEN))
    rows = await _listing(shape, frozenset(given), limit).all(connection, {"now": now, **given})
    return [_listed(row) for row in rows]


@lru_cache(maxsize=256)
def _listing(shape: TicketFilter, given: frozenset[str], limit: int) -> Statement:
    is_uneven = shape.clock_state is not None or not given.isdisjoint(_UNEVEN)
    return Statement.reading(lambda: listing(shape, given, limit), anew=is_uneven)


def listing(shape: TicketFilter, given: Collection[str], limit: int) -> Select[Any]:
    """`shape` has what is written out, of `given` the values come later.

    The page is cut before its tickets' clocks are looked up, so that they are looked up by key.
    """
    written = {name: value for name in _WRITTEN if (value := getattr(shape, name)) is not None}
    statement = select(*(tickets.c[name] for name in _READ)).where(
        *(tickets.c[name] == written_out(value) for name, value in written.items())
    )
    statement = statement.where(*(condition for name, condition in _narrowing().items() if name in given))
    if shape.clock_state is not None:
        has_clock = _has_clock(shape.clock_state, bind("now", tickets.c.due_at), shape.status)
        statement = statement.where(*has_clock)
    if shape.holding is Holding.LAPSED:
        statement = statement.where(has_lapsed())
    if shape.status is TicketStatus.CLOSED and (shape.clock_state in _GOING or shape.holding is not None):
        statement = statement.where(false())
    cut = statement.order_by(tickets.c.id.desc()).limit(written_out(limit)).subquery("page")
    return _with_clocks(cut).order_by(cut.c.id.desc())


def _with_clocks(cut: FromClause) -> Select[Any]:
    statement = select(*cut.c)
    for name in ClockName:
        clock = clocks.alias(name)
        columns = [each.label(f"{name}_{each.key}") for each in clock_reads(clock)]
        statement = statement.add_columns(*columns).join(clock, and_(of_ticket(clock.c, cut.c), clock.c.name == name))
    return statement


def _narrowing() -> dict[str, ColumnElement[bool]]:
    """By the name of the value that it takes."""
    return {
        "scope": tickets.c.customer_id == bind("scope", tickets.c.customer_id),
        "before": tickets.c.id < bind("before", tickets.c.id),
        **{name: tickets.c[name] == bind(name, tickets.c[name]) for name in ("customer_id", "external_reference")},
        "due_before": tickets.c.due_at < bind("due_before", tickets.c.due_at),
        "words": has_words(tickets.c.words, bindparam("words", type_=Text)),
    }


_WRITTEN = ("kind", "priority", "service_level", "step", "status")
"""Of a few values, which some tickets have and most have not: one plan for all of them would fit none."""
_UNEVEN = ("external_reference", "due_before", "words")
"""Of any value, which nobody has or everybody: PostgreSQL plans for the one that is asked for."""
_GIVEN = ("customer_id", *_UNEVEN)
_NOT_CLOSED = tickets.c.status != written_out(TicketStatus.CLOSED)
_GOING = {ClockState.RUNNING, ClockState.PAUSED}
_FREQUENT = {ClockState.RUNNING, ClockState.PAUSED, ClockState.MET}


def _has_clock(
    state: ClockState, now: BindParameter[Any], status: TicketStatus | None
) -> Iterator[ColumnElement[bool]]:
    """Either clock is in that state now. What many are in is looked up by key, ticket by ticket, which is what OFFSET 0
    does; what few are in may be found first. Of a closed ticket no clock goes: said once, since PostgreSQL takes two
    conditions on a column for independent of each other.
    """
    one = select(clocks.c.ticket_id).where(of_ticket(clocks.c, tickets.c), stands(ClockStanding(state), now))
    if state in _GOING:
        one = one.where(GOES)
        if status is None:
            yield _NOT_CLOSED
    yield exists(one.offset(0) if state in _FREQUENT else one)


_READ = (
    *("id", "number", "customer_id", "kind", "change_type", "call_type", "product", "product_version", "problem_type"),
    *("title", "description", "channel", "external_reference", "urgency", "impact", "priority", "coverage_outcome"),
    *("coverage_section", "service_level", "status", "step", "step_entered_at", "waiting_since", "cause"),
    *("registered_at", "registered_by", "registrant_id", "raised_by", "agreement_revision", "calendar_revision"),
    *("created_at", "updated_at", "version"),
)
_CLOCKS_FROM = (len(_READ), len(_READ) + len(CLOCK_COLUMNS))


def _listed(row: Mapping[str, Any]) -> ListedTicket:
    """In the order of `_READ`."""
    values = tuple(row.values())
    ticket_id, number, customer_id, kind, change_type, call_type, product, version_of_it, problem_type, *rest = values
    title, description, channel, reference, urgency, impact, priority, outcome, section, level, *rest = rest
    status, step, entered_at, waiting_since, cause, registered_at, registered_by, registrant_id, *rest = rest
    raised_by, agreement, calendar, created_at, updated_at, version, *_ = rest
    is_registered = registered_at is not None
    return ListedTicket(
        ticket_id,
        number,
        customer_id,
        KINDS[kind],
        word(CHANGE_TYPES, change_type),
        CALL_TYPES[call_type],
        product,
        version_of_it,
        PROBLEM_TYPES[problem_type],
        title,
        description,
        CHANNELS[channel],
        reference,
        URGENCIES[urgency],
        IMPACTS[impact],
        PRIORITIES[priority],
        _coverage(outcome, section),
        SERVICE_LEVELS[level],
        STATUSES[status],
        step,
        entered_at,
        waiting_since,
        word(CAUSES, cause),
        registered_at,
        registered_by or raised_by if is_registered else None,
        registrant_id if is_registered else None,
        raised_by,
        agreement,
        calendar,
        created_at,
        updated_at,
        version,
        [clock_of(values[start : start + len(CLOCK_COLUMNS)]) for start in _CLOCKS_FROM],
    )


@lru_cache(maxsize=64)
def _coverage(outcome: str, section: str) -> Coverage:
    return Coverage(COVERAGE_OUTCOMES[outcome], section)
