"""Open tickets by another calendar, by the column: what `following` says of each, of all of them at once.

A ticket has two clocks, so that column n of the tickets is 2n and 2n + 1 of the clocks, in the order of `ClockName`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Final, Self
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from app.business_time.batch import Durations, Instants
from app.business_time.calendar import Calendar
from app.clock import Instant
from app.domain.agreement.agreement import Agreement
from app.domain.clocks.following import CalendarDifferences, EventPosition
from app.domain.clocks.promises import Promise, governing, promises
from app.domain.clocks.winding import NEVER, STATES, Mask, Pauses, Places, Watches, Wound, states, wind_all
from app.domain.vocabulary import Cause, ClockName, ClockState, CoverageOutcome, Kind, Priority, ServiceLevel

Due = Sequence[tuple[str, datetime | None]]
"""The commitments of a clock: the section, and when it falls due, in UTC without saying so."""
BOTH: Final = len(ClockName)


@dataclass(frozen=True)
class SharedTerms:
    """What is promised depends on no more than this, unless the customer has `own` figures."""

    agreement_revision: int
    service_level: ServiceLevel
    kind: Kind
    priority: Priority
    cause: Cause | None
    coverage: CoverageOutcome
    own: bool

    @property
    def plain(self) -> bool:
        promised = self.coverage is CoverageOutcome.SUPPORT and self.cause in (None, Cause.VENDOR_SOFTWARE)
        return promised and not self.own


@dataclass(frozen=True, eq=False)
class Tickets:
    """`terms_of` is the place of each ticket's terms in `terms`."""

    ids: Sequence[UUID]
    customer_ids: Sequence[UUID]
    calendar_revisions: NDArray[np.int64]
    event_counts: NDArray[np.int64]
    registered_at: Instants
    last_fact_at: Instants
    registration_recorded_at: Instants
    reassessed_at: Instants
    terms: Sequence[SharedTerms]
    terms_of: NDArray[np.int64]

    def ids_of(self, places: Places) -> list[UUID]:
        return [self.ids[place] for place in _each(places)]

    def customers_of(self, places: Places) -> list[UUID]:
        return [self.customer_ids[place] for place in _each(places)]

    def several(self, places: Places) -> list[EventPosition]:
        counts, facts = self.event_counts.tolist(), self.last_fact_at.tolist()
        return [
            EventPosition(
                self.ids[place], self.customer_ids[place], counts[place], Instant(facts[place].replace(tzinfo=UTC))
            )
            for place in _each(places)
        ]


@dataclass(frozen=True, eq=False)
class Clocks:
    """As `Clock`, and as its row. `reaches` is the latest of the due times where there are several; `commitments` are
    what is written of them.
    """

    started_at: Instants
    stopped_at: Instants
    counted_to: Instants
    paused_at: Instants
    due_at: Instants
    at_risk_at: Instants
    breach_at: Instants
    announced_due_at: Instants
    announce_at: Instants
    announced_risk_at: Instants
    warn_at: Instants
    reaches: Instants
    consumed: Durations
    paused: Durations
    state: NDArray[np.int8]
    excused: Mask
    pause_count: NDArray[np.int64]
    commitments: NDArray[np.object_]

    def of(self, tickets: Places) -> Self:
        cells = clocks_of(tickets)
        return type(self)(**{each.name: getattr(self, each.name)[cells] for each in fields(self)})


def clocks_of(tickets: Places) -> Places:
    return (tickets[:, None] * BOTH + np.arange(BOTH)).ravel()


def concerned(tickets: Tickets, clocks: Clocks, known: Mapping[int, CalendarDifferences], now: Instant) -> Places:
    """As `CalendarDifferences.concern`; `known` is how the calendar differs from each revision that they go by."""
    unseen = (clocks.breach_at < utc(now)) & (clocks.state != STATES.index(ClockState.BREACHED))
    found = unseen.reshape(-1, BOTH).any(axis=1)
    reckoned_to = np.fmax.reduce([clocks.due_at, clocks.stopped_at, clocks.counted_to, clocks.reaches])
    until = np.fmax(tickets.last_fact_at, np.fmax.reduce(reckoned_to.reshape(-1, BOTH), axis=1))
    for revision, difference in known.items():
        here = tickets.calendar_revisions == revision
        for begin, end in difference.stretches:
            found |= here & (utc(begin) <= until) & (tickets.registered_at <= utc(end))
    return np.flatnonzero(found)


def utc(at: Instant) -> np.datetime64:
    return np.datetime64(at.replace(tzinfo=None), "us")


@dataclass(frozen=True, eq=False)
class TermsGroup:
    """Tickets, by their places, that are promised the same on the same calendar."""

    members: Places
    terms: SharedTerms
    agreement: Agreement
    calendar: Calendar


class RecomputedColumns:
    """What a calendar makes of the clocks that go; one that has stopped moves no more (§3.1.1).

    Some are to be looked at alone, see `apart`: more than it follows from it.
    """

    def __init__(self, tickets: Tickets, places: Places, clocks: Clocks, pauses: Pauses, now: Instant) -> None:
        self.places, self.clocks, self._pauses, self._now = places, clocks, pauses, utc(now)
        self._recorded_at = np.repeat(tickets.registration_recorded_at[places], BOTH)
        self.going = np.isnat(clocks.stopped_at)
        self.due_at, self.at_risk_at, self.breach_at = (
            each.copy() for each in (clocks.due_at, clocks.at_risk_at, clocks.breach_at)
        )
        self.consumed, self.paused, self.state = clocks.consumed.copy(), clocks.paused.copy(), clocks.state.copy()
        self.commitments: list[Due] = [()] * clocks.due_at.size
        self._plain = ~self.going

    def reckon(self, group: TermsGroup) -> None:
        if group.terms.plain:
            for place, name in enumerate(ClockName):
                cells = group.members * BOTH + place
                self._wind(cells[self.going[cells]], _promised(group, name), group.calendar)

    def _wind(self, cells: Places, promised: Sequence[Promise], calendar: Calendar) -> None:
        clocks = self.clocks
        watches = Watches(
            clocks.started_at[cells],
            clocks.stopped_at[cells],
            clocks.paused_at[cells],
            self._pauses.among(cells, clocks.due_at.size),
        )
        wound = wind_all(watches, promised, calendar)
        for name in ("due_at", "at_risk_at", "breach_at", "consumed", "paused"):
            getattr(self, name)[cells] = getattr(wound, name)
        best_effort = governing(promised).budget is None
        self.state[cells] = states(wound, watches, best_effort=best_effort, now=self._now)
        self._plain[cells] = ~wound.used_up
        for cell, due in zip(_each(cells), _commitments(promised, wound), strict=True):
            self.commitments[cell] = due

    @property
    def announce_at(self) -> Instants:
        """As `deadlines.notices_after`: a calendar is changed as it happens."""
        moved = np.where(self.breach_at < self._recorded_at, NEVER, self.breach_at)
        is_kept = ~self.going | (self.breach_at == self.clocks.breach_at)
        return np.where(is_kept, self.clocks.announce_at, moved)

    @property
    def announced_risk_at(self) -> Instants:
        """As `deadlines.notices_after`."""
        told = self.clocks.announced_risk_at
        return np.where(self.going & (self.at_risk_at != told), NEVER, told)

    @property
    def warn_at(self) -> Instants:
        """As `deadlines.notices_after`."""
        before, after = (np.where(np.isnat(each.breach_at), NEVER, each.at_risk_at) for each in (self.clocks, self))
        moved = np.where((after < self._recorded_at) | (after == self.announced_risk_at), NEVER, after)
        due = np.where(_differ(after, before), moved, self.clocks.warn_at)
        return np.where(self.going & ~np.isnat(self.announce_at), due, NEVER)

    def apart(self, tickets: Tickets) -> Mask:
        """Where an announcement falls, a new priority came too late, or the like: `following` knows what that makes.

        Of all tickets, also those whose last fact is yet to come.
        """
        clocks, both = self.clocks, np.repeat(self.places, BOTH)
        announced = ~np.isnat(clocks.announced_due_at) & (self.breach_at != clocks.announced_due_at)
        overtaken = self.breach_at < tickets.reassessed_at[both]
        special = self.going & (~self._plain | clocks.excused | announced | overtaken)
        apart = tickets.last_fact_at > self._now
        apart[self.places] |= special.reshape(-1, BOTH).any(axis=1)
        return apart

    @property
    def moved(self) -> Mask:
        return _differ(self.due_at, self.clocks.due_at)

    @property
    def changed(self) -> Mask:
        """In anything but its commitments: no clock that has stopped is."""
        was = self.clocks
        pairs = (
            (self.at_risk_at, was.at_risk_at),
            (self.breach_at, was.breach_at),
            (self.announce_at, was.announce_at),
            (self.announced_risk_at, was.announced_risk_at),
            (self.warn_at, was.warn_at),
            (self.consumed, was.consumed),
            (self.paused, was.paused),
        )
        return np.logical_or.reduce([self.moved, self.state != was.state, *(_differ(a, b) for a, b in pairs)])

    @property
    def soonest_due(self) -> Instants:
        """As `deadlines.soonest_due`."""
        going = np.where(np.isnat(self.clocks.stopped_at), self.due_at, NEVER)
        return np.fmin.reduce(going.reshape(-1, BOTH), axis=1)


def _promised(group: TermsGroup, name: ClockName) -> tuple[Promise, ...]:
    terms = group.terms
    return promises(group.agreement, terms.service_level, terms.kind, terms.priority, name)


def _commitments(promised: Sequence[Promise], wound: Wound) -> Iterable[Due]:
    sections = [promise.section for promise in promised]
    for due in zip(*(each.tolist() for each in wound.commitments), strict=True):
        yield tuple(zip(sections, due, strict=True))


def _differ(one: Instants | Durations, other: Instants | Durations) -> Mask:
    """Never is the same as never."""
    return one.view(np.int64) != other.view(np.int64)


def _each(places: Places) -> list[int]:
    """As Python counts."""
    return places.tolist()
