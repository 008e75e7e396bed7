"""A customer's system posts messages by webhook: proven to come from it, and each taken in once."""

import secrets
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from app.addresses import Address
from app.clock import Instant
from app.domain.access.caller import Caller, Credential, CredentialKind
from app.errors import Unauthenticated
from app.integrations import integrations
from app.integrations.standard_webhooks import Signed, flaw, is_genuine
from app.integrations.store import webhook_messages
from app.integrations.store.integrations import IntegrationKind
from app.integrations.store.webhook_messages import Message
from app.postgres.engine import Connection
from app.postgres.tenancy import Tenant, set_tenant, tenant_of
from app.tickets import intake
from app.tickets.comments import comment
from app.tickets.intake import NewTicket
from app.tickets.recording import found, found_for_change
from app.tickets.store.ticket_mapping import StoredTicket
from app.tickets.transitions import RequestedDecision, transition
from app.unit_of_work import UnitOfWork

_NOBODYS: Final = secrets.token_bytes(32)
"""Signatures are also checked for integrations that do not exist, so that the time it takes tells nothing."""


@dataclass(frozen=True)
class NewComment:
    ticket_id: UUID
    text: str


@dataclass(frozen=True)
class NewTransition:
    ticket_id: UUID
    asked: RequestedDecision


@dataclass(frozen=True)
class Sender:
    """Whose message it is, and of which kind the integration is that sent it."""

    caller: Caller
    kind: IntegrationKind


async def authenticate(
    connection: Connection, integration_id: UUID, signed: Signed, now: Instant, address: Address | None = None
) -> Sender:
    """Unauthenticated says the same of every message that is not signed by an active integration."""
    await set_tenant(connection, Tenant(integration_id=integration_id))
    sender = await integrations.identify(connection, integration_id)
    held = (_NOBODYS,) if sender is None else sender.secrets
    genuine = sum(is_genuine(signed, secret, now) for secret in held) > 0
    if sender is None or not genuine:
        reason = "no_active_integration" if sender is None else flaw(signed, now)
        raise Unauthenticated("The message is not signed as this integration signs.", reason=reason)
    await set_tenant(connection, tenant_of(sender.actor))
    credential = Credential(kind=CredentialKind.WEBHOOK_SIGNATURE, id=str(integration_id))
    return Sender(Caller(sender.actor, credential, address), sender.kind)


async def receive(
    uow: UnitOfWork, message_id: str, said: NewTicket | NewComment | NewTransition
) -> tuple[StoredTicket, bool]:
    """The ticket that the message is about, and whether it was taken in now.

    While the first delivery runs, the next one waits.
    """
    message = Message(uow.actor.customer_id, uow.actor.id, message_id)
    ticket_id = await webhook_messages.claim(uow.connection, message)
    if ticket_id is not None:
        return await found(uow, ticket_id), False
    stored = await _taken_in(uow, said)
    await webhook_messages.keep(uow.connection, message, stored.ticket.id, uow.now)
    return stored, True


async def _taken_in(uow: UnitOfWork, said: NewTicket | NewComment | NewTransition) -> StoredTicket:
    match said:
        case NewTicket():
            return await intake.raise_ticket(uow, said)
        case NewComment():
            return (await comment(uow, said.ticket_id, said.text, internal=False)).after
        case NewTransition():
            stored = await found_for_change(uow, said.ticket_id)
            return (await transition(uow, stored, said.asked)).after
