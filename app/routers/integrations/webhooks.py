"""Where systems post their messages, signed as Standard Webhooks 1.0.0 says."""

from collections.abc import Mapping
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Depends, Security
from fastapi.security import APIKeyHeader
from starlette.requests import Request
from starlette.responses import Response

from app.errors import ErrorCode, Invalid
from app.integrations import webhooks
from app.integrations.messages import MessageType, require_may_send
from app.integrations.reports import Reported
from app.integrations.standard_webhooks import Signed
from app.integrations.store.webhook_messages import MadeOf
from app.integrations.webhooks import SenderProof
from app.routers.http.documented import Responses, header_refs, refuses
from app.routers.http.replies import reply
from app.routers.http.request import StrictRequest, require_json
from app.routers.http.route import router_of
from app.routers.http.types import Out
from app.routers.integrations.deliveries import DeliveryRoute, sender_of
from app.routers.integrations.messages import (
    MESSAGE,
    BacklogItemMessage,
    PingMessage,
    ReportMessage,
    TicketMessage,
    message_from,
)
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.parameters import IntegrationId
from app.routers.tickets.schemas import TicketOut
from app.routers.tickets.views import ticket_view
from app.unit_of_work import UnitOfWork


class SignedRoute(DeliveryRoute):
    """By the signature over the very bytes of the body."""

    async def proof(self, request: StrictRequest) -> SenderProof:
        signed = Signed(
            id=_only(request, "webhook-id"),
            timestamp=_only(request, "webhook-timestamp"),
            signatures=_only(request, "webhook-signature"),
            body=await request.body(),
        )
        request.state.signed = signed
        return signed


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
        "content": {"application/json": {"schema": MESSAGE.json_schema(ref_template="#/components/schemas/{model}")}},
    },
}


class ReportedOut(Out):
    """What a message of the vendor's own systems was of. That tells how it is now."""

    outage_id: UUID | None
    instance_id: UUID | None
    backlog_item_id: UUID | None


Answer = TicketOut | ReportedOut
_OF_A_TICKET: Final = {
    "ETag": {"description": "The version of the ticket, where it is one.", "schema": {"type": "string"}}
}
_RESPONSES: Final[Responses] = {
    200: {"model": Answer, "description": "This message was taken in before.", "headers": _OF_A_TICKET},
    201: {"model": Answer, "description": "Taken in.", "headers": {**header_refs("Location"), **_OF_A_TICKET}},
    204: {"description": "A ping arrived, and nothing else happened."},
    **refuses(ErrorCode.FORBIDDEN, ErrorCode.NOT_FOUND, ErrorCode.CONFLICT),
}

PARTS: Final[Mapping[MessageType, str]] = {
    MessageType.TICKET_CREATE: "",
    MessageType.TICKET_COMMENT: "/comments",
    MessageType.TICKET_TRANSITION: "/events",
}
"""Where of a ticket that stands which a message made."""

router = router_of("Webhooks", SignedRoute, prefix="/webhooks")


async def _signed(request: Request, integration_id: IntegrationId) -> Signed:
    del integration_id
    return request.state.signed


@router.post(
    "/{integrationId}",
    summary="Receive a message by webhook",
    status_code=201,
    responses=_RESPONSES,
    dependencies=[Security(_SIGNATURE)],
    openapi_extra=_DOCUMENTED,
)
async def receive_webhook(
    request: Request, uow: UnitOfWorkDep, signed: Annotated[Signed, Depends(_signed)]
) -> Response:
    """Takes a message in once for each `webhook-id`, however often it is delivered: a new ticket, or what the customer
    says or decides on one of its own. The answer is the ticket as it is then.

    The vendor's own systems, integrations without a customer, tell of the running service: copies, traffic, versions,
    and outages that begin and end; and of how far a bug has come. The answer says what that was of.

    Every message that is not proven to come from an active integration gets the same 401. A type that this integration
    may not send: 403.
    """
    require_json(request.headers)
    message = message_from(signed.body)
    kind = MessageType(message.type)
    sender = sender_of(request)
    require_may_send(sender.kind, kind, is_vendors=sender.customer_id is None)
    if isinstance(message, PingMessage):
        return Response(status_code=204)
    if isinstance(message, ReportMessage):
        return await _reported(uow, signed.id, message)
    said = message.data.report() if isinstance(message, TicketMessage) else message.data.new()
    try:
        stored, is_new = await webhooks.receive(uow, signed.id, said)
    except Invalid as refusal:
        raise refusal.within("/data") from None
    view = await ticket_view(uow, stored)
    location = f"/tickets/{stored.ticket.id}{PARTS[kind]}" if is_new else None
    return reply(view, status=201 if is_new else 200, version=stored.version, of_now=True, location=location)


async def _reported(uow: UnitOfWork, message_id: str, message: ReportMessage) -> Response:
    try:
        made, is_new = await webhooks.receive_report(uow, message_id, _said(message))
    except Invalid as refusal:
        raise refusal.within("/data") from None
    view = ReportedOut(outage_id=made.outage_id, instance_id=made.instance_id, backlog_item_id=made.backlog_item_id)
    return reply(view, status=201 if is_new else 200, location=_where(made) if is_new else None)


def _said(message: ReportMessage) -> Reported:
    if isinstance(message, BacklogItemMessage):
        return message.data.report(message.timestamp)
    return message.data.report()


def _where(made: MadeOf) -> str:
    if made.backlog_item_id is not None:
        return f"/backlog-items/{made.backlog_item_id}"
    return f"/outages/{made.outage_id}" if made.outage_id is not None else f"/instances/{made.instance_id}"
