"""What proves a ticket's history: where the audit trail begins to tell of it, and its events with their seals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, text

from app.clock import Instant
from app.postgres.connection import Connection
from app.postgres.statements import Statement
from app.postgres.tables import ticket_events
from app.tickets.store.seals import ALONE_SIZE, holds, text_of

_BEGINS: Final = Statement(
    lambda: text("""
        SELECT position FROM audit_entries
        WHERE chain = :chain AND recorded_at >= :since AND details -> 'seals' ? CAST(:ticket_id AS text)
        ORDER BY recorded_at, position LIMIT 1
    """)
)

_SEALS: Final = Statement(lambda: text("SELECT number, its_seal FROM duetime_seals(:ticket_id, :beyond, :until)"))
"""Also those that row-level security keeps from whoever asks."""


@dataclass(frozen=True)
class SealedEvent:
    """`over`: what the seal is over, beside the one before it. None: not for whoever asks."""

    sequence: int
    seal: bytes
    over: str | None


async def begins_at(connection: Connection, chain: UUID, ticket_id: UUID, since: Instant) -> int | None:
    """The first entry that tells of the ticket; it was recorded no earlier than the ticket was."""
    found: int | None = await _BEGINS.value(connection, {"chain": chain, "ticket_id": str(ticket_id), "since": since})
    return found


async def sealed_events(
    connection: Connection, ticket_id: UUID, number: str, after: int, until: int, *, internal: bool
) -> Sequence[SealedEvent]:
    """Those numbered beyond `after`, up to `until`. `internal`: also what the vendor's internal ones are over."""
    table = ticket_events
    seals = await _SEALS.all(connection, {"ticket_id": ticket_id, "beyond": after, "until": until})
    statement = select(table).where(table.c.ticket_id == ticket_id, table.c.sequence > after, table.c.sequence <= until)
    rows = (await connection.execute(statement)).mappings()
    over = {row["sequence"]: _over(row, number) for row in rows if internal or not row["internal"]}
    return [SealedEvent(row["number"], row["its_seal"], over.get(row["number"])) for row in seals]


def _over(row: Mapping[Any, Any], number: str) -> str:
    """What it was sealed as: the first one with the ticket's number, though it did not always."""
    if row["sequence"] != 1:
        return text_of(row)
    over = text_of(row, number)
    return over if len(row["seal"]) != ALONE_SIZE or holds(row["seal"], b"", over) else text_of(row)
