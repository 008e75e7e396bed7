"""A customer's system posts a ticket by webhook: proven to come from it, and taken in once."""

import secrets
from typing import Final
from uuid import UUID

from app.addresses import Address
from app.clock import Instant
from app.domain.access.caller import Caller, Credential, CredentialKind
from app.errors import Unauthenticated
from app.integrations import integrations
from app.integrations.standard_webhooks import Signed, is_genuine
from app.integrations.store import webhook_messages
from app.integrations.store.integrations import IntegrationKind
from app.integrations.store.webhook_messages import Message
from app.postgres.engine import Connection
from app.postgres.tenancy import Tenant, set_tenant, tenant_of
from app.tickets import intake
from app.tickets.intake import NewTicket
from app.tickets.recording import found
from app.tickets.store.ticket_mapping import StoredTicket
from app.unit_of_work import UnitOfWork

_NOBODYS: Final = secrets.token_bytes(32)
"""Signatures are also checked for integrations that do not exist, so that the time it takes tells nothing."""


async def authenticate(
    connection: Connection, integration_id: UUID, signed: Signed, now: Instant, address: Address | None = None
) -> Caller:
    """Unauthenticated says the same of every message that is not from an active integration of this kind."""
    await set_tenant(connection, Tenant(integration_id=integration_id))
    sender = await integrations.identify(connection, integration_id)
    held = (_NOBODYS,) if sender is None else sender.secrets
    genuine = sum(is_genuine(signed, secret, now) for secret in held) > 0
    if sender is None or sender.kind is not IntegrationKind.STANDARD_WEBHOOKS or not genuine:
        raise Unauthenticated("The message is not signed as this integration signs.")
    await set_tenant(connection, tenant_of(sender.actor))
    credential = Credential(kind=CredentialKind.WEBHOOK_SIGNATURE, id=str(integration_id))
    return Caller(sender.actor, credential, address)


async def receive(uow: UnitOfWork, message_id: str, report: NewTicket) -> tuple[StoredTicket, bool]:
    """The ticket of this message, and whether it was made now. While the first delivery runs, the next one waits."""
    message = Message(uow.actor.customer_id, uow.actor.id, message_id)
    ticket_id = await webhook_messages.claim(uow.connection, message)
    if ticket_id is not None:
        return await found(uow, ticket_id), False
    stored = await intake.raise_ticket(uow, report)
    await webhook_messages.keep(uow.connection, message, stored.ticket.id, uow.now)
    return stored, True
