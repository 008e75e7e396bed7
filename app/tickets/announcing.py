"""A due time that passed unmet is announced: once, and as of the due time, however late we are."""

from dataclasses import replace
from uuid import UUID

from app.audit import auditing
from app.clock import Instant
from app.domain.actor import SYSTEM
from app.domain.tickets.derived_facts import BreachAnnounced
from app.domain.tickets.facts import Event
from app.postgres.engine import Connection
from app.tickets.store import due_clocks
from app.tickets.store.due_clocks import DueTicket


async def announce(connection: Connection, now: Instant, limit: int, only: UUID | None = None) -> int:
    """Announces the breaches of the tickets longest overdue, at most `limit` of them; tells how many tickets it took.

    A clock that is stopped at its due time is met, so nothing is due before the next microsecond.
    """
    claimed = await due_clocks.claim(connection, now, limit, only)
    breaches = await due_clocks.mark(connection, claimed, now) if claimed else []
    latest = {ticket.id: ticket for ticket in claimed}
    events: list[tuple[DueTicket, Event]] = []
    for breach in breaches:
        ticket = latest[breach.ticket_id]
        event = _event(ticket.event_count + 1, breach, now)
        events.append((ticket, event))
        latest[ticket.id] = replace(ticket, event_count=event.sequence)
    if events:
        await due_clocks.append(connection, events, now)
    await auditing.record_system(connection, now, "announce_breaches", breaches=len(events), tickets=len(claimed))
    return len(claimed)


def _event(sequence: int, breach: due_clocks.Breach, now: Instant) -> Event:
    return Event(
        sequence=sequence,
        occurred_at=breach.due_at,
        recorded_at=now,
        actor_id=None,
        actor_kind=SYSTEM.kind,
        fact=BreachAnnounced(clock=breach.clock, due_at=breach.due_at),
    )
