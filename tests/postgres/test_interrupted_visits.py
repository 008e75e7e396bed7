"""A visit that is interrupted, breaks or takes too long, and the pool after it."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, Final

import pytest
from sqlalchemy import text

from app.errors import Conflict, NotFound, StartOver, Unavailable
from app.postgres.connection import Connection
from app.postgres.engine import AsyncEngine, create_engine, transaction, visit
from app.postgres.errors import translated
from app.postgres.tenancy import SYSTEM, Pass
from app.postgres.urls import DatabaseUrls
from tests.postgres.visitors import (
    SIZE,
    SLEEPING,
    STALE,
    WAYS,
    Way,
    ask,
    assert_whole,
    change,
    customer_count,
    nothing,
    refuse,
    visited,
    write,
)


@pytest.mark.parametrize(("meanwhile", "kind"), [("SELECT 1", Unavailable), (STALE["renamed"], StartOver)])
async def test_a_question_that_takes_too_long(
    fresh_database: DatabaseUrls, pair: AsyncEngine, presented: Pass, meanwhile: str, kind: type[Exception]
) -> None:
    hasty = create_engine(fresh_database.app, pool_size=SIZE, statement_timeout="100ms")
    await change(pair, meanwhile)
    with pytest.raises(kind):
        await visited(hasty, presented, sleep)
    await assert_whole(hasty, SIZE)
    await hasty.dispose()


async def sleep(connection: Connection) -> object:
    return await SLEEPING.one(connection, {})


async def sleep_in_a_transaction(connection: Connection) -> None:
    await write(connection)
    await sleep(connection)


async def test_a_server_that_no_longer_answers_is_asked_once(
    fresh_database: DatabaseUrls, owner: AsyncEngine, presented: Pass
) -> None:
    """Not whether the pass holds as well: that would take as long again."""
    deaf = create_engine(fresh_database.app, pool_size=SIZE, command_timeout=0.3, lock_timeout="0")
    async with transaction(owner, SYSTEM) as holder:
        await holder.execute(text("LOCK TABLE api_keys"))
        for way in (ask, write, ask_and_translate):
            with pytest.raises(Unavailable):
                await visited(deaf, presented, way)
    await assert_whole(deaf, SIZE)
    await deaf.dispose()


async def ask_and_translate(connection: Connection) -> None:
    with translated():
        await ask(connection)


OTHERS: Final = (
    "FROM pg_stat_activity WHERE usename = current_user AND datname = current_database() AND pid <> pg_backend_pid()"
)


async def interrupted(task: "asyncio.Task[Any]", watcher: AsyncEngine, waiting_for: str) -> None:
    """Once PostgreSQL says that it waits."""
    async with asyncio.timeout(20), transaction(watcher, SYSTEM) as connection:
        while not await connection.scalar(text(f"SELECT count(*) {OTHERS} AND wait_event_type = '{waiting_for}'")):
            await connection.execute(text("SELECT pg_stat_clear_snapshot()"))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.parametrize("way", [sleep, sleep_in_a_transaction])
async def test_a_visit_may_be_interrupted(pair: AsyncEngine, watcher: AsyncEngine, presented: Pass, way: Way) -> None:
    for _ in range(SIZE + 1):
        await interrupted(asyncio.create_task(visited(pair, presented, way)), watcher, "Timeout")
    assert await customer_count(pair) == 0


@pytest.mark.parametrize("ways", [(write, refuse), (ask, write), (refuse,), (nothing,)])
async def test_a_visit_may_be_interrupted_at_any_step(
    pair: AsyncEngine, presented: Pass, ways: tuple[Way, ...]
) -> None:
    """Also while it begins, rolls back or commits: each time a few steps of the loop later, until it is over."""
    steps, is_over = 0, False
    while not is_over:
        await visited(pair, presented, ask)  # so that the next one need not dial
        task = asyncio.create_task(visited(pair, presented, *ways))
        for _ in range(steps):
            await asyncio.sleep(0)
        is_over, steps = task.done(), steps + 1 + steps // 40
        task.cancel()
        with suppress(asyncio.CancelledError, NotFound):
            await task


async def test_a_visit_may_be_interrupted_while_it_is_asked_whether_it_holds(
    pair: AsyncEngine, owner: AsyncEngine, watcher: AsyncEngine, presented: Pass
) -> None:
    async with transaction(owner, SYSTEM) as holder:
        await holder.execute(text("LOCK TABLE api_keys"))
        for way in (refuse, nothing, ask, write):
            task = asyncio.create_task(visited(pair, presented, way))
            await interrupted(task, watcher, "Lock")
    assert await customer_count(pair) == 0


async def hang_up_on_others(url: str) -> None:
    engine = create_engine(url, pool_size=1)
    await change(engine, f"SELECT pg_terminate_backend(pid, 5000) {OTHERS}")
    await engine.dispose()


@pytest.mark.parametrize("way", WAYS)
async def test_a_connection_that_broke_while_nobody_looked(
    fresh_database: DatabaseUrls, pair: AsyncEngine, presented: Pass, way: Way
) -> None:
    await assert_whole(pair, SIZE)
    with ThreadPoolExecutor() as elsewhere:  # so that this loop cannot notice before it asks
        elsewhere.submit(asyncio.run, hang_up_on_others(fresh_database.app)).result()

    with pytest.raises(StartOver):
        await visited(pair, presented, way)
    assert (await visited(pair, presented, ask))[0]["scope"] == "vendor"


@pytest.mark.parametrize("steps", range(5))
async def test_a_connection_whose_end_is_half_told(fresh_database: DatabaseUrls, pair: AsyncEngine, steps: int) -> None:
    """PostgreSQL says why it hangs up, and then does: in between, the driver takes itself to be at work."""
    await assert_whole(pair, SIZE)
    with ThreadPoolExecutor() as elsewhere:
        elsewhere.submit(asyncio.run, hang_up_on_others(fresh_database.app)).result()
    for _ in range(steps):
        await asyncio.sleep(0)

    assert await customer_count(pair) == 0


async def test_a_pool_that_is_used_up_refuses_a_visit_as_it_does_a_transaction(
    pair: AsyncEngine, presented: Pass
) -> None:
    async with visit(pair, presented, at_once=False), visit(pair, presented, at_once=True):
        with pytest.raises(Unavailable):
            await visited(pair, presented, ask)


async def test_a_commit_that_is_refused_is_no_reason_to_start_over(
    pair: AsyncEngine, owner: AsyncEngine, presented: Pass
) -> None:
    await change(
        owner,
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = 'unique_violation'; END $$",
        "CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON customers DEFERRABLE INITIALLY DEFERRED"
        " FOR EACH ROW EXECUTE FUNCTION refuse()",
    )
    with pytest.raises(Conflict):
        await visited(pair, presented, write)
