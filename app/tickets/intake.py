"""A ticket comes in: registered at once through the portal, or signalled by phone or mail first (§1.2.2).

It is bound by what is agreed with its customer at the moment of its registration, however late that is recorded.
"""

from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from uuid_utils.compat import uuid7

from app.accounts.store import customers
from app.accounts.store.customers import Customer, RegistrationRight
from app.clock import Instant
from app.domain.agreement import coverage
from app.domain.agreement.agreed_terms import AgreedTerms
from app.domain.agreement.agreement import Agreement
from app.domain.agreement.coverage import Coverage
from app.domain.tickets import occurrence
from app.domain.tickets.facts import Details, Registered, Registration, Signalled, SignalWithdrawn
from app.domain.tickets.fold import begin as begin_ticket
from app.domain.tickets.raci import RoleHolders, row_of
from app.domain.tickets.registering import (
    Applicant,
    not_a_registrant,
    registrant_of,
    require_channel,
    require_who_ends_a_signal,
)
from app.domain.tickets.signals import require_signal
from app.domain.tickets.ticket import FIRST_STEP, Ticket
from app.domain.vocabulary import Channel, Impact, Urgency
from app.errors import Forbidden, Invalid, NotFound
from app.revisions.binding import binding
from app.tickets import histories, responsibilities
from app.tickets.histories import PastDecision
from app.tickets.recording import begin, event, found_for_change, record
from app.tickets.store import ticket_numbers
from app.tickets.store.ticket_mapping import StoredTicket
from app.unit_of_work import UnitOfWork

_NOT_YET: Final = ""
"""The number of a ticket that may still be refused."""


@dataclass(frozen=True, kw_only=True)
class NewTicket:
    """What comes in. `customer_id` None: the caller's own; `registered_at` None: now.

    `registrant_id`: on whose behalf the vendor registers it. `history`: what was decided since, oldest first.
    `raised_at`: when an account was asked for with it (§1.6).
    """

    customer_id: UUID | None
    details: Details
    urgency: Urgency
    impact: Impact
    registered_at: Instant | None = None
    registrant_id: UUID | None = None
    history: tuple[PastDecision, ...] = ()
    raised_at: Instant | None = None


async def raise_ticket(uow: UnitOfWork, report: NewTicket) -> StoredTicket:
    customer, standing = await _maker(uow, report.customer_id)
    agreement = await binding(uow, customer.id, report.registered_at or uow.now)
    applicant = _applicant(uow, customer.id, standing, agreement)
    require_channel(applicant, report.details.channel, agreement)
    registers = report.details.channel is Channel.PORTAL
    registrant_id = await _registrant(uow, applicant, report, agreement)
    at = _moment(uow, report.registered_at, may_say=_may_say_when(applicant, report.registrant_id, registers=registers))
    agreed = customer.agreed_at(at)
    coverage.refuse_channel(agreement, agreed.service_level, report.details.channel)
    covered = coverage.coverage(report.details, agreement, agreed.service_level)
    details = replace(report.details, product=covered.product_key or report.details.product)
    if registers:
        fact = _registered(agreed, standing, agreement, registrant_id, report, details)
    else:
        fact = Signalled(
            details=details, service_level=agreed.service_level, urgency=report.urgency, impact=report.impact
        )
    return await _begun(uow, report, fact, _Bound(customer.id, customer.consultant_id, agreed, agreement, covered), at)


async def signal(uow: UnitOfWork, report: NewTicket) -> StoredTicket:
    """What the vendor's own monitoring finds (§5.3): by no support channel, and registered by nobody yet."""
    customer, _ = await _maker(uow, report.customer_id)
    agreement, agreed = await binding(uow, customer.id, uow.now), customer.agreed_at(uow.now)
    covered = coverage.coverage(report.details, agreement, agreed.service_level)
    details = replace(report.details, product=covered.product_key or report.details.product)
    fact = Signalled(details=details, service_level=agreed.service_level, urgency=report.urgency, impact=report.impact)
    return await _begun(
        uow, report, fact, _Bound(customer.id, customer.consultant_id, agreed, agreement, covered), uow.now
    )


@dataclass(frozen=True)
class _Bound:
    """By what a ticket is bound, and whose it is; `own_consultant` is the customer's own."""

    customer_id: UUID
    own_consultant: UUID | None
    agreed: AgreedTerms
    agreement: Agreement
    coverage: Coverage


async def _begun(
    uow: UnitOfWork, report: NewTicket, fact: Registered | Signalled, bound: _Bound, at: Instant
) -> StoredTicket:
    first = event(uow, fact, 1, at)
    ticket = begin_ticket(uuid7(), bound.customer_id, first, uow.book.revisions)
    fresh = StoredTicket(
        ticket=ticket,
        number=_NOT_YET,
        coverage=bound.coverage,
        service_level=bound.agreed.service_level,
        agreement_revision=bound.agreement.revision,
        clocks={},
        raised_by=uow.actor.id,
        event_count=1,
        version=1,
        created_at=uow.now,
        updated_at=uow.now,
    )
    told, events = await histories.tell(uow, fresh, first, report.history)
    serial = await ticket_numbers.take(uow.connection)
    number = ticket_numbers.number_of(serial, uow.now, uow.book.in_force(uow.now).vendor.zone)
    made = await begin(uow, replace(told, number=number), events)
    own = bound.own_consultant
    return made if own is None else await responsibilities.name_own_consultant(uow, made, own)


async def register(
    uow: UnitOfWork, stored: StoredTicket, registered_at: Instant | None = None, registrant_id: UUID | None = None
) -> StoredTicket:
    """Turns a locked signal into a registered ticket; the clocks start at the registration, not at the signal."""
    ticket = stored.ticket
    agreement = await binding(uow, ticket.customer_id, registered_at or uow.now)
    require_signal(ticket, agreement)
    customer, standing = await _customer(uow, ticket.customer_id)
    applicant = _applicant(uow, customer.id, standing, agreement, ticket)
    registrant = await _named(uow, applicant, registrant_id, agreement)
    may_say = _may_say_when(applicant, registrant_id, registers=True)
    at = _moment(uow, registered_at, ticket.last_fact_at, may_say=may_say)
    agreed = customer.agreed_at(at)
    fact = Registered(
        registration=_registration(agreed, agreement, registrant), calendar_revision=standing.calendar_revision
    )
    covered = replace(coverage.coverage(ticket.details, agreement, agreed.service_level), product_key=None)
    bound = replace(stored, service_level=agreed.service_level, agreement_revision=agreement.revision, coverage=covered)
    return await record(uow, bound, fact, reason="registered", occurred_at=at, counted=stored)


async def registered(
    uow: UnitOfWork, ticket_id: UUID, registered_at: Instant | None, registrant_id: UUID | None = None
) -> StoredTicket:
    return await register(uow, await found_for_change(uow, ticket_id), registered_at, registrant_id)


async def withdraw(uow: UnitOfWork, stored: StoredTicket, reason: str) -> StoredTicket:
    """Ends a locked signal that comes to nothing: it is closed, and was never registered."""
    agreement = uow.book.in_force(uow.now)
    require_signal(stored.ticket, agreement)
    require_who_ends_a_signal(await applicant_for(uow, stored.ticket), agreement)
    return await record(uow, stored, SignalWithdrawn(reason=reason), reason="withdrawn")


async def applicant_for(uow: UnitOfWork, ticket: Ticket) -> Applicant:
    """What the caller is to this ticket, where it is a signal that waits to be registered."""
    customer, standing = await _customer(uow, ticket.customer_id)
    return _applicant(uow, customer.id, standing, uow.book.agreement_of(ticket, uow.now), ticket)


def _applicant(
    uow: UnitOfWork, customer_id: UUID, standing: RegistrationRight, agreement: Agreement, ticket: Ticket | None = None
) -> Applicant:
    return Applicant(
        actor=uow.actor,
        customer_id=customer_id,
        is_registrant=standing.is_registrant,
        row=row_of(agreement, FIRST_STEP, {} if ticket is None else ticket.overrides),
        holder=RoleHolders(customer_id, {} if ticket is None else ticket.assignments),
    )


async def _registrant(uow: UnitOfWork, applicant: Applicant, report: NewTicket, agreement: Agreement) -> UUID | None:
    """Who registers; a signal is registered by nobody yet."""
    if report.details.channel is Channel.PORTAL:
        return await _named(uow, applicant, report.registrant_id, agreement)
    if report.registrant_id is not None:
        detail = "A call or a mail is a signal: whoever registers it later says on whose behalf."
        raise Invalid.at("/registrantId", "not_registered", detail, section=agreement.registration_section.number)
    return None


async def _named(uow: UnitOfWork, applicant: Applicant, named: UUID | None, agreement: Agreement) -> UUID | None:
    registrant = registrant_of(applicant, named, agreement)
    if named is not None and not await customers.is_registrant(uow.connection, applicant.customer_id, named):
        raise not_a_registrant(agreement)
    return registrant


def _registered(
    agreed: AgreedTerms,
    standing: RegistrationRight,
    agreement: Agreement,
    registrant_id: UUID | None,
    report: NewTicket,
    details: Details,
) -> Registered:
    return Registered(
        registration=replace(_registration(agreed, agreement, registrant_id), raised_at=report.raised_at),
        calendar_revision=standing.calendar_revision,
        details=details,
        urgency=report.urgency,
        impact=report.impact,
    )


def _registration(agreed: AgreedTerms, agreement: Agreement, registrant_id: UUID | None) -> Registration:
    return Registration(
        service_level=agreed.service_level,
        agreement_revision=agreement.revision,
        registrant_id=registrant_id,
        own_targets=agreed.own_targets,
    )


async def _customer(uow: UnitOfWork, wanted: UUID) -> tuple[Customer, RegistrationRight]:
    return _known(await customers.standing(uow.connection, uow.scope, wanted, uow.actor.id))


async def _maker(uow: UnitOfWork, customer_id: UUID | None) -> tuple[Customer, RegistrationRight]:
    """The named customer, or the caller's own when none is named."""
    wanted = customer_id or uow.actor.customer_id
    if wanted is None:
        raise Invalid.at("/customerId", "missing", "Vendor staff say for which customer.")
    return _known(await ticket_numbers.standing(uow.connection, uow.scope, wanted, uow.actor.id))


def _known(found: tuple[Customer, RegistrationRight] | None) -> tuple[Customer, RegistrationRight]:
    if found is None:
        raise NotFound("There is no such customer.")
    return found


def _may_say_when(applicant: Applicant, registrant_id: UUID | None, *, registers: bool) -> bool:
    """Of a registration, an administrator, and who registers on a named registrant's behalf; of a call, any of the
    vendor's.
    """
    if not registers:
        return applicant.actor.is_vendor
    return applicant.actor.administrator or registrant_id is not None


def _moment(uow: UnitOfWork, given: Instant | None, latest: Instant | None = None, *, may_say: bool) -> Instant:
    """`latest`: of the ticket's facts, where it was a signal before."""
    if given is not None and not may_say:
        raise Forbidden(
            "Only an administrator, or a support manager on a registrant's behalf, says when it was registered;"
            " leave registeredAt out."
        )
    return occurrence.occurred_at(given, uow.now, latest, "/registeredAt")
