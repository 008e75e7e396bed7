"""How something that happened reaches the database: events, row and clocks in one go, in the caller's transaction.

Every state transition comes through here, so every one of them has its clocks recomputed.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from app.clock import Instant
from app.domain.actor import SYSTEM, Actor
from app.domain.agreement.coverage import Coverage, coverage
from app.domain.clocks.clocks import needs_all
from app.domain.tickets import occurrence
from app.domain.tickets.facts import ClassificationCorrected, Event, Fact, ProcessFact, Registered, RoleAssigned
from app.domain.tickets.fold import advance
from app.domain.tickets.raci import Row
from app.domain.tickets.ticket import Ticket
from app.domain.vocabulary import Role
from app.errors import Forbidden, NotFound
from app.tickets import deadlines
from app.tickets.store import ticket_rows, tickets
from app.tickets.store.ticket_mapping import StoredTicket
from app.tickets.store.tickets import Change
from app.unit_of_work import UnitOfWork

_CLASSIFIES: Final = (Registered, ClassificationCorrected)
"""The facts that say anew what support covers of a ticket."""


async def found(uow: UnitOfWork, ticket_id: UUID) -> StoredTicket:
    """Raises NotFound: the same for a ticket that isn't there and one that isn't theirs."""
    return _known(await tickets.find(uow.connection, uow.scope, ticket_id))


async def found_for_change(uow: UnitOfWork, ticket_id: UUID) -> StoredTicket:
    """As `found`, locked until the transaction ends, so that what is decided next is decided on what is true.

    In a unit of work that is optimistic it is not locked: that somebody changed it is found out when it is written.
    """
    return _known(await tickets.find(uow.connection, uow.scope, ticket_id, lock=uow.locks))


async def seen_among(uow: UnitOfWork, ticket_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those in the caller's sight."""
    return frozenset(await tickets.seen_among(uow.connection, uow.scope, ticket_ids)) if ticket_ids else frozenset()


def _known(stored: StoredTicket | None) -> StoredTicket:
    if stored is None:
        raise NotFound("There is no such ticket.")
    return stored


async def begun(uow: UnitOfWork, fresh: StoredTicket, first: Event) -> StoredTicket:
    """A new ticket with the clocks that its first event gives it."""
    return replace(fresh, clocks=await deadlines.compute(uow, fresh.ticket, first))


async def begin(uow: UnitOfWork, stored: StoredTicket, events: Sequence[Event]) -> StoredTicket:
    """Stores a new ticket as it is after its events, with its pauses: however many, in a few statements."""
    first, *rest = events
    after = await ticket_rows.add(uow.connection, stored, _parts(uow, stored.ticket), uow.now, [first], rest)
    await deadlines.count(uow, None, after)
    return after


async def record(
    uow: UnitOfWork,
    stored: StoredTicket,
    fact: ProcessFact,
    *,
    reason: str,
    occurred_at: Instant | None = None,
    counted: StoredTicket | None = None,
    actor: Actor | None = None,
) -> StoredTicket:
    """Adds one fact to a locked ticket, with what follows from it. `reason` is why a due time moves, if one does.

    `counted`: the ticket as its clocks are counted, if `stored` tells of what it is bound by only from now on. `actor`:
    whose act it was, if not the caller's.
    """
    change = await outcome(uow, stored, fact, reason=reason, occurred_at=occurred_at, actor=actor)
    ticket = change.after.ticket
    after = await ticket_rows.save(uow.connection, stored, change.after, _parts(uow, ticket), uow.now, change.events)
    await deadlines.count(uow, counted or stored, after)
    if isinstance(fact, RoleAssigned):
        await tickets.assign(uow.connection, ticket)
    return after


async def outcome(
    uow: UnitOfWork,
    stored: StoredTicket,
    fact: ProcessFact,
    *,
    reason: str,
    occurred_at: Instant | None = None,
    actor: Actor | None = None,
) -> Change:
    """What `record` would store. `actor`: whose act it was, if not the caller's."""
    at = occurred_at or max(uow.now, stored.ticket.last_fact_at)  # a clock that was set back turns no history round
    first = event(uow, fact, stored.event_count + 1, at, actor)
    ticket = advance(stored.ticket, first, uow.book.revisions)
    clocks = [kept.clock for kept in stored.clocks.values()]
    if needs_all(stored.ticket, ticket, uow.book.agreement_of(ticket, uow.now), clocks):
        partial, stored = stored, await tickets.with_pauses(uow.connection, stored)
        ticket = ticket if stored is partial else advance(stored.ticket, first, uow.book.revisions)
    again = await deadlines.recompute(uow, stored, ticket, first, reason)
    events = [first]
    for derived in again.derived:
        events.append(event(uow, derived, events[-1].sequence + 1, first.occurred_at, SYSTEM))
    after = replace(
        stored,
        ticket=ticket,
        coverage=_coverage(uow, stored, ticket) if isinstance(fact, _CLASSIFIES) else stored.coverage,
        clocks=again.clocks,
        event_count=events[-1].sequence,
        version=stored.version + 1,
        updated_at=uow.now,
        lapsed=_still_lapsed(stored, ticket),
    )
    return Change(stored, after, tuple(events))


def _coverage(uow: UnitOfWork, stored: StoredTicket, ticket: Ticket) -> Coverage:
    """By what binds the ticket: the agreement and the level of its registration."""
    level = stored.service_level if ticket.registration is None else ticket.registration.service_level
    covered = coverage(ticket.details, uow.book.agreement_of(ticket, uow.now), level)
    return replace(covered, product_key=None)


def event(
    uow: UnitOfWork, fact: Fact, sequence: int, occurred_at: Instant | None = None, actor: Actor | None = None
) -> Event:
    by = actor or uow.actor
    return Event(
        sequence=sequence,
        occurred_at=occurred_at or uow.now,
        recorded_at=uow.now,
        actor_id=None if by is SYSTEM else by.id,
        actor_kind=by.kind,
        fact=fact,
    )


def _still_lapsed(stored: StoredTicket, ticket: Ticket) -> frozenset[Role]:
    """Whoever is named anew qualifies."""
    named, before = ticket.assignments, stored.ticket.assignments
    return frozenset(role for role in stored.lapsed if named.get(role) == before.get(role))


def _parts(uow: UnitOfWork, ticket: Ticket) -> Row:
    return ticket.parts(uow.book.agreement_of(ticket, uow.now))


def moment_of(uow: UnitOfWork, stored: StoredTicket, given: Instant | None, since: Instant | None = None) -> Instant:
    """Now, or, as vendor staff records it late, since the ticket's latest fact, and `since` what it answers.

    Raises Forbidden when others say when, Invalid at /occurredAt when it cannot have been then.
    """
    if given is not None and not uow.actor.is_vendor:
        raise Forbidden("Only vendor staff may say when something happened; leave occurredAt out.")
    latest = stored.ticket.last_fact_at
    return occurrence.occurred_at(given, uow.now, latest if since is None else max(latest, since), "/occurredAt")


def moment_with_reason(
    uow: UnitOfWork, stored: StoredTicket, given: Instant | None, reason: str | None, since: Instant | None = None
) -> Instant:
    """As `moment_of`. Raises Invalid at /reason when it is recorded late without one."""
    at = moment_of(uow, stored, given, since)
    occurrence.require_why(at, uow.now, reason, "reason")
    return at
