"""A batch answers what the calendar answers one by one."""

from collections.abc import Callable
from datetime import UTC, timedelta
from itertools import combinations, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.business_time import batch
from app.business_time.calendar import Calendar
from app.business_time.hours import OpeningWindow, WeeklyHours
from app.business_time.limits import FIRST, LAST, OutOfRange
from app.clock import Instant
from tests.business_time.amsterdam import ROUND_THE_CLOCK, STD, local
from tests.business_time.calendars import calendars_and_moments
from tests.searches import examples

HOUR = np.timedelta64(3600 * 10**6, "us")
MICROSECOND = timedelta(microseconds=1)


def instants(*moments: Instant) -> batch.Instants:
    return np.array([moment.replace(tzinfo=None) for moment in moments], "M8[us]")


def durations(*spans: timedelta) -> batch.Durations:
    return np.array(spans, "m8[us]")


def moments(answers: batch.Instants) -> list[Any]:
    return [answer.replace(tzinfo=UTC) for answer in answers.tolist()]


@settings(max_examples=examples(25), deadline=None)
@given(
    calendars_and_moments(),
    st.lists(st.timedeltas(timedelta(days=-9), timedelta(days=99)), min_size=1, max_size=20),
    st.lists(st.fractions(0, 1), min_size=20, max_size=20),
)
def test_due_and_open_time_are_those_of_the_calendar(
    case: tuple[Calendar, Instant], shifts: list[timedelta], shares: list[float]
) -> None:
    calendar, at = case
    starts = [Instant(at + shift) for shift in shifts]
    whole = calendar.open_time(at, Instant(at + timedelta(days=200)))
    budgets = [whole * float(share) for share, _ in zip(shares, shifts, strict=False)]
    due = batch.due_times(calendar, instants(*starts), durations(*budgets))
    assert moments(due) == [calendar.due(start, budget) for start, budget in zip(starts, budgets, strict=True)]
    ends = [Instant(max(start, end)) for start, end in zip(starts, reversed(starts), strict=True)]
    passed = batch.open_times(calendar, instants(*starts), instants(*ends))
    assert passed.tolist() == [calendar.open_time(start, end) for start, end in zip(starts, ends, strict=True)]


def test_at_the_edges_of_openings() -> None:
    edges = [local(f"2026-02-09 {hour}:00") for hour in (10, 16)] + [local("2026-02-10 10:00")]
    near = [Instant(edge + n * MICROSECOND) for edge in edges for n in (-1, 0, 1)]
    budgets = [timedelta(hours=6) + n * MICROSECOND for n in (-1, 0, 1)] + [MICROSECOND]
    cases = list(product(near, budgets))
    due = batch.due_times(STD, instants(*(start for start, _ in cases)), durations(*(budget for _, budget in cases)))
    assert moments(due) == [STD.due(start, budget) for start, budget in cases]
    pairs = list(combinations(near, 2))
    passed = batch.open_times(STD, instants(*(start for start, _ in pairs)), instants(*(end for _, end in pairs)))
    assert passed.tolist() == [STD.open_time(start, end) for start, end in pairs]


def test_openings_too_crowded_for_hops_are_searched_for() -> None:
    minutes = [OpeningWindow(timedelta(minutes=n), timedelta(minutes=n, seconds=1)) for n in range(600, 660)]
    calendar = Calendar(hours=WeeklyHours.of({0: minutes}), zone=STD.zone)
    start, budgets = local("2026-02-09 09:00"), [timedelta(seconds=n, microseconds=1) for n in range(200)]
    due = batch.due_times(calendar, instants(*[start] * 200), durations(*budgets))
    assert moments(due) == [calendar.due(start, budget) for budget in budgets]


def test_one_budget_serves_all_and_more_than_a_chunk_is_no_matter() -> None:
    starts = np.datetime64("2026-02-06T14:00", "us") + np.arange(batch.CHUNK + 7) * HOUR
    due = batch.due_times(STD, starts, np.array(2 * HOUR))
    for n in (0, batch.CHUNK - 1, batch.CHUNK, batch.CHUNK + 6):
        start = Instant(starts[n].item().replace(tzinfo=UTC))
        assert moments(due[n : n + 1]) == [STD.due(start, timedelta(hours=2))]


def test_an_empty_batch_has_no_answers() -> None:
    nothing = instants()
    assert batch.due_times(STD, nothing, durations()).tolist() == []
    assert batch.open_times(STD, nothing, nothing).tolist() == []


def test_the_ends_of_the_range() -> None:
    due = batch.due_times(
        ROUND_THE_CLOCK, instants(FIRST, LAST, FIRST), durations(LAST - FIRST, 0 * MICROSECOND, MICROSECOND)
    )
    assert moments(due) == [LAST, LAST, FIRST + MICROSECOND]
    assert batch.open_times(ROUND_THE_CLOCK, instants(FIRST), instants(LAST)).tolist() == [LAST - FIRST]
    assert batch.open_times(STD, instants(FIRST), instants(LAST)).tolist() == [STD.open_time(FIRST, LAST)]


@pytest.mark.parametrize(
    ("ask", "error", "complaint"),
    [
        (
            lambda: batch.due_times(STD, instants(Instant(FIRST - MICROSECOND)), durations(MICROSECOND)),
            OutOfRange,
            "instant",
        ),
        (
            lambda: batch.due_times(STD, instants(Instant(LAST + MICROSECOND)), durations(MICROSECOND)),
            OutOfRange,
            "instant",
        ),
        (lambda: batch.due_times(STD, np.array(["NaT"], "M8[us]"), durations(MICROSECOND)), OutOfRange, "instant"),
        (lambda: batch.due_times(STD, instants(LAST), durations(MICROSECOND)), OutOfRange, "due time"),
        (lambda: batch.due_times(STD, instants(FIRST), durations(timedelta(days=40_000))), OutOfRange, "due time"),
        (lambda: batch.due_times(STD, instants(FIRST), durations(-MICROSECOND)), ValueError, "negative"),
        (lambda: batch.due_times(STD, instants(FIRST), np.array(["NaT"], "m8[us]")), ValueError, "negative"),
        (lambda: batch.open_times(STD, instants(LAST), instants(FIRST)), ValueError, "before its start"),
        (lambda: batch.open_times(STD, instants(FIRST), instants(Instant(LAST + MICROSECOND))), OutOfRange, "instant"),
        (lambda: batch.due_times(STD, instants(FIRST).astype("M8[ns]"), durations(MICROSECOND)), TypeError, "safe"),
    ],
)
def test_refused(ask: Callable[[], object], error: type[Exception], complaint: str) -> None:
    with pytest.raises(error, match=complaint):
        ask()
