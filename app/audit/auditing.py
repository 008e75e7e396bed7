"""The audit trail: what is done is put on record in its own transaction, and read by those who may."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from app.access.store import people
from app.accounts.store import customers
from app.addresses import Address
from app.audit.store import audit_appending, audit_entries
from app.audit.store.audit_entries import Key, TrailFilter
from app.clock import Instant
from app.domain.access.audit import VENDOR_CHAIN, Act, Details, Entry, Outcome, Party, Subject
from app.domain.access.caller import Caller
from app.domain.access.permissions import Operation, require
from app.domain.actor import SYSTEM, ActorKind
from app.postgres import tenancy
from app.postgres.engine import AsyncEngine, Connection, transaction
from app.unit_of_work import UnitOfWork

LIMITED: Final = 429


@dataclass(frozen=True, kw_only=True)
class Deed:
    """What was done, or tried: without who, from where and when."""

    operation: str
    subject: Subject | None = None
    outcome: Outcome = Outcome.DONE
    status: int | None = None
    request_id: str | None = None
    details: Details = field(default_factory=dict[str, "str | int | list[str]"])


async def record(connection: Connection, caller: Caller, now: Instant, deed: Deed) -> Instant:
    """The last thing that a transaction does: see `audit_appending.append`."""
    act, is_for_customer = _act(caller, now, deed), _is_for_customer(caller, deed)
    own_chain = _own_chain(caller)
    return await audit_appending.append(connection, act, own_chain=own_chain, for_customer=is_for_customer)


async def stage(work: UnitOfWork, deed: Deed) -> None:
    """As `record`, to be written with what else is staged."""
    act, is_for_customer = _act(work.caller, work.now, deed), _is_for_customer(work.caller, deed)
    own_chain = _own_chain(work.caller)
    await audit_appending.stage(work.connection, act, own_chain=own_chain, for_customer=is_for_customer)


def _own_chain(caller: Caller) -> UUID:
    return caller.actor.customer_id or VENDOR_CHAIN


def _act(caller: Caller, now: Instant, deed: Deed) -> Act:
    actor, credential = caller.actor, caller.credential
    return Act(
        recorded_at=now,
        actor_kind=Party(actor.kind),
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


def _is_for_customer(caller: Caller, deed: Deed) -> bool:
    """A ticket is the customer's; whoever works on it without being one of its people does so on its behalf."""
    on_ticket = deed.subject is not None and deed.subject.type == "ticket" and deed.outcome is Outcome.DONE
    return on_ticket and (caller.actor.is_vendor or caller.actor.kind is ActorKind.INTEGRATION)


async def record_system(connection: Connection, now: Instant, operation: str, **counts: int) -> None:
    """What the service does of itself: so many of each. The tickets' own histories say which."""
    if any(counts.values()):
        await record(connection, Caller(SYSTEM), now, Deed(operation=operation, details=counts))


async def record_guessing(engine: AsyncEngine, now: Instant, address: Address | None, request_id: str) -> None:
    """Whoever is there tried so many wrong credentials that nobody listens any more, for the rest of the minute."""
    deed = Deed(operation="limit_credentials", outcome=Outcome.REFUSED, status=LIMITED, request_id=request_id)
    async with transaction(engine, tenancy.SYSTEM) as connection:
        await record(connection, Caller(SYSTEM, address=address), now, deed)


async def record_operator(connection: Connection, now: Instant, deed: Deed) -> None:
    """Somebody with a shell where the service runs: who that is, is for that machine to know."""
    act = Act(
        recorded_at=now,
        actor_kind=Party.OPERATOR,
        operation=deed.operation,
        subject=deed.subject,
        outcome=deed.outcome,
        details=deed.details,
    )
    await audit_appending.append(connection, act)


async def page(work: UnitOfWork, wanted: TrailFilter, *, before: Key | None, limit: int) -> Sequence[Entry]:
    """Of every chain for the vendor's managers, of their own for a customer's registrants."""
    own = work.actor.customer_id
    registrant = own is not None and await customers.is_registrant(work.connection, own, work.actor.id)
    require(work.actor, Operation.SEE_TRAIL, registrant=registrant)
    return await audit_entries.page(work.connection, work.scope, wanted, before=before, limit=limit)


async def strangers(work: UnitOfWork, entries: Sequence[Entry]) -> frozenset[UUID]:
    """Who of the actors is not of the customer that asks: where those were sitting is not its business."""
    if work.actor.is_vendor or work.actor.customer_id is None:
        return frozenset()
    acted = {entry.act.actor_id for entry in entries if entry.act.actor_kind == Party.PERSON and entry.act.actor_id}
    return frozenset(acted - await people.of_customer(work.connection, work.actor.customer_id, acted))
