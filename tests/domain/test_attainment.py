"""§1.2.3, second table: shares of tickets, exactly, and what is left out of them."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from histories import local
from hypothesis import given
from hypothesis import strategies as st

from app.business_time.calendar import Calendar
from app.domain.agreement import RequestClass
from app.domain.attainment import Attainment, Course, Exclusion, Period, attainment, window_end
from app.domain.measures import Target, Unit
from app.domain.vocabulary import ClockName, Priority, ServiceLevel
from app.sla.agreement import AGREEMENT

STD = AGREEMENT.levels[ServiceLevel.STANDARD].calendar
EXT = AGREEMENT.levels[ServiceLevel.EXTENDED].calendar
PROMISES = AGREEMENT.terms.attainment
FEBRUARY = Period(local("2026-02-01 00:00"), local("2026-03-01 00:00"))

MONDAY = Course(
    reported_at=local("2026-02-09 10:00"),
    registered_at=local("2026-02-09 10:00"),
    responded_at=local("2026-02-09 11:00"),
    solved_at=local("2026-02-10 15:00"),
    request_class=RequestClass.INCIDENT,
    priority=Priority.NORMAL,
    calendar=STD,
)
BELOW_HIGH = ["response 100", "resolution 70", "resolution 95", "resolution 100"]
HIGH = ["response 100", "resolution 70", "resolution 98", "resolution 100"]


def figures(*courses: Course, now: str = "2027-01-04 12:00") -> tuple[Attainment, ...]:
    return attainment(PROMISES, courses, FEBRUARY, local(now))


def counts(*courses: Course, now: str = "2027-01-04 12:00") -> list[str]:
    return [f"{figure.within}/{figure.decided}" for figure in figures(*courses, now=now)]


def test_the_figures_are_those_of_the_document() -> None:
    named = [f"{figure.promise.clock} {figure.promise.share.percent}" for figure in figures()]
    assert named == BELOW_HIGH + HIGH
    assert {figure.promise.section.number for figure in figures()} == {"1.2.3"}


@pytest.mark.parametrize(
    ("priority", "calendar", "figure", "last"),
    [
        (Priority.NORMAL, STD, 0, "2026-02-10 16:00"),  # 1 business day
        (Priority.LOW, EXT, 0, "2026-02-10 17:00"),
        (Priority.NORMAL, STD, 1, "2026-02-10 16:00"),  # next business day
        (Priority.NORMAL, STD, 2, "2026-02-16 16:00"),  # 5 business days
        (Priority.NORMAL, STD, 3, "2026-05-09 10:00"),  # 3 months
        (Priority.HIGH, STD, 4, "2026-02-09 14:00"),  # 4 hours
        (Priority.HIGH, EXT, 4, "2026-02-09 14:00"),
        (Priority.HIGH, STD, 5, "2026-02-10 16:00"),
        (Priority.HIGH, EXT, 6, "2026-02-11 17:00"),  # 2 business days
        (Priority.HIGH, STD, 7, "2026-05-09 10:00"),
    ],
)
@pytest.mark.parametrize("microseconds_late", [0, 1])
def test_a_figures_window_includes_its_last_instant(
    priority: Priority, calendar: Calendar, figure: int, last: str, microseconds_late: int
) -> None:
    done = local(last)
    if microseconds_late:
        done = local(f"{last}:00.000001")
    course = replace(MONDAY, priority=priority, calendar=calendar, responded_at=done, solved_at=done)
    found = figures(course)[figure]
    assert (found.within, found.decided) == (1 - microseconds_late, 1)


def test_a_part_of_a_business_day_ends_with_that_day() -> None:
    assert window_end(Target(0.5, Unit.DAYS), local("2026-02-09 10:00"), STD) == local("2026-02-10 16:00")


def test_both_priorities_below_high_count_together_and_apart_from_high() -> None:
    courses = [replace(MONDAY, priority=priority) for priority in (Priority.NORMAL, Priority.LOW, Priority.HIGH)]
    assert counts(*courses) == ["2/2"] * 4 + ["1/1"] * 4


def test_a_period_includes_its_begin_and_not_its_end_and_goes_by_registration() -> None:
    begin = replace(MONDAY, registered_at=local("2026-02-01 00:00"))
    end = replace(MONDAY, registered_at=local("2026-03-01 00:00"))
    reported_in_january = replace(MONDAY, reported_at=local("2026-01-30 16:00"))
    assert [figures(course)[0].decided for course in (begin, end, reported_in_january)] == [1, 0, 1]


def test_what_is_left_out_is_told_with_its_reason() -> None:
    signal = replace(MONDAY, registered_at=None, responded_at=None, solved_at=None)
    change = replace(MONDAY, request_class=RequestClass.CHANGE)
    infrastructure = replace(MONDAY, resolution_applies=False)
    response, *resolutions = figures(MONDAY, signal, change, infrastructure, infrastructure)[:4]
    assert (response.within, response.decided) == (3, 3)
    assert response.excluded == {Exclusion.SIGNAL: 1, Exclusion.CHANGE: 1}
    for resolution in resolutions:
        assert (resolution.within, resolution.decided) == (1, 1)
        assert resolution.excluded == {Exclusion.SIGNAL: 1, Exclusion.CHANGE: 1, Exclusion.NOT_APPLICABLE: 2}


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-02-10 16:00", ["0/0", "0/0", "0/0", "0/0"]),
        ("2026-02-10 16:00:00.000001", ["0/1", "0/1", "0/0", "0/0"]),
        ("2026-02-16 16:00:00.000001", ["0/1", "0/1", "0/1", "0/0"]),
        ("2026-05-09 10:00:00.000001", ["0/1", "0/1", "0/1", "0/1"]),
    ],
)
def test_what_may_still_be_done_in_time_is_not_decided_yet(now: str, expected: list[str]) -> None:
    open_still = replace(MONDAY, responded_at=None, solved_at=None)
    assert counts(open_still, now=now)[:4] == expected
    undecided = [figure.excluded.get(Exclusion.NOT_YET_DECIDED, 0) for figure in figures(open_still, now=now)[:4]]
    assert undecided == [1 - int(each[-1]) for each in expected]


def test_solved_too_late_is_decided_at_once() -> None:
    assert counts(replace(MONDAY, solved_at=local("2026-02-11 10:00")), now="2026-02-11 10:00")[1:4] == [
        "0/1",
        "1/1",
        "1/1",
    ]


@pytest.mark.parametrize(("late", "attained"), [(3, True), (4, False)])
def test_seven_in_ten_is_70_percent(late: int, attained: bool) -> None:  # noqa: FBT001 - a column
    too_late = replace(MONDAY, solved_at=local("2026-02-11 10:00"))
    (_, seventy, *_) = figures(*[MONDAY] * (10 - late), *[too_late] * late)
    assert (seventy.promised, seventy.is_attained) == (Fraction(7, 10), attained)


def test_without_a_decided_ticket_nothing_is_achieved_or_missed() -> None:
    assert {(figure.achieved, figure.is_attained) for figure in figures()} == {(None, None)}


@st.composite
def courses_of_monday(draw: st.DrawFn) -> Course:
    days_later = draw(st.none() | st.integers(min_value=0, max_value=110))
    return replace(
        MONDAY,
        priority=draw(st.sampled_from(Priority)),
        solved_at=None if days_later is None else MONDAY.reported_at + timedelta(days=days_later),
        resolution_applies=draw(st.booleans()),
    )


@given(st.lists(courses_of_monday()))
def test_every_ticket_is_counted_once_or_left_out_once_and_a_wider_window_holds_no_less(courses: list[Course]) -> None:
    found = figures(*courses, now="2026-02-12 12:00")
    for figure in found:
        asked = sum(course.priority in figure.promise.priorities for course in courses)
        assert figure.decided + sum(figure.excluded.values()) == asked
    for group in (found[1:4], found[5:8]):
        assert group[0].within <= group[1].within <= group[2].within
        assert group[0].decided >= group[1].decided >= group[2].decided
    assert {figure.promise.clock for figure in found} == set(ClockName)
