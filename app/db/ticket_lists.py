"""The list of tickets: newest first, by any filter, a page at a time by key."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, select

from app.clock import Instant
from app.db.clock_lists import ClockStanding, stands
from app.db.engine import Connection
from app.db.mapping import StoredTicket
from app.db.scope import Scope
from app.db.tables import clocks, tickets
from app.db.ticket_rows import TICKET
from app.db.tickets import pick
from app.domain.vocabulary import ClockState, Kind, Priority, ServiceLevel, TicketStatus


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
    words: str | None = None


async def page(
    connection: Connection, scope: Scope, wanted: TicketFilter, now: Instant, *, before: UUID | None, limit: int
) -> list[StoredTicket]:
    """The newest `limit` tickets older than `before`: ids are UUIDv7, made in the order of recording."""
    statement = scope.narrow(select(*TICKET), tickets.c.customer_id).where(*_conditions(wanted, now))
    if before is not None:
        statement = statement.where(tickets.c.id < before)
    return await pick(connection, newest_first(statement, limit))


def newest_first(statement: Select[Any], limit: int) -> Select[Any]:
    return statement.order_by(tickets.c.id.desc()).limit(limit)


def _conditions(wanted: TicketFilter, now: Instant) -> list[ColumnElement[bool]]:
    equal: dict[str, Any] = {
        "customer_id": wanted.customer_id,
        "kind": wanted.kind,
        "priority": wanted.priority,
        "service_level": wanted.service_level,
        "step": wanted.step,
        "status": wanted.status,
        "external_reference": wanted.external_reference,
    }
    conditions: list[ColumnElement[bool]] = [
        tickets.c[name] == value for name, value in equal.items() if value is not None
    ]
    if wanted.due_before is not None:
        conditions.append(tickets.c.due_at < wanted.due_before)
    if wanted.words is not None:
        conditions.append(tickets.c.words.op("@@")(func.websearch_to_tsquery("simple", wanted.words)))
    if wanted.clock_state is not None:
        conditions.append(_has_clock(wanted.clock_state, now))
    return conditions


def _has_clock(state: ClockState, now: Instant) -> ColumnElement[bool]:
    """Either clock is in that state now. OFFSET 0 keeps it a look by key per ticket, never a scan of all clocks."""
    one = select(clocks.c.ticket_id).where(clocks.c.ticket_id == tickets.c.id, stands(ClockStanding(state), now))
    return exists(one.offset(0))
