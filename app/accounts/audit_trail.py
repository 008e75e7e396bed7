"""Reading the audit trail: who may, and whose actors are named to whom."""

from collections.abc import Sequence
from uuid import UUID

from app.access.store import people
from app.accounts.store import customers
from app.audit.store import audit_entries
from app.audit.store.audit_entries import Key, TrailFilter
from app.domain.access.audit import AuditedActorKind, AuditEntry
from app.domain.access.permissions import Operation, require
from app.unit_of_work import UnitOfWork


async def page(uow: UnitOfWork, wanted: TrailFilter, *, before: Key | None, limit: int) -> Sequence[AuditEntry]:
    """Of every chain for the vendor's managers, of their own for a customer's registrants."""
    own = uow.actor.customer_id
    registrant = own is not None and await customers.is_registrant(uow.connection, own, uow.actor.id)
    require(uow.actor, Operation.SEE_TRAIL, registrant=registrant)
    return await audit_entries.page(uow.connection, uow.scope, wanted, before=before, limit=limit)


async def strangers(uow: UnitOfWork, entries: Sequence[AuditEntry]) -> frozenset[UUID]:
    """Who of the actors is not of the customer that asks: where those were sitting is not its business."""
    if uow.actor.is_vendor or uow.actor.customer_id is None:
        return frozenset()
    acted = {
        entry.act.actor_id
        for entry in entries
        if entry.act.actor_kind == AuditedActorKind.PERSON and entry.act.actor_id
    }
    return frozenset(acted - await people.of_customer(uow.connection, uow.actor.customer_id, acted))
