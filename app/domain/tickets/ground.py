"""What the clocks of a ticket go by. A ticket is more than that; what another calendar concerns is no more."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from app.clock import Instant
from app.domain.agreement.agreement import Agreement
from app.domain.agreement.coverage import Coverage
from app.domain.tickets.facts import Registration
from app.domain.tickets.stopwatch import Stopwatch
from app.domain.vocabulary import Cause, ClockName, Kind, Priority


@dataclass(frozen=True)
class Reassessment:
    """The latest change of priority."""

    at: Instant
    before: Priority


@dataclass(frozen=True)
class Basis:
    """By what a clock is judged, beside what binds its ticket for life."""

    kind: Kind
    priority: Priority
    calendar_revision: int
    reassessed: Reassessment | None = None


class ClockInputs(Protocol):
    """`judged`: of the clocks that have stopped, by what they are judged (§3.1.1); the others go by what holds now."""

    @property
    def registration(self) -> Registration | None: ...
    @property
    def kind(self) -> Kind: ...
    @property
    def priority(self) -> Priority: ...
    @property
    def calendar_revision(self) -> int: ...
    @property
    def reassessed(self) -> Reassessment | None: ...
    @property
    def cause(self) -> Cause | None: ...
    @property
    def response(self) -> Stopwatch: ...
    @property
    def resolution(self) -> Stopwatch: ...
    @property
    def judged(self) -> Mapping[ClockName, Basis]: ...
    def covered_by(self, agreement: Agreement, /) -> Coverage: ...


def watch_of(ticket: ClockInputs, name: ClockName) -> Stopwatch:
    return ticket.response if name is ClockName.RESPONSE else ticket.resolution


def basis_of(ticket: ClockInputs, name: ClockName) -> Basis:
    """What held when the clock stopped; of one that goes, what holds now."""
    return ticket.judged.get(name) or Basis(ticket.kind, ticket.priority, ticket.calendar_revision, ticket.reassessed)


def judged_of(ticket: ClockInputs) -> Mapping[ClockName, Basis]:
    """By what those of its clocks are judged that have stopped by now."""
    return {name: basis_of(ticket, name) for name in ClockName if watch_of(ticket, name).stopped_at is not None}
