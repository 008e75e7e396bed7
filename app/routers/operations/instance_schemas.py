"""Instances in JSON."""

from datetime import date
from typing import Self
from uuid import UUID

from pydantic import MISSING, ConfigDict

from app.clock import Instant
from app.domain.operations.instance_facts import Environment, Hosting, Region
from app.domain.operations.instances import Exclusion
from app.operations.instances import InstanceChanges, InstanceView, NewInstance
from app.operations.store.instances import InstancesFilter
from app.routers.http.pagination import PageQuery
from app.routers.http.tables import Column
from app.routers.http.types import DateIn, Id, In, Name, Note, Out, PatchIn, Reference, Title, WebAddress


class ExclusionIn(In):
    """Left out of the roll-out of releases by agreement, that day included (section 5.5)."""

    until_on: DateIn
    reason: Note
    agreement_reference: Reference

    def value(self) -> Exclusion:
        return Exclusion(self.until_on, self.reason, self.agreement_reference)


class InstanceIn(In):
    """`startsOn`: from that day on, on the vendor's calendar, it is judged; `endsOn`: the last day.

    `agent`: one connects it to what the customer has on its own site (section 1.4.2).
    """

    customer_id: Id
    service_id: Id
    name: Name
    url: WebAddress
    environment: Environment
    hosting: Hosting
    starts_on: DateIn
    ends_on: DateIn | None = None
    version: Reference | None = None
    bespoke: bool = False
    agent: bool = False
    release_exclusion: ExclusionIn | None = None
    measured_by: Title | None = None

    def new(self) -> NewInstance:
        return NewInstance(
            customer_id=self.customer_id,
            service_id=self.service_id,
            name=self.name,
            url=self.url,
            environment=self.environment,
            hosting=self.hosting,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            version=self.version,
            bespoke=self.bespoke,
            agent=self.agent,
            exclusion=None if self.release_exclusion is None else self.release_exclusion.value(),
            measured_by=self.measured_by,
        )


class InstancePatch(PatchIn):
    """What is left out stays. `reason` is why it ends, or why `bespoke` changes."""

    model_config = ConfigDict(
        json_schema_extra={
            "minProperties": 1,
            "if": {"required": ["endsOn"]},
            "then": {"required": ["reason"]},
        }
    )

    name: Name | MISSING = MISSING
    url: WebAddress | MISSING = MISSING
    measured_by: Title | MISSING = MISSING
    agent: bool | MISSING = MISSING
    bespoke: bool | MISSING = MISSING
    release_exclusion: ExclusionIn | MISSING = MISSING
    ends_on: DateIn | MISSING = MISSING
    reason: Note | MISSING = MISSING

    def changes(self) -> InstanceChanges:
        changed = InstanceChanges()
        if self.name is not MISSING:
            changed["name"] = self.name
        if self.url is not MISSING:
            changed["url"] = self.url
        if self.measured_by is not MISSING:
            changed["measured_by"] = self.measured_by
        if self.agent is not MISSING:
            changed["agent"] = self.agent
        if self.bespoke is not MISSING:
            changed["bespoke"] = self.bespoke
        if self.release_exclusion is not MISSING:
            changed["exclusion"] = self.release_exclusion.value()
        if self.ends_on is not MISSING:
            changed["ends_on"] = self.ends_on
        if self.reason is not MISSING:
            changed["reason"] = self.reason
        return changed


class ExclusionOut(Out):
    until_on: date
    reason: str
    agreement_reference: str


class InstanceOut(Out):
    """`provider` null: the customer hosts it itself (section 1.4). `version` null: nobody has said.

    `endsOn`: its last day, which may be to come; until it is over, `endedAt` is null.
    """

    id: UUID
    customer_id: UUID
    service_id: UUID
    name: str
    url: str
    environment: Environment
    hosting: Hosting
    region: Region
    provider: str | None
    starts_on: date
    ends_on: date | None
    ended_at: Instant | None
    version: str | None
    bespoke: bool
    agent: bool
    release_exclusion: ExclusionOut | None
    measured_by: str | None
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, view: InstanceView) -> Self:
        stored, instance = view.stored, view.stored.state
        exclusion = instance.exclusion
        return cls(
            id=instance.id,
            customer_id=instance.customer_id,
            service_id=instance.service_id,
            name=instance.name,
            url=instance.url,
            environment=instance.environment,
            hosting=instance.hosting,
            region=instance.region,
            provider=instance.provider,
            starts_on=instance.starts_on,
            ends_on=view.ends_on,
            ended_at=view.ended_at,
            version=instance.version,
            bespoke=instance.bespoke,
            agent=instance.agent,
            release_exclusion=None if exclusion is None else ExclusionOut(**vars(exclusion)),
            measured_by=instance.measured_by,
            created_at=stored.created_at,
            updated_at=stored.updated_at,
        )


class InstancesQuery(PageQuery):
    customer_id: Id | None = None
    service_id: Id | None = None
    region: Region | None = None

    def wanted(self) -> InstancesFilter:
        return InstancesFilter(customer_id=self.customer_id, service_id=self.service_id, region=self.region)


INSTANCE_COLUMNS: tuple[Column[InstanceOut], ...] = (
    Column("id", lambda each: each.id, wide=True),
    Column("name", lambda each: each.name),
    Column("customerId", lambda each: each.customer_id, wide=True),
    Column("environment", lambda each: each.environment),
    Column("hosting", lambda each: each.hosting),
    Column("region", lambda each: each.region),
    Column("version", lambda each: each.version),
    Column("startsOn", lambda each: each.starts_on),
    Column("endsOn", lambda each: each.ends_on),
    Column("endedAt", lambda each: each.ended_at, wide=True),
    Column("url", lambda each: each.url, gives_way=True),
)
