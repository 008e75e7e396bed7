"""Services in and out of the database. A customer sees those that it has an instance of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, insert, select, update

from app.clock import Instant
from app.domain.operations.instance_facts import Region
from app.postgres.connection import Connection
from app.postgres.scope import Scope
from app.postgres.tables import instances
from app.postgres.tables import services as table


@dataclass(frozen=True, kw_only=True)
class HostedService:
    """`product` is a key of §1.3, or the vendor's own word. `version` is the ETag."""

    id: UUID
    name: str
    product: str
    provider: str
    region: Region
    created_at: Instant
    updated_at: Instant
    version: int


async def find(connection: Connection, scope: Scope, service_id: UUID, *, lock: bool = False) -> HostedService | None:
    statement = _seen(scope).where(table.c.id == service_id)
    row = (await connection.execute(statement.with_for_update() if lock else statement)).mappings().one_or_none()
    return None if row is None else _from(row)


async def page(
    connection: Connection, scope: Scope, region: Region | None, *, after: UUID | None, limit: int
) -> list[HostedService]:
    statement = _seen(scope).order_by(table.c.id).limit(limit)
    if region is not None:
        statement = statement.where(table.c.region == region.value)
    if after is not None:
        statement = statement.where(table.c.id > after)
    return [_from(row) for row in (await connection.execute(statement)).mappings()]


async def add(connection: Connection, service: HostedService) -> None:
    await connection.execute(insert(table).values(vars(service)))


async def save(connection: Connection, service: HostedService) -> None:
    """The caller holds the row's lock."""
    await connection.execute(update(table).where(table.c.id == service.id).values(vars(service)))


def _seen(scope: Scope) -> Select[Any]:
    seen = select(table)
    if scope.customer_id is None:
        return seen
    return seen.where(
        exists().where(instances.c.service_id == table.c.id, instances.c.customer_id == scope.customer_id)
    )


def _from(row: Mapping[Any, Any]) -> HostedService:
    members: dict[str, Any] = {**row, "region": Region(row["region"])}
    return HostedService(**members)
