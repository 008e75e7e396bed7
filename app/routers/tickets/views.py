"""From a stored ticket to what the API shows of it."""

from collections.abc import Sequence
from typing import Final

from app.domain.agreement.agreement import Agreement
from app.domain.clocks.clock_readings import Reader, reader
from app.domain.tickets.raci import step_rule
from app.domain.vocabulary import ClockState, ServiceLevel, TicketStatus
from app.routers.http.tables import Column
from app.routers.sla.clock_schemas import ClockOut, clock_in_words
from app.routers.tickets.schemas import TicketOut
from app.tickets.store.listed_tickets import ListedTicket
from app.tickets.store.ticket_mapping import StoredTicket
from app.unit_of_work import UnitOfWork


async def ticket_view(uow: UnitOfWork, stored: StoredTicket) -> TicketOut:
    return (await ticket_views(uow, [ListedTicket.of(stored)]))[0]


async def ticket_views(uow: UnitOfWork, several: Sequence[ListedTicket]) -> list[TicketOut]:
    grounds: dict[tuple[object, ...], tuple[Agreement, Reader]] = {}
    views: list[TicketOut] = []
    for listed in several:
        by = (listed.registered_at is None, listed.service_level, listed.agreement_revision, listed.calendar_revision)
        ground = grounds.get(by)
        if ground is None:
            ground = grounds[by] = await _ground(uow, listed)
        agreement, read = ground
        views.append(TicketOut.of(listed, read, step_rule(agreement, listed.step).name))
    return views


async def _ground(uow: UnitOfWork, listed: ListedTicket) -> tuple[Agreement, Reader]:
    """A signal's clocks have not started: any calendar reads them."""
    if listed.registered_at is None:
        agreement = uow.book.in_force(uow.now)
        return agreement, reader(agreement.levels[ServiceLevel.STANDARD].calendar, uow.now)
    agreement = uow.book.revision(listed.agreement_revision)
    calendar = await uow.book.calendar(uow.connection, agreement, listed.service_level, listed.calendar_revision)
    return agreement, reader(calendar, uow.now)


def tickets_in_brief(uow: UnitOfWork) -> tuple[Column[TicketOut], ...]:
    """Of its clocks, how the one stands that falls due next."""
    days = uow.book.day_lengths(uow.now)
    return (
        Column("number", lambda ticket: ticket.number),
        Column("priority", lambda ticket: ticket.priority, heading="prio"),
        Column("state", state_in_a_word),
        Column("due", lambda ticket: getattr(next_due(ticket.clocks), "due_at", None)),
        Column("left", lambda ticket: clock_in_words(next_due(ticket.clocks), days[ticket.service_level])),
        Column("title", lambda ticket: ticket.title, gives_way=True),
    )


def next_due(clocks: Sequence[ClockOut]) -> ClockOut | None:
    """Of those that have a due time and go, the soonest; else one that goes without."""
    going = [clock for clock in clocks if clock.stopped_at is None and clock.state not in _DOES_NOT_GO]
    return min(going, key=lambda clock: (clock.due_at is None, clock.due_at), default=None)


_DOES_NOT_GO: Final = frozenset({ClockState.NOT_STARTED, ClockState.NOT_APPLICABLE})


def state_in_a_word(ticket: TicketOut) -> str:
    """Its status, or what it waits for."""
    waits = ticket.status is TicketStatus.OPEN and ticket.waiting_for_information_since is not None
    return "waiting" if waits else ticket.status.value


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
