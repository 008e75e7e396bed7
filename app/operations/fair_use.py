"""Data traffic against what comparable customers take, and what is done about it, step by step (§5.6.1)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.accounts import customers
from app.business_time.wall import local_day
from app.domain.access.permissions import Operation, require
from app.domain.actor import SYSTEM
from app.domain.agreement.service_terms import FairUseResponse
from app.domain.operations.fair_use import (
    MonthlyTraffic,
    TrafficFigure,
    check_step,
    flag_news,
    judge_traffic,
)
from app.domain.operations.instance_facts import FairUseStepTaken, TrafficMeasured
from app.domain.operations.instances import FairUseStep
from app.errors import Conflict, Invalid
from app.operations import instances
from app.operations.instances import StoredInstance
from app.operations.kinds import INSTANCE_TERMS, INSTANCES
from app.operations.store import instances as stored_instances
from app.operations.store.instances import InstancesFilter, TrafficSum
from app.streams import subjects
from app.terms import terms
from app.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class CustomersTraffic:
    """`steps`: what was done about it, first to last."""

    figure: TrafficFigure
    steps: Sequence[FairUseStep]


async def measure(uow: UnitOfWork, instance_id: UUID, month: date, byte_count: int) -> StoredInstance:
    """By support. Measured again, it stands in place of what was."""
    await stored_instances.hold_traffic(uow.connection)
    stored = await instances.find_for_change(uow, instance_id, Operation.RECORD_OPERATIONS)
    return await _measured(uow, stored, month, byte_count)


async def measured(uow: UnitOfWork, instance_id: UUID, month: date, byte_count: int) -> StoredInstance:
    """As `measure`, for whoever else may: the vendor's own systems."""
    await stored_instances.hold_traffic(uow.connection)
    return await _measured(uow, await subjects.found(uow, INSTANCES, instance_id, lock=True), month, byte_count)


async def _measured(uow: UnitOfWork, stored: StoredInstance, month: date, byte_count: int) -> StoredInstance:
    _require_begun(uow, month)
    if stored.state.traffic.get(month) == byte_count:
        return stored
    after = await terms.record(uow, INSTANCE_TERMS, stored, TrafficMeasured(month=month, byte_count=byte_count))
    sums = await _sums(uow, month)
    flagged = [whose for whose, each in sums.items() if each.is_flagged]
    for whose, fact in flag_news(flagged, await _judged(uow, sums.values()), month).items():
        bearer = sums[whose].instance_id
        told = after if bearer == after.id else await subjects.found(uow, INSTANCES, bearer, lock=True)
        said = await subjects.record(uow, INSTANCES, told, [fact], actor=SYSTEM)
        after = said if bearer == after.id else after
    return after


def _require_begun(uow: UnitOfWork, month: date) -> None:
    zone = uow.book.in_force(uow.now).vendor.zone
    if local_day(month, zone)[0] > uow.now:
        raise Invalid.at("/month", "in_the_future", "This month has not begun.")


async def of_month(uow: UnitOfWork, month: date) -> Sequence[CustomersTraffic]:
    """The heaviest against the mean of the others first. A customer's people see themselves, and that mean."""
    figures = await _judged(uow, (await _sums(uow, month)).values())
    own = uow.scope.customer_id
    seen = [each for each in figures if own is None or each.traffic.customer_id == own]
    steps = await _steps(uow, {each.traffic.customer_id for each in seen})
    return [CustomersTraffic(figure=each, steps=steps[each.traffic.customer_id]) for each in seen]


async def _steps(uow: UnitOfWork, customer_ids: Collection[UUID]) -> Mapping[UUID, Sequence[FairUseStep]]:
    """Of each customer, first to last."""
    steps: dict[UUID, list[FairUseStep]] = {each: [] for each in customer_ids}
    for customer_id, taken in await stored_instances.fair_use_steps(uow.connection, customer_ids):
        steps[customer_id] += taken
    return {each: sorted(taken, key=lambda step: step.taken_at) for each, taken in steps.items()}


async def take_step(
    uow: UnitOfWork, customer_id: UUID, step: FairUseResponse, month: date, note: str
) -> Sequence[FairUseStep]:
    """By a support manager, in the document's order. It stands with the customer's first instance."""
    require(uow.actor, Operation.DECIDE_OPERATIONS)
    await customers.find(uow, customer_id, lock=True)
    rows = await stored_instances.search(uow.connection, uow.scope, InstancesFilter(customer_id=customer_id))
    if not rows:
        raise Conflict("This customer has no instance, and so no traffic.", section="5.6.1")
    taken = (await _steps(uow, [customer_id]))[customer_id]
    _require_begun(uow, month)
    check_step([each.step for each in taken], step)
    stored = await subjects.found(uow, INSTANCES, rows[0].id, lock=True)
    after = await terms.record(uow, INSTANCE_TERMS, stored, FairUseStepTaken(step=step, month=month, note=note))
    return [*taken, after.state.fair_use[-1]]


async def _sums(uow: UnitOfWork, month: date) -> Mapping[tuple[UUID, str], TrafficSum]:
    """Of all customers, whoever asks: a customer is set against the others, of whom it is told no more."""
    async with subjects.as_itself(uow):
        sums = await stored_instances.traffic(uow.connection, month)
    return {(each.customer_id, each.product): each for each in sums}


async def _judged(uow: UnitOfWork, sums: Collection[TrafficSum]) -> Sequence[TrafficFigure]:
    async with subjects.as_itself(uow):
        levels = await customers.levels(uow, {each.customer_id for each in sums})
    measured = [
        MonthlyTraffic(each.customer_id, levels[each.customer_id], each.product, each.byte_count) for each in sums
    ]
    return judge_traffic(measured, uow.book.in_force(uow.now).services.fair_use_threshold)
