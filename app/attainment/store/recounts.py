"""Clocks that are to be counted (again): taken by the batch, and added to the numbers that are kept.

One counts at a time: who holds the row of `counting`. A ticket is locked while its clocks are counted, as it is while
they are changed, and marking them and adding them up is one transaction: there is no moment at which numbers and marks
disagree.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import add as add_up
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Table,
    TableValuedAlias,
    Text,
    Update,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import Insert, aggregate_order_by, insert
from sqlalchemy.types import TypeEngine

from app.attainment.store.counted import Counted, counted_from
from app.clock import Instant
from app.domain.clocks.standings import ClockStanding
from app.domain.vocabulary import ClockName, ClockState, Kind, Priority, ServiceLevel
from app.postgres.arrays import rows_given
from app.postgres.engine import Connection
from app.postgres.tables import clocks, counted_attainment, counted_standings, counting, tickets
from app.postgres.words import CLOCK_NAMES, CLOCK_STATES, KINDS, PRIORITIES, SERVICE_LEVELS
from app.tickets.store.ticket_keys import any_of, of_ticket, of_tickets

BEFORE_ALL: Final = UUID(int=0)


@dataclass(frozen=True)
class Counting:
    """`reached`: before that ticket all that was counted in an earlier epoch is known to be counted again."""

    epoch: int
    terms: str
    reached: UUID | None
    complete: bool


@dataclass(frozen=True, kw_only=True)
class Uncounted:
    """A clock with what it is counted by, and as what it was counted before."""

    ticket_id: UUID
    customer_id: UUID
    name: ClockName
    state: ClockState
    due_at: Instant | None
    at_risk_at: Instant | None
    stopped_at: Instant | None
    recorded_late_at: Instant | None
    is_excused: bool
    kind: Kind
    priority: Priority
    service_level: ServiceLevel
    agreement_revision: int
    calendar_revision: int
    created_at: Instant
    registered_at: Instant | None
    counted_as: Counted | None


async def current(connection: Connection) -> Counting:
    return Counting(*(await connection.execute(_COUNTING)).one())


async def left(connection: Connection) -> int:
    """Clocks that are to be counted."""
    return (await connection.execute(select(func.count()).where(clocks.c.recount))).scalar_one()


async def hold(connection: Connection, *, wait: bool = False) -> Counting | None:
    """To the end of the transaction. None: somebody else counts."""
    row = (await connection.execute(_COUNTING.with_for_update(skip_locked=not wait))).one_or_none()
    return None if row is None else Counting(*row)


async def begin_anew(connection: Connection, before: Counting, terms: str) -> None:
    """Nothing is counted; what was is to be looked up and counted again."""
    for table in (counted_standings, counted_attainment):
        await connection.execute(delete(table))
    fresh = {"epoch": before.epoch + 1, "terms": terms, "reached": BEFORE_ALL, "complete": False}
    await connection.execute(update(counting).values(fresh))


async def look_up(connection: Connection, held: Counting, limit: int) -> int:
    """Marks what was counted in an earlier epoch, of the next `limit` tickets; how many that were."""
    following = select(tickets.c.id).where(tickets.c.id > held.reached).order_by(tickets.c.id).limit(limit)
    ids = list(await connection.scalars(following))
    if not ids:
        await connection.execute(update(counting).values(complete=True, reached=None))
        return 0
    earlier = func.split_part(clocks.c.counted_as, " ", 1) != str(held.epoch)
    among = of_tickets(clocks.c, any_of(ids))
    await connection.execute(update(clocks).where(among, earlier, clocks.c.recount.is_(False)).values(recount=True))
    await connection.execute(update(counting).values(reached=ids[-1]))
    return len(ids)


async def waiting(connection: Connection, after: UUID, quiet_since: Instant, limit: int) -> list[UUID]:
    """Tickets with a clock that is to be counted, in the order of their ids."""
    statement = (
        select(clocks.c.ticket_id)
        .join(tickets, of_ticket(clocks.c, tickets.c))
        .where(clocks.c.recount, clocks.c.ticket_id > after, tickets.c.updated_at <= quiet_since)
        .distinct()
        .order_by(clocks.c.ticket_id)
        .limit(limit)
    )
    return list(await connection.scalars(statement))


async def take(connection: Connection, ids: Sequence[UUID]) -> list[Uncounted]:
    """Of those tickets that nobody is changing, which are locked."""
    free = select(tickets.c.id).where(tickets.c.id == any_of(ids)).order_by(tickets.c.id)
    locked = list(await connection.scalars(free.with_for_update(key_share=True, skip_locked=True)))
    statement = (
        select(*_OF_CLOCK, *_OF_TICKET)
        .join(tickets, of_ticket(clocks.c, tickets.c))
        .where(tickets.c.id == any_of(locked), clocks.c.recount)
    )
    return [uncounted_from(row, row) for row in (await connection.execute(statement)).mappings()]


ClockKey = tuple[UUID, UUID, ClockName]
"""The customer, the ticket and which of its clocks."""
StandingKey = tuple[UUID | None, ClockName, Priority, ServiceLevel, ClockStanding, date | None]
AttainmentKey = tuple[UUID | None, str, ServiceLevel, int, int, date, Priority, ClockName]


async def add(
    connection: Connection,
    marks: Mapping[ClockKey, Counted],
    standings: Mapping[StandingKey, int],
    attainment: Mapping[AttainmentKey, Sequence[int]],
) -> None:
    """`standings` and `attainment` are by how much the numbers grow, or shrink."""
    if marks:
        written = ((*key, str(each)) for key, each in marks.items())
        await connection.execute(_MARK, dict(zip(_MARKED, map(list, zip(*written, strict=True)), strict=True)))
    if standings:
        await connection.execute(_ADD_STANDINGS, _arrays(counted_standings, standings.items()))
    if attainment:
        written = [(key, f"{{{','.join(map(str, numbers))}}}") for key, numbers in attainment.items()]
        await connection.execute(_ADD_ATTAINMENT, _arrays(counted_attainment, written))


def uncounted_from(clock: Mapping[Any, Any], ticket: Mapping[Any, Any]) -> Uncounted:
    """By what the clock is judged if it has stopped, by what its ticket goes by if not."""
    basis = clock["judged_by"] or ticket
    return Uncounted(
        ticket_id=clock["ticket_id"],
        customer_id=clock["customer_id"],
        name=CLOCK_NAMES[clock["name"]],
        state=CLOCK_STATES[clock["state"]],
        due_at=clock["due_at"],
        at_risk_at=clock["at_risk_at"],
        stopped_at=clock["stopped_at"],
        recorded_late_at=clock["recorded_late_at"],
        is_excused=clock["not_applicable"] is not None,
        kind=KINDS[basis["kind"]],
        priority=PRIORITIES[clock["priority"]],
        service_level=SERVICE_LEVELS[ticket["service_level"]],
        agreement_revision=ticket["agreement_revision"],
        calendar_revision=basis["calendar_revision"],
        created_at=ticket["created_at"],
        registered_at=ticket["registered_at"],
        counted_as=None if clock["counted_as"] is None else counted_from(clock["counted_as"]),
    )


_COUNTING: Final = select(counting.c.epoch, counting.c.terms, counting.c.reached, counting.c.complete)
_OF_CLOCK: Final = tuple(
    clocks.c[name]
    for name in (
        *("ticket_id", "customer_id", "name", "priority", "state", "due_at", "at_risk_at"),
        *("stopped_at", "recorded_late_at", "not_applicable", "judged_by", "counted_as"),
    )
)
_OF_TICKET: Final = tuple(
    tickets.c[name]
    for name in (
        *("kind", "service_level", "agreement_revision", "calendar_revision"),
        *("created_at", "registered_at"),
    )
)
_KEY: Final = ("customer_id", "ticket_id", "name")
_MARKED: Final = tuple(f"given_{name}" for name in (*_KEY, "counted_as"))


def _arrays(table: Table, rows: Iterable[tuple[tuple[Any, ...], Any]]) -> dict[str, Any]:
    columns = zip(*((*key, value) for key, value in rows), strict=True)
    return {f"given_{each.name}": list(values) for each, values in zip(table.columns, columns, strict=True)}


def _rows(table: Table, names: Sequence[str], **kinds: TypeEngine[Any]) -> TableValuedAlias:
    return rows_given("given", {name: kinds.get(name, table.c[name].type) for name in names})


def _marking() -> Update:
    """Looked up one by one, by key: row security leaves PostgreSQL in the dark about how many there are."""
    given = _rows(clocks, (*_KEY, "counted_as"))
    ours = [clocks.c[name] == given.c[name] for name in _KEY]
    return update(clocks).where(*ours).values(recount=False, counted_as=given.c.counted_as)


def _adding(table: Table, constraint: str, more: Any, **kinds: TypeEngine[Any]) -> Insert:
    names = [each.name for each in table.columns]
    given = _rows(table, names, **kinds)
    made = insert(table).from_select(names, select(*(given.c[name].cast(table.c[name].type) for name in names)))
    *_, number = names
    return made.on_conflict_do_update(
        constraint=constraint, set_={number: more(table.c[number], made.excluded[number])}
    )


def _one_by_one(numbers: Any, more: Any) -> ColumnElement[Any]:
    """Arrays added place by place; one may be longer."""
    pair = func.unnest(numbers, more).table_valued("one", "other", with_ordinality="place").render_derived()
    added = func.coalesce(pair.c.one, 0) + func.coalesce(pair.c.other, 0)
    return select(func.array_agg(aggregate_order_by(added, pair.c.place))).scalar_subquery()


_MARK: Final = _marking()
_ADD_STANDINGS: Final = _adding(counted_standings, "uq_counted_standings", add_up)
_ADD_ATTAINMENT: Final = _adding(counted_attainment, "uq_counted_attainment", _one_by_one, numbers=Text())
