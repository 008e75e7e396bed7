"""A ticket that comes in with its history: the decisions that were taken elsewhere, brought along in one call.

Each is judged where it was taken: by the rules of its step, not by who brings it along. It is all or nothing, and what
is wrong with it is told all at once, as far as it can be seen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import UUID

from app.access.store import people
from app.clock import Instant
from app.domain.actor import Actor
from app.domain.agreement.agreement import Agreement
from app.domain.tickets import occurrence, process
from app.domain.tickets.facts import DecisionTaken, Event
from app.domain.tickets.outputs import Outputs
from app.domain.tickets.process import NotYours
from app.domain.vocabulary import Decision
from app.errors import Conflict, Fault, Forbidden, Invalid, ServiceError
from app.tickets import recording
from app.tickets.store.ticket_mapping import StoredTicket
from app.unit_of_work import UnitOfWork

LONGEST: Final = 500


@dataclass(frozen=True, kw_only=True)
class PastDecision:
    """A decision as it was taken. `actor_id` None: by somebody of whom nothing is known here. `backlog_item_id`: what
    the reference that it gave is here.
    """

    decision: Decision
    outputs: Outputs
    occurred_at: Instant
    note: str | None = None
    actor_id: UUID | None = None
    backlog_item_id: UUID | None = None


async def tell(
    uow: UnitOfWork, fresh: StoredTicket, first: Event, history: Sequence[PastDecision]
) -> tuple[StoredTicket, Sequence[Event]]:
    """A new ticket after all that has happened to it since its first event, with every event.

    Raises Forbidden when the caller brings no history along, Invalid with every fault at its place in /history.
    """
    begun = await recording.begun(uow, fresh, first)
    if not history:
        return begun, [first]
    if not uow.actor.is_management:
        raise Forbidden(
            "A history is brought along by an administrator, or by a support manager on a registrant's behalf."
        )
    telling = _Telling(uow, begun, await _actors(uow, fresh, history))
    for place, entry in enumerate(history):
        await telling.tell(f"/history/{place}", entry)
    telling.refuse_faults()
    return telling.stored, [first, *telling.events]


async def _actors(uow: UnitOfWork, fresh: StoredTicket, history: Sequence[PastDecision]) -> Mapping[UUID, Actor]:
    """Of those named: the vendor's, and the customer's own."""
    named = {entry.actor_id for entry in history if entry.actor_id is not None}
    found = await people.several(uow.connection, named) if named else []
    customer_id = fresh.ticket.customer_id
    return {person.id: person.actor for person in found if person.customer_id in (None, customer_id)}


@dataclass
class _Telling:
    """The ticket after one entry more, each time. `lost`: one led nowhere, so that the rest cannot be judged."""

    uow: UnitOfWork
    stored: StoredTicket
    actors: Mapping[UUID, Actor]
    events: list[Event] = field(default_factory=list[Event])
    faults: list[Fault] = field(default_factory=list[Fault])
    section: str | None = None
    lost: bool = False

    async def tell(self, pointer: str, entry: PastDecision) -> None:
        at = self._moment(pointer, entry)
        by = self._actor(pointer, entry)
        fact = None if self.lost else self._fact(pointer, entry, by)
        if fact is None:
            self.lost = True
            self.stored = replace(self.stored, ticket=replace(self.stored.ticket, last_fact_at=at))
            return
        change = await recording.outcome(
            self.uow, self.stored, fact, reason=process.reason_of(fact), occurred_at=at, actor=by or self.uow.actor
        )
        self.stored = change.after
        self.events += change.events

    def refuse_faults(self) -> None:
        if self.faults:
            raise Invalid("The history is not valid.", section=self.section, faults=self.faults)

    def _moment(self, pointer: str, entry: PastDecision) -> Instant:
        latest = self.stored.ticket.last_fact_at
        try:
            return occurrence.occurred_at(entry.occurred_at, self.uow.now, latest, f"{pointer}/occurredAt")
        except Invalid as refusal:
            self.faults += refusal.faults
            return latest

    def _actor(self, pointer: str, entry: PastDecision) -> Actor | None:
        if entry.actor_id is None:
            return None
        if entry.actor_id not in self.actors:
            detail = "Nobody of the vendor or of this customer has this id."
            self.faults.append(Fault(f"{pointer}/actorId", "unknown", detail))
        return self.actors.get(entry.actor_id)

    def _fact(self, pointer: str, entry: PastDecision, by: Actor | None) -> DecisionTaken | None:
        """None: it cannot have been decided there."""
        agreement = self.uow.book.agreement_of(self.stored.ticket, self.uow.now)
        try:
            return self._decided(agreement, entry, by)
        except NotYours as refusal:
            self._refused(refusal, [Fault(f"{pointer}/actorId", "not_theirs", refusal.detail)])
            return self._fact(pointer, entry, None)
        except Invalid as refusal:
            self._refused(refusal, [replace(each, pointer=f"{pointer}{each.pointer}") for each in refusal.faults])
            return self._supposed(agreement, entry)
        except Conflict as refusal:
            self._refused(refusal, [Fault(f"{pointer}/decision", "not_possible", refusal.detail)])
            return None

    def _decided(self, agreement: Agreement, entry: PastDecision, by: Actor | None) -> DecisionTaken:
        """Of somebody unknown: whoever brings it along stands for whoever might, as an administrator does."""
        actor = by or replace(self.uow.actor, administrator=True)
        fact = process.decide(self.stored.ticket, agreement, actor, entry.decision, entry.outputs, entry.note)
        if entry.backlog_item_id is None:
            return fact
        return replace(fact, outputs=replace(fact.outputs, backlog_item_id=entry.backlog_item_id))

    def _supposed(self, agreement: Agreement, entry: PastDecision) -> DecisionTaken:
        """As if nothing were missing, so that the rest can be judged."""
        rules = process.possible(self.stored.ticket, agreement)
        rule = next(rule for rule in rules if rule.decision is entry.decision)
        return DecisionTaken(decision=rule.decision, from_step=rule.at, to_step=rule.to, outputs=entry.outputs)

    def _refused(self, refusal: ServiceError, faults: Sequence[Fault]) -> None:
        self.section = self.section or refusal.section
        self.faults += faults
