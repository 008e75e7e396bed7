"""Whoever counts, beside others and killed half-way: what is kept is what is there, at every moment."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text, update

from app.attainment import counting, sla_status
from app.attainment.store import count_checks, recounts
from app.attainment.store.attainment import CourseFilter
from app.attainment.store.count_checks import Miscount
from app.clock import Instant
from app.domain.access.caller import Caller
from app.domain.actor import SYSTEM as NOBODY
from app.domain.vocabulary import Decision
from app.postgres.engine import transaction
from app.postgres.tables import clocks, tickets
from app.postgres.tenancy import SYSTEM
from app.tickets.moments import TicketsAsOf
from app.unit_of_work import UnitOfWork
from app.workers.counting import BATCH, Counter
from tests.workers.desk import Desk

AT_ONCE = timedelta(0)


def counter(desk: Desk, batch: int = BATCH, quiet: timedelta = AT_ONCE) -> Counter:
    return Counter(desk.engine, desk.clock, desk.book, batch, quiet)


async def several(desk: Desk, number: int) -> list[UUID]:
    first = await desk.raise_ticket(await desk.open())
    return [first, *(await desk.copy(first, number - 1) if number > 1 else ())]


async def running(desk: Desk) -> int:
    """By the status, for everybody."""
    async with transaction(desk.engine, SYSTEM) as connection:
        uow = UnitOfWork(connection, Caller(NOBODY), desk.now, desk.book)
        numbers = (await sla_status.status(TicketsAsOf(uow), CourseFilter(), None, None)).numbers
    return sum(
        number for (name, _, standing), number in numbers.items() if standing == "running" and name == "response"
    )


async def to_be_counted(desk: Desk) -> int:
    async with transaction(desk.engine, SYSTEM) as connection:
        return await recounts.left(connection)


async def wrong(desk: Desk) -> Sequence[Miscount]:
    async with transaction(desk.engine, SYSTEM) as connection:
        return await count_checks.miscounts(connection)


async def test_in_batches_until_nothing_is_left(desk: Desk) -> None:
    await several(desk, 5)
    worker = counter(desk, batch=2)
    done = [await worker.count_batch() for _ in range(7)]

    assert done == [1, 5, 1, 2, 2, 1, 0]
    assert (await to_be_counted(desk), await running(desk), await wrong(desk)) == (0, 5, [])


async def test_a_ticket_that_is_worked_on_is_left_until_it_is_quiet(desk: Desk) -> None:
    await several(desk, 2)
    worker = counter(desk, quiet=timedelta(seconds=30))
    await worker.count_all()
    assert await to_be_counted(desk) == 4

    desk.now = Instant(desk.now + timedelta(seconds=30))

    assert await worker.count_all() == 2
    assert await to_be_counted(desk) == 0


async def test_what_is_counted_is_counted_again_once_it_is_another(desk: Desk) -> None:
    first, *_ = await several(desk, 3)
    worker = counter(desk)
    await worker.count_all()

    await desk.decide(first, Decision.START_INVESTIGATION)

    assert (await to_be_counted(desk), await running(desk)) == (1, 2)
    await worker.count_all()
    assert (await to_be_counted(desk), await running(desk), await wrong(desk)) == (0, 2, [])


async def test_a_change_that_nothing_is_counted_by_leaves_it(desk: Desk) -> None:
    await several(desk, 1)
    await counter(desk).count_all()
    async with transaction(desk.engine, SYSTEM) as connection:
        await connection.execute(update(clocks).values(announce_at=None, paused_us=7))
        await connection.execute(update(tickets).values(title="Another", version=9))

    assert await to_be_counted(desk) == 0


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE tickets SET priority = 'low'",
        "UPDATE tickets SET kind = 'information_request'",
        "UPDATE tickets SET service_level = 'standard'",
        "UPDATE tickets SET registered_at = registered_at - interval '1 microsecond'",
        "UPDATE tickets SET created_at = created_at - interval '1 microsecond'",
        "UPDATE tickets SET agreement_revision = 2",
        "UPDATE tickets SET calendar_revision = 2",
        "UPDATE clocks SET state = 'met'",
        "UPDATE clocks SET priority = 'low'",
        "UPDATE clocks SET service_level = 'standard'",
        "UPDATE clocks SET stopped_at = started_at",
        "UPDATE clocks SET not_applicable = 'no'",
        "UPDATE clocks SET at_risk_at = at_risk_at - interval '1 microsecond'",
    ],
)
async def test_nobody_has_to_remember_to_say_so(desk: Desk, change: str) -> None:
    await several(desk, 1)
    await counter(desk).count_all()
    async with transaction(desk.engine, SYSTEM) as connection:
        await connection.execute(text(change))

    assert await to_be_counted(desk) == 2


async def test_of_many_one_counts_and_none_counts_what_is_being_changed(busy_desk: Desk) -> None:
    desk = busy_desk
    await several(desk, 3)
    for _ in range(3):
        assert await counter(desk).count_batch()
    async with transaction(desk.engine, SYSTEM) as connection:
        assert await recounts.hold(connection) is not None
        assert await counter(desk).count_batch() == 0
    async with transaction(desk.engine, SYSTEM) as connection:
        await connection.execute(text("SELECT FROM tickets ORDER BY id LIMIT 1 FOR UPDATE"))
        assert await counter(desk).count_all() == 2
    assert await to_be_counted(desk) == 2


async def test_killed_half_way_nothing_is_counted(busy_desk: Desk) -> None:
    desk = busy_desk
    await several(desk, 3)

    async def killed() -> None:
        async with transaction(desk.engine, SYSTEM) as connection:
            for _ in range(4):
                await counting.count(connection, desk.book, desk.now, BATCH, quiet=AT_ONCE)
            assert await recounts.left(connection) == 0
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await killed()
    assert (await to_be_counted(desk), await running(desk), await wrong(desk)) == (6, 3, [])


async def test_exact_beside_writers_and_others_who_count(busy_desk: Desk) -> None:
    desk = busy_desk
    ids = await several(desk, 24)
    seen: list[int] = []

    async def count() -> None:
        worker = counter(desk, 3)
        for _ in range(30):
            await worker.count_batch()

    async def write() -> None:
        for each in ids[:12]:
            await desk.decide(each, Decision.START_INVESTIGATION)

    async def look() -> None:
        seen.extend([await running(desk) for _ in range(30)])

    await asyncio.gather(count(), count(), write(), look())

    assert seen == sorted(seen, reverse=True)
    assert set(seen) <= set(range(12, 25))
    assert (await running(desk), await wrong(desk)) == (12, [])
    await counter(desk).count_all()
    assert (await to_be_counted(desk), await running(desk), await wrong(desk)) == (0, 12, [])


async def test_anew_what_was_counted_does_not_count_until_it_is_counted_again(desk: Desk) -> None:
    await several(desk, 4)
    worker = counter(desk, 3)
    await worker.count_all()
    async with transaction(desk.engine, SYSTEM) as connection:
        await counting.anew(connection, desk.book, desk.now)

    seen: list[tuple[int, Sequence[Miscount]]] = []
    while await worker.count_batch():
        seen.append((await running(desk), await wrong(desk)))

    assert seen == [(4, [])] * 4
    assert await to_be_counted(desk) == 0
