"""How many clocks stand how: those at rest as they are counted, those that go from their index."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Select,
    Text,
    Uuid,
    all_,
    any_,
    bindparam,
    cast,
    func,
    literal_column,
    null,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import array

from app.attainment.store.attainment import CourseFilter
from app.clock import Instant
from app.domain.attainment.days import Grain
from app.domain.attainment.resting import RESTING, standings_of
from app.domain.clocks.standings import ClockStanding
from app.domain.vocabulary import ClockState
from app.postgres.engine import Connection
from app.postgres.statements import Statement, bind
from app.postgres.tables import clocks, counted_clocks, counting
from app.tickets.store.clock_standings import AT_REST, GOES, RESTS
from app.tickets.store.ticket_keys import of_tickets

Standings = Mapping[tuple[Any, ...], int]
"""By what was asked for and the standing. What is not there is 0."""
BY_CLOCK: Final = ("name", "priority")
BY_LEVEL: Final = ("service_level", *BY_CLOCK)
_MAY_BE_LATE: Final = {ClockState.RUNNING, ClockState.PAUSED}


async def standings_by_level(connection: Connection, now: Instant) -> Standings:
    """Of all clocks, in one statement: by service level, name, priority and standing."""
    (row,) = await _by_level().all(connection, {"now": now})
    return standing(row["resting"], row["going"])


@cache
def _by_level() -> Statement:
    return Statement.reading(
        lambda: select(
            listed(resting(BY_LEVEL, ())).label("resting"),
            listed(going([clocks.c[name] for name in (*BY_LEVEL, "state")], [])).label("going"),
        )
    )


def standing(resting: Iterable[Sequence[Any]], going: Iterable[Sequence[Any]]) -> Counter[tuple[Any, ...]]:
    """Of the rows of `resting` and `going`: a key, the standing, numbers.

    Those at risk are running, too, and those recorded late are met.
    """
    found: Counter[tuple[Any, ...]] = Counter()
    for *key, state, numbers in going:
        all_of_them, late, at_risk = numbers if state in _MAY_BE_LATE else (numbers[0], 0, 0)
        found[*key, ClockStanding(state)] += all_of_them - late
        found[*key, ClockStanding.BREACHED] += late
        found[*key, ClockStanding.AT_RISK] += at_risk if state == ClockState.RUNNING else 0
    for *key, state, numbers in resting:
        for each, number in (standings_of(numbers) if state is None else _alone(state, *numbers)).items():
            found[*key, each] += number
    return found


def _alone(state: str, number: int) -> Mapping[ClockStanding, int]:
    rests = ClockStanding(state)
    return {rests: number, **({ClockStanding.MET: number} if rests is ClockStanding.RECORDED_LATE else {})}


def resting(by: Sequence[str], given: Collection[str]) -> Select[Any]:
    """Rows as arrays. As long as those at rest are not all counted, they are counted as they are."""
    is_complete = select(counting.c.complete).scalar_subquery()
    totals = [func.sum(counted_clocks.c.numbers[place]) for place in range(1, len(RESTING) + 1)]
    ever = counted_clocks.c.grain == literal_column(f"'{Grain.EVER.value}'", Text)
    counted = _row([counted_clocks.c[name] for name in by], None, *totals)
    parts = [counted.where(ever, is_complete, *narrowed(counted_clocks.c, given))]
    each, clock_is = [clocks.c[name] for name in by], narrowed(clocks.c, given)
    if "without" in given:
        theirs = of_tickets(clocks.c, any_(without()))
        parts.append(_row(each, AT_REST, -func.count()).where(RESTS, theirs, *clock_is))
    parts.append(_row(each, AT_REST, func.count()).where(RESTS, ~is_complete, *clock_is))
    return select(union_all(*parts).subquery("of_all").c.row)


def going(by: Sequence[ColumnElement[Any]], among: Sequence[ColumnElement[bool]]) -> Select[Any]:
    """Rows as arrays, which end with all of them, those that are late by now, and those that are at risk."""
    now = bind("now", clocks.c.due_order)
    late, at_risk = clocks.c.due_order < now, clocks.c.at_risk_at <= now
    numbers = (func.count(), func.count().filter(late), func.count().filter(~late, at_risk))
    row = func.jsonb_build_array(*by, func.jsonb_build_array(*numbers)).label("row")
    return select(row).where(GOES, *among).group_by(*by)


def _row(
    by: Sequence[ColumnElement[Any]], state: ColumnElement[Any] | None, *numbers: ColumnElement[Any]
) -> Select[Any]:
    told = cast(null(), Text) if state is None else state
    row = func.jsonb_build_array(*by, told, cast(array(numbers), ARRAY(BigInteger))).label("row")
    return select(row).group_by(*by, *([] if state is None else [state]))


def listed(rows: Select[Any]) -> ColumnElement[Any]:
    each = rows.subquery("each_row")
    return select(func.coalesce(func.jsonb_agg(each.c.row), func.jsonb_build_array())).scalar_subquery()


def without() -> ColumnElement[Any]:
    return bindparam("without", type_=ARRAY(Uuid))


def narrowed(columns: Any, given: Collection[str]) -> list[ColumnElement[bool]]:
    """Of clocks, or of those that are counted."""
    named = {"scope": columns.customer_id, **{name: columns[name] for name in CourseFilter.__dataclass_fields__}}
    return [column == bind(name, column) for name, column in named.items() if name in given]


def but_those(given: Collection[str]) -> list[ColumnElement[bool]]:
    return [clocks.c.ticket_id != all_(without())] if "without" in given else []
