"""What holds for every calendar and every moment, and that the slow walk finds the same."""

from datetime import timedelta
from itertools import pairwise

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.business_time.calendar import Calendar
from app.business_time.segments import SegmentKind
from app.clock import Instant
from tests.business_time import oracle
from tests.business_time.calendars import calendars_and_moments
from tests.searches import examples

MICROSECOND = timedelta(microseconds=1)
NOTHING = timedelta(0)
SPAN = timedelta(days=70)

cases = calendars_and_moments()
spans = st.timedeltas(NOTHING, timedelta(days=40))
shares = st.fractions(0, 1)
thorough = settings(max_examples=examples(40), deadline=None)


def budget_of(calendar: Calendar, start: Instant, share: float) -> timedelta:
    """Some of the open time of the next weeks, so that the walk stays short."""
    return calendar.open_time(start, later(start, SPAN)) * float(share)


def later(at: Instant, span: timedelta) -> Instant:
    return Instant(at + span)


@thorough
@given(cases, shares)
def test_due_is_what_the_walk_finds(case: tuple[Calendar, Instant], share: float) -> None:
    calendar, start = case
    budget = budget_of(calendar, start, share)
    assert calendar.due(start, budget) == oracle.due(calendar, start, budget)


@thorough
@given(cases, spans)
def test_open_time_is_what_the_walk_finds(case: tuple[Calendar, Instant], span: timedelta) -> None:
    calendar, start = case
    assert calendar.open_time(start, later(start, span)) == oracle.open_time(calendar, start, later(start, span))


@thorough
@given(cases, shares)
def test_due_is_the_earliest_instant_by_which_the_budget_has_passed(
    case: tuple[Calendar, Instant], share: float
) -> None:
    calendar, start = case
    budget = budget_of(calendar, start, share)
    assume(budget)
    due = calendar.due(start, budget)
    assert calendar.open_time(start, due) == budget
    assert calendar.open_time(start, Instant(due - MICROSECOND)) == budget - MICROSECOND
    assert calendar.is_open(Instant(due - MICROSECOND))


@thorough
@given(cases, shares, shares)
def test_a_budget_spent_in_two_parts_is_due_at_the_same_instant(
    case: tuple[Calendar, Instant], one: float, other: float
) -> None:
    calendar, start = case
    first, second = budget_of(calendar, start, one), budget_of(calendar, start, other)
    assert calendar.due(start, first + second) == calendar.due(calendar.due(start, first), second)


@thorough
@given(cases, spans, shares, shares)
def test_a_later_start_or_a_larger_budget_is_never_due_earlier(
    case: tuple[Calendar, Instant], span: timedelta, one: float, other: float
) -> None:
    calendar, start = case
    small, large = sorted(budget_of(calendar, start, share) for share in (one, other))
    assert calendar.due(start, small) <= calendar.due(start, large)
    assert calendar.due(start, small) <= calendar.due(later(start, span), small) or not small
    assert calendar.due(start, small) < calendar.due(start, large) or small == large


@thorough
@given(cases, shares, st.sets(st.integers(-2, 60), min_size=1, max_size=9))
def test_a_holiday_never_brings_forward(case: tuple[Calendar, Instant], share: float, closed: set[int]) -> None:
    calendar, start = case
    more = calendar.with_closures({start.date() + timedelta(days=n): "closed" for n in closed}, calendar.revision + 1)
    budget = budget_of(calendar, start, share)
    assert more.due(start, budget) >= calendar.due(start, budget)
    assert more.open_time(start, later(start, SPAN)) <= calendar.open_time(start, later(start, SPAN))


@thorough
@given(cases)
def test_open_is_where_time_passes_and_the_next_opening_is_the_first_such_instant(
    case: tuple[Calendar, Instant],
) -> None:
    calendar, at = case
    passes = oracle.open_time(calendar, at, later(at, MICROSECOND)) == MICROSECOND
    opening = calendar.next_opening(at)
    assert calendar.is_open(at) == passes == (opening == at)
    assert calendar.is_open(opening)
    assert calendar.open_time(at, opening) == NOTHING
    assert opening == oracle.due(calendar, at, MICROSECOND) - MICROSECOND


@thorough
@given(cases, spans)
def test_segments_cover_without_a_gap_and_add_up(case: tuple[Calendar, Instant], span: timedelta) -> None:
    calendar, start = case
    end = later(start, span)
    segments = list(calendar.segments(start, end))
    bounds = [start, *(segment.end for segment in segments)]
    assert [segment.start for segment in segments] == bounds[:-1]
    assert bounds[-1] == end
    assert all(segment.start < segment.end for segment in segments)
    assert all((a.kind, a.reason) != (b.kind, b.reason) for a, b in pairwise(segments))
    open_segments = [segment for segment in segments if segment.kind is SegmentKind.OPEN]
    assert sum((segment.duration for segment in open_segments), NOTHING) == calendar.open_time(start, end)
    for segment in segments:
        passed = calendar.open_time(segment.start, segment.end)
        assert passed == (segment.duration if segment.kind is SegmentKind.OPEN else NOTHING)
        assert (segment.reason is not None) == (segment.kind is SegmentKind.HOLIDAY)
