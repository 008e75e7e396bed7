"""Open tickets that go by an older calendar than the latest one, taken by the batch and read as far as that matters.

Taking up whole tickets would cost several times as much: of one that another calendar does not concern no more is read
than says so, of the others what their clocks go by.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVarTuple
from uuid import UUID

from sqlalchemy import ARRAY, Row, Select, Uuid, any_, bindparam, func, select, text, tuple_

from app.domain.agreement.coverage import Coverage
from app.domain.clocks.following import OutdatedClocks, OutdatedTicket, WasClock
from app.domain.tickets.stopwatch import Pause, Stopwatch
from app.domain.vocabulary import Cause, ClockName, CoverageOutcome, Kind, Priority
from app.postgres.engine import Connection
from app.postgres.tables import clock_pauses, clocks, tickets
from app.tickets.store.clock_mapping import NOTICE, judged_from, notice_from, pause_from, watch_from
from app.tickets.store.replay import TicketSelection, narrowed
from app.tickets.store.ticket_keys import any_of, of_ticket, of_tickets
from app.tickets.store.ticket_mapping import reassessment_from, registration_from
from app.tickets.store.tickets import known_whole

Columns = Mapping[str, Any]
Shown = TypeVarTuple("Shown")

PICKED = (
    *(tickets.c.id, tickets.c.customer_id, tickets.c.number, tickets.c.calendar_revision, tickets.c.event_count),
    *(tickets.c.registered_at, tickets.c.last_fact_at),
)
OF_TICKETS = (
    *(tickets.c.registration_recorded_at, tickets.c.registered_at, tickets.c.service_level),
    *(
        tickets.c.agreement_revision,
        tickets.c.raised_at,
        tickets.c.registrant_id,
        tickets.c.own_targets,
        tickets.c.kind,
    ),
    *(tickets.c.priority, tickets.c.reassessed_at, tickets.c.reassessed_from, tickets.c.cause),
    *(tickets.c.coverage_outcome, tickets.c.coverage_section, tickets.c.calendar_revision),
)
REWRITTEN = (
    *("state", "due_at", "at_risk_at", "breach_at", "commitments", "consumed_us", "paused_us"),
    *("breach_reason", *NOTICE),
)
"""Of a clock: what another calendar can change."""
OF_CLOCKS = (
    *(clocks.c.ticket_id, clocks.c.name, clocks.c.started_at, clocks.c.stopped_at, clocks.c.paused_for),
    *(clocks.c.counted_to, clocks.c.pause_count, clocks.c.recorded_late_at, clocks.c.beyond, clocks.c.judged_by),
    *(clocks.c[name] for name in REWRITTEN),
)
_OPEN = text("tickets.status = 'open'")
"""Written out: only so does the index of open tickets fit."""


@dataclass(frozen=True)
class RecomputePosition:
    """How far one has got: those at and before it are passed by."""

    calendar_revision: int
    ticket_id: UUID


START: Final = RecomputePosition(0, UUID(int=0))


@dataclass(frozen=True)
class OutdatedFilter:
    """Open tickets that go by an older calendar than `revision`: those `only`, or those that come `after` a place."""

    revision: int
    after: RecomputePosition = START
    only: Sequence[UUID] | None = None
    without: Sequence[UUID] = ()


@dataclass(frozen=True)
class OutdatedReference:
    """A ticket that is behind."""

    id: UUID
    number: str
    calendar_revision: int

    @property
    def place(self) -> RecomputePosition:
        return RecomputePosition(self.calendar_revision, self.id)


@dataclass(frozen=True)
class OutdatedRow:
    """A ticket to which another calendar may matter, and the rows of its clocks as they are."""

    standing: OutdatedClocks
    rows: Mapping[ClockName, Columns]


async def waiting(connection: Connection, wanted: OutdatedFilter, limit: int) -> list[OutdatedReference]:
    """In the order in which they follow, unlocked."""
    order = tickets.c.calendar_revision, tickets.c.id
    after = wanted.after.calendar_revision, wanted.after.ticket_id
    statement = _going_by(select(tickets.c.id, tickets.c.number, tickets.c.calendar_revision), wanted.revision)
    statement = statement.where(tuple_(*order) > after, tickets.c.id.not_in(wanted.without)).order_by(*order)
    return [OutdatedReference(*row) for row in await connection.execute(statement.limit(limit))]


async def page(
    connection: Connection, wanted: TicketSelection, older_than: int | None, limit: int, after: UUID | None
) -> list[OutdatedTicket]:
    """Open tickets in the order of their ids, unlocked; `older_than` leaves out those that go by it or a later one."""
    statement = narrowed(_going_by(select(*PICKED), older_than), wanted, after)
    return await _reckoned(connection, (await connection.execute(statement.order_by(tickets.c.id).limit(limit))).all())


async def these(connection: Connection, ids: Sequence[UUID]) -> list[OutdatedTicket]:
    """In the order of their ids, unlocked."""
    statement = select(*PICKED).where(_OPEN, tickets.c.id == any_(bindparam("ids", ids, type_=ARRAY(Uuid))))
    return await _reckoned(connection, (await connection.execute(statement.order_by(tickets.c.id))).all())


async def count_open(connection: Connection, wanted: TicketSelection, older_than: int | None) -> int:
    statement = narrowed(_going_by(select(func.count()).select_from(tickets), older_than), wanted, None)
    return (await connection.execute(statement)).scalar_one()


def _going_by(statement: Select[*Shown], older_than: int | None) -> Select[*Shown]:
    open_ones = statement.where(_OPEN)
    return open_ones if older_than is None else open_ones.where(tickets.c.calendar_revision < older_than)


async def count_behind(connection: Connection, revision: int) -> int:
    return await count_open(connection, TicketSelection(), revision)


async def _reckoned(connection: Connection, rows: Sequence[Row[*tuple[Any, ...]]]) -> list[OutdatedTicket]:
    """One that lacks its clocks is told as it is: it is for those who look closer to stumble over it."""
    ends = {end.ticket_id: end for end in await connection.execute(_REACHES, {"ids": [row.id for row in rows]})}
    return [
        OutdatedTicket(
            row.id,
            row.customer_id,
            row.number,
            row.calendar_revision,
            row.event_count,
            row.registered_at,
            row.last_fact_at,
            (row.id in ends and ends[row.id].reckoned_to) or row.registered_at,
            ends[row.id].breached_unseen if row.id in ends else None,
        )
        for row in rows
    ]


_REACHES = text(
    "SELECT ticket_id, max(greatest(due_at, stopped_at, counted_to,"
    " (SELECT max((due ->> 'due_at')::timestamptz) FROM jsonb_array_elements(commitments) AS due))) AS reckoned_to,"
    " min(breach_at) FILTER (WHERE state <> 'breached') AS breached_unseen"
    " FROM clocks WHERE (customer_id, ticket_id) IN (SELECT customer_id, id FROM tickets WHERE id = ANY(:ids))"
    " GROUP BY ticket_id"
)


async def standing(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, OutdatedRow]:
    """Of those to which another calendar may matter."""
    found: defaultdict[UUID, dict[ClockName, Columns]] = defaultdict(dict)
    for row in await connection.execute(_STANDING, {"ids": ids}):
        columns = dict(zip(_STANDING_NAMES, row, strict=True))
        found[columns["ticket_id"]][ClockName(columns["name"])] = columns
    pauses = await _pauses(connection, [each for each, rows in found.items() if _have_paused(rows)])
    return {each: OutdatedRow(_standing(rows, pauses[each]), rows) for each, rows in found.items()}


_READ = (*OF_TICKETS, *OF_CLOCKS)
_STANDING_NAMES = [column.name for column in _READ]
_STANDING = (
    select(*_READ)
    .join_from(clocks, tickets, of_ticket(clocks.c, tickets.c))
    .where(tickets.c.id == any_(bindparam("ids", type_=ARRAY(Uuid))))
)

Pauses = Mapping[str, Sequence[Pause]]


def _have_paused(rows: Mapping[ClockName, Columns]) -> bool:
    return any(row["pause_count"] for row in rows.values())


async def _pauses(connection: Connection, ids: Sequence[UUID]) -> Mapping[UUID, Pauses]:
    found: defaultdict[UUID, defaultdict[str, list[Pause]]] = defaultdict(lambda: defaultdict(list))
    if ids:
        table = clock_pauses
        statement = select(table).where(of_tickets(table.c, any_of(ids))).order_by(table.c.name, table.c.number)
        for row in (await connection.execute(statement)).mappings():
            found[row["ticket_id"]][row["name"]].append(pause_from(dict(row)))
    return found


def _standing(rows: Mapping[ClockName, Columns], pauses: Pauses) -> OutdatedClocks:
    response, resolution = rows[ClockName.RESPONSE], rows[ClockName.RESOLUTION]
    registration = registration_from(response)
    if registration is None:
        raise ValueError("a ticket that is not registered has no clocks that a calendar could concern")
    return OutdatedClocks(
        registration=registration,
        registration_recorded_at=response["registration_recorded_at"],
        kind=Kind(response["kind"]),
        coverage=Coverage(CoverageOutcome(response["coverage_outcome"]), response["coverage_section"]),
        priority=Priority(response["priority"]),
        calendar_revision=response["calendar_revision"],
        reassessed=reassessment_from(response),
        cause=None if response["cause"] is None else Cause(response["cause"]),
        response=_watch(response, pauses),
        resolution=_watch(resolution, pauses),
        judged=judged_from(rows),
        was={name: _was(row) for name, row in rows.items()},
    )


def _was(row: Columns) -> WasClock:
    moments = row["started_at"], row["stopped_at"], row["due_at"], row["at_risk_at"], row["breach_at"]
    return WasClock(*moments, notice_from(row))


def _watch(row: Columns, pauses: Pauses) -> Stopwatch:
    return known_whole(watch_from(row), pauses.get(row["name"], ()))
