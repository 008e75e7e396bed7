"""A system posts messages by webhook: proven to come from it, and each taken in once."""

import secrets
from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID

from app.addresses import Address
from app.backlog import linking
from app.changes import ticket_steps
from app.clock import Instant
from app.domain.access.caller import Caller, Credential, CredentialKind
from app.domain.actor import OF_VENDOR
from app.domain.alerts.alerts import AlertMapping
from app.errors import Unauthenticated
from app.integrations import integrations, reports
from app.integrations.reports import Reported
from app.integrations.store import webhook_messages
from app.integrations.store.integrations import IntegrationKind
from app.integrations.store.webhook_messages import MadeOf, Message
from app.postgres.engine import Connection
from app.postgres.tenancy import Tenant, set_tenant, tenant_of
from app.tickets import intake
from app.tickets.comments import comment
from app.tickets.intake import NewTicket
from app.tickets.recording import found, found_for_change
from app.tickets.store import ticket_numbers
from app.tickets.store.ticket_mapping import StoredTicket
from app.tickets.transitions import RequestedDecision
from app.unit_of_work import UnitOfWork

_NOBODYS: Final = secrets.token_bytes(32)
"""Proofs are also checked for integrations that do not exist, so that the time it takes tells nothing."""


class SenderProof(Protocol):
    """What a message brings along to show whose it is."""

    @property
    def kind(self) -> CredentialKind: ...

    def holds(self, secret: bytes, now: Instant) -> bool:
        """Whether it was made with this secret. Takes as long whatever it is."""
        ...

    def flaw(self, now: Instant) -> str:
        """Why it holds for no secret, in a word, for whoever runs the service."""
        ...


@dataclass(frozen=True)
class NewComment:
    """`ticket`: its id, or its number."""

    ticket: UUID | str
    text: str


@dataclass(frozen=True)
class NewTransition:
    """`ticket`: its id, or its number."""

    ticket: UUID | str
    asked: RequestedDecision


@dataclass(frozen=True)
class Sender:
    """Whose message it is, and of which kind the integration is that sent it. `customer_id` None: the vendor's own."""

    caller: Caller
    customer_id: UUID | None
    kind: IntegrationKind
    mapping: AlertMapping


async def authenticate(
    connection: Connection, integration_id: UUID, proof: SenderProof, now: Instant, address: Address | None = None
) -> Sender:
    """Unauthenticated says the same of every message that is not proven to be by an active integration."""
    await set_tenant(connection, Tenant(integration_id=integration_id))
    sender = await integrations.identify(connection, integration_id)
    held = (_NOBODYS,) if sender is None else sender.secrets
    genuine = sum(proof.holds(secret, now) for secret in held) > 0
    if sender is None or not genuine:
        reason = "no_active_integration" if sender is None else proof.flaw(now)
        raise Unauthenticated("The message is not proven to be this integration's.", reason=reason)
    await set_tenant(connection, tenant_of(sender.actor))
    credential = Credential(kind=proof.kind, id=str(integration_id))
    return Sender(Caller(sender.actor, credential, address), sender.actor.customer_id, sender.kind, sender.mapping)


async def receive(
    uow: UnitOfWork, message_id: str, said: NewTicket | NewComment | NewTransition
) -> tuple[StoredTicket, bool]:
    """The ticket that the message is about, and whether it was taken in now.

    While the first delivery runs, the next one waits.
    """
    message = Message(uow.actor.customer_id or OF_VENDOR, uow.actor.id, message_id)
    made = await webhook_messages.claim(uow.connection, message)
    if made is not None and made.ticket_id is not None:
        return await found(uow, made.ticket_id), False
    stored = await _taken_in(uow, said)
    await webhook_messages.keep(uow.connection, message, MadeOf(ticket_id=stored.ticket.id), uow.now)
    return stored, True


async def receive_report(uow: UnitOfWork, message_id: str, said: Reported) -> tuple[MadeOf, bool]:
    """As `receive`, what the vendor's own systems tell of the running service: what it is of."""
    message = Message(OF_VENDOR, uow.actor.id, message_id)
    known = await webhook_messages.claim(uow.connection, message)
    if known is not None:
        return known, False
    made = await reports.take_in(uow, said)
    await webhook_messages.keep(uow.connection, message, made, uow.now)
    return made, True


async def _taken_in(uow: UnitOfWork, said: NewTicket | NewComment | NewTransition) -> StoredTicket:
    match said:
        case NewTicket():
            return await intake.raise_ticket(uow, await linking.resolved(uow, said))
        case NewComment():
            ticket_id = await ticket_numbers.id_of(uow.connection, uow.scope, said.ticket)
            return (await comment(uow, ticket_id, said.text, internal=False)).after
        case NewTransition():
            ticket_id = await ticket_numbers.id_of(uow.connection, uow.scope, said.ticket)
            stored = await found_for_change(uow, ticket_id)
            return (await ticket_steps.transition(uow, stored, said.asked)).after
