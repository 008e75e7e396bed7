"""Asking to open a closed ticket again, and deciding on it (§2)."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.clock import Instant
from app.errors import ErrorCode
from app.routers.http.documented import creates, lists, refuses
from app.routers.http.etags import OptionalIfMatch, allow_match
from app.routers.http.pagination import PageQuery, window
from app.routers.http.replies import collection, reply
from app.routers.http.tables import Column
from app.routers.http.types import In, Note, Out
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.idempotency import idempotent
from app.routers.request.route import api_router
from app.routers.tickets.events import ActorOut, actor_out, names_in
from app.routers.tickets.parameters import RequestId, TicketId
from app.routers.tickets.schemas import TicketOut
from app.routers.tickets.views import ticket_view
from app.tickets import reopenings
from app.tickets.recording import found, found_for_change
from app.tickets.reopenings import ReopenRequest

router = api_router("Reopen requests", prefix="/tickets/{ticketId}/reopen-requests")


class ReopenRequestIn(In):
    reason: Note


class ReopenRequestDecisionIn(In):
    accepted: bool
    reason: Note


class ReopenRequestOut(Out):
    """`accepted` is null while the vendor has not decided."""

    id: UUID
    reason: str
    requested_by: ActorOut
    requested_at: Instant
    accepted: bool | None
    decision_reason: str | None
    decided_by: ActorOut | None
    decided_at: Instant | None

    @classmethod
    def of(cls, request: ReopenRequest, names: dict[UUID, str]) -> Self:
        decision, decided = request.decision, request.decided
        return cls(
            id=request.fact.request_id,
            reason=request.fact.reason,
            requested_by=actor_out(request.asked, names),
            requested_at=request.asked.recorded_at,
            accepted=None if decision is None else decision.accepted,
            decision_reason=None if decision is None else decision.reason,
            decided_by=None if decided is None else actor_out(decided, names),
            decided_at=None if decided is None else decided.recorded_at,
        )


class DecidedReopenRequestOut(Out):
    """The request with the ticket after it."""

    request: ReopenRequestOut
    ticket: TicketOut


COLUMNS: tuple[Column[ReopenRequestOut], ...] = (
    Column("id", lambda request: request.id, wide=True),
    Column("accepted", lambda request: request.accepted),
    Column("requestedAt", lambda request: request.requested_at),
    Column("reason", lambda request: request.reason, gives_way=True),
    Column("decidedAt", lambda request: request.decided_at),
    Column("decisionReason", lambda request: request.decision_reason, gives_way=True),
)


@router.get("", summary="List reopen requests", responses=lists(ReopenRequestOut))
async def list_reopen_requests(
    ticket_id: TicketId, request: Request, query: Annotated[PageQuery, Query()], uow: UnitOfWorkDep
) -> Response:
    """Oldest first."""
    await found(uow, ticket_id)
    asked = window(request, query)
    rows = [each for each in await reopenings.requests(uow, ticket_id) if each.asked.sequence > asked.after_number]
    page = asked.page(rows, lambda each: (each.asked.sequence,))
    names = await names_in(uow, (event for each in page.rows for event in each.events))
    items = tuple(ReopenRequestOut.of(each, names) for each in page.rows)
    return collection(request, ReopenRequestOut, items, page.next_cursor, COLUMNS)


@router.post(
    "",
    summary="Ask to reopen a ticket",
    status_code=201,
    responses={**creates(ReopenRequestOut), **refuses(ErrorCode.FORBIDDEN, ErrorCode.CONFLICT)},
)
@idempotent()
async def request_reopening(ticket_id: TicketId, body: ReopenRequestIn, uow: UnitOfWorkDep) -> Response:
    """The customer of a closed ticket asks to open it again, with a reason; an administrator may record it for them.
    One request at a time.
    """
    made = await reopenings.request_reopening(uow, ticket_id, body.reason)
    view = ReopenRequestOut.of(made, await names_in(uow, made.events))
    return reply(view, status=201, location=f"/tickets/{ticket_id}/reopen-requests")


@router.post(
    "/{requestId}/decision",
    summary="Decide on a reopen request",
    status_code=201,
    responses={
        **creates(DecidedReopenRequestOut),
        **refuses(ErrorCode.FORBIDDEN, ErrorCode.CONFLICT, ErrorCode.STALE),
    },
)
@idempotent()
async def decide_reopen_request(
    ticket_id: TicketId,
    request_id: RequestId,
    body: ReopenRequestDecisionIn,
    uow: UnitOfWorkDep,
    if_match: OptionalIfMatch = None,
) -> Response:
    """Who of the vendor is responsible or accountable for step 13 accepts or declines, with a reason. Accepted, the
    ticket is reopened by it.
    """
    stored = await found_for_change(uow, ticket_id)
    allow_match(if_match, stored.version)
    after, decided = await reopenings.decide_reopening(
        uow, stored, request_id, accepted=body.accepted, reason=body.reason
    )
    request = ReopenRequestOut.of(decided, await names_in(uow, decided.events))
    view = DecidedReopenRequestOut(request=request, ticket=await ticket_view(uow, after))
    return reply(view, status=201, version=after.version, location=f"/tickets/{ticket_id}")
