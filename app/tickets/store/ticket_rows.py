"""A ticket's rows, with the events that made or changed it: staged, to be written in one statement.

A clock that stays as it was is not written, nor are the ticket's own words, which PostgreSQL
would take apart again for searching.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, Final

from sqlalchemy import CTE, and_, insert, update
from sqlalchemy.sql.dml import UpdateBase

from app.audit.sealing import FIRST, keep
from app.clock import Instant
from app.domain.access.audit import AuditSubject, SealedHistory
from app.domain.clocks.clock_readings import state_at
from app.domain.tickets.facts import Event
from app.domain.tickets.ground import basis_of, watch_of
from app.domain.tickets.raci import Row
from app.domain.tickets.stopwatch import Stopwatch
from app.domain.tickets.ticket import Ticket
from app.domain.vocabulary import ClockName
from app.postgres.compiling import bind, row
from app.postgres.connection import Connection
from app.postgres.staging import WRITTEN, Rank, Staged, Write
from app.postgres.streams import append, appending
from app.postgres.tables import clock_pauses, clocks, ticket_events, tickets
from app.tickets.store.clock_mapping import pause_columns
from app.tickets.store.event_mapping import event_rows
from app.tickets.store.ticket_mapping import StoredTicket, clock_columns, ticket_columns

TICKET: Final = [column for column in tickets.columns if column.computed is None]
"""What a ticket is read from; the computed columns are there to search and sort by."""
_WORDS: Final = {"number", "title", "description", "external_reference"}
_WITHOUT_WORDS: Final = [column for column in TICKET if column.name not in _WORDS]
CLOCK: Final = [column for column in clocks.columns if column.computed is None]
"""What a ticket makes of its clock."""


Groups = dict[str, Mapping[str, Any]]


async def add(
    connection: Connection,
    stored: StoredTicket,
    parts: Row,
    now: Instant,
    events: Sequence[Event],
    history: Sequence[Event] = (),
) -> StoredTicket:
    """`history`: its further events, however many, with the pauses that ended in them. Gives it as it is stored."""
    fresh = [clock_row(stored, name, now) for name in stored.clocks]
    rows = event_rows(stored.ticket, [*events, *history], FIRST, stored.number)
    stored = _sealed(connection, stored, rows[-1])
    groups = {**_groups("clock", fresh), **_groups("event", rows[: len(events)])}
    await connection.stage(_staged(_adding(len(fresh), len(events)), stored, parts, groups))
    if history:
        await _add_history(connection, stored.ticket, rows[len(events) :])
    return stored


async def _add_history(connection: Connection, ticket: Ticket, rows: Sequence[Mapping[str, Any]]) -> None:
    await append(connection, ticket_events, rows)
    ended = _ended(replace(ticket, response=Stopwatch(), resolution=Stopwatch()), ticket)
    if ended:
        await connection.execute(insert(clock_pauses), ended)


def _sealed(connection: Connection, stored: StoredTicket, last: Mapping[str, Any]) -> StoredTicket:
    """With the seal of its last event, which the audit trail is to have."""
    seal = last["seal"]
    history = SealedHistory(last["customer_id"], last["sequence"], seal, last["recorded_at"])
    keep(connection, {stored.ticket.id: history})
    return replace(stored, seal=seal)


async def save(
    connection: Connection,
    before: StoredTicket,
    stored: StoredTicket,
    parts: Row,
    now: Instant,
    events: Sequence[Event],
) -> StoredTicket:
    """Also adds the pauses that ended. Whoever has not locked the ticket and comes second finds another version.

    Gives it as it is stored.
    """
    moved = [clock_row(stored, name, now) for name in _moved(before, stored, now)]
    ended = _ended(before.ticket, stored.ticket)
    reworded = before.ticket.details != stored.ticket.details
    rows = event_rows(stored.ticket, events, before.seal)
    stored = _sealed(connection, stored, rows[-1])
    groups = {**_groups("clock", moved), **_groups("pause", ended), **_groups("event", rows)}
    write = _saving(reworded, len(moved), len(ended), len(events))
    await connection.stage(_staged(write, stored, parts, groups, version_before=before.version))
    return stored


def clock_row(stored: StoredTicket, name: ClockName, now: Instant) -> dict[str, Any]:
    kept = stored.clocks[name]
    return clock_columns(stored, kept, watch_of(stored.ticket, name), state_at(kept.clock, now))


def _staged(write: Write, stored: StoredTicket, parts: Row, groups: Groups, **further: Any) -> Staged:
    about = AuditSubject("ticket", str(stored.ticket.id))
    return Staged(Rank.SUBJECT, write, {**ticket_columns(stored, parts), **further}, groups, about)


@cache
def _adding(clocks_number: int, events_number: int) -> Write:
    def parts() -> Sequence[CTE]:
        made = insert(tickets).values({column.name: bind(column.name, column) for column in TICKET})
        fresh = insert(clocks).values(_rows("clock", CLOCK, clocks_number))
        return _named([made, fresh, appending(ticket_events, events_number)])

    return Write(parts, asked=WRITTEN)


@cache
def _saving(reworded: bool, moved: int, ended: int, events_number: int) -> Write:  # noqa: FBT001 - a key, not a switch
    def parts() -> Sequence[CTE]:
        fresh = {column.name: bind(column.name, column) for column in (TICKET if reworded else _WITHOUT_WORDS)}
        ours = [tickets.c[name] == fresh.pop(name) for name in ("customer_id", "id")]
        as_it_was = tickets.c.version == bind("version_before", tickets.c.version)
        writes: list[UpdateBase] = [update(tickets).where(*ours, as_it_was).values(fresh)]
        writes += [_moving(f"clock{number}") for number in range(moved)]
        if ended:
            writes.append(insert(clock_pauses).values(_rows("pause", clock_pauses.columns, ended)))
        return _named([*writes, appending(ticket_events, events_number)])

    return Write(parts, asked=WRITTEN, is_required=True)


def _named(writes: Sequence[UpdateBase]) -> Sequence[CTE]:
    """The ticket's own row first: whoever else writes it waits there, and not for a number among its events."""
    ticket, *others = writes
    told = ticket.returning(tickets.c.customer_id, tickets.c.registrant_id).cte(WRITTEN)
    return [told, *(other.cte(f"ticket_{number}") for number, other in enumerate(others))]


def _moving(group: str) -> UpdateBase:
    values = row(group, CLOCK)
    ours = and_(*(clocks.c[name] == values.pop(name) for name in ("customer_id", "ticket_id", "name")))
    return update(clocks).where(ours).values(values)


def _rows(group: str, columns: Any, number: int) -> list[dict[str, Any]]:
    return [row(f"{group}{each}", columns) for each in range(number)]


def _groups(name: str, rows: Sequence[Mapping[str, Any]]) -> Groups:
    return {f"{name}{number}": each for number, each in enumerate(rows)}


def _moved(before: StoredTicket, after: StoredTicket, now: Instant) -> list[ClockName]:
    """The clocks whose rows are others than before, be it only because time has passed since they were written."""
    return [
        name
        for name, kept in after.clocks.items()
        if kept != before.clocks[name]
        or _held_by(before, name) != _held_by(after, name)
        or state_at(kept.clock, now) is not state_at(before.clocks[name].clock, before.updated_at)
    ]


def _held_by(stored: StoredTicket, name: ClockName) -> tuple[object, ...]:
    """What else of the ticket is in the clock's row."""
    ticket, beyond, basis = stored.ticket, watch_of(stored.ticket, name).beyond, basis_of(stored.ticket, name)
    return basis.kind, basis.priority, ticket.judged.get(name), beyond, stored.service_level


def _ended(before: Ticket, after: Ticket) -> list[dict[str, Any]]:
    return [
        pause_columns(after, name, number, pause)
        for name, then, now in (
            (ClockName.RESPONSE, before.response, after.response),
            (ClockName.RESOLUTION, before.resolution, after.resolution),
        )
        for number, pause in enumerate(now.ended_since(then.over), start=then.over + 1)
    ]
