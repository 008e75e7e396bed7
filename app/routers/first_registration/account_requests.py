"""Asking for an account, with a first ticket, and what support makes of it (§1.6)."""

from collections.abc import Sequence
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from app.audit import auditing
from app.audit.auditing import AuditAction
from app.domain.access.audit import AuditSubject
from app.errors import ErrorCode
from app.first_registration import asking, deciding
from app.first_registration.deciding import SeenAccountRequest
from app.routers.first_registration.account_request_schemas import (
    ACCOUNT_REQUEST_COLUMNS,
    AcceptanceIn,
    AccountRequestIn,
    AccountRequestOut,
    AccountRequestReceiptOut,
    AccountRequestsQuery,
    DeclinationIn,
)
from app.routers.http.documented import creates, lists, refuses, shows_version
from app.routers.http.etags import OptionalIfMatch, allow_match
from app.routers.http.pagination import window
from app.routers.http.replies import collection, reply, reply_unless_known
from app.routers.http.route import router_of
from app.routers.http.runtime import runtime_of
from app.routers.http.types import Id
from app.routers.middleware.envelope import request_id
from app.routers.request.backend import backend_of
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.idempotency import idempotent
from app.routers.request.parameters import after_id
from app.routers.request.route import api_router
from app.routers.request.strangers import for_stranger
from app.unit_of_work import UnitOfWork

TAG: Final = "Account requests"
PREFIX: Final = "/account-requests"
open_router: APIRouter = router_of(TAG, prefix=PREFIX)
router = api_router(TAG, prefix=PREFIX)

AccountRequestId = Annotated[Id, Path(alias="accountRequestId")]

_BY_MAIL: Final = "Follow the link in the mail that is sent to this address. Support looks at it after that."
_BY_SUPPORT: Final = "Support sends a link to this address. It looks at the request once that has been followed."


@open_router.post(
    "",
    summary="Ask for an account, with a first ticket",
    status_code=202,
    responses={202: {"model": AccountRequestReceiptOut, "description": "Received."}},
    openapi_extra={"security": []},
)
async def ask_for_account(body: AccountRequestIn, request: Request) -> Response:
    """By anybody, without a key (section 1.6). Always the same answer: it does not say who is known. No ticket exists
    before support has accepted it.
    """
    by_mail = _by_mail(request)
    async with for_stranger(request, backend_of(request).admission.reporter(request)) as uow:
        stored = await asking.receive(uow, body.new(), by_mail=by_mail)
        await _on_record(uow, request, str(stored.id))
    return reply(AccountRequestReceiptOut(detail=_BY_MAIL if by_mail else _BY_SUPPORT), status=202)


@router.get(
    "", summary="List requests for an account", responses={**lists(AccountRequestOut), **refuses(ErrorCode.FORBIDDEN)}
)
async def list_account_requests(
    request: Request, query: Annotated[AccountRequestsQuery, Query()], uow: UnitOfWorkDep
) -> Response:
    """By support and support managers, latest received first."""
    asked = window(request, query)
    rows = await deciding.page(uow, query.state, after=after_id(asked), limit=asked.fetch)
    page = asked.page(rows, lambda seen: (seen.stored.id,))
    items = await _shown(uow, request, page.rows)
    return collection(request, AccountRequestOut, items, page.next_cursor, ACCOUNT_REQUEST_COLUMNS)


@router.get(
    "/{accountRequestId}",
    summary="Read a request for an account",
    responses={**shows_version(AccountRequestOut), **refuses(ErrorCode.FORBIDDEN)},
)
async def read_account_request(account_request_id: AccountRequestId, request: Request, uow: UnitOfWorkDep) -> Response:
    """By support and support managers. Where nobody is written to, it has the link for support to hand on."""
    seen = await deciding.find(uow, account_request_id)
    (shown,) = await _shown(uow, request, [seen])
    return reply_unless_known(request, shown, version=seen.stored.version, of_now=True)


@router.post(
    "/{accountRequestId}/acceptance",
    summary="Accept a request for an account",
    status_code=201,
    responses={
        **creates(AccountRequestOut),
        **refuses(ErrorCode.FORBIDDEN, ErrorCode.CONFLICT, ErrorCode.STALE),
    },
)
@idempotent()
async def accept_account_request(
    account_request_id: AccountRequestId,
    body: AcceptanceIn,
    request: Request,
    uow: UnitOfWorkDep,
    if_match: OptionalIfMatch = None,
) -> Response:
    """Once the address is confirmed. It makes the person, a registrant, and registers the ticket, whose times begin
    now; without a free seat (section 1.2.2) nothing is made. Who is there already with this address gets no second
    account: of this customer, it is theirs; of another, it is refused.
    """
    stored = await deciding.find_for_change(uow, account_request_id)
    allow_match(if_match, stored.version)
    seen = await deciding.accept(uow, stored, body.value(), by_mail=_by_mail(request))
    return await _answer(uow, request, seen)


@router.post(
    "/{accountRequestId}/decline",
    summary="Decline a request for an account",
    status_code=201,
    responses={
        **creates(AccountRequestOut),
        **refuses(ErrorCode.FORBIDDEN, ErrorCode.CONFLICT, ErrorCode.STALE),
    },
)
@idempotent()
async def decline_account_request(
    account_request_id: AccountRequestId,
    body: DeclinationIn,
    request: Request,
    uow: UnitOfWorkDep,
    if_match: OptionalIfMatch = None,
) -> Response:
    """Whether or not it is confirmed. Whoever confirmed their address is told why."""
    stored = await deciding.find_for_change(uow, account_request_id)
    allow_match(if_match, stored.version)
    return await _answer(uow, request, await deciding.decline(uow, stored, body.reason, by_mail=_by_mail(request)))


def _by_mail(request: Request) -> bool:
    return runtime_of(request).settings.smtp_url is not None


async def _shown(uow: UnitOfWork, request: Request, found: Sequence[SeenAccountRequest]) -> list[AccountRequestOut]:
    by_mail, public_url = _by_mail(request), runtime_of(request).settings.public_url
    return [
        AccountRequestOut.of(
            each,
            None if by_mail else await deciding.link_to_hand_on(uow, each.stored, public_url),
            by_mail=by_mail,
        )
        for each in found
    ]


async def _answer(uow: UnitOfWork, request: Request, seen: SeenAccountRequest) -> Response:
    (shown,) = await _shown(uow, request, [seen])
    location = f"{PREFIX}/{seen.stored.id}"
    return reply(shown, status=201, version=seen.stored.version, of_now=True, location=location)


async def _on_record(uow: UnitOfWork, request: Request, request_for: str) -> None:
    """From where, and nothing that somebody wrote."""
    deed = AuditAction(
        operation=request.scope["route"].name,
        subject=AuditSubject("account_request", request_for),
        status=202,
        request_id=request_id(request.scope),
    )
    await auditing.record(uow.connection, uow.caller, uow.now, deed)
