"""How clocks stand at a moment, as conditions on their rows (`domain.clocks.standings`, in SQL); and how many of those
at rest stand how, which is kept.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    CTE,
    BindParameter,
    ColumnElement,
    Integer,
    Text,
    and_,
    bindparam,
    case,
    column,
    func,
    literal_column,
    or_,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from app.clock import Instant
from app.domain.attainment.resting import Counts
from app.domain.clocks.standings import ClockStanding
from app.domain.vocabulary import ClockState
from app.postgres.connection import Connection
from app.postgres.staging import Rank, Staged, Write
from app.postgres.tables import clocks

GOES: Final = and_(clocks.c.stopped_at.is_(None), clocks.c.started_at.is_not(None))
RESTS: Final = or_(clocks.c.stopped_at.is_not(None), clocks.c.started_at.is_(None))
"""Each clock does one or the other, and is in the indexes of those that do."""


def written_out(value: int | StrEnum) -> ColumnElement[Any]:
    """A limit, or a word of ours: a plan that is made once for all values of a parameter knows of none of them.

    A limit it takes for a tenth of the table, a word for as frequent as any other.
    """
    return (
        literal_column(f"'{value.value}'", Text) if isinstance(value, StrEnum) else literal_column(str(value), Integer)
    )


def stands(standing: ClockStanding, now: "Instant | BindParameter[Any]") -> ColumnElement[bool]:
    """As `domain.clocks.state_at` says of one clock: one that goes is breached from its due time on, if it has one."""
    running = and_(_is(ClockState.RUNNING), clocks.c.due_order >= now)
    match standing:
        case ClockStanding.RUNNING:
            return running
        case ClockStanding.AT_RISK:
            return and_(running, clocks.c.at_risk_at <= now)
        case ClockStanding.BREACHED:
            return and_(clocks.c.breach_at.is_not(None), clocks.c.due_order < now)
        case ClockStanding.RECORDED_LATE:
            return stands_recorded_late()
        case ClockStanding.PAUSED:
            return and_(_is(ClockState.PAUSED), clocks.c.due_order >= now)
        case _:
            return _is(ClockState(standing))


def stands_recorded_late() -> ColumnElement[bool]:
    return and_(_is(ClockState.MET), clocks.c.recorded_late_at > clocks.c.due_at)


def _is(state: ClockState) -> ColumnElement[bool]:
    return clocks.c.state == written_out(state)


AT_REST: Final = case((stands_recorded_late(), written_out(ClockStanding.RECORDED_LATE)), else_=clocks.c.state)
"""How a clock at rest stands, as it is counted."""


async def stage(connection: Connection, customer_id: UUID, counts: Mapping[str, Counts]) -> None:
    """By how much the numbers of a customer's clocks at rest grow or shrink, by the mark of the figures they go by.

    Those are added that are kept at the moment.
    """
    rows = [row for figures, each in counts.items() for row in count_rows(customer_id, figures, each)]
    if rows:
        await connection.stage(Staged(Rank.COUNTS, _COUNTING, {"counts": rows}))


def count_rows(customer_id: UUID, figures: str, counts: Counts) -> Sequence[Mapping[str, Any]]:
    """What ADDING takes, in the one order in which they are locked."""
    rows = [
        {**vars(key), "figures": figures, "customer_id": customer_id, "numbers": numbers}
        for key, numbers in counts.items()
        if any(numbers)
    ]
    return sorted(
        rows, key=lambda row: (row["grain"], row["begins"], row["service_level"], row["priority"], row["name"])
    )


ADDING: Final = text("""
    INSERT INTO counted_clocks AS kept (grain, begins, customer_id, service_level, priority, name, numbers)
    SELECT grain, begins, customer_id, service_level, priority, name, numbers
    FROM jsonb_to_recordset(:counts) AS given (figures text, grain text, begins date, customer_id uuid,
        service_level text, priority text, name text, numbers integer[])
    WHERE figures = (SELECT counting.figures FROM counting)
    ON CONFLICT (grain, begins, customer_id, service_level, priority, name) DO UPDATE SET numbers = ARRAY(
        SELECT coalesce(one, 0) + coalesce(other, 0)
        FROM unnest(kept.numbers, excluded.numbers) WITH ORDINALITY AS pair (one, other, place) ORDER BY place)
    RETURNING true AS added
""").bindparams(bindparam("counts", type_=JSONB))


def _parts() -> Sequence[CTE]:
    added = ADDING.columns(column("added")).cte("added")
    return [added, select(func.count().label("number")).select_from(added).cte("counts")]


_COUNTING: Final = Write(_parts, asked="counts")
