"""Clocks that have run past their due time unannounced. Claiming one locks its ticket first, as every request does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, LargeBinary, Uuid, column, select, update, values

from app.clock import Instant
from app.domain.access.audit import SealedHistory
from app.domain.tickets.facts import Event
from app.domain.vocabulary import ClockName, ClockState
from app.postgres import streams
from app.postgres.connection import Connection
from app.postgres.tables import clocks, ticket_events, tickets
from app.tickets.store.event_mapping import event_rows
from app.tickets.store.seals import keep
from app.tickets.store.ticket_keys import any_of, of_ticket, of_tickets


@dataclass(frozen=True)
class DueTicket:
    """As much of a locked ticket as an announcement needs."""

    id: UUID
    customer_id: UUID
    event_count: int
    seal: bytes


@dataclass(frozen=True)
class Breach:
    ticket_id: UUID
    clock: ClockName
    due_at: Instant


async def claim(connection: Connection, now: Instant, limit: int, only: UUID | None = None) -> list[DueTicket]:
    """Locks the tickets of the `limit` clocks that are longest overdue, passing by those that somebody works on.

    The clocks are locked too, so that one that was announced or stopped a moment ago is noticed.
    """
    statement = (
        select(tickets.c.id, tickets.c.customer_id, tickets.c.event_count, tickets.c.seal)
        .join(clocks, of_ticket(clocks.c, tickets.c))
        .where(clocks.c.announce_at < now)
        .order_by(clocks.c.announce_at, clocks.c.ticket_id)
        .limit(limit)
        .with_for_update(of=[tickets, clocks], skip_locked=True)
    )
    if only is not None:
        statement = statement.where(tickets.c.id == only)
    return [DueTicket(*row) for row in dict.fromkeys(await connection.execute(statement))]


async def waiting(connection: Connection, now: Instant, limit: int) -> list[UUID]:
    """The tickets that `claim` would take, without taking them."""
    statement = (
        select(clocks.c.ticket_id).where(clocks.c.announce_at < now).order_by(clocks.c.announce_at, clocks.c.ticket_id)
    )
    return list(dict.fromkeys(await connection.scalars(statement.limit(limit))))


async def mark(connection: Connection, claimed: Sequence[DueTicket], now: Instant) -> list[Breach]:
    """Marks the overdue clocks of claimed tickets as announced, and tells which they are, longest overdue first."""
    table = clocks
    statement = (
        update(table)
        .where(of_tickets(table.c, any_of([ticket.id for ticket in claimed])), table.c.announce_at < now)
        .values(state=ClockState.BREACHED, announced_due_at=table.c.announce_at, announce_at=None)
        .returning(table.c.ticket_id, table.c.name, table.c.announced_due_at)
    )
    marked = [Breach(row[0], ClockName(row[1]), row[2]) for row in await connection.execute(statement)]
    return sorted(marked, key=lambda breach: (breach.due_at, breach.ticket_id, breach.clock))


async def append(connection: Connection, events: Sequence[tuple[DueTicket, Event]], now: Instant) -> None:
    """Adds events to claimed tickets, in their order: each of them is a new version."""
    rows: list[dict[str, Any]] = []
    last: dict[UUID, SealedHistory] = {}
    for ticket, event in events:
        before = last[ticket.id].seal if ticket.id in last else ticket.seal
        rows += event_rows(ticket, [event], before)
        last[ticket.id] = SealedHistory(ticket.customer_id, event.sequence, rows[-1]["seal"], now)
    await streams.append(connection, ticket_events, rows)
    keep(connection, last)
    key = (column("customer_id", Uuid), column("ticket_id", Uuid))
    grown = values(*key, column("event_count", Integer), column("seal", LargeBinary), name="grown").data(
        [(to.customer_id, each, to.sequence, to.seal) for each, to in last.items()]
    )
    await connection.execute(
        update(tickets)
        .where(of_ticket(grown.c, tickets.c))
        .values(event_count=grown.c.event_count, seal=grown.c.seal, version=tickets.c.version + 1, updated_at=now)
    )
