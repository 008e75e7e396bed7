"""Every event gets into the feed once, in the order of the commits, with positions without gaps."""

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text, update

from app.clock import Instant
from app.domain.feed.entries import EventFilter, FeedEntry
from app.domain.feed.places import FeedHead
from app.domain.vocabulary import Decision
from app.feed import sequencing
from app.feed.store import feed
from app.postgres.engine import create_engine, transaction
from app.postgres.scope import Scope
from app.postgres.tables import feed_head, ticket_events
from app.postgres.tenancy import SYSTEM
from app.postgres.urls import DatabaseUrls
from app.tickets import comments
from app.unit_of_work import UnitOfWork
from app.workers.feeding import sequence
from tests.office import Office


async def said(uow: UnitOfWork, ticket_id: UUID) -> None:
    """A comment that is written now and committed later."""
    await comments.comment(uow, ticket_id, "Noted.", internal=True)
    await uow.connection.flush()


async def head(office: Office) -> FeedHead:
    async with transaction(office.engine, SYSTEM) as connection:
        return await feed.head(connection)


async def read(office: Office, wanted: EventFilter | None = None) -> Sequence[FeedEntry]:
    async with transaction(office.engine, SYSTEM) as connection:
        return await feed.entries(connection, Scope(None), wanted or EventFilter(), after=0, until=10_000, limit=10_000)


async def sequenced(office: Office) -> list[tuple[UUID, int]]:
    await sequence(office.engine, office.clock)
    return [(each.subject_id, each.sequence) for each in await read(office)]


async def lag(office: Office) -> timedelta:
    async with transaction(office.engine, SYSTEM) as connection:
        return await sequencing.lag(connection, office.now)


async def test_nothing_is_passed_by_that_is_committed_later(busy_office: Office) -> None:
    """Next-cases A1: the first to write is the last to commit; its clock was read first, too."""
    office, customer_id = busy_office, await busy_office.customer()
    slow_one, quick_one = await office.ticket(customer_id), await office.ticket(customer_id)
    before = await sequenced(office)

    async with office.uow() as slow:
        await said(slow, slow_one)
        office.now = Instant(office.now + timedelta(seconds=0.5))
        await office.comment(quick_one)
        meanwhile = await sequenced(office)
        waiting = await lag(office)
    afterwards = await sequenced(office)

    assert meanwhile == before
    assert waiting == timedelta(0)  # what is not committed is nobody's yet; the other one was recorded just now
    assert afterwards == [*before, (slow_one, 2), (quick_one, 2)]
    assert [each.position for each in await read(office)] == [1, 2, 3, 4]


async def test_of_one_ticket_the_later_event_comes_later_whoever_began_first(busy_office: Office) -> None:
    """Who claims a key first and then waits for the ticket has the lower number, and the later event."""
    office = busy_office
    ticket_id = await office.ticket(await office.customer())
    before = await sequenced(office)

    async with office.uow() as early:
        await early.connection.execute(select(text("pg_current_xact_id()")))
        await office.comment(ticket_id)
        await said(early, ticket_id)

    assert await sequenced(office) == [*before, (ticket_id, 2), (ticket_id, 3)]


async def test_an_event_waits_for_the_one_before_it(busy_office: Office) -> None:
    """The later one's transaction is settled, the earlier one's is not: somebody in between still goes on."""
    office, customer_id = busy_office, await busy_office.customer()
    ticket_id, other = await office.ticket(customer_id), await office.ticket(customer_id)
    before = await sequenced(office)

    async with office.uow() as early:
        await early.connection.execute(select(text("pg_current_xact_id()")))
        async with office.uow() as between:
            await said(between, other)
            await office.comment(ticket_id)
            await said(early, ticket_id)
            await early.connection.ask("execute", "COMMIT; BEGIN; SELECT set_config('duetime.scope', 'system', true)")
            meanwhile = await sequenced(office)

    assert meanwhile == before
    assert await sequenced(office) == [*before, (other, 2), (ticket_id, 2), (ticket_id, 3)]


async def test_two_at_once_do_it_once(busy_office: Office) -> None:
    office, customer_id = busy_office, await busy_office.customer()
    tickets = [await office.ticket(customer_id) for _ in range(20)]

    done = await asyncio.gather(*(sequence(office.engine, office.clock) for _ in range(6)))

    assert sum(done) == len(tickets)
    assert [each.position for each in await read(office)] == [*range(1, 21)]


async def test_restored_elsewhere_it_is_another_feed_and_nothing_is_missing(
    busy_office: Office, fresh_database: DatabaseUrls
) -> None:
    """The numbers of transactions are those of the cluster that is gone: far above what this one gives out."""
    office = busy_office
    ticket_id = await office.ticket(await office.customer())
    before, was = await sequenced(office), await head(office)
    await office.comment(ticket_id)
    owner = create_engine(fresh_database.owner, pool_size=1)
    async with transaction(owner, SYSTEM) as connection:
        await connection.execute(text("ALTER TABLE ticket_events DISABLE TRIGGER USER"))
        await connection.execute(text("UPDATE ticket_events SET xid = '4000000000' WHERE sequence = 2"))
        await connection.execute(text("ALTER TABLE ticket_events ENABLE TRIGGER USER"))
        await connection.execute(text("UPDATE feed_head SET home = 'gone/5/00000001', next_xid = '4000000001'"))
    await owner.dispose()
    await office.comment(ticket_id)

    assert await sequenced(office) == [*before, (ticket_id, 2), (ticket_id, 3)]
    assert (await head(office)).epoch != was.epoch
    await office.comment(ticket_id)
    assert (await sequenced(office))[-1] == (ticket_id, 4)
    async with transaction(office.engine, SYSTEM) as connection:  # the numbers have come round to the old ones
        await connection.execute(update(feed_head).values(next_xid=text("'3'::xid8")))
    assert await sequence(office.engine, office.clock) == 0


async def test_what_is_done_to_thousands_in_one_act_is_bulk(busy_office: Office) -> None:
    """And what follows from it, in the same transaction; not what happened to those tickets otherwise."""
    office = busy_office
    ticket_id = await office.ticket(await office.customer())
    await office.close_on(date(2026, 11, 24))
    await office.follow()
    await office.decide(ticket_id, Decision.START_INVESTIGATION)
    await sequenced(office)

    bulk = {each.type: each.bulk for each in await read(office)}

    assert bulk["ticket.calendar_revised"]
    assert bulk["ticket.due_moved"]
    assert not bulk["ticket.registered"]
    assert not bulk["ticket.decision_taken"]
    assert not any(each.bulk for each in await read(office, EventFilter(include_bulk=False)))


async def test_lag_is_how_long_the_first_of_those_that_wait_has_been_recorded(busy_office: Office) -> None:
    office = busy_office
    ticket_id = await office.ticket(await office.customer())
    await sequenced(office)
    assert await lag(office) == timedelta(0)
    await office.comment(ticket_id)
    office.now = Instant(office.now + timedelta(seconds=7))
    await office.comment(ticket_id)
    assert await lag(office) == timedelta(seconds=7)
    await sequenced(office)
    assert await lag(office) == timedelta(0)


async def test_what_is_too_old_goes_and_does_not_come_back(busy_office: Office) -> None:
    office = busy_office
    ticket_id = await office.ticket(await office.customer())
    await sequenced(office)
    office.now = Instant(office.now + timedelta(days=401))
    await office.comment(ticket_id)
    await sequenced(office)

    async with transaction(office.engine, SYSTEM) as connection:
        assert await sequencing.forget(connection, office.now, 1_000) == 1
        await connection.execute(update(feed_head).values(next_xid=text("'3'::xid8")))

    assert await lag(office) == timedelta(0)
    assert await sequenced(office) == [(ticket_id, 2)]
    assert (await head(office)).oldest == 2


@pytest.mark.parametrize("seconds", [-1, 0, 1])
async def test_since_a_moment_begins_with_the_first_that_was_recorded_then_or_later(
    busy_office: Office, seconds: int
) -> None:
    office = busy_office
    ticket_id = await office.ticket(await office.customer())
    office.now = noted = Instant(office.now + timedelta(hours=3))
    await office.comment(ticket_id)
    await sequenced(office)

    async with transaction(office.engine, SYSTEM) as connection:
        first = await feed.first_since(connection, Instant(noted + timedelta(seconds=seconds)))

    assert first == (2 if seconds <= 0 else None)


async def test_a_request_pays_no_second_insert(busy_office: Office) -> None:
    """Until somebody sequences, nothing but the stream knows of an event."""
    office = busy_office
    await office.ticket(await office.customer())
    async with transaction(office.engine, SYSTEM) as connection:
        assert len((await connection.execute(select(ticket_events.c.sequence))).all()) == 1
    assert await read(office) == []
