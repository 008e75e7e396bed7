"""What is decided on a change, and recorded with what follows from it (§4.1)."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from app.changes import catalogue
from app.changes.changes import ChangeView, deciding, require_known, view
from app.changes.kinds import CHANGE_TERMS, CHANGES
from app.changes.store import changes as stored_changes
from app.changes.store import pre_approvals
from app.changes.store.changes import StoredChange
from app.clock import Instant
from app.domain.access.permissions import Operation, require
from app.domain.actor import SYSTEM
from app.domain.changes import change_decisions
from app.domain.changes.change_conflicts import (
    ChangeSlot,
    but_settled,
    still_lasting,
    with_changes,
    with_freezes,
    with_window,
)
from app.domain.changes.change_facts import (
    ChangeConflict,
    ChangePlan,
    ChangeProcessFact,
    ChangeRisk,
    ConflictFound,
    Rollback,
)
from app.domain.changes.change_record import ChangeRecord
from app.domain.changes.pre_approved import ChangeModel, require_model
from app.domain.replacing import replace
from app.domain.tickets import occurrence
from app.domain.vocabulary import ChangeType
from app.operations.store import maintenance as stored_maintenance
from app.streams import subjects
from app.terms import terms
from app.unit_of_work import UnitOfWork


async def set_plan(
    uow: UnitOfWork, stored: StoredChange, risk: ChangeRisk | None, plan: ChangePlan | None
) -> ChangeView:
    """By staff, until it is begun: what was assessed is to be approved anew."""
    require(uow.actor, Operation.KEEP_CHANGES)
    await require_known(uow, None, plan)
    fact = change_decisions.set_plan(stored.state, risk, plan)
    return await view(uow, stored) if fact is None else await recorded(uow, stored, fact)


async def assess(
    uow: UnitOfWork, stored: StoredChange, risk: ChangeRisk | None, plan: ChangePlan | None, model_id: UUID | None
) -> ChangeView:
    await require_known(uow, model_id, plan)
    model = await _model(uow, model_id or stored.state.model_id)
    return await recorded(uow, stored, change_decisions.assess(stored.state, deciding(uow), risk, plan, model))


async def approve(uow: UnitOfWork, stored: StoredChange, reason: str | None) -> ChangeView:
    return await recorded(uow, stored, change_decisions.approve(stored.state, deciding(uow), reason))


async def reject(uow: UnitOfWork, stored: StoredChange, reason: str) -> ChangeView:
    return await recorded(uow, stored, change_decisions.reject(stored.state, deciding(uow), reason))


async def plan(
    uow: UnitOfWork, stored: StoredChange, from_at: Instant | None, until: Instant | None, accepted: str | None
) -> ChangeView:
    """Into the maintenance window, or for when it was announced; in the way of nothing that is not accepted."""
    change = stored.state
    fact = change_decisions.planned_for(change, deciding(uow), from_at, until)
    await _require_approval(uow, change)
    slot = ChangeSlot(fact.planned_from, fact.planned_until, change.instance_ids)
    await stored_changes.hold_planning(uow.connection)
    conflicts = [
        *await _with_window(uow, change, slot),
        *with_changes(slot, await _others(uow, change, slot), uow.now),
        *await _with_freezes(uow, slot),
    ]
    against = change_decisions.settle_conflicts(conflicts, accepted)
    return await recorded(uow, stored, replace(fact, conflict_reason=accepted if against else None), against=against)


async def begin(uow: UnitOfWork, stored: StoredChange, occurred_at: Instant | None, accepted: str | None) -> ChangeView:
    """Of an urgent change at once; of others as they are planned, unless something has come in the way by now."""
    change, at = stored.state, _moment(uow, stored.state, occurred_at)
    slot = ChangeSlot(at, still_lasting(change, at), change.instance_ids)
    await stored_changes.hold_planning(uow.connection)
    others = await _others(uow, change, slot)
    conflicts = [*with_changes(slot, others, uow.now), *await _with_freezes(uow, slot)]
    if change.change_type is not ChangeType.URGENT:
        conflicts = [*await _with_window(uow, change, slot), *but_settled(conflicts, change, others)]
    fact, against = change_decisions.begin(change, deciding(uow), conflicts, accepted)
    await _require_approval(uow, change)
    return await recorded(uow, stored, fact, at=at, against=against)


async def implemented(
    uow: UnitOfWork, stored: StoredChange, occurred_at: Instant | None, report: str, hotfix_version: str | None
) -> ChangeView:
    fact = change_decisions.implemented(stored.state, deciding(uow), report, hotfix_version)
    return await recorded(uow, stored, fact, at=_moment(uow, stored.state, occurred_at))


async def failed(
    uow: UnitOfWork, stored: StoredChange, occurred_at: Instant | None, report: str, rollback: Rollback
) -> ChangeView:
    fact = change_decisions.failed(stored.state, deciding(uow), report, rollback)
    return await recorded(uow, stored, fact, at=_moment(uow, stored.state, occurred_at))


async def review(uow: UnitOfWork, stored: StoredChange, lessons: str, *, worked: bool) -> ChangeView:
    return await recorded(uow, stored, change_decisions.review(stored.state, deciding(uow), lessons, worked=worked))


async def close(uow: UnitOfWork, stored: StoredChange) -> ChangeView:
    return await recorded(uow, stored, change_decisions.close(stored.state, deciding(uow)))


async def withdraw(uow: UnitOfWork, stored: StoredChange, reason: str) -> ChangeView:
    return await recorded(uow, stored, change_decisions.withdraw(stored.state, deciding(uow), reason))


async def recorded(
    uow: UnitOfWork,
    stored: StoredChange,
    fact: ChangeProcessFact,
    *,
    at: Instant | None = None,
    against: Sequence[ChangeConflict] = (),
) -> ChangeView:
    """`against`: what it is done in spite of, which is told beside it."""
    after = await terms.record(uow, CHANGE_TERMS, stored, fact, at=at)
    told = [ConflictFound(conflict=each) for each in against]
    return await view(uow, await subjects.record(uow, CHANGES, after, told, actor=SYSTEM))


def _moment(uow: UnitOfWork, change: ChangeRecord, given: Instant | None) -> Instant:
    return occurrence.occurred_at(given, uow.now, change_decisions.not_before(change), "/occurredAt")


async def _model(uow: UnitOfWork, model_id: UUID | None) -> ChangeModel | None:
    return None if model_id is None else await pre_approvals.find_model(uow.connection, model_id)


async def _require_approval(uow: UnitOfWork, change: ChangeRecord) -> None:
    """Of a standard change it is that of its model, which still holds."""
    if change.change_type is ChangeType.STANDARD:
        require_model(await _model(uow, change.model_id), catalogue.today(uow))


async def _with_window(uow: UnitOfWork, change: ChangeRecord, slot: ChangeSlot) -> Iterable[ChangeConflict]:
    window = uow.book.in_force(slot.from_at).services.maintenance_calendar
    announced = await stored_maintenance.announced_for(
        uow.connection, slot.from_at, slot.until, change.instance_ids, [change.id]
    )
    return with_window(slot, window, [each.state for each in announced], change.id)


async def _others(uow: UnitOfWork, change: ChangeRecord, slot: ChangeSlot) -> Sequence[ChangeRecord]:
    found = await stored_changes.to_come(uow.connection, slot, change.id, uow.now)
    return [each.state for each in found]


async def _with_freezes(uow: UnitOfWork, slot: ChangeSlot) -> Iterable[ChangeConflict]:
    return with_freezes(slot, await pre_approvals.freezes_in(uow.connection, slot.from_at, slot.until))
