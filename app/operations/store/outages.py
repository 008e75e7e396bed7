"""Outages as they are searched."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from app.clock import Instant
from app.domain.operations.outages import Outage
from app.operations.kinds import OUTAGES
from app.postgres.connection import Connection
from app.postgres.scope import Scope
from app.postgres.tables import change_hits, changes, outage_hits, outages
from app.streams.subjects import StoredSubject, seen_by, stored_from


@dataclass(frozen=True, kw_only=True)
class OutagesFilter:
    """None: any. Those that lasted at some moment of [from_at, until)."""

    instance_id: UUID | None = None
    is_open: bool | None = None
    from_at: Instant | None = None
    until: Instant | None = None


async def page(
    connection: Connection, scope: Scope, wanted: OutagesFilter, *, after: UUID | None, limit: int
) -> list[StoredSubject[Outage]]:
    """Latest recorded first."""
    statement = _seen(scope).where(*_conditions(wanted)).order_by(outages.c.id.desc()).limit(limit)
    if after is not None:
        statement = statement.where(outages.c.id < after)
    return [stored_from(OUTAGES, row) for row in (await connection.execute(statement)).mappings()]


async def changes_seen(connection: Connection, scope: Scope, change_ids: Collection[UUID]) -> frozenset[UUID]:
    """Of a customer its own, and those of an instance of theirs."""
    statement = select(changes.c.id).where(changes.c.id.in_(change_ids))
    if scope.customer_id is not None:
        theirs = (change_hits.c.change_id == changes.c.id, change_hits.c.customer_id == scope.customer_id)
        statement = statement.where(or_(changes.c.customer_id == scope.customer_id, exists().where(*theirs)))
    return frozenset(await connection.scalars(statement))


async def still_open(connection: Connection, instance_ids: Collection[UUID]) -> list[StoredSubject[Outage]]:
    """Of any of these instances. Whoever holds (`hold`) may rely on it until the transaction ends."""
    is_hit = exists().where(outage_hits.c.outage_id == outages.c.id, outage_hits.c.instance_id.in_(instance_ids))
    statement = select(outages).where(is_hit, outages.c.ended_at.is_(None)).order_by(outages.c.id)
    return [stored_from(OUTAGES, row) for row in (await connection.execute(statement)).mappings()]


async def hold(connection: Connection) -> None:
    """Outages begin, end and are reopened one after the other: what is open stays so while it is decided on.

    Taken before the row of any outage, and after those of tickets.
    """
    await connection.execute(select(func.pg_advisory_xact_lock(_GOING_ON)))


_GOING_ON = 0x6F757461


def _seen(scope: Scope) -> Select[Any]:
    seen, condition = select(outages), seen_by(scope, OUTAGES)
    return seen if condition is None else seen.where(condition)


def _conditions(wanted: OutagesFilter) -> list[ColumnElement[bool]]:
    conditions = list[ColumnElement[bool]]()
    if wanted.instance_id is not None:
        hit = (outage_hits.c.outage_id == outages.c.id, outage_hits.c.instance_id == wanted.instance_id)
        conditions.append(exists().where(*hit))
    if wanted.is_open is not None:
        conditions.append(outages.c.ended_at.is_(None) if wanted.is_open else outages.c.ended_at.is_not(None))
    if wanted.from_at is not None:
        conditions.append(or_(outages.c.ended_at.is_(None), outages.c.ended_at > wanted.from_at))
    if wanted.until is not None:
        conditions.append(outages.c.began_at < wanted.until)
    return conditions
