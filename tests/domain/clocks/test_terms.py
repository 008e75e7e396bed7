"""A promise of any kind stands as a ticket's clock does: by what is stored of it, and the moment."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from app.clock import Instant
from app.domain.agreement.measures import Target, Unit
from app.domain.clocks.clock_readings import state_at
from app.domain.clocks.clocks import Clock
from app.domain.clocks.terms import DueTime, breach_of, state_of
from app.domain.vocabulary import ClockName, ClockState

BEGUN: Final = Instant(datetime(2026, 11, 23, 9, tzinfo=UTC))
TARGET: Final = Target(8, Unit.HOURS)
TICK: Final = timedelta(microseconds=1)


def after(hours: float, more: timedelta = timedelta(0)) -> Instant:
    return Instant(BEGUN + timedelta(hours=hours) + more)


DUE: Final = after(8)


@dataclass(frozen=True)
class Recovery:
    """Of an outage: a promise that no ticket has."""

    started_at: Instant | None = BEGUN
    due_at: Instant | None = DUE
    stopped_at: Instant | None = None
    not_applicable: str | None = None
    target: Target | None = TARGET
    section: str = "5.8.2"
    commitments: tuple[DueTime, ...] = (DueTime("5.8.2", DUE),)

    @property
    def breach_at(self) -> Instant | None:
        return breach_of(self.due_at, self.stopped_at)


def as_clock(term: Recovery) -> Clock:
    """The same promise as a ticket's."""
    return Clock(
        name=ClockName.RESOLUTION,
        started_at=term.started_at,
        stopped_at=term.stopped_at,
        paused_for=None,
        not_applicable=term.not_applicable,
        target=term.target,
        budget=timedelta(hours=8),
        section=term.section,
        due_at=term.due_at,
        at_risk_at=None,
        breach_at=term.breach_at,
        commitments=term.commitments,
        consumed=timedelta(0),
        paused=timedelta(0),
        counted_to=None,
    )


CASES: Final = [
    (Recovery(started_at=None, due_at=None), after(1), ClockState.NOT_STARTED),
    (Recovery(), after(1), ClockState.RUNNING),
    (Recovery(), DUE, ClockState.RUNNING),
    (Recovery(), after(8, TICK), ClockState.BREACHED),
    (Recovery(stopped_at=DUE), after(9), ClockState.MET),
    (Recovery(stopped_at=after(8, TICK)), after(9), ClockState.BREACHED),
    (Recovery(due_at=None), after(1000), ClockState.RUNNING),
    (Recovery(not_applicable="Left out.", due_at=None), after(9), ClockState.NOT_APPLICABLE),
    (Recovery(not_applicable="Left out.", due_at=None, stopped_at=after(1)), after(9), ClockState.NOT_APPLICABLE),
]


@pytest.mark.parametrize(("term", "now", "state"), CASES)
def test_a_term_stands_as_a_clock_does(term: Recovery, now: Instant, state: ClockState) -> None:
    assert (state_of(term, now), state_at(as_clock(term), now)) == (state, state)
