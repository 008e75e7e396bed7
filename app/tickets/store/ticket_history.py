"""What had happened to tickets at a moment, and which tickets have changed since."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, select, tuple_

from app.domain.tickets.facts import Event
from app.domain.tickets.moments import Knowledge, Moment
from app.postgres.engine import Connection
from app.postgres.scope import Scope
from app.postgres.streams import in_order
from app.postgres.tables import ticket_events, tickets
from app.tickets.store.event_mapping import event_from
from app.tickets.store.ticket_keys import any_of, of_tickets

Columns = Mapping[str, Any]

_SHOWN: Final[Sequence[ColumnElement[Any]]] = [tickets.c[name] for name in ("id", "customer_id", "number", "version")]


async def changed_since(
    connection: Connection, scope: Scope, moment: Moment, customer_id: UUID | None, limit: int
) -> list[Columns]:
    """The id, customer, number and version of tickets that no longer stand as they did; at most `limit`.

    Those of which anything was recorded since, whatever it was: a row is written anew with every event, and says how
    its clocks stood by then. What happened since was recorded since, too.
    """
    event = ticket_events.c
    later = select(event.customer_id, event.ticket_id).where(event.recorded_at > moment.until)
    statement = select(*_SHOWN).where(tuple_(tickets.c.customer_id, tickets.c.id).in_(later)).limit(limit)
    if customer_id is not None:
        statement = statement.where(tickets.c.customer_id == customer_id)
    statement = scope.narrow(statement, tickets.c.customer_id)
    return [dict(row) for row in (await connection.execute(statement)).mappings()]


async def known(connection: Connection, ids: Sequence[UUID], moment: Moment) -> Mapping[UUID, Sequence[Event]]:
    """The events of these tickets that count at the moment, oldest first; none of a ticket that was not there yet."""
    table = ticket_events
    statement = in_order(table).where(of_tickets(table.c, any_of(ids)), _when(moment) <= moment.until)
    rows = await connection.execute(statement)
    found: defaultdict[UUID, list[Event]] = defaultdict(list)
    for row in rows.mappings():
        found[row["ticket_id"]].append(event_from(dict(row)))
    return found


def _when(moment: Moment) -> ColumnElement[Any]:
    return ticket_events.c.recorded_at if moment.knowledge is Knowledge.THEN else ticket_events.c.occurred_at
