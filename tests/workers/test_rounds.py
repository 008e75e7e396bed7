"""How often the worker does its jobs."""

import asyncio
from itertools import pairwise

import pytest

from app.workers.rounds import repeat

WORK_SECONDS = 0.02


@pytest.mark.parametrize("rest", [0.0, 3.0])
async def test_between_two_pieces_of_work_it_rests_in_proportion(rest: float) -> None:
    stop, begun, loop = asyncio.Event(), list[float](), asyncio.get_running_loop()

    async def work() -> int:
        begun.append(loop.time())
        await asyncio.sleep(WORK_SECONDS)
        if len(begun) == 4:
            stop.set()
        return 1

    await asyncio.wait_for(repeat(work, 3600.0, stop, rest=rest), 30)

    assert all(later - earlier >= (1 + rest) * WORK_SECONDS for earlier, later in pairwise(begun))


async def test_told_to_stop_it_does_not_rest() -> None:
    stop = asyncio.Event()

    async def work() -> int:
        stop.set()
        return 1

    await asyncio.wait_for(repeat(work, 3600.0, stop, rest=1e9), 10)
