"""Decisions on tickets, as everybody takes them: those on a ticket of a change rest on that change too (§4.1.2), steps
5, 9 and 11 on the customer's ledger, and 3 and 6 may name an item of the backlog.
"""

from app.backlog import linking
from app.changes.store import changes as stored_changes
from app.consultancy import charged_steps
from app.domain.changes.ticket_steps import require_change, rests_on_a_change
from app.tickets import transitions
from app.tickets.store.ticket_mapping import StoredTicket
from app.tickets.transitions import RequestedDecision, Transition
from app.unit_of_work import UnitOfWork


async def transition(uow: UnitOfWork, stored: StoredTicket, asked: RequestedDecision) -> Transition:
    """Takes a decision on a locked ticket, settled with the ledger where it rests on that. Raises Conflict."""
    decided = await transitions.decide(uow, stored, asked)
    if rests_on_a_change(stored.ticket, decided.fact.decision):
        linked = await stored_changes.of_ticket(uow.connection, stored.ticket.id)
        require_change([each.state for each in linked], decided.fact.decision)
    charged = await charged_steps.settled(uow, stored, asked, decided)
    return await transitions.take(uow, stored, await linking.settle(uow, charged))
