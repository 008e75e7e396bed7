"""A term: a promise with a due time, whatever it is about, and how it stands at a moment. A ticket's clock is one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from app.clock import Instant
from app.domain.agreement.measures import Span, Target
from app.domain.vocabulary import ClockState


@dataclass(frozen=True)
class DueTime:
    """When a promise falls due. None: best effort, or not known while the clock is paused."""

    section: str
    due_at: Instant | None


class Term(Protocol):
    """What all promises with a due time have, as stored: true at any moment until the next fact.

    `breach_at` is the instant from which it is late if nothing more happens, or since which it was; None: it can't be.
    `not_applicable` is why it does not matter. `commitments` are all that was promised, of which one governs.
    """

    @property
    def started_at(self) -> Instant | None: ...
    @property
    def due_at(self) -> Instant | None: ...
    @property
    def stopped_at(self) -> Instant | None: ...
    @property
    def breach_at(self) -> Instant | None: ...
    @property
    def not_applicable(self) -> str | None: ...
    @property
    def target(self) -> Target | Span | None: ...
    @property
    def section(self) -> str: ...
    @property
    def commitments(self) -> Sequence[DueTime]: ...


def breach_of(due_at: Instant | None, stopped_at: Instant | None) -> Instant | None:
    """Met means stopped at or before the due time; one microsecond later is breached."""
    if due_at is None or (stopped_at is not None and stopped_at <= due_at):
        return None
    return due_at


def state_of(term: Term, now: Instant) -> ClockState:
    """What the moment makes of it: a property of the term, whoever looks, and whether or not anybody was told."""
    if term.started_at is None:
        return ClockState.NOT_STARTED
    if term.not_applicable is not None:
        return ClockState.NOT_APPLICABLE
    if term.breach_at is not None and (term.stopped_at is not None or now > term.breach_at):
        return ClockState.BREACHED
    return ClockState.RUNNING if term.stopped_at is None else ClockState.MET
