"""How often tickets have changed, and when they did last."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, tuple_

from app.clock import Instant
from app.postgres.connection import Connection
from app.postgres.tables import tickets


@dataclass(frozen=True)
class TicketRevision:
    """`number` goes up with every change of the ticket, whose moment is `changed_at`."""

    number: int
    changed_at: Instant


async def of(connection: Connection, wanted: Collection[tuple[UUID, UUID]]) -> dict[UUID, TicketRevision]:
    """`wanted`: ids of customers and tickets, which the caller may see."""
    statement = select(tickets.c.id, tickets.c.version, tickets.c.updated_at)
    statement = statement.where(tuple_(tickets.c.customer_id, tickets.c.id).in_(wanted))
    rows = await connection.execute(statement)
    return {row.id: TicketRevision(row.version, row.updated_at) for row in rows}
