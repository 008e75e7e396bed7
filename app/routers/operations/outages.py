"""Outages: recorded, ended, judged, rebutted, linked to tickets (§5.2)."""

from typing import Annotated, assert_never

from fastapi import Body, Query
from starlette.requests import Request
from starlette.responses import Response

from app.errors import ErrorCode
from app.operations import outages
from app.operations.outages import OutageView, StoredOutage
from app.routers.http.documented import creates, lists, refuses, shows, shows_version
from app.routers.http.etags import OptionalIfMatch, allow_match
from app.routers.http.pagination import window
from app.routers.http.replies import collection, nothing, reply, reply_unless_known
from app.routers.operations.outage_schemas import (
    OUTAGE_COLUMNS,
    EndOutageIn,
    FindCauseIn,
    FindLossIn,
    LeftOutClaimIn,
    LeftOutClaimOut,
    OutageIn,
    OutageOut,
    OutagesQuery,
    OutageTransitionIn,
    RebuttalIn,
    RebuttalOut,
    ReopenOutageIn,
    SecondOpinionIn,
)
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.idempotency import idempotent
from app.routers.request.parameters import LeftOutId, MomentQuery, OutageId, RebuttalId, after_id
from app.routers.request.route import api_router
from app.routers.tickets.parameters import TicketId
from app.unit_of_work import UnitOfWork

router = api_router("Outages", prefix="/outages")


@router.post(
    "",
    summary="Record an outage",
    status_code=201,
    responses={**shows(OutageOut), **creates(OutageOut), **refuses(ErrorCode.CONFLICT, ErrorCode.NOT_FOUND)},
)
@idempotent()
async def record_outage(body: OutageIn, uow: UnitOfWorkDep) -> Response:
    """By support. Of a service it hits the instances that existed when it began; those of different regions or
    providers are recorded apart (5.1). What the same detector has reported and goes on is answered with that one: 200.
    """
    view, is_new = await outages.begin(uow, body.new())
    return _reply(view) if is_new else reply(OutageOut.of(view))


@router.get("", summary="List outages", responses=lists(OutageOut))
async def list_outages(request: Request, query: Annotated[OutagesQuery, Query()], uow: UnitOfWorkDep) -> Response:
    """Latest recorded first. A customer's people find those that hit an instance of theirs."""
    asked = window(request, query)
    rows = await outages.page(uow, query.wanted(), after=after_id(asked), limit=asked.fetch)
    page = asked.page(rows, lambda view: (view.stored.id,))
    return collection(request, OutageOut, map(OutageOut.of, page.rows), page.next_cursor, OUTAGE_COLUMNS)


@router.get("/{outageId}", summary="Read an outage", responses=shows_version(OutageOut))
async def read_outage(
    outage_id: OutageId, request: Request, query: Annotated[MomentQuery, Query()], uow: UnitOfWorkDep
) -> Response:
    """As it is, or stood at any moment: then without an ETag."""
    moment = query.moment()
    view = await outages.find(uow, outage_id, moment)
    if moment is not None:
        return reply(OutageOut.of(view))
    return reply_unless_known(request, OutageOut.of(view), version=view.stored.version, of_now=True)


@router.post(
    "/{outageId}/transitions",
    summary="Say what became of an outage",
    status_code=201,
    responses={**creates(OutageOut), **refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT)},
)
@idempotent()
async def decide_outage(
    outage_id: OutageId,
    body: Annotated[OutageTransitionIn, Body()],
    uow: UnitOfWorkDep,
    if_match: OptionalIfMatch = None,
) -> Response:
    """By support: that it ended, what was lost (which sets the recovery time, 5.8.2), what caused it, or that it had
    not ended after all.
    """
    ending = isinstance(body, EndOutageIn | ReopenOutageIn)
    stored = await outages.find_for_change(uow, outage_id, ending=ending)
    allow_match(if_match, stored.version)
    return _reply(await _decided(uow, stored, body))


async def _decided(uow: UnitOfWork, stored: StoredOutage, body: OutageTransitionIn) -> OutageView:
    match body:
        case EndOutageIn():
            return await outages.end(uow, stored, body.ended_at)
        case FindLossIn():
            return await outages.find_loss(uow, stored, body.loss)
        case FindCauseIn():
            return await outages.find_cause(uow, stored, body.text, body.ticket_id)
        case ReopenOutageIn():
            return await outages.reopen(uow, stored, body.reason)
        case _:
            assert_never(body)


@router.post(
    "/{outageId}/left-out",
    summary="Claim that part of an outage does not count",
    status_code=201,
    responses={**creates(LeftOutClaimOut), **refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT)},
)
@idempotent()
async def claim_left_out(outage_id: OutageId, body: LeftOutClaimIn, uow: UnitOfWorkDep) -> Response:
    """By support, with evidence. Nothing is left out before another person has accepted it (5.2)."""
    stored = await outages.find_for_change(uow, outage_id)
    view, claim = await outages.claim_left_out(uow, stored, body.reason, body.from_at, body.until, body.evidence)
    return reply(LeftOutClaimOut.of(claim), status=201, version=view.stored.version, location=f"/outages/{outage_id}")


@router.post(
    "/{outageId}/left-out/{leftOutId}/decision",
    summary="Decide on such a claim",
    status_code=201,
    responses={**creates(LeftOutClaimOut), **refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT)},
)
@idempotent()
async def decide_left_out(
    outage_id: OutageId, left_out_id: LeftOutId, body: SecondOpinionIn, uow: UnitOfWorkDep
) -> Response:
    """By a support manager who did not claim it."""
    view, claim = await outages.decide_left_out(uow, outage_id, left_out_id, accepted=body.accepted, reason=body.reason)
    return reply(LeftOutClaimOut.of(claim), status=201, version=view.stored.version, location=f"/outages/{outage_id}")


@router.post(
    "/{outageId}/rebuttals",
    summary="Prove the contrary of what was measured",
    status_code=201,
    responses={**creates(RebuttalOut), **refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT)},
)
@idempotent()
async def rebut_outage(outage_id: OutageId, body: RebuttalIn, uow: UnitOfWorkDep) -> Response:
    """By a registrant of a customer that it hit, for its own instances; or recorded for one by a support manager."""
    view, rebuttal = await outages.rebut(uow, outage_id, body.new())
    return reply(RebuttalOut.of(rebuttal), status=201, version=view.stored.version, location=f"/outages/{outage_id}")


@router.post(
    "/{outageId}/rebuttals/{rebuttalId}/decision",
    summary="Decide on a rebuttal",
    status_code=201,
    responses={**creates(RebuttalOut), **refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT)},
)
@idempotent()
async def decide_rebuttal(
    outage_id: OutageId, rebuttal_id: RebuttalId, body: SecondOpinionIn, uow: UnitOfWorkDep
) -> Response:
    """By a support manager who did not record it. Accepted, it counts for the customer's instances from the start."""
    view, rebuttal = await outages.decide_rebuttal(
        uow, outage_id, rebuttal_id, accepted=body.accepted, reason=body.reason
    )
    return reply(RebuttalOut.of(rebuttal), status=201, version=view.stored.version, location=f"/outages/{outage_id}")


@router.put(
    "/{outageId}/tickets/{ticketId}",
    status_code=204,
    summary="Link a ticket to an outage",
    responses=refuses(ErrorCode.CONFLICT),
)
async def link_ticket(outage_id: OutageId, ticket_id: TicketId, uow: UnitOfWorkDep) -> Response:
    """By support, for a ticket of a customer that it hit. Both histories say so."""
    await outages.link(uow, outage_id, ticket_id)
    return nothing()


@router.delete("/{outageId}/tickets/{ticketId}", status_code=204, summary="Take back that link")
async def unlink_ticket(outage_id: OutageId, ticket_id: TicketId, uow: UnitOfWorkDep) -> Response:
    await outages.unlink(uow, outage_id, ticket_id)
    return nothing()


def _reply(view: OutageView) -> Response:
    location = f"/outages/{view.stored.id}"
    return reply(OutageOut.of(view), status=201, version=view.stored.version, of_now=True, location=location)
