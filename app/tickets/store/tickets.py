"""Tickets in and out of the database: one ticket whole, its events, and the lists."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    and_,
    literal,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from app.domain.tickets.facts import Event
from app.domain.tickets.raci import RoleHolders
from app.domain.tickets.stopwatch import Pause, Stopwatch
from app.domain.tickets.ticket import Ticket
from app.domain.vocabulary import ClockName, Role
from app.postgres.connection import Connection
from app.postgres.scope import Scope
from app.postgres.statements import Statement, bind
from app.postgres.streams import in_order
from app.postgres.tables import clock_pauses, clocks, ticket_assignments, ticket_events, tickets
from app.tickets.store.clock_mapping import CLOCK_COLUMNS, WITH_CLOCK, clock_reads, pause_from
from app.tickets.store.event_mapping import event_from
from app.tickets.store.holders import held_on
from app.tickets.store.ticket_keys import any_of, of_ticket, of_tickets
from app.tickets.store.ticket_mapping import StoredTicket, stored_from
from app.tickets.store.ticket_rows import TICKET


@dataclass(frozen=True)
class Change:
    """A ticket before and after one more fact, and the events to add: the fact, then what follows from it."""

    before: StoredTicket
    after: StoredTicket
    events: tuple[Event, ...]


async def find(connection: Connection, scope: Scope, ticket_id: UUID, *, lock: bool = False) -> StoredTicket | None:
    """The ticket, if there is one in scope. `lock` holds its row until the transaction ends."""
    given = {"id": ticket_id, "customer_id": scope.customer_id}
    if lock:
        return await _found_locked(connection, given)
    row = await _FINDING.one(connection, given)
    return None if row is None else whole_from(row)


async def find_many(connection: Connection, ids: Collection[UUID]) -> list[StoredTicket]:
    """Those that there are, in the order of their ids, whoever's they are."""
    statement = whole(tickets).where(tickets.c.id == any_of([*ids])).order_by(tickets.c.id)
    return [whole_from(row) for row in (await connection.execute(statement)).mappings()]


async def seen_among(connection: Connection, scope: Scope, ticket_ids: Collection[UUID]) -> list[UUID]:
    seen = scope.narrow(select(tickets.c.id).where(tickets.c.id.in_(ticket_ids)), tickets.c.customer_id)
    return list(await connection.scalars(seen))


def whole_from(row: Mapping[str, Any]) -> StoredTicket:
    """Of a row of `whole`."""
    values = tuple(row.values())
    response, resolution = (values[start : start + len(_CLOCK)] for start in _CLOCKS_FROM)
    return stored_from(row, _holders(row, row["held"]), _by_name(_named(response), _named(resolution)))


async def _found_locked(connection: Connection, given: Mapping[str, Any]) -> StoredTicket | None:
    """Whoever waited for the lock is shown the ticket as it is, but beside it the clocks as they were before: those are
    read again. That shows in the ticket's row: whoever changes a clock or an assignment changes that row with it.
    """
    row = await _LOCKING.one(connection, given)
    if row is None or row["is_as_seen"]:
        return None if row is None else whole_from(row)
    beside = await _BESIDE.all(connection, {"id": row["id"], "customer_id": row["customer_id"]})
    return stored_from(row, _holders(row, beside[0]["held"]), _by_name(*beside))


def whole(ticket: FromClause) -> Select[Any]:
    """Each ticket with who holds its roles, and both clocks beside it."""
    statement = select(*(ticket.c[column.name] for column in TICKET), held_on(ticket.c).label("held"))
    for name in ClockName:
        clock = clocks.alias(name)
        columns = [each.label(f"{name}_{each.key}") for each in clock_reads(clock, *WITH_CLOCK)]
        ours = and_(of_ticket(clock.c, ticket.c), clock.c.name == name.value)
        statement = statement.add_columns(*columns).join(clock, ours)
    return statement


def _in_scope(statement: Select[Any]) -> Select[Any]:
    customer = bind("customer_id", tickets.c.customer_id)
    return statement.where(
        tickets.c.id == bind("id", tickets.c.id), or_(customer.is_(None), tickets.c.customer_id == customer)
    )


def _locking() -> Select[Any]:
    """The row that is locked may be a later one than the one that the statement saw at first: then it says so."""
    seen = tickets.alias("seen")
    is_same: ColumnElement[bool] = literal_column("seen.xmin = tickets.xmin")
    ours = (seen.c.customer_id == tickets.c.customer_id, seen.c.id == tickets.c.id)
    same = select(is_same).select_from(seen).where(*ours).correlate(tickets)
    statement = _in_scope(whole(tickets)).add_columns(same.scalar_subquery().label("is_as_seen"))
    return statement.with_for_update(of=tickets)


_FINDING = Statement.reading(lambda: _in_scope(whole(tickets)))
_LOCKING = Statement(_locking)


class _Given:
    """A ticket whose key is given by name."""

    id = bind("id", tickets.c.id)
    customer_id = bind("customer_id", tickets.c.customer_id)


_GIVEN = _Given()


def _beside() -> Select[Any]:
    statement = select(*clock_reads(clocks, *WITH_CLOCK), held_on(_GIVEN).label("held"))
    return statement.where(of_ticket(clocks.c, _GIVEN))


_BESIDE = Statement(_beside)
_CLOCK = (*CLOCK_COLUMNS, *WITH_CLOCK)
_CLOCKS_FROM = (len(TICKET) + 1, len(TICKET) + 1 + len(_CLOCK))


def _named(values: Sequence[Any]) -> dict[str, Any]:
    return dict(zip(_CLOCK, values, strict=True))


def _by_name(*rows: Mapping[str, Any]) -> dict[ClockName, Mapping[str, Any]]:
    return {ClockName(row["name"]): row for row in rows}


def _holders(row: Mapping[str, Any], held: Mapping[str, tuple[str, bool]] | None) -> RoleHolders:
    named = {Role(role): UUID(person_id) for role, (person_id, _) in (held or {}).items()}
    lapsed = frozenset(Role(role) for role, (_, qualifies) in (held or {}).items() if not qualifies)
    return RoleHolders(row["customer_id"], named, lapsed)


async def with_pauses(connection: Connection, stored: StoredTicket) -> StoredTicket:
    """The same with stopwatches that know all their pauses: for those who ask why, or reckon from the start."""
    return (await all_with_pauses(connection, [stored]))[0]


async def all_with_pauses(connection: Connection, several: Sequence[StoredTicket]) -> list[StoredTicket]:
    table = clock_pauses
    ids = [each.ticket.id for each in several if _is_partial(each.ticket)]
    if not ids:
        return list(several)
    statement = select(table).where(of_tickets(table.c, any_of(ids))).order_by(table.c.name, table.c.number)
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
        response=known_whole(ticket.response, pauses[ticket.id, ClockName.RESPONSE]),
        resolution=known_whole(ticket.resolution, pauses[ticket.id, ClockName.RESOLUTION]),
    )


def known_whole(watch: Stopwatch, over: Sequence[Pause]) -> Stopwatch:
    return replace(watch, pauses=(*over, *watch.pauses), earlier=None) if watch.earlier else watch


async def assign(connection: Connection, ticket: Ticket) -> None:
    """Makes the rows of who holds a role equal to the ticket's."""
    table = ticket_assignments
    kept = [role.value for role in ticket.assignments]
    await connection.execute(table.delete().where(of_ticket(table.c, ticket), table.c.role.not_in(kept)))
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
            index_elements=table.primary_key, set_={"person_id": statement.excluded.person_id}
        )
    )


async def events(
    connection: Connection,
    scope: Scope,
    ticket_id: UUID,
    *,
    after: int = 0,
    limit: int | None = None,
    types: Sequence[str] = (),
) -> list[Event]:
    """The history, oldest first; a customer's scope leaves out what is internal to the vendor."""
    table = ticket_events
    statement = in_order(table).where(of_tickets(table.c, literal(ticket_id)), table.c.sequence > after)
    statement = scope.narrow(statement, table.c.customer_id).limit(limit)
    if not scope.is_vendor:
        statement = statement.where(table.c.internal.is_(False))
    if types:
        statement = statement.where(table.c.type.in_(types))
    return [event_from(dict(row)) for row in (await connection.execute(statement)).mappings()]
