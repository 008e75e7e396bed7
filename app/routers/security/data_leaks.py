"""Data leaks: suspected, established, told, dismissed (§5.9.2, GDPR 33)."""

from typing import Annotated, assert_never

from fastapi import Body, Query
from starlette.requests import Request
from starlette.responses import Response

from app.domain.access.permissions import Operation
from app.errors import ErrorCode
from app.routers.http.documented import creates, lists, refuses, shows_version
from app.routers.http.etags import OptionalIfMatch, allow_match
from app.routers.http.pagination import window
from app.routers.http.replies import collection, reply, reply_unless_known
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.idempotency import idempotent
from app.routers.request.parameters import LeakId, after_id
from app.routers.request.route import api_router
from app.routers.security.leak_schemas import (
    LEAK_COLUMNS,
    DataLeakIn,
    DataLeakOut,
    DataLeaksQuery,
    DismissLeakIn,
    EstablishLeakIn,
    LeakTransitionIn,
    NotifyAuthorityIn,
    TellCustomerIn,
)
from app.security import leaks
from app.security.leaks import LeakView, StoredLeak
from app.unit_of_work import UnitOfWork

router = api_router("Data leaks", prefix="/data-leaks")


@router.post(
    "",
    summary="Record a suspected data leak",
    status_code=201,
    responses={**creates(DataLeakOut), **refuses(ErrorCode.CONFLICT)},
)
@idempotent()
async def record_data_leak(body: DataLeakIn, uow: UnitOfWorkDep) -> Response:
    """By support. Customers see nothing of it before it is established; leaks in different regions, or at different
    providers, are recorded apart (5.1).
    """
    return _reply(await leaks.suspect(uow, body.new()))


@router.get("", summary="List data leaks", responses=lists(DataLeakOut))
async def list_data_leaks(request: Request, query: Annotated[DataLeaksQuery, Query()], uow: UnitOfWorkDep) -> Response:
    """Latest recorded first. A customer's people find those that are established and hit an instance of theirs."""
    asked = window(request, query)
    rows = await leaks.page(uow, query.state, after=after_id(asked), limit=asked.fetch)
    page = asked.page(rows, lambda view: (view.stored.id,))
    return collection(request, DataLeakOut, map(DataLeakOut.of, page.rows), page.next_cursor, LEAK_COLUMNS)


@router.get("/{leakId}", summary="Read a data leak", responses=shows_version(DataLeakOut))
async def read_data_leak(leak_id: LeakId, request: Request, uow: UnitOfWorkDep) -> Response:
    view = await leaks.find(uow, leak_id)
    return reply_unless_known(request, DataLeakOut.of(view), version=view.stored.version, of_now=True)


@router.post(
    "/{leakId}/transitions",
    summary="Say what became of a data leak",
    status_code=201,
    responses={**creates(DataLeakOut), **refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT)},
)
@idempotent()
async def decide_data_leak(
    leak_id: LeakId,
    body: Annotated[LeakTransitionIn, Body()],
    uow: UnitOfWorkDep,
    if_match: OptionalIfMatch = None,
) -> Response:
    """By a support manager: that it was a leak, from which on the 24 hours for telling customers and the 72 hours for
    the authority run (GDPR 33), or that it was none. By support: who was told, and when.
    """
    stored = await leaks.find_for_change(uow, leak_id, _needed(body))
    allow_match(if_match, stored.version)
    return _reply(await _decided(uow, stored, body))


def _needed(body: LeakTransitionIn) -> Operation:
    decides = isinstance(body, EstablishLeakIn | DismissLeakIn)
    return Operation.DECIDE_OPERATIONS if decides else Operation.RECORD_OPERATIONS


async def _decided(uow: UnitOfWork, stored: StoredLeak, body: LeakTransitionIn) -> LeakView:
    match body:
        case EstablishLeakIn():
            return await leaks.establish(uow, stored, body.aware_at, body.categories, body.people)
        case TellCustomerIn():
            return await leaks.tell_customer(uow, stored, body.customer_id, body.told_at)
        case NotifyAuthorityIn():
            return await leaks.notify_authority(
                uow, stored, body.notified_at, body.reference, body.reason_for_delay, body.customer_id
            )
        case DismissLeakIn():
            return await leaks.dismiss(uow, stored, body.reason)
        case _:
            assert_never(body)


def _reply(view: LeakView) -> Response:
    location = f"/data-leaks/{view.stored.id}"
    return reply(DataLeakOut.of(view), status=201, version=view.stored.version, of_now=True, location=location)
