"""Tickets as they are stored, by the column and by themselves: what those get who bring many along at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any
from uuid import UUID

import numpy as np

from app.business_time.calendar import Calendar
from app.clock import Instant
from app.domain.clocks.clock_readings import state_at
from app.domain.clocks.clocks import Clock, clocks_of
from app.domain.clocks.deadlines import ClockNotice, warned_of
from app.domain.clocks.following import OutdatedClocks, OutdatedTicket, WasClock
from app.domain.clocks.following_many import Clocks, SharedTerms, Tickets
from app.domain.clocks.winding import STATES
from app.domain.tickets.ticket import Ticket
from app.domain.vocabulary import ClockState
from app.sla.agreement import AGREEMENT
from tests.domain.clocks.stopwatches import instants, side_by_side
from tests.domain.tickets.histories import CUSTOMER_ID
from tests.domain.tickets.random_histories import Made

Told = Callable[[Clock], Any]


@dataclass(frozen=True)
class Kept:
    """A ticket as it was stored, with its clocks by the calendar as it was. `announced`: their breaches, if any."""

    made: Made
    calendar: Calendar
    announced: bool

    @property
    def ticket(self) -> Ticket:
        return self.made.history.ticket

    @property
    def stored_at(self) -> Instant:
        return max(event.recorded_at for event in self.made.history.events)

    @cached_property
    def clocks(self) -> Sequence[Clock]:
        return clocks_of(self.ticket, AGREEMENT, {1: self.calendar})

    def notice_of(self, clock: Clock) -> ClockNotice:
        """All of it was recorded as it happened."""
        risk_at = warned_of(clock)
        notice = ClockNotice(announce_at=clock.breach_at, warn_at=risk_at)
        if not self.announced:
            return notice
        if risk_at is not None and risk_at < self.stored_at:
            notice = notice.warned(risk_at)
        late = clock.breach_at is not None and clock.breach_at < self.stored_at
        return notice.breached(clock.breach_at) if late and clock.breach_at is not None else notice

    @property
    def standing(self) -> OutdatedClocks:
        ticket = self.ticket
        assert ticket.registered_at is not None
        assert ticket.registration is not None
        return OutdatedClocks(
            registration=ticket.registration,
            registration_recorded_at=ticket.registration_recorded_at,
            kind=ticket.details.kind,
            coverage=ticket.covered_by(AGREEMENT),
            priority=ticket.priority,
            calendar_revision=ticket.calendar_revision,
            reassessed=ticket.reassessed,
            cause=ticket.cause,
            response=ticket.response,
            resolution=ticket.resolution,
            judged=ticket.judged,
            was={
                each.name: WasClock(
                    each.started_at, each.stopped_at, each.due_at, each.at_risk_at, each.breach_at, self.notice_of(each)
                )
                for each in self.clocks
            },
        )

    @property
    def terms(self) -> SharedTerms:
        registration = self.ticket.registration
        assert registration is not None
        return SharedTerms(
            agreement_revision=AGREEMENT.revision,
            service_level=registration.service_level,
            kind=self.ticket.details.kind,
            priority=self.ticket.priority,
            cause=self.ticket.cause,
            coverage=self.ticket.covered_by(AGREEMENT).outcome,
            own=bool(registration.own_targets),
        )


def tickets_of(several: Sequence[Kept]) -> Tickets:
    tickets = [each.ticket for each in several]
    reassessed = [None if each.reassessed is None else each.reassessed.at for each in tickets]
    return Tickets(
        ids=[UUID(int=number) for number in range(len(several))],
        customer_ids=[CUSTOMER_ID] * len(several),
        calendar_revisions=np.ones(len(several), np.int64),
        event_counts=np.array([len(each.made.history.events) for each in several]),
        registered_at=instants([each.registered_at for each in tickets]),
        last_fact_at=instants([each.last_fact_at for each in tickets]),
        registration_recorded_at=instants([each.registration_recorded_at for each in tickets]),
        reassessed_at=instants(reassessed),
        terms=[each.terms for each in several],
        terms_of=np.arange(len(several)),
    )


def clocks_columns(several: Sequence[Kept]) -> Clocks:
    cells = [(kept, clock) for kept in several for clock in kept.clocks]
    watches = [watch for kept in several for watch in (kept.ticket.response, kept.ticket.resolution)]
    side = side_by_side(watches)
    notices = [kept.notice_of(clock) for kept, clock in cells]
    due = [[each.due_at for each in clock.commitments if each.due_at is not None] for _, clock in cells]
    told: dict[str, Told] = {
        name: lambda clock, name=name: getattr(clock, name)
        for name in ("counted_to", "due_at", "at_risk_at", "breach_at")
    }
    return Clocks(
        **{name: instants([tell(clock) for _, clock in cells]) for name, tell in told.items()},
        started_at=side.started_at,
        stopped_at=side.stopped_at,
        paused_at=side.paused_at,
        **{each.name: instants([getattr(notice, each.name) for notice in notices]) for each in fields(ClockNotice)},
        reaches=instants([max(each) if len(each) > 1 else None for each in due]),
        consumed=np.array([clock.consumed for _, clock in cells], "m8[us]"),
        paused=np.array([clock.paused for _, clock in cells], "m8[us]"),
        state=np.array([STATES.index(state_at(clock, kept.stored_at)) for kept, clock in cells], np.int8),
        excused=np.array([bool(clock.not_applicable or clock.breach_reason) for _, clock in cells]),
        pause_count=np.array([watch.over for watch in watches]),
        commitments=np.empty(len(cells), np.object_),
    )


def follower(kept: Kept) -> OutdatedTicket:
    """As the database tells it: `calendars/store/calendar_followers.py`."""
    ticket = kept.ticket
    assert ticket.registered_at is not None
    known_moments = [
        at
        for clock in kept.clocks
        for at in (clock.due_at, clock.stopped_at, clock.counted_to, *(each.due_at for each in clock.commitments))
        if at is not None
    ]
    unseen = [
        clock.breach_at
        for clock in kept.clocks
        if clock.breach_at is not None and state_at(clock, kept.stored_at) is not ClockState.BREACHED
    ]
    return OutdatedTicket(
        id=UUID(int=1),
        customer_id=CUSTOMER_ID,
        number="T-2026-000001",
        calendar_revision=1,
        event_count=1,
        registered_at=ticket.registered_at,
        last_fact_at=ticket.last_fact_at,
        reckoned_to=max([ticket.registered_at, *known_moments]),
        breached_unseen=min(unseen, default=None),
    )
