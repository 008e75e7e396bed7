"""When nothing is to be changed (§4): what is planned then, or begun, is in conflict with it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from uuid_utils.compat import uuid7

from app.changes.store import pre_approvals
from app.clock import Instant
from app.domain.access.permissions import Operation, require
from app.domain.changes.change_decisions import WHOLE
from app.domain.changes.pre_approved import ChangeFreeze
from app.domain.operations.concerning import check_known
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.operations.store import instances
from app.operations.store.instances import InstancesFilter
from app.postgres.tables import change_freezes
from app.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class NewFreeze:
    """`instance_ids` none: of any."""

    name: str
    reason: str
    from_at: Instant
    until: Instant
    instance_ids: tuple[UUID, ...] = ()


async def add(uow: UnitOfWork, new: NewFreeze) -> ChangeFreeze:
    """By a support manager. What is planned for then already keeps its time, and is stopped when it is to begin."""
    require(uow.actor, Operation.APPROVE_CHANGES)
    if new.until <= new.from_at:
        raise Invalid.at("/until", "not_after_from", "It ends after it begins.", section=WHOLE)
    if new.until <= uow.now:
        raise Invalid.at("/until", "in_the_past", "It would be over.", section=WHOLE)
    if new.instance_ids:
        named = InstancesFilter(ids=new.instance_ids)
        check_known(new.instance_ids, await instances.search(uow.connection, uow.scope, named))
    freeze = ChangeFreeze(id=uuid7(), set_at=uow.now, **vars(new))
    await pre_approvals.add_freeze(uow.connection, freeze)
    return freeze


async def find(uow: UnitOfWork, freeze_id: UUID, *, lock: bool = False) -> ChangeFreeze:
    """NotFound is the same for a customer's people."""
    found = await pre_approvals.find_freeze(uow.connection, freeze_id, lock=lock) if uow.scope.is_vendor else None
    if found is None:
        raise NotFound("There is no such freeze.")
    return found


async def page(uow: UnitOfWork, *, after: UUID | None, limit: int) -> Sequence[ChangeFreeze]:
    """Latest set first."""
    if not uow.scope.is_vendor:
        raise Forbidden("Freezes are for vendor staff to see.", section=WHOLE)
    return await pre_approvals.page_of_freezes(uow.connection, after=after, limit=limit)


async def withdraw(uow: UnitOfWork, freeze_id: UUID, reason: str) -> ChangeFreeze:
    freeze = await find(uow, freeze_id, lock=True)
    require(uow.actor, Operation.APPROVE_CHANGES)
    if freeze.withdrawn_at is not None:
        raise Conflict("It was lifted already.", section=WHOLE)
    await pre_approvals.withdraw(uow.connection, change_freezes, freeze.id, uow.now, reason)
    return replace(freeze, withdrawn_at=uow.now, withdrawn_because=reason)
