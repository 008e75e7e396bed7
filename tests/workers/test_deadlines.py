"""A breach is announced once, as of the instant at which it came about, and taken back when it turns out not to be."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text, update

from app.clock import Instant
from app.domain.actor import ActorKind
from app.domain.tickets.derived_facts import BreachAnnounced, BreachWithdrawn
from app.domain.vocabulary import ClockName, Decision
from app.postgres.engine import transaction
from app.postgres.tables import tickets
from app.postgres.tenancy import SYSTEM
from app.workers.deadlines import announce_batch
from tests.organisations import MONDAY
from tests.rounds import announce_due
from tests.workers.desk import MICROSECOND, RESPONSE_DUE, Desk

HOUR = timedelta(hours=1)
LATE = Instant(RESPONSE_DUE + MICROSECOND)
START, ASK, ANSWERED = Decision.START_INVESTIGATION, Decision.REQUEST_INFORMATION, Decision.INFORMATION_RECEIVED


async def announce(desk: Desk, at: Instant | None = None) -> int:
    desk.now = at or desk.now
    return await announce_due(desk.engine, desk.clock)


async def announced(desk: Desk, ticket_id: UUID) -> list[BreachAnnounced | BreachWithdrawn]:
    facts = [event.fact for event in await desk.events(ticket_id)]
    return [fact for fact in facts if isinstance(fact, BreachAnnounced | BreachWithdrawn)]


RESPONSE_BREACH = BreachAnnounced(clock=ClockName.RESPONSE, due_at=RESPONSE_DUE)


async def test_a_clock_may_still_be_met_at_its_due_time_and_not_after(desk: Desk) -> None:
    ticket_id = await desk.raise_ticket(await desk.open())

    await announce(desk, RESPONSE_DUE)
    assert await announced(desk, ticket_id) == []
    assert await announce(desk, LATE) == 1
    assert await announced(desk, ticket_id) == [RESPONSE_BREACH]


async def test_the_event_bears_the_due_time_and_when_it_was_noticed(desk: Desk) -> None:
    ticket_id = await desk.raise_ticket(await desk.open())
    before = await desk.ticket(ticket_id)
    noticed = Instant(RESPONSE_DUE + timedelta(minutes=7))

    await announce(desk, noticed)

    event = (await desk.events(ticket_id))[-1]
    assert (event.occurred_at, event.recorded_at) == (RESPONSE_DUE, noticed)
    assert (event.actor_kind, event.actor_id, event.sequence) == (ActorKind.SYSTEM, None, before.event_count + 1)
    after = await desk.ticket(ticket_id)
    assert (after.version, after.event_count) == (before.version + 1, before.event_count + 1)
    assert (after.updated_at, after.ticket.last_fact_at) == (noticed, before.ticket.last_fact_at)
    row = await desk.clock_row(ticket_id)
    assert (row["state"], row["announced_due_at"], row["announce_at"]) == ("breached", RESPONSE_DUE, None)


async def test_nothing_is_announced_twice(desk: Desk) -> None:
    ticket_id = await desk.raise_ticket(await desk.open())
    await announce(desk, LATE)

    assert await announce(desk, Instant(LATE + HOUR)) == 0
    await desk.decide(ticket_id, START)
    assert await announce(desk, Instant(LATE + 2 * HOUR)) == 0
    assert await announced(desk, ticket_id) == [RESPONSE_BREACH]


async def test_after_weeks_without_a_worker_both_clocks_are_announced_in_order(desk: Desk) -> None:
    ticket_id = await desk.raise_ticket(await desk.open())
    resolution_due = (await desk.clock_row(ticket_id, ClockName.RESOLUTION))["due_at"]

    assert await announce(desk, Instant(MONDAY + timedelta(days=60))) == 1

    both = [RESPONSE_BREACH, BreachAnnounced(clock=ClockName.RESOLUTION, due_at=resolution_due)]
    assert await announced(desk, ticket_id) == both
    assert [event.sequence for event in await desk.events(ticket_id)] == [1, 2, 3]
    assert (await desk.ticket(ticket_id)).version == 2


async def test_what_was_late_while_no_worker_ran_is_announced_although_it_is_done_by_now(desk: Desk) -> None:
    ticket_id = await desk.raise_ticket(await desk.open())
    desk.now = Instant(LATE + HOUR)
    await desk.decide(ticket_id, START)

    assert await announce(desk, Instant(LATE + 24 * HOUR)) == 1
    assert await announced(desk, ticket_id) == [RESPONSE_BREACH]


@pytest.mark.parametrize("answered_at", [None, LATE + HOUR, RESPONSE_DUE])
async def test_what_is_imported_is_no_news_however_long_the_import_takes(
    desk: Desk, answered_at: datetime | None
) -> None:
    desk.now = Instant(MONDAY + timedelta(days=2))
    ticket_id = await desk.raise_ticket(await desk.open(), registered_at=MONDAY)
    assert await announce(desk) == 0
    desk.now = Instant(desk.now + HOUR)
    if answered_at is not None:
        await desk.decide(ticket_id, START, at=Instant(answered_at))

    assert await announce(desk, Instant(desk.now + HOUR)) == 0
    assert await announced(desk, ticket_id) == []
    row = await desk.clock_row(ticket_id)
    assert (row["state"], row["announce_at"]) == ("met" if answered_at == RESPONSE_DUE else "breached", None)


async def test_a_signal_that_is_registered_late_is_no_news(desk: Desk) -> None:
    ticket_id = await desk.signal(await desk.open())
    desk.now = Instant(LATE + HOUR)
    await desk.register(ticket_id, MONDAY)

    assert await announce(desk) == 0
    assert (await desk.clock_row(ticket_id))["state"] == "breached"


async def test_an_announcement_is_withdrawn_when_we_learn_that_it_was_in_time(desk: Desk) -> None:
    ticket_id = await desk.raise_ticket(await desk.open())
    await announce(desk, LATE)
    desk.now = Instant(LATE + HOUR)
    await desk.decide(ticket_id, START, at=Instant(RESPONSE_DUE - HOUR))

    withdrawn = BreachWithdrawn(
        clock=ClockName.RESPONSE, announced_due_at=RESPONSE_DUE, reason="start_investigation at step 3"
    )
    assert await announced(desk, ticket_id) == [RESPONSE_BREACH, withdrawn]
    row = await desk.clock_row(ticket_id)
    assert (row["state"], row["announced_due_at"], row["announce_at"]) == ("met", None, None)
    assert await announce(desk) == 0


async def test_a_clock_that_is_paused_before_it_is_due_breaches_nothing(desk: Desk) -> None:
    ticket_id = await desk.raise_ticket(await desk.open())
    await desk.decide(ticket_id, ASK)

    assert await announce(desk, Instant(MONDAY + timedelta(days=300))) == 0
    assert (await desk.clock_row(ticket_id, ClockName.RESOLUTION))["state"] == "paused"


async def test_a_breach_stays_announced_when_the_clock_is_paused_afterwards(desk: Desk) -> None:
    ticket_id = await desk.raise_ticket(await desk.open())
    await desk.decide(ticket_id, START)
    due_at = (await desk.clock_row(ticket_id, ClockName.RESOLUTION))["due_at"]
    await announce(desk, Instant(due_at + MICROSECOND))
    await desk.decide(ticket_id, ASK)

    assert await announce(desk, Instant(due_at + 24 * HOUR)) == 0
    assert await announced(desk, ticket_id) == [BreachAnnounced(clock=ClockName.RESOLUTION, due_at=due_at)]
    assert (await desk.clock_row(ticket_id, ClockName.RESOLUTION))["state"] == "breached"


async def test_one_broken_ticket_does_not_keep_the_others_from_being_announced(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    broken = await desk.raise_ticket(await desk.open())
    others = await desk.copy(broken, 3)
    async with transaction(desk.engine, SYSTEM) as connection:
        await connection.execute(update(tickets).where(tickets.c.id == broken).values(event_count=0))

    with caplog.at_level(logging.ERROR):
        desk.now = LATE
        assert await announce_batch(desk.engine, desk.clock) == 3

    assert [await announced(desk, each) for each in (broken, *others)] == [[], *[[RESPONSE_BREACH]] * 3]
    assert str(broken) in caplog.text


async def test_finding_what_is_due_reads_an_index(desk: Desk) -> None:
    ticket_id = await desk.raise_ticket(await desk.open())
    await desk.copy(ticket_id, 500, apart=timedelta(minutes=1))
    async with transaction(desk.engine, SYSTEM) as connection:
        await connection.execute(text("SET LOCAL enable_seqscan = off"))
        await connection.execute(text("SET LOCAL enable_sort = off"))
        plan = await connection.scalars(
            text(
                "EXPLAIN SELECT 1 FROM clocks WHERE announce_at IS NOT NULL AND now() > least(warn_at, announce_at)"
                " ORDER BY least(warn_at, announce_at), ticket_id LIMIT 5"
            )
        )
        assert "Index Scan using ix_clocks_to_tell" in "\n".join(plan)
