"""Which webhook message made which ticket."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, func, insert, select, tuple_

from app.clock import Instant
from app.postgres.connection import Connection
from app.postgres.tables import webhook_messages

KEPT_FOR = timedelta(days=7)
"""The schedule that Standard Webhooks suggests makes its last attempt after 76 hours, under the same id."""
DELIVERY = 0x77656268
"""The class of advisory locks that one delivery of a message holds against the next."""


async def claim(connection: Connection, integration_id: UUID, message_id: str) -> UUID | None:
    """The ticket that this message made; None: none yet, and until the transaction ends nobody else makes it."""
    name = func.hashtext(f"{integration_id} {message_id}")
    await connection.execute(select(func.pg_advisory_xact_lock(DELIVERY, name)))
    table = webhook_messages
    statement = select(table.c.ticket_id).where(
        table.c.integration_id == integration_id, table.c.message_id == message_id
    )
    return await connection.scalar(statement)


async def keep(connection: Connection, integration_id: UUID, message_id: str, ticket_id: UUID, now: Instant) -> None:
    await connection.execute(
        insert(webhook_messages).values(
            integration_id=integration_id, message_id=message_id, ticket_id=ticket_id, received_at=now
        )
    )


async def forget(connection: Connection, now: Instant, limit: int) -> int:
    """Deletes at most `limit` messages that are no longer kept."""
    table = webhook_messages
    named = tuple_(table.c.integration_id, table.c.message_id)
    old = (
        select(table.c.integration_id, table.c.message_id)
        .where(table.c.received_at < now - KEPT_FOR)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("old")
        .prefix_with("MATERIALIZED")  # looked for once: asked again, it would find the next ones
    )
    return (await connection.execute(delete(table).where(named.in_(select(old))))).rowcount
