"""Support accepts or declines a request for an account: a person, a registrant and the first ticket, or none (§1.6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.access.store.people import Person
from app.accounts import customers, people, registrants
from app.accounts.customers import ContractTerms
from app.accounts.people import Introduction
from app.accounts.store import customers as stored_customers
from app.accounts.store.customers import Customer
from app.consultancy.kinds import ACCOUNT_REQUESTS
from app.domain.access.caller import Caller
from app.domain.access.permissions import Operation, require
from app.domain.consultancy import account_requests
from app.domain.consultancy.account_requests import (
    AccountRequest,
    AccountRequestState,
    address_key,
    proposed_customer,
)
from app.domain.vocabulary import Role
from app.errors import Conflict
from app.first_registration.asking import StoredAccountRequest, notice_of
from app.first_registration.store import account_requests as stored_requests
from app.notifications.account_mail import ACCEPTED, DECLINED, link_of
from app.notifications.store import notices
from app.postgres.tenancy import SYSTEM, set_tenant, tenant_of
from app.streams import subjects
from app.tickets.intake import NewTicket, raise_ticket
from app.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class SeenAccountRequest:
    """With the customer whose people have addresses like this one."""

    stored: StoredAccountRequest
    proposed_customer_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class Acceptance:
    """Of a customer that there is, or of a new one. `person_id`: somebody of it who is there already."""

    customer: UUID | ContractTerms
    person_id: UUID | None = None


async def find(uow: UnitOfWork, request_id: UUID) -> SeenAccountRequest:
    require(uow.actor, Operation.KEEP_ACCOUNT_REQUESTS)
    return (await _seen(uow, [await subjects.found(uow, ACCOUNT_REQUESTS, request_id)]))[0]


async def page(
    uow: UnitOfWork, state: AccountRequestState | None, *, after: UUID | None, limit: int
) -> Sequence[SeenAccountRequest]:
    """Latest received first."""
    require(uow.actor, Operation.KEEP_ACCOUNT_REQUESTS)
    return await _seen(uow, await stored_requests.page(uow.connection, state, after=after, limit=limit))


async def find_for_change(uow: UnitOfWork, request_id: UUID) -> StoredAccountRequest:
    """Locked, for somebody who may decide on it."""
    require(uow.actor, Operation.KEEP_ACCOUNT_REQUESTS)
    return await subjects.found(uow, ACCOUNT_REQUESTS, request_id, lock=True)


async def accept(
    uow: UnitOfWork, stored: StoredAccountRequest, acceptance: Acceptance, *, by_mail: bool
) -> SeenAccountRequest:
    """A locked one. The ticket is registered now, which is when its times begin. Refused, nothing is made."""
    linked = await _linked(uow, stored.state)
    account_requests.require_acceptable(stored.state)
    customer = await _customer(uow, acceptance)
    person = await _person(uow, stored.state, customer, acceptance.person_id, linked)
    known = await stored_customers.registrant(uow.connection, customer.id, person.id)
    count = (await stored_customers.count_registrants(uow.connection, [customer.id]))[customer.id]
    if known is None:
        await stored_customers.add_registrant(uow.connection, customer.id, person.id, uow.now)
        await registrants.note_change(uow, customer)
    asked = stored.state.asked.ticket
    report = NewTicket(
        customer_id=customer.id,
        details=asked.details,
        urgency=asked.urgency,
        impact=asked.impact,
        raised_at=stored.state.received_at,
    )
    ticket = await raise_ticket(_as(uow, person), report)
    fact = account_requests.accept_account_request(
        stored.state,
        uow.actor,
        customer_id=customer.id,
        person_id=person.id,
        ticket_id=ticket.ticket.id,
        seats=customers.fewest_seats(uow, customer),
        registrants=count - (known is not None),
        linked=linked,
    )
    after = await subjects.record(uow, ACCOUNT_REQUESTS, stored, [fact])
    if by_mail:
        await notices.add(uow.connection, [notice_of(uow, after, ACCEPTED)])
    return (await _seen(uow, [after]))[0]


async def decline(uow: UnitOfWork, stored: StoredAccountRequest, reason: str, *, by_mail: bool) -> SeenAccountRequest:
    """A locked one. An address that was not confirmed may be anybody's: it is not written to."""
    fact = account_requests.decline_account_request(stored.state, uow.actor, reason)
    after = await subjects.record(uow, ACCOUNT_REQUESTS, stored, [fact])
    if by_mail and stored.state.state is AccountRequestState.CONFIRMED:
        await notices.add(uow.connection, [notice_of(uow, after, DECLINED)])
    return (await _seen(uow, [after]))[0]


async def link_to_hand_on(uow: UnitOfWork, stored: StoredAccountRequest, public_url: str) -> str | None:
    """Where nobody is written to. None: it is confirmed, or settled. What proves the link is the service's own."""
    require(uow.actor, Operation.KEEP_ACCOUNT_REQUESTS)
    if stored.state.state is not AccountRequestState.RECEIVED:
        return None
    await set_tenant(uow.connection, SYSTEM)
    link = await link_of(uow.connection, stored.id, stored.state, public_url, uow.now)
    await set_tenant(uow.connection, tenant_of(uow.actor))
    return link


async def _linked(uow: UnitOfWork, request: AccountRequest) -> AccountRequest | None:
    if request.asked.linked_to is None:
        return None
    return (await subjects.found(uow, ACCOUNT_REQUESTS, request.asked.linked_to, lock=True)).state


async def _customer(uow: UnitOfWork, acceptance: Acceptance) -> Customer:
    if isinstance(acceptance.customer, ContractTerms):
        return (await customers.add(uow, acceptance.customer)).customer
    return await customers.find(uow, acceptance.customer, lock=True)


async def _person(
    uow: UnitOfWork, request: AccountRequest, customer: Customer, person_id: UUID | None, linked: AccountRequest | None
) -> Person:
    """Somebody who is there, or whom the earlier request has made, or somebody new."""
    earlier = linked.accepted if linked is not None else None
    known = person_id or (earlier and earlier.person_id)
    if known is None:
        new = Introduction(
            name=request.asked.name,
            email=request.asked.email.strip(),
            roles=frozenset({Role.CUSTOMER}),
            customer_id=customer.id,
        )
        return await people.introduce(uow, new)
    person = await people.find(uow, known, lock=True)
    if person.customer_id != customer.id or not person.active:
        raise Conflict("Only an active person of this customer can have asked.", section="1.6")
    if address_key(person.email) != address_key(request.asked.email):
        raise Conflict("This person has another address than the one that was confirmed.", section="1.6")
    return person


def _as(uow: UnitOfWork, person: Person) -> UnitOfWork:
    """Who registers is who asked: the vendor has no part in that but its acceptance."""
    return UnitOfWork(uow.connection, Caller(person.actor), uow.now, uow.book, mode=uow.mode)


async def _seen(uow: UnitOfWork, found: Sequence[StoredAccountRequest]) -> list[SeenAccountRequest]:
    domains = {address_key(each.state.asked.email).rpartition("@")[2] for each in found}
    whose: Mapping[str, frozenset[UUID]] = {}
    if domains:
        whose = await stored_requests.customers_by_domain(uow.connection, domains)
    return [SeenAccountRequest(each, proposed_customer(each.state.asked.email, whose)) for each in found]
