"""How many clocks stand how, in one statement: those at rest as they are counted, those that go from their index."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Select,
    Text,
    Uuid,
    all_,
    and_,
    any_,
    bindparam,
    cast,
    func,
    literal,
    literal_column,
    null,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import array

from app.attainment.store.clock_lists import ClockFilter, equal_to
from app.clock import Instant
from app.domain.attainment.days import Grain
from app.domain.attainment.resting import RESTING, standings_of
from app.domain.clocks.standings import ClockStanding
from app.domain.vocabulary import ClockName, ClockState, Priority, ServiceLevel
from app.postgres.arrays import in_one_number, one_of
from app.postgres.engine import Connection
from app.postgres.scope import Scope
from app.postgres.statements import Row, Statement, bind
from app.postgres.tables import clocks, counted_clocks, counting
from app.tickets.store.clock_standings import AT_REST, GOES, RESTS
from app.tickets.store.ticket_keys import of_tickets

Standings = Mapping[tuple[Any, ...], int]
"""By what was asked for and the standing. What is not there is 0."""
BY_CLOCK: Final = ("name", "priority")
_WORDS: Final = {"service_level": ServiceLevel, "name": ClockName, "priority": Priority}
_RESTING, _COUNTED, _GOING = "resting", "counted", "going"


async def standings(
    connection: Connection,
    scope: Scope,
    wanted: ClockFilter,
    now: Instant,
    without: Sequence[UUID] = (),
    by: tuple[str, ...] = BY_CLOCK,
) -> Standings:
    """Of all clocks, going or not, but those of some tickets; the standing and the due times of `wanted` do not matter.

    `by`: of `customer_id`, `service_level`, `name` and `priority`, in the order of the keys.
    """
    given: dict[str, Any] = {
        "now": now,
        "scope": scope.customer_id,
        **equal_to(wanted),
        "without": without or None,
    }
    given = {name: value for name, value in given.items() if value is not None}
    return _sum(await _counting(by, frozenset(given)).all(connection, given), by)


def _sum(rows: Iterable[Row], by: Sequence[str]) -> Standings:
    """Those at risk are running, too, and those recorded late are met."""
    found: Counter[tuple[Any, ...]] = Counter()
    for row in rows:
        key, numbers = tuple(row[name] for name in by), row["numbers"]
        if row["arm"] == _GOING:
            all_of_them, late, at_risk = numbers
            stand = {ClockStanding.BREACHED: late, ClockStanding.AT_RISK: at_risk}
            found[*key, ClockStanding(row["state"])] += all_of_them - late
        elif row["arm"] == _COUNTED:
            stand = standings_of(numbers)
        else:
            state = ClockStanding(row["state"])
            is_late = state is ClockStanding.RECORDED_LATE
            stand = {state: numbers[0], **({ClockStanding.MET: numbers[0]} if is_late else {})}
        for standing, number in stand.items():
            found[*key, standing] += number
    return found


@cache
def _counting(by: tuple[str, ...], given: frozenset[str]) -> Statement:
    return Statement.reading(lambda: union_all(*_arms(by, given)))


def _arms(by: Sequence[str], given: Collection[str]) -> Iterable[Select[Any]]:
    """As long as those at rest are not all counted, they are counted as they are."""
    is_complete = select(counting.c.complete).scalar_subquery()
    clock_is = _narrowing(clocks.c, given)
    going = _row(_GOING, by, clocks.c, clocks.c.state, *_of_going()).where(GOES, *clock_is)
    resting = _row(_RESTING, by, clocks.c, AT_REST, func.count()).where(RESTS, ~is_complete, *clock_is)
    totals = [func.sum(counted_clocks.c.numbers[place]) for place in range(1, len(RESTING) + 1)]
    counted = _row(_COUNTED, by, counted_clocks.c, None, *totals)
    ever = counted_clocks.c.grain == literal_column(f"'{Grain.EVER.value}'", Text)
    yield counted.where(ever, is_complete, *_narrowing(counted_clocks.c, given))
    if "without" in given:
        theirs = of_tickets(clocks.c, any_(_without()))
        yield _row(_RESTING, by, clocks.c, AT_REST, -func.count()).where(RESTS, theirs, *clock_is)
        going = going.where(clocks.c.ticket_id != all_(_without()))
    yield going
    yield resting


def _row(
    arm: str, by: Sequence[str], columns: Any, state: ColumnElement[Any] | None, *numbers: ColumnElement[Any]
) -> Select[Any]:
    words = [(columns[name], _WORDS[name]) for name in by if name in _WORDS]
    words += [] if state is None else [(state, ClockStanding)]
    of = [func.any_value(columns[name]).label(name) if name in _WORDS else columns[name] for name in by]
    told = cast(null(), Text) if state is None else func.any_value(state)
    row: Select[Any] = select(literal(arm, Text).label("arm"))
    row = row.add_columns(*of, told.label("state"), _all(numbers).label("numbers"))
    apart = [columns[name] for name in by if name not in _WORDS]
    return row.group_by(*apart, *([in_one_number(*words)] if words else ()))


def _all(numbers: Sequence[ColumnElement[Any]]) -> ColumnElement[Any]:
    return cast(array(numbers), ARRAY(BigInteger))


def _of_going() -> Sequence[ColumnElement[Any]]:
    """All of them, those that are late by now, and those that are at risk."""
    now = bind("now", clocks.c.due_order)
    late = and_(one_of(clocks.c.state, (ClockState.RUNNING, ClockState.PAUSED)), clocks.c.due_order < now)
    at_risk = and_(one_of(clocks.c.state, (ClockState.RUNNING,)), clocks.c.due_order >= now, clocks.c.at_risk_at <= now)
    return func.count(), func.count().filter(late), func.count().filter(at_risk)


def _without() -> ColumnElement[Any]:
    return bindparam("without", type_=ARRAY(Uuid))


def _narrowing(columns: Any, given: Collection[str]) -> list[ColumnElement[bool]]:
    by = {"scope": columns.customer_id, **{name: columns[name] for name in equal_to(ClockFilter())}}
    return [column == bind(name, column) for name, column in by.items() if name in given]
