"""Where a customer's system posts tickets, signed as Standard Webhooks 1.0.0 says."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from fastapi import Depends, Security
from fastapi.security import APIKeyHeader
from starlette.requests import Request
from starlette.responses import Response

from app.db.engine import transaction
from app.db.sight import NOTHING
from app.errors import ErrorCode
from app.routers.admission import admission_of
from app.routers.auditing import on_record
from app.routers.backend import backend_of
from app.routers.http.client_address import client_address
from app.routers.http.documented import Responses, header_refs, refuses
from app.routers.http.faults import read_as
from app.routers.http.replies import reply
from app.routers.http.route import api_router, require_json
from app.routers.http.runtime import runtime_of
from app.routers.http.types import In, InstantIn
from app.routers.parameters import IntegrationId
from app.routers.tickets.schemas import TicketIn, TicketOut
from app.routers.tickets.views import ticket_view
from app.services import webhooks
from app.services.standard_webhooks import Signed
from app.services.work import Work


class TicketMessage(In):
    """`data` is what `POST /v1/tickets` takes; it is for the integration's own customer."""

    type: Literal["ticket.create"]
    timestamp: InstantIn
    data: TicketIn


@dataclass(frozen=True)
class Delivery:
    """A genuine message, and the transaction that is to take it in as the integration that sent it."""

    work: Work
    signed: Signed


async def _delivery(integration_id: IntegrationId, request: Request) -> AsyncGenerator[Delivery]:
    """The body comes first: a slow sender holds no connection."""
    signed = Signed(
        id=_only(request, "webhook-id"),
        timestamp=_only(request, "webhook-timestamp"),
        signatures=_only(request, "webhook-signature"),
        body=await request.body(),
    )
    backend = backend_of(request)
    now = runtime_of(request).clock()
    opened = transaction(backend.engine, NOTHING)
    async with admission_of(request).sender(request, integration_id), on_record(request, opened) as record:
        caller = await webhooks.authenticate(record.connection, integration_id, signed, now, client_address(request))
        yield Delivery(record.of(Work(record.connection, caller, now, backend.book)), signed)


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
            "application/json": {
                "schema": {
                    name: part
                    for name, part in TicketMessage.model_json_schema(
                        ref_template="#/components/schemas/{model}"
                    ).items()
                    if name != "$defs"
                }
            }
        },
    },
}
_RESPONSES: Final[Responses] = {
    200: {"model": TicketOut, "description": "This message made that ticket before.", "headers": header_refs("ETag")},
    201: {"model": TicketOut, "description": "Made.", "headers": header_refs("Location", "ETag")},
    **refuses(ErrorCode.CONFLICT),
}

router = api_router("Webhooks", prefix="/webhooks")


@router.post(
    "/{integrationId}",
    status_code=201,
    responses=_RESPONSES,
    dependencies=[Security(_SIGNATURE)],
    openapi_extra=_DOCUMENTED,
)
async def receive_webhook(
    delivery: Annotated[Delivery, Depends(_delivery, scope="function")], request: Request
) -> Response:
    """Takes a ticket in once for each `webhook-id`, however often the message is delivered.

    Every message that is not proven to come from an active integration gets the same 401.
    """
    require_json(request)
    message = read_as(TicketMessage, delivery.signed.body)
    stored, is_new = await webhooks.receive(delivery.work, delivery.signed.id, message.data.report())
    view = await ticket_view(delivery.work, stored)
    location = f"/tickets/{stored.ticket.id}" if is_new else None
    return reply(view, status=201 if is_new else 200, version=stored.version, location=location)
