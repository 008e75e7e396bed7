"""Whom something of the running service hits: written once, when it is recorded, and never changed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Table, insert, select

from app.operations.store.instances import InstanceRow
from app.postgres.connection import Connection
from app.postgres.scope import Scope

HitTable = Table
"""Of one kind of subject, with what its rows are of in `info`."""


def hit_column(hits: Table) -> "Column[Any]":
    """That for the subject."""
    name: str = hits.info["hits"]
    return hits.c[name]


async def add(connection: Connection, hits: Table, subject_id: UUID, instances: Iterable[InstanceRow]) -> None:
    rows = [
        {"customer_id": each.customer_id, "instance_id": each.id, hits.info["hits"]: subject_id} for each in instances
    ]
    await connection.execute(insert(hits), rows)


async def of(
    connection: Connection, scope: Scope, hits: Table, subject_ids: Collection[UUID]
) -> Mapping[UUID, Mapping[UUID, UUID]]:
    """By subject, its instances with whose they are, as far as in scope."""
    subject_id = hit_column(hits)
    statement: Any = select(subject_id.label("subject_id"), hits.c.instance_id, hits.c.customer_id)
    found: dict[UUID, dict[UUID, UUID]] = {each: {} for each in subject_ids}
    narrowed = scope.narrow(statement.where(subject_id.in_(subject_ids)), hits.c.customer_id)
    for row in await connection.execute(narrowed.order_by(hits.c.instance_id)):
        found[row.subject_id][row.instance_id] = row.customer_id
    return found


async def subjects_hitting(connection: Connection, hits: Table, instance_ids: Sequence[UUID]) -> list[UUID]:
    """What hits any of these instances."""
    subject_id = hit_column(hits)
    return list(await connection.scalars(select(subject_id).where(hits.c.instance_id.in_(instance_ids)).distinct()))
