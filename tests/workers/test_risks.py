"""That a clock is at risk is announced once, as of the instant at which three quarters of its time had passed."""

import asyncio
from collections import Counter
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from app.clock import Instant
from app.domain.tickets.derived_facts import BreachAnnounced, RiskAnnounced
from app.domain.vocabulary import ClockName, ClockState, Decision
from app.postgres.engine import transaction
from app.postgres.tables import ticket_events
from app.postgres.tenancy import SYSTEM
from app.tickets.store.replay import TicketSelection
from app.verification.verification import verify
from tests.organisations import MONDAY
from tests.rounds import announce_due
from tests.workers.desk import MICROSECOND, RESPONSE_DUE, Desk

HOUR = timedelta(hours=1)
AT_RISK = Instant(RESPONSE_DUE - timedelta(minutes=30))
"""Three quarters of two hours."""
WARNING = RiskAnnounced(clock=ClockName.RESPONSE, due_at=RESPONSE_DUE)
BREACH = BreachAnnounced(clock=ClockName.RESPONSE, due_at=RESPONSE_DUE)
START, ASK, ANSWERED = Decision.START_INVESTIGATION, Decision.REQUEST_INFORMATION, Decision.INFORMATION_RECEIVED


async def announce(desk: Desk, at: Instant) -> int:
    desk.now = at
    return await announce_due(desk.engine, desk.clock)


async def told(desk: Desk, ticket_id: UUID) -> list[RiskAnnounced | BreachAnnounced]:
    facts = [event.fact for event in await desk.events(ticket_id)]
    found = [fact for fact in facts if isinstance(fact, RiskAnnounced | BreachAnnounced)]
    batches = verify(desk.engine, desk.book, TicketSelection(ticket=ticket_id))
    assert [each.words async for batch in batches for each in batch.differences] == []
    return found


async def test_a_warning_comes_at_three_quarters_and_the_breach_after_it(desk: Desk) -> None:
    ticket_id = await desk.raise_ticket(await desk.open())
    version = (await desk.ticket(ticket_id)).version

    assert await announce(desk, AT_RISK) == 0
    assert await announce(desk, Instant(AT_RISK + MICROSECOND)) == 1
    assert await told(desk, ticket_id) == [WARNING]
    event, row = (await desk.events(ticket_id))[-1], await desk.clock_row(ticket_id)
    assert (event.occurred_at, event.recorded_at) == (AT_RISK, AT_RISK + MICROSECOND)
    assert (row["announced_risk_at"], row["warn_at"], row["state"]) == (AT_RISK, None, ClockState.RUNNING)
    assert (await desk.ticket(ticket_id)).version == version + 1

    assert await announce(desk, RESPONSE_DUE) == 0
    assert await announce(desk, Instant(RESPONSE_DUE + MICROSECOND)) == 1
    assert await told(desk, ticket_id) == [WARNING, BREACH]


async def test_whoever_comes_after_the_breach_tells_of_that_only(desk: Desk) -> None:
    ticket_id = await desk.raise_ticket(await desk.open())

    assert await announce(desk, Instant(RESPONSE_DUE + HOUR)) == 1
    assert await told(desk, ticket_id) == [BREACH]
    assert (await desk.clock_row(ticket_id))["warn_at"] is None


async def test_of_a_clock_that_was_stopped_in_time_nothing_is_told(desk: Desk) -> None:
    ticket_id = await desk.raise_ticket(await desk.open())
    desk.now = Instant(AT_RISK + MICROSECOND)
    await desk.decide(ticket_id, START)

    assert await announce(desk, Instant(desk.now + HOUR)) == 0
    assert await told(desk, ticket_id) == []


async def test_what_is_recorded_late_is_no_news_and_what_it_leads_to_is(desk: Desk) -> None:
    """At risk before its registration was recorded, and due after it."""
    desk.now = Instant(AT_RISK + timedelta(minutes=10))
    ticket_id = await desk.raise_ticket(await desk.open(), registered_at=MONDAY)

    assert await announce(desk, RESPONSE_DUE) == 0
    assert await announce(desk, Instant(RESPONSE_DUE + MICROSECOND)) == 1
    assert await told(desk, ticket_id) == [BREACH]


async def test_a_clock_that_waits_is_not_warned_of_until_it_goes_on(desk: Desk) -> None:
    ticket_id = await desk.raise_ticket(await desk.open())
    await desk.decide(ticket_id, START)
    row = await desk.clock_row(ticket_id, ClockName.RESOLUTION)
    desk.now = Instant(row["at_risk_at"] + HOUR)
    await desk.decide(ticket_id, ASK)
    assert await announce(desk, Instant(desk.now + HOUR)) == 0

    await desk.decide(ticket_id, ANSWERED)
    assert await announce(desk, Instant(desk.now + MICROSECOND)) == 1
    [warning] = await told(desk, ticket_id)
    assert isinstance(warning, RiskAnnounced)
    assert (await desk.events(ticket_id))[-1].occurred_at == row["at_risk_at"]


async def test_a_warning_is_not_repeated_when_the_clock_waits_and_goes_on(desk: Desk) -> None:
    ticket_id = await desk.raise_ticket(await desk.open())
    await desk.decide(ticket_id, START)
    row = await desk.clock_row(ticket_id, ClockName.RESOLUTION)
    assert await announce(desk, Instant(row["at_risk_at"] + MICROSECOND)) == 1
    for decision in (ASK, ANSWERED):
        desk.now = Instant(desk.now + HOUR)
        await desk.decide(ticket_id, decision)

    assert await announce(desk, Instant(desk.now + MICROSECOND)) == 0
    assert len(await told(desk, ticket_id)) == 1


async def test_three_at_once_announce_each_warning_and_each_breach_once(busy_desk: Desk) -> None:
    first = await busy_desk.raise_ticket(await busy_desk.open())
    ids = [first, *await busy_desk.copy(first, 99)]
    for at in (AT_RISK, RESPONSE_DUE):
        busy_desk.now = Instant(at + MICROSECOND)
        await asyncio.gather(*(announce_due(busy_desk.engine, busy_desk.clock, batch=7) for _ in range(3)))

    async with transaction(busy_desk.engine, SYSTEM) as connection:
        found = select(ticket_events.c.type, ticket_events.c.ticket_id).where(ticket_events.c.sequence > 1)
        counted = Counter(tuple(row) for row in await connection.execute(found))
    assert counted == Counter((what, each) for each in ids for what in ("risk_announced", "breach_announced"))
