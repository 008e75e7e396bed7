"""How clocks stand, as one asks for them: by the state they are in, and by what is to be known of it."""

from enum import StrEnum

from app.clock import Instant
from app.domain.clocks.clock_readings import state_at
from app.domain.clocks.clocks import Clock
from app.domain.tickets.stopwatch import is_late_record
from app.domain.vocabulary import ClockState


class ClockStanding(StrEnum):
    """How a clock stands now. AT_RISK clocks are RUNNING too: three quarters of their time have passed; and those
    RECORDED_LATE are MET too: that they stopped in time was recorded only after their due time.
    """

    NOT_STARTED = "not_started"
    RUNNING = "running"
    AT_RISK = "at_risk"
    PAUSED = "paused"
    MET = "met"
    RECORDED_LATE = "recorded_late"
    BREACHED = "breached"
    NOT_APPLICABLE = "not_applicable"
    BEST_EFFORT = "best_effort"


def standings_at(clock: Clock, now: Instant) -> tuple[ClockStanding, ...]:
    """One that is at risk is running, too; one that was recorded late is met, too."""
    state = state_at(clock, now)
    standing = ClockStanding(state)
    if state is ClockState.RUNNING and clock.at_risk_at is not None and clock.at_risk_at <= now:
        return standing, ClockStanding.AT_RISK
    if state is ClockState.MET and is_late_record(clock.recorded_late_at, clock.due_at):
        return standing, ClockStanding.RECORDED_LATE
    return (standing,)
