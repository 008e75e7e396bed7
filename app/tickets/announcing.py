"""A clock that is at risk and a due time that passed unmet are announced: once, and as of then, however late we are."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from app.audit import auditing
from app.clock import Instant
from app.domain.actor import SYSTEM
from app.domain.tickets.derived_facts import BreachAnnounced, RiskAnnounced
from app.domain.tickets.facts import Event
from app.postgres.engine import Connection
from app.tickets.store import due_clocks
from app.tickets.store.due_clocks import DueTicket, News


async def announce(connection: Connection, now: Instant, limit: int, only: UUID | None = None) -> int:
    """Announces the oldest news of clocks, of at most `limit` tickets; tells how many tickets it took.

    A clock that is stopped at its due time is met, so nothing is due before the next microsecond.
    """
    claimed = await due_clocks.claim(connection, now, limit, only)
    news = await due_clocks.mark(connection, claimed, now) if claimed else []
    latest = {ticket.id: ticket for ticket in claimed}
    events: list[tuple[DueTicket, Event]] = []
    for each in news:
        ticket = latest[each.ticket_id]
        event = _event(ticket.event_count + 1, each, now)
        events.append((ticket, event))
        latest[ticket.id] = replace(ticket, event_count=event.sequence)
    if events:
        await due_clocks.append(connection, events, now)
    breaches = sum(each.at_risk_at is None for each in news)
    counts = {"breaches": breaches, "risks": len(news) - breaches, "tickets": len(latest) if news else 0}
    await auditing.record_system(connection, now, "announce_breaches", **counts)
    return len(claimed)


async def unannounced(connection: Connection, now: Instant) -> tuple[int, timedelta]:
    """How many breaches are still to be announced, and for how long the oldest of them has been one."""
    number, since = await due_clocks.overdue(connection, now)
    return number, timedelta() if since is None else now - since


def _event(sequence: int, news: News, now: Instant) -> Event:
    announced = BreachAnnounced if news.at_risk_at is None else RiskAnnounced
    return Event(
        sequence=sequence,
        occurred_at=news.at,
        recorded_at=now,
        actor_id=None,
        actor_kind=SYSTEM.kind,
        fact=announced(clock=news.clock, due_at=news.due_at),
    )
