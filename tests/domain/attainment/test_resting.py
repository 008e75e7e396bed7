"""Clocks at rest, counted, come to what asking each of them comes to."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.business_time.limits import FIRST, LAST
from app.clock import Instant
from app.domain.agreement.agreement import hours
from app.domain.attainment.attainment import Attainment, Course, Hours, Period, attainment, together
from app.domain.attainment.days import Grain
from app.domain.attainment.resting import CountKey, Numbers, about, add, figure, figures_mark, resting, standings_of
from app.domain.clocks.standings import ClockStanding
from app.domain.vocabulary import ClockName, Kind, Priority, ServiceLevel
from app.sla.agreement import AGREEMENT
from tests.domain.tickets.histories import local

PROMISES = AGREEMENT.terms.attainment
REGISTERED = local("2026-02-09 10:00")
TERMS = AGREEMENT.levels[ServiceLevel.STANDARD]
HOURS = Hours(TERMS.calendar, TERMS.day)


def course(
    clock: ClockName,
    kind: Kind,
    priority: Priority,
    began: int,
    took: int,
    recorded: int,
    *,
    signal: bool,
    applies: bool,
) -> Course:
    """Moments in hours."""
    at = Instant(REGISTERED + timedelta(hours=began))
    done = None if signal else Instant(at + timedelta(hours=took))
    return Course(
        clock=clock,
        kind=kind,
        priority=priority,
        reported_at=at,
        registered_at=None if signal else at,
        done_at=done,
        recorded_late_at=Instant(done + timedelta(hours=recorded)) if done and recorded else None,
        applies=applies,
    )


COURSES = st.builds(
    course,
    st.sampled_from(ClockName),
    st.sampled_from(Kind),
    st.sampled_from(Priority),
    st.integers(0, 1700),
    st.integers(0, 2600),
    st.sampled_from((0, 1, 80)),
    signal=st.booleans(),
    applies=st.booleans(),
)


def counted(several: Sequence[Course]) -> dict[CountKey, Numbers]:
    counts: dict[CountKey, Numbers] = {}
    for each in several:
        add(counts, resting(AGREEMENT, ServiceLevel.STANDARD, ClockStanding.MET, each, HOURS))
    return counts


@given(st.lists(COURSES, max_size=6))
def test_added_up_they_are_the_figures(several: list[Course]) -> None:
    asked = attainment(PROMISES, [(each, HOURS) for each in several], Period(FIRST, LAST), LAST)

    counts = counted(several)

    for grain in Grain:
        for promise, expected in zip(PROMISES, asked, strict=True):
            parts = [
                figure(promise, about(PROMISES, key.name, key.priority).index(promise), numbers)
                for key, numbers in counts.items()
                if key.grain is grain and promise in about(PROMISES, key.name, key.priority)
            ]
            assert together(Attainment(promise), *parts) == expected


@given(st.lists(COURSES, min_size=1, max_size=6))
def test_taken_off_again_nothing_is_left(several: list[Course]) -> None:
    counts = counted(several)
    for each in several:
        add(counts, resting(AGREEMENT, ServiceLevel.STANDARD, ClockStanding.MET, each, HOURS), -1)

    assert not any(any(numbers) for numbers in counts.values())


def test_recorded_late_it_is_met_too() -> None:
    answered = Course(
        clock=ClockName.RESPONSE,
        kind=Kind.INCIDENT,
        priority=Priority.HIGH,
        reported_at=REGISTERED,
        registered_at=REGISTERED,
        done_at=REGISTERED,
    )
    late = resting(AGREEMENT, ServiceLevel.STANDARD, ClockStanding.RECORDED_LATE, answered, HOURS)

    told = standings_of(late.numbers)

    assert {standing for standing, number in told.items() if number} == {ClockStanding.MET, ClockStanding.RECORDED_LATE}


def test_other_figures_have_another_mark() -> None:
    stricter = replace(PROMISES[0], within=hours(1))
    other = replace(AGREEMENT, terms=replace(AGREEMENT.terms, attainment=(stricter, *PROMISES[1:])))

    assert figures_mark(other) != figures_mark(AGREEMENT) == figures_mark(replace(AGREEMENT, revision=2))
