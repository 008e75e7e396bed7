"""What a customer asks for on a ticket, and who of the vendor answers it (§2.1, §3.1.1); whom a refusal names."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from app.accounts import people
from app.domain.tickets.facts import (
    DecisionTaken,
    Event,
    PriorityDecided,
    PriorityRequested,
    ReopenDecided,
    ReopenRequested,
)
from app.domain.tickets.process import NotYours
from app.domain.tickets.raci import Row, answering_roles, row_of, vendor_is_responsible
from app.domain.vocabulary import Role
from app.errors import Conflict, Forbidden, NotFound
from app.tickets.store import tickets
from app.tickets.store.ticket_mapping import StoredTicket
from app.unit_of_work import UnitOfWork

Asked = TypeVar("Asked", PriorityRequested, ReopenRequested)
Answer = TypeVar("Answer", PriorityDecided, ReopenDecided)


@dataclass(frozen=True)
class CustomerRequest(Generic[Asked, Answer]):
    """A request with where its events stand: asked for, and decided on if it was."""

    asked: Event
    fact: Asked
    decided: Event | None = None
    decision: Answer | None = None

    @property
    def events(self) -> tuple[Event, ...]:
        return (self.asked,) if self.decided is None else (self.asked, self.decided)


async def requests(
    uow: UnitOfWork, ticket_id: UUID, asked: type[Asked], answer: type[Answer]
) -> list[CustomerRequest[Asked, Answer]]:
    """All of a ticket's of this kind, in the order in which they were asked."""
    events = await tickets.events(uow.connection, uow.scope, ticket_id, types=[asked.type, answer.type])
    answers = {each.fact.request_id: (each, each.fact) for each in events if isinstance(each.fact, answer)}
    return [
        CustomerRequest(each, each.fact, *answers.get(each.fact.request_id, (None, None)))
        for each in events
        if isinstance(each.fact, asked)
    ]


def to_decide(
    requests: Sequence[CustomerRequest[Asked, Answer]], request_id: UUID, section: str
) -> CustomerRequest[Asked, Answer]:
    """Raises NotFound, or Conflict if it was decided already."""
    request = next((each for each in requests if each.fact.request_id == request_id), None)
    if request is None:
        raise NotFound("There is nothing here.")
    if request.decision is not None:
        raise Conflict("The request was decided already.", section=section)
    return request


def require_asker(uow: UnitOfWork, customer_id: UUID, what: str, section: str) -> None:
    """Asking is for the customer; an administrator may record it for them. `what`: worded to be followed by “is …”."""
    if not (uow.actor.administrator or uow.actor.is_customer_of(customer_id)):
        raise Forbidden(f"{what} is asked for by the customer; the vendor decides on it.", section=section)


async def answering_role(uow: UnitOfWork, stored: StoredTicket, act: str, section: str) -> Role | None:
    """The role in which the caller may assess or answer; None is an administrator's. `act` as of `NotYours`.

    Raises Forbidden, naming who may, for everybody else, and for the customer in whatever role.
    """
    actor = uow.actor
    if actor.administrator:
        return None
    roles = answering_roles(await _rows(uow, stored))
    role = stored.holders.role_of(actor, roles)
    if role is None or actor.is_customer_of(stored.ticket.customer_id):
        raise await named(uow, stored, NotYours(act, roles, section))
    return role


async def named(uow: UnitOfWork, stored: StoredTicket, refusal: NotYours) -> Forbidden:
    """The refusal with the names of those who hold the roles on this ticket."""
    ids = {role: stored.holders.named(role) for role in refusal.roles}
    names = await people.names(uow, [each for each in ids.values() if each is not None])
    told = {role: names[each] for role, each in ids.items() if each is not None and each in names}
    who = [f"{role} ({told[role]})" if role in told else role for role in refusal.roles]
    return Forbidden(f"{refusal.act} by {' or '.join(who)} on this ticket.", section=refusal.section)


async def _rows(uow: UnitOfWork, stored: StoredTicket) -> Sequence[Row]:
    """Of the ticket's step; where nobody of the vendor is responsible for it, also of those before, latest first."""
    ticket = stored.ticket
    agreement = uow.book.agreement_of(ticket, uow.now)
    own = row_of(agreement, ticket.step, ticket.overrides)
    if vendor_is_responsible(own):
        return [own]
    events = await tickets.events(uow.connection, uow.scope, ticket.id, types=["decision_taken"])
    left = [each.fact.from_step for each in reversed(events) if isinstance(each.fact, DecisionTaken)]
    return [own, *(row_of(agreement, step, ticket.overrides) for step in left if step not in (None, ticket.step))]
