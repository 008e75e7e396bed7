"""Open tickets follow a new calendar, in batches, beside whatever else is done to them."""

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from app.agreements.store import calendars
from app.calendars import closing_days
from app.calendars.closing_days import Revised
from app.calendars.recomputation import RecomputeResult
from app.calendars.store.calendar_followers import OutdatedReference
from app.clock import Instant
from app.domain.access.caller import Caller
from app.domain.actor import SYSTEM
from app.domain.clocks.clocks import clocks_of
from app.domain.tickets.derived_facts import DueMoved
from app.domain.tickets.facts import CalendarRevised, DecisionTaken
from app.domain.tickets.fold import replay
from app.domain.vocabulary import ClockName, Decision
from app.errors import ServiceError
from app.postgres import tenancy
from app.postgres.engine import AsyncEngine, create_engine, transaction
from app.postgres.urls import DatabaseUrls
from app.sla.agreement import REVISIONS
from app.unit_of_work import UnitOfWork
from app.workers import calendars as calendar_workers
from app.workers.calendars import RecomputeJob, follow_batch
from tests.rounds import announce_due, follow_calendar
from tests.workers.desk import SUPPORT, Desk

TUESDAY = date(2026, 11, 24)


async def close(desk: Desk, day: date = TUESDAY) -> Revised:
    async with transaction(desk.engine, tenancy.SYSTEM) as connection:
        return await closing_days.add(UnitOfWork(connection, Caller(SUPPORT), desk.now, desk.book), day, "Bridge day")


async def close_without_following(desk: Desk, day: date = TUESDAY) -> None:
    """As if the request had died after its commit: the revision is there and no ticket goes by it."""
    async with transaction(desk.engine, tenancy.SYSTEM) as connection:
        before = await calendars.latest(connection, for_change=True)
        days = {**before.closing_days, day: "Bridge day"}
        revision = calendars.CalendarRevision(before.revision + 1, days, "Closing day added", desk.now)
        await calendars.add(connection, revision, None)


async def test_what_is_left_follows_in_batches_and_nothing_twice(desk: Desk) -> None:
    first = await desk.raise_ticket(await desk.open())
    ids = [first, *await desk.copy(first, 4)]
    await close_without_following(desk)

    assert await follow_batch(RecomputeJob(desk.engine, desk.clock, desk.book, 2)) == 2
    assert await follow_calendar(desk.engine, desk.clock, desk.book, 2) == 3
    assert await follow_calendar(desk.engine, desk.clock, desk.book, 2) == 0
    for each in ids:
        assert (await desk.ticket(each)).ticket.calendar_revision == 2
        events = await desk.events(each)
        assert [event.fact.type for event in events] == ["registered", "calendar_revised", "due_moved"]
        assert {event.actor_kind for event in events[1:]} == {SYSTEM.kind}


async def test_what_is_stored_is_what_the_events_add_up_to(desk: Desk) -> None:
    ticket_id = await desk.raise_ticket(await desk.open())
    await close(desk)

    stored = await desk.ticket(ticket_id)
    ticket = replay(ticket_id, stored.ticket.customer_id, await desk.events(ticket_id), REVISIONS)

    assert ticket == stored.ticket
    async with transaction(desk.engine, tenancy.SYSTEM) as connection:
        calendar = await desk.book.calendar_of(connection, ticket, desk.now)
    wound = {clock.name: clock for clock in clocks_of(ticket, REVISIONS[0], {ticket.calendar_revision: calendar})}
    assert wound == {name: kept.clock for name, kept in stored.clocks.items()}


async def test_the_request_takes_some_along_and_leaves_the_rest(desk: Desk) -> None:
    first = await desk.raise_ticket(await desk.open())
    await desk.copy(first, closing_days.AT_ONCE + 1)

    revised = await close(desk)

    assert revised.followed == RecomputeResult(tickets=closing_days.AT_ONCE, moved=closing_days.AT_ONCE)
    assert revised.waiting == 2
    assert await follow_calendar(desk.engine, desk.clock, desk.book) == 2


async def test_a_reopened_ticket_follows_by_being_reopened(desk: Desk) -> None:
    ticket_id = await desk.raise_ticket(await desk.open())
    for decision in (Decision.START_INVESTIGATION, Decision.CLEAR):
        await desk.decide(ticket_id, decision)
    await desk.decide(ticket_id, Decision.SOLVED, report="It runs.")
    await desk.decide(ticket_id, Decision.CLOSE)
    await close(desk)
    assert await follow_calendar(desk.engine, desk.clock, desk.book) == 0

    await desk.decide(ticket_id, Decision.REOPEN)

    assert await follow_calendar(desk.engine, desk.clock, desk.book) == 0
    facts = [event.fact for event in await desk.events(ticket_id)]
    revised, reopened, moved = facts[-3:]
    assert isinstance(revised, CalendarRevised)
    assert (revised.calendar_revision, (await desk.ticket(ticket_id)).ticket.calendar_revision) == (2, 2)
    assert isinstance(reopened, DecisionTaken)
    assert isinstance(moved, DueMoved)
    assert moved.clock is ClockName.RESOLUTION


async def test_what_was_announced_is_taken_back_when_the_day_turns_out_closed(desk: Desk) -> None:
    ticket_id = await desk.raise_ticket(await desk.open())
    desk.now = Instant(desk.now + timedelta(hours=3))
    await announce_due(desk.engine, desk.clock)

    await close(desk, desk.now.date())
    desk.now = Instant(desk.now + timedelta(days=1))

    types = [event.fact.type for event in await desk.events(ticket_id)]
    assert types[1:3] == ["breach_announced", "calendar_revised"]
    assert sorted(types[3:]) == ["breach_withdrawn", "due_moved", "due_moved"]
    assert (await desk.ticket(ticket_id)).clocks[ClockName.RESPONSE].notice.announced_due_at is None
    assert await announce_due(desk.engine, desk.clock) == 1


async def test_a_ticket_that_somebody_works_on_is_passed_by_and_follows_the_next_time(busy_desk: Desk) -> None:
    desk = busy_desk
    ticket_id = await desk.raise_ticket(await desk.open())
    await close_without_following(desk)

    async with transaction(desk.engine, tenancy.SYSTEM) as connection:
        await connection.execute(text("SELECT 1 FROM tickets FOR UPDATE"))
        assert await follow_calendar(desk.engine, desk.clock, desk.book) == 0
    assert await follow_calendar(desk.engine, desk.clock, desk.book) == 1
    assert (await desk.ticket(ticket_id)).ticket.calendar_revision == 2


BAD_ROWS = {
    "a row that we cannot read": "UPDATE tickets SET agreement_revision = 99 WHERE id = :id",
    "a row that is not there": "DELETE FROM clocks WHERE ticket_id = :id AND name = 'response'",
    "a row that the database refuses": "UPDATE tickets SET event_count = 0 WHERE id = :id",
}


@pytest.mark.parametrize("statement", BAD_ROWS.values(), ids=BAD_ROWS.keys())
async def test_a_ticket_that_cannot_follow_keeps_nobody_else_from_it_and_is_told_once(
    busy_desk: Desk, fresh_database: DatabaseUrls, statement: str, caplog: pytest.LogCaptureFixture
) -> None:
    desk = busy_desk
    first = await desk.raise_ticket(await desk.open())
    bad, *good = [first, *await desk.copy(first, 6)]
    await close_without_following(desk)
    await as_owner(fresh_database, statement, bad)
    recomputing = RecomputeJob(desk.engine, desk.clock, desk.book, 5)

    assert [await follow_batch(recomputing) for _ in range(4)] == [4, 2, 0, 0]

    assert [(await desk.ticket(each)).ticket.calendar_revision for each in good] == [2] * 6
    number = recomputing.stuck[bad]
    assert [record.getMessage() for record in caplog.records] == [
        f"ticket {number} cannot follow the calendar and is passed by"
    ]


async def test_two_that_fail_at_the_same_ticket_pass_it_by_once(
    busy_desk: Desk, fresh_database: DatabaseUrls, caplog: pytest.LogCaptureFixture
) -> None:
    desk = busy_desk
    bad = await desk.raise_ticket(await desk.open())
    await close_without_following(desk)
    await as_owner(fresh_database, next(iter(BAD_ROWS.values())), bad)
    failed, passed_by, one_at_a_time = asyncio.Barrier(2), asyncio.Event(), asyncio.Lock()

    class Meeting(RecomputeJob):
        """Both have failed before either looks why, and the second one looks once the first has found out."""

        async def _follow(self, limit: int, after: Any, only: Sequence[UUID] | None = None) -> RecomputeResult:
            try:
                async with one_at_a_time:
                    return await super()._follow(limit, after, only)
            except Exception:
                if await failed.wait():
                    await passed_by.wait()
                raise

        def _pass_by(self, ticket: OutdatedReference, error: Exception) -> None:
            super()._pass_by(ticket, error)
            passed_by.set()

    recomputing = Meeting(desk.engine, desk.clock, desk.book, 5)

    followed = await asyncio.wait_for(asyncio.gather(recomputing.step(), recomputing.step()), 20)

    assert [each.tickets for each in followed] == [0, 0]
    assert [*recomputing.stuck] == [bad]
    assert len(caplog.records) == 1


@pytest.mark.parametrize("statement", BAD_ROWS.values(), ids=BAD_ROWS.keys())
async def test_a_ticket_that_cannot_follow_keeps_no_day_from_being_closed(
    busy_desk: Desk, fresh_database: DatabaseUrls, statement: str, caplog: pytest.LogCaptureFixture
) -> None:
    desk = busy_desk
    first = await desk.raise_ticket(await desk.open())
    await desk.copy(first, 2)
    await as_owner(fresh_database, statement, first)

    revised = await close(desk)

    assert (revised.followed, revised.waiting) == (RecomputeResult(), 3)
    assert [record.getMessage() for record in caplog.records] == ["no ticket follows within the request"]
    assert await follow_calendar(desk.engine, desk.clock, desk.book) == 2


async def test_when_it_is_no_longer_a_matter_of_single_tickets_it_fails(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendar_workers, "MOST_STUCK", 2)
    first = await desk.raise_ticket(await desk.open())
    await desk.copy(first, 3)
    await close_without_following(desk)
    async with transaction(desk.engine, tenancy.SYSTEM) as connection:
        await connection.execute(text("UPDATE tickets SET agreement_revision = 99"))
    recomputing = RecomputeJob(desk.engine, desk.clock, desk.book, 2)
    assert await follow_batch(recomputing) == 0
    with pytest.raises(KeyError):
        await follow_batch(recomputing)


async def as_owner(database: DatabaseUrls, statement: str, ticket_id: UUID) -> None:
    owner = create_engine(database.owner)
    async with transaction(owner, tenancy.SYSTEM) as connection:
        await connection.execute(text(statement), {"id": ticket_id})
    await owner.dispose()


async def test_decisions_go_on_while_tickets_follow(busy_desk: Desk) -> None:
    desk = busy_desk
    first = await desk.raise_ticket(await desk.open())
    ids = [first, *await desk.copy(first, 20)]
    await close_without_following(desk)

    async def decide_all() -> None:
        for each in ids:
            await desk.decide(each, Decision.START_INVESTIGATION)

    followed = asyncio.gather(*(follow_calendar(desk.engine, desk.clock, desk.book, 3) for _ in range(2)))
    await asyncio.gather(followed, decide_all())
    await follow_calendar(desk.engine, desk.clock, desk.book)

    for each in ids:
        types = [event.fact.type for event in await desk.events(each)]
        assert (types.count("decision_taken"), types.count("calendar_revised")) == (1, 1)
        assert [event.sequence for event in await desk.events(each)] == list(range(1, len(types) + 1))


async def test_of_two_closing_days_at_once_none_is_lost(busy_desk: Desk) -> None:
    days = [date(2026, 12, day) for day in (1, 2, 3, 4)]

    await asyncio.gather(*(close(busy_desk, day) for day in days))

    async with transaction(busy_desk.engine, tenancy.SYSTEM) as connection:
        latest = await calendars.latest(connection)
    assert (latest.revision, sorted(latest.closing_days)) == (5, days)


async def test_a_closing_day_that_could_not_be_kept_is_forgotten_altogether(
    busy_desk: Desk, fresh_database: DatabaseUrls
) -> None:
    desk = busy_desk
    ticket_id = await desk.raise_ticket(await desk.open())
    owner = create_engine(fresh_database.owner)
    await refuse_revisions_at_commit(owner)
    with pytest.raises(ServiceError):
        await close(desk, date(2026, 11, 23))
    async with transaction(owner, tenancy.SYSTEM) as connection:
        await connection.execute(text("DROP TRIGGER refuse ON calendar_revisions"))
    await owner.dispose()

    await close(desk, TUESDAY)

    stored = await desk.ticket(ticket_id)
    assert stored.ticket.calendar_revision == 2
    async with transaction(desk.engine, tenancy.SYSTEM) as connection:
        calendar = await desk.book.calendar_of(connection, stored.ticket, desk.now)
    assert (date(2026, 11, 23) in calendar.holidays, TUESDAY in calendar.holidays) == (False, True)


async def refuse_revisions_at_commit(owner: AsyncEngine) -> None:
    async with transaction(owner, tenancy.SYSTEM) as connection:
        await connection.execute(
            text(
                "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
                " $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = 'serialization_failure'; END $$"
            )
        )
        await connection.execute(
            text(
                "CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON calendar_revisions DEFERRABLE INITIALLY DEFERRED"
                " FOR EACH ROW EXECUTE FUNCTION refuse()"
            )
        )
