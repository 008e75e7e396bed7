"""Which due times another agreement would give to open tickets, in place of those by the one that binds them.

Of the clocks that go: one that has stopped moves no more (§3.1.1).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from app.agreements.store.calendars import CalendarRevision
from app.business_time.calendar import Calendar
from app.calendars.store import calendar_followers
from app.domain.agreement.agreement import Agreement, CallTypeRule
from app.domain.clocks.clocks import clock_of, clocks_of
from app.domain.clocks.deadlines import consequences
from app.domain.clocks.following import OutdatedClocks, OutdatedTicket
from app.domain.clocks.moves import Move, support_between
from app.domain.tickets import fold
from app.domain.tickets.derived_facts import DerivedFact, DueMoved
from app.domain.tickets.facts import Event, Registered
from app.domain.tickets.ground import basis_of, watch_of
from app.domain.vocabulary import ClockName, ServiceLevel
from app.tickets.store import replay
from app.tickets.store.event_mapping import event_from
from app.unit_of_work import UnitOfWork

TOLD_BY: Final = ("products", "steps", "decisions", "kinds", "priorities", "pause_when_customer_is_responsible")
"""Members of an agreement by which a history makes a ticket, with its pauses and its priority."""


def reckons_the_same(one: Agreement, other: Agreement) -> bool:
    """Whether they give every ticket the same due times."""
    return tells_the_same(one, other) and (one.levels, one.commitments) == (other.levels, other.commitments)


async def by_agreement(
    uow: UnitOfWork, page: Sequence[OutdatedTicket], agreement: Agreement, calendar: CalendarRevision | None
) -> list[Move]:
    """In the order of `page`. Histories are read of those alone that the other agreement would tell otherwise."""
    stood = await calendar_followers.standing(uow.connection, [follower.id for follower in page])
    same = {
        each: row.standing
        for each, row in stood.items()
        if tells_the_same(agreement, uow.book.revision(row.standing.registration.agreement_revision))
    }
    others = [follower.id for follower in page if follower.id not in same]
    histories = await replay.events_of(uow.connection, others)
    moves: list[Move] = []
    for follower in page:
        if (standing := same.get(follower.id)) is not None:
            moves += await _reckoned(uow, follower, standing, agreement, calendar)
        else:
            events = [event_from(row) for row in histories[follower.id]]
            moves += await _rebound(uow, follower, events, agreement, calendar)
    return moves


def tells_the_same(one: Agreement, other: Agreement) -> bool:
    return all(getattr(one, each) == getattr(other, each) for each in TOLD_BY) and _covers(one) == _covers(other)


def _covers(agreement: Agreement) -> Mapping[ServiceLevel, Sequence[CallTypeRule]]:
    return {level: terms.call_types for level, terms in agreement.levels.items()}


async def _reckoned(
    uow: UnitOfWork,
    follower: OutdatedTicket,
    was: OutdatedClocks,
    agreement: Agreement,
    supposed: CalendarRevision | None,
) -> list[Move]:
    """From how it stands: the other agreement gives it other times, and nothing else."""
    new = was if supposed is None else replace(was, calendar_revision=supposed.revision)
    level, old = was.registration.service_level, uow.book.revision(was.registration.agreement_revision)
    calendars = {
        each: await uow.book.calendar(uow.connection, agreement, level, each)
        for each in {basis_of(new, name).calendar_revision for name in ClockName}
    }
    going = [name for name in ClockName if watch_of(new, name).stopped_at is None]
    after = {name: clock_of(new, agreement, calendars, name) for name in going}
    present = await uow.book.calendar(uow.connection, old, level, was.calendar_revision)
    return named(follower, present, consequences(was.was, after, {}, ""))


async def _rebound(
    uow: UnitOfWork,
    follower: OutdatedTicket,
    events: Sequence[Event],
    agreement: Agreement,
    supposed: CalendarRevision | None,
) -> list[Move]:
    """Told from its first event on: another agreement may also pause otherwise, or prioritise."""
    was = fold.replay(follower.id, follower.customer_id, events, uow.book.revisions)
    bound = was.registration
    if bound is None:
        return []
    new = fold.replay(follower.id, follower.customer_id, [_bound_to(agreement, each) for each in events], [agreement])
    new = new if supposed is None else replace(new, calendar_revision=supposed.revision)
    old = uow.book.revision(bound.agreement_revision)
    present, other = [await uow.book.calendars_of(uow.connection, each, uow.now) for each in (was, new)]
    before = {clock.name: clock for clock in clocks_of(was, old, present) if clock.stopped_at is None}
    after = {clock.name: clock for clock in clocks_of(new, agreement, other) if clock.name in before}
    return named(follower, present[was.calendar_revision], consequences(before, after, {}, ""))


def _bound_to(agreement: Agreement, event: Event) -> Event:
    fact = event.fact
    if not isinstance(fact, Registered):
        return event
    bound = replace(fact.registration, agreement_revision=agreement.revision)
    return replace(event, fact=replace(fact, registration=bound))


def named(follower: OutdatedTicket, calendar: Calendar, derived: Sequence[DerivedFact]) -> list[Move]:
    return [
        Move(
            ticket_id=follower.id,
            number=follower.number,
            customer_id=follower.customer_id,
            clock=fact.clock,
            from_at=fact.from_at,
            to_at=fact.to_at,
            support=support_between(calendar, fact.from_at, fact.to_at),
        )
        for fact in derived
        if isinstance(fact, DueMoved)
    ]
