import asyncio

import pytest

from app.access.limits import turns
from app.access.limits.turns import ConcurrencyLimiter, of_ticket
from app.errors import TooManyRequests, Unavailable


def lanes(turns: ConcurrencyLimiter) -> int:
    """What is remembered for callers who are gone would be for good."""
    return len(vars(turns)["_lanes"])


async def test_one_caller_has_so_many_under_way_and_the_others_theirs() -> None:
    each, under_way, most = ConcurrencyLimiter(2), {"a": 0, "b": 0}, {"a": 0, "b": 0}

    async def visit(who: str) -> None:
        async with each.of(who):
            under_way[who] += 1
            most[who] = max(most[who], under_way[who])
            await asyncio.sleep(0)
            under_way[who] -= 1

    await asyncio.gather(*(visit(who) for who in "aaaaaaaab"))

    assert most == {"a": 2, "b": 1}
    assert lanes(each) == 0


async def test_who_waits_for_too_long_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE_SECONDS", 0.01)
    each = ConcurrencyLimiter(1)
    async with each.of("a"):
        with pytest.raises(TooManyRequests) as refusal:
            async with each.of("a"):
                pass
        async with each.of("b"):
            pass

    assert (refusal.value.retry_after, lanes(each)) == (1, 0)


async def test_a_turn_ends_with_a_failure_too() -> None:
    each = ConcurrencyLimiter(1)
    for _ in range(2):
        with pytest.raises(ValueError, match="broke"):
            async with each.of("a"):
                raise ValueError("it broke")


async def test_without_a_limit_nobody_waits() -> None:
    each = ConcurrencyLimiter(0)
    async with each.of("a"), each.of("a"), each.of("a"):
        assert lanes(each) == 0


async def test_whose_ticket_is_held_is_told_that_and_may_do_everything_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE_SECONDS", 0.01)
    changing = ConcurrencyLimiter(1, of_ticket)
    async with changing.of("a ticket"):
        with pytest.raises(Unavailable, match="change this ticket") as refusal:
            async with changing.of("a ticket"):
                pass
        async with changing.of("another ticket"):
            pass
    assert refusal.value.retry_after == 1
