"""The revisions of the agreement with their calendars, compiled once and shared by every request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Final

from app.agreements.store import calendars
from app.agreements.store.calendars import CalendarRevision
from app.business_time.calendar import Calendar
from app.clock import Instant
from app.domain.agreement.agreement import Agreement, in_force
from app.domain.agreement.closing_days import ClosingDays
from app.domain.attainment.attainment import Hours
from app.domain.attainment.resting import figures_mark
from app.domain.clocks.clocks import Calendars
from app.domain.tickets.ground import basis_of
from app.domain.tickets.ticket import Ticket, agreement_of
from app.domain.vocabulary import ClockName, ServiceLevel
from app.postgres.engine import Connection
from app.recent import Recent

CalendarKey = tuple[ServiceLevel, int, int]
"""What names a calendar: the level, and the revisions of the agreement and of the closing days."""
MOST_CALENDARS: Final = 16
"""Kept compiled, some 6 MB each: both levels of the latest eight revisions of the closing days."""
MOST_REVISIONS: Final = 64
"""Of closing days, kept as they were read; a few kB each."""


@dataclass(frozen=True)
class Agreements:
    """What it keeps is bounded, and only of what is committed. `supposed`: revisions that it takes for made."""

    revisions: Sequence[Agreement]
    supposed: Mapping[int, ClosingDays] = field(default_factory=dict[int, ClosingDays])
    _closings: Recent[int, ClosingDays] = field(default_factory=lambda: Recent[int, ClosingDays](MOST_REVISIONS))
    _calendars: Recent[CalendarKey, Calendar] = field(
        default_factory=lambda: Recent[CalendarKey, Calendar](MOST_CALENDARS)
    )

    def in_force(self, at: Instant) -> Agreement:
        return in_force(self.revisions, at)

    def revision(self, number: int) -> Agreement:
        return self._by_number[number]

    @cached_property
    def _by_number(self) -> Mapping[int, Agreement]:
        return {agreement.revision: agreement for agreement in self.revisions}

    @cached_property
    def by_figures(self) -> Mapping[str, Agreement]:
        """Those of them whose figures differ, by the mark of these."""
        return {figures_mark(agreement): agreement for agreement in self.revisions}

    def agreement_of(self, ticket: Ticket, at: Instant) -> Agreement:
        return agreement_of(ticket, self.revisions, at)

    def day_lengths(self, at: Instant) -> Mapping[ServiceLevel, timedelta]:
        """What a business day of each level is worth in support time."""
        return {level: terms.day for level, terms in self.in_force(at).levels.items()}

    async def calendar_of(self, connection: Connection, ticket: Ticket, at: Instant) -> Calendar:
        """The calendar that the ticket's clocks go by; a signal has no clocks yet and gets the standard one."""
        agreement = self.agreement_of(ticket, at)
        if ticket.registration is None:
            return agreement.levels[ServiceLevel.STANDARD].calendar
        return await self.calendar(connection, agreement, ticket.registration.service_level, ticket.calendar_revision)

    async def calendars_of(self, connection: Connection, ticket: Ticket, at: Instant) -> Calendars:
        """That one, and those by which clocks are judged that have stopped."""
        agreement, bound = self.agreement_of(ticket, at), ticket.registration
        if bound is None:
            return {}
        numbers = {basis_of(ticket, name).calendar_revision for name in ClockName}
        return {each: await self.calendar(connection, agreement, bound.service_level, each) for each in numbers}

    async def calendar(
        self, connection: Connection, agreement: Agreement, level: ServiceLevel, revision: int
    ) -> Calendar:
        """`revision` 0 is that of a ticket that is not registered yet: it knows of no closing days."""
        if not revision:
            return agreement.levels[level].calendar
        key = (level, agreement.revision, revision)
        if known := self._calendars.get(key):
            return known
        closed, final = await self._closing_days(connection, revision)
        made = agreement.levels[level].calendar.with_closures(closed, revision)
        if final:
            self._calendars.keep(key, made)
        return made

    async def calendar_by(self, connection: Connection, key: CalendarKey) -> Calendar:
        level, agreement, closings = key
        return await self.calendar(connection, self.revision(agreement), level, closings)

    async def hours_by(self, connection: Connection, key: CalendarKey) -> Hours:
        level, agreement, _ = key
        return Hours(await self.calendar_by(connection, key), self.revision(agreement).levels[level].day)

    async def current(self, connection: Connection, agreement: Agreement, level: ServiceLevel) -> Calendar:
        return await self.calendar(connection, agreement, level, await calendars.latest_number(connection))

    async def closing_days(self, connection: Connection, revision: int) -> ClosingDays:
        return (await self._closing_days(connection, revision))[0]

    async def _closing_days(self, connection: Connection, revision: int) -> tuple[ClosingDays, bool]:
        """And whether they stay so: a revision never changes once it is committed, so one look is enough."""
        known = self.supposed.get(revision)
        if known is None:
            known = self._closings.get(revision)
        if known is not None:
            return known, True
        found = await calendars.at(connection, revision)
        if found.committed:
            self._closings.keep(revision, found.closing_days)
        return found.closing_days, found.committed

    def supposing(self, revision: CalendarRevision) -> "Agreements":
        """One of its own, in which there is this revision of the calendar too."""
        return Agreements(self.revisions, {**self.supposed, revision.revision: revision.closing_days})
