"""Each time that an event was sent, in and out of the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, tuple_

from app.clock import Instant
from app.postgres.compiling import bind
from app.postgres.connection import Connection
from app.postgres.tables import delivery_attempts

DeliveryKey = tuple[UUID, UUID, int]
"""Whose, of which subscription, at which position of the feed."""


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """`answer`: the beginning of what the receiver said."""

    at: Instant
    duration: timedelta
    status: int | None
    fault: str | None
    address: str | None
    answer: str


async def add(connection: Connection, made: Sequence[tuple[DeliveryKey, int, Attempt]]) -> None:
    """Each with the token of the lease that it was sent under."""
    rows = [_columns(*each) for each in made]
    one = insert(delivery_attempts).values({each.name: bind(each.name, each) for each in delivery_attempts.c})
    await connection.execute(one, rows)


async def page(connection: Connection, key: DeliveryKey, *, after: int | None, limit: int) -> list[tuple[int, Attempt]]:
    """The first one first, each with the token of its lease."""
    table = delivery_attempts.c
    is_of = tuple_(table.customer_id, table.subscription_id, table.position) == key
    statement = select(delivery_attempts).where(is_of, table.token > (after or 0))
    rows = (await connection.execute(statement.order_by(table.token).limit(limit))).mappings()
    return [(row["token"], _from(row)) for row in rows]


async def latest(connection: Connection, customer_id: UUID, subscription_id: UUID) -> Attempt | None:
    table = delivery_attempts.c
    statement = select(delivery_attempts).where(
        table.customer_id == customer_id, table.subscription_id == subscription_id
    )
    row = (await connection.execute(statement.order_by(table.at.desc()).limit(1))).mappings().one_or_none()
    return None if row is None else _from(row)


def _from(row: Mapping[str, Any]) -> Attempt:
    return Attempt(
        at=row["at"],
        duration=timedelta(microseconds=row["duration_us"]),
        status=row["status"],
        fault=row["fault"],
        address=row["address"],
        answer=row["answer"],
    )


def _columns(key: DeliveryKey, token: int, attempt: Attempt) -> dict[str, Any]:
    customer_id, subscription_id, position = key
    return {
        "customer_id": customer_id,
        "subscription_id": subscription_id,
        "position": position,
        "token": token,
        "at": attempt.at,
        "duration_us": attempt.duration // timedelta(microseconds=1),
        "status": attempt.status,
        "fault": attempt.fault,
        "address": attempt.address,
        "answer": attempt.answer,
    }
