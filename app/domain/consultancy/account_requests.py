"""An account is asked for the first time (§1.6): by somebody who has no key. No ticket exists before it is accepted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal
from uuid import UUID

from app.clock import Instant
from app.domain import streams
from app.domain.actor import Actor
from app.domain.agreement.agreement import Agreement
from app.domain.agreement.spans import elapsed
from app.domain.given import require_words
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
    """`linked_to`: the first request from the same address that came, or may still come, to an account."""

    organisation: str
    name: str
    email: str
    language: AccountLanguage
    ticket: RequestedTicket
    linked_to: UUID | None = None
    type: Literal["received"] = "received"


FORGOTTEN: Final = "Forgotten"
FORGOTTEN_ADDRESS: Final = "forgotten@duetime.invalid"


def without_person(asked: AccountRequestReceived) -> AccountRequestReceived:
    """The same, of nobody: what was said in words is gone."""
    details = replace(
        asked.ticket.details,
        title=FORGOTTEN,
        description=FORGOTTEN,
        product=FORGOTTEN,
        product_version=None,
        external_reference=None,
        instance=None,
    )
    return replace(
        asked,
        organisation=FORGOTTEN,
        name=FORGOTTEN,
        email=FORGOTTEN_ADDRESS,
        ticket=replace(asked.ticket, details=details),
    )


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
MOST_QUESTIONS: Final = 3
"""Mails to one address whose links hold and were not followed: nobody is written to more often in somebody's name."""


@dataclass(frozen=True, kw_only=True)
class AccountRequest:
    """`received_at` is shown as the ticket's `raisedAt`."""

    id: UUID
    asked: AccountRequestReceived
    state: AccountRequestState
    received_at: Instant
    confirmed_at: Instant | None = None
    accepted: AccountRequestAccepted | None = None
    reason: str | None = None

    @property
    def is_forgotten(self) -> bool:
        """Its address was not confirmed in time, and nothing is kept any more that says whose it was."""
        return self.asked == without_person(self.asked)

    def link_until(self, agreement: Agreement) -> Instant:
        """The last instant at which the link in the mail holds."""
        return elapsed(agreement.terms.first_registration.link_valid_for, self.received_at)

    def can_be_confirmed(self, at: Instant, agreement: Agreement) -> bool:
        """Whether it waits for its link to be followed, which holds."""
        return self.state is AccountRequestState.RECEIVED and at <= self.link_until(agreement)

    def leads_to_account(self, at: Instant, agreement: Agreement) -> bool:
        """Whether there is an account of it, or may still be."""
        settled_well = self.state in (AccountRequestState.CONFIRMED, AccountRequestState.ACCEPTED)
        return settled_well or self.can_be_confirmed(at, agreement)


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
            return replace(request, state=AccountRequestState.CONFIRMED, confirmed_at=event.occurred_at)
        case AccountRequestAccepted() as accepted:
            return replace(request, state=AccountRequestState.ACCEPTED, accepted=accepted)
        case AccountRequestDeclined(reason=reason):
            return replace(request, state=AccountRequestState.DECLINED, reason=reason)


def address_key(email: str) -> str:
    """By which addresses are the same."""
    return email.strip().casefold()


def receive(
    asked: AccountRequestReceived, earlier: Iterable[AccountRequest], at: Instant, agreement: Agreement
) -> AccountRequestReceived:
    """Linked to the first of the `earlier` ones from the same address that leads to an account.

    Raises Invalid at what says nothing. Who is known makes no difference: nobody learns it from the answer.
    """
    require_words("1.6", {"organisation": asked.organisation, "name": asked.name, "email": asked.email})
    local, sign, domain = asked.email.strip().rpartition("@")
    if not (local and sign and "." in domain.strip(".")) or any(each.isspace() for each in asked.email.strip()):
        raise Invalid.at("/email", "not_an_address", "Give an address that mail reaches.", section="1.6")
    same = [
        each
        for each in earlier
        if each.leads_to_account(at, agreement) and address_key(each.asked.email) == address_key(asked.email)
    ]
    first = min(same, key=lambda each: each.received_at, default=None)
    return replace(asked, linked_to=None if first is None else first.id)


def is_mailed(earlier: Iterable[AccountRequest], at: Instant, agreement: Agreement) -> bool:
    """Whether another link goes to an address; `earlier`: what was asked from it before."""
    held = [each for each in earlier if each.confirmed_at is None and at <= each.link_until(agreement)]
    return len(held) < MOST_QUESTIONS


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


def require_acceptable(request: AccountRequest, by: Actor) -> None:
    """Raises Forbidden, and Conflict while it is not confirmed, and once it is settled."""
    _require_support(by)
    _require_unsettled(request)
    if request.state is not AccountRequestState.CONFIRMED:
        raise Conflict("The address is not confirmed yet: the link in the mail was not followed.", section="1.6")


def account_of_address(customer_id: UUID, named: UUID | None, has_it: Mapping[UUID, UUID | None]) -> UUID | None:
    """Whose account an accepted request of this customer is; None: one is to be made.

    `has_it`: the active people with the confirmed address, and of which customer they are. Raises Conflict where that
    is another's, or of several nobody is `named`; and for somebody named who has another address.
    """
    theirs = [person for person, customer in has_it.items() if customer == customer_id]
    if named is not None:
        if named not in theirs:
            raise Conflict(
                "personId names nobody who is an active person of this customer with the address that was confirmed.",
                section="1.6",
            )
        return named
    if len(theirs) > 1:
        raise Conflict("Several people of this customer have this address: say whose it is (personId).", section="1.6")
    if has_it and not theirs:
        raise Conflict("This address has an account already, and of another customer.", section="1.6")
    return theirs[0] if theirs else None


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
    if request.is_forgotten:
        raise Conflict("The address was not confirmed in time, and what was asked is not kept any more.", section="1.6")
    if request.state not in UNSETTLED:
        raise Conflict(f"The request is {request.state} already.", section="1.6")
