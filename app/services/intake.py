"""A ticket comes in: registered at once through the portal, or signalled by phone or mail first (§1.2.2)."""

from dataclasses import dataclass, replace
from uuid import UUID

from uuid_utils.compat import uuid7

from app.clock import Instant
from app.db import customers, tickets
from app.db.customers import Customer, Standing
from app.db.mapping import StoredTicket
from app.domain import coverage
from app.domain.actor import ActorKind
from app.domain.agreement import Agreement
from app.domain.facts import Details, Registered, Registration, Signalled
from app.domain.ticket import begin as begin_ticket
from app.domain.vocabulary import Channel, Impact, Urgency
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.services import recording
from app.services.recording import event, found, record
from app.services.work import Work


@dataclass(frozen=True, kw_only=True)
class Report:
    """What comes in. `customer_id` None: the caller's own; `registered_at` None: now."""

    customer_id: UUID | None
    details: Details
    urgency: Urgency
    impact: Impact
    registered_at: Instant | None = None


async def raise_ticket(work: Work, report: Report) -> StoredTicket:
    customer, standing, serial = await _maker(work, report.customer_id)
    at = _moment(work, report.registered_at, "/registeredAt")
    agreement = work.book.in_force(at)
    coverage.refuse_channel(agreement, customer.service_level, report.details.channel)
    covered = coverage.coverage(report.details, agreement, customer.service_level)
    details = replace(report.details, product=covered.product_key or report.details.product)
    if details.channel is Channel.PORTAL:
        fact = _registered(work, customer, standing, agreement, report, details)
    else:
        fact = Signalled(
            details=details, service_level=customer.service_level, urgency=report.urgency, impact=report.impact
        )
    first = event(work, fact, 1, at)
    ticket = begin_ticket(uuid7(), customer.id, first, work.book.revisions)
    fresh = StoredTicket(
        ticket=ticket,
        number=tickets.number_of(serial, work.now),
        coverage=covered,
        service_level=customer.service_level,
        agreement_revision=agreement.revision,
        clocks={},
        raised_by=work.actor.id,
        event_count=1,
        version=1,
        created_at=work.now,
        updated_at=work.now,
    )
    return await recording.begin(work, fresh, [first])


async def register(work: Work, stored: StoredTicket, registered_at: Instant | None = None) -> StoredTicket:
    """Turns a locked signal into a registered ticket; the clocks start at the registration, not at the signal."""
    if stored.ticket.registration is not None:
        raise Conflict("The ticket is registered already.", section=_section(work, registered_at or work.now))
    customer, standing = await _customer(work, stored.ticket.customer_id)
    at = _moment(work, registered_at, "/registeredAt")
    if at < stored.ticket.last_fact_at:
        raise Invalid.at("/registeredAt", "before_latest_event", "It cannot be registered before it was signalled.")
    agreement = work.book.in_force(at)
    fact = Registered(
        registration=_registration(work, customer, standing, agreement),
        calendar_revision=standing.calendar_revision,
    )
    bound = replace(stored, service_level=customer.service_level, agreement_revision=agreement.revision)
    return await record(work, bound, fact, reason="registered", occurred_at=at)


async def registered(work: Work, ticket_id: UUID, registered_at: Instant | None) -> StoredTicket:
    return await register(work, await found(work, ticket_id, lock=True), registered_at)


def _registered(
    work: Work, customer: Customer, standing: Standing, agreement: Agreement, report: Report, details: Details
) -> Registered:
    return Registered(
        registration=_registration(work, customer, standing, agreement),
        calendar_revision=standing.calendar_revision,
        details=details,
        urgency=report.urgency,
        impact=report.impact,
    )


def _registration(work: Work, customer: Customer, standing: Standing, agreement: Agreement) -> Registration:
    """By one of the customer's registrants or integrations, or by vendor staff for a customer that it knows."""
    if not (standing.is_registrant or work.actor.is_vendor or work.actor.kind is ActorKind.INTEGRATION):
        raise Forbidden(
            "Only the customer's registrants may register a ticket.", section=agreement.registration_section.number
        )
    return Registration(
        service_level=customer.service_level,
        agreement_revision=agreement.revision,
        registrant_id=work.actor.id if standing.is_registrant else None,
        own_targets=customer.own_targets,
    )


async def _customer(work: Work, wanted: UUID) -> tuple[Customer, Standing]:
    return _known(await customers.standing(work.connection, work.scope, wanted, work.actor.id))


async def _maker(work: Work, customer_id: UUID | None) -> tuple[Customer, Standing, int]:
    """The named customer, or the caller's own when none is named; and the serial of a ticket for it."""
    wanted = customer_id or work.actor.customer_id
    if wanted is None:
        raise Invalid.at("/customerId", "missing", "Vendor staff say for which customer.")
    found = await customers.standing(work.connection, work.scope, wanted, work.actor.id, makes_ticket=True)
    customer, standing = _known(found)
    if standing.serial is None:
        raise LookupError("a serial was asked for, and none came")
    return customer, standing, standing.serial


def _known(found: tuple[Customer, Standing] | None) -> tuple[Customer, Standing]:
    if found is None:
        raise NotFound("There is no such customer.")
    return found


def _moment(work: Work, given: Instant | None, pointer: str) -> Instant:
    if given is None:
        return work.now
    if not work.actor.is_vendor:
        raise Forbidden("Only vendor staff may say when it was registered; leave registeredAt out.")
    if given > work.now:
        raise Invalid.at(pointer, "in_the_future", "It cannot have been registered in the future.")
    return given


def _section(work: Work, at: Instant) -> str:
    return work.book.in_force(at).registration_section.number
