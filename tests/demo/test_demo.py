"""The demo data shows what a first look needs: all along the process, some paused, some late, and lived."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from app.access import identity
from app.accounts import bootstrap
from app.agreements.book import Agreements
from app.clock import Instant
from app.demo import demo_data, demo_stories
from app.domain.actor import ActorKind
from app.domain.clocks.clock_readings import state_at
from app.domain.tickets.classification import call_types_of
from app.domain.tickets.derived_facts import BreachAnnounced, RiskAnnounced
from app.domain.tickets.facts import Event
from app.domain.vocabulary import ClockName, ClockState
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.scope import Scope
from app.postgres.tenancy import SYSTEM
from app.sla.agreement import REVISIONS
from app.tickets import recording
from app.tickets.store import ticket_lists, tickets
from app.tickets.store.replay import TicketSelection
from app.tickets.store.ticket_lists import TicketFilter
from app.tickets.store.ticket_mapping import StoredTicket
from app.unit_of_work import UnitOfWork
from app.verification.verification import verify
from tests.organisations import MONDAY

BOOK = Agreements(REVISIONS)


@dataclass(frozen=True)
class Told:
    now: Instant
    shown: demo_data.Demo
    tickets: Sequence[StoredTicket]
    events: Sequence[Sequence[Event]]
    administrator: str


async def told(engine: AsyncEngine, now: Instant) -> Told:
    async with transaction(engine, SYSTEM) as connection:
        key = await bootstrap.bootstrap(connection, now, None)
        assert key is not None
        caller = await identity.authenticate(connection, key, now)
        uow = UnitOfWork(connection, caller, now, BOOK)
        shown = await demo_data.load(uow)
        listed = await ticket_lists.page(connection, uow.scope, TicketFilter(), now, after=None, limit=50)
        found = [await recording.found(uow, each.id) for each in listed]
        events = [await tickets.events(connection, Scope(None), each.id) for each in listed]
        return Told(now, shown, found, events, str(caller.actor.id))


@pytest.mark.parametrize(
    "now",
    [MONDAY, Instant(datetime(2027, 1, 2, 3, 17, 41, 523, tzinfo=UTC)), Instant(datetime(2026, 4, 7, 7, tzinfo=UTC))],
    ids=["on a monday morning", "in the night of a weekend", "after easter"],
)
async def test_demo_data_stands_all_along_the_process(engine: AsyncEngine, now: Instant) -> None:
    shown = await told(engine, now)

    states = Counter(
        state_at(kept.clock, now)
        for stored in shown.tickets
        for name, kept in stored.clocks.items()
        if name in ClockName
    )
    assert len(shown.tickets) == len(demo_stories.STORIES)
    assert len({stored.ticket.step for stored in shown.tickets}) >= 8
    assert len({stored.service_level for stored in shown.tickets}) == 2
    assert states[ClockState.PAUSED] >= 2
    assert states[ClockState.BREACHED] >= 2
    assert set(states) == set(ClockState)
    assert all(each.ticket.details.call_type in call_types_of(each.ticket.kind, REVISIONS) for each in shown.tickets)


async def test_it_was_recorded_as_it_happened_by_who_did_it_at_whole_minutes(engine: AsyncEngine) -> None:
    shown = await told(engine, Instant(MONDAY + timedelta(seconds=17, microseconds=5)))

    for events in shown.events:
        for event in events:
            assert event.recorded_at.replace(second=0, microsecond=0) == event.recorded_at
            if isinstance(event.fact, BreachAnnounced | RiskAnnounced):
                assert event.occurred_at < event.recorded_at <= shown.now
                continue
            assert event.occurred_at == event.recorded_at
            assert event.actor_kind is ActorKind.SYSTEM or str(event.actor_id) != shown.administrator
    assert len({event.actor_id for events in shown.events for event in events}) >= 4
    by_number = sorted(shown.tickets, key=lambda each: each.number)
    assert [each.created_at for each in by_number] == sorted(each.created_at for each in by_number)


async def test_what_was_late_was_announced_and_one_more_is_about_to_be(engine: AsyncEngine) -> None:
    shown = await told(engine, MONDAY)

    due = [
        kept.clock.due_at
        for stored in shown.tickets
        for kept in stored.clocks.values()
        if state_at(kept.clock, MONDAY) is ClockState.RUNNING and kept.clock.due_at is not None
    ]
    assert MONDAY < min(due) <= MONDAY + timedelta(minutes=5)
    late = [kept for stored in shown.tickets for kept in stored.clocks.values() if kept.clock.breach_at is not None]
    assert all(kept.notice.announced_due_at is not None for kept in late if kept.clock.breach_at < MONDAY)  # type: ignore[operator]


async def test_it_is_what_happened(engine: AsyncEngine) -> None:
    await told(engine, MONDAY)

    batches = [batch async for batch in verify(engine, BOOK, TicketSelection())]
    assert [each.words for batch in batches for each in batch.differences] == []
