"""The revisions of the agreement with their calendars, compiled once and shared by every request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from app.business_time.calendar import Calendar
from app.clock import Instant
from app.db import calendars
from app.db.calendars import CalendarRevision
from app.db.counted import CalendarKey
from app.db.engine import Connection
from app.domain.agreement import Agreement, in_force
from app.domain.closing_days import ClosingDays
from app.domain.ticket import Ticket, agreement_of
from app.domain.vocabulary import ServiceLevel


@dataclass(frozen=True)
class Book:
    revisions: Sequence[Agreement]
    _closings: dict[int, ClosingDays] = field(default_factory=dict[int, ClosingDays])
    _calendars: dict[CalendarKey, Calendar] = field(default_factory=dict[CalendarKey, Calendar])

    def in_force(self, at: Instant) -> Agreement:
        return in_force(self.revisions, at)

    def revision(self, number: int) -> Agreement:
        return self._by_number[number]

    @cached_property
    def _by_number(self) -> Mapping[int, Agreement]:
        return {agreement.revision: agreement for agreement in self.revisions}

    def agreement_of(self, ticket: Ticket, at: Instant) -> Agreement:
        return agreement_of(ticket, self.revisions, at)

    async def calendar_of(self, connection: Connection, ticket: Ticket, at: Instant) -> Calendar:
        """The calendar that the ticket's clocks go by; a signal has no clocks yet and gets the standard one."""
        agreement = self.agreement_of(ticket, at)
        if ticket.registration is None:
            return agreement.levels[ServiceLevel.STANDARD].calendar
        return await self.calendar(connection, agreement, ticket.registration.service_level, ticket.calendar_revision)

    async def calendar(
        self, connection: Connection, agreement: Agreement, level: ServiceLevel, revision: int
    ) -> Calendar:
        """`revision` 0 is that of a ticket that is not registered yet: it knows of no closing days."""
        if not revision:
            return agreement.levels[level].calendar
        key = (level, agreement.revision, revision)
        if key not in self._calendars:
            closed = await self.closing_days(connection, revision)
            base = agreement.levels[level].calendar
            self._calendars[key] = base.with_closures(closed, revision)
        return self._calendars[key]

    async def calendar_by(self, connection: Connection, key: CalendarKey) -> Calendar:
        level, agreement, closings = key
        return await self.calendar(connection, self.revision(agreement), level, closings)

    async def current(self, connection: Connection, agreement: Agreement, level: ServiceLevel) -> Calendar:
        return await self.calendar(connection, agreement, level, await calendars.latest_number(connection))

    async def closing_days(self, connection: Connection, revision: int) -> ClosingDays:
        """A revision never changes once it is made, so one look is enough."""
        if revision not in self._closings:
            self._closings[revision] = (await calendars.at(connection, revision)).closing_days
        return self._closings[revision]

    def supposing(self, revision: CalendarRevision) -> "Book":
        """One of its own, in which there is this revision of the calendar too."""
        return Book(self.revisions, {**self._closings, revision.revision: revision.closing_days})
