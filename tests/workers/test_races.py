"""Many announce at once, are killed half-way, or meet somebody who is deciding on the same ticket."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select, text

from app.clock import Instant
from app.domain.tickets.derived_facts import BreachAnnounced, BreachWithdrawn
from app.domain.vocabulary import Decision
from app.postgres.engine import AsyncEngine, create_engine, transaction
from app.postgres.tables import clocks, ticket_events, tickets
from app.postgres.tenancy import SYSTEM
from app.postgres.urls import DatabaseUrls
from app.settings import Settings
from app.workers.deadlines import announce_batch
from app.workers.rounds import repeat, run
from tests.rounds import announce_due
from tests.workers.desk import MICROSECOND, RESPONSE_DUE, Desk

LATE = Instant(RESPONSE_DUE + MICROSECOND)


async def overdue(desk: Desk, number: int, apart: timedelta = timedelta(0)) -> list[UUID]:
    first = await desk.raise_ticket(await desk.open())
    ids = [first, *await desk.copy(first, number - 1, apart)]
    desk.now = Instant(LATE + number * apart)
    return ids


async def announcements(desk: Desk) -> Counter[UUID]:
    async with transaction(desk.engine, SYSTEM) as connection:
        found = select(ticket_events.c.ticket_id).where(ticket_events.c.type == "breach_announced")
        return Counter(await connection.scalars(found))


async def still_to_announce(desk: Desk) -> int:
    async with transaction(desk.engine, SYSTEM) as connection:
        table = clocks
        return await connection.scalar(select(func.count()).where(table.c.announce_at < desk.now)) or 0


def once_each(ids: Sequence[UUID]) -> Counter[UUID]:
    return Counter(ids)


async def at_some_moment(within_seconds: float) -> None:
    await asyncio.sleep(random.uniform(0, within_seconds))  # noqa: S311 - no secret


async def test_four_at_once_announce_each_breach_once(busy_desk: Desk) -> None:
    ids = await overdue(busy_desk, 200)

    counts = await asyncio.gather(*(announce_due(busy_desk.engine, busy_desk.clock, batch=7) for _ in range(4)))

    assert sum(counts) == 200
    assert await announcements(busy_desk) == once_each(ids)


async def test_a_ticket_that_somebody_works_on_is_passed_by_and_not_forgotten(busy_desk: Desk) -> None:
    ids = await overdue(busy_desk, 3)
    async with transaction(busy_desk.engine, SYSTEM) as somebody:
        await somebody.execute(select(tickets.c.id).where(tickets.c.id == ids[0]).with_for_update())
        assert await announce_due(busy_desk.engine, busy_desk.clock, batch=1) == 2

    assert await announcements(busy_desk) == once_each(ids[1:])
    assert await announce_due(busy_desk.engine, busy_desk.clock) == 1


async def test_no_announcement_outlives_a_stop_in_time(busy_desk: Desk) -> None:
    """Each ticket is stopped in time by somebody who is recorded, now before and now after the worker comes by."""
    ids = await overdue(busy_desk, 60)
    in_time = Instant(RESPONSE_DUE - timedelta(minutes=1))

    async def stop(ticket_id: UUID) -> None:
        await at_some_moment(0.05)
        await busy_desk.decide(ticket_id, Decision.START_INVESTIGATION, at=in_time)

    for some in (ids[:20], ids[20:40], ids[40:]):
        workers = [announce_due(busy_desk.engine, busy_desk.clock, batch=3) for _ in range(2)]
        await asyncio.gather(*workers, *(stop(each) for each in some[::2]))
    await announce_due(busy_desk.engine, busy_desk.clock)

    for number, ticket_id in enumerate(ids):
        facts = [event.fact for event in await busy_desk.events(ticket_id)]
        kinds = [type(fact) for fact in facts if isinstance(fact, BreachAnnounced | BreachWithdrawn)]
        stopped = number % 2 == 0
        assert kinds in ([[], [BreachAnnounced, BreachWithdrawn]] if stopped else [[BreachAnnounced]])
        row = await busy_desk.clock_row(ticket_id)
        assert (row["state"], row["announce_at"]) == ("met" if stopped else "breached", None)
        sequences = [event.sequence for event in await busy_desk.events(ticket_id)]
        assert sequences == list(range(1, (await busy_desk.ticket(ticket_id)).event_count + 1))


async def kill_a_backend(engine: AsyncEngine, application: str) -> int:
    async with transaction(engine, SYSTEM) as connection:
        killed = text(
            "SELECT count(pg_terminate_backend(pid)) FROM (SELECT pid FROM pg_stat_activity"
            " WHERE application_name = :application AND datname = current_database() AND state <> 'idle'"
            " ORDER BY random() LIMIT 1) AS victim"
        )
        return await connection.scalar(killed, {"application": application}) or 0


async def test_workers_that_are_killed_half_way_leave_nothing_out_and_nothing_double(
    busy_desk: Desk, fresh_database: DatabaseUrls
) -> None:
    ids = await overdue(busy_desk, 300)
    engine = create_engine(fresh_database.app, pool_size=3, application_name="victim")
    stop = asyncio.Event()
    workers = [
        asyncio.create_task(repeat(lambda: announce_batch(engine, busy_desk.clock, batch=2), 0.01, stop))
        for _ in range(3)
    ]
    killed = 0
    while await still_to_announce(busy_desk):
        await at_some_moment(0.02)
        killed += await kill_a_backend(busy_desk.engine, "victim") if killed < 12 else 0
    stop.set()
    await asyncio.gather(*workers)
    await engine.dispose()

    assert killed > 0
    assert await announcements(busy_desk) == once_each(ids)


async def test_a_worker_that_is_cancelled_half_way_leaves_nothing_half(busy_desk: Desk) -> None:
    ids = await overdue(busy_desk, 100)
    for _ in range(10):
        worker = asyncio.create_task(announce_due(busy_desk.engine, busy_desk.clock, batch=5))
        await at_some_moment(0.03)
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
    await announce_due(busy_desk.engine, busy_desk.clock)

    assert await announcements(busy_desk) == once_each(ids)


async def test_the_worker_looks_every_second_and_stops_when_told(busy_desk: Desk) -> None:
    first = await busy_desk.raise_ticket(await busy_desk.open())
    stop = asyncio.Event()
    worker = asyncio.create_task(run(busy_desk.engine, busy_desk.clock, stop, Settings()))
    await asyncio.sleep(0.1)
    assert await announcements(busy_desk) == once_each([])

    busy_desk.now = LATE
    await asyncio.sleep(1.5)
    stop.set()
    async with asyncio.timeout(1):
        await worker

    assert await announcements(busy_desk) == once_each([first])
