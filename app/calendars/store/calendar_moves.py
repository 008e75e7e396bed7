"""What another calendar made of a batch of tickets, written back: a statement for each table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text

from app.calendars.store.calendar_events import Events, Place, written
from app.calendars.store.calendar_followers import REWRITTEN, OutdatedRow
from app.clock import Instant
from app.domain.clocks.clock_readings import state_at
from app.domain.clocks.deadlines import soonest_due
from app.domain.clocks.following import EventPosition, RecomputedClocks
from app.domain.clocks.following_many import BOTH, Due, RecomputedColumns, Tickets
from app.domain.clocks.winding import STATES, Mask, Places
from app.domain.tickets.facts import Event
from app.domain.vocabulary import ClockName
from app.postgres.arrays import microsecond, microseconds, moment, unnested
from app.postgres.engine import Connection
from app.postgres.statements import Statement, json_text
from app.tickets.store.clock_mapping import NOTICE, StoredClock, reckoned_columns

Columns = Mapping[str, Any]
Rows = Sequence[Columns]

_NAMES: Final = [name.value for name in ClockName]
_STATES: Final = [state.value for state in STATES]
_MOMENTS: Final = ("due_at", "at_risk_at", "breach_at", *NOTICE)
_OF_TICKETS: Final = {"id": "uuid", "due_at": "bigint", "event_count": "int", "seal": "bytea"}
_STAYED: Final = {"id": "uuid", "seal": "bytea"}
_OF_CLOCKS: Final = {
    "customer_id": "uuid",
    "ticket_id": "uuid",
    "name": "text",
    "state": "text",
    "commitments": "text",
    "breach_reason": "text",
    "consumed_us": "bigint",
    "paused_us": "bigint",
    **dict.fromkeys(_MOMENTS, "bigint"),
}


@dataclass(frozen=True)
class Brought:
    """A ticket that goes by another calendar from now on. `clocks` are the rows that are others than before."""

    ticket: EventPosition
    events: Sequence[Event]
    due_at: Instant | None = None
    clocks: Rows = ()


def brought(
    ticket: EventPosition, stood: OutdatedRow, result: RecomputedClocks, events: Sequence[Event], now: Instant
) -> Brought:
    """Its clocks' rows are others than before also where only time has passed."""
    rows = [
        {"customer_id": ticket.customer_id, "ticket_id": ticket.id, "name": name, **row}
        for name, row in _clock_rows(result, now).items()
        if any(value != stood.rows[name][column] for column, value in row.items())
    ]
    return Brought(ticket, events, soonest_due(result.clocks.values()), rows)


def _clock_rows(result: RecomputedClocks, now: Instant) -> Mapping[ClockName, Columns]:
    return {
        name: reckoned_columns(StoredClock(clock, result.notices[name]), state_at(clock, now))
        for name, clock in result.clocks.items()
    }


class Moves:
    """Of one batch. Every ticket is brought along once: one by one with `add`, or with others by the column."""

    def __init__(self) -> None:
        self._stayed: list[UUID] = []
        self._tickets: dict[str, list[Any]] = {name: [] for name in _OF_TICKETS if name != "seal"}
        self._clocks: dict[str, list[Any]] = {name: [] for name in _OF_CLOCKS}
        self._events = Events()

    def add(self, brought: Brought) -> None:
        for event in brought.events:
            self._events.add(brought.ticket, event)
        if not brought.clocks:
            self._stayed.append(brought.ticket.id)
            return
        values = (brought.ticket.id, microsecond(brought.due_at), brought.events[-1].sequence)
        _append(self._tickets, dict(zip(self._tickets, values, strict=True)))
        for row in brought.clocks:
            moments = {name: microsecond(row[name]) for name in _MOMENTS}
            _append(self._clocks, {**row, **moments, "commitments": json_text(row["commitments"])})

    def revise(self, tickets: Tickets, places: Places, event: Event) -> None:
        """Whether or not a clock of theirs is another one: this event, as the next one of each."""
        sequences = tickets.event_counts[places] + 1
        self._events.add_alike(_placed(tickets, places, sequences), event)

    def stay(self, tickets: Tickets, places: Places) -> None:
        self._stayed += tickets.ids_of(places)

    def rewrite(
        self, tickets: Tickets, outcome: RecomputedColumns, kept: Mask, moved: Mapping[ClockName, Event]
    ) -> int:
        """Of those that are `kept`; how many have a due time that is another one. `moved` says so, but for when."""
        commitments = [_written(due) for due in outcome.commitments]
        promised = [new != old for new, old in zip(commitments, outcome.clocks.commitments, strict=True)]
        changed = (outcome.changed | (np.array(promised, np.bool_) & outcome.going)) & np.repeat(kept, BOTH)
        self._add_clocks(tickets, outcome, np.flatnonzero(changed), commitments)
        others = changed.reshape(-1, BOTH).any(axis=1)
        self.stay(tickets, outcome.places[kept & ~others])
        moves = (outcome.moved & changed).reshape(-1, BOTH)
        self._add_tickets(tickets, outcome, np.flatnonzero(others), moves.sum(axis=1))
        for clock, name in enumerate(ClockName):
            self._add_moved(tickets, outcome, moves, clock, moved[name])
        return int(moves.any(axis=1).sum())

    def _add_clocks(
        self, tickets: Tickets, outcome: RecomputedColumns, cells: Places, commitments: Sequence[Sequence[Columns]]
    ) -> None:
        count = cells.size
        places = outcome.places[cells // BOTH]
        columns: dict[str, list[Any]] = {
            "customer_id": tickets.customers_of(places),
            "ticket_id": tickets.ids_of(places),
            "name": [_NAMES[clock] for clock in (cells % BOTH).tolist()],
            "state": [_STATES[state] for state in outcome.state[cells].tolist()],
            "commitments": [json_text(commitments[cell]) for cell in cells.tolist()],
            "breach_reason": [None] * count,
            "consumed_us": outcome.consumed[cells].view(np.int64).tolist(),
            "paused_us": outcome.paused[cells].view(np.int64).tolist(),
            "announced_due_at": microseconds(outcome.clocks.announced_due_at[cells]),
        }
        for name in ("due_at", "at_risk_at", "breach_at", "announce_at", "announced_risk_at", "warn_at"):
            columns[name] = microseconds(getattr(outcome, name)[cells])
        for name, values in columns.items():
            self._clocks[name] += values

    def _add_tickets(
        self, tickets: Tickets, outcome: RecomputedColumns, which: Places, moved: NDArray[np.int64]
    ) -> None:
        places = outcome.places[which]
        self._tickets["id"] += tickets.ids_of(places)
        self._tickets["due_at"] += microseconds(outcome.soonest_due[which])
        self._tickets["event_count"] += (tickets.event_counts[places] + 1 + moved[which]).tolist()

    def _add_moved(self, tickets: Tickets, outcome: RecomputedColumns, moves: Mask, clock: int, event: Event) -> None:
        which = np.flatnonzero(moves[:, clock])
        places, cells = outcome.places[which], which * BOTH + clock
        sequences = tickets.event_counts[places] + 2 + moves[which, :clock].sum(axis=1)
        since, until = outcome.clocks.due_at[cells].tolist(), outcome.due_at[cells].tolist()
        self._events.add_moved(_placed(tickets, places, sequences), event, zip(since, until, strict=True))

    async def save(self, connection: Connection, revision: int, now: Instant) -> None:
        last = await self._events.save(connection)  # first: their tickets are looked up, and are as yet as they were
        await _NESTED_LOOPS.all(connection, {"allowed": "off"})
        if self._stayed:
            stayed = {"id": self._stayed, "seal": [last[each].seal for each in self._stayed]}
            await _TURN_TICKETS.all(connection, {**stayed, "revision": revision, "now": now})
        if self._tickets["id"]:
            seals = [last[each].seal for each in self._tickets["id"]]
            await _MOVE_TICKETS.all(connection, {**self._tickets, "seal": seals, "revision": revision, "now": now})
        await _NESTED_LOOPS.all(connection, {"allowed": "on"})
        if self._clocks["ticket_id"]:
            await _REWRITE_CLOCKS.all(connection, self._clocks)


def _append(columns: Mapping[str, list[Any]], row: Columns) -> None:
    for name, values in columns.items():
        values.append(row[name])


def _placed(tickets: Tickets, places: Places, sequences: NDArray[np.int64]) -> Sequence[Place]:
    """Where an event of each goes."""
    return [*zip(tickets.ids_of(places), sequences.tolist(), tickets.customers_of(places), strict=True)]


def _written(due: Due) -> list[dict[str, str | None]]:
    """As `clock_mapping` writes the commitments of a clock."""
    return [{"section": section, "due_at": None if at is None else written(at)} for section, at in due]


_NESTED_LOOPS: Final = Statement(lambda: text("SELECT set_config('enable_nestloop', :allowed, true)"))
"""Under row security PostgreSQL expects one row where there are hundreds, and would compare each with each."""
_TURN_TICKETS: Final = Statement(
    lambda: text(f"""
        UPDATE tickets SET calendar_revision = :revision, updated_at = :now, version = version + 1,
            event_count = event_count + 1, seal = given.seal
        FROM {unnested(_STAYED)}
        WHERE tickets.id = ANY(CAST(:id AS uuid[])) AND tickets.id = given.id
    """)  # noqa: S608 - names of our own
)
_MOVE_TICKETS: Final = Statement(
    lambda: text(f"""
        UPDATE tickets SET calendar_revision = :revision, updated_at = :now, version = version + 1,
            event_count = given.event_count, seal = given.seal, due_at = {moment("given.due_at")}
        FROM {unnested(_OF_TICKETS)}
        WHERE tickets.id = ANY(CAST(:id AS uuid[])) AND tickets.id = given.id
    """)  # noqa: S608 - names of our own
)
_REWRITE_CLOCKS: Final = Statement(
    lambda: text(f"""
        UPDATE clocks SET {", ".join(f"{name} = {_rewritten(name)}" for name in REWRITTEN)}
        FROM {unnested(_OF_CLOCKS)}
        WHERE clocks.customer_id = given.customer_id AND clocks.ticket_id = given.ticket_id
            AND clocks.name = given.name
    """)  # noqa: S608
)


def _rewritten(name: str) -> str:
    given = f"given.{name}"
    if name in _MOMENTS:
        return moment(given)
    return f"CAST({given} AS jsonb)" if name == "commitments" else given
