"""Open tickets that go by an older calendar than the latest one, and how many of them are brought along at once."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    Table,
    TableValuedAlias,
    and_,
    bindparam,
    column,
    func,
    insert,
    select,
    text,
    update,
)

from app.clock import Instant
from app.db.engine import Connection
from app.db.event_mapping import event_columns
from app.db.mapping import StoredTicket, next_due
from app.db.tables import clocks, ticket_events, tickets
from app.db.ticket_rows import TICKET, clock_row
from app.db.tickets import Change, all_with_pauses, any_of, pick
from app.domain.clocks import state_at
from app.domain.vocabulary import ClockName

Rows = Sequence[Mapping[str, Any]]

OF_TICKETS = ("calendar_revision", "due_at", "event_count", "updated_at", "version")
OF_CLOCKS = (
    *("state", "due_at", "at_risk_at", "breach_at", "commitments", "consumed_us", "paused_us"),
    *("breach_reason", "announced_due_at", "announce_at"),
)
"""What another calendar can change."""


async def behind(connection: Connection, revision: int, limit: int) -> list[StoredTicket]:
    """At most `limit`, locked, with all their pauses. One that somebody else is changing now is left for next time."""
    return await all_with_pauses(connection, await pick(connection, picking(revision, limit)))


def picking(revision: int, limit: int) -> Select[Any]:
    first = select(*TICKET).where(*_behind(revision)).order_by(tickets.c.calendar_revision, tickets.c.id).limit(limit)
    return first.with_for_update(skip_locked=True)


async def count_behind(connection: Connection, revision: int) -> int:
    statement = select(func.count()).select_from(tickets).where(*_behind(revision))
    return (await connection.execute(statement)).scalar_one()


def _behind(revision: int) -> Any:
    """The status is written out: only so does the index of open tickets fit."""
    return text("tickets.status = 'open'"), tickets.c.calendar_revision < revision


async def save(connection: Connection, changes: Sequence[Change], now: Instant) -> None:
    """One statement a table, however many tickets: row by row the way there and back would cost more than the work."""
    rows = [clock_row(change.after, name, now) for change in changes for name in _moved(change, now)]
    await connection.execute(_NESTED_LOOPS, {"allowed": "off"})
    await _rewrite(connection, tickets, ("id",), OF_TICKETS, [_ticket_row(change) for change in changes])
    await _rewrite(connection, clocks, ("ticket_id", "name"), OF_CLOCKS, rows)
    await connection.execute(_NESTED_LOOPS, {"allowed": "on"})
    events = [event_columns(change.after.ticket, event) for change in changes for event in change.events]
    await _add(connection, ticket_events, events)


_NESTED_LOOPS = text("SELECT set_config('enable_nestloop', :allowed, true)")
"""Under row security PostgreSQL expects one row where there are hundreds, and would compare each with each."""


def _ticket_row(change: Change) -> Mapping[str, Any]:
    after = change.after
    return {
        "id": after.ticket.id,
        "calendar_revision": after.ticket.calendar_revision,
        "due_at": next_due(after),
        "event_count": after.event_count,
        "updated_at": after.updated_at,
        "version": after.version,
    }


def _moved(change: Change, now: Instant) -> list[ClockName]:
    """Those whose rows are others than before, be it only because time has passed."""
    before, after = change.before, change.after
    return [
        name
        for name, kept in after.clocks.items()
        if kept != before.clocks[name]
        or state_at(kept.clock, now) is not state_at(before.clocks[name].clock, before.updated_at)
    ]


async def _rewrite(
    connection: Connection, table: Table, keys: Sequence[str], columns: Sequence[str], rows: Rows
) -> None:
    if not rows:
        return
    fresh = _unnested(table, (*keys, *columns))
    same = and_(*(table.c[key] == fresh.c[key] for key in keys))
    by_key = table.c[keys[0]] == any_of([row[keys[0]] for row in rows])
    statement = update(table).where(by_key, same).values({name: fresh.c[name] for name in columns})
    await connection.execute(statement, _arrays((*keys, *columns), rows))


async def _add(connection: Connection, table: Table, rows: Rows) -> None:
    if not rows:
        return
    names = list(rows[0])
    fresh: TableValuedAlias = _unnested(table, names)
    chosen: list[ColumnElement[Any]] = [fresh.c[name] for name in names]
    await connection.execute(insert(table).from_select(names, select(*chosen)), _arrays(names, rows))


def _unnested(table: Table, names: Sequence[str]) -> TableValuedAlias:
    arrays = [bindparam(f"many_{name}", type_=ARRAY(table.c[name].type, dimensions=1)) for name in names]
    return func.unnest(*arrays).table_valued(*(column(name, table.c[name].type) for name in names)).render_derived()


def _arrays(names: Sequence[str], rows: Rows) -> dict[str, Any]:
    return {f"many_{name}": [row[name] for row in rows] for name in names}
