"""A customer's system that posts tickets, signed with the library that its makers would use."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from httpx import Response
from sqlalchemy import func, select
from standardwebhooks.webhooks import Webhook
from uuid_utils.compat import uuid7

from app.clock import Instant
from app.domain.alerts.alerts import AlertMapping
from app.integrations.store import integrations
from app.integrations.store.integrations import Integration, IntegrationKind
from app.postgres.engine import transaction
from app.postgres.tables import tickets
from app.postgres.tenancy import SYSTEM
from tests.organisations import Organisation
from tests.routers.callers import Api

SECRET = bytes(range(32))
TICKET = {
    "kind": "incident",
    "callType": "software_bug",
    "product": "idu",
    "problemType": "technical",
    "title": "The line stands still",
    "description": "Since ten o'clock.",
    "urgency": "u1",
    "impact": "i1",
    "channel": "portal",
}


@dataclass(frozen=True)
class Sender:
    api: Api
    integration_id: UUID
    secret: bytes = SECRET

    async def send(self, message_id: str = "msg_1", body: bytes | None = None, **changes: Any) -> Response:
        content = message() if body is None else body
        return await self.deliver(self.headers(message_id, content, **changes), content)

    async def deliver(self, headers: list[tuple[str, str]], body: bytes) -> Response:
        path = f"/v1/webhooks/{self.integration_id}"
        raw = [(name.encode(), value.encode("latin-1")) for name, value in headers]
        return await self.api.anonymous().post(path, content=body, headers=raw)  # type: ignore[arg-type]

    def headers(
        self,
        message_id: str,
        body: bytes,
        *,
        at: Instant | None = None,
        signature: str | None = None,
        content_type: str = "application/json",
    ) -> list[tuple[str, str]]:
        moment = at or self.api.clock.now
        return [
            ("content-type", content_type),
            ("webhook-id", message_id),
            ("webhook-timestamp", str(int(moment.timestamp()))),
            ("webhook-signature", self.sign(message_id, body, moment) if signature is None else signature),
        ]

    def sign(self, message_id: str, body: bytes, at: Instant) -> str:
        return Webhook(self.secret).sign(message_id, at, body.decode("utf-8", "replace"))


def message(**changes: Any) -> bytes:
    whole = {"type": "ticket.create", "timestamp": "2026-11-23T09:30:00Z", "data": TICKET}
    return json.dumps({**whole, **changes}).encode()


def with_data(**changes: Any) -> bytes:
    return message(data={**TICKET, **changes})


async def integrate(
    api: Api,
    organisation: Organisation | None,
    kind: IntegrationKind = IntegrationKind.STANDARD_WEBHOOKS,
    *,
    active: bool = True,
    mapping: AlertMapping | None = None,
) -> Sender:
    """Without an organisation it is the vendor's own."""
    integration = Integration(
        id=uuid7(),
        customer_id=None if organisation is None else organisation.customer.id,
        name="Monitoring",
        kind=kind,
        mapping=mapping,
        active=active,
        created_at=api.clock.now,
        updated_at=api.clock.now,
        version=1,
    )
    async with transaction(api.engine, SYSTEM) as connection:
        await integrations.add(connection, integration, SECRET)
    return Sender(api, integration.id)


async def count_tickets(api: Api) -> int:
    async with transaction(api.engine, SYSTEM) as connection:
        return await connection.scalar(select(func.count()).select_from(tickets)) or 0
