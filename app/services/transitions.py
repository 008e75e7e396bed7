"""Walking a ticket through the process (§2)."""

from dataclasses import dataclass
from uuid import UUID

from app.clock import Instant
from app.db.mapping import StoredTicket
from app.domain import process
from app.domain.facts import DecisionTaken, Outputs
from app.domain.process import NotYours, Option
from app.domain.raci import Row, row_of
from app.domain.vocabulary import Decision
from app.errors import Forbidden, Invalid
from app.services import people
from app.services.recording import found, record
from app.services.work import Work


@dataclass(frozen=True)
class Asked:
    """A transition as the caller asks for it."""

    decision: Decision
    outputs: Outputs
    note: str | None = None
    occurred_at: Instant | None = None


@dataclass(frozen=True)
class Transition:
    """What was decided, as event number `sequence` of the ticket, and the ticket after it."""

    sequence: int
    fact: DecisionTaken
    occurred_at: Instant
    after: StoredTicket


@dataclass(frozen=True)
class Possible:
    """What can be decided; `row` says who has which letter at the ticket's place."""

    stored: StoredTicket
    options: tuple[Option, ...]
    row: Row


async def possible(work: Work, ticket_id: UUID) -> Possible:
    stored = await found(work, ticket_id)
    agreement = work.book.agreement_of(stored.ticket, work.now)
    row = row_of(agreement, stored.ticket.step, stored.ticket.overrides)
    return Possible(stored, process.options(stored.ticket, agreement, work.actor), row)


async def transition(work: Work, stored: StoredTicket, asked: Asked) -> Transition:
    """Takes a decision on a locked ticket."""
    occurred_at = moment_of(work, stored, asked.occurred_at)
    agreement = work.book.agreement_of(stored.ticket, work.now)
    try:
        fact = process.decide(stored.ticket, agreement, work.actor, asked.decision, asked.outputs, asked.note)
    except NotYours as refusal:
        raise Forbidden(await _who_may(work, stored, refusal), section=refusal.section) from None
    after = await record(work, stored, fact, reason=reason_of(fact), occurred_at=occurred_at)
    return Transition(stored.event_count + 1, fact, occurred_at, after)


def moment_of(work: Work, stored: StoredTicket, occurred_at: Instant | None) -> Instant:
    """When it happened: now, or, as vendor staff records it late, since the ticket's latest fact."""
    if occurred_at is None:
        return max(work.now, stored.ticket.last_fact_at)
    if not work.actor.is_vendor:
        raise Forbidden("Only vendor staff may say when something happened; leave occurredAt out.")
    if occurred_at > work.now:
        raise Invalid.at("/occurredAt", "in_the_future", "It cannot have happened in the future.")
    if occurred_at < stored.ticket.last_fact_at:
        detail = "It cannot have happened before the ticket's latest decision or change."
        raise Invalid.at("/occurredAt", "before_latest_event", detail)
    return occurred_at


def reason_of(fact: DecisionTaken) -> str:
    place = "a closed ticket" if fact.from_step is None else f"step {fact.from_step}"
    return f"{fact.decision} at {place}"


async def _who_may(work: Work, stored: StoredTicket, refusal: NotYours) -> str:
    """The refusal with the names of those who hold the deciding roles on this ticket."""
    names = await people.names(work, [*stored.ticket.assignments.values()])
    held = {role: names.get(person_id, "") for role, person_id in stored.ticket.assignments.items()}
    who = [f"{role} ({held[role]})" if held.get(role) else role for role in refusal.roles]
    return f"{refusal.decision} is decided by {' or '.join(who)} on this ticket."
