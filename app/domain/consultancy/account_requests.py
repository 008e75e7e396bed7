"""An account is asked for the first time (§1.6): by somebody who has no key. No ticket exists before it is accepted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final, Literal
from uuid import UUID

from app.clock import Instant
from app.domain import streams
from app.domain.actor import Actor
from app.domain.agreement.agreed_terms import Seats
from app.domain.agreement.agreement import Agreement
from app.domain.consultancy.given import require_words
from app.domain.replacing import replace
from app.domain.streams import RecordedFact
from app.domain.tickets.facts import Details
from app.domain.vocabulary import Impact, Role, Urgency
from app.errors import Conflict, Forbidden, Invalid


@dataclass(frozen=True, kw_only=True)
class RequestedTicket:
    """What is to be registered once the account is there."""

    details: Details
    urgency: Urgency
    impact: Impact


class AccountLanguage(StrEnum):
    """In which the asker is written to."""

    DUTCH = "nl"
    ENGLISH = "en"


@dataclass(frozen=True, kw_only=True)
class AccountRequestReceived:
    """`linked_to`: an earlier request from the same address, that is not settled."""

    organisation: str
    name: str
    email: str
    language: AccountLanguage
    ticket: RequestedTicket
    linked_to: UUID | None = None
    type: Literal["received"] = "received"


@dataclass(frozen=True, kw_only=True)
class AccountRequestConfirmed:
    """The link in the mail was followed: the address is the asker's."""

    type: Literal["confirmed"] = "confirmed"


@dataclass(frozen=True, kw_only=True)
class AccountRequestAccepted:
    """The account is there and the ticket registered. Its times count from here."""

    customer_id: UUID
    person_id: UUID
    ticket_id: UUID
    type: Literal["accepted"] = "accepted"


@dataclass(frozen=True, kw_only=True)
class AccountRequestDeclined:
    reason: str
    type: Literal["declined"] = "declined"


AccountRequestFact = AccountRequestReceived | AccountRequestConfirmed | AccountRequestAccepted | AccountRequestDeclined

AccountRequestEvent = RecordedFact[AccountRequestFact]


class AccountRequestState(StrEnum):
    RECEIVED = "received"
    CONFIRMED = "confirmed"
    ACCEPTED = "accepted"
    DECLINED = "declined"


UNSETTLED: Final = (AccountRequestState.RECEIVED, AccountRequestState.CONFIRMED)


@dataclass(frozen=True, kw_only=True)
class AccountRequest:
    """`received_at` is shown as the ticket's `raisedAt`."""

    id: UUID
    asked: AccountRequestReceived
    state: AccountRequestState
    received_at: Instant
    accepted: AccountRequestAccepted | None = None
    reason: str | None = None

    def link_until(self, agreement: Agreement) -> Instant:
        """The last instant at which the link in the mail holds."""
        hours = agreement.terms.first_registration.link_valid_for.amount
        return Instant(self.received_at + timedelta(hours=hours))


def replay_account_request(request_id: UUID, events: Iterable[AccountRequestEvent]) -> AccountRequest:
    return streams.replay(lambda first: begin_account_request(request_id, first), advance_account_request, events)


def begin_account_request(request_id: UUID, event: AccountRequestEvent) -> AccountRequest:
    """Raises ValueError when it was not received."""
    match event.fact:
        case AccountRequestReceived() as asked:
            state, at = AccountRequestState.RECEIVED, event.occurred_at
            return AccountRequest(id=request_id, asked=asked, state=state, received_at=at)
        case _:
            raise ValueError("a request begins with being received")


def advance_account_request(request: AccountRequest, event: AccountRequestEvent) -> AccountRequest:
    match event.fact:
        case AccountRequestReceived():
            return request
        case AccountRequestConfirmed():
            return replace(request, state=AccountRequestState.CONFIRMED)
        case AccountRequestAccepted() as accepted:
            return replace(request, state=AccountRequestState.ACCEPTED, accepted=accepted)
        case AccountRequestDeclined(reason=reason):
            return replace(request, state=AccountRequestState.DECLINED, reason=reason)


def address_key(email: str) -> str:
    """By which addresses are the same."""
    return email.strip().casefold()


def receive(asked: AccountRequestReceived, earlier: Iterable[AccountRequest]) -> AccountRequestReceived:
    """Linked to the first of the `earlier` ones that came from the same address and is not settled.

    Raises Invalid at what says nothing. Who is known makes no difference: nobody learns it from the answer.
    """
    require_words("1.6", {"organisation": asked.organisation, "name": asked.name, "email": asked.email})
    local, at, domain = asked.email.strip().rpartition("@")
    if not (local and at and "." in domain.strip(".")) or any(each.isspace() for each in asked.email.strip()):
        raise Invalid.at("/email", "not_an_address", "Give an address that mail reaches.", section="1.6")
    same = [each for each in earlier if each.state in UNSETTLED and is_same_address(each.asked.email, asked.email)]
    first = min(same, key=lambda each: each.received_at, default=None)
    return replace(asked, linked_to=None if first is None else first.asked.linked_to or first.id)


def is_same_address(one: str, other: str) -> bool:
    return address_key(one) == address_key(other)


def proposed_customer(email: str, customers: Mapping[str, frozenset[UUID]]) -> UUID | None:
    """Whose people have addresses of the same domain; None: nobody's, or several customers'."""
    found = customers.get(address_key(email).rpartition("@")[2], frozenset())
    return next(iter(found)) if len(found) == 1 else None


def confirm_account_request(
    request: AccountRequest, at: Instant, agreement: Agreement
) -> AccountRequestConfirmed | None:
    """None: it is confirmed already. Raises Conflict once it is settled, or the link does not hold any more."""
    if request.state is AccountRequestState.CONFIRMED:
        return None
    _require_unsettled(request)
    if at > request.link_until(agreement):
        valid = agreement.terms.first_registration.link_valid_for
        raise Conflict(f"The link held for {valid}: ask for an account once more.", section="1.6")
    return AccountRequestConfirmed()


def accept_account_request(
    request: AccountRequest,
    by: Actor,
    *,
    customer_id: UUID,
    person_id: UUID,
    ticket_id: UUID,
    seats: Seats,
    registrants: int,
    linked: AccountRequest | None = None,
) -> AccountRequestAccepted:
    """`registrants`: active ones of the customer, this person not among them; it becomes one.

    `seats`: of the customer. `linked`: the earlier request. Once that is accepted, its account is this one's too, and
    no seat more is taken.
    Raises Conflict while it is not confirmed, once it is settled, and (§1.2.2) when no seat is free.
    """
    _require_support(by)
    require_acceptable(request)
    if linked is not None and linked.accepted is not None:
        if (customer_id, person_id) != (linked.accepted.customer_id, linked.accepted.person_id):
            raise Conflict("This address has an account already: the earlier request was accepted.", section="1.6")
    else:
        _require_seat(seats, registrants)
    return AccountRequestAccepted(customer_id=customer_id, person_id=person_id, ticket_id=ticket_id)


def require_acceptable(request: AccountRequest) -> None:
    """Raises Conflict while it is not confirmed, and once it is settled."""
    _require_unsettled(request)
    if request.state is not AccountRequestState.CONFIRMED:
        raise Conflict("The address is not confirmed yet: the link in the mail was not followed.", section="1.6")


def _require_seat(seats: Seats, registrants: int) -> None:
    if registrants >= seats.most:
        detail = f"{seats.words}, and {registrants} do: no seat is free for the account."
        raise Conflict(detail, section=seats.section)


def decline_account_request(request: AccountRequest, by: Actor, reason: str) -> AccountRequestDeclined:
    """Whether or not it is confirmed."""
    _require_support(by)
    _require_unsettled(request)
    require_words("1.6", {"reason": reason})
    return AccountRequestDeclined(reason=reason)


def _require_support(by: Actor) -> None:
    if not (by.is_management or Role.SUPPORT in by.roles):
        raise Forbidden("An account is accepted or declined by support or support_manager.", section="1.6")


def _require_unsettled(request: AccountRequest) -> None:
    if request.state not in UNSETTLED:
        raise Conflict(f"The request is {request.state} already.", section="1.6")
