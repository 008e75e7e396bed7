"""What may be done to planned work, as facts or refusals (§5.4). Announcing takes no moment: recorded is told."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from app.clock import Instant, as_cut
from app.domain.operations.maintenance_facts import (
    AnnouncementExtended,
    MaintenanceAnnounced,
    MaintenanceBegun,
    MaintenanceCancelled,
    MaintenanceEnded,
    MaintenanceKind,
    MaintenancePlanned,
)
from app.domain.operations.maintenance_periods import MaintenancePeriod, MaintenanceState
from app.errors import Conflict, Invalid

MAINTENANCE: Final = "5.4"
PLANNED: Final = frozenset({MaintenanceState.PLANNED, MaintenanceState.ANNOUNCED})
GOING_ON: Final = PLANNED | {MaintenanceState.UNDER_WAY}


def announce(
    instance_ids: tuple[UUID, ...],
    kind: MaintenanceKind,
    planned_from: Instant,
    planned_until: Instant,
    *,
    service_id: UUID | None = None,
    change_id: UUID | None = None,
) -> MaintenanceAnnounced:
    """In the past too: it is recorded, and leaves nothing out."""
    if planned_until <= planned_from:
        raise Invalid.at("/plannedUntil", "not_after_from", "It ends after it begins.", section=MAINTENANCE)
    return MaintenanceAnnounced(
        service_id=service_id,
        instance_ids=instance_ids,
        kind=kind,
        planned_from=planned_from,
        planned_until=planned_until,
        change_id=change_id,
    )


def plan(announced: MaintenanceAnnounced) -> MaintenancePlanned:
    """The same, of which nobody is told yet."""
    return MaintenancePlanned(**{name: value for name, value in vars(announced).items() if name != "type"})


def announce_plan(period: MaintenancePeriod) -> MaintenanceAnnounced:
    """What is planned, or under way."""
    if period.announced:
        raise Conflict("It is announced already; extend it if it takes longer.", section=MAINTENANCE)
    _require_state(period, GOING_ON, "announced")
    return MaintenanceAnnounced(
        service_id=period.service_id,
        instance_ids=period.instance_ids,
        kind=period.kind,
        planned_from=period.planned_from,
        planned_until=period.planned_until,
        change_id=period.change_id,
    )


def extend(period: MaintenancePeriod, planned_until: Instant) -> AnnouncementExtended:
    if not period.announced:
        raise Conflict("It is not announced yet: announce it first.", section=MAINTENANCE)
    _require_state(period, GOING_ON, "extended")
    if planned_until <= period.planned_until:
        detail = "It is announced until then already; what takes less time is ended or cancelled."
        raise Invalid.at("/plannedUntil", "not_later", detail, section=MAINTENANCE)
    return AnnouncementExtended(planned_until=planned_until)


def announced_in(periods: Iterable[MaintenancePeriod], at: Instant, named: UUID | None) -> UUID | None:
    """Which maintenance of an instance was announced beforehand for this moment; None: none.

    Raises Conflict where one is `named` that is not of the instance (§5.4), or was not announced so (§5.5).
    """
    of_instance = {each.id: each for each in periods}
    if named is not None and named not in of_instance:
        raise Conflict("This maintenance is not of this instance.", section=MAINTENANCE)
    asked = of_instance.values() if named is None else [of_instance[named]]
    found = next((each.id for each in asked if each.is_announced_for(at)), None)
    if found is None and named is not None:
        raise Conflict("This maintenance was not announced beforehand for then.", section="5.5")
    return found


def begin_work(period: MaintenancePeriod) -> MaintenanceBegun:
    """Announced or not: what nobody was told of is left out of nothing."""
    _require_state(period, PLANNED, "begun")
    return MaintenanceBegun()


def moment_of(period: MaintenancePeriod, given: Instant) -> Instant:
    """When it was over: the beginning of the work itself, if that is what clients cut `given` from."""
    return given if period.begun_at is None else as_cut(given, period.begun_at)


def end_work(period: MaintenancePeriod, occurred_at: Instant) -> MaintenanceEnded:
    _require_state(period, frozenset({MaintenanceState.UNDER_WAY}), "ended")
    _refuse_before_begin(period, occurred_at)
    return MaintenanceEnded()


def cancel(period: MaintenancePeriod, occurred_at: Instant) -> MaintenanceCancelled:
    """Also while it is under way: then it is over, and what was announced for later no longer is."""
    _require_state(period, GOING_ON, "cancelled")
    _refuse_before_begin(period, occurred_at)
    return MaintenanceCancelled()


def _require_state(period: MaintenancePeriod, allowed: frozenset[MaintenanceState], act: str) -> None:
    if period.state not in allowed:
        state = period.state.value.replace("_", " ")
        raise Conflict(f"The maintenance is {state}: it can't be {act}.", section=MAINTENANCE)


def _refuse_before_begin(period: MaintenancePeriod, at: Instant) -> None:
    if period.begun_at is not None and as_cut(at, period.begun_at) < period.begun_at:
        raise Invalid.at("/occurredAt", "before_begin", "It cannot be over before it began.", section=MAINTENANCE)
