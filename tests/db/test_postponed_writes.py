"""A write that waits for what comes after it is done before that, once, and not at all where all is undone."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from asyncpg import Record
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.db.audit_appending import append_and_keep
from app.db.engine import attempt, proceed_optimistically, transaction, visit
from app.db.idempotency import Answer, Keeping, Key
from app.db.people import Person
from app.db.pool import line_of
from app.db.prepared import Question, Write, row
from app.db.sight import SYSTEM, Pass
from app.db.tables import audit_entries, customers, idempotency_keys
from app.domain.audit import VENDOR_CHAIN, Subject
from app.errors import Conflict, NotFound
from tests.db.visitors import COUNTING, Way, ask, count, customer_count, nothing, refuse, stream, write, write_many
from tests.organisations import MONDAY
from tests.services.trail import act, of_customer

ADDING: Final = Write(
    lambda: [insert(customers).values(row(which, customers.columns)) for which in ("first", "second")]
)
"""Two customers, the second of which there can be but once."""


def dairy(customer_id: UUID) -> Mapping[str, Any]:
    return {
        "id": customer_id,
        "name": "Dairy",
        "service_level": "standard",
        "own_targets": [],
        "consultant_id": None,
        "created_at": MONDAY,
        "updated_at": MONDAY,
        "version": 1,
    }


async def add(connection: AsyncConnection) -> None:
    await ADDING.carry_out(connection, {}, first=dairy(uuid4()), second=dairy(UUID(int=4)))


async def postpone(connection: AsyncConnection) -> None:
    proceed_optimistically(connection)
    await add(connection)
    assert line_of(connection).postponed is not None


async def done(engine: AsyncEngine, presented: Pass | None, *ways: Way) -> None:
    opened = transaction(engine, SYSTEM) if presented is None else visit(engine, presented, at_once=False)
    async with opened as connection:
        await postpone(connection)
        for way in ways:
            await way(connection)


@pytest.fixture(params=["visit", "transaction"])
def coming_in(request: pytest.FixtureRequest, presented: Pass) -> Pass | None:
    return presented if request.param == "visit" else None


@pytest.mark.parametrize("way", [nothing, ask, count, write, write_many, stream])
async def test_it_is_done_before_whatever_comes_next(pair: AsyncEngine, coming_in: Pass | None, way: Any) -> None:
    await done(pair, coming_in, way)

    assert await customer_count(pair) == {write: 3, write_many: 4}.get(way, 2)


NUMBER: Final = select(func.count().label("number")).select_from(customers)
SEEN: Final[dict[str, Way]] = {
    "by the driver": lambda connection: COUNTING.value(connection, {}),
    "by SQLAlchemy": lambda connection: connection.scalar(NUMBER),
    "by a question": lambda connection: Question(lambda: NUMBER).one(connection, {}),
}


@pytest.mark.parametrize("way", SEEN)
async def test_what_comes_next_sees_it(pair: AsyncEngine, coming_in: Pass | None, way: str) -> None:
    async def sees_both(connection: AsyncConnection) -> None:
        seen = await SEEN[way](connection)
        assert (seen["number"] if isinstance(seen, Record) else seen) == 2

    await done(pair, coming_in, sees_both)


async def test_it_is_done_in_the_end_where_nothing_comes_next(pair: AsyncEngine, presented: Pass) -> None:
    async with visit(pair, presented, at_once=False) as connection:
        await ask(connection)
        await postpone(connection)

    assert await customer_count(pair) == 2


async def test_one_after_the_other_keeps_the_order(pair: AsyncEngine, coming_in: Pass | None) -> None:
    with pytest.raises(Conflict):
        await done(pair, coming_in, add)
    assert await customer_count(pair) == 0


@pytest.mark.parametrize("before", [(), (ask,), (write,)])
async def test_a_refusal_undoes_it(pair: AsyncEngine, coming_in: Pass | None, before: tuple[Way, ...]) -> None:
    with pytest.raises(NotFound):
        await done(pair, coming_in, *before, refuse)
    assert await customer_count(pair) == 0


async def test_an_attempt_that_fails_takes_it_along(pair: AsyncEngine) -> None:
    """It is not even tried: it would fail."""
    async with transaction(pair, SYSTEM) as connection:
        await add(connection)
        with suppress(NotFound):
            async with attempt(connection):
                await postpone(connection)
                await refuse(connection)
        await write(connection)
    assert await customer_count(pair) == 3


@pytest.mark.parametrize("subject", [None, of_customer(UUID(int=4)), Subject("ticket", str(UUID(int=5)))])
async def test_it_is_no_part_of_an_act_on_something_else(
    pair: AsyncEngine, eve: Person, coming_in: Pass | None, subject: Subject | None
) -> None:
    async def conclude(connection: AsyncConnection) -> None:
        kept = Keeping(Key(eve.id, "POST /customers", "k-1"), b"", Answer(201, {}, b"{}"), MONDAY)
        await append_and_keep(connection, act(subject=subject), kept, own_chain=VENDOR_CHAIN, for_customer=False)

    await done(pair, coming_in, conclude)

    assert await customer_count(pair) == 2
    async with transaction(pair, SYSTEM) as connection:
        for table in (audit_entries, idempotency_keys):
            assert await connection.scalar(select(func.count()).select_from(table)) == 1


async def test_nobody_else_is_optimistic_for_it(pair: AsyncEngine, coming_in: Pass | None) -> None:
    for end in (refuse, nothing):
        with suppress(NotFound):
            await done(pair, coming_in, end)
        async with transaction(pair, SYSTEM) as connection:
            line = line_of(connection)
            assert (line.is_optimistic, line.postponed) == (False, None)
