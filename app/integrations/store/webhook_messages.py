"""Which webhook message made which ticket."""

from dataclasses import dataclass
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
    """Whose, by which integration, and its name there."""

    customer_id: UUID | None
    integration_id: UUID
    id: str


async def claim(connection: Connection, message: Message) -> UUID | None:
    """The ticket that this message made; None: none yet, and until the transaction ends nobody else makes it."""
    name = func.hashtext(f"{message.integration_id} {message.id}")
    await connection.execute(select(func.pg_advisory_xact_lock(DELIVERY, name)))
    table = webhook_messages
    statement = select(table.c.ticket_id).where(*(table.c[name] == value for name, value in _columns(message).items()))
    return await connection.scalar(statement)


async def keep(connection: Connection, message: Message, ticket_id: UUID, now: Instant) -> None:
    fresh = {**_columns(message), "ticket_id": ticket_id, "received_at": now}
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
