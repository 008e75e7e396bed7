"""What the history says of a clock beside when it ran: what was recorded late, and what was announced."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final
from uuid import UUID

from app.clock import Instant
from app.domain.agreement.agreement import Agreement
from app.domain.streams import is_late
from app.domain.tickets.derived_facts import BreachAnnounced, BreachWithdrawn, DerivedFact, RiskAnnounced
from app.domain.tickets.facts import (
    CalendarRevised,
    ClassificationCorrected,
    DecisionTaken,
    Event,
    Fact,
    PriorityAssessed,
    PriorityDecided,
    ReadingsRevised,
    Registered,
    Signalled,
    StepOverridden,
)
from app.domain.tickets.fold import FINDS_THE_CAUSE, advance, begin
from app.domain.tickets.stopwatch import PauseReason, Stopwatch
from app.domain.tickets.ticket import Ticket
from app.domain.vocabulary import Cause, ClockName, Decision

RELEVANT: Final[tuple[type[Fact], ...]] = (
    *(Signalled, Registered, DecisionTaken, StepOverridden, PriorityDecided, PriorityAssessed, CalendarRevised),
    *(ClassificationCorrected, RiskAnnounced, BreachAnnounced, BreachWithdrawn, ReadingsRevised),
)
"""All that is needed to tell: no stopwatch listens to anything else."""


class Happening(StrEnum):
    """What started, paused or stopped a clock, or moved when it is due."""

    REGISTERED = "registered"
    INVESTIGATED = "investigated"
    ASKED = "asked"
    ANSWERED = "answered"
    HANDED_OVER = "handed_over"
    RESUMED = "resumed"
    SOLVED = "solved"
    WORKED_AROUND = "worked_around"
    REOPENED = "reopened"
    CONTRADICTED = "contradicted"
    EXCUSED = "excused"
    REASSESSED = "reassessed"
    RECLASSIFIED = "reclassified"
    CALENDAR_REVISED = "calendar_revised"


_PAUSED: Final = {
    PauseReason.INFORMATION_REQUESTED: Happening.ASKED,
    PauseReason.CUSTOMER_RESPONSIBLE: Happening.HANDED_OVER,
}


@dataclass(frozen=True)
class RecordedHappening:
    what: Happening
    at: Instant
    recorded_at: Instant

    @property
    def is_late(self) -> bool:
        return is_late(self.at, self.recorded_at)


@dataclass(frozen=True)
class BreachAnnouncement:
    """Of a breach. `because` is what was learnt when it was withdrawn."""

    due_at: Instant
    announced_at: Instant
    withdrawn_at: Instant | None = None
    because: RecordedHappening | None = None


@dataclass(frozen=True)
class Contradiction:
    """A workaround that did not hold, and since when that is so."""

    given_at: Instant
    at: Instant
    by_reopening: bool


@dataclass(frozen=True)
class ClockRecords:
    late: tuple[RecordedHappening, ...] = ()
    announcements: tuple[BreachAnnouncement, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    warned: Mapping[Instant, Instant] = field(default_factory=dict[Instant, Instant])
    """When the risk was announced, by the moment at which the clock was at risk."""

    @property
    def withdrawn(self) -> Sequence[BreachAnnouncement]:
        return [each for each in self.announcements if each.withdrawn_at is not None]

    @property
    def standing(self) -> BreachAnnouncement | None:
        return next((each for each in self.announcements if each.withdrawn_at is None), None)


NOTHING: Final = ClockRecords()


def records_of(name: ClockName, events: Sequence[Event], revisions: Sequence[Agreement]) -> ClockRecords:
    """Of these events only, oldest first; those that are not `RELEVANT` may be left out.

    Nothing where the beginning is missing: that is for `duetime verify` to say.
    """
    if not events or not isinstance(events[0].fact, Signalled | Registered):
        return NOTHING
    late: list[RecordedHappening] = []
    announcements: list[BreachAnnouncement] = []
    contradictions: list[Contradiction] = []
    latest: RecordedHappening | None = None
    for event, before, after in _steps(events, revisions):
        if not isinstance(event.fact, DerivedFact):
            latest = _act(name, event, before, after)
            late += [latest] if latest is not None and latest.is_late else []
            contradictions += _contradicted(name, event, before, after)
        announcements = _announced(name, announcements, event, latest)
    warned = {
        event.occurred_at: event.recorded_at
        for event in events
        if isinstance(event.fact, RiskAnnounced) and event.fact.clock is name
    }
    return ClockRecords(tuple(late), tuple(announcements), tuple(contradictions), warned)


def _announced(
    name: ClockName, known: list[BreachAnnouncement], event: Event, latest: RecordedHappening | None
) -> list[BreachAnnouncement]:
    match event.fact:
        case BreachAnnounced(clock=clock, due_at=due_at) if clock is name:
            return [*known, BreachAnnouncement(due_at, event.recorded_at)]
        case BreachWithdrawn(clock=clock) if clock is name and known:
            return [*known[:-1], replace(known[-1], withdrawn_at=event.recorded_at, because=latest)]
        case _:
            return known


def _steps(events: Sequence[Event], revisions: Sequence[Agreement]) -> Iterator[tuple[Event, Ticket | None, Ticket]]:
    """Each event, with the ticket before and after it."""
    before: Ticket | None = None
    no_ids = UUID(int=0)
    for event in events:
        after = begin(no_ids, no_ids, event, revisions) if before is None else advance(before, event, revisions)
        yield event, before, after
        before = after


def _act(name: ClockName, event: Event, before: Ticket | None, after: Ticket) -> RecordedHappening | None:
    what = _what(name, before, after, event.fact)
    return None if what is None else RecordedHappening(what, event.occurred_at, event.recorded_at)


def _contradicted(name: ClockName, event: Event, before: Ticket | None, after: Ticket) -> Iterator[Contradiction]:
    if name is ClockName.RESOLUTION and before is not None and after.resolution.stopped_at is None:
        given_at = before.resolution.stopped_at
        if given_at is not None and before.resolution.is_worked_around:
            yield Contradiction(given_at, event.occurred_at, _is(event.fact, Decision.REOPEN))


def _is(fact: Fact, decision: Decision) -> bool:
    return isinstance(fact, DecisionTaken) and fact.decision is decision


def _what(name: ClockName, before: Ticket | None, after: Ticket, fact: Fact) -> Happening | None:
    match fact:
        case Registered():
            return Happening.REGISTERED
        case CalendarRevised():
            return Happening.CALENDAR_REVISED
        case PriorityDecided() | PriorityAssessed() if before is not None and before.priority is not after.priority:
            return Happening.REASSESSED
        case ClassificationCorrected() if before is not None and before.kind is not after.kind:
            return Happening.RECLASSIFIED
        case DecisionTaken(decision=decision) if decision in FINDS_THE_CAUSE and _is_excused(name, after):
            return Happening.EXCUSED
        case _:
            return None if before is None else _changed(name, before, after, fact)


def _is_excused(name: ClockName, ticket: Ticket) -> bool:
    return name is ClockName.RESOLUTION and ticket.cause not in (None, Cause.VENDOR_SOFTWARE)


def _changed(name: ClockName, before: Ticket, after: Ticket, fact: Fact) -> Happening | None:
    if name is ClockName.RESPONSE:
        return None if _is_same(before.response, after.response) else Happening.INVESTIGATED
    if _is_same(before.resolution, after.resolution):
        return None
    decision = fact.decision if isinstance(fact, DecisionTaken) else None
    return _of_resolution(before.resolution, after.resolution, decision)


def _is_same(before: Stopwatch, after: Stopwatch) -> bool:
    return before is after or before == after


def _of_resolution(before: Stopwatch, after: Stopwatch, decision: Decision | None) -> Happening:
    """After a stop, what would count if it went on again."""
    if after.held_for is PauseReason.SOLVED:
        return Happening.SOLVED
    if before.stopped_at is None and after.stopped_at is not None:
        return Happening.WORKED_AROUND
    if before.stopped_at is not None and after.stopped_at is None:
        return Happening.REOPENED if decision is Decision.REOPEN else Happening.CONTRADICTED
    if after.held_for is not None:
        return _PAUSED[after.held_for]
    return Happening.ANSWERED if decision is Decision.INFORMATION_RECEIVED else Happening.RESUMED
