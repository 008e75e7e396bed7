"""What another calendar made of a batch of tickets, written back: a statement for each table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    Table,
    TableValuedAlias,
    Uuid,
    any_,
    bindparam,
    column,
    func,
    insert,
    select,
    text,
    update,
)

from app.clock import Instant
from app.db.calendar_followers import REWRITTEN, Stood
from app.db.clock_mapping import StoredClock, reckoned_columns
from app.db.engine import Connection
from app.db.event_mapping import event_columns
from app.db.tables import clocks, ticket_events, tickets
from app.domain.clocks import state_at
from app.domain.deadlines import soonest_due
from app.domain.facts import Event
from app.domain.following import Follower, Result
from app.domain.vocabulary import ClockName

Columns = Mapping[str, Any]
Rows = Sequence[Columns]


@dataclass(frozen=True)
class Brought:
    """A ticket that goes by another calendar from now on. `clocks` are the rows that are others than before."""

    follower: Follower
    events: Sequence[Event]
    due_at: Instant | None = None
    clocks: Rows = ()


def brought(follower: Follower, stood: Stood, result: Result, events: Sequence[Event], now: Instant) -> Brought:
    """Its clocks' rows are others than before also where only time has passed."""
    rows = [
        {"ticket_id": follower.id, "name": name, **row}
        for name, row in _clock_rows(stood, result, now).items()
        if any(value != stood.rows[name][column] for column, value in row.items())
    ]
    return Brought(follower, events, soonest_due(result.clocks.values()), rows)


def _clock_rows(stood: Stood, result: Result, now: Instant) -> Mapping[ClockName, Columns]:
    return {
        name: reckoned_columns(
            StoredClock(clock, result.announced.get(name)), state_at(clock, now), stood.standing.created_at
        )
        for name, clock in result.clocks.items()
    }


async def save(connection: Connection, several: Sequence[Brought], revision: int, now: Instant) -> None:
    if not several:
        return
    await connection.execute(_NESTED_LOOPS, {"allowed": "off"})
    await _save_tickets(connection, several, {"revision": revision, "now": now})
    await _rewrite_clocks(connection, [row for each in several for row in each.clocks])
    await connection.execute(_NESTED_LOOPS, {"allowed": "on"})
    rows = [event_columns(each.follower, event) for each in several for event in each.events]
    await connection.execute(_ADD_EVENTS, _arrays(_OF_EVENTS, rows))


_NESTED_LOOPS: Final = text("SELECT set_config('enable_nestloop', :allowed, true)")
"""Under row security PostgreSQL expects one row where there are hundreds, and would compare each with each."""


async def _save_tickets(connection: Connection, several: Sequence[Brought], same: Columns) -> None:
    stayed = [each.follower.id for each in several if not each.clocks]
    moved = [each for each in several if each.clocks]
    if stayed:
        await connection.execute(_TURN_TICKETS, {"ids": stayed, **same})
    if moved:
        rows = [
            {"id": each.follower.id, "due_at": each.due_at, "event_count": each.events[-1].sequence} for each in moved
        ]
        arrays = _arrays(_OF_TICKETS, rows)
        await connection.execute(_MOVE_TICKETS, {"ids": arrays["many_id"], **arrays, **same})


async def _rewrite_clocks(connection: Connection, rows: Rows) -> None:
    if rows:
        arrays = _arrays(_OF_CLOCKS, rows)
        await connection.execute(_REWRITE_CLOCKS, {"ids": arrays["many_ticket_id"], **arrays})


def _arrays(names: Sequence[str], rows: Rows) -> dict[str, Any]:
    return {f"many_{name}": [row[name] for row in rows] for name in names}


def _unnested(table: Table, names: Sequence[str]) -> TableValuedAlias:
    arrays = [bindparam(f"many_{name}", type_=ARRAY(table.c[name].type, dimensions=1)) for name in names]
    return func.unnest(*arrays).table_valued(*(column(name, table.c[name].type) for name in names)).render_derived()


_OF_TICKETS: Final = ("id", "due_at", "event_count")
_OF_CLOCKS: Final = ("ticket_id", "name", *REWRITTEN)
_OF_EVENTS: Final = tuple(each.name for each in ticket_events.columns)

_ticket, _clock, _event = (
    _unnested(table, names)
    for table, names in ((tickets, _OF_TICKETS), (clocks, _OF_CLOCKS), (ticket_events, _OF_EVENTS))
)
_ids = any_(bindparam("ids", type_=ARRAY(Uuid)))
_turned: dict[str, Any] = {
    "calendar_revision": bindparam("revision"),
    "updated_at": bindparam("now"),
    "version": tickets.c.version + 1,
}
_TURN_TICKETS: Final = (
    update(tickets).where(tickets.c.id == _ids).values({**_turned, "event_count": tickets.c.event_count + 1})
)
_MOVE_TICKETS: Final = (
    update(tickets)
    .where(tickets.c.id == _ids, tickets.c.id == _ticket.c.id)
    .values({**_turned, "due_at": _ticket.c.due_at, "event_count": _ticket.c.event_count})
)
_REWRITE_CLOCKS: Final = (
    update(clocks)
    .where(clocks.c.ticket_id == _ids, clocks.c.ticket_id == _clock.c.ticket_id, clocks.c.name == _clock.c.name)
    .values({name: _clock.c[name] for name in REWRITTEN})
)
_ADD_EVENTS: Final = insert(ticket_events).from_select(_OF_EVENTS, select(*(_event.c[name] for name in _OF_EVENTS)))
