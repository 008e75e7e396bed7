"""Any moment: tickets as they stood then, from their events; and as they will stand, if nothing more happens.

A ticket that nothing has happened to since stands in its row as it did then; only the others are told again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID

from app.clock import Instant
from app.domain.clocks.clocks import clocks_of
from app.domain.tickets.facts import Event
from app.domain.tickets.fold import replay
from app.domain.tickets.moments import Moment
from app.errors import Invalid, NotFound
from app.tickets.rebuilding import as_stored
from app.tickets.recording import found
from app.tickets.store import ticket_history, tickets
from app.tickets.store.clock_mapping import StoredClock
from app.tickets.store.ticket_mapping import StoredTicket
from app.unit_of_work import UnitOfWork

MOST_RETOLD: Final = 10_000
"""Tickets in one answer; a ticket takes some 0.2 ms."""
BATCH: Final = 200


@dataclass(frozen=True)
class TicketsAsOf:
    """`uow.now` is the moment asked for. `changed` are the tickets whose rows tell of a later one: as they stood,
    or None if they were not there. `asked_at` is when it was asked, None: at that moment.
    """

    uow: UnitOfWork
    changed: Mapping[UUID, StoredTicket | None] = field(default_factory=dict[UUID, StoredTicket | None])
    asked_at: Instant | None = None

    @property
    def retold(self) -> Sequence[StoredTicket]:
        return [stored for stored in self.changed.values() if stored is not None]


async def ticket_as_of(uow: UnitOfWork, ticket_id: UUID, moment: Moment | None) -> tuple[UnitOfWork, StoredTicket]:
    """The ticket with stopwatches that know all their pauses, and the work as of the moment.

    NotFound for a ticket that was not there yet, as far as is known at that moment.
    """
    stored = await found(uow, ticket_id)
    if moment is None or moment.at >= uow.now:
        then = uow if moment is None else replace(uow, now=moment.at)
        return then, await tickets.with_pauses(uow.connection, stored)
    then = replace(uow, now=moment.at)
    events = await ticket_history.known(uow.connection, [ticket_id], moment)
    row = {"id": ticket_id, "customer_id": stored.ticket.customer_id, "number": stored.number}
    told = await _told(then, {**row, "version": stored.version}, events.get(ticket_id, ()))
    if told is None:
        raise NotFound("There was no such ticket at that moment.")
    latest = min(told.ticket.last_fact_at, moment.until)  # in the millisecond that the moment was cut to
    return replace(then, now=max(then.now, latest)), told


async def tickets_as_of(uow: UnitOfWork, moment: Moment | None, customer_id: UUID | None) -> TicketsAsOf:
    """Invalid when more tickets have changed since than can be told again in one answer."""
    if moment is None:
        return TicketsAsOf(uow)
    then = replace(uow, now=moment.at)
    if moment.at >= uow.now:
        return TicketsAsOf(then)
    rows = await ticket_history.changed_since(uow.connection, uow.scope, moment, customer_id, MOST_RETOLD + 1)
    if len(rows) > MOST_RETOLD:
        raise _too_much()
    changed: dict[UUID, StoredTicket | None] = {}
    for batch in _in_batches(rows):
        events = await ticket_history.known(uow.connection, [row["id"] for row in batch], moment)
        changed |= {row["id"]: await _told(then, row, events.get(row["id"], ())) for row in batch}
    return TicketsAsOf(then, changed, uow.now)


def _in_batches(rows: Sequence[Mapping[str, Any]]) -> Sequence[Sequence[Mapping[str, Any]]]:
    return [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]


def _too_much() -> Invalid:
    detail = f"More than {MOST_RETOLD} tickets have changed since; ask for one customer, or for a later moment."
    return Invalid.at("/query/asOf", "too_much_since", detail)


async def _told(then: UnitOfWork, row: Mapping[str, Any], events: Sequence[Event]) -> StoredTicket | None:
    """None of no events. Derived ones only repeat what follows from the others."""
    if not events:
        return None
    ticket = replay(row["id"], row["customer_id"], events, then.book.revisions)
    agreement = then.book.agreement_of(ticket, then.now)
    calendars = await then.book.calendars_of(then.connection, ticket, then.now)
    clocks = {clock.name: StoredClock(clock) for clock in clocks_of(ticket, agreement, calendars)}
    return as_stored(row, events[0], events[-1], ticket, clocks, then.book)
