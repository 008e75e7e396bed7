"""How something that happened reaches the database: events, row and clocks in one go, in the caller's transaction.

Every state transition comes through here, so every one of them has its clocks recomputed.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from app.clock import Instant
from app.domain.actor import SYSTEM, Actor
from app.domain.agreement.coverage import Coverage, coverage
from app.domain.clocks.clocks import needs_all
from app.domain.tickets.facts import ClassificationCorrected, Event, Fact, ProcessFact, Registered, RoleAssigned
from app.domain.tickets.fold import advance
from app.domain.tickets.raci import Row
from app.domain.tickets.ticket import Ticket
from app.domain.vocabulary import Role
from app.errors import NotFound
from app.tickets import deadlines
from app.tickets.store import ticket_rows, tickets
from app.tickets.store.ticket_mapping import StoredTicket
from app.tickets.store.tickets import Change
from app.unit_of_work import UnitOfWork

_CLASSIFIES: Final = (Registered, ClassificationCorrected)
"""The facts that say anew what support covers of a ticket."""


async def found(work: UnitOfWork, ticket_id: UUID) -> StoredTicket:
    """Raises NotFound: the same for a ticket that isn't there and one that isn't theirs."""
    return _known(await tickets.find(work.connection, work.scope, ticket_id))


async def found_for_change(work: UnitOfWork, ticket_id: UUID) -> StoredTicket:
    """As `found`, locked until the transaction ends, so that what is decided next is decided on what is true.

    In a unit of work that is optimistic it is not locked: that somebody changed it is found out when it is written.
    """
    return _known(await tickets.find(work.connection, work.scope, ticket_id, lock=work.locks))


def _known(stored: StoredTicket | None) -> StoredTicket:
    if stored is None:
        raise NotFound("There is no such ticket.")
    return stored


async def begin(work: UnitOfWork, fresh: StoredTicket, events: Sequence[Event]) -> StoredTicket:
    """Stores a new ticket with the events that made it."""
    fresh = replace(await begun(work, fresh, events[0]), event_count=len(events))
    await ticket_rows.add(work.connection, fresh, _parts(work, fresh.ticket), work.now, events)
    if fresh.ticket.assignments:
        await tickets.assign(work.connection, fresh.ticket)
    return fresh


async def begun(work: UnitOfWork, fresh: StoredTicket, first: Event) -> StoredTicket:
    """What `begin` would store of a ticket with this event only."""
    return replace(fresh, clocks=await deadlines.compute(work, fresh.ticket, first))


async def add_with_history(work: UnitOfWork, stored: StoredTicket, events: Sequence[Event]) -> None:
    """Stores a new ticket as it is after many events, with its pauses: however many, in a few statements."""
    first, *rest = events
    await ticket_rows.add(work.connection, stored, _parts(work, stored.ticket), work.now, [first])
    await ticket_rows.add_history(work.connection, stored.ticket, rest)


async def record(
    work: UnitOfWork, stored: StoredTicket, fact: ProcessFact, *, reason: str, occurred_at: Instant | None = None
) -> StoredTicket:
    """Adds one fact to a locked ticket, with what follows from it. `reason` is why a due time moves, if one does."""
    change = await outcome(work, stored, fact, reason=reason, occurred_at=occurred_at)
    ticket = change.after.ticket
    await ticket_rows.save(work.connection, stored, change.after, _parts(work, ticket), work.now, change.events)
    if isinstance(fact, RoleAssigned):
        await tickets.assign(work.connection, ticket)
    return change.after


async def outcome(
    work: UnitOfWork,
    stored: StoredTicket,
    fact: ProcessFact,
    *,
    reason: str,
    occurred_at: Instant | None = None,
    actor: Actor | None = None,
) -> Change:
    """What `record` would store. `actor`: whose act it was, if not the caller's."""
    at = occurred_at or max(work.now, stored.ticket.last_fact_at)  # a clock that was set back turns no history round
    first = event(work, fact, stored.event_count + 1, at, actor)
    ticket = advance(stored.ticket, first, work.book.revisions)
    clocks = [kept.clock for kept in stored.clocks.values()]
    if needs_all(stored.ticket, ticket, work.book.agreement_of(ticket, work.now), clocks):
        partial, stored = stored, await tickets.with_pauses(work.connection, stored)
        ticket = ticket if stored is partial else advance(stored.ticket, first, work.book.revisions)
    again = await deadlines.recompute(work, stored, ticket, first, reason)
    events = [first]
    for derived in again.derived:
        events.append(event(work, derived, events[-1].sequence + 1, first.occurred_at, SYSTEM))
    after = replace(
        stored,
        ticket=ticket,
        coverage=_coverage(work, stored, ticket) if isinstance(fact, _CLASSIFIES) else stored.coverage,
        clocks=again.clocks,
        event_count=events[-1].sequence,
        version=stored.version + 1,
        updated_at=work.now,
        lapsed=_still_lapsed(stored, ticket),
    )
    return Change(stored, after, tuple(events))


def _coverage(work: UnitOfWork, stored: StoredTicket, ticket: Ticket) -> Coverage:
    """By what binds the ticket: the agreement and the level of its registration."""
    level = stored.service_level if ticket.registration is None else ticket.registration.service_level
    covered = coverage(ticket.details, work.book.agreement_of(ticket, work.now), level)
    return replace(covered, product_key=None)


def event(
    work: UnitOfWork, fact: Fact, sequence: int, occurred_at: Instant | None = None, actor: Actor | None = None
) -> Event:
    by = actor or work.actor
    return Event(
        sequence=sequence,
        occurred_at=occurred_at or work.now,
        recorded_at=work.now,
        actor_id=None if by is SYSTEM else by.id,
        actor_kind=by.kind,
        fact=fact,
    )


def _still_lapsed(stored: StoredTicket, ticket: Ticket) -> frozenset[Role]:
    """Whoever is named anew qualifies."""
    named, before = ticket.assignments, stored.ticket.assignments
    return frozenset(role for role in stored.lapsed if named.get(role) == before.get(role))


def _parts(work: UnitOfWork, ticket: Ticket) -> Row:
    return ticket.parts(work.book.agreement_of(ticket, work.now))
