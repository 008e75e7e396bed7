"""How many clocks stand how, per clock and priority, in one statement and from indexes alone."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, Select, String, func, literal, select, union_all

from app.clock import Instant
from app.db.clock_lists import ClockFilter, ClockStanding, equalities
from app.db.engine import Connection
from app.db.scope import Scope
from app.db.tables import clocks
from app.db.tickets import any_of
from app.domain.vocabulary import ClockName, ClockState, Priority

CountKey = tuple[ClockName, Priority, ClockStanding]
Numbers = Mapping[CountKey, int]
"""What is not there is 0."""


async def count(
    connection: Connection, scope: Scope, wanted: ClockFilter, now: Instant, without: Sequence[UUID] = ()
) -> Numbers:
    """Of all clocks but those of some tickets, going or not; the standing and the due times of `wanted` do not matter.

    Those of the tickets are counted by key and taken off, so that all of them still come from indexes alone.
    """
    numbers = await _count(connection, counting(scope, wanted, now))
    if without:
        numbers.subtract(await _count(connection, counting(scope, wanted, now, of=without)))
    return numbers


async def _count(connection: Connection, statement: CompoundSelect[Any]) -> Counter[CountKey]:
    numbers: Counter[CountKey] = Counter()
    for row in await connection.execute(statement):
        numbers[ClockName(row.name), Priority(row.priority), ClockStanding(row.standing)] += row.number
    return numbers


def counting(scope: Scope, wanted: ClockFilter, now: Instant, of: Sequence[UUID] = ()) -> CompoundSelect[Any]:
    """The stored states; then what time alone has changed: clocks that went late, and those that run a risk."""
    number = func.count()
    stored: ColumnElement[str] = clocks.c.state
    late = (_GOING, clocks.c.state.in_(_TURN_LATE), clocks.c.at_risk_at <= now, clocks.c.breach_at < now)
    at_risk = (_GOING, clocks.c.state == ClockState.RUNNING, clocks.c.at_risk_at <= now, clocks.c.breach_at >= now)
    arms = [
        _grouped(stored, number),
        _grouped(_named(ClockStanding.BREACHED), number).where(*late),
        _grouped(stored, -number).where(*late),
        _grouped(_named(ClockStanding.AT_RISK), number).where(*at_risk),
    ]
    conditions = [*equalities(wanted), *([clocks.c.ticket_id == any_of(of)] if of else [])]
    return union_all(*(scope.narrow(arm, clocks.c.customer_id).where(*conditions) for arm in arms))


_TURN_LATE = (ClockState.RUNNING, ClockState.PAUSED)
_GOING = clocks.c.stopped_at.is_(None) & clocks.c.breach_at.is_not(None)


def _named(standing: ClockStanding) -> ColumnElement[str]:
    return literal(standing.value, String)


def _grouped(standing: ColumnElement[str], number: ColumnElement[int]) -> Select[Any]:
    columns: list[ColumnElement[Any]] = [clocks.c.name, clocks.c.priority]
    counted: list[ColumnElement[Any]] = [standing.label("standing"), number.label("number")]
    return select(*columns, *counted).group_by(*columns, clocks.c.state)
