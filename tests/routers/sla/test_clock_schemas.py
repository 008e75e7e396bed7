"""A clock in whole seconds."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from app.clock import Instant
from app.domain.agreement.measures import Target, Unit
from app.domain.clocks.clock_readings import read
from app.domain.clocks.clocks import Clock, compute_clock
from app.domain.clocks.excuses import Excuse
from app.domain.clocks.promises import Promise, budget_of
from app.domain.tickets.stopwatch import PauseReason, Stopwatch
from app.domain.vocabulary import Cause, ClockName, ClockState, ServiceLevel
from app.routers.sla.clock_schemas import ClockOut
from app.sla.agreement import AGREEMENT
from tests.organisations import MONDAY

LEVEL = AGREEMENT.levels[ServiceLevel.EXTENDED]
MICROSECONDS = st.integers(0, 10 * 24 * 3600 * 1_000_000).map(lambda count: timedelta(microseconds=count))


def clock_of(watch: Stopwatch, amount: float | None, excuse: Excuse | None = None) -> Clock:
    target = None if amount is None else Target(amount, Unit.HOURS)
    budget = None if target is None else budget_of(target, LEVEL.day)
    return compute_clock(ClockName.RESOLUTION, watch, (Promise("1.2.3", target, budget),), LEVEL.calendar, excuse)


def shown_at(clock: Clock, now: Instant) -> ClockOut:
    return ClockOut.of(clock, read(clock, LEVEL.calendar, now))


def at(passed: timedelta) -> Instant:
    return Instant(MONDAY + passed)


NEAR = st.integers(-2_000_000, 2_000_000).map(lambda count: timedelta(microseconds=count))


@given(amount=st.floats(0.001, 40), now=MICROSECONDS, pause=st.none() | st.tuples(MICROSECONDS, MICROSECONDS))
def test_elapsed_and_remaining_add_up_at_any_moment(
    amount: float, now: timedelta, pause: tuple[timedelta, timedelta] | None
) -> None:
    watch = Stopwatch().start(MONDAY)
    if pause is not None:
        begin, end = sorted(pause)
        watch = watch.pause(at(begin), PauseReason.INFORMATION_REQUESTED).resume(at(end))
        now = max(now, end)
    assert_adds_up(clock_of(watch, amount), at(now))


@given(amount=st.floats(0.001, 40), offset=NEAR)
def test_remaining_is_below_zero_as_soon_as_it_is_late(amount: float, offset: timedelta) -> None:
    clock = clock_of(Stopwatch().start(MONDAY), amount)
    assert clock.due_at is not None
    assert_adds_up(clock, Instant(max(MONDAY, clock.due_at + offset)))


def assert_adds_up(clock: Clock, now: Instant) -> None:
    shown, exact = shown_at(clock, now), read(clock, LEVEL.calendar, now)
    assert shown.target_seconds is not None
    assert shown.remaining_seconds is not None
    assert exact.remaining is not None
    assert shown.elapsed_seconds + shown.remaining_seconds == shown.target_seconds
    assert (shown.remaining_seconds < 0) == (exact.remaining < timedelta(0))
    assert abs(shown.elapsed_seconds - exact.elapsed.total_seconds()) < 1


def test_a_clock_that_does_not_promise_a_time_has_no_target_but_counts_on() -> None:
    watch = Stopwatch().start(MONDAY)
    best_effort = clock_of(watch, None)
    excuse = Excuse("1.2.3", "1.1", cause=Cause.CONFIGURATION)
    excused = clock_of(watch, 4, excuse)

    for clock, state in ((best_effort, ClockState.BEST_EFFORT), (excused, ClockState.NOT_APPLICABLE)):
        shown = shown_at(clock, at(timedelta(minutes=5)))
        assert (shown.state, shown.due_at) == (state, None)
        assert (shown.target_seconds, shown.remaining_seconds, shown.elapsed_seconds) == (None, None, 300)
    assert shown_at(excused, MONDAY).reason == excuse.reason


def test_every_member_is_there_in_camel_case() -> None:
    shown = TypeAdapter(ClockOut).dump_python(shown_at(clock_of(Stopwatch(), 4), MONDAY), mode="json")

    assert shown == {
        "name": "resolution",
        "state": "not_started",
        "dueAt": None,
        "stoppedAt": None,
        "breachedAt": None,
        "targetSeconds": 14400,
        "elapsedSeconds": 0,
        "remainingSeconds": 14400,
        "pausedSeconds": 0,
        "section": "1.2.3",
        "commitments": [{"section": "1.2.3", "dueAt": None, "state": "not_started"}],
        "recordedLate": False,
        "reason": "Not registered: clocks start at the official registration.",
    }
