"""§1.2.3, second table: shares of tickets, exactly, and what is left out of them."""

from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import Instant
from app.domain.attainment.attainment import Attainment, Course, Hours, Period, Verdict, attainment
from app.domain.vocabulary import ClockName, Kind, Priority, ServiceLevel
from app.sla.agreement import AGREEMENT
from tests.domain.tickets.histories import local

STD, EXT = ServiceLevel
PROMISES = AGREEMENT.terms.attainment
FEBRUARY = Period(local("2026-02-01 00:00"), local("2026-03-01 00:00"))

REGISTERED, RESPONDED, SOLVED = map(local, ("2026-02-09 10:00", "2026-02-09 11:00", "2026-02-10 15:00"))


@dataclass(frozen=True, kw_only=True)
class Incident:
    """With both its clocks, as the figures see them."""

    reported_at: Instant = REGISTERED
    registered_at: Instant | None = REGISTERED
    responded_at: Instant | None = RESPONDED
    solved_at: Instant | None = SOLVED
    recorded_late_at: Instant | None = None
    kind: Kind = Kind.INCIDENT
    priority: Priority = Priority.NORMAL
    level: ServiceLevel = ServiceLevel.STANDARD
    resolution_applies: bool = True

    @property
    def clocks(self) -> list[tuple[Course, Hours]]:
        terms = AGREEMENT.levels[self.level]
        return [
            (
                Course(
                    clock=name,
                    kind=self.kind,
                    priority=self.priority,
                    reported_at=self.reported_at,
                    registered_at=self.registered_at,
                    done_at=done_at,
                    recorded_late_at=None if done_at is None else self.recorded_late_at,
                    applies=name is ClockName.RESPONSE or self.resolution_applies,
                ),
                Hours(terms.calendar, terms.day),
            )
            for name, done_at in ((ClockName.RESPONSE, self.responded_at), (ClockName.RESOLUTION, self.solved_at))
        ]


MONDAY = Incident()
BELOW_HIGH = ["response 100", "resolution 70", "resolution 95", "resolution 100"]
HIGH = ["response 100", "resolution 70", "resolution 98", "resolution 100"]


def figures(*incidents: Incident, now: str = "2027-01-04 12:00") -> tuple[Attainment, ...]:
    return attainment(PROMISES, [clock for each in incidents for clock in each.clocks], FEBRUARY, local(now))


def counts(*courses: Incident, now: str = "2027-01-04 12:00") -> list[str]:
    return [f"{figure.within}/{figure.decided}" for figure in figures(*courses, now=now)]


def test_the_figures_are_those_of_the_document() -> None:
    named = [f"{figure.promise.clock} {figure.promise.share.percent}" for figure in figures()]
    assert named == BELOW_HIGH + HIGH
    assert {figure.promise.section.number for figure in figures()} == {"1.2.3"}


@pytest.mark.parametrize(
    ("priority", "level", "figure", "last"),
    [
        (Priority.NORMAL, STD, 0, "2026-02-09 16:00"),  # 1 day: 6 h of support
        (Priority.LOW, EXT, 0, "2026-02-10 10:00"),  # 9 h of support
        (Priority.NORMAL, STD, 1, "2026-02-10 16:00"),  # the closing time of the next business day
        (Priority.NORMAL, EXT, 1, "2026-02-10 17:00"),
        (Priority.NORMAL, STD, 2, "2026-02-13 16:00"),  # 5 days
        (Priority.NORMAL, EXT, 2, "2026-02-16 10:00"),
        (Priority.NORMAL, STD, 3, "2026-05-09 10:00"),  # 3 months
        (Priority.HIGH, STD, 4, "2026-02-09 14:00"),  # 4 hours
        (Priority.HIGH, EXT, 4, "2026-02-09 14:00"),
        (Priority.HIGH, STD, 5, "2026-02-10 16:00"),
        (Priority.HIGH, STD, 6, "2026-02-10 16:00"),  # 2 days
        (Priority.HIGH, EXT, 6, "2026-02-11 10:00"),
        (Priority.HIGH, STD, 7, "2026-05-09 10:00"),
    ],
)
@pytest.mark.parametrize("microseconds_late", [0, 1])
def test_a_figures_window_includes_its_last_instant(
    priority: Priority, level: ServiceLevel, figure: int, last: str, microseconds_late: int
) -> None:
    done = local(last)
    if microseconds_late:
        done = local(f"{last}:00.000001")
    found = figures(replace(MONDAY, priority=priority, level=level, responded_at=done, solved_at=done))[figure]
    assert (found.within, found.missed, found.decided) == (1 - microseconds_late, microseconds_late, 1)


@pytest.mark.parametrize(
    ("registered", "done", "figure"),
    [
        ("2026-11-23 10:00", "2026-11-24 15:59", 0),  # 11 h 59 of support are more than a day
        ("2026-11-09 10:00", "2026-11-16 15:59", 2),  # the fifth day ended on Friday
    ],
)
def test_a_day_is_a_budget_and_no_closing_time(registered: str, done: str, figure: int) -> None:
    at = local(registered)
    late = replace(MONDAY, registered_at=at, responded_at=local(done), solved_at=local(done))
    period = Period(local("2026-11-01 00:00"), local("2026-12-01 00:00"))
    assert attainment(PROMISES, late.clocks, period, local("2027-01-04 12:00"))[figure].missed == 1


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
    others = [replace(MONDAY, kind=kind) for kind in Kind if kind is not Kind.INCIDENT]
    infrastructure = replace(MONDAY, resolution_applies=False)
    response, *resolutions = figures(MONDAY, signal, *others, infrastructure, infrastructure)[:4]
    assert (response.within, response.decided) == (3, 3)
    of_kinds = {Verdict(each.kind.value): 1 for each in others}
    assert response.excluded == {Verdict.SIGNAL: 1, **of_kinds}
    for resolution in resolutions:
        assert (resolution.within, resolution.decided) == (1, 1)
        assert resolution.excluded == {Verdict.SIGNAL: 1, **of_kinds, Verdict.NOT_APPLICABLE: 2}


@pytest.mark.parametrize(
    ("recorded", "recorded_late"),
    [("2026-02-10 16:00", [0, 0, 0]), ("2026-02-10 16:00:00.000001", [1, 0, 0]), ("2026-06-01 09:00", [1, 1, 1])],
)
def test_what_is_kept_by_a_late_record_only_is_within_and_counted_apart(
    recorded: str, recorded_late: list[int]
) -> None:
    found = figures(replace(MONDAY, recorded_late_at=local(recorded)))[1:4]
    assert [figure.within for figure in found] == [1, 1, 1]
    assert [figure.recorded_late for figure in found] == recorded_late


def test_what_was_late_is_missed_however_late_it_was_recorded() -> None:
    late = replace(MONDAY, solved_at=local("2026-02-11 10:00"), recorded_late_at=local("2026-02-12 10:00"))
    assert [(figure.within, figure.recorded_late) for figure in figures(late)[1:3]] == [(0, 0), (1, 0)]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-02-09 16:00", ["0/0", "0/0", "0/0", "0/0"]),
        ("2026-02-09 16:00:00.000001", ["0/1", "0/0", "0/0", "0/0"]),
        ("2026-02-10 16:00:00.000001", ["0/1", "0/1", "0/0", "0/0"]),
        ("2026-02-13 16:00:00.000001", ["0/1", "0/1", "0/1", "0/0"]),
        ("2026-05-09 10:00:00.000001", ["0/1", "0/1", "0/1", "0/1"]),
    ],
)
def test_what_may_still_be_done_in_time_is_not_decided_yet(now: str, expected: list[str]) -> None:
    open_still = replace(MONDAY, responded_at=None, solved_at=None)
    assert counts(open_still, now=now)[:4] == expected
    undecided = [figure.excluded.get(Verdict.NOT_YET_DECIDED, 0) for figure in figures(open_still, now=now)[:4]]
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
def courses_of_monday(draw: st.DrawFn) -> Incident:
    days_later = draw(st.none() | st.integers(min_value=0, max_value=110))
    return replace(
        MONDAY,
        priority=draw(st.sampled_from(Priority)),
        solved_at=None if days_later is None else MONDAY.reported_at + timedelta(days=days_later),
        resolution_applies=draw(st.booleans()),
    )


@given(st.lists(courses_of_monday()))
def test_every_ticket_is_counted_once_or_left_out_once_and_a_wider_window_holds_no_less(
    several: list[Incident],
) -> None:
    found = figures(*several, now="2026-02-12 12:00")
    for figure in found:
        asked = sum(each.priority in figure.promise.priorities for each in several)
        assert figure.decided + sum(figure.excluded.values()) == asked
    for group in ((found[1], found[3]), (found[5], found[6], found[7])):
        assert [each.within for each in group] == sorted(each.within for each in group)
        assert [each.decided for each in group] == sorted((each.decided for each in group), reverse=True)
    assert {figure.promise.clock for figure in found} == set(ClockName)
