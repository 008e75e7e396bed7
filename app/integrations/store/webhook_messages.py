"""Which webhook message made which ticket, or what else it was of."""

from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select, tuple_

from app.clock import Instant
from app.postgres.connection import Connection
from app.postgres.tables import webhook_messages

KEPT_FOR = timedelta(days=7)
"""The schedule that Standard Webhooks suggests makes its last attempt after 76 hours, under the same id."""
DELIVERY = 0x77656268
"""The class of advisory locks that one delivery of a message holds against the next."""


@dataclass(frozen=True)
class Message:
    """Whose, by which integration, and its name there. `customer_id`: the nil UUID for the vendor's own systems."""

    customer_id: UUID
    integration_id: UUID
    id: str


@dataclass(frozen=True, kw_only=True)
class MadeOf:
    """What a message made or was of: one of them."""

    ticket_id: UUID | None = None
    outage_id: UUID | None = None
    instance_id: UUID | None = None
    backlog_item_id: UUID | None = None


async def claim(connection: Connection, message: Message) -> MadeOf | None:
    """What this message was of; None: nothing yet, and until the transaction ends nobody else takes it in."""
    name = func.hashtext(f"{message.integration_id} {message.id}")
    await connection.execute(select(func.pg_advisory_xact_lock(DELIVERY, name)))
    table = webhook_messages
    is_it = (table.c[name] == value for name, value in _columns(message).items())
    statement = select(*(table.c[each.name] for each in fields(MadeOf))).where(*is_it)
    row = (await connection.execute(statement)).mappings().one_or_none()
    return None if row is None else MadeOf(**row)


async def keep(connection: Connection, message: Message, made: MadeOf, now: Instant) -> None:
    fresh = {**_columns(message), **vars(made), "received_at": now}
    await connection.execute(insert(webhook_messages).values(fresh))


def _columns(message: Message) -> dict[str, Any]:
    return {
        "customer_id": message.customer_id,
        "integration_id": message.integration_id,
        "message_id": message.id,
    }


async def forget(connection: Connection, now: Instant, limit: int) -> int:
    """Deletes at most `limit` messages that are no longer kept."""
    table = webhook_messages
    key = table.primary_key.columns
    old = (
        select(*key)
        .where(table.c.received_at < now - KEPT_FOR)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("old")
        .prefix_with("MATERIALIZED")  # looked for once: asked again, it would find the next ones
    )
    return (await connection.execute(delete(table).where(tuple_(*key).in_(select(old))))).rowcount
