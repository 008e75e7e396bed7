"""How often the worker does its jobs."""

import asyncio
from itertools import pairwise

import pytest

from app.errors import Unavailable
from app.workers import rounds
from app.workers.rounds import Job, Trouble, repeat

WORK_SECONDS = 0.02


@pytest.mark.parametrize("rest", [0.0, 3.0])
async def test_between_two_pieces_of_work_it_rests_in_proportion(rest: float) -> None:
    stop, begun, loop = asyncio.Event(), list[float](), asyncio.get_running_loop()

    async def uow() -> int:
        begun.append(loop.time())
        await asyncio.sleep(WORK_SECONDS)
        if len(begun) == 4:
            stop.set()
        return 1

    await asyncio.wait_for(repeat(uow, 3600.0, stop, rest=rest), 30)

    assert all(later - earlier >= (1 + rest) * WORK_SECONDS for earlier, later in pairwise(begun))


@pytest.mark.parametrize(
    ("full", "done", "goes_on"), [(20, 20, True), (20, 19, False), (20, 0, False), (None, 20, False)]
)
async def test_only_after_a_full_round_it_goes_on_at_once(full: int | None, done: int, *, goes_on: bool) -> None:
    stop, begun = asyncio.Event(), list[int]()

    async def uow() -> int:
        begun.append(done)
        if len(begun) == 2:
            stop.set()
        return done

    going = asyncio.create_task(repeat(uow, 3600.0, stop, full=full))
    await asyncio.wait([going], timeout=0.2)
    stop.set()
    await going

    assert len(begun) == (2 if goes_on else 1)


async def test_told_to_stop_it_does_not_rest() -> None:
    stop = asyncio.Event()

    async def uow() -> int:
        stop.set()
        return 1

    await asyncio.wait_for(repeat(uow, 3600.0, stop, rest=1e9), 10)


async def test_an_outage_is_one_line_however_many_jobs_try_however_often(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "LONGEST_BACKOFF_SECONDS", 0.001)
    stop, trouble, left = asyncio.Event(), Trouble(), {"a": 20, "b": 20}

    def job(name: str) -> Job:
        async def uow() -> int:
            left[name] -= 1
            if left[name] > 0:
                raise Unavailable("The service cannot use its database at the moment.")
            await asyncio.sleep(0.05)
            stop.set()
            return 0

        return uow

    await asyncio.gather(*(repeat(job(name), 60.0, stop, trouble=trouble) for name in left))

    said = [record.getMessage() for record in caplog.records]
    assert len(said) == 2
    assert "cannot use its database" in said[0]
    assert "works again" in said[1]
    assert "Traceback" not in caplog.text


async def test_a_mistake_of_ours_shows_where_it_was_made_and_once(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also while another job does its work."""
    monkeypatch.setattr(rounds, "LONGEST_BACKOFF_SECONDS", 0.001)
    stop, tries = asyncio.Event(), 0

    async def uow() -> int:
        nonlocal tries
        tries += 1
        if tries > 9:
            stop.set()
        raise KeyError("oops")

    async def other() -> int:
        return 0

    trouble = Trouble()
    await asyncio.gather(repeat(uow, 60.0, stop, trouble=trouble), repeat(other, 0.001, stop, trouble=trouble))

    assert len(caplog.records) == 1
    assert caplog.text.count("Traceback") == 1
