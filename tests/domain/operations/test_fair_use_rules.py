"""Fair use (§5.6.1): against the mean of the others, and what is done about it in the document's order."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.agreement.service_terms import FairUseResponse
from app.domain.operations.fair_use import (
    MonthlyTraffic,
    TrafficFigure,
    TrafficJudgement,
    check_step,
    flag_news,
    judge_traffic,
)
from app.domain.operations.instance_facts import TrafficFlagged, TrafficFlagWithdrawn
from app.domain.vocabulary import ServiceLevel
from app.errors import Conflict
from tests.domain.operations.instance_histories import SERVICES

THRESHOLD = SERVICES.fair_use_threshold
MONTH = date(2026, 11, 1)
MONITOR, FILTER, DISCUSS, NORMALISE, BLOCK, CHARGE = FairUseResponse


def traffic(*amounts: int, level: ServiceLevel = ServiceLevel.EXTENDED, product: str = "idu") -> list[MonthlyTraffic]:
    return [MonthlyTraffic(UUID(int=n), level, product, amount) for n, amount in enumerate(amounts, start=1)]


def judged(*amounts: int) -> Sequence[TrafficFigure]:
    return judge_traffic(traffic(*amounts), THRESHOLD)


def test_one_of_five_far_above_the_mean_of_the_others_is_flagged() -> None:
    """Against the mean of all, 14.2, it would be 2.2 times: hidden in it."""
    heaviest, *others = judged(10, 10, 10, 10, 31)
    assert (heaviest.traffic.byte_count, heaviest.times_the_mean, heaviest.mean_of_others) == (31, 3.1, 10)
    assert heaviest.judgement is TrafficJudgement.FLAGGED
    assert {figure.judgement for figure in others} == {TrafficJudgement.USUAL}


def test_three_times_is_enough_and_a_byte_less_is_not() -> None:
    assert judged(10, 10, 10, 10, 30)[0].judgement is TrafficJudgement.FLAGGED
    assert judged(10, 10, 10, 10, 29)[0].judgement is TrafficJudgement.USUAL
    assert judged(10, 10, 10, 11, 30)[0].judgement is TrafficJudgement.USUAL


def test_among_four_there_is_no_judgement() -> None:
    for figure in judged(10, 10, 10, 310):
        assert (figure.judgement, figure.mean_of_others, figure.comparable) == (TrafficJudgement.NONE, None, 4)


def test_other_levels_and_products_are_not_comparable() -> None:
    mixed = [*traffic(10, 10, 10), *traffic(10, 10, level=ServiceLevel.STANDARD), *traffic(10, 310, product="orb")]
    assert {figure.judgement for figure in judge_traffic(mixed, THRESHOLD)} == {TrafficJudgement.NONE}


def test_who_takes_anything_where_nobody_else_does_is_flagged() -> None:
    heaviest, *_ = judged(0, 0, 0, 0, 1)
    assert (heaviest.judgement, heaviest.times_the_mean, heaviest.mean_of_others) == (TrafficJudgement.FLAGGED, None, 0)
    assert {figure.judgement for figure in judged(0, 0, 0, 0, 0)} == {TrafficJudgement.USUAL}


def test_a_customer_has_one_figure_for_a_product() -> None:
    with pytest.raises(ValueError, match="two figures"):
        judge_traffic([*traffic(1), *traffic(2)], THRESHOLD)


@given(st.lists(st.integers(0, 1000), min_size=5, max_size=12))
def test_flagged_is_who_is_three_times_the_mean_of_the_others(amounts: list[int]) -> None:
    for figure in judged(*amounts):
        place = figure.traffic.customer_id.int - 1
        others = amounts[:place] + amounts[place + 1 :]
        is_much = 0 < amounts[place] >= 3 * sum(others) / len(others)
        assert (figure.judgement is TrafficJudgement.FLAGGED) is is_much


def test_whoever_is_measured_last_the_heavy_one_is_flagged() -> None:
    flag = TrafficFlagged(month=MONTH, byte_count=31, mean_of_others=10, comparable=5)
    whose, after = (UUID(int=1), "idu"), judged(31, 10, 10, 10, 10)
    assert flag_news([], after, MONTH) == {whose: flag}
    assert flag_news([whose], after, MONTH) == {}
    heavier = judged(31, 10, 10, 10, 10, 100)
    assert flag_news([whose], heavier, MONTH)[whose] == TrafficFlagWithdrawn(month=MONTH)
    assert flag_news([whose], heavier, MONTH).keys() == {whose, (UUID(int=6), "idu")}


@given(st.lists(st.integers(0, 1000), min_size=5, max_size=9), st.randoms(use_true_random=False))
def test_what_is_said_of_a_month_is_the_same_in_any_order(amounts: list[int], chance: Random) -> None:
    """However often somebody is measured on the way."""
    told, known = set[tuple[UUID, str]](), dict[UUID, MonthlyTraffic]()
    final = traffic(*amounts)
    early = [replace(each, byte_count=chance.randint(0, 1000)) for each in final]
    for each in [*chance.sample(early, len(early)), *chance.sample(final, len(final))]:
        known[each.customer_id] = each
        news = flag_news(told, judge_traffic(known.values(), THRESHOLD), MONTH)
        told |= {whose for whose, fact in news.items() if isinstance(fact, TrafficFlagged)}
        told -= {whose for whose, fact in news.items() if isinstance(fact, TrafficFlagWithdrawn)}
    heavy = [each for each in judged(*amounts) if each.judgement is TrafficJudgement.FLAGGED]
    assert told == {(each.traffic.customer_id, "idu") for each in heavy}


@pytest.mark.parametrize(
    ("taken", "step"),
    [
        ([], MONITOR),
        ([], FILTER),
        ([MONITOR], DISCUSS),
        ([MONITOR, FILTER, DISCUSS], NORMALISE),
        ([MONITOR, DISCUSS, DISCUSS, NORMALISE], BLOCK),
        ([MONITOR, DISCUSS, NORMALISE], CHARGE),
        ([MONITOR, DISCUSS, NORMALISE, BLOCK], FILTER),
        ([MONITOR, DISCUSS, NORMALISE, BLOCK], BLOCK),
        ([MONITOR, DISCUSS, NORMALISE, BLOCK, MONITOR, DISCUSS, NORMALISE], CHARGE),
    ],
)
def test_in_order(taken: list[FairUseResponse], step: FairUseResponse) -> None:
    check_step(taken, step)


@pytest.mark.parametrize(
    ("taken", "step"),
    [
        ([], DISCUSS),
        ([MONITOR], BLOCK),
        ([MONITOR], CHARGE),
        ([MONITOR], NORMALISE),
        ([MONITOR, FILTER], BLOCK),
        ([MONITOR, DISCUSS], BLOCK),
        ([MONITOR, DISCUSS], CHARGE),
        ([MONITOR, DISCUSS, NORMALISE, BLOCK], CHARGE),
        ([MONITOR, DISCUSS, NORMALISE, MONITOR], BLOCK),
    ],
)
def test_out_of_order(taken: list[FairUseResponse], step: FairUseResponse) -> None:
    with pytest.raises(Conflict) as refused:
        check_step(taken, step)
    assert refused.value.section == "5.6.1"
