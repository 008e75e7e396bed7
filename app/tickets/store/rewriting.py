"""All that is stored of a ticket written anew, as its events have it: for those who read a history otherwise."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from app.audit.sealing import keep
from app.domain.access.audit import SealedHistory
from app.domain.tickets.facts import Event
from app.postgres.connection import Connection
from app.postgres.streams import append
from app.postgres.tables import clock_pauses, clocks, ticket_events, tickets
from app.tickets.store.event_mapping import Owned, event_rows
from app.tickets.store.ticket_keys import any_of, of_ticket

Columns = Mapping[str, Any]


async def hold(connection: Connection, ids: Sequence[UUID]) -> list[UUID]:
    """Those of them that nobody is changing, locked."""
    free = select(tickets.c.id).where(tickets.c.id == any_of(ids)).order_by(tickets.c.id)
    return list(await connection.scalars(free.with_for_update(skip_locked=True)))


async def rewrite(
    connection: Connection,
    ticket: Owned,
    seal: bytes,
    events: Sequence[Event],
    row: Columns,
    of_clocks: Sequence[Columns],
    pauses: Sequence[Columns],
) -> None:
    """Adds the events, and replaces the row, those of the clocks and of their pauses. `seal`: of the event before.

    The caller holds the ticket.
    """
    sealed = event_rows(ticket, events, seal)
    last = sealed[-1]
    await append(connection, ticket_events, sealed)
    itself = tickets.c.customer_id == ticket.customer_id, tickets.c.id == ticket.id
    await connection.execute(update(tickets).where(*itself).values({**row, "seal": last["seal"]}))
    history = SealedHistory(ticket.customer_id, last["sequence"], last["seal"], last["recorded_at"])
    keep(connection, {ticket.id: history})
    for each in of_clocks:
        ours = of_ticket(clocks.c, ticket), clocks.c.name == each["name"]
        await connection.execute(update(clocks).where(*ours).values(each))
    await connection.execute(delete(clock_pauses).where(of_ticket(clock_pauses.c, ticket)))
    if pauses:
        await connection.execute(insert(clock_pauses), pauses)
