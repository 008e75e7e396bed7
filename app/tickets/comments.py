"""What people say on a ticket. Consulted and informed people take part here; an awaited answer resumes the clock."""

from dataclasses import dataclass
from uuid import UUID

from uuid_utils.compat import uuid7

from app.domain.actor import ActorKind
from app.domain.tickets import process
from app.domain.tickets.facts import CommentAdded, Event
from app.domain.vocabulary import Decision, Role
from app.errors import Forbidden
from app.tickets.recording import event, found_for_change, record
from app.tickets.store.ticket_mapping import StoredTicket
from app.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Comment:
    """`after` is the ticket with it."""

    event: Event
    fact: CommentAdded
    after: StoredTicket


async def comment(uow: UnitOfWork, ticket_id: UUID, text: str, *, internal: bool, answers: bool = True) -> Comment:
    """While an answer is awaited, the customer's comment is it, whoever of its people says so (§2), unless it isn't
    meant as one: then `answers` is false. The decision that it was received goes with it.
    """
    if internal and not uow.actor.is_vendor:
        raise Forbidden("Internal comments are the vendor's own.")
    stored = await found_for_change(uow, ticket_id)
    is_answer = answers and not internal and _is_awaited(uow, stored)
    fact = CommentAdded(comment_id=uuid7(), text=text, internal=internal, answers=True if is_answer else None)
    after = await record(uow, stored, fact, reason="comment")
    if is_answer:
        agreement = uow.book.agreement_of(after.ticket, uow.now)
        received = process.take(after.ticket, agreement, Role.CUSTOMER, Decision.INFORMATION_RECEIVED)
        after = await record(uow, after, received, reason="the customer's answer")
    return Comment(event(uow, fact, stored.event_count + 1), fact, after)


def _is_awaited(uow: UnitOfWork, stored: StoredTicket) -> bool:
    """From a person of the customer; what a system of the customer's says is no answer to a question."""
    by_person = uow.actor.kind is ActorKind.PERSON and uow.actor.is_customer_of(stored.ticket.customer_id)
    return stored.ticket.waiting and by_person
