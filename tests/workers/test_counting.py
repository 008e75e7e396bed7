"""Clocks at rest are counted by what brings them to rest; counted anew, beside it, they are the same."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text

from app.attainment import counting, sla_status
from app.attainment.store import resting_clocks
from app.attainment.store.attainment import CourseFilter
from app.domain.access.caller import Caller
from app.domain.actor import SYSTEM as NOBODY
from app.domain.vocabulary import Decision
from app.postgres.engine import transaction
from app.postgres.tables import counted_clocks
from app.postgres.tenancy import SYSTEM
from app.tickets.moments import TicketsAsOf
from app.unit_of_work import UnitOfWork
from app.verification.count_verification import miscounted
from app.workers.counting import count_customer
from tests.counting import count_all
from tests.workers.desk import Desk


async def several(desk: Desk, number: int) -> list[UUID]:
    customer_id = await desk.open()
    return [await desk.raise_ticket(customer_id) for _ in range(number)]


async def running(desk: Desk) -> tuple[int, int]:
    """How many responses run, and how many have been given, by the status, for everybody."""
    async with transaction(desk.engine, SYSTEM) as connection:
        uow = UnitOfWork(connection, Caller(NOBODY), desk.now, desk.book)
        numbers = (await sla_status.status(TicketsAsOf(uow), CourseFilter(), None, None)).numbers
    of = {"running": 0, "met": 0}
    for (name, _, standing), number in numbers.items():
        if name == "response" and standing in of:
            of[standing] += number
    return of["running"], of["met"]


async def is_complete(desk: Desk) -> bool:
    async with transaction(desk.engine, SYSTEM) as connection:
        return (await resting_clocks.current(connection)).complete


async def begin(desk: Desk) -> None:
    async with transaction(desk.engine, SYSTEM) as connection:
        await counting.begin(connection, desk.book, desk.now)


async def wrong(desk: Desk) -> Sequence[str]:
    return await miscounted(desk.engine, desk.book, desk.now)


async def test_a_customer_at_a_time_until_all_are_counted(desk: Desk) -> None:
    for _ in range(3):
        (ticket_id,) = await several(desk, 1)
        await desk.decide(ticket_id, Decision.START_INVESTIGATION)

    seen = [(await count_customer(desk.engine, desk.clock, desk.book), await is_complete(desk)) for _ in range(6)]

    assert seen == [(1, False)] * 4 + [(1, True), (0, True)]
    assert (await running(desk), await wrong(desk)) == ((0, 3), [])


async def test_what_comes_to_rest_is_counted_with_nobody_coming_by(desk: Desk) -> None:
    await count_all(desk.engine, desk.clock, desk.book)
    first, second = await several(desk, 2)

    await desk.decide(first, Decision.START_INVESTIGATION)
    await desk.decide(second, Decision.CLEAR)

    assert (await running(desk), await wrong(desk)) == ((0, 2), [])
    async with transaction(desk.engine, SYSTEM) as connection:
        of_day = counted_clocks.select().where(counted_clocks.c.grain == "day")
        rows = (await connection.execute(of_day.order_by(counted_clocks.c.name))).mappings()
        assert [(row["name"], row["numbers"][1]) for row in rows] == [("response", 2)]


async def test_a_database_without_customers_is_complete_from_the_start(desk: Desk) -> None:
    async with transaction(desk.engine, SYSTEM) as connection:
        await counting.begin_empty(connection, desk.book, desk.now)

    assert await is_complete(desk)
    (ticket_id,) = await several(desk, 1)
    await desk.decide(ticket_id, Decision.START_INVESTIGATION)
    assert (await running(desk), await wrong(desk)) == ((0, 1), [])


async def test_one_counts_at_a_time(busy_desk: Desk) -> None:
    desk = busy_desk
    await several(desk, 1)
    async with transaction(desk.engine, SYSTEM) as connection:
        assert await resting_clocks.hold(connection) is not None
        assert await count_customer(desk.engine, desk.clock, desk.book) == 0


async def test_counted_anew_beside_writers_it_is_exact_at_every_moment(busy_desk: Desk) -> None:
    desk = busy_desk
    ids = await several(desk, 24)
    await count_all(desk.engine, desk.clock, desk.book)
    seen: list[tuple[int, int]] = []

    async def count() -> None:
        for _ in range(4):
            await begin(desk)
            await count_all(desk.engine, desk.clock, desk.book)

    async def write() -> None:
        for each in ids[:12]:
            await desk.decide(each, Decision.START_INVESTIGATION)

    async def look() -> None:
        seen.extend([await running(desk) for _ in range(30)])

    await asyncio.gather(count(), count(), write(), look())

    assert {going + met for going, met in seen} == {24}
    assert seen == sorted(seen, reverse=True)
    await count_all(desk.engine, desk.clock, desk.book)
    assert (await running(desk), await wrong(desk)) == ((12, 12), [])


async def test_who_has_not_committed_is_waited_for(busy_desk: Desk) -> None:
    """Otherwise what is counted would lack what is committed a moment later."""
    desk = busy_desk
    first, _ = await several(desk, 2)
    await count_all(desk.engine, desk.clock, desk.book)
    await begin(desk)
    async with transaction(desk.engine, SYSTEM) as connection:
        await connection.execute(text("UPDATE counted_clocks SET numbers = numbers"))
        others = asyncio.create_task(count_all(desk.engine, desk.clock, desk.book))
        await asyncio.sleep(0.3)
        assert not others.done()
    await others
    await desk.decide(first, Decision.START_INVESTIGATION)
    assert await wrong(desk) == []
