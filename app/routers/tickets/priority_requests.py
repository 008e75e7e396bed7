"""Asking for another assessment, and deciding on it (§3.1.1)."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import Query
from pydantic import ConfigDict, model_validator
from pydantic_core import PydanticCustomError
from starlette.requests import Request
from starlette.responses import Response

from app.clock import Instant
from app.domain.vocabulary import Impact, Urgency
from app.errors import ErrorCode
from app.routers.http.documented import creates, lists, refuses
from app.routers.http.etags import OptionalIfMatch, allow_match
from app.routers.http.pagination import PageQuery, window
from app.routers.http.replies import collection, reply
from app.routers.http.tables import Column
from app.routers.http.types import In, Note, Out
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.idempotency import idempotent
from app.routers.request.parameters import OccurredAt
from app.routers.request.route import api_router
from app.routers.tickets.events import ActorOut, actor_out, names_in
from app.routers.tickets.parameters import RequestId, TicketId
from app.routers.tickets.schemas import TicketOut
from app.routers.tickets.views import ticket_view
from app.tickets import priorities
from app.tickets.priorities import PriorityRequest
from app.tickets.recording import found, found_for_change

router = api_router("Priority requests", prefix="/tickets/{ticketId}/priority-requests")


class PriorityRequestIn(In):
    """At least one of urgency and impact; the other stays as it is assessed when the request is decided."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 2})

    urgency: Urgency | None = None
    impact: Impact | None = None
    reason: Note

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        if self.urgency is None and self.impact is None:
            raise PydanticCustomError("missing", "Give urgency, impact or both.")
        return self


class PriorityRequestDecisionIn(In):
    accepted: bool
    reason: Note
    occurred_at: OccurredAt = None


class PriorityRequestOut(Out):
    """`urgency` or `impact` is null where it was not asked about, `accepted` while the vendor has not decided."""

    id: UUID
    urgency: Urgency | None
    impact: Impact | None
    reason: str
    requested_by: ActorOut
    requested_at: Instant
    accepted: bool | None
    decision_reason: str | None
    decided_by: ActorOut | None
    decided_at: Instant | None

    @classmethod
    def of(cls, request: PriorityRequest, names: dict[UUID, str]) -> Self:
        decision, decided = request.decision, request.decided
        return cls(
            id=request.fact.request_id,
            urgency=request.fact.urgency,
            impact=request.fact.impact,
            reason=request.fact.reason,
            requested_by=actor_out(request.asked, names),
            requested_at=request.asked.recorded_at,
            accepted=None if decision is None else decision.accepted,
            decision_reason=None if decision is None else decision.reason,
            decided_by=None if decided is None else actor_out(decided, names),
            decided_at=None if decided is None else decided.occurred_at,
        )


class DecidedPriorityRequestOut(Out):
    """The request with the ticket after it."""

    request: PriorityRequestOut
    ticket: TicketOut


COLUMNS: tuple[Column[PriorityRequestOut], ...] = (
    Column("id", lambda request: request.id, wide=True),
    Column("urgency", lambda request: request.urgency),
    Column("impact", lambda request: request.impact),
    Column("accepted", lambda request: request.accepted),
    Column("requestedAt", lambda request: request.requested_at),
    Column("reason", lambda request: request.reason, gives_way=True),
)


@router.get("", summary="List priority requests", responses=lists(PriorityRequestOut))
async def list_priority_requests(
    ticket_id: TicketId, request: Request, query: Annotated[PageQuery, Query()], uow: UnitOfWorkDep
) -> Response:
    """Oldest first."""
    await found(uow, ticket_id)
    asked = window(request, query)
    rows = [each for each in await priorities.requests(uow, ticket_id) if each.asked.sequence > asked.after_number]
    page = asked.page(rows, lambda each: (each.asked.sequence,))
    names = await names_in(uow, (event for each in page.rows for event in each.events))
    items = tuple(PriorityRequestOut.of(each, names) for each in page.rows)
    return collection(request, PriorityRequestOut, items, page.next_cursor, COLUMNS)


@router.post(
    "",
    summary="Ask for another priority",
    status_code=201,
    responses={**creates(PriorityRequestOut), **refuses(ErrorCode.FORBIDDEN, ErrorCode.CONFLICT)},
)
@idempotent()
async def request_priority(ticket_id: TicketId, body: PriorityRequestIn, uow: UnitOfWorkDep) -> Response:
    """The customer asks the vendor for another assessment, with a reason (section 3.1.1); an administrator may record
    it for them.
    """
    _, made = await priorities.request_priority(uow, ticket_id, body.urgency, body.impact, body.reason)
    view = PriorityRequestOut.of(made, await names_in(uow, made.events))
    return reply(view, status=201, location=f"/tickets/{ticket_id}/priority-requests")


@router.post(
    "/{requestId}/decision",
    summary="Decide on a priority request",
    status_code=201,
    responses={
        **creates(DecidedPriorityRequestOut),
        **refuses(ErrorCode.FORBIDDEN, ErrorCode.CONFLICT, ErrorCode.STALE),
    },
)
@idempotent()
async def decide_priority_request(
    ticket_id: TicketId,
    request_id: RequestId,
    body: PriorityRequestDecisionIn,
    uow: UnitOfWorkDep,
    if_match: OptionalIfMatch = None,
) -> Response:
    """Who of the vendor is responsible or accountable accepts or declines, with a reason. Accepted, the due times of
    clocks that still go move as if the priority had held from registration.
    """
    stored = await found_for_change(uow, ticket_id)
    allow_match(if_match, stored.version)
    after, decided = await priorities.decide_priority(
        uow, stored, request_id, accepted=body.accepted, reason=body.reason, occurred_at=body.occurred_at
    )
    view = DecidedPriorityRequestOut(
        request=PriorityRequestOut.of(decided, await names_in(uow, decided.events)),
        ticket=await ticket_view(uow, after),
    )
    return reply(view, status=201, version=after.version, location=f"/tickets/{ticket_id}")
