"""Steps 5, 9 and 11 of §2 by the customer's ledger: agreed, delivered, and what is to be done."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from app.business_time.calendar import Calendar
from app.clock import Instant
from app.domain.agreement.agreement import Agreement
from app.domain.consultancy.amounts import in_words, says, seconds_of
from app.domain.consultancy.approving import ChargedTicket, approval, default_charge, require_chargeable
from app.domain.consultancy.balance import usable_seconds
from app.domain.consultancy.booking_days import require_ahead, require_lead, require_open_day
from app.domain.consultancy.ledger import Ledger, TicketHours
from app.domain.consultancy.ledger_facts import ChargedTo, HoursApproved, HoursWritten
from app.domain.consultancy.participant import Participant
from app.domain.consultancy.writing import entry_of
from app.domain.vocabulary import CoverageOutcome, Decision, Role
from app.errors import Conflict

APPROVED_HOURS, HOURS, SESSION_ON = "/approvedHours", "/hours", "/sessionOn"


@dataclass(frozen=True)
class AgreedConsultancy:
    """What `agree` rests on: `approved_seconds` for the ticket, of which `recorded` is new. None: it stood."""

    approved_seconds: int
    agreement_reference: str | None
    recorded: HoursApproved | None = None


def agree(
    ledger: Ledger,
    ticket: ChargedTicket,
    by: Participant,
    at: Instant,
    agreement: Agreement,
    *,
    approval_id: UUID,
    approved_hours: Decimal | None = None,
    agreement_reference: str | None = None,
    approved_by: UUID | str | None = None,
    charged_to: ChargedTo | None = None,
) -> AgreedConsultancy:
    """Step 5. Rests on approved hours that are not spent yet; without any, `approved_hours` are approved now. On an
    escalated ticket it rests on nothing yet: what that costs is settled before the hours are written (§1).

    Raises Conflict (§1.1) where none of it is so, where other hours stand than are named, and where a day card is to
    pay and none has anything left.
    """
    require_chargeable(ticket, agreement)
    section, hours = agreement.charging_section.number, ledger.of_ticket(ticket.id)
    if hours.open_seconds > 0:
        if approved_hours is not None and not _stands(approved_hours, hours):
            raise Conflict(
                f"{in_words(hours.open_seconds)} are approved and not written yet. What is to be approved beyond them"
                " is approved on the ticket first.",
                section=section,
            )
        agreed = AgreedConsultancy(hours.approved_seconds, _reference(hours))
    elif approved_hours is None and ticket.escalated:
        default_charge(ledger, at.astimezone(agreement.vendor.zone).date(), agreement)
        return AgreedConsultancy(hours.approved_seconds, agreement_reference)
    elif approved_hours is None:
        raise Conflict(
            "No approved hours stand: a registrant of the customer approves them, or approvedHours, approvedBy and"
            " agreementReference say what was signed.",
            section=section,
        )
    else:
        fact = approval(
            *(ledger, ticket, by, at, agreement),
            approval_id=approval_id,
            hours=approved_hours,
            charged_to=charged_to,
            agreement_reference=agreement_reference,
            approved_by=approved_by,
            pointer=APPROVED_HOURS,
        )
        agreed = AgreedConsultancy(hours.approved_seconds + fact.seconds, agreement_reference, fact)
    _require_payable(ledger, hours, agreed.recorded, at, agreement)
    return agreed


def _stands(named: Decimal, hours: TicketHours) -> bool:
    return says(named, hours.open_seconds) or says(named, hours.approved_seconds)


def _reference(hours: TicketHours) -> str | None:
    given = [each.fact.agreement_reference for each in hours.approvals if each.fact.agreement_reference]
    return given[-1] if given else None


def _require_payable(
    ledger: Ledger, hours: TicketHours, recorded: HoursApproved | None, at: Instant, agreement: Agreement
) -> None:
    """A card that is used up or has ended pays nothing more: another one, or an invoice, is agreed first."""
    invoiced = hours.open_to(ChargedTo.INVOICE) > 0 or (recorded and recorded.charged_to is ChargedTo.INVOICE)
    if not invoiced and usable_seconds(ledger, at.astimezone(agreement.vendor.zone).date()) <= 0:
        raise Conflict(
            "A day card is to pay, and none has anything left: the customer buys another one, or agrees to an invoice.",
            section=agreement.charging_section.number,
        )


def deliver(
    ledger: Ledger,
    ticket: ChargedTicket,
    at: Instant,
    agreement: Agreement,
    *,
    entry_id: UUID,
    hours: Decimal,
    description: str,
    consultant_id: UUID | None,
) -> HoursWritten | None:
    """Step 9. `hours` are those written on the ticket (None); where none are, they are written as of `at`, as this
    consultant's (see `whose_hours`).

    Raises Conflict: of §1.1 for more than is approved, or before it was; of §2 for another sum than is written, and
    where nobody can tell whose hours they are.
    """
    written, section = ledger.of_ticket(ticket.id), agreement.charging_section.number
    _require_approved_before(written, at, agreement)
    if written.spent_seconds:
        _require_sum(written, hours, agreement)
        return None
    if consultant_id is None:
        raise Conflict(
            "No hours are written, and nobody is named on this ticket as its consultant: write them first, with whose"
            " they are (consultantId).",
            section=agreement.process_section.number,
        )
    return entry_of(
        *(ledger, ticket, at, agreement),
        entry_id=entry_id,
        worked_on=at.astimezone(agreement.vendor.zone).date(),
        seconds=seconds_of(hours, HOURS, section),
        description=description,
        consultant_id=consultant_id,
    )


def whose_hours(by: Participant, named: UUID | None) -> UUID | None:
    """Of work that is delivered: the consultant's who is named on the ticket, or else of who delivers it as one."""
    return named or (by.actor.id if by.has(Role.CONSULTANT) else None)


def _require_approved_before(written: TicketHours, at: Instant, agreement: Agreement) -> None:
    day = at.astimezone(agreement.vendor.zone).date()
    if not any(each.approved_at <= at or each.settles(day) for each in written.approvals):
        raise Conflict(
            "No hours had been approved for this ticket when they were delivered: the customer approves beforehand.",
            section=agreement.charging_section.number,
        )


def _require_sum(written: TicketHours, hours: Decimal, agreement: Agreement) -> None:
    if says(hours, written.spent_seconds) or says(hours, written.accounted_seconds):
        return
    given = seconds_of(hours, HOURS, agreement.process_section.number)
    if given > written.approved_seconds:
        raise Conflict(
            f"{in_words(written.approved_seconds)} are approved for this ticket; {in_words(given)} are too many.",
            section=agreement.charging_section.number,
        )
    raise Conflict(
        f"{in_words(written.spent_seconds)} are written on this ticket, and not {in_words(given)}: write or correct"
        " them first.",
        section=agreement.process_section.number,
    )


def require_session(
    ledger: Ledger,
    ticket: ChargedTicket,
    decision: Decision,
    session_on: date,
    at: Instant,
    agreement: Agreement,
    *,
    calendar: Calendar,
    lead_days: int,
) -> None:
    """Step 11. The session lies ahead on an open day of `calendar`; with a consultant, `lead_days` ahead.

    Raises Invalid for a day that is past; Conflict of §1.1 without an approval or a card for consultancy, or for what
    consultancy alone treats (unless the ticket is escalated, §1), and of §1.2.2 for the day.
    """
    require_ahead(SESSION_ON, session_on, at, calendar, agreement)
    if decision is Decision.CONSULTANCY or ticket.coverage is CoverageOutcome.CONSULTANCY:
        _require_agreed(ledger, ticket, at, agreement)
    if decision is Decision.CONSULTANCY:
        require_lead(session_on, at, calendar, lead_days, agreement)
    require_open_day(session_on, at, calendar, lead_days if decision is Decision.CONSULTANCY else 0, agreement)


def _require_agreed(ledger: Ledger, ticket: ChargedTicket, at: Instant, agreement: Agreement) -> None:
    today = at.astimezone(agreement.vendor.zone).date()
    if ticket.escalated:
        return
    if ledger.of_ticket(ticket.id).open_seconds <= 0 and usable_seconds(ledger, today) <= 0:
        raise Conflict(
            "Work that support does not treat needs approved hours, or a day card with time left.",
            section=agreement.charging_section.number,
        )
