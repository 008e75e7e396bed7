"""The audit trail: what is done is put on record in its own transaction, and read by those who may."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from app.addresses import Address
from app.audit.store import audit_appending
from app.clock import Instant
from app.domain.access.audit import AuditedActorKind, AuditOutcome, AuditRecord, AuditSubject, Details
from app.domain.access.caller import Caller
from app.domain.actor import OF_VENDOR, SYSTEM, ActorKind
from app.postgres import tenancy
from app.postgres.engine import AsyncEngine, Connection, transaction
from app.unit_of_work import UnitOfWork

LIMITED: Final = 429


@dataclass(frozen=True, kw_only=True)
class AuditAction:
    """What was done, or tried: without who, from where and when."""

    operation: str
    subject: AuditSubject | None = None
    outcome: AuditOutcome = AuditOutcome.DONE
    status: int | None = None
    request_id: str | None = None
    details: Details = field(default_factory=dict[str, "str | int | list[str] | Mapping[str, str]"])


async def record(connection: Connection, caller: Caller, now: Instant, deed: AuditAction) -> Instant:
    """The last thing that a transaction does: see `audit_appending.append`."""
    act, is_for_customer = _act(caller, now, deed), _is_for_customer(caller, deed)
    own_chain = _own_chain(caller)
    return await audit_appending.append(connection, act, own_chain=own_chain, for_customer=is_for_customer)


async def stage(uow: UnitOfWork, deed: AuditAction) -> None:
    """As `record`, to be written with what else is staged."""
    act, is_for_customer = _act(uow.caller, uow.now, deed), _is_for_customer(uow.caller, deed)
    own_chain = _own_chain(uow.caller)
    await audit_appending.stage(uow.connection, act, own_chain=own_chain, for_customer=is_for_customer)


def _own_chain(caller: Caller) -> UUID:
    return caller.actor.customer_id or OF_VENDOR


def _act(caller: Caller, now: Instant, deed: AuditAction) -> AuditRecord:
    actor, credential = caller.actor, caller.credential
    return AuditRecord(
        recorded_at=now,
        actor_kind=AuditedActorKind(actor.kind),
        actor_id=None if actor.kind is ActorKind.SYSTEM else actor.id,
        credential_kind=None if credential is None else credential.kind,
        credential_id=None if credential is None else credential.id,
        operation=deed.operation,
        subject=deed.subject,
        address=caller.address,
        request_id=deed.request_id,
        outcome=deed.outcome,
        status=deed.status,
        details=deed.details,
    )


def _is_for_customer(caller: Caller, deed: AuditAction) -> bool:
    """A ticket is the customer's; whoever works on it without being one of its people does so on its behalf."""
    on_ticket = deed.subject is not None and deed.subject.type == "ticket" and deed.outcome is AuditOutcome.DONE
    return on_ticket and (caller.actor.is_vendor or caller.actor.kind is ActorKind.INTEGRATION)


async def record_system(connection: Connection, now: Instant, operation: str, **counts: int) -> None:
    """What the service does of itself: so many of each. The tickets' own histories say which."""
    if any(counts.values()):
        await record(connection, Caller(SYSTEM), now, AuditAction(operation=operation, details=counts))


async def record_guessing(engine: AsyncEngine, now: Instant, address: Address | None, request_id: str) -> None:
    """Whoever is there tried so many wrong credentials that nobody listens any more, for the rest of the minute."""
    deed = AuditAction(
        operation="limit_credentials", outcome=AuditOutcome.REFUSED, status=LIMITED, request_id=request_id
    )
    async with transaction(engine, tenancy.SYSTEM) as connection:
        await record(connection, Caller(SYSTEM, address=address), now, deed)


async def record_operator(connection: Connection, now: Instant, deed: AuditAction) -> None:
    """Somebody with a shell where the service runs: who that is, is for that machine to know."""
    act = AuditRecord(
        recorded_at=now,
        actor_kind=AuditedActorKind.OPERATOR,
        operation=deed.operation,
        subject=deed.subject,
        outcome=deed.outcome,
        details=deed.details,
    )
    await audit_appending.append(connection, act)
