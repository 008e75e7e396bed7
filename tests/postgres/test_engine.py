import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress

import pytest
from asyncpg import PostgresError
from sqlalchemy import Integer, bindparam, text

from app.errors import Conflict, ServiceError, Unavailable
from app.postgres import engine as engines
from app.postgres.connection import Connection
from app.postgres.engine import AsyncEngine, attempt, create_engine, retrying, settle, transaction
from app.postgres.statements import Statement
from app.postgres.tenancy import SYSTEM
from app.postgres.urls import DatabaseUrls


@pytest.fixture
async def owned(fresh_database: DatabaseUrls) -> AsyncGenerator[AsyncEngine]:
    """With two counters that stand at 0."""
    engine = create_engine(fresh_database.owner, pool_size=3)
    await execute(engine, "CREATE TABLE counters (id int PRIMARY KEY, value int NOT NULL)")
    await execute(engine, "INSERT INTO counters VALUES (1, 0), (2, 0)")
    yield engine
    await engine.dispose()


@pytest.fixture
async def single(fresh_database: DatabaseUrls, owned: AsyncEngine) -> AsyncGenerator[AsyncEngine]:
    """The same database through a pool of one."""
    engine = create_engine(fresh_database.owner, pool_size=1)
    yield engine
    await engine.dispose()


async def execute(engine: AsyncEngine, statement: str) -> object:
    async with transaction(engine, SYSTEM) as connection:
        return await connection.scalar(text(statement))


async def add(connection: Connection, counter: int) -> None:
    await connection.execute(text("UPDATE counters SET value = value + 1 WHERE id = :id"), {"id": counter})


async def test_a_transaction_keeps_everything_or_nothing(owned: AsyncEngine) -> None:
    async with transaction(owned, SYSTEM) as connection:
        await add(connection, 1)

    async def add_and_fail(refusal: Exception) -> None:
        async with transaction(owned, SYSTEM) as connection:
            await add(connection, 1)
            raise refusal

    for refusal in (Conflict("Not now."), ZeroDivisionError()):
        with pytest.raises(type(refusal)):
            await add_and_fail(refusal)
    assert await execute(owned, "SELECT value FROM counters WHERE id = 1") == 1


async def test_what_went_on_after_a_failed_statement_is_not_taken_for_kept(owned: AsyncEngine) -> None:
    async def add_and_ignore() -> None:
        async with transaction(owned, SYSTEM) as connection:
            await add(connection, 1)
            with suppress(PostgresError):
                await connection.execute(text("SELECT 1 / 0"))

    with pytest.raises(RuntimeError, match="went on"):
        await add_and_ignore()
    assert await execute(owned, "SELECT value FROM counters WHERE id = 1") == 0


async def test_the_server_bounds_what_a_request_may_take(single: AsyncEngine) -> None:
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "application_name", "timezone")
    shown = [await execute(single, f"SHOW {name}") for name in names]
    assert shown == ["10s", "2s", "15s", "duetime", "UTC"]


async def test_a_pool_that_is_used_up_is_a_reason_to_try_again(
    fresh_database: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "TIMEOUT_SECONDS", 0.05)
    engine = create_engine(fresh_database.app, pool_size=1)
    async with transaction(engine, SYSTEM):
        with pytest.raises(Unavailable):
            await execute(engine, "SELECT 1")
    assert await execute(engine, "SELECT 1") == 1
    await engine.dispose()


async def test_a_backend_that_died_idle_goes_unnoticed(single: AsyncEngine, owned: AsyncEngine) -> None:
    backend = await execute(single, "SELECT pg_backend_pid()")
    await execute(owned, f"SELECT pg_terminate_backend({backend}, 5000)")
    assert await execute(single, "SELECT pg_backend_pid()") != backend


async def test_a_backend_that_died_in_a_transaction_costs_that_one_only(
    single: AsyncEngine, owned: AsyncEngine
) -> None:
    async def add_and_die() -> None:
        async with transaction(single, SYSTEM) as connection:
            await add(connection, 1)
            backend = await connection.scalar(text("SELECT pg_backend_pid()"))
            await execute(owned, f"SELECT pg_terminate_backend({backend}, 5000)")
            await add(connection, 1)

    with pytest.raises(Unavailable):
        await add_and_die()
    assert await execute(single, "SELECT value FROM counters WHERE id = 1") == 0


async def test_the_pool_leaves_a_server_that_has_become_read_only(single: AsyncEngine) -> None:
    await execute(single, "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
    with pytest.raises(Unavailable):
        await execute(single, "UPDATE counters SET value = 1")
    await execute(single, "UPDATE counters SET value = 2")


async def test_two_that_block_each_other_both_succeed(owned: AsyncEngine) -> None:
    both_hold_one = asyncio.Barrier(2)
    attempts: list[int] = []

    async def move(first: int, second: int) -> None:
        async def uow(connection: Connection) -> None:
            attempts.append(first)
            await add(connection, first)
            if attempts.count(first) == 1:
                await both_hold_one.wait()
            await add(connection, second)

        await retrying(owned, SYSTEM, uow)

    await asyncio.gather(move(1, 2), move(2, 1))
    assert len(attempts) > 2
    assert await execute(owned, "SELECT array_agg(value) FROM counters") == [2, 2]


async def test_two_that_read_what_the_other_writes_both_succeed(
    owned: AsyncEngine, fresh_database: DatabaseUrls
) -> None:
    serializable = create_engine(fresh_database.owner, default_transaction_isolation="serializable")
    both_have_read = asyncio.Barrier(2)
    attempts: list[int] = []

    async def copy_sum_to(counter: int) -> None:
        async def uow(connection: Connection) -> None:
            attempts.append(counter)
            await connection.scalar(text("SELECT sum(value) FROM counters"))
            if attempts.count(counter) == 1:
                await both_have_read.wait()
            await add(connection, counter)

        await retrying(serializable, SYSTEM, uow)

    await asyncio.gather(copy_sum_to(1), copy_sum_to(2))
    await serializable.dispose()
    assert len(attempts) > 2
    assert await execute(owned, "SELECT array_agg(value) FROM counters") == [1, 1]


FAILS = "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{}'; END $$"


@pytest.mark.parametrize(
    ("state", "kind", "attempts"), [("40001", Unavailable, 3), ("40P01", Unavailable, 3), ("23505", Conflict, 1)]
)
async def test_only_what_may_succeed_is_tried_again(
    owned: AsyncEngine, state: str, kind: type[ServiceError], attempts: int
) -> None:
    tried = 0

    async def uow(connection: Connection) -> None:
        nonlocal tried
        tried += 1
        await connection.execute(text(FAILS.format(state)))

    with pytest.raises(kind):
        await retrying(owned, SYSTEM, uow)
    assert tried == attempts


async def test_a_table_may_change_under_a_prepared_statement(owned: AsyncEngine, single: AsyncEngine) -> None:
    async def read(connection: Connection) -> int:
        return len((await connection.execute(text("SELECT * FROM counters WHERE id = 1"))).one())

    assert await retrying(single, SYSTEM, read) == 2
    await execute(owned, "ALTER TABLE counters ADD COLUMN note text")
    assert await retrying(single, SYSTEM, read) == 3


async def test_a_table_may_change_under_a_statement_compiled_once(owned: AsyncEngine, single: AsyncEngine) -> None:
    counters = Statement(
        lambda: text("SELECT * FROM counters WHERE id = :id").bindparams(bindparam("id", type_=Integer))
    )

    async def read(connection: Connection) -> int:
        row = await counters.one(connection, {"id": 1})
        return 0 if row is None else len(row)

    assert await retrying(single, SYSTEM, read) == 2
    await execute(owned, "ALTER TABLE counters ADD COLUMN note text")
    assert await retrying(single, SYSTEM, read) == 3


async def test_what_fails_in_an_attempt_is_undone_and_the_transaction_goes_on(owned: AsyncEngine) -> None:
    async with transaction(owned, SYSTEM) as connection:
        await connection.execute(text("UPDATE counters SET value = 1 WHERE id = 1"))
        with pytest.raises(Conflict):
            await in_vain(connection)
        async with attempt(connection):
            await connection.execute(text("UPDATE counters SET value = 3 WHERE id = 2"))
    assert await execute(owned, "SELECT array_agg(value ORDER BY id) FROM counters") == [1, 3]


async def in_vain(connection: Connection) -> None:
    async with attempt(connection):
        await connection.execute(text("UPDATE counters SET value = 2 WHERE id = 1"))
        await connection.execute(text("INSERT INTO counters VALUES (1, 0)"))


async def test_what_was_committed_in_haste_is_on_disk_once_it_is_settled(fresh_database: DatabaseUrls) -> None:
    engine = create_engine(fresh_database.owner, pool_size=1, synchronous_commit="off")
    await execute(engine, "CREATE TABLE hasty AS SELECT generate_series(1, 1000) AS number")
    written = await execute(engine, "SELECT pg_current_wal_insert_lsn()::text")
    await settle(engine)
    assert await execute(engine, f"SELECT pg_current_wal_flush_lsn() >= '{written}'::pg_lsn") is True
    await engine.dispose()
