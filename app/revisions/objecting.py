"""A customer objects to a revision that is announced, with reasons; the vendor decides (Wijzigingen)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.accounts import customers
from app.clock import Instant
from app.domain.access.permissions import Operation, require
from app.domain.revisions.objections import require_in_time, require_undecided
from app.domain.revisions.revision_facts import ObjectionDecided, ObjectionMade
from app.domain.tickets import occurrence
from app.errors import Conflict, Invalid, NotFound
from app.revisions import drafting
from app.revisions.kinds import OBJECTIONS
from app.revisions.store import revisions as stored_revisions
from app.revisions.store.revisions import StoredObjection
from app.streams import subjects
from app.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class NewObjection:
    """`customer_id`: whose it is, where the vendor records it; `received_at`: when it came, where that was before."""

    reasons: str
    customer_id: UUID | None = None
    received_at: Instant | None = None


async def object_to(uow: UnitOfWork, revision: int | UUID, new: NewObjection) -> StoredObjection:
    """By a registrant, or recorded for a customer by a support manager. Made again within the month, it has these
    reasons. Raises Conflict where the month is over.
    """
    to = (await drafting.find(uow, revision)).stored.state
    customer_id = await _whose(uow, new)
    received_at = occurrence.occurred_at(new.received_at, uow.now, None, "/receivedAt")
    vendor, section = uow.book.in_force(uow.now).vendor, drafting.revising(uow).section.number
    if to.objections_until_on is None or not to.is_announced:
        raise Conflict("There is nothing to object to: it is not announced.", section=section)
    if to.announced_at is not None and received_at < to.announced_at:
        raise Invalid.at("/receivedAt", "before_announcement", "It was not announced yet.", section=section)
    require_in_time(to.objections_until_on, received_at, vendor.zone, section)
    fact = ObjectionMade(revision=to.number, reasons=new.reasons, received_at=received_at)
    await stored_revisions.hold_objections(uow.connection, customer_id)
    made_before = await stored_revisions.objection_of(uow.connection, customer_id, to.number)
    if made_before is None:
        return await subjects.begin(uow, OBJECTIONS, customer_id, [fact])
    stored = await subjects.found(uow, OBJECTIONS, made_before, lock=True)
    require_undecided(stored.state, section)
    return await subjects.record(uow, OBJECTIONS, stored, [fact])


async def _whose(uow: UnitOfWork, new: NewObjection) -> UUID:
    customer_id = new.customer_id or uow.actor.customer_id
    if customer_id is None:
        raise Invalid.at("/customerId", "missing", "Say whose objection it is.")
    await customers.find(uow, customer_id)
    if new.received_at is not None and not uow.actor.is_vendor:
        raise Invalid.at("/receivedAt", "not_taken", "It is received now.")
    require(uow.actor, Operation.OBJECT, registrant=await customers.is_registrant(uow, customer_id))
    return customer_id


async def page(uow: UnitOfWork, revision: int | UUID) -> Sequence[StoredObjection]:
    """In the order in which they were made; a customer's people see their own."""
    to = await drafting.find(uow, revision)
    return await stored_revisions.objections_to(uow.connection, uow.scope, to.stored.state.number)


async def find(uow: UnitOfWork, objection_id: UUID) -> StoredObjection:
    return await subjects.found(uow, OBJECTIONS, objection_id)


async def decide(
    uow: UnitOfWork, revision: int | UUID, objection_id: UUID, reason: str, *, accepted: bool
) -> StoredObjection:
    """By a support manager, once. NotFound where it is not one to this revision."""
    to = await drafting.find(uow, revision)
    stored = await subjects.found(uow, OBJECTIONS, objection_id, lock=True)
    if stored.state.revision != to.stored.state.number:
        raise NotFound(OBJECTIONS.missing)
    require(uow.actor, Operation.REVISE)
    require_undecided(stored.state, drafting.revising(uow).section.number)
    return await subjects.record(uow, OBJECTIONS, stored, [ObjectionDecided(accepted=accepted, reason=reason)])
