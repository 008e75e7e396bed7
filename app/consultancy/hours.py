"""Hours on a ticket: approved by the customer, written by who worked them, corrected by counter-entries (§1.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from uuid_utils.compat import uuid7

from app.access.store import people
from app.consultancy import escalations, ledgers
from app.consultancy.ledgers import StoredLedger
from app.consultancy.participants import participant
from app.consultancy.store import ledgers as stored_ledgers
from app.domain.agreement.agreement import Agreement
from app.domain.consultancy.approving import approve_hours, charged_ticket
from app.domain.consultancy.ledger import HoursEntry
from app.domain.consultancy.ledger_facts import ChargedTo, EntryCorrected, HoursApproved
from app.domain.consultancy.writing import correct_entry, write_hours
from app.errors import Invalid, NotFound
from app.tickets.recording import found
from app.tickets.store.ticket_mapping import StoredTicket
from app.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class NewApproval:
    """`approved_by`: a person of the customer, or the name of who signed what is referred to."""

    hours: Decimal
    agreement_reference: str | None = None
    approved_by: UUID | str | None = None
    charged_to: ChargedTo | None = None


@dataclass(frozen=True, kw_only=True)
class NewHours:
    """`consultant_id` None: the caller's own."""

    worked_on: date
    seconds: int
    description: str
    consultant_id: UUID | None = None


async def approve(uow: UnitOfWork, ticket_id: UUID, new: NewApproval) -> tuple[StoredLedger, HoursApproved]:
    """By a registrant; or recorded from what was signed."""
    stored = await found(uow, ticket_id)
    agreement, customer_id = _agreement(uow, stored), stored.ticket.customer_id
    escalated_at = await escalations.first_declared(uow, ticket_id)
    ledger, by = await ledgers.held(uow, customer_id), await participant(uow, customer_id)
    fact = approve_hours(
        *(ledger.state, charged_ticket(stored.ticket, agreement, escalated_at), by, uow.now, agreement),
        approval_id=uuid7(),
        hours=new.hours,
        charged_to=new.charged_to,
        agreement_reference=new.agreement_reference,
        approved_by=new.approved_by,
    )
    await ledgers.require_approver(uow, customer_id, fact.approved_by_id, agreement.charging_section.number)
    return await ledgers.record(uow, ledger, fact), fact


async def write(uow: UnitOfWork, ticket_id: UUID, new: NewHours) -> tuple[StoredLedger, HoursEntry]:
    """By consultants their own, by a support manager anybody's."""
    stored = await found(uow, ticket_id)
    agreement, customer_id = _agreement(uow, stored), stored.ticket.customer_id
    ledger, by = await ledgers.held(uow, customer_id), await participant(uow, customer_id)
    fact = write_hours(
        *(ledger.state, charged_ticket(stored.ticket, agreement), by, uow.now, agreement),
        entry_id=uuid7(),
        worked_on=new.worked_on,
        seconds=new.seconds,
        description=new.description,
        consultant_id=new.consultant_id,
    )
    if fact.consultant_id != uow.actor.id:
        await _require_vendors(uow, fact.consultant_id, agreement)
    after = await ledgers.record(uow, ledger, fact)
    return after, after.state.entries[fact.entry_id]


async def of_ticket(uow: UnitOfWork, ticket_id: UUID) -> Sequence[HoursEntry]:
    """In the order in which they were written, as corrected by now."""
    stored = await found(uow, ticket_id)
    await ledgers.require_reader(uow, stored.ticket.customer_id)
    return (await ledgers.current(uow, stored.ticket.customer_id)).of_ticket(ticket_id).entries


async def correct(
    uow: UnitOfWork, entry_id: UUID, seconds: int, reason: str
) -> tuple[StoredLedger, HoursEntry, EntryCorrected]:
    """By who wrote it, or a support manager."""
    customer_id = await stored_ledgers.customer_of(uow.connection, uow.scope, entry_id)
    if customer_id is None:
        raise NotFound("There is no such entry.")
    ledger, by = await ledgers.held(uow, customer_id), await participant(uow, customer_id)
    entry = ledger.state.entries[entry_id]
    stored = await found(uow, entry.written.ticket_id)
    agreement = _agreement(uow, stored)
    fact = correct_entry(
        *(ledger.state, entry, charged_ticket(stored.ticket, agreement), by, agreement),
        correction_id=uuid7(),
        seconds=seconds,
        reason=reason,
    )
    after = await ledgers.record(uow, ledger, fact)
    return after, after.state.entries[entry_id], fact


def _agreement(uow: UnitOfWork, stored: StoredTicket) -> Agreement:
    return uow.book.agreement_of(stored.ticket, uow.now)


async def _require_vendors(uow: UnitOfWork, consultant_id: UUID, agreement: Agreement) -> None:
    """Raises Invalid for who is nobody of the vendor's."""
    person = await people.find(uow.connection, uow.scope, consultant_id)
    if person is None or not person.actor.is_vendor:
        detail = "Nobody of the vendor has this id."
        raise Invalid.at("/consultantId", "unknown", detail, section=agreement.charging_section.number)
