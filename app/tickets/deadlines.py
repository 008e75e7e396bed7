"""The deadline service: on every state transition, the clocks of the ticket anew from its facts."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.clocks.clocks import Clock, clocks_of
from app.domain.clocks.deadlines import consequences, notices_after
from app.domain.tickets.derived_facts import DerivedFact
from app.domain.tickets.facts import Event
from app.domain.tickets.ticket import Ticket
from app.domain.vocabulary import ClockName
from app.tickets.store.clock_mapping import StoredClock
from app.tickets.store.ticket_mapping import StoredTicket
from app.unit_of_work import UnitOfWork

Clocks = Mapping[ClockName, StoredClock]


@dataclass(frozen=True)
class Recomputed:
    """The clocks as they are now, and what that makes of the due times and announcements there were."""

    clocks: Clocks
    derived: tuple[DerivedFact, ...]


async def compute(uow: UnitOfWork, ticket: Ticket, first: Event) -> Clocks:
    """Of a ticket that begins with this event."""
    after = await _wound(uow, ticket)
    notices = notices_after({}, after, {}, first, ticket.registration_recorded_at)
    return {name: StoredClock(clock, notices[name]) for name, clock in after.items()}


async def recompute(uow: UnitOfWork, stored: StoredTicket, ticket: Ticket, event: Event, reason: str) -> Recomputed:
    """`ticket` is the stored one after one more event; `reason` is why a due time moves, if one does."""
    before = {name: kept.clock for name, kept in stored.clocks.items()}
    after = await _wound(uow, ticket, before)
    given = {name: kept.notice for name, kept in stored.clocks.items()}
    notices = notices_after(before, after, given, event, ticket.registration_recorded_at)
    return Recomputed(
        {name: StoredClock(clock, notices[name]) for name, clock in after.items()},
        consequences(before, after, given, reason),
    )


async def _wound(
    uow: UnitOfWork, ticket: Ticket, before: Mapping[ClockName, Clock] | None = None
) -> Mapping[ClockName, Clock]:
    """`before` is needed where the ticket's stopwatches are known in part."""
    calendars = await uow.book.calendars_of(uow.connection, ticket, uow.now)
    agreement = uow.book.agreement_of(ticket, uow.now)
    return {clock.name: clock for clock in clocks_of(ticket, agreement, calendars, before)}
