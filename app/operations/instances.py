"""Customers' instances of services: added, changed, ended (chapter 5, §1.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict
from uuid import UUID
from zoneinfo import ZoneInfo

from app.accounts import customers
from app.business_time.wall import local_day
from app.clock import Instant
from app.domain.access.permissions import Operation, require
from app.domain.operations.instance_facts import (
    BespokeMarked,
    Environment,
    Hosting,
    InstanceAdded,
    InstanceCorrected,
    InstanceEnded,
    InstanceFact,
    ReleaseExcluded,
)
from app.domain.operations.instance_rules import check_going
from app.domain.operations.instances import Exclusion, Instance
from app.domain.operations.measuring import measure as measured
from app.domain.tickets import occurrence
from app.domain.tickets.moments import Moment
from app.errors import Invalid
from app.operations import services
from app.operations.kinds import GATHERED, INSTANCE_TERMS, INSTANCES
from app.operations.store import instances as stored_instances
from app.operations.store.instances import InstanceRow, InstancesFilter
from app.streams import subjects
from app.streams.subjects import StoredSubject
from app.terms import terms
from app.unit_of_work import UnitOfWork

StoredInstance = StoredSubject[Instance]


@dataclass(frozen=True, kw_only=True)
class NewInstance:
    """`starts_on`: from that local day on it is judged; `ends_on`: the last one."""

    customer_id: UUID
    service_id: UUID
    name: str
    url: str
    environment: Environment
    hosting: Hosting
    starts_on: date
    ends_on: date | None = None
    version: str | None = None
    bespoke: bool = False
    agent: bool = False
    exclusion: Exclusion | None = None
    measured_by: str | None = None


@dataclass(frozen=True, kw_only=True)
class InstanceView:
    """`ends_on`: its last day, which may be to come. `ended_at` None: it has not ended."""

    stored: StoredInstance
    ends_on: date | None
    ended_at: Instant | None


class InstanceChanges(TypedDict, total=False):
    """What is not there stays as it is. `reason` is why `bespoke` changes, or it ends."""

    name: str
    url: str
    measured_by: str
    agent: bool
    bespoke: bool
    exclusion: Exclusion
    ends_on: date
    reason: str


async def add(uow: UnitOfWork, new: NewInstance) -> StoredInstance:
    require(uow.actor, Operation.KEEP_SERVICES)
    await customers.find(uow, new.customer_id)
    service = await services.find(uow, new.service_id)
    fact = InstanceAdded(
        service_id=service.id,
        region=service.region,
        provider=service.provider if new.hosting is Hosting.CLOUD else None,
        name=new.name,
        url=new.url,
        environment=new.environment,
        hosting=new.hosting,
        starts_on=new.starts_on,
        version=new.version,
        bespoke=new.bespoke,
        agent=new.agent,
        measured_by=new.measured_by,
    )
    stored = await terms.begin(uow, INSTANCE_TERMS, new.customer_id, fact)
    if new.exclusion is not None:
        stored = await terms.record(uow, INSTANCE_TERMS, stored, _excluded(new.exclusion))
    if new.ends_on is not None:
        stored = await _ended(uow, stored, new.ends_on, "agreed from the start")
    return stored


async def find(uow: UnitOfWork, instance_id: UUID, moment: Moment | None = None) -> StoredInstance:
    return await subjects.found_as_of(uow, INSTANCES, instance_id, moment)


def shown(uow: UnitOfWork, stored: StoredInstance, moment: Moment | None = None) -> InstanceView:
    instance, at = stored.state, uow.now if moment is None else moment.at
    return InstanceView(
        stored=stored,
        ends_on=instance.last_day(_zone(uow)),
        ended_at=instance.ended_at if instance.has_ended(at) else None,
    )


async def find_for_change(uow: UnitOfWork, instance_id: UUID, operation: Operation) -> StoredInstance:
    """Locked, for someone who may do this to it."""
    stored = await subjects.found(uow, INSTANCES, instance_id, lock=True)
    require(uow.actor, operation)
    return stored


async def page(uow: UnitOfWork, wanted: InstancesFilter, *, after: UUID | None, limit: int) -> Sequence[StoredInstance]:
    """In the order in which they were added."""
    rows = await stored_instances.search(uow.connection, uow.scope, wanted, after=after, limit=limit)
    return await find_many(uow, rows)


async def find_many(uow: UnitOfWork, rows: Sequence[InstanceRow]) -> Sequence[StoredInstance]:
    """Without what is gathered about each over the years."""
    ids = [each.id for each in rows]
    return await subjects.find_many(uow.connection, INSTANCES, ids, without=GATHERED)


async def change(uow: UnitOfWork, stored: StoredInstance, changes: InstanceChanges) -> StoredInstance:
    """Of a locked instance; a fact for each thing that is another one than before."""
    check_going(stored.state, uow.now)
    for fact in _facts(stored.state, changes):
        stored = await terms.record(uow, INSTANCE_TERMS, stored, fact)
    return await _ended(uow, stored, changes["ends_on"], changes.get("reason")) if "ends_on" in changes else stored


async def measure(
    uow: UnitOfWork, stored: StoredInstance, reason: str, occurred_at: Instant | None, *, measuring: bool
) -> StoredInstance:
    """Stops measuring a locked instance, or resumes it: what lies between is unmeasured (§5.2)."""
    given = occurrence.occurred_at(occurred_at, uow.now, None, "/occurredAt")
    fact, at = measured(stored.state, given, reason, measuring=measuring)
    return await terms.record(uow, INSTANCE_TERMS, stored, fact, at=at)


def _facts(instance: Instance, changes: InstanceChanges) -> Sequence[InstanceFact]:
    facts = list[InstanceFact]()
    corrected = InstanceCorrected(
        name=changes.get("name"),
        url=changes.get("url"),
        agent=changes.get("agent"),
        measured_by=changes.get("measured_by"),
    )
    if any(value not in (None, getattr(instance, name)) for name, value in _given(corrected).items()):
        facts.append(corrected)
    if "bespoke" in changes and changes["bespoke"] != instance.bespoke:
        facts.append(BespokeMarked(bespoke=changes["bespoke"], reason=_reason(changes.get("reason"))))
    if "exclusion" in changes and changes["exclusion"] != instance.exclusion:
        facts.append(_excluded(changes["exclusion"]))
    return facts


def _given(corrected: InstanceCorrected) -> dict[str, str | bool | None]:
    return {name: value for name, value in vars(corrected).items() if name != "type"}


def _excluded(exclusion: Exclusion) -> ReleaseExcluded:
    return ReleaseExcluded(**vars(exclusion))


async def _ended(uow: UnitOfWork, stored: StoredInstance, ends_on: date, reason: str | None) -> StoredInstance:
    """At the end of that local day, which may be to come. Nothing happens where that is known."""
    if ends_on < stored.state.starts_on:
        raise Invalid.at("/endsOn", "before_start", "It cannot end before the day on which it starts.")
    at = local_day(ends_on, _zone(uow))[1]
    if at == stored.state.ended_at:
        return stored
    return await terms.record(uow, INSTANCE_TERMS, stored, InstanceEnded(reason=_reason(reason)), at=at)


def _zone(uow: UnitOfWork) -> ZoneInfo:
    return uow.book.in_force(uow.now).vendor.zone


def _reason(given: str | None) -> str:
    if given is None:
        raise Invalid.at("/reason", "missing", "Say why.")
    return given
