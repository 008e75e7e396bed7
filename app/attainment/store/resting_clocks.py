"""The numbers that are kept of clocks at rest, beside what the rows of those clocks come to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Text, delete, func, literal_column, select, text, update

from app.agreements.book import CalendarKey
from app.attainment.store import support_hours
from app.attainment.store.attainment import JUDGED_BY
from app.attainment.store.attainment_counts import Figures, calendar_from, calendars_of, judged
from app.attainment.store.support_hours import Measured, microsecond
from app.clock import Instant
from app.domain.attainment.attainment import Stage, Verdict
from app.domain.attainment.days import Grain
from app.domain.attainment.resting import CountKey, Counts, RestingClock
from app.domain.clocks.standings import ClockStanding
from app.postgres.connection import Connection
from app.postgres.statements import Statement, bind
from app.postgres.tables import clocks, counted_clocks, counting, customers, tickets
from app.postgres.words import CLOCK_NAMES, PRIORITIES, SERVICE_LEVELS
from app.tickets.store.clock_standings import ADDING, AT_REST, RESTS, count_rows


@dataclass(frozen=True)
class Counting:
    """`figures`: the mark of those that are counted by. `reached`: up to that customer, as long as not `complete`."""

    figures: str
    reached: UUID | None
    complete: bool


async def current(connection: Connection) -> Counting:
    return Counting(*(await connection.execute(_COUNTING)).one())


async def hold(connection: Connection) -> Counting | None:
    """To the end of the transaction. None: somebody else does."""
    row = (await connection.execute(_COUNTING.with_for_update(skip_locked=True))).one_or_none()
    return None if row is None else Counting(*row)


async def begin(connection: Connection, figures: str) -> None:
    await connection.execute(update(counting).values(figures=figures, reached=None, complete=False))


async def following(connection: Connection, reached: UUID | None) -> UUID | None:
    statement = select(customers.c.id).order_by(customers.c.id).limit(1)
    return await connection.scalar(statement if reached is None else statement.where(customers.c.id > reached))


async def reach(connection: Connection, customer_id: UUID | None) -> None:
    """None: that was the last one."""
    await connection.execute(update(counting).values(reached=customer_id, complete=customer_id is None))


async def lock(connection: Connection) -> None:
    """Whoever has changed a number has committed, and nobody changes one until the transaction ends."""
    await connection.execute(text("LOCK TABLE counted_clocks IN SHARE ROW EXCLUSIVE MODE"))


async def replace(connection: Connection, customer_id: UUID, figures: str, counts: Counts) -> None:
    await connection.execute(delete(counted_clocks).where(counted_clocks.c.customer_id == customer_id))
    await connection.execute(ADDING, {"counts": count_rows(customer_id, figures, counts)})


async def kept(connection: Connection, customer_id: UUID) -> Counts:
    rows = await connection.execute(select(*_KEPT).where(counted_clocks.c.customer_id == customer_id))
    return {
        CountKey(Grain(grain), begins, SERVICE_LEVELS[level], PRIORITIES[priority], CLOCK_NAMES[name]): tuple(numbers)
        for grain, begins, level, priority, name, numbers in rows
    }


async def calendars(connection: Connection, customer_id: UUID, ticket_id: UUID | None) -> Mapping[CalendarKey, Instant]:
    """By which those are judged, and since when."""
    given = _given(customer_id, ticket_id)
    rows = await _calendars(frozenset(given)).all(connection, given)
    return dict(calendar_from(tuple(row.values())) for row in rows)


async def alike(
    connection: Connection,
    figures: Figures,
    measured: Sequence[Measured],
    now: Instant,
    customer_id: UUID,
    ticket_id: UUID | None,
) -> Iterable[tuple[RestingClock, int]]:
    """Clocks at rest that are counted alike, and how many of them there are."""
    given = _given(customer_id, ticket_id)
    values = {**given, **support_hours.given(measured, now), "judged_at": microsecond(now)}
    rows = await _alike(figures, frozenset(given)).all(connection, values)
    return [(_clock(*said), number) for number, *said in (tuple(row.values()) for row in rows)]


def _clock(
    name: str, priority: str, level: str, day: date, standing: str, stage: str, *said: str | None
) -> RestingClock:
    is_done = stage == Stage.DONE
    return RestingClock(
        CLOCK_NAMES[name],
        PRIORITIES[priority],
        SERVICE_LEVELS[level],
        day,
        ClockStanding(standing),
        Stage(stage),
        tuple(Verdict(each) for each in said if each is not None) if is_done else (),
    )


def _given(customer_id: UUID, ticket_id: UUID | None) -> dict[str, Any]:
    given = {"customer_id": customer_id, "ticket_id": ticket_id}
    return {name: value for name, value in given.items() if value is not None}


def _which(given: frozenset[str]) -> list[Any]:
    named = {"customer_id": tickets.c.customer_id, "ticket_id": tickets.c.id}
    return [RESTS, *(column == bind(name, column) for name, column in named.items() if name in given)]


@cache
def _calendars(given: frozenset[str]) -> Statement:
    return Statement(lambda: calendars_of(_which(given)))


@cache
def _alike(figures: Figures, given: frozenset[str]) -> Statement:
    further = {
        "clock": clocks.c.name,
        "judged_priority": JUDGED_BY,
        "level": tickets.c.service_level,
        "begun_on": func.date(func.timezone(literal_column(f"'{figures.zone}'", Text), tickets.c.begun_at)),
        "standing": AT_REST,
    }
    each = judged(figures, _which(given), further).c
    of = [each[name] for name in (*further, "stage", *(f"verdict{place}" for place in range(len(figures.promises))))]
    return Statement(lambda: select(func.count(), *of).group_by(*of))


_COUNTING: Final = select(counting.c.figures, counting.c.reached, counting.c.complete)
_KEPT: Final = tuple(
    counted_clocks.c[name] for name in ("grain", "begins", "service_level", "priority", "name", "numbers")
)
