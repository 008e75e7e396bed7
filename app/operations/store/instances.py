"""Instances as they are searched: by service, by customer, by when they existed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    DateTime,
    Select,
    Text,
    Uuid,
    any_,
    cast,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by

from app.clock import Instant
from app.domain.operations.instance_facts import Environment, Hosting, Region
from app.domain.operations.instances import FairUseStep, LogAnalysis, promises_about
from app.domain.operations.monitoring import AnalysedLogs
from app.postgres.connection import Connection
from app.postgres.scope import Scope
from app.postgres.tables import instances, services


@dataclass(frozen=True, kw_only=True)
class InstanceRow:
    """What of an instance others go by. It is there from `starts_on` to the end of `ends_on`; None: on and on."""

    id: UUID
    customer_id: UUID
    name: str
    service_id: UUID
    region: Region
    provider: str
    environment: Environment
    hosting: Hosting
    starts_on: date
    ends_on: date | None

    @property
    def is_promised(self) -> bool:
        return promises_about(self.environment, self.hosting)


@dataclass(frozen=True, kw_only=True)
class InstancesFilter:
    """None: any."""

    customer_id: UUID | None = None
    service_id: UUID | None = None
    region: Region | None = None
    ids: Collection[UUID] | None = None
    existing_on: date | None = None


_COLUMNS: Final = [
    *(instances.c[name] for name in ("id", "customer_id", "name", "service_id", "environment", "hosting")),
    *(instances.c[name] for name in ("starts_on", "ends_on")),
    services.c.region,
    services.c.provider,
]


async def search(
    connection: Connection,
    scope: Scope,
    wanted: InstancesFilter,
    *,
    after: UUID | None = None,
    limit: int | None = None,
) -> list[InstanceRow]:
    """In the order of their ids, which is that of their making."""
    statement = scope.narrow(_joined(), instances.c.customer_id).where(*_conditions(wanted)).order_by(instances.c.id)
    if after is not None:
        statement = statement.where(instances.c.id > after)
    rows = await connection.execute(statement if limit is None else statement.limit(limit))
    return [_from(row) for row in rows.mappings()]


async def called(connection: Connection, names: Collection[str], day: date) -> dict[str, InstanceRow]:
    """Of those that existed then, by what they are called: an id, an address with or without its scheme or port, or a
    name; what several go by is nobody's.
    """
    url = instances.c.state["url"].astext
    host = func.regexp_replace(url, _BEFORE_AND_AFTER_HOST, "", "g")
    asked = {name: [name, name.partition(":")[0], name.rstrip("/")] for name in names}
    wanted = sorted({each for spellings in asked.values() for each in spellings})
    ways = (cast(instances.c.id, Text), instances.c.name, func.rtrim(url, "/"), host)
    is_meant = or_(*(way.in_(wanted) for way in ways))
    existing = _conditions(InstancesFilter(existing_on=day))
    words = [way.label(f"way_{place}") for place, way in enumerate(ways)]
    found: dict[str, set[InstanceRow]] = {name: set() for name in names}
    for row in (await connection.execute(_joined().add_columns(*words).where(is_meant, *existing))).mappings():
        goes_by = {row[f"way_{place}"] for place in range(len(ways))}
        instance = _from({name: value for name, value in row.items() if not name.startswith("way_")})
        for name, spellings in asked.items():
            if goes_by.intersection(spellings):
                found[name].add(instance)
    return {name: next(iter(each)) for name, each in found.items() if len(each) == 1}


_BEFORE_AND_AFTER_HOST: Final = "^[a-z]+://|[:/].*$"


@dataclass(frozen=True)
class TrafficSum:
    """What a customer's instances of a product took together, in bytes, and whether that is flagged: which
    `instance_id` bears.
    """

    customer_id: UUID
    product: str
    byte_count: int
    is_flagged: bool
    instance_id: UUID


async def traffic(connection: Connection, month: date) -> list[TrafficSum]:
    """Of each customer and product of which any is known for the month."""
    measured = cast(instances.c.state["traffic"][month.isoformat()].astext, BigInteger)
    flagged = func.coalesce(instances.c.state["flagged"].has_key(month.isoformat()), False)
    whose = (instances.c.customer_id, services.c.product)
    bearers = func.array_agg(aggregate_order_by(instances.c.id, flagged.desc(), instances.c.id), type_=ARRAY(Uuid))
    statement = (
        select(
            *whose,
            cast(func.sum(measured), BigInteger).label("byte_count"),
            func.bool_or(flagged).label("is_flagged"),
            bearers[1].label("instance_id"),
        )
        .join(services, services.c.id == instances.c.service_id)
        .group_by(*whose)
        .having(func.count(measured) > 0)
    )
    return [TrafficSum(**row) for row in (await connection.execute(statement)).mappings()]


async def hold_traffic(connection: Connection) -> None:
    """Traffic is measured one instance after the other: what is said of a customer goes by all of it.

    Taken before the row of any instance.
    """
    await connection.execute(select(func.pg_advisory_xact_lock(_MEASURING)))


_MEASURING: Final = 0x74726166


async def analyses(connection: Connection, since: Instant, until: Instant) -> list[AnalysedLogs]:
    """Whoever's they are, in the order of their instances."""
    analysis = func.jsonb_array_elements(instances.c.state["analyses"], type_=JSONB).column_valued("analysis")
    at = cast(analysis["analysed_at"].astext, DateTime(timezone=True))
    statement = select(instances.c.id, instances.c.customer_id, analysis).where(at >= since, at < until)
    rows = await connection.execute(statement.order_by(instances.c.id, at))
    return [AnalysedLogs(row.id, row.customer_id, _ANALYSIS.validate_python(row.analysis)) for row in rows]


_ANALYSIS: Final = TypeAdapter(LogAnalysis)


async def fair_use_steps(
    connection: Connection, customer_ids: Collection[UUID]
) -> list[tuple[UUID, tuple[FairUseStep, ...]]]:
    """Of each instance of these customers, with whose it is."""
    taken = instances.c.state["fair_use"].label("taken")
    statement = select(instances.c.customer_id, taken).where(instances.c.customer_id.in_(customer_ids))
    rows = await connection.execute(statement.order_by(instances.c.id))
    return [(row.customer_id, _STEPS.validate_python(row.taken)) for row in rows]


_STEPS: Final = TypeAdapter(tuple[FairUseStep, ...])


def _joined() -> Select[Any]:
    return select(*_COLUMNS).join(services, services.c.id == instances.c.service_id)


def _conditions(wanted: InstancesFilter) -> list[ColumnElement[bool]]:
    conditions = list[ColumnElement[bool]]()
    if wanted.customer_id is not None:
        conditions.append(instances.c.customer_id == wanted.customer_id)
    if wanted.service_id is not None:
        conditions.append(instances.c.service_id == wanted.service_id)
    if wanted.region is not None:
        conditions.append(services.c.region == wanted.region.value)
    if wanted.ids is not None:
        conditions.append(instances.c.id == any_(literal([*wanted.ids], ARRAY(Uuid))))
    if (day := wanted.existing_on) is not None:
        conditions += [instances.c.starts_on <= day, or_(instances.c.ends_on.is_(None), instances.c.ends_on >= day)]
    return conditions


def _from(row: Mapping[Any, Any]) -> InstanceRow:
    kinds: dict[str, Any] = {
        "region": Region(row["region"]),
        "environment": Environment(row["environment"]),
        "hosting": Hosting(row["hosting"]),
    }
    members: dict[str, Any] = {**row, **kinds}
    return InstanceRow(**members)
