"""The revisions of the agreement with their calendars, compiled once and shared by every request."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

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


class Agreements:
    """The revisions that came with the service, `coded`, and those that are announced by it, as they are known here:
    see `app/revisions/loading.py`. `supposed`: revisions of the closing days that it takes for made.

    What it keeps of calendars is bounded, and only of what is committed.
    """

    def __init__(self, coded: Sequence[Agreement], supposed: Mapping[int, ClosingDays] | None = None) -> None:
        self.coded = tuple(coded)
        self.supposed: Mapping[int, ClosingDays] = supposed or {}
        self.known: Mapping[UUID, int] | None = None
        """The announced ones by id, with the version of each that was read; None: nobody has looked yet."""
        self._closings = Recent[int, ClosingDays](MOST_REVISIONS)
        self._calendars = Recent[CalendarKey, Calendar](MOST_CALENDARS)
        self._take(())

    def take(self, announced: Sequence[Agreement], known: Mapping[UUID, int]) -> None:
        """These, in place of those before. ValueError where two are called alike."""
        self._take(announced)
        self.known = known

    def _take(self, announced: Sequence[Agreement]) -> None:
        revisions = (*self.coded, *announced)
        by_number = {each.revision: each for each in revisions}
        if len(by_number) != len(revisions):
            raise ValueError("two revisions of the agreement have one number")
        self.announced = tuple(announced)
        self.revisions: Sequence[Agreement] = revisions
        self._by_number: Mapping[int, Agreement] = by_number
        self.by_figures: Mapping[str, Agreement] = {figures_mark(each): each for each in revisions}
        """Those of them whose figures differ, by the mark of these."""

    def in_force(self, at: Instant) -> Agreement:
        return in_force(self.revisions, at)

    def revision(self, number: int) -> Agreement:
        return self._by_number[number]

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
        made = Agreements(self.coded, {**self.supposed, revision.revision: revision.closing_days})
        made.take(self.announced, self.known or {})
        return made

    def with_revision(self, agreement: Agreement) -> "Agreements":
        """One of its own, in which this is announced too."""
        made = Agreements(self.coded, self.supposed)
        made.take((*self.announced, agreement), self.known or {})
        return made
