"""How available instances were over a period, as of any moment (§5.2): what `domain` judges by is read here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeVar
from uuid import UUID

from app.accounts import customers, people
from app.clock import Instant
from app.domain.agreement.agreed_terms import AgreedTerms
from app.domain.agreement.agreement import Agreement
from app.domain.availability.availability import Availability, availabilities, availability
from app.domain.availability.recorded import Recorded, recorded
from app.domain.availability.stretches import InstanceSpan, Stretch, instance_span
from app.domain.availability.timeline import ServiceTimeline, timeline
from app.domain.operations.instances import JUST_BEFORE, Instance, MeasuringGap
from app.domain.operations.maintenance_facts import MaintenanceKind
from app.domain.operations.maintenance_periods import MaintenancePeriod
from app.domain.operations.outages import Outage
from app.domain.tickets.moments import Knowledge, Moment
from app.errors import Invalid, NotFound
from app.operations.kinds import INSTANCES, MAINTENANCE, OUTAGES
from app.operations.store import availability as stored
from app.operations.store import instances
from app.operations.store.availability import INSTANCE, OUTAGE, WORK, RecordedStates
from app.operations.store.instances import InstanceRow, InstancesFilter
from app.streams import subjects
from app.streams.subjects import SubjectKind
from app.unit_of_work import UnitOfWork

MOST_RETOLD: Final = 10_000
"""Outages, maintenance and instances in one answer that have changed since."""

State = TypeVar("State")


@dataclass(frozen=True, kw_only=True)
class RecordedService:
    """What the instances of `rows` are judged by over a period, as of `at`, under the agreement that it began with."""

    at: Instant
    period: Stretch
    agreement: Agreement
    rows: Mapping[UUID, InstanceRow]
    spans: Mapping[UUID, InstanceSpan]
    outages: Sequence[Outage]
    maintenance: Sequence[MaintenancePeriod]
    unmeasured: Mapping[UUID, Sequence[Stretch]]

    def availabilities(self) -> Mapping[UUID, Availability]:
        """Of those that there were at some moment of the period."""
        return availabilities(
            {each: span for each, span in self.spans.items() if _was_there(span, self.period)},
            self.outages,
            self.maintenance,
            self.unmeasured,
            self.period,
            self.at,
        )


@dataclass(frozen=True, kw_only=True)
class RecordedInstance:
    """One of them."""

    row: InstanceRow
    span: InstanceSpan
    what: Recorded
    service: RecordedService

    def availability(self) -> Availability:
        return availability(self.span, self.what, self.service.period, self.service.at)

    def timeline(self) -> ServiceTimeline:
        return timeline(self.span, self.what, self.service.period, self.service.at)


@dataclass(frozen=True)
class ServiceNames:
    """What is told of by another name than its id: of maintenance, its kind."""

    names: Mapping[UUID, str]
    maintenance: Mapping[UUID, MaintenanceKind]


async def of_instance(
    uow: UnitOfWork, instance_id: UUID, period: Stretch, moment: Moment | None, *, works: bool = False
) -> RecordedInstance:
    """`works`: with all maintenance, as its timeline has it. NotFound also for one that was not there yet, as far as
    was known at the moment.
    """
    found = await of_many(uow, InstancesFilter(ids=[instance_id]), period, moment, works=works)
    if instance_id not in found.spans:
        raise NotFound(INSTANCES.missing)
    what = recorded(found.outages, found.maintenance, found.unmeasured.get(instance_id, ()))
    return RecordedInstance(row=found.rows[instance_id], span=found.spans[instance_id], what=what, service=found)


async def of_many(
    uow: UnitOfWork, wanted: InstancesFilter, period: Stretch, moment: Moment | None, *, works: bool = False
) -> RecordedService:
    """`works`: with all maintenance, not only that during an outage. Invalid when more has changed since than can be
    told again in one answer.
    """
    at, known_at = uow.now if moment is None else moment.at, _known_at(uow, moment)
    agreement = uow.book.in_force(period.from_at)
    rows = {each.id: each for each in await instances.search(uow.connection, uow.scope, wanted)}
    states = await stored.read(uow.connection, list(rows), period, known_at, works=works) if rows else RecordedStates()
    last_days = {each: rows[each].ends_on for each in states.gaps}
    if known_at is not None:
        for each in await _retold(uow, states, known_at):
            states.gaps[each.id] = each.gaps
            last_days[each.id] = each.last_day(agreement.vendor.zone)
    by = min(at, Instant(period.until - JUST_BEFORE))
    agreed = await customers.agreed(uow, {each.customer_id for each in rows.values()}, by)
    return RecordedService(
        at=at,
        period=period,
        agreement=agreement,
        rows=rows,
        spans={
            each: _span(rows[each], last_day, agreement, agreed[rows[each].customer_id])
            for each, last_day in last_days.items()
        },
        outages=states.outages,
        maintenance=states.maintenance,
        unmeasured={each: _stretches(gaps, at) for each, gaps in states.gaps.items() if gaps},
    )


async def names_in(uow: UnitOfWork, seen: RecordedInstance, told: ServiceTimeline | Availability) -> ServiceNames:
    """Of the outages by what was said of them, and of who decided."""
    stretches = told.stretches if isinstance(told, ServiceTimeline) else (*told.counted, *told.left_out)
    deciders = {each.decided_by for each in stretches if each.decided_by is not None}
    return ServiceNames(
        {**await people.names(uow, deciders), **{each.id: each.summary for each in seen.what.outages}},
        {each.id: each.kind for each in seen.service.maintenance},
    )


def _known_at(uow: UnitOfWork, moment: Moment | None) -> Instant | None:
    """None: by all that is known."""
    if moment is None or moment.knowledge is Knowledge.NOW or moment.at >= uow.now:
        return None
    return moment.until


async def _retold(uow: UnitOfWork, states: RecordedStates, known_at: Instant) -> Sequence[Instance]:
    """Adds what has changed since as it was known then; and the instances among it."""
    if sum(map(len, states.changed.values())) > MOST_RETOLD:
        detail = f"More than {MOST_RETOLD} facts have changed since; ask for one customer, or for a later moment."
        raise Invalid.at("/query/asOf", "too_much_since", detail)
    async with subjects.as_itself(uow):
        states.outages += await _as_of(uow, OUTAGES, states.changed[OUTAGE], known_at)
        states.maintenance += await _as_of(uow, MAINTENANCE, states.changed[WORK], known_at)
        return await _as_of(uow, INSTANCES, states.changed[INSTANCE], known_at)


async def _as_of(uow: UnitOfWork, kind: SubjectKind[Any, State], ids: Sequence[UUID], known_at: Instant) -> list[State]:
    return list((await subjects.as_of(uow.connection, kind, ids, known_at)).values())


def _span(row: InstanceRow, last_day: date | None, agreement: Agreement, agreed: AgreedTerms) -> InstanceSpan:
    promised = agreed.availability(agreement) if row.is_promised else None
    return instance_span(row.customer_id, row.starts_on, last_day, promised, agreement.vendor.zone)


def _stretches(gaps: Sequence[MeasuringGap], at: Instant) -> Sequence[Stretch]:
    """Where nobody measures, until the moment."""
    return [Stretch(each.from_at, max(each.from_at, at) if each.until is None else each.until) for each in gaps]


def _was_there(span: InstanceSpan, period: Stretch) -> bool:
    return span.starts_at < period.until and (span.ends_at is None or span.ends_at > period.from_at)
