"""Where a customer's system posts tickets, signed as Standard Webhooks 1.0.0 says."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from fastapi import Depends, Security
from fastapi.security import APIKeyHeader
from pydantic import TypeAdapter
from pydantic_core import PydanticCustomError
from starlette.requests import Request
from starlette.responses import Response

from app.errors import ErrorCode, Invalid, NotFound
from app.integrations import webhooks
from app.integrations.standard_webhooks import Signed
from app.postgres.engine import transaction
from app.postgres.tenancy import NOTHING
from app.routers.http.client_address import client_address
from app.routers.http.documented import Responses, header_refs, refuses
from app.routers.http.faults import read_as
from app.routers.http.problems import NOTHING_HERE
from app.routers.http.replies import reply
from app.routers.http.request import StrictRequest, require_json
from app.routers.http.route import Handler, StrictRoute, router_of
from app.routers.http.types import In, InstantIn, identifier
from app.routers.request.auditing import on_record
from app.routers.request.backend import backend_of
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.parameters import IntegrationId
from app.routers.tickets.histories import TicketWithHistoryIn
from app.routers.tickets.schemas import TicketOut
from app.routers.tickets.views import ticket_view
from app.unit_of_work import UnitOfWork


class TicketMessage(In):
    """`data` is what `POST /v1/tickets` takes; it is for the integration's own customer."""

    type: Literal["ticket.create"]
    timestamp: InstantIn
    data: TicketWithHistoryIn


_MESSAGE: Final = TypeAdapter(TicketMessage)


class DeliveryRoute(StrictRoute):
    """Finds the sender by the signature of what it sent, which comes first: a slow sender holds no connection."""

    async def answered(self, request: StrictRequest, handle: Handler) -> Response:
        signed = Signed(
            id=_only(request, "webhook-id"),
            timestamp=_only(request, "webhook-timestamp"),
            signatures=_only(request, "webhook-signature"),
            body=await request.body(),
        )
        integration_id = _integration_id(request)

        async def act(uow: UnitOfWork) -> Response:
            request.state.signed, request.state.uow = signed, uow
            return await handle(request)

        async with backend_of(request).admission.sender(request, integration_id):
            return await on_record(request, _delivered(request, integration_id, signed), act)


@asynccontextmanager
async def _delivered(request: Request, integration_id: UUID, signed: Signed) -> AsyncGenerator[UnitOfWork]:
    backend = backend_of(request)
    now = backend.clock()
    async with transaction(backend.engine, NOTHING) as connection:
        caller = await webhooks.authenticate(connection, integration_id, signed, now, client_address(request))
        yield UnitOfWork(connection, caller, now, backend.book)


def _integration_id(request: Request) -> UUID:
    try:
        return identifier(request.path_params["integrationId"])
    except PydanticCustomError:
        raise NotFound(NOTHING_HERE) from None


def _only(request: Request, name: str) -> str:
    """A header that comes twice proves nothing, like one that is missing."""
    values = request.headers.getlist(name)
    return values[0] if len(values) == 1 else ""


_SIGNATURE: Final = APIKeyHeader(
    name="webhook-signature",
    scheme_name="standardWebhooks",
    auto_error=False,
    description="`v1,` and the base64 of an HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.{body}`, keyed with "
    "the bytes that the integration's secret `whsec_…` has in base64. Several, with spaces between, while a secret "
    "is being replaced: one that holds is enough.",
)


def _header(name: str, description: str) -> dict[str, Any]:
    return {"in": "header", "name": name, "required": True, "description": description, "schema": {"type": "string"}}


_DOCUMENTED: Final[dict[str, Any]] = {
    "parameters": [
        _header("webhook-id", "Names the message, at most 255 characters; the same at every delivery."),
        _header("webhook-timestamp", "Unix seconds of this delivery, at most 300 from now."),
    ],
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": TicketMessage.model_json_schema(ref_template="#/components/schemas/{model}")}
        },
    },
}
_RESPONSES: Final[Responses] = {
    200: {"model": TicketOut, "description": "This message made that ticket before.", "headers": header_refs("ETag")},
    201: {"model": TicketOut, "description": "Made.", "headers": header_refs("Location", "ETag")},
    **refuses(ErrorCode.CONFLICT),
}

router = router_of("Webhooks", DeliveryRoute, prefix="/webhooks")


async def _signed(request: Request, integration_id: IntegrationId) -> Signed:
    del integration_id
    return request.state.signed


@router.post(
    "/{integrationId}",
    status_code=201,
    responses=_RESPONSES,
    dependencies=[Security(_SIGNATURE)],
    openapi_extra=_DOCUMENTED,
)
async def receive_webhook(
    request: Request, uow: UnitOfWorkDep, signed: Annotated[Signed, Depends(_signed)]
) -> Response:
    """Takes a ticket in once for each `webhook-id`, however often the message is delivered.

    Every message that is not proven to come from an active integration gets the same 401.
    """
    require_json(request.headers)
    message, _ = read_as(_MESSAGE, signed.body)
    try:
        stored, is_new = await webhooks.receive(uow, signed.id, message.data.report())
    except Invalid as refusal:
        raise refusal.within("/data") from None
    view = await ticket_view(uow, stored)
    location = f"/tickets/{stored.ticket.id}" if is_new else None
    return reply(view, status=201 if is_new else 200, version=stored.version, of_now=True, location=location)
