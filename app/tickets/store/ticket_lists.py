"""The list of tickets: newest first, by any filter, a page at a time by key."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Select, Text, bindparam, exists, select

from app.clock import Instant
from app.domain.clocks.standings import ClockStanding
from app.domain.vocabulary import ClockState, Kind, Priority, ServiceLevel, TicketStatus
from app.postgres.engine import Connection
from app.postgres.scope import Scope
from app.postgres.searching import has_words
from app.postgres.statements import Statement, bind
from app.postgres.tables import clocks, tickets
from app.tickets.store.clock_standings import stands, written_out
from app.tickets.store.holders import has_lapsed
from app.tickets.store.ticket_keys import of_ticket
from app.tickets.store.ticket_mapping import StoredTicket
from app.tickets.store.ticket_rows import TICKET
from app.tickets.store.tickets import whole, whole_from


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


async def page(
    connection: Connection, scope: Scope, wanted: TicketFilter, now: Instant, *, before: UUID | None, limit: int
) -> list[StoredTicket]:
    """The newest `limit` tickets older than `before`: ids are UUIDv7, made in the order of recording."""
    given = {"scope": scope.customer_id, "before": before, **{each: getattr(wanted, each) for each in _FILTERS}}
    given = {name: value for name, value in given.items() if value is not None}
    rows = await _listing(wanted.clock_state, wanted.holding, frozenset(given), limit).all(
        connection, {"now": now, **given}
    )
    return [whole_from(row) for row in rows]


@lru_cache(maxsize=256)
def _listing(clock_state: ClockState | None, holding: Holding | None, given: frozenset[str], limit: int) -> Statement:
    return Statement.reading(lambda: listing(clock_state, holding, given, limit))


def listing(clock_state: ClockState | None, holding: Holding | None, given: Collection[str], limit: int) -> Select[Any]:
    """The page is cut before its tickets' clocks are looked up, so that they are looked up by key."""
    statement = select(*TICKET).where(*(condition for name, condition in _narrowing().items() if name in given))
    if clock_state is not None:
        statement = statement.where(_has_clock(clock_state, bind("now", tickets.c.due_at)))
    if holding is Holding.LAPSED:
        statement = statement.where(has_lapsed())
    cut = statement.order_by(tickets.c.id.desc()).limit(written_out(limit)).subquery("page")
    return whole(cut).order_by(cut.c.id.desc())


def _narrowing() -> dict[str, ColumnElement[bool]]:
    """By the name of the value that it takes."""
    return {
        "scope": tickets.c.customer_id == bind("scope", tickets.c.customer_id),
        "before": tickets.c.id < bind("before", tickets.c.id),
        **{name: tickets.c[name] == bind(name, tickets.c[name]) for name in _EQUAL},
        "due_before": tickets.c.due_at < bind("due_before", tickets.c.due_at),
        "words": has_words(tickets.c.words, bindparam("words", type_=Text)),
    }


_EQUAL = ("customer_id", "kind", "priority", "service_level", "step", "status", "external_reference")
_FILTERS = (*_EQUAL, "due_before", "words")


def _has_clock(state: ClockState, now: BindParameter[Any]) -> ColumnElement[bool]:
    """Either clock is in that state now. OFFSET 0 keeps it a look by key per ticket, never a scan of all clocks."""
    one = select(clocks.c.ticket_id).where(of_ticket(clocks.c, tickets.c), stands(ClockStanding(state), now))
    return exists(one.offset(0))
