"""Clocks at risk or past their due time, unannounced. Claiming one locks its ticket first, as every request does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, select, text, update

from app.audit.sealing import keep
from app.clock import Instant
from app.domain.access.audit import SealedHistory
from app.domain.tickets.facts import Event
from app.domain.vocabulary import ClockName, ClockState
from app.postgres import streams
from app.postgres.arrays import unnested
from app.postgres.connection import Connection
from app.postgres.statements import Statement
from app.postgres.tables import clocks, ticket_events, tickets
from app.postgres.tables.list_indexes import to_announce
from app.tickets.store.event_mapping import event_rows
from app.tickets.store.ticket_keys import any_of, of_ticket, of_tickets


@dataclass(frozen=True)
class DueTicket:
    """As much of a locked ticket as an announcement needs."""

    id: UUID
    customer_id: UUID
    event_count: int
    seal: bytes


@dataclass(frozen=True)
class News:
    """`at_risk_at` is when the clock was at risk, if that is all there is to tell of it; None: it is breached."""

    ticket_id: UUID
    clock: ClockName
    due_at: Instant
    at_risk_at: Instant | None

    @property
    def at(self) -> Instant:
        return self.at_risk_at or self.due_at


_NEXT: Final = to_announce(clocks)
_GROWN: Final = {"id": "uuid", "event_count": "int", "seal": "bytea"}
_GROW: Final = Statement(
    lambda: text(f"""
        UPDATE tickets SET event_count = given.event_count, seal = given.seal, version = version + 1, updated_at = :now
        FROM {unnested(_GROWN)}
        WHERE tickets.id = ANY(CAST(:id AS uuid[])) AND tickets.id = given.id
    """)  # noqa: S608 - names of our own
)
"""The ids once more as one parameter: under row security PostgreSQL expects one row where there are hundreds."""


def _due(now: Instant) -> tuple[ColumnElement[bool], ...]:
    """Both conditions as the index has them."""
    return clocks.c.announce_at.is_not(None), now > _NEXT


async def claim(connection: Connection, now: Instant, limit: int, only: UUID | None = None) -> list[DueTicket]:
    """Locks the tickets of the `limit` clocks with the oldest news, passing by those that somebody works on.

    The clocks are locked too, so that one that was announced or stopped a moment ago is noticed.
    """
    statement = (
        select(tickets.c.id, tickets.c.customer_id, tickets.c.event_count, tickets.c.seal)
        .join(clocks, of_ticket(clocks.c, tickets.c))
        .where(*_due(now))
        .order_by(_NEXT, clocks.c.ticket_id)
        .limit(limit)
        .with_for_update(of=[tickets, clocks], skip_locked=True)
    )
    if only is not None:
        statement = statement.where(tickets.c.id == only)
    return [DueTicket(*row) for row in dict.fromkeys(await connection.execute(statement))]


async def waiting(connection: Connection, now: Instant, limit: int) -> list[UUID]:
    """The tickets that `claim` would take, without taking them."""
    statement = select(clocks.c.ticket_id).where(*_due(now)).order_by(_NEXT, clocks.c.ticket_id)
    return list(dict.fromkeys(await connection.scalars(statement.limit(limit))))


async def overdue(connection: Connection, now: Instant) -> tuple[int, Instant | None]:
    """How many clocks there are to be announced, and since when the first of them is."""
    statement = select(func.count(), func.min(clocks.c.announce_at)).where(clocks.c.announce_at < now)
    number, since = (await connection.execute(statement)).one()
    return number, since


async def mark(connection: Connection, claimed: Sequence[DueTicket], now: Instant) -> list[News]:
    """Marks what is due of claimed tickets as announced, and tells what it is, oldest first.

    A breach overtakes the warning before it.
    """
    table = clocks
    breached = table.c.announce_at < now
    statement = (
        update(table)
        .where(of_tickets(table.c, any_of([ticket.id for ticket in claimed])), *_due(now))
        .values(
            state=case((breached, ClockState.BREACHED), else_=table.c.state),
            announced_due_at=case((breached, table.c.announce_at), else_=table.c.announced_due_at),
            announce_at=case((breached, None), else_=table.c.announce_at),
            announced_risk_at=case((breached, table.c.announced_risk_at), else_=table.c.warn_at),
            warn_at=None,
        )
        .returning(table.c.ticket_id, table.c.name, table.c.due_at, table.c.at_risk_at, table.c.announce_at.is_(None))
    )
    marked = [
        News(ticket_id, ClockName(name), due_at, None if is_breach else at_risk_at)
        for ticket_id, name, due_at, at_risk_at, is_breach in await connection.execute(statement)
    ]
    return sorted(marked, key=lambda news: (news.at, news.ticket_id, news.clock))


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
    grown = {"id": [*last], "event_count": [to.sequence for to in last.values()]}
    await _GROW.all(connection, {**grown, "seal": [to.seal for to in last.values()], "now": now})
