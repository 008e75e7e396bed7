"""The deadline service: on every state transition, the clocks of the ticket anew from its facts."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.db.clock_mapping import StoredClock
from app.db.mapping import StoredTicket
from app.domain.clocks import clocks_of
from app.domain.deadlines import announced_after, consequences
from app.domain.facts import DerivedFact
from app.domain.ticket import Ticket
from app.domain.vocabulary import ClockName
from app.services.work import Work

Clocks = Mapping[ClockName, StoredClock]


@dataclass(frozen=True)
class Recomputed:
    """The clocks as they are now, and what that makes of the due times and announcements there were."""

    clocks: Clocks
    derived: tuple[DerivedFact, ...]


async def compute(work: Work, ticket: Ticket, before: Clocks | None = None) -> Clocks:
    """`before` is needed where the ticket's stopwatches are known in part."""
    known = {name: kept.clock for name, kept in (before or {}).items()}
    calendar = await work.book.calendar_of(work.connection, ticket, work.now)
    agreement = work.book.agreement_of(ticket, work.now)
    return {clock.name: StoredClock(clock) for clock in clocks_of(ticket, agreement, calendar, known)}


async def recompute(work: Work, stored: StoredTicket, ticket: Ticket, reason: str) -> Recomputed:
    """`ticket` is the stored one with one more fact; `reason` is why a due time moves, if one does."""
    clocks = await compute(work, ticket, stored.clocks)
    announced = {
        name: kept.announced_due_at for name, kept in stored.clocks.items() if kept.announced_due_at is not None
    }
    before = {name: kept.clock for name, kept in stored.clocks.items()}
    after = {name: kept.clock for name, kept in clocks.items()}
    stands = announced_after(after, announced)
    return Recomputed(
        {name: StoredClock(clock, stands.get(name)) for name, clock in after.items()},
        consequences(before, after, announced, reason),
    )
