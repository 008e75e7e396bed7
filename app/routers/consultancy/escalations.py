"""A ticket is escalated, and is so no longer (§1)."""

from typing import Annotated

from fastapi import Path
from starlette.responses import Response

from app.consultancy import escalations
from app.errors import ErrorCode
from app.routers.http.documented import creates, refuses
from app.routers.http.etags import OptionalIfMatch, allow_match
from app.routers.http.replies import reply
from app.routers.http.types import Id, In, Note
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.idempotency import idempotent
from app.routers.request.route import api_router
from app.routers.tickets.parameters import TicketId
from app.routers.tickets.schemas import TicketOut
from app.routers.tickets.views import ticket_view
from app.tickets.recording import found_for_change
from app.tickets.store.ticket_mapping import StoredTicket
from app.unit_of_work import UnitOfWork

router = api_router("Escalations", prefix="/tickets/{ticketId}/escalations")

EscalationId = Annotated[Id, Path(alias="escalationId")]


class EscalationIn(In):
    """Why it cannot wait, or why it can again."""

    reason: Note


@router.post(
    "",
    summary="Escalate a ticket",
    status_code=201,
    responses={**creates(TicketOut), **refuses(ErrorCode.FORBIDDEN, ErrorCode.CONFLICT)},
)
@idempotent()
async def escalate_ticket(ticket_id: TicketId, body: EscalationIn, uow: UnitOfWorkDep) -> Response:
    """It needs direct action (section 1): by a registrant, support or a support manager. Whoever is accountable is told
    at once; its clocks do not move, and what it costs is settled afterwards.
    """
    return await _answer(uow, await escalations.escalate(uow, ticket_id, body.reason))


@router.post(
    "/{escalationId}/end",
    summary="End an escalation",
    status_code=201,
    responses={**creates(TicketOut), **refuses(ErrorCode.FORBIDDEN, ErrorCode.CONFLICT, ErrorCode.STALE)},
)
@idempotent()
async def end_escalation(
    ticket_id: TicketId,
    escalation_id: EscalationId,
    body: EscalationIn,
    uow: UnitOfWorkDep,
    if_match: OptionalIfMatch = None,
) -> Response:
    """By the same. Also of a ticket that was closed meanwhile."""
    stored = await found_for_change(uow, ticket_id)
    allow_match(if_match, stored.version)
    return await _answer(uow, await escalations.end(uow, stored, escalation_id, body.reason))


async def _answer(uow: UnitOfWork, stored: StoredTicket) -> Response:
    view = await ticket_view(uow, stored)
    return reply(view, status=201, version=stored.version, of_now=True, location=f"/tickets/{stored.ticket.id}")
