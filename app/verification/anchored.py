"""Histories against the audit trail, one statement each, which sees whole what commits meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Table, text

from app.postgres.connection import Connection
from app.postgres.statements import Statement
from app.postgres.tables import metadata, ticket_events
from app.postgres.tables.streams import streams_of
from app.tickets.store.replay import TicketSelection

_TOLD: Final = """
    told AS (
        SELECT entry.chain, entry.position, seals.key AS ticket_id, seals.value AS told
        FROM audit_entries AS entry, jsonb_each_text(entry.details -> 'seals') AS seals
        WHERE entry.details ? 'seals'
            AND (CAST(:customer_id AS uuid) IS NULL OR entry.chain = CAST(:customer_id AS uuid))
            AND (CAST(:ticket_id AS text) IS NULL OR seals.key = CAST(:ticket_id AS text))
    )
"""
_SO_FAR: Final = """
    SELECT CASE WHEN length(event.seal) = 32 THEN event.seal ELSE
        (SELECT sha256(string_agg(each.seal, '' ORDER BY each.sequence)) FROM ticket_events AS each
         WHERE each.customer_id = event.customer_id AND each.ticket_id = event.ticket_id
            AND each.sequence <= event.sequence) END
"""
"""As `seals.so_far` has it."""
_OF_ANOTHER: Final = " OR ".join(
    f"""EXISTS (SELECT FROM {stream.name} AS event
        WHERE event.customer_id = told.chain AND CAST(event.{stream.info["subject"]}_id AS text) = told.ticket_id
            AND CAST(event.sequence AS text) = split_part(told.told, ' ', 1)
            AND encode(event.seal, 'hex') = split_part(told.told, ' ', 2))"""
    for stream in streams_of(metadata)
    if stream is not ticket_events
)
"""Whether the trail tells of what has another stream, and rightly so."""
_OTHERS: Final = Statement(
    lambda: text(f"""
        WITH {_TOLD}
        SELECT told.ticket_id, told.position, tickets.number FROM told
        LEFT JOIN tickets ON CAST(tickets.id AS text) = told.ticket_id
        WHERE NOT ({_OF_ANOTHER}) AND NOT EXISTS (
            SELECT FROM ticket_events AS event
            WHERE CAST(event.ticket_id AS text) = told.ticket_id AND event.customer_id = told.chain
                AND event.ticket_id = tickets.id
                AND CAST(event.sequence AS text) = split_part(told.told, ' ', 1)
                AND encode(({_SO_FAR}), 'hex') = split_part(told.told, ' ', 2)
        )
        ORDER BY told.ticket_id, told.position
    """)  # noqa: S608 - names of our own
)
_UNTOLD: Final = Statement(
    lambda: text(f"""
        WITH {_TOLD}
        SELECT tickets.id, tickets.number FROM tickets
        WHERE (CAST(:customer_id AS uuid) IS NULL OR tickets.customer_id = CAST(:customer_id AS uuid))
            AND (CAST(:ticket_id AS text) IS NULL OR tickets.id = CAST(CAST(:ticket_id AS text) AS uuid))
            AND NOT EXISTS (
                SELECT FROM told
                WHERE told.ticket_id = CAST(tickets.id AS text) AND told.chain = tickets.customer_id
                    AND told.told = concat(tickets.event_count, ' ', encode(tickets.seal, 'hex'))
            )
        ORDER BY tickets.id
    """)  # noqa: S608
)
_OF_NUMBER: Final = Statement(lambda: text("SELECT id FROM tickets WHERE number = CAST(:number AS text)"))


@dataclass(frozen=True)
class Other:
    """An entry that tells of another history than the ticket has; `number` None: there is no such ticket."""

    ticket_id: UUID
    number: str | None
    position: int


async def others(connection: Connection, wanted: TicketSelection) -> Sequence[Other]:
    """What the trail tells of and is not so: an event was removed, or put elsewhere, or another stands for it."""
    rows = await _OTHERS.all(connection, await _narrowed(connection, wanted))
    return [Other(_id(row["ticket_id"]), row["number"], row["position"]) for row in rows]


async def untold(connection: Connection, wanted: TicketSelection) -> Sequence[tuple[UUID, str]]:
    """Tickets whose history, as far as it has come, their customer's chain does not tell of; with their numbers."""
    rows = await _UNTOLD.all(connection, await _narrowed(connection, wanted))
    return [(row["id"], row["number"]) for row in rows]


async def untold_subjects(connection: Connection, subjects: Table) -> Sequence[UUID]:
    """Subjects whose history, as far as it has come, the chain of whoever's they are does not tell of."""
    rows = await connection.execute(
        text(f"""
            WITH told AS (
                SELECT entry.chain, seals.key, seals.value
                FROM audit_entries AS entry, jsonb_each_text(entry.details -> 'seals') AS seals
                WHERE entry.details ? 'seals'
            )
            SELECT subject.id FROM {subjects.name} AS subject
            WHERE NOT EXISTS (
                SELECT FROM told
                WHERE told.chain = subject.customer_id AND told.key = CAST(subject.id AS text)
                    AND told.value = concat(subject.event_count, ' ', encode(subject.seal, 'hex'))
            )
            ORDER BY subject.id
        """)  # noqa: S608
    )
    return [row.id for row in rows]


async def _narrowed(connection: Connection, wanted: TicketSelection) -> dict[str, Any]:
    ticket = wanted.ticket
    ticket_id = await _OF_NUMBER.value(connection, {"number": ticket}) if isinstance(ticket, str) else ticket
    return {"customer_id": wanted.customer_id, "ticket_id": None if ticket_id is None else str(ticket_id)}


def _id(text: str) -> UUID:
    """Whoever edits the trail may write anything there."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
