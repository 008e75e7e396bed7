"""Leases of a quota, by several processes at once, over a real database."""

import asyncio
from collections.abc import AsyncGenerator

import pytest
from sqlalchemy import func, select, text

from app.access.limits.quotas import Exhausted, Quota, Quotas, QuotaState
from app.access.store import quotas as windows
from app.access.store.quotas import WINDOW_SECONDS
from app.postgres.engine import AsyncEngine, Connection, create_engine, transaction
from app.postgres.tables import quota_windows
from app.postgres.tenancy import SYSTEM
from tests.windows import not_about_to_end

TEN = Quota("requests", 10)
THOUSAND = Quota("requests", 1_000)


class ClockOfProcess:
    """`monotonic`, which only moves on when a test says so."""

    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> ClockOfProcess:
    return ClockOfProcess()


@pytest.fixture(autouse=True)
async def early_in_a_window(engine: AsyncEngine) -> None:
    """So that the window does not end while a test counts."""
    await not_about_to_end(engine)


async def taken(quotas: Quotas, quota: Quota, times: int, who: str = "somebody") -> int:
    """How many of so many attempts, side by side, were let pass."""
    found = await asyncio.gather(*(quotas.take(quota, who) for _ in range(times)), return_exceptions=True)
    refused = [each for each in found if isinstance(each, Exhausted)]
    assert len(refused) + sum(isinstance(each, QuotaState) for each in found) == times, found
    return times - len(refused)


async def leases(engine: AsyncEngine) -> int:
    async with transaction(engine, SYSTEM) as connection:
        return await connection.scalar(select(func.count()).select_from(quota_windows)) or 0


async def test_as_many_as_the_quota_and_no_more(engine: AsyncEngine) -> None:
    quotas = Quotas(engine)

    assert await taken(quotas, TEN, 25) == 10
    assert await taken(quotas, TEN, 25, "somebody else") == 10


async def test_no_quota_asks_nobody(engine: AsyncEngine) -> None:
    assert await Quotas(engine).take(Quota("requests", 0), "somebody") is None
    assert await leases(engine) == 0


@pytest.mark.parametrize("processes", [2, 3, 7])
async def test_processes_that_are_asked_as_often_get_as_much(engine: AsyncEngine, processes: int) -> None:
    """Together not one more than the quota; and not less, once those that have some left are asked for it."""
    each = [Quotas(engine) for _ in range(processes)]
    counted = [0] * processes
    for number in range(1_500):
        counted[number % processes] += await taken(each[number % processes], THOUSAND, 1)

    assert sum(counted) == 1_000
    assert max(counted) - min(counted) <= 200


async def test_processes_side_by_side_get_the_quota_together(fresh_engine: AsyncEngine) -> None:
    each = [Quotas(fresh_engine) for _ in range(5)]

    assert sum(await asyncio.gather(*(taken(quotas, TEN, 20) for quotas in each))) == 10


async def test_what_a_dead_process_held_is_as_little_as_it_used(engine: AsyncEngine) -> None:
    dead = Quotas(engine)
    assert await taken(dead, THOUSAND, 1) == 1

    assert await taken(Quotas(engine), THOUSAND, 2_000) == 990


async def test_most_requests_cost_no_statement(engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    real = windows.lease

    async def counted(connection: Connection, subject: str, wanted: int, quota: int) -> windows.Lease:
        asked.append(wanted)
        return await real(connection, subject, wanted, quota)

    monkeypatch.setattr(windows, "lease", counted)
    quotas = Quotas(engine)
    for _ in range(1_200):
        await taken(quotas, THOUSAND, 1)

    assert asked == [10, 10, 20, 40, 80, *[100] * 9]


async def test_a_new_window_begins_anew(engine: AsyncEngine, clock: ClockOfProcess) -> None:
    """The database says when; here its row is set back instead of its clock."""
    quotas = Quotas(engine, clock)
    assert await taken(quotas, TEN, 11) == 10
    async with transaction(engine, SYSTEM) as connection:
        await connection.execute(text("UPDATE quota_windows SET number = number - 1"))

    assert await taken(quotas, TEN, 1) == 0
    clock.now += WINDOW_SECONDS
    assert await taken(quotas, TEN, 11) == 10


async def test_a_process_with_another_clock_has_no_window_of_its_own(
    engine: AsyncEngine, clock: ClockOfProcess
) -> None:
    assert await taken(Quotas(engine), TEN, 7) == 7
    clock.now = 9_999_999.0

    assert await taken(Quotas(engine, clock), TEN, 7) == 3


async def test_a_window_that_another_has_begun_goes_on(engine: AsyncEngine) -> None:
    """Who waited for the row while the minute passed comes with the one that is over."""
    assert await taken(Quotas(engine), TEN, 4) == 4
    async with transaction(engine, SYSTEM) as connection:
        await connection.execute(text("UPDATE quota_windows SET number = number + 1"))

    assert await taken(Quotas(engine), TEN, 10) == 6


async def test_what_is_given_back_may_be_taken_again(engine: AsyncEngine) -> None:
    quotas = Quotas(engine)
    standing = await quotas.take(TEN, "somebody")
    assert await taken(quotas, TEN, 20) == 9
    quotas.give_back("somebody", standing)

    assert await taken(quotas, TEN, 20) == 1


async def test_a_standing_counts_down_and_a_refusal_says_when_it_resets(engine: AsyncEngine) -> None:
    quotas = Quotas(engine)
    standings = [await quotas.take(TEN, "somebody") for _ in range(10)]
    assert [standing and standing.left for standing in standings] == list(range(9, -1, -1))

    with pytest.raises(Exhausted) as refusal:
        await quotas.take(TEN, "somebody")
    assert 1 <= refusal.value.retry_after <= WINDOW_SECONDS
    assert (refusal.value.is_first, refusal.value.standing.left) == (True, 0)
    with pytest.raises(Exhausted) as refusal:
        await quotas.take(TEN, "somebody")
    assert not refusal.value.is_first


@pytest.fixture
async def nowhere() -> AsyncGenerator[AsyncEngine]:
    engine = create_engine("postgresql://nobody@127.0.0.1:1/nothing")
    yield engine
    await engine.dispose()


async def test_without_the_database_a_process_counts_for_itself(nowhere: AsyncEngine, clock: ClockOfProcess) -> None:
    quotas = Quotas(nowhere, clock)

    assert await taken(quotas, TEN, 25) == 10
    clock.now += 1.1
    assert await taken(quotas, TEN, 25) == 10


async def test_windows_that_are_over_are_thrown_away(engine: AsyncEngine) -> None:
    await taken(Quotas(engine), TEN, 1, "one")
    async with transaction(engine, SYSTEM) as connection:
        await connection.execute(text("UPDATE quota_windows SET number = number - 1"))
    await taken(Quotas(engine), TEN, 1, "two")

    async with transaction(engine, SYSTEM) as connection:
        assert await windows.forget(connection, 10) == 1
    assert await leases(engine) == 1


async def test_what_a_process_remembers_has_an_end(
    engine: AsyncEngine, clock: ClockOfProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.access.limits.quotas.MOST_HELD", 3)
    quotas = Quotas(engine, clock)
    for number in range(3):
        await quotas.take(TEN, f"{number}")
    clock.now += WINDOW_SECONDS
    await quotas.take(TEN, "another")

    assert len(vars(quotas)["_held"]) == 1
