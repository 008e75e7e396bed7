"""A signal: reported by phone or mail, and no ticket before it is registered (§1.2.2 **)."""

from app.domain.agreement.agreement import Agreement
from app.domain.tickets.ticket import CLASSIFY_TICKET, Ticket
from app.domain.vocabulary import TicketStatus
from app.errors import Conflict


def is_withdrawn(ticket: Ticket) -> bool:
    """Closed without ever having been registered."""
    return ticket.status is TicketStatus.CLOSED and ticket.registration is None


def waits_for_registration(ticket: Ticket) -> bool:
    """Past steps 1 and 2 there is nothing to be done with it but to register or to withdraw it."""
    return ticket.status is TicketStatus.SIGNAL and ticket.step >= CLASSIFY_TICKET


def require_signal(ticket: Ticket, agreement: Agreement) -> None:
    """Raises Conflict when it is none, or none any more."""
    section = agreement.registration_section.number
    if ticket.registration is not None:
        raise Conflict("The ticket is registered already.", section=section)
    refuse_withdrawn(ticket, agreement)


def refuse_withdrawn(ticket: Ticket, agreement: Agreement) -> None:
    """Raises Conflict when it was a signal that came to nothing: there is nothing to go on with."""
    if is_withdrawn(ticket):
        raise Conflict("The signal was withdrawn.", section=agreement.registration_section.number)
