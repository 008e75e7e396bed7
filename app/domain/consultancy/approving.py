"""The customer approves hours for a ticket before they are worked (§1.1): itself, or by what it has signed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from app.clock import Instant
from app.domain.agreement.agreement import Agreement
from app.domain.consultancy.amounts import seconds_of
from app.domain.consultancy.balance import usable_seconds
from app.domain.consultancy.ledger import Ledger
from app.domain.consultancy.ledger_facts import ChargedTo, HoursApproved
from app.domain.consultancy.participant import Participant
from app.domain.tickets.ticket import Ticket
from app.domain.vocabulary import Cause, CoverageOutcome, Role
from app.errors import Conflict, Invalid

AGREE_CONSULTANCY = 5


@dataclass(frozen=True)
class ChargedTicket:
    """What has to be known of a ticket in order to charge work on it. `step` None: closed.

    `escalated`: it is now. `escalated_at`: when it was first, as far as that is asked.
    """

    id: UUID
    coverage: CoverageOutcome
    cause: Cause | None
    step: int | None
    escalated: bool = False
    escalated_at: Instant | None = None

    @property
    def is_the_vendors_own_bug(self) -> bool:
        return self.coverage is CoverageOutcome.SUPPORT and self.cause is Cause.VENDOR_SOFTWARE


def charged_ticket(ticket: Ticket, agreement: Agreement, escalated_at: Instant | None = None) -> ChargedTicket:
    covered, escalated = ticket.covered_by(agreement).outcome, ticket.escalation is not None
    return ChargedTicket(ticket.id, covered, ticket.cause, ticket.place, escalated, escalated_at)


def require_chargeable(ticket: ChargedTicket, agreement: Agreement) -> None:
    """Raises Conflict for what is support, and the vendor's own software caused: that is never charged."""
    if ticket.is_the_vendors_own_bug:
        raise Conflict(
            "The vendor's own software caused this, and support treats it: no hours are charged for it.",
            section=agreement.charging_section.number,
        )


def approve_hours(
    ledger: Ledger,
    ticket: ChargedTicket,
    by: Participant,
    at: Instant,
    agreement: Agreement,
    *,
    approval_id: UUID,
    hours: Decimal,
    charged_to: ChargedTo | None = None,
    agreement_reference: str | None = None,
    approved_by: UUID | str | None = None,
) -> HoursApproved:
    """As `approval`. Raises Forbidden for who neither may approve nor record it; support may at step 5."""
    recorders = (Role.SUPPORT_MANAGER, *((Role.SUPPORT,) if ticket.step == AGREE_CONSULTANCY else ()))
    section = agreement.charging_section.number
    by.require("Hours are approved", *recorders, section=section, registrant=True)
    return approval(
        *(ledger, ticket, by, at, agreement),
        approval_id=approval_id,
        hours=hours,
        charged_to=charged_to,
        agreement_reference=agreement_reference,
        approved_by=approved_by,
        pointer="/hours",
    )


def approval(
    ledger: Ledger,
    ticket: ChargedTicket,
    by: Participant,
    at: Instant,
    agreement: Agreement,
    *,
    approval_id: UUID,
    hours: Decimal,
    charged_to: ChargedTo | None,
    agreement_reference: str | None,
    approved_by: UUID | str | None,
    pointer: str,
) -> HoursApproved:
    """It may exceed what the cards have left. `approved_by`: a person, or the name of who signed. For a ticket that was
    escalated it settles what was worked since (§1).

    Raises Conflict without a signed document where it is not the registrant's own act, and for what is never charged;
    Invalid at `pointer` for what is no amount.
    """
    require_chargeable(ticket, agreement)
    seconds = seconds_of(hours, pointer, agreement.charging_section.number)
    person_id, name = approver_of(by, approved_by, agreement_reference, agreement)
    zone, since = agreement.vendor.zone, ticket.escalated_at
    return HoursApproved(
        approval_id=approval_id,
        ticket_id=ticket.id,
        seconds=seconds,
        charged_to=charged_to or default_charge(ledger, at.astimezone(zone).date(), agreement),
        approved_by_id=person_id,
        approved_by_name=name,
        agreement_reference=agreement_reference,
        work_from_on=since.astimezone(zone).date() if since is not None and since <= at else None,
    )


def approver_of(
    by: Participant, approved_by: UUID | str | None, reference: str | None, agreement: Agreement
) -> tuple[UUID | None, str | None]:
    """Who approved, as a person or by name. Raises Conflict without a reference to what somebody else has signed."""
    if by.is_registrant and approved_by in (None, by.actor.id):
        return by.actor.id, None
    section = agreement.charging_section.number
    if not (reference and reference.strip()):
        raise Conflict(
            "Only a registrant of the customer approves by its own act; for another it takes the reference of what was"
            " signed (agreementReference).",
            section=section,
        )
    if isinstance(approved_by, UUID):
        return approved_by, None
    if not (approved_by and approved_by.strip()):
        raise Invalid.at("/approvedBy", "missing", "Say who of the customer approved.", section=section)
    return None, approved_by


def default_charge(ledger: Ledger, today: date, agreement: Agreement) -> ChargedTo:
    """The day card where there is one. Raises Conflict when those that there were have nothing left."""
    if usable_seconds(ledger, today) > 0:
        return ChargedTo.DAY_CARD
    if not ledger.cards:
        return ChargedTo.INVOICE
    raise Conflict(
        "The day cards have nothing left: the customer buys another one, or agrees to an invoice (chargedTo).",
        section=agreement.charging_section.number,
    )
