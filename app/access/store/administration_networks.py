"""Networks from which the vendor's management is let in, in and out of the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.sql.elements import ColumnElement

from app.addresses import Network
from app.clock import Instant
from app.postgres.connection import Connection
from app.postgres.tables import administration_networks as table


@dataclass(frozen=True, kw_only=True)
class AdministrationNetwork:
    """`added_by` None: by whoever runs the service, with `duetime networks`."""

    id: UUID
    network: Network
    label: str
    added_by: UUID | None
    added_at: Instant


def as_array() -> ColumnElement[list[Network] | None]:
    """All of them in one value and one order, to ride along with another query; NULL if there is none."""
    return select(func.array_agg(aggregate_order_by(table.c.network, table.c.network))).scalar_subquery()


async def networks(connection: Connection) -> tuple[Network, ...]:
    return tuple(await connection.scalars(select(table.c.network)))


async def find(connection: Connection, network_id: UUID) -> AdministrationNetwork | None:
    row = (await connection.execute(select(table).where(table.c.id == network_id))).mappings().one_or_none()
    return None if row is None else _from(row)


async def page(connection: Connection, *, after: UUID | None, limit: int) -> list[AdministrationNetwork]:
    """In the order in which they were added."""
    statement = select(table).order_by(table.c.id).limit(limit)
    if after is not None:
        statement = statement.where(table.c.id > after)
    return [_from(row) for row in (await connection.execute(statement)).mappings()]


async def hold(connection: Connection) -> list[AdministrationNetwork]:
    """All of them. Who takes one away meanwhile waits, so that two people do not lock each other out."""
    statement = select(table).order_by(table.c.id).with_for_update()
    return [_from(row) for row in (await connection.execute(statement)).mappings()]


async def add(connection: Connection, new: AdministrationNetwork) -> None:
    await connection.execute(
        insert(table).values(
            id=new.id, network=new.network, label=new.label, added_by=new.added_by, added_at=new.added_at
        )
    )


async def remove(connection: Connection, network_id: UUID) -> None:
    await connection.execute(delete(table).where(table.c.id == network_id))


async def remove_all(connection: Connection) -> int:
    return (await connection.execute(delete(table))).rowcount


def _from(row: Mapping[Any, Any]) -> AdministrationNetwork:
    return AdministrationNetwork(
        id=row["id"],
        network=row["network"],
        label=row["label"],
        added_by=row["added_by"],
        added_at=row["added_at"],
    )
