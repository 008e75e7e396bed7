"""Planned work as its facts add up (§5.4): what was announced, each stretch with its moment, and what was done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from app.business_time.calendar import Calendar
from app.clock import Instant
from app.domain import streams
from app.domain.agreement.measures import Target, Unit
from app.domain.operations.maintenance_facts import (
    AnnouncementExtended,
    MaintenanceAnnounced,
    MaintenanceBegun,
    MaintenanceCancelled,
    MaintenanceEnded,
    MaintenanceEvent,
    MaintenanceKind,
    MaintenancePlanned,
)
from app.domain.replacing import replace

NOTHING = timedelta(0)
ONE_HOUR = timedelta(hours=1)


class MaintenanceState(StrEnum):
    PLANNED = "planned"
    ANNOUNCED = "announced"
    UNDER_WAY = "under_way"
    ENDED = "ended"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class AnnouncedStretch:
    """[from_at, until), announced by one act. An extension adds from where the announcement ended."""

    from_at: Instant
    until: Instant
    announced_at: Instant

    @property
    def length(self) -> timedelta:
        return self.until - self.from_at

    @property
    def beforehand(self) -> bool:
        return self.announced_at < self.from_at


@dataclass(frozen=True, kw_only=True)
class MaintenancePeriod:
    """Planned for [planned_from, planned_until); what of that was `announced`, in stretches that adjoin, in order."""

    id: UUID
    service_id: UUID | None
    instance_ids: tuple[UUID, ...]
    kind: MaintenanceKind
    change_id: UUID | None
    planned_from: Instant
    planned_until: Instant
    announced: tuple[AnnouncedStretch, ...] = ()
    begun_at: Instant | None = None
    ended_at: Instant | None = None
    cancelled_at: Instant | None = None

    @property
    def planned(self) -> timedelta:
        return self.planned_until - self.planned_from

    @property
    def announced_at(self) -> Instant | None:
        """First; None: it never was."""
        return self.announced[0].announced_at if self.announced else None

    @property
    def announced_beforehand(self) -> bool:
        """All of it, each stretch before it began."""
        return bool(self.announced) and all(stretch.beforehand for stretch in self.announced)

    def is_announced_for(self, at: Instant) -> bool:
        """Beforehand, and not over by then."""
        is_foreseen = any(each.beforehand and each.from_at <= at < each.until for each in self.announced)
        return is_foreseen and (self.over_at is None or at <= self.over_at)

    @property
    def over_at(self) -> Instant | None:
        return self.cancelled_at if self.ended_at is None else self.ended_at

    @property
    def state(self) -> MaintenanceState:
        if self.cancelled_at is not None:
            return MaintenanceState.CANCELLED
        if self.ended_at is not None:
            return MaintenanceState.ENDED
        if self.begun_at is not None:
            return MaintenanceState.UNDER_WAY
        return MaintenanceState.ANNOUNCED if self.announced else MaintenanceState.PLANNED


def replay(maintenance_id: UUID, events: Iterable[MaintenanceEvent]) -> MaintenancePeriod:
    """The maintenance that these facts make; ValueError when the first one neither plans nor announces it."""
    return streams.replay(lambda first: begin(maintenance_id, first), advance, events)


def begin(maintenance_id: UUID, event: MaintenanceEvent) -> MaintenancePeriod:
    fact = event.fact
    if not isinstance(fact, MaintenancePlanned | MaintenanceAnnounced):
        raise ValueError("maintenance begins with a plan")  # noqa: TRY004 - the history is wrong, not a type
    planned = MaintenancePeriod(
        id=maintenance_id,
        service_id=fact.service_id,
        instance_ids=fact.instance_ids,
        kind=fact.kind,
        change_id=fact.change_id,
        planned_from=fact.planned_from,
        planned_until=fact.planned_until,
    )
    return planned if isinstance(fact, MaintenancePlanned) else _announced(planned, event.recorded_at)


def _announced(period: MaintenancePeriod, at: Instant) -> MaintenancePeriod:
    return replace(period, announced=(AnnouncedStretch(period.planned_from, period.planned_until, at),))


def advance(period: MaintenancePeriod, event: MaintenanceEvent) -> MaintenancePeriod:
    """The maintenance after one more fact."""
    match event.fact:
        case AnnouncementExtended(planned_until=until):
            added = AnnouncedStretch(period.planned_until, until, event.recorded_at)
            return replace(period, announced=(*period.announced, added), planned_until=until)
        case MaintenanceBegun():
            return replace(period, begun_at=event.occurred_at)
        case MaintenanceEnded():
            return replace(period, ended_at=event.occurred_at)
        case MaintenanceCancelled():
            return replace(period, cancelled_at=event.occurred_at)
        case MaintenanceAnnounced():
            if period.announced:
                raise ValueError("maintenance is announced once; then it is extended")
            return _announced(period, event.recorded_at)
        case MaintenancePlanned():
            raise ValueError("maintenance is planned once")


@dataclass(frozen=True)
class AgainstWindow:
    """How much of what is planned lies in the window of §5.4, and how much outside."""

    within: timedelta
    outside: timedelta


def against_window(period: MaintenancePeriod, window: Calendar) -> AgainstWindow:
    """`window`: the agreement's maintenance calendar. Time that really passes."""
    within = window.open_time(period.planned_from, period.planned_until)
    return AgainstWindow(within, period.planned - within)


def told_in_time(period: MaintenancePeriod, window: Calendar, notice: Target, business_hours: Calendar) -> bool | None:
    """Whether each stretch that deviates from the window was announced so much business time before it (§5.4).

    None: none that was announced deviates. Nothing follows from it: what counts against the availability is settled by
    `AnnouncedStretch.beforehand`.
    """
    deviating = [each for each in period.announced if window.open_time(each.from_at, each.until) < each.length]
    if not deviating:
        return None
    ahead = notice.amount * (business_day(business_hours) if notice.unit is Unit.DAYS else ONE_HOUR)
    return all(
        each.beforehand and business_hours.open_time(each.announced_at, each.from_at) >= ahead for each in deviating
    )


def business_day(business_hours: Calendar) -> timedelta:
    """How much time a day's opening hours are; of the longest."""
    days = business_hours.hours.days
    return max(sum((window.closes - window.opens for window in windows), NOTHING) for windows in days)
