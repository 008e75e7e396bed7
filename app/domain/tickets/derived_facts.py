"""What follows from the facts of a ticket, recorded so that the past can be read; the fold ignores it."""

from dataclasses import dataclass
from typing import Literal

from app.clock import Instant
from app.domain.vocabulary import ClockName


@dataclass(frozen=True, kw_only=True)
class DueMoved:
    """A due time is another one than before. None: paused, stopped mattering, or never due."""

    clock: ClockName
    from_at: Instant | None = None
    to_at: Instant | None = None
    reason: str
    type: Literal["due_moved"] = "due_moved"


@dataclass(frozen=True, kw_only=True)
class RiskAnnounced:
    """Three quarters of the time had passed and nothing was breached yet. It occurred when they had; `due_at` was due.

    Announced once for each such moment. It is never withdrawn: a clock that moves makes it a thing of the past.
    """

    clock: ClockName
    due_at: Instant
    type: Literal["risk_announced"] = "risk_announced"


@dataclass(frozen=True, kw_only=True)
class BreachAnnounced:
    """The due time passed unmet. Announced once, however late the announcer is."""

    clock: ClockName
    due_at: Instant
    type: Literal["breach_announced"] = "breach_announced"


@dataclass(frozen=True, kw_only=True)
class BreachWithdrawn:
    """What was announced turns out not to be so, by something learnt later. Nothing is deleted."""

    clock: ClockName
    announced_due_at: Instant
    reason: str
    type: Literal["breach_withdrawn"] = "breach_withdrawn"


DerivedFact = DueMoved | RiskAnnounced | BreachAnnounced | BreachWithdrawn
