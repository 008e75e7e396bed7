"""Everything that is stored of tickets, as it is stored: for those who hold it against its history."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVarTuple
from uuid import UUID

from sqlalchemy import Select, Table, Text, cast, exists, func, select

from app.domain.access.audit import AuditOutcome
from app.postgres.connection import Connection
from app.postgres.streams import written
from app.postgres.tables import audit_entries, clock_pauses, clocks, ticket_assignments, ticket_events, tickets
from app.tickets.store.ticket_keys import any_of, of_ticket, of_tickets
from app.tickets.store.ticket_rows import TICKET

Columns = Mapping[str, Any]
Row = TypeVarTuple("Row")


@dataclass(frozen=True, kw_only=True)
class TicketSelection:
    """None: any. `ticket` is an id or a number."""

    customer_id: UUID | None = None
    ticket: UUID | str | None = None


@dataclass(frozen=True)
class StoredRows:
    """A ticket's rows in every table; those of `clocks` by name, the others in their order."""

    ticket: Columns
    clocks: Mapping[str, Columns]
    pauses: Sequence[Columns]
    assignments: Sequence[Columns]
    events: Sequence[Columns]


async def count(connection: Connection, wanted: TicketSelection, after: UUID | None) -> int:
    return (await connection.execute(narrowed(select(func.count()).select_from(tickets), wanted, after))).scalar_one()


async def page(
    connection: Connection, wanted: TicketSelection, after: UUID | None, limit: int, most_events: int
) -> list[UUID]:
    """The next tickets in the order of their ids, the more the fewer events they have; at least one if there is any."""
    statement = narrowed(select(tickets.c.id, tickets.c.event_count), wanted, after)
    picked: list[UUID] = []
    events = 0
    for ticket_id, event_count in await connection.execute(statement.order_by(tickets.c.id).limit(limit)):
        events += event_count
        if picked and events > most_events:
            break
        picked.append(ticket_id)
    return picked


def narrowed(statement: Select[*Row], wanted: TicketSelection, after: UUID | None) -> Select[*Row]:
    if wanted.customer_id is not None:
        statement = statement.where(tickets.c.customer_id == wanted.customer_id)
    if wanted.ticket is not None:
        column = tickets.c.id if isinstance(wanted.ticket, UUID) else tickets.c.number
        statement = statement.where(column == wanted.ticket)
    return statement if after is None else statement.where(tickets.c.id > after)


async def kept(connection: Connection, ids: Sequence[UUID], *, lock: bool = False) -> list[StoredRows]:
    """`lock` holds the tickets' rows: nobody writes to any of these tables without them."""
    statement = select(*TICKET).where(tickets.c.id == any_of(ids)).order_by(tickets.c.id)
    rows = (await connection.execute(statement.with_for_update(read=True) if lock else statement)).mappings().all()
    of = {
        table.name: await _by_ticket(connection, table, ids, order)
        for table, order in (
            (clocks, ("name",)),
            (clock_pauses, ("name", "number")),
            (ticket_assignments, ("role",)),
            (ticket_events, ("sequence",)),
        )
    }
    return [
        StoredRows(
            ticket=dict(row),
            clocks={clock["name"]: clock for clock in of["clocks"][row["id"]]},
            pauses=of["clock_pauses"][row["id"]],
            assignments=of["ticket_assignments"][row["id"]],
            events=of["ticket_events"][row["id"]],
        )
        for row in rows
    ]


async def strays(connection: Connection, customer_id: UUID | None) -> Mapping[UUID, list[str]]:
    """By ticket, where there are rows of it although the customer has no such ticket."""
    found: defaultdict[UUID, list[str]] = defaultdict(list)
    for table in (ticket_events, clocks, clock_pauses, ticket_assignments):
        statement = select(table.c.ticket_id).where(~exists().where(of_ticket(table.c, tickets.c))).distinct()
        if customer_id is not None:
            statement = statement.where(table.c.customer_id == customer_id)
        for ticket_id in (await connection.execute(statement)).scalars():
            found[ticket_id].append(table.name)
    for subject_id in (await connection.execute(_on_record(customer_id))).scalars():
        found[UUID(subject_id)].append(audit_entries.name)
    return dict(sorted(found.items()))


def _on_record(customer_id: UUID | None) -> Select[str]:
    """Tickets that are gone and were done something to, by the audit trail."""
    about = audit_entries.c.subject_id
    statement = (
        select(about)
        .distinct()
        .where(
            audit_entries.c.subject_type == "ticket",
            audit_entries.c.outcome == AuditOutcome.DONE,
            about.regexp_match("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"),
            ~exists().where(cast(tickets.c.id, Text) == about),
        )
    )
    return statement if customer_id is None else statement.where(audit_entries.c.chain == customer_id)


async def events_of(connection: Connection, ids: Sequence[UUID]) -> Mapping[UUID, list[Columns]]:
    return await _by_ticket(connection, ticket_events, ids, ("sequence",))


async def _by_ticket(
    connection: Connection, table: Table, ids: Sequence[UUID], order: Iterable[str]
) -> Mapping[UUID, list[Columns]]:
    columns = [column for column in written(table) if column.computed is None]
    statement = select(*columns).where(of_tickets(table.c, any_of(ids))).order_by(*(table.c[name] for name in order))
    found: defaultdict[UUID, list[Columns]] = defaultdict(list)
    for row in (await connection.execute(statement)).mappings():
        found[row["ticket_id"]].append(dict(row))
    return found
