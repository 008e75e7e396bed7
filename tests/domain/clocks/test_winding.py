"""Many stopwatches wound together come to what each of them comes to alone, to the microsecond."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.clock import Instant
from app.domain.agreement.agreement import hours
from app.domain.clocks.clock_readings import state_at
from app.domain.clocks.clocks import Clock, compute_clock
from app.domain.clocks.promises import Promise
from app.domain.clocks.winding import STATES, Pauses, Wound, states, wind_all
from app.domain.tickets.stopwatch import Stopwatch
from app.domain.vocabulary import ClockName, ServiceLevel
from app.sla.agreement import AGREEMENT
from tests.domain.clocks.stopwatches import instants, known, side_by_side, watches
from tests.domain.tickets.random_histories import moments
from tests.searches import examples

budgets = st.lists(st.none() | st.integers(0, 2400), min_size=1, max_size=3)
"""Minutes, so few that many a pause begins after they have passed."""


def laid_out(clocks: Sequence[Clock]) -> list[list[Any]]:
    """What `columns` makes of the ones that were wound together."""
    return [
        [each.due_at for each in clocks],
        [each.at_risk_at for each in clocks],
        [each.breach_at for each in clocks],
        *map(list, zip(*([due.due_at for due in each.commitments] for each in clocks), strict=True)),
        [each.consumed for each in clocks],
        [each.paused for each in clocks],
    ]


def columns(wound: Wound) -> list[list[Any]]:
    told = map(known, (wound.due_at, wound.at_risk_at, wound.breach_at, *wound.commitments))
    return [*told, wound.consumed.tolist(), wound.paused.tolist()]


@settings(deadline=None, max_examples=examples(200))
@given(st.lists(watches(), min_size=1, max_size=6), budgets, st.sampled_from(ServiceLevel), moments)
def test_together_they_come_to_what_each_comes_to(
    several: list[Stopwatch], minutes: list[int | None], level: ServiceLevel, now: Instant
) -> None:
    promised = tuple(
        Promise("1", None, None) if each is None else Promise("1", hours(each / 60), timedelta(minutes=each))
        for each in minutes
    )
    calendar = AGREEMENT.levels[level].calendar
    alone = [compute_clock(ClockName.RESOLUTION, watch, promised, calendar) for watch in several]

    wound = wind_all(side_by_side(several), promised, calendar)

    plain = np.flatnonzero(~wound.used_up)
    together = [[column[place] for place in plain] for column in columns(wound)]
    assert together == [[column[place] for place in plain] for column in laid_out(alone)]
    best_effort = alone[0].budget is None
    told = states(wound, side_by_side(several), best_effort=best_effort, now=instants([now])[0])
    assert [STATES[told[place]] for place in plain] == [state_at(alone[place], now) for place in plain]


def test_of_some_only_their_own_pauses_count() -> None:
    at = np.arange(4).astype("M8[us]")
    pauses = Pauses(np.array([0, 2, 2, 3]), np.array([1, 1, 2, 1]), at, at)
    kept = pauses.among(np.array([3, 2]), 4)
    assert (kept.of.tolist(), kept.number.tolist()) == ([1, 1, 0], [1, 2, 1])
    assert kept.from_at.tolist() == at[1:].tolist()
