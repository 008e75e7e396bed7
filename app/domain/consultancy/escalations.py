"""A ticket is escalated (§1): by customer or vendor, with a reason, and ended with one. Its clocks do not move."""

from uuid import UUID

from app.domain.agreement.agreement import Agreement
from app.domain.consultancy.participant import Participant
from app.domain.given import require_words
from app.domain.tickets.escalation_facts import Escalated, EscalationEnded
from app.domain.tickets.ticket import Ticket
from app.domain.vocabulary import Role, TicketStatus
from app.errors import Conflict


def escalate(ticket: Ticket, by: Participant, agreement: Agreement, escalation_id: UUID, reason: str) -> Escalated:
    """Raises Forbidden, Invalid without a reason, Conflict unless the ticket is open and not escalated."""
    section = agreement.own_figures_section.number
    _require_who(by, "A ticket is escalated", section)
    require_words(section, {"reason": reason})
    if ticket.status is not TicketStatus.OPEN:
        raise Conflict(f"Only an open ticket is escalated; this one is {_standing(ticket)}.", section=section)
    if ticket.escalation is not None:
        raise Conflict(f"The ticket is escalated already: {ticket.escalation.reason}", section=section)
    return Escalated(escalation_id=escalation_id, reason=reason)


def end_escalation(
    ticket: Ticket, by: Participant, agreement: Agreement, escalation_id: UUID, reason: str
) -> EscalationEnded:
    """Raises Forbidden, Invalid, Conflict for one that does not stand (any more: closing the ticket ends it too)."""
    section = agreement.own_figures_section.number
    _require_who(by, "An escalation is ended", section)
    require_words(section, {"reason": reason})
    if ticket.escalation is None or ticket.escalation.id != escalation_id:
        raise Conflict("This escalation does not stand any more.", section=section)
    return EscalationEnded(escalation_id=escalation_id, reason=reason)


def _standing(ticket: Ticket) -> str:
    return "a signal, to be registered first" if ticket.status is TicketStatus.SIGNAL else ticket.status


def _require_who(by: Participant, what: str, section: str) -> None:
    by.require(what, Role.SUPPORT, Role.SUPPORT_MANAGER, section=section, registrant=True)
