"""Requests for an account in JSON."""

from typing import Annotated, Self, cast
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.accounts.customers import ContractTerms
from app.clock import Instant
from app.domain.consultancy.account_requests import (
    AccountLanguage,
    AccountRequestAccepted,
    AccountRequestState,
    RequestedTicket,
)
from app.domain.vocabulary import CallType, ChangeType, Channel, Impact, Kind, ProblemType, ServiceLevel, Urgency
from app.first_registration.asking import NewAccountRequest
from app.first_registration.deciding import Acceptance, SeenAccountRequest
from app.routers.http.pagination import PageQuery
from app.routers.http.tables import Column
from app.routers.http.types import Email, Id, In, Name, Note, Out
from app.routers.tickets.classification_schemas import ReportedIn


class FirstTicketIn(ReportedIn):
    """What is reported with it: registered once the account is there."""

    def requested(self) -> RequestedTicket:
        return RequestedTicket(details=self.details(Channel.PORTAL), urgency=self.urgency, impact=self.impact)


class AccountRequestIn(In):
    """By whoever has no account. `language`: in which they are written to."""

    organisation: Name
    name: Name
    email: Email
    language: AccountLanguage = AccountLanguage.DUTCH
    ticket: FirstTicketIn

    def new(self) -> NewAccountRequest:
        return NewAccountRequest(
            organisation=self.organisation,
            name=self.name,
            email=self.email,
            language=self.language,
            ticket=self.ticket.requested(),
        )


class AccountCustomerIn(In):
    name: Name
    service_level: ServiceLevel


class AcceptanceIn(In):
    """Of a customer that there is, or of a new one: one of the two. `personId`: which of several people of the customer
    who have this address.
    """

    customer_id: Id | None = None
    new_customer: AccountCustomerIn | None = None
    person_id: Id | None = None

    @model_validator(mode="after")
    def _is_of_one_customer(self) -> Self:
        if (self.customer_id is None) == (self.new_customer is None):
            raise PydanticCustomError("whose", "Give customerId or newCustomer: one of the two.")
        return self

    def value(self) -> Acceptance:
        if self.new_customer is not None:
            terms = ContractTerms(name=self.new_customer.name, service_level=self.new_customer.service_level)
            return Acceptance(customer=terms, person_id=self.person_id)
        return Acceptance(customer=cast("UUID", self.customer_id), person_id=self.person_id)


class DeclinationIn(In):
    reason: Annotated[Note, Field(description="Why not. Whoever asked reads it.")]


class AccountRequestReceiptOut(Out):
    """The same whoever asks, and whether or not somebody is known at that address."""

    detail: str


class FirstTicketOut(Out):
    kind: Kind
    change_type: ChangeType | None
    call_type: CallType
    product: str
    product_version: str | None
    problem_type: ProblemType
    title: str
    description: str
    urgency: Urgency
    impact: Impact

    @classmethod
    def of(cls, asked: RequestedTicket) -> Self:
        details = asked.details
        return cls(
            kind=details.kind,
            change_type=details.change_type,
            call_type=details.call_type,
            product=details.product,
            product_version=details.product_version,
            problem_type=details.problem_type,
            title=details.title,
            description=details.description,
            urgency=asked.urgency,
            impact=asked.impact,
        )


class AcceptedAccountOut(Out):
    """What was made, or was there, of it."""

    customer_id: UUID
    person_id: UUID
    ticket_id: UUID

    @classmethod
    def of(cls, accepted: AccountRequestAccepted | None) -> Self | None:
        if accepted is None:
            return None
        return cls(customer_id=accepted.customer_id, person_id=accepted.person_id, ticket_id=accepted.ticket_id)


class AccountRequestOut(Out):
    """No ticket exists before it is accepted (section 1.6); that has its `raisedAt` then, and its times count from the
    acceptance.
    """

    id: UUID
    state: AccountRequestState
    organisation: str
    name: str
    email: str
    language: AccountLanguage
    ticket: FirstTicketOut
    linked_to: Annotated[UUID | None, Field(description="An earlier request from the same address.")]
    proposed_customer_id: Annotated[
        UUID | None, Field(description="Whose people have addresses of this domain; null: nobody's, or several's.")
    ]
    raised_at: Instant
    by_mail: Annotated[
        bool, Field(description="Whether whoever asked is written to. If not, it is for support to tell them.")
    ]
    confirmation_link: Annotated[
        str | None,
        Field(
            description="Where nobody is written to, for support to hand on; null once it is confirmed, or settled, or"
            " the link holds no more."
        ),
    ]
    accepted: AcceptedAccountOut | None
    declined_because: str | None
    updated_at: Instant

    @classmethod
    def of(cls, seen: SeenAccountRequest, link: str | None, *, by_mail: bool) -> Self:
        request, asked = seen.stored.state, seen.stored.state.asked
        return cls(
            id=seen.stored.id,
            state=request.state,
            organisation=asked.organisation,
            name=asked.name,
            email=asked.email,
            language=asked.language,
            ticket=FirstTicketOut.of(asked.ticket),
            linked_to=asked.linked_to,
            proposed_customer_id=seen.proposed_customer_id,
            raised_at=request.received_at,
            by_mail=by_mail,
            confirmation_link=link,
            accepted=AcceptedAccountOut.of(request.accepted),
            declined_because=request.reason,
            updated_at=seen.stored.updated_at,
        )


class AccountRequestsQuery(PageQuery):
    state: AccountRequestState | None = None


ACCOUNT_REQUEST_COLUMNS = (
    Column[AccountRequestOut]("id", lambda request: request.id, wide=True),
    Column[AccountRequestOut]("state", lambda request: request.state),
    Column[AccountRequestOut]("raisedAt", lambda request: request.raised_at),
    Column[AccountRequestOut]("organisation", lambda request: request.organisation, gives_way=True),
    Column[AccountRequestOut]("name", lambda request: request.name, gives_way=True),
    Column[AccountRequestOut]("email", lambda request: request.email),
    Column[AccountRequestOut]("linkedTo", lambda request: request.linked_to, wide=True),
    Column[AccountRequestOut]("proposedCustomerId", lambda request: request.proposed_customer_id, wide=True),
)
