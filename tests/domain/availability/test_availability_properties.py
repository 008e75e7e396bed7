"""Availability (§5.2) against a walk minute by minute and against sets, and what always holds of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import ROUND_FLOOR, Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.domain.availability.availability import Availability
from app.domain.availability.sweep import StretchKind
from tests.domain.availability.availability_oracle import OutageOf, WorkOf, World, achieved, sets, walk
from tests.domain.availability.service_worlds import LONG, MINUTE, PROMISED, asked, minutes, spans, worlds


def counts(seen: Availability) -> dict[str, int]:
    figure = seen.figure
    parts = {"outage": figure.counted, "left_out": figure.left_out, "unmeasured": seen.unmeasured, "up": seen.up}
    return {kind: time // MINUTE for kind, time in parts.items()}


@given(worlds())
def test_the_figures_are_those_of_a_walk_and_of_sets(world: World) -> None:
    seen, _ = asked(world)
    walked = [kind for kind, _ in walk(world)]
    tallied = {kind: walked.count(kind) for kind in ("outage", "left_out", "unmeasured")}
    tallied["up"] = walked.count("up") + walked.count("maintenance")
    assert counts(seen) == tallied == sets(world)
    share = achieved(tallied, len(walked))
    cut = None if share is None else (Decimal(share.numerator * 100) / share.denominator)
    assert seen.figure.achieved_percent == (None if cut is None else cut.quantize(Decimal("0.0001"), ROUND_FLOOR))


@given(worlds())
def test_if_what_waits_were_accepted(world: World) -> None:
    seen, _ = asked(world)
    waits = any(claim.accepted is None for each in world.outages for claim in each.claims)
    assert (seen.if_accepted is not None) == waits
    if seen.if_accepted is not None:
        supposed = sets(replace(world, pending=True))
        assert seen.if_accepted.counted // MINUTE == supposed["outage"]
        assert seen.if_accepted.left_out // MINUTE == supposed["left_out"]
        assert seen.if_accepted.counted <= seen.figure.counted


@given(worlds())
def test_the_parts_always_add_up_to_the_period(world: World) -> None:
    seen, _ = asked(world)
    assert seen.up + seen.figure.counted + seen.figure.left_out + seen.unmeasured == seen.period
    assert seen.period == seen.until - seen.from_at
    down = sorted((*seen.counted, *seen.left_out), key=lambda each: each.from_at)
    assert sum((each.until - each.from_at for each in down), timedelta(0)) == seen.outage
    assert all(one.until <= other.from_at for one, other in pairwise(down))


@given(worlds())
def test_the_timeline_is_the_walk_without_gap_or_overlap(world: World) -> None:
    _, line = asked(world)
    drawn: list[tuple[str, str | None]] = []
    at = line.from_at
    for each in line.stretches:
        assert each.from_at == at
        assert each.from_at < each.until
        told = each.kind.value, None if each.reason is None else each.reason.value
        drawn += [told] * ((each.until - each.from_at) // MINUTE)
        at = each.until
    assert at == line.until
    assert drawn == list(walk(world))
    outages_in_a_row = (StretchKind.OUTAGE, StretchKind.OUTAGE)
    assert all((one.kind, other.kind) != outages_in_a_row for one, other in pairwise(line.stretches))


@given(worlds(), st.lists(spans, min_size=1, max_size=3))
def test_one_more_outage_never_makes_it_more_available(world: World, more: Sequence[tuple[int, int]]) -> None:
    seen, _ = asked(world)
    worse, _ = asked(replace(world, outages=(*world.outages, *(OutageOf(*each) for each in more))))
    assert worse.outage >= seen.outage
    assert worse.figure.counted >= seen.figure.counted
    if worse.figure.achieved_percent is not None and seen.figure.achieved_percent is not None:
        assert worse.figure.achieved_percent <= seen.figure.achieved_percent
    assert (seen.figure.attained, worse.figure.attained) != (False, True)


@given(worlds(), minutes)
def test_what_is_announced_too_late_changes_nothing(world: World, at: int) -> None:
    seen, _ = asked(world)
    late = WorkOf(((at, at + 20, at + 1), (at + 20, at + 25, at + 20)), begun=at, over=at + 25)
    again, _ = asked(replace(world, works=(*world.works, late)))
    assert again.figure == seen.figure


@given(worlds(), st.integers(0, LONG))
def test_the_verdict_once_lost_stays_lost_as_time_goes_on(world: World, later: int) -> None:
    ended = replace(world, outages=tuple(each for each in world.outages if each.until is not None), works=())
    before, _ = asked(ended)
    after, _ = asked(replace(ended, now=ended.now + later))
    if before.figure.attained is False and before.figure.left_out == after.figure.left_out:
        assert after.figure.attained is False


@given(worlds())
def test_allowed_less_counted_says_whether_it_is_attained(world: World) -> None:
    seen, _ = asked(world)
    figure = seen.figure
    assert figure.allowed is not None
    assert figure.remaining is not None
    assert figure.remaining == figure.allowed - figure.counted
    basis = seen.ends_at - seen.from_at - figure.left_out
    assert (100 * figure.counted > int(100 - PROMISED.percent) * basis) == (figure.attained is False)
    over = seen.until == seen.ends_at and seen.period > timedelta(0)
    assert figure.attained is (False if figure.remaining < timedelta(0) else True if over else None)
