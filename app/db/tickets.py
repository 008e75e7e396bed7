"""Tickets in and out of the database: one ticket whole, its events, and the lists."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Uuid, any_, insert, literal, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.clock import Instant
from app.db.event_mapping import event_columns, event_from
from app.db.mapping import StoredTicket, clock_columns, pause_columns, pause_from, stored_from, ticket_columns
from app.db.scope import Scope
from app.db.tables import clock_pauses, clocks, ticket_assignments, ticket_events, ticket_numbers, tickets
from app.domain.clocks import state_at
from app.domain.facts import Event
from app.domain.stopwatch import Pause, Stopwatch
from app.domain.ticket import Ticket
from app.domain.vocabulary import ClockName, Role

NUMBERS_WIDTH = 6

SHOWN = [column for column in tickets.columns if column.computed is None]
"""What a ticket is read from; the computed columns are there to search and sort by."""


@dataclass(frozen=True)
class Change:
    """A ticket before and after one more fact, and the events to add: the fact, then what follows from it."""

    before: StoredTicket
    after: StoredTicket
    events: tuple[Event, ...]


def any_of(ids: Sequence[UUID]) -> ColumnElement[Any]:
    """As one parameter, so that it is the same statement whatever their number."""
    return any_(literal(ids, ARRAY(Uuid)))


async def next_number(connection: AsyncConnection, at: Instant) -> str:
    """T-2026-000123: the year of recording and a serial that never repeats. A refused ticket leaves a gap."""
    serial = await connection.scalar(select(ticket_numbers.next_value()))
    return f"T-{at.year}-{serial:0{NUMBERS_WIDTH}}"


async def find(
    connection: AsyncConnection, scope: Scope, ticket_id: UUID, *, lock: bool = False
) -> StoredTicket | None:
    """The ticket, if there is one in scope. `lock` holds its row until the transaction ends."""
    statement = scope.narrow(select(*SHOWN).where(tickets.c.id == ticket_id), tickets.c.customer_id)
    row = (await connection.execute(statement.with_for_update() if lock else statement)).mappings().one_or_none()
    if row is None:
        return None
    return (await _whole(connection, [row]))[0]


async def pick(connection: AsyncConnection, statement: Select[Any]) -> list[StoredTicket]:
    """The tickets whose rows a query of `db/ticket_lists.py` selects, in its order."""
    rows = (await connection.execute(statement)).mappings().all()
    return await _whole(connection, rows)


async def with_pauses(connection: AsyncConnection, stored: StoredTicket) -> StoredTicket:
    """The same with stopwatches that know all their pauses: for those who ask why, or reckon from the start."""
    return (await all_with_pauses(connection, [stored]))[0]


async def all_with_pauses(connection: AsyncConnection, several: Sequence[StoredTicket]) -> list[StoredTicket]:
    table = clock_pauses
    ids = [each.ticket.id for each in several if _is_partial(each.ticket)]
    if not ids:
        return list(several)
    statement = select(table).where(table.c.ticket_id == any_of(ids)).order_by(table.c.name, table.c.number)
    pauses: defaultdict[tuple[UUID, str], list[Pause]] = defaultdict(list)
    for row in (await connection.execute(statement)).mappings():
        pauses[row["ticket_id"], row["name"]].append(pause_from(dict(row)))
    return [
        replace(each, ticket=_whole_watches(each.ticket, pauses)) if _is_partial(each.ticket) else each
        for each in several
    ]


def _is_partial(ticket: Ticket) -> bool:
    return ticket.response.earlier is not None or ticket.resolution.earlier is not None


def _whole_watches(ticket: Ticket, pauses: Mapping[tuple[UUID, str], Sequence[Pause]]) -> Ticket:
    return replace(
        ticket,
        response=_known_whole(ticket.response, pauses[ticket.id, ClockName.RESPONSE]),
        resolution=_known_whole(ticket.resolution, pauses[ticket.id, ClockName.RESOLUTION]),
    )


def _known_whole(watch: Stopwatch, over: Sequence[Pause]) -> Stopwatch:
    return replace(watch, pauses=(*over, *watch.pauses), earlier=None) if watch.earlier else watch


async def _whole(connection: AsyncConnection, rows: Sequence[Mapping[Any, Any]]) -> list[StoredTicket]:
    ids = [row["id"] for row in rows]
    held = await connection.execute(select(ticket_assignments).where(ticket_assignments.c.ticket_id == any_of(ids)))
    wound = await connection.execute(select(clocks).where(clocks.c.ticket_id == any_of(ids)))
    assignments: dict[UUID, dict[Role, UUID]] = {each: {} for each in ids}
    for each in held.mappings():
        assignments[each["ticket_id"]][Role(each["role"])] = each["person_id"]
    clocks_of: dict[UUID, dict[ClockName, Mapping[Any, Any]]] = {each: {} for each in ids}
    for each in wound.mappings():
        clocks_of[each["ticket_id"]][ClockName(each["name"])] = each
    return [stored_from(row, assignments[row["id"]], clocks_of[row["id"]]) for row in rows]


async def add(connection: AsyncConnection, stored: StoredTicket, responsible: tuple[Role, ...], now: Instant) -> None:
    await connection.execute(insert(tickets).values(ticket_columns(stored, responsible)))
    await connection.execute(insert(clocks).values(_clock_rows(stored, now)))


async def save(
    connection: AsyncConnection, before: StoredTicket, stored: StoredTicket, responsible: tuple[Role, ...], now: Instant
) -> None:
    """Writes the row and the clocks anew, and adds the pauses that ended; the caller holds the row's lock."""
    columns = ticket_columns(stored, responsible)
    await connection.execute(update(tickets).where(tickets.c.id == stored.ticket.id).values(columns))
    statement = upsert(clocks).values(_clock_rows(stored, now))
    fresh = {name: statement.excluded[name] for name in _CLOCK_VALUES}
    await connection.execute(statement.on_conflict_do_update(index_elements=["ticket_id", "name"], set_=fresh))
    if ended := _ended(before.ticket, stored.ticket):
        await connection.execute(insert(clock_pauses).values(ended))


def _ended(before: Ticket, after: Ticket) -> list[dict[str, Any]]:
    return [
        pause_columns(after, name, number, pause)
        for name, then, now in (
            (ClockName.RESPONSE, before.response, after.response),
            (ClockName.RESOLUTION, before.resolution, after.resolution),
        )
        for number, pause in enumerate(now.ended_since(then.over), start=then.over + 1)
    ]


_CLOCK_VALUES = [
    column.name
    for column in clocks.columns
    if column.computed is None and column.name not in {"ticket_id", "name", "customer_id"}
]


def _clock_rows(stored: StoredTicket, now: Instant) -> list[dict[str, Any]]:
    return [clock_row(stored, name, now) for name in stored.clocks]


def clock_row(stored: StoredTicket, name: ClockName, now: Instant) -> dict[str, Any]:
    kept = stored.clocks[name]
    watch = stored.ticket.response if name is ClockName.RESPONSE else stored.ticket.resolution
    return clock_columns(stored, kept, watch, state_at(kept.clock, now))


async def assign(connection: AsyncConnection, ticket: Ticket) -> None:
    """Makes the rows of who holds a role equal to the ticket's."""
    table = ticket_assignments
    kept = [role.value for role in ticket.assignments]
    await connection.execute(table.delete().where(table.c.ticket_id == ticket.id, table.c.role.not_in(kept)))
    if not ticket.assignments:
        return
    statement = upsert(table).values(
        [
            {"ticket_id": ticket.id, "role": role, "customer_id": ticket.customer_id, "person_id": person_id}
            for role, person_id in ticket.assignments.items()
        ]
    )
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=["ticket_id", "role"], set_={"person_id": statement.excluded.person_id}
        )
    )


async def append(connection: AsyncConnection, ticket: Ticket, events: Iterable[Event]) -> None:
    await connection.execute(insert(ticket_events).values([event_columns(ticket, event) for event in events]))


async def events(
    connection: AsyncConnection,
    scope: Scope,
    ticket_id: UUID,
    *,
    after: int = 0,
    limit: int | None = None,
    types: Sequence[str] = (),
) -> list[Event]:
    """The history, oldest first; a customer's scope leaves out what is internal to the vendor."""
    table = ticket_events
    statement = select(table).where(table.c.ticket_id == ticket_id, table.c.sequence > after)
    statement = scope.narrow(statement, table.c.customer_id).order_by(table.c.sequence).limit(limit)
    if not scope.is_vendor:
        statement = statement.where(table.c.internal.is_(False))
    if types:
        statement = statement.where(table.c.type.in_(types))
    return [event_from(dict(row)) for row in (await connection.execute(statement)).mappings()]
