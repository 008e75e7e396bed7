"""Whom a batch of events may be told to, and when: what is asked of the database for one is remembered for the next."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from app.access.store import people
from app.access.store.people import Person
from app.agreements.book import Agreements
from app.agreements.store import calendars
from app.business_time.calendar import Calendar
from app.clock import Instant
from app.domain.notifications.informing import TicketAudience
from app.domain.notifications.notices import Preferences
from app.domain.tickets.ticket import Ticket
from app.domain.vocabulary import Role
from app.notifications.store import preferences
from app.postgres.connection import Connection


@dataclass
class Audiences:
    connection: Connection
    book: Agreements
    preferences: dict[UUID, Preferences] = field(default_factory=dict[UUID, Preferences])
    _people: dict[UUID, Sequence[Person]] = field(default_factory=dict[UUID, Sequence[Person]])
    _vendor: Calendar | None = None

    async def people_of(self, customer_id: UUID) -> Sequence[Person]:
        """Those active who have a role for this customer."""
        if customer_id not in self._people:
            found = await people.holders(self.connection, customer_id, Role)
            self._people[customer_id] = found
            self.preferences |= await preferences.of(self.connection, [each.id for each in found])
        return self._people[customer_id]

    async def audience(self, ticket: Ticket, occurred_at: Instant, recorded_at: Instant) -> TicketAudience:
        """By what had `occurred` by then; the vendor's hours as they are since it was `recorded`."""
        return TicketAudience(
            row=ticket.row(self.book.agreement_of(ticket, occurred_at)),
            customer_id=ticket.customer_id,
            assignments=ticket.assignments,
            priority=ticket.priority,
            support=await self.book.calendar_of(self.connection, ticket, occurred_at),
            vendor=await self._vendor_hours(recorded_at),
        )

    async def _vendor_hours(self, at: Instant) -> Calendar:
        if self._vendor is None:
            number = await calendars.latest_number(self.connection)
            closed = await self.book.closing_days(self.connection, number)
            recovery = self.book.in_force(at).services.recovery_calendar
            self._vendor = recovery.with_closures(closed, max(number, 1))
        return self._vendor
