"""The deadline service: on every state transition, the clocks of the ticket anew from its facts.

Those that come to rest with it are counted, and those that go on are taken off again.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.agreement.agreement import Agreement
from app.domain.attainment.attainment import Course
from app.domain.attainment.resting import CountKey, Counts, Numbers, RestingClock, add, resting
from app.domain.clocks.clocks import Clock, clocks_of
from app.domain.clocks.deadlines import consequences, notices_after
from app.domain.clocks.standings import standings_at
from app.domain.tickets.derived_facts import DerivedFact
from app.domain.tickets.facts import Event
from app.domain.tickets.ground import basis_of
from app.domain.tickets.ticket import Ticket
from app.domain.vocabulary import ClockName
from app.tickets.store import clock_standings
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


async def count(uow: UnitOfWork, before: StoredTicket | None, after: StoredTicket) -> None:
    """Stages what the change makes of the numbers of clocks at rest. `before`: as it is stored; None: it is new."""
    moved = [name for name in ClockName if before is None or _counted_by(before, name) != _counted_by(after, name)]
    counts: dict[str, Counts] = {}
    for figures, agreement in uow.book.by_figures.items():
        made: dict[CountKey, Numbers] = {}
        for name in moved:
            for stored, sign in ((before, -1), (after, 1)):
                clock = None if stored is None else await _resting(uow, agreement, stored, name)
                if clock is not None:
                    add(made, clock, sign)
        counts[figures] = made
    await clock_standings.stage(uow.connection, after.ticket.customer_id, counts)


def _counted_by(stored: StoredTicket, name: ClockName) -> tuple[object, ...] | None:
    """None: it goes, and is not counted."""
    clock = stored.clocks[name].clock
    return (clock, basis_of(stored.ticket, name), stored.service_level) if clock.rests else None


async def _resting(uow: UnitOfWork, agreement: Agreement, stored: StoredTicket, name: ClockName) -> RestingClock | None:
    clock = stored.clocks[name].clock
    if not clock.rests:
        return None
    *_, standing = standings_at(clock, uow.now)
    course, revision = course_of(stored, name), basis_of(stored.ticket, name).calendar_revision
    hours = await uow.book.hours_by(uow.connection, (stored.service_level, stored.agreement_revision, revision))
    return resting(agreement, stored.service_level, standing, course, hours)


def course_of(stored: StoredTicket, name: ClockName) -> Course:
    """The clock as the figures of §1.2.3 see it."""
    clock, basis = stored.clocks[name].clock, basis_of(stored.ticket, name)
    return Course(
        clock=name,
        kind=basis.kind,
        priority=basis.priority,
        reported_at=stored.created_at,
        registered_at=stored.ticket.registered_at,
        done_at=clock.stopped_at,
        recorded_late_at=clock.recorded_late_at,
        applies=clock.not_applicable is None,
    )
