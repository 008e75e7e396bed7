"""A write that waits for what comes after it is done before that, once, and not at all where all is undone. Several are
one statement, which lets in, and takes its locks in the order of their ranks.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from asyncpg import Record
from sqlalchemy import CTE, Uuid, cast, func, insert, null, select, text

from app.access.store.people import Person
from app.audit.store import audit_appending
from app.domain.access.audit import AuditSubject
from app.domain.actor import OF_VENDOR
from app.domain.attainment.days import Grain
from app.domain.attainment.resting import CountKey
from app.domain.vocabulary import ClockName, Priority, ServiceLevel
from app.errors import Conflict, NotFound, StartOver
from app.postgres import idempotency
from app.postgres.connection import Connection
from app.postgres.engine import AsyncEngine, attempt, transaction, visit
from app.postgres.idempotency import Answer, Key
from app.postgres.staging import Rank, Staged, Write
from app.postgres.statements import Statement, row
from app.postgres.tables import audit_entries, customers, idempotency_keys
from app.postgres.tenancy import SYSTEM, Pass
from app.tickets.store import clock_standings
from tests.organisations import MONDAY
from tests.postgres.visitors import (
    COUNTING,
    STALE,
    Way,
    ask,
    change,
    count,
    customer_count,
    nothing,
    refuse,
    write,
    write_many,
)
from tests.verification.trail import act, of_customer

SECOND: Final = UUID(int=4)
ABOUT: Final = AuditSubject("ticket", str(SECOND))
TOLD: Final[list[Any]] = [cast(null(), Uuid()).label(name) for name in ("customer_id", "registrant_id")]


def _adding() -> list[CTE]:
    named = {"first": "ticket", "second": "second"}
    made: Any = [insert(customers).values(row(which, customers.columns)) for which in named]
    return [each.returning(*TOLD).cte(name) for each, name in zip(made, named.values(), strict=True)]


ADDING: Final = Write(_adding, asked="ticket")
"""Two customers, the second of which there can be but once, in place of a ticket and what goes with it."""


def dairy(customer_id: UUID) -> Mapping[str, Any]:
    return {
        "id": customer_id,
        "name": "Dairy",
        "consultant_id": None,
        "created_at": MONDAY,
        "updated_at": MONDAY,
        "version": 1,
    }


async def stage(connection: Connection) -> None:
    groups = {"first": dairy(uuid4()), "second": dairy(SECOND)}
    await connection.stage(Staged(Rank.SUBJECT, ADDING, groups=groups, about=ABOUT))


async def add(connection: Connection) -> None:
    await stage(connection)
    await connection.flush()


async def done(engine: AsyncEngine, presented: Pass | None, *ways: Way) -> None:
    opened = transaction(engine, SYSTEM) if presented is None else visit(engine, presented, at_once=False)
    async with opened as connection:
        await stage(connection)
        for way in ways:
            await way(connection)


@pytest.fixture(params=["visit", "transaction"])
def coming_in(request: pytest.FixtureRequest, presented: Pass) -> Pass | None:
    return presented if request.param == "visit" else None


@pytest.mark.parametrize("way", [nothing, ask, count, write, write_many])
async def test_it_is_done_before_whatever_comes_next(pair: AsyncEngine, coming_in: Pass | None, way: Any) -> None:
    await done(pair, coming_in, way)

    assert await customer_count(pair) == {write: 3, write_many: 4}.get(way, 2)


NUMBER: Final = select(func.count().label("number")).select_from(customers)
SEEN: Final[dict[str, Way]] = {
    "by a statement": lambda connection: COUNTING.value(connection, {}),
    "by one that is built where it is used": lambda connection: connection.scalar(NUMBER),
    "by one that only reads": lambda connection: Statement.reading(lambda: NUMBER).one(connection, {}),
}


@pytest.mark.parametrize("way", SEEN)
async def test_what_comes_next_sees_it(pair: AsyncEngine, coming_in: Pass | None, way: str) -> None:
    async def sees_both(connection: Connection) -> None:
        seen = await SEEN[way](connection)
        assert (seen["number"] if isinstance(seen, Record) else seen) == 2

    await done(pair, coming_in, sees_both)


async def test_it_is_done_in_the_end_where_nothing_comes_next(pair: AsyncEngine, presented: Pass) -> None:
    async with visit(pair, presented, at_once=False) as connection:
        await ask(connection)
        await stage(connection)

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
                await stage(connection)
                await refuse(connection)
        await write(connection)
    assert await customer_count(pair) == 3


async def test_an_attempt_ends_with_what_was_staged_in_it(pair: AsyncEngine) -> None:
    async with transaction(pair, SYSTEM) as connection:
        await add(connection)
        with pytest.raises(Conflict):
            async with attempt(connection):
                await stage(connection)
    assert await customer_count(pair) == 2


async def conclude(connection: Connection, eve: Person, subject: AuditSubject | None) -> None:
    """With a key that is answered, and an entry of the trail."""
    key = Key(eve.id, "POST /customers", "k-1")
    await idempotency.stage_claim(connection, key, b"", MONDAY)
    await idempotency.stage_answer(connection, key, Answer(201, {}, b"{}"))
    await audit_appending.stage(connection, act(subject=subject), own_chain=OF_VENDOR, for_customer=False)
    await connection.conclude()


@pytest.mark.parametrize("subject", [None, ABOUT, of_customer(SECOND)])
async def test_all_of_it_is_written_whatever_the_trail_is_about(
    pair: AsyncEngine, eve: Person, coming_in: Pass | None, subject: AuditSubject | None
) -> None:
    async def end(connection: Connection) -> None:
        await conclude(connection, eve, subject)

    await done(pair, coming_in, end)

    assert await customer_count(pair) == 2
    async with transaction(pair, SYSTEM) as connection:
        for table in (audit_entries, idempotency_keys):
            assert await connection.scalar(select(func.count()).select_from(table)) == 1
        assert await connection.scalar(select(idempotency_keys.c.status)) == 201


async def test_a_key_that_was_written_before_its_answer_is_completed(
    pair: AsyncEngine, eve: Person, coming_in: Pass | None
) -> None:
    """The subject had to go, and the key went before it."""
    key = Key(eve.id, "POST /customers", "k-1")
    opened = transaction(pair, SYSTEM) if coming_in is None else visit(pair, coming_in, at_once=False)
    async with opened as connection:
        await idempotency.stage_claim(connection, key, b"print", MONDAY)
        await stage(connection)
        assert await COUNTING.value(connection, {}) == 2
        assert connection.staged == []
        await idempotency.stage_answer(connection, key, Answer(201, {"etag": "v1"}, b"{}"))
        await connection.conclude()
    async with transaction(pair, SYSTEM) as connection:
        kept = (await connection.execute(select(idempotency_keys))).one()
    body = idempotency.unpacked(kept.body, kept.packed_with)
    assert (kept.status, kept.headers, body, kept.fingerprint) == (201, {"etag": "v1"}, b"{}", b"print")


async def test_nothing_is_written_for_whom_is_not_let_in(
    pair: AsyncEngine, owner: AsyncEngine, eve: Person, presented: Pass
) -> None:
    await change(owner, STALE["renamed"])

    async def write_all() -> None:
        async with visit(pair, presented, at_once=False) as connection:
            await stage(connection)
            await conclude(connection, eve, ABOUT)

    with pytest.raises(StartOver):
        await write_all()
    assert await customer_count(pair) == 0


LOCKS: Final = {
    Rank.KEY: "INSERT INTO idempotency_keys (principal_id, operation, key, fingerprint, created_at)"
    " VALUES ('{eve}', 'POST /customers', 'k-1', '', now())",
    Rank.SUBJECT: "INSERT INTO customers (id, name, created_at, updated_at, version)"
    " VALUES ('{first}', 'Other', now(), now(), 1)",
    Rank.COUNTS: "INSERT INTO counted_clocks (grain, begins, customer_id, service_level, priority, name, numbers)"
    " VALUES ('ever', '0001-01-01', '{counted}', 'standard', 'low', 'response', ARRAY[1])",
    Rank.TRAIL: "INSERT INTO audit_heads (chain, position, hash) VALUES ('{chain}', 1, sha256(''))",
}
"""What whoever comes second waits for, if somebody else has written it and has not ended."""
COUNTED: Final = UUID(int=11)
BY_NO_FIGURES: Final = ""
"""As in a database where nobody has counted yet."""


@pytest.mark.parametrize("held", list(Rank))
async def test_locks_are_taken_in_the_order_of_the_ranks(
    pair: AsyncEngine, owner: AsyncEngine, watcher: AsyncEngine, eve: Person, presented: Pass, held: Rank
) -> None:
    """While it waits for the one that is held, it has those before, and none after."""
    first = UUID(int=9)
    names = {"eve": eve.id, "first": first, "counted": COUNTED, "chain": OF_VENDOR}
    locks = {rank: lock.format_map(names) for rank, lock in LOCKS.items()}

    async def write_all() -> None:
        async with visit(pair, presented, at_once=False) as connection:
            groups = {"first": dairy(first), "second": dairy(SECOND)}
            await connection.stage(Staged(Rank.SUBJECT, ADDING, groups=groups, about=ABOUT))
            key = Key(eve.id, "POST /customers", "k-1")
            await idempotency.stage_claim(connection, key, b"", MONDAY)
            await idempotency.stage_answer(connection, key, Answer(201, {}, b"{}"))
            await audit_appending.stage(connection, act(subject=ABOUT), own_chain=OF_VENDOR, for_customer=False)
            of_all = CountKey(Grain.EVER, date.min, ServiceLevel.STANDARD, Priority.LOW, ClockName.RESPONSE)
            await clock_standings.stage(connection, COUNTED, {BY_NO_FIGURES: {of_all: (1,)}})
            await connection.conclude()

    async with transaction(owner, SYSTEM) as connection:
        await connection.execute(insert(customers).values(dairy(COUNTED)))
    async with transaction(owner, SYSTEM) as holder:
        await holder.execute(text(locks[held]))
        task = asyncio.create_task(write_all())
        await somebody_waits(watcher)
        for rank, lock in locks.items():
            if rank is not held:
                assert await would_wait(watcher, lock) == (rank < held), rank
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def somebody_waits(watcher: AsyncEngine) -> None:
    async with asyncio.timeout(10):
        while True:
            async with transaction(watcher, SYSTEM) as connection:
                waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
                if await connection.scalar(waiting):
                    return


async def would_wait(watcher: AsyncEngine, lock: str) -> bool:
    async with transaction(watcher, SYSTEM) as connection:
        await connection.ask("execute", "SET LOCAL lock_timeout = '200ms'; SAVEPOINT tried")
        try:
            await connection.execute(text(lock))
        except Exception as error:  # noqa: BLE001 - whatever it says, it was not free
            await connection.ask("execute", "ROLLBACK TO tried")
            return getattr(error, "sqlstate", None) == "55P03"
        await connection.ask("execute", "ROLLBACK TO tried")
        return False
