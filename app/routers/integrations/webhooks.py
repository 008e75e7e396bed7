"""Where a customer's system posts its messages, signed as Standard Webhooks 1.0.0 says."""

import logging
from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Depends, Security
from fastapi.security import APIKeyHeader
from pydantic_core import PydanticCustomError
from starlette.requests import Request
from starlette.responses import Response

from app.errors import ErrorCode, Invalid, NotFound, ServiceError, Unauthenticated
from app.integrations import webhooks
from app.integrations.messages import MessageType, require_may_send
from app.integrations.standard_webhooks import Signed
from app.postgres.engine import transaction
from app.postgres.tenancy import NOTHING
from app.routers.http.client_address import client_address
from app.routers.http.documented import Responses, header_refs, refuses
from app.routers.http.problems import NOTHING_HERE
from app.routers.http.replies import reply
from app.routers.http.request import StrictRequest, require_json
from app.routers.http.route import Handler, StrictRoute, router_of
from app.routers.http.types import identifier
from app.routers.integrations.messages import MESSAGE, PingMessage, TicketMessage, message_from
from app.routers.request.auditing import on_record
from app.routers.request.backend import backend_of
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.parameters import IntegrationId
from app.routers.tickets.schemas import TicketOut
from app.routers.tickets.views import ticket_view
from app.telemetry.metrics import DELIVERIES
from app.unit_of_work import UnitOfWork

CREATED: Final = 201
MOST_TOLD: Final = 10
"""Faults of a message."""
_LOG: Final = logging.getLogger("duetime.webhooks")


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

        with _counted(integration_id) as delivery:
            async with backend_of(request).admission.sender(request, integration_id):
                answer = await on_record(request, _delivered(request, integration_id, signed), act)
            delivery.outcome = "accepted" if answer.status_code == CREATED else "repeated"
        return answer


@dataclass
class _Delivery:
    outcome: str = "failed"
    reason: str = ""


@contextmanager
def _counted(integration_id: UUID) -> Generator[_Delivery]:
    """What became of a message. That somebody else sent it, `admission` has told; what is wrong with it is told here,
    by the names of members: what they hold is nobody's business.
    """
    delivery = _Delivery()
    try:
        yield delivery
    except Unauthenticated as refusal:
        delivery.outcome, delivery.reason = "refused", refusal.reason
        raise
    except ServiceError as refusal:
        delivery.outcome, delivery.reason = "refused", refusal.code
        where = [f"{each.pointer} {each.code}" for each in refusal.faults[:MOST_TOLD]]
        told = {"integration": str(integration_id), "reason": refusal.code.value, "faults": ", ".join(where)}
        _LOG.warning("a message of an integration was refused", extra=told)
        raise
    finally:
        DELIVERIES.labels(delivery.outcome, delivery.reason).inc()


@asynccontextmanager
async def _delivered(request: Request, integration_id: UUID, signed: Signed) -> AsyncGenerator[UnitOfWork]:
    backend = backend_of(request)
    now = backend.clock()
    async with transaction(backend.engine, NOTHING) as connection:
        sender = await webhooks.authenticate(connection, integration_id, signed, now, client_address(request))
        request.state.kind = sender.kind
        yield UnitOfWork(connection, sender.caller, now, backend.book)


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
        "content": {"application/json": {"schema": MESSAGE.json_schema(ref_template="#/components/schemas/{model}")}},
    },
}
_RESPONSES: Final[Responses] = {
    200: {"model": TicketOut, "description": "This message was taken in before.", "headers": header_refs("ETag")},
    201: {"model": TicketOut, "description": "Taken in.", "headers": header_refs("Location", "ETag")},
    204: {"description": "A ping arrived, and nothing else happened."},
    **refuses(ErrorCode.FORBIDDEN, ErrorCode.NOT_FOUND, ErrorCode.CONFLICT),
}

PARTS: Final[Mapping[MessageType, str]] = {
    MessageType.TICKET_CREATE: "",
    MessageType.TICKET_COMMENT: "/comments",
    MessageType.TICKET_TRANSITION: "/events",
}
"""Where of a ticket that stands which a message made."""

router = router_of("Webhooks", DeliveryRoute, prefix="/webhooks")


async def _signed(request: Request, integration_id: IntegrationId) -> Signed:
    del integration_id
    return request.state.signed


@router.post(
    "/{integrationId}",
    summary="Receive a ticket by webhook",
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

    Every message that is not proven to come from an active integration gets the same 401. A type that this kind of
    integration may not send: 403.
    """
    require_json(request.headers)
    message = message_from(signed.body)
    kind = MessageType(message.type)
    require_may_send(request.state.kind, kind)
    if isinstance(message, PingMessage):
        return Response(status_code=204)
    said = message.data.report() if isinstance(message, TicketMessage) else message.data.new()
    try:
        stored, is_new = await webhooks.receive(uow, signed.id, said)
    except Invalid as refusal:
        raise refusal.within("/data") from None
    view = await ticket_view(uow, stored)
    location = f"/tickets/{stored.ticket.id}{PARTS[kind]}" if is_new else None
    return reply(view, status=201 if is_new else 200, version=stored.version, of_now=True, location=location)
