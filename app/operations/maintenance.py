"""Planned work: planned, announced, extended, carried out (§5.4). It was announced when that was recorded."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.clock import Instant
from app.domain.access.permissions import Operation, require
from app.domain.actor import OF_VENDOR
from app.domain.operations import maintenance_decisions
from app.domain.operations.maintenance_facts import MaintenanceFact, MaintenanceKind
from app.domain.operations.maintenance_periods import AgainstWindow, MaintenancePeriod, against_window, told_in_time
from app.domain.tickets import occurrence
from app.operations import hitting
from app.operations.kinds import MAINTENANCE
from app.operations.outages import changes_seen
from app.operations.store import hits
from app.operations.store import maintenance as stored_maintenance
from app.operations.store.maintenance import MaintenanceFilter
from app.postgres.tables import maintenance_hits
from app.streams import subjects
from app.streams.subjects import StoredSubject
from app.unit_of_work import UnitOfWork

StoredMaintenance = StoredSubject[MaintenancePeriod]


@dataclass(frozen=True, kw_only=True)
class NewMaintenance:
    """Of a whole service, or of the instances that are named. `announce`: at once."""

    service_id: UUID | None
    instance_ids: tuple[UUID, ...]
    kind: MaintenanceKind
    planned_from: Instant
    planned_until: Instant
    change_id: UUID | None
    announce: bool


@dataclass(frozen=True, kw_only=True)
class MaintenanceView:
    """With those of its instances that are in sight, its change if that is, and how it stands against the window.

    `told_in_time` None: nothing that was announced deviates from the window.
    """

    stored: StoredMaintenance
    instances: Mapping[UUID, UUID]
    change_id: UUID | None
    window: AgainstWindow
    told_in_time: bool | None


async def plan(uow: UnitOfWork, new: NewMaintenance) -> MaintenanceView:
    """By staff, of the instances that exist when it is planned for."""
    require(uow.actor, Operation.RECORD_OPERATIONS)
    instances = await hitting.concerned(uow, new.service_id, new.instance_ids, new.planned_from)
    announced = maintenance_decisions.announce(
        tuple(each.id for each in instances),
        new.kind,
        new.planned_from,
        new.planned_until,
        service_id=new.service_id,
        change_id=new.change_id,
    )
    fact: MaintenanceFact = announced if new.announce else maintenance_decisions.plan(announced)
    made = await subjects.begin(uow, MAINTENANCE, OF_VENDOR, [fact])
    await hits.add(uow.connection, maintenance_hits, made.id, instances)
    return _view(uow, made, {each.id: each.customer_id for each in instances}, await _changes_seen(uow, [made]))


async def find(uow: UnitOfWork, maintenance_id: UUID) -> MaintenanceView:
    """A customer's people find that on an instance of theirs."""
    return await _seen(uow, await subjects.found(uow, MAINTENANCE, maintenance_id))


async def page(
    uow: UnitOfWork, wanted: MaintenanceFilter, *, after: UUID | None, limit: int
) -> Sequence[MaintenanceView]:
    """Latest recorded first."""
    found = await stored_maintenance.page(uow.connection, uow.scope, wanted, after=after, limit=limit)
    hit = await hits.of(uow.connection, uow.scope, maintenance_hits, [each.id for each in found])
    changes = await _changes_seen(uow, found)
    return [_view(uow, each, hit[each.id], changes) for each in found]


async def find_for_change(uow: UnitOfWork, maintenance_id: UUID) -> StoredMaintenance:
    """Locked, for staff that records what happens."""
    stored = await subjects.found(uow, MAINTENANCE, maintenance_id, lock=True)
    require(uow.actor, Operation.RECORD_OPERATIONS)
    return stored


async def announce(uow: UnitOfWork, stored: StoredMaintenance) -> MaintenanceView:
    return await _recorded(uow, stored, maintenance_decisions.announce_plan(stored.state))


async def extend(uow: UnitOfWork, stored: StoredMaintenance, planned_until: Instant) -> MaintenanceView:
    return await _recorded(uow, stored, maintenance_decisions.extend(stored.state, planned_until))


async def begin(uow: UnitOfWork, stored: StoredMaintenance, occurred_at: Instant | None) -> MaintenanceView:
    at = _moment(uow, occurred_at)
    return await _recorded(uow, stored, maintenance_decisions.begin_work(stored.state), at)


async def end(uow: UnitOfWork, stored: StoredMaintenance, occurred_at: Instant | None) -> MaintenanceView:
    at = maintenance_decisions.moment_of(stored.state, _moment(uow, occurred_at))
    return await _recorded(uow, stored, maintenance_decisions.end_work(stored.state, at), at)


async def cancel(uow: UnitOfWork, stored: StoredMaintenance, occurred_at: Instant | None) -> MaintenanceView:
    at = maintenance_decisions.moment_of(stored.state, _moment(uow, occurred_at))
    return await _recorded(uow, stored, maintenance_decisions.cancel(stored.state, at), at)


def _moment(uow: UnitOfWork, given: Instant | None) -> Instant:
    return occurrence.occurred_at(given, uow.now, None, "/occurredAt")


async def _recorded(
    uow: UnitOfWork, stored: StoredMaintenance, fact: MaintenanceFact, at: Instant | None = None
) -> MaintenanceView:
    return await _seen(uow, await subjects.record(uow, MAINTENANCE, stored, [fact], at=at))


async def _seen(uow: UnitOfWork, stored: StoredMaintenance) -> MaintenanceView:
    hit = await hits.of(uow.connection, uow.scope, maintenance_hits, [stored.id])
    return _view(uow, stored, hit[stored.id], await _changes_seen(uow, [stored]))


async def _changes_seen(uow: UnitOfWork, found: Sequence[StoredMaintenance]) -> Collection[UUID]:
    return await changes_seen(uow, [each.state.change_id for each in found if each.state.change_id])


def _view(
    uow: UnitOfWork, stored: StoredMaintenance, instances: Mapping[UUID, UUID], changes: Collection[UUID]
) -> MaintenanceView:
    """By the agreement that was in force when it was planned to begin."""
    services = uow.book.in_force(stored.state.planned_from).services
    window, business_hours = services.maintenance_calendar, services.recovery_calendar
    return MaintenanceView(
        stored=stored,
        instances=instances,
        change_id=stored.state.change_id if stored.state.change_id in changes else None,
        window=against_window(stored.state, window),
        told_in_time=told_in_time(stored.state, window, services.maintenance_notice.ahead, business_hours),
    )
