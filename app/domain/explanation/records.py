"""What the history says of a clock beside when it ran: what was recorded late, and which breaches were announced."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final
from uuid import UUID

from app.clock import Instant
from app.domain.agreement import Agreement
from app.domain.facts import (
    LATE,
    BreachAnnounced,
    BreachWithdrawn,
    CalendarRevised,
    ClassificationCorrected,
    DecisionTaken,
    DerivedFact,
    Event,
    Fact,
    PriorityAssessed,
    PriorityDecided,
    Registered,
    Signalled,
    StepOverridden,
)
from app.domain.stopwatch import PauseReason, Stopwatch
from app.domain.ticket import FINDS_THE_CAUSE, Ticket, advance, begin
from app.domain.vocabulary import Cause, ClockName, Decision

RELEVANT: Final[tuple[type[Fact], ...]] = (
    *(Signalled, Registered, DecisionTaken, StepOverridden, PriorityDecided, PriorityAssessed, CalendarRevised),
    *(ClassificationCorrected, BreachAnnounced, BreachWithdrawn),
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
    EXCUSED = "excused"
    REASSESSED = "reassessed"
    RECLASSIFIED = "reclassified"
    CALENDAR_REVISED = "calendar_revised"


_PAUSED: Final = {
    PauseReason.INFORMATION_REQUESTED: Happening.ASKED,
    PauseReason.CUSTOMER_RESPONSIBLE: Happening.HANDED_OVER,
}


@dataclass(frozen=True)
class Act:
    what: Happening
    at: Instant
    recorded_at: Instant

    @property
    def is_late(self) -> bool:
        return self.recorded_at - self.at > LATE


@dataclass(frozen=True)
class Announcement:
    """Of a breach. `because` is what was learnt when it was withdrawn."""

    due_at: Instant
    announced_at: Instant
    withdrawn_at: Instant | None = None
    because: Act | None = None


@dataclass(frozen=True)
class Records:
    late: tuple[Act, ...] = ()
    announcements: tuple[Announcement, ...] = ()

    @property
    def withdrawn(self) -> Sequence[Announcement]:
        return [each for each in self.announcements if each.withdrawn_at is not None]

    @property
    def standing(self) -> Announcement | None:
        return next((each for each in self.announcements if each.withdrawn_at is None), None)


NOTHING: Final = Records()


def records_of(name: ClockName, events: Sequence[Event], revisions: Sequence[Agreement]) -> Records:
    """Of these events only, oldest first; those that are not `RELEVANT` may be left out.

    Nothing where the beginning is missing: that is for `duetime verify` to say.
    """
    if not events or not isinstance(events[0].fact, Signalled | Registered):
        return NOTHING
    late: list[Act] = []
    announcements: list[Announcement] = []
    latest: Act | None = None
    for event, act in _acts(name, events, revisions):
        if not isinstance(event.fact, DerivedFact):
            latest = act
            late += [act] if act is not None and act.is_late else []
        announcements = _announced(name, announcements, event, latest)
    return Records(tuple(late), tuple(announcements))


def _announced(name: ClockName, known: list[Announcement], event: Event, latest: Act | None) -> list[Announcement]:
    match event.fact:
        case BreachAnnounced(clock=clock, due_at=due_at) if clock is name:
            return [*known, Announcement(due_at, event.recorded_at)]
        case BreachWithdrawn(clock=clock) if clock is name and known:
            return [*known[:-1], replace(known[-1], withdrawn_at=event.recorded_at, because=latest)]
        case _:
            return known


def _acts(
    name: ClockName, events: Sequence[Event], revisions: Sequence[Agreement]
) -> Iterator[tuple[Event, Act | None]]:
    before: Ticket | None = None
    for event in events:
        no_ids = UUID(int=0)
        after = begin(no_ids, no_ids, event, revisions) if before is None else advance(before, event, revisions)
        what = _what(name, before, after, event.fact)
        yield event, None if what is None else Act(what, event.occurred_at, event.recorded_at)
        before = after


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
        return None if before.response == after.response else Happening.INVESTIGATED
    if before.resolution == after.resolution:
        return None
    decision = fact.decision if isinstance(fact, DecisionTaken) else None
    return _of_resolution(before.resolution, after.resolution, decision)


def _of_resolution(before: Stopwatch, after: Stopwatch, decision: Decision | None) -> Happening:
    if after.stopped_at is not None:
        return Happening.WORKED_AROUND if decision is Decision.WORKAROUND else Happening.SOLVED
    if before.stopped_at is not None:
        return Happening.REOPENED
    if after.paused_for is not None:
        return _PAUSED[after.paused_for]
    return Happening.ANSWERED if decision is Decision.INFORMATION_RECEIVED else Happening.RESUMED
