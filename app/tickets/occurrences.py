"""When something happened to a ticket, as far as the caller may say so."""

from app.clock import Instant
from app.domain.tickets import occurrence
from app.errors import Forbidden
from app.tickets.store.ticket_mapping import StoredTicket
from app.unit_of_work import UnitOfWork


def moment_of(uow: UnitOfWork, stored: StoredTicket, given: Instant | None, since: Instant | None = None) -> Instant:
    """Now, or, as vendor staff records it late, since the ticket's latest fact, and `since` what it answers.

    Raises Forbidden when others say when, Invalid at /occurredAt when it cannot have been then.
    """
    if given is not None and not uow.actor.is_vendor:
        raise Forbidden("Only vendor staff may say when something happened; leave occurredAt out.")
    latest = stored.ticket.last_fact_at
    return occurrence.occurred_at(given, uow.now, latest if since is None else max(latest, since), "/occurredAt")


def moment_with_reason(
    uow: UnitOfWork, stored: StoredTicket, given: Instant | None, reason: str | None, since: Instant | None = None
) -> Instant:
    """As `moment_of`. Raises Invalid at /reason when it is recorded late without one."""
    at = moment_of(uow, stored, given, since)
    occurrence.require_why(at, uow.now, reason, "reason")
    return at
