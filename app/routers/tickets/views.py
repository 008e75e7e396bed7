"""From a stored ticket to what the API shows of it."""

from app.domain.tickets.raci import step_rule
from app.routers.http.tables import Column
from app.routers.tickets.schemas import TicketOut
from app.tickets.store.ticket_mapping import StoredTicket
from app.unit_of_work import UnitOfWork


async def ticket_view(uow: UnitOfWork, stored: StoredTicket) -> TicketOut:
    calendar = await uow.book.calendar_of(uow.connection, stored.ticket, uow.now)
    agreement = uow.book.agreement_of(stored.ticket, uow.now)
    return TicketOut.of(stored, calendar, step_rule(agreement, stored.ticket.step).name, uow.now)


TICKET_COLUMNS: tuple[Column[TicketOut], ...] = (
    Column("number", lambda ticket: ticket.number),
    Column("priority", lambda ticket: ticket.priority),
    Column("status", lambda ticket: ticket.status),
    Column("step", lambda ticket: ticket.step.number),
    Column("stepName", lambda ticket: ticket.step.name),
    Column("kind", lambda ticket: ticket.kind),
    Column("responseState", lambda ticket: ticket.clocks[0].state),
    Column("responseDueAt", lambda ticket: ticket.clocks[0].due_at),
    Column("resolutionState", lambda ticket: ticket.clocks[1].state),
    Column("resolutionDueAt", lambda ticket: ticket.clocks[1].due_at),
    Column("registeredAt", lambda ticket: ticket.registered_at),
    Column("customerId", lambda ticket: ticket.customer_id),
    Column("id", lambda ticket: ticket.id),
    Column("title", lambda ticket: ticket.title),
)
