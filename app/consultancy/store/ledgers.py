"""Ledgers in the database: made when they are first needed, and found by what stands on them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from app.clock import Instant
from app.postgres.connection import Connection
from app.postgres.scope import Scope
from app.postgres.tables import ledger_events, ledgers


async def make(connection: Connection, row: Mapping[str, Any]) -> None:
    """Unless somebody else does at this moment: then it waits until that one is done."""
    await connection.execute(insert(ledgers).values(row).on_conflict_do_nothing())


async def customer_of(connection: Connection, scope: Scope, entry_id: UUID) -> UUID | None:
    """On whose ledger hours were written as this entry; None also where that is nobody's in sight."""
    of_entry = (text("type = 'hours_written'"), text("payload ->> 'entry_id' = :entry_id"))
    statement = select(ledger_events.c.customer_id).where(*of_entry)
    if scope.customer_id is not None:
        statement = statement.where(ledger_events.c.customer_id == scope.customer_id)
    return await connection.scalar(statement, {"entry_id": str(entry_id)})


async def waiting(connection: Connection, now: Instant, limit: int, but_for: Collection[UUID]) -> Sequence[UUID]:
    """Customers, other than these, of whose ledger something is to be told by now, the longest due first."""
    due = (ledgers.c.tell_at <= now, ledgers.c.customer_id.not_in(but_for))
    statement = select(ledgers.c.customer_id).where(*due).order_by(ledgers.c.tell_at).limit(limit)
    return list(await connection.scalars(statement))
