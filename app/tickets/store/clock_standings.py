"""How clocks stand at a moment, as conditions on their rows: `domain.clocks.standings`, in SQL."""

from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Integer, Text, and_, literal_column, or_

from app.clock import Instant
from app.domain.clocks.standings import ClockStanding
from app.domain.vocabulary import ClockState
from app.postgres.tables import clocks


def written_out(limit: int) -> ColumnElement[int]:
    """As a parameter PostgreSQL takes it for a tenth of the table, and plans anew at each execution."""
    return literal_column(str(limit), Integer)


def stands(standing: ClockStanding, now: "Instant | BindParameter[Any]") -> ColumnElement[bool]:
    """As `domain.clocks.state_at` says of one clock."""
    running = and_(clocks.c.state == ClockState.RUNNING, clocks.c.due_order >= now)
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
            paused = clocks.c.state == ClockState.PAUSED
            return and_(paused, or_(clocks.c.breach_at.is_(None), clocks.c.due_order >= now))
        case _:
            return clocks.c.state == standing.value


def stands_recorded_late() -> ColumnElement[bool]:
    return and_(
        clocks.c.state == literal_column(f"'{ClockState.MET.value}'", Text),
        clocks.c.recorded_late_at > clocks.c.due_at,
    )
