"""The catalogue of standard changes that are approved beforehand (§4.1.1)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from uuid_utils.compat import uuid7

from app.access.store import people
from app.changes.store import pre_approvals
from app.domain.access.permissions import Operation, require
from app.domain.agreement import closing_days
from app.domain.changes.change_facts import ChangeRisk
from app.domain.changes.pre_approved import STANDARD, ChangeModel, ModelPlan
from app.errors import Conflict, Fault, Invalid, NotFound
from app.postgres.tables import change_models
from app.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class NewChangeModel:
    """`approved_by`: a support manager, or an administrator."""

    name: str
    plan: ModelPlan
    risk: ChangeRisk
    approved_by: UUID
    valid_until_on: date


async def add(uow: UnitOfWork, new: NewChangeModel) -> ChangeModel:
    require(uow.actor, Operation.APPROVE_CHANGES)
    approver, faults = await people.find(uow.connection, uow.scope, new.approved_by), list[Fault]()
    if approver is None or not (approver.active and approver.actor.is_management):
        detail = "Name somebody who answers for changes: an active support manager."
        faults.append(Fault("/approvedBy", "not_accountable", detail))
    if new.valid_until_on < today(uow):
        faults.append(Fault("/validUntilOn", "in_the_past", "It would be approved for nothing."))
    if faults:
        raise Invalid("The request is not valid.", section=STANDARD, faults=faults)
    model = ChangeModel(id=uuid7(), made_at=uow.now, **vars(new))
    await pre_approvals.add_model(uow.connection, model)
    return model


async def find(uow: UnitOfWork, model_id: UUID, *, lock: bool = False) -> ChangeModel:
    model = await pre_approvals.find_model(uow.connection, model_id, lock=lock)
    if model is None:
        raise NotFound("There is no such model.")
    return model


async def page(uow: UnitOfWork, *, after: UUID | None, limit: int) -> Sequence[ChangeModel]:
    """In the order in which they were made, those that hold no more too."""
    return await pre_approvals.page_of_models(uow.connection, after=after, limit=limit)


async def withdraw(uow: UnitOfWork, model_id: UUID, reason: str) -> ChangeModel:
    """What follows it and was not begun yet, is not."""
    require(uow.actor, Operation.APPROVE_CHANGES)
    model = await find(uow, model_id, lock=True)
    if model.withdrawn_at is not None:
        raise Conflict("Its approval was withdrawn already.", section=STANDARD)
    await pre_approvals.withdraw(uow.connection, change_models, model.id, uow.now, reason)
    return replace(model, withdrawn_at=uow.now, withdrawn_because=reason)


def today(uow: UnitOfWork) -> date:
    """On the vendor's calendar."""
    return closing_days.today(uow.book.in_force(uow.now), uow.now)
