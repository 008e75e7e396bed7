"""How a clock stands at a moment: its state, what has passed of its time, and each promise by itself (§1.2.3)."""

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from app.business_time.calendar import Calendar
from app.clock import Instant
from app.domain.clocks.clocks import ZERO, Clock
from app.domain.clocks.terms import DueTime, breach_of, state_of
from app.domain.tickets.stopwatch import PauseReason, is_late_record
from app.domain.vocabulary import ClockState


class ClockReading(NamedTuple):
    """A clock at a moment. `remaining` is negative when late; both are None without a target.

    `commitments` is how each of the clock's promises stands by itself. `recorded_late`: met, by a late record only.
    """

    state: ClockState
    due_at: Instant | None
    breached_at: Instant | None
    elapsed: timedelta
    remaining: timedelta | None
    paused: timedelta
    reason: str | None
    commitments: tuple[ClockState, ...]
    recorded_late: bool


Reader = Callable[[Clock], ClockReading]
"""How a clock stands at the reader's moment."""


def read(clock: Clock, calendar: Calendar, now: Instant) -> ClockReading:
    """How the clock stands at `now`, which is at or after its last fact."""
    return reader(calendar, now)(clock)


def reader(calendar: Calendar, now: Instant) -> Reader:
    """`read` for many clocks: what they have in common is reckoned once."""
    until_now = calendar.open_until(now)

    def reading(clock: Clock) -> ClockReading:
        consumed, paused = clock.consumed, clock.paused
        if clock.started_at is not None and clock.stopped_at is None:
            passed = max(ZERO, until_now - calendar.open_until(clock.counted_to or clock.started_at))
            consumed, paused = (consumed + passed, paused) if clock.paused_for is None else (consumed, paused + passed)
        state = state_at(clock, now)
        return ClockReading(
            state,
            clock.due_at,
            clock.breach_at if state is ClockState.BREACHED else None,
            consumed,
            None if clock.budget is None or clock.not_applicable else clock.budget - consumed,
            paused,
            _reason(clock, state),
            _commitments_at(clock, state, now),
            state is ClockState.MET and is_late_record(clock.recorded_late_at, clock.due_at),
        )

    return reading


def state_at(clock: Clock, now: Instant) -> ClockState:
    """As of any term; a clock without a budget is best effort, whether or not it has stopped, and one may be paused."""
    state = state_of(clock, now)
    if state in _ALIKE:
        return state
    if clock.budget is None:
        return ClockState.BEST_EFFORT
    is_paused = state is ClockState.RUNNING and clock.paused_for is not None
    return ClockState.PAUSED if is_paused else state


_ALIKE = frozenset({ClockState.NOT_STARTED, ClockState.NOT_APPLICABLE, ClockState.BREACHED})
"""What a term that is no clock is, too, whatever else holds."""


def _commitments_at(clock: Clock, state: ClockState, now: Instant) -> tuple[ClockState, ...]:
    """The looser promise may be kept where the stricter one, which governs, is not."""
    return tuple(
        [state if each.due_at == clock.due_at else _commitment_at(clock, each, now) for each in clock.commitments]
    )


def _commitment_at(clock: Clock, commitment: DueTime, now: Instant) -> ClockState:
    due_at = commitment.due_at
    if due_at is None and clock.paused_for is None:
        return ClockState.BEST_EFFORT
    return state_at(clock._replace(due_at=due_at, breach_at=breach_of(due_at, clock.stopped_at)), now)


_WAITING_FOR = {
    PauseReason.INFORMATION_REQUESTED: "Waiting for information that the customer was asked for.",
    PauseReason.CUSTOMER_RESPONSIBLE: "The customer is responsible for the current step.",
    PauseReason.SOLVED: "Solved.",
}


def _reason(clock: Clock, state: ClockState) -> str | None:
    if state is ClockState.NOT_STARTED:
        return "Not registered: clocks start at the official registration."
    if state is ClockState.PAUSED and clock.paused_for is not None:
        return _WAITING_FOR[clock.paused_for]
    if state is ClockState.BREACHED:
        return clock.breach_reason
    return clock.not_applicable
