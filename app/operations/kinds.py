"""What of the running service has a stream of its own: the fold of each, what its row is found by, and its terms."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Final, cast
from uuid import UUID

from pydantic import Field, TypeAdapter
from sqlalchemy import ColumnElement, Table, exists

from app.domain.operations import maintenance_periods as maintenance_fold
from app.domain.operations import outages as outage_fold
from app.domain.operations.copies import copy_terms, exceeded_fact
from app.domain.operations.instance_facts import InstanceFact
from app.domain.operations.instances import Instance, advance_instance, begin_instance
from app.domain.operations.maintenance_facts import MaintenanceFact
from app.domain.operations.maintenance_periods import MaintenancePeriod
from app.domain.operations.outage_facts import OutageEvent, OutageFact, RebuttalDecided, Rebutted
from app.domain.operations.outages import Outage
from app.domain.operations.recovery import is_recovered, recovery_time_terms
from app.domain.streams import RecordedFact
from app.domain.terms.term_facts import TermBreached, TermFact
from app.operations.store import instances as stored_instances
from app.operations.store.hits import hit_column
from app.operations.store.instances import InstancesFilter
from app.postgres.scope import EVERYTHING
from app.postgres.tables import (
    instance_events,
    instances,
    maintenance_events,
    maintenance_hits,
    maintenance_periods,
    outage_events,
    outage_hits,
    outages,
)
from app.sla.document import VENDOR
from app.streams.subjects import SubjectKind
from app.terms.terms import Promising, Terms
from app.unit_of_work import UnitOfWork


def seen_by_hits(hits: Table, subjects: Table) -> Callable[[UUID], ColumnElement[bool]]:
    """A customer's people see what one of its instances is hit by."""
    subject_id = hit_column(hits)
    return lambda customer_id: exists().where(subject_id == subjects.c.id, hits.c.customer_id == customer_id)


def _instance_columns(instance: Instance) -> Mapping[str, Any]:
    return {
        "service_id": instance.service_id,
        "name": instance.name,
        "environment": instance.environment.value,
        "hosting": instance.hosting.value,
        "starts_on": instance.starts_on,
        "ends_on": instance.last_day(VENDOR.zone),
    }


INSTANCES: Final = SubjectKind[InstanceFact, Instance](
    stream=instance_events,
    subjects=instances,
    facts=TypeAdapter(Annotated[InstanceFact, Field(discriminator="type")]),
    states=TypeAdapter(Instance),
    begin=begin_instance,
    advance=advance_instance,
    columns=_instance_columns,
    missing="There is no such instance.",
)


GATHERED: Final = ("copies", "gaps", "analyses", "traffic", "flagged", "fair_use", "infrastructure", "access")
"""Members of an instance that are empty to begin with, and that a list has no use for."""


async def _of_copies(uow: UnitOfWork, _: Sequence[Instance]) -> Callable[[Instance], Terms]:
    services = uow.book.in_force(uow.now).services
    return lambda instance: copy_terms(instance, services)


def _also_exceeded(said: TermBreached) -> Sequence[InstanceFact]:
    fact = exceeded_fact(said)
    return () if fact is said else (fact,)


INSTANCE_TERMS: Final = Promising(
    INSTANCES,
    _of_copies,
    goes_by=lambda instance: (instance.copies, instance.ended_at),
    also=_also_exceeded,
)


def _outage_columns(outage: Outage) -> Mapping[str, Any]:
    """From the earliest to the latest that anybody's proof has it: so that nobody's is missed in a period."""
    spans = [outage.span_for(each.customer_id) for each in outage.rebuttals.values()]
    ends = [span.ended_at for span in spans if span.ended_at is not None]
    return {
        "began_at": min([outage.began_at, *(span.began_at for span in spans)]),
        "ended_at": None if outage.ended_at is None else max([outage.ended_at, *ends]),
    }


def _advance_outage(outage: Outage, event: RecordedFact[OutageFact | TermFact]) -> Outage:
    return outage if isinstance(event.fact, TermFact) else outage_fold.advance(outage, cast("OutageEvent", event))


OUTAGES: Final = SubjectKind[OutageFact | TermFact, Outage](
    stream=outage_events,
    subjects=outages,
    facts=TypeAdapter(Annotated[OutageFact | TermFact, Field(discriminator="type")]),
    states=TypeAdapter(Outage),
    begin=lambda outage_id, _, event: outage_fold.begin(outage_id, cast("OutageEvent", event)),
    advance=_advance_outage,
    columns=_outage_columns,
    missing="There is no such outage.",
    seen=seen_by_hits(outage_hits, outages),
    is_internal=lambda fact: isinstance(fact, Rebutted | RebuttalDecided),
)


async def _of_recovery(uow: UnitOfWork, outages: Sequence[Outage]) -> Callable[[Outage], Terms]:
    ids = {each for outage in outages if is_recovered(outage) for each in outage.instance_ids}
    found = await stored_instances.search(uow.connection, EVERYTHING, InstancesFilter(ids=ids)) if ids else []
    known = {each.id: each for each in found}

    def terms_of(outage: Outage) -> Terms:
        if not is_recovered(outage):
            return ()
        hit = [known[each] for each in sorted(outage.instance_ids) if each in known]
        losses, services = [each.loss for each in outage.losses], uow.book.in_force(outage.began_at).services
        return recovery_time_terms(outage.id, outage.began_at, outage.ended_at, losses, hit, services)

    return terms_of


OUTAGE_TERMS: Final = Promising(
    OUTAGES,
    _of_recovery,
    goes_by=lambda outage: (outage.ended_at, outage.losses),
)


def _maintenance_columns(period: MaintenancePeriod) -> Mapping[str, Any]:
    """From the earliest to the latest that it was planned for or carried out: what is under way has no end yet."""
    return {
        "planned_from": min(filter(None, [period.planned_from, period.begun_at])),
        "planned_until": max(filter(None, [period.planned_until, period.begun_at and period.over_at])),
        "progress": period.state.value,
    }


MAINTENANCE: Final = SubjectKind[MaintenanceFact, MaintenancePeriod](
    stream=maintenance_events,
    subjects=maintenance_periods,
    facts=TypeAdapter(Annotated[MaintenanceFact, Field(discriminator="type")]),
    states=TypeAdapter(MaintenancePeriod),
    begin=lambda maintenance_id, _, event: maintenance_fold.begin(maintenance_id, event),
    advance=maintenance_fold.advance,
    columns=_maintenance_columns,
    missing="There is no such maintenance.",
    seen=seen_by_hits(maintenance_hits, maintenance_periods),
)
