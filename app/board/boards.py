"""All that a board on the wall shows, as of one moment."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from app.accounts import customers
from app.attainment import sla_status
from app.attainment.sla_status import Status
from app.attainment.store.attainment import CourseFilter
from app.attainment.store.clock_lists import ClockFilter, ListedClock
from app.attainment.store.overdue_clocks import OverdueCounts
from app.business_time.wall import local_day
from app.domain.availability.availability import Availability, worst_first
from app.domain.availability.stretches import Stretch, calendar_year
from app.domain.clocks.standings import ClockStanding
from app.domain.feed.places import FeedPlace
from app.domain.operations.maintenance_periods import MaintenanceState
from app.domain.vocabulary import ServiceLevel
from app.feed import reading, sequencing
from app.operations import availability, maintenance, outages
from app.operations.maintenance import MaintenanceView
from app.operations.outages import OutageView
from app.operations.store.instances import InstanceRow, InstancesFilter
from app.operations.store.maintenance import MaintenanceFilter
from app.operations.store.outages import OutagesFilter
from app.tickets.moments import TicketsAsOf
from app.unit_of_work import UnitOfWork

MOST_CLOCKS: Final = 20
MOST_SUBJECTS: Final = 200
"""Outages that go on, and maintenance of a day."""
MOST_INSTANCES: Final = 5


@dataclass(frozen=True, kw_only=True)
class Board:
    """`place`: what comes after it in the feed may change any of this. `instances` and `customers` are those named."""

    place: FeedPlace
    lag: timedelta
    zone: ZoneInfo
    status: Status
    overdue_counts: OverdueCounts
    overdue: Sequence[ListedClock]
    next_due: Sequence[ListedClock]
    outages: Sequence[OutageView]
    maintenance: Sequence[MaintenanceView]
    year: int
    availability: Mapping[UUID, Availability]
    instances: Mapping[UUID, InstanceRow]
    customers: Mapping[UUID, str]

    @property
    def worst(self) -> Sequence[UUID]:
        return worst_first(self.availability)[:MOST_INSTANCES]


async def board(uow: UnitOfWork, customer_id: UUID | None, level: ServiceLevel | None) -> Board:
    """Of what is in sight. Outages, maintenance and availability go by the customer alone."""
    head, lag = await reading.head(uow.connection), await sequencing.lag(uow.connection, uow.now)
    zone = uow.book.in_force(uow.now).vendor.zone
    today = uow.now.astimezone(zone).date()
    then = TicketsAsOf(uow)
    status = await sla_status.status(then, CourseFilter(customer_id=customer_id, service_level=level), None, None)
    overdue = await sla_status.clocks(
        then,
        ClockFilter(customer_id=customer_id, service_level=level, due_before=uow.now),
        after=None,
        limit=MOST_CLOCKS,
    )
    running = ClockFilter(customer_id=customer_id, service_level=level, standing=ClockStanding.RUNNING)
    next_due = await sla_status.clocks(then, running, after=None, limit=MOST_CLOCKS)
    served = await availability.of_many(
        uow, InstancesFilter(customer_id=customer_id), calendar_year(today.year, zone), None
    )
    named = {each.customer_id for each in (*overdue, *next_due)}
    return Board(
        place=head.place,
        lag=lag,
        zone=zone,
        status=status,
        overdue_counts=await sla_status.overdue(uow, CourseFilter(customer_id=customer_id, service_level=level)),
        overdue=overdue,
        next_due=next_due,
        outages=await _outages(uow, served.rows),
        maintenance=await _maintenance(uow, Stretch(*local_day(today, zone)), served.rows),
        year=today.year,
        availability={each: seen for each, seen in served.availabilities().items() if seen.promised is not None},
        instances=served.rows,
        customers=await customers.names(uow, named),
    )


async def _outages(uow: UnitOfWork, instances: Collection[UUID]) -> Sequence[OutageView]:
    """Those that go on, the longest first."""
    found = await outages.page(uow, OutagesFilter(is_open=True), after=None, limit=MOST_SUBJECTS)
    hit = [each for each in found if not each.instances.keys().isdisjoint(instances)]
    return sorted(hit, key=lambda each: each.stored.state.began_at)


async def _maintenance(uow: UnitOfWork, day: Stretch, instances: Collection[UUID]) -> Sequence[MaintenanceView]:
    """Of the day, the soonest first; without what was cancelled."""
    wanted = MaintenanceFilter(from_at=day.from_at, until=day.until)
    found = await maintenance.page(uow, wanted, after=None, limit=MOST_SUBJECTS)
    hit = [each for each in found if not each.instances.keys().isdisjoint(instances)]
    standing = [each for each in hit if each.stored.state.state is not MaintenanceState.CANCELLED]
    return sorted(standing, key=lambda each: each.stored.state.planned_from)
