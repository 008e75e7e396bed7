"""Clocks that still go and are past their due time, counted."""

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, func, select

from app.attainment.store.attainment import CourseFilter
from app.attainment.store.clock_counts import narrowed
from app.clock import Instant
from app.domain.vocabulary import ClockName, Priority
from app.postgres.connection import Connection
from app.postgres.scope import Scope
from app.postgres.statements import Statement, bind
from app.postgres.tables import clocks
from app.tickets.store.clock_standings import GOES

OverdueCounts = Mapping[tuple[ClockName, Priority], int]
"""What is not there is 0."""


async def count(connection: Connection, scope: Scope, wanted: CourseFilter, now: Instant) -> OverdueCounts:
    given: dict[str, Any] = {"scope": scope.customer_id, **vars(wanted), "now": now}
    values = {name: value for name, value in given.items() if value is not None}
    rows = await _counting(frozenset(values)).all(connection, values)
    return {(ClockName(row["name"]), Priority(row["priority"])): row["count"] for row in rows}


@lru_cache
def _counting(given: frozenset[str]) -> Statement:
    return Statement.reading(lambda: _counted(given))


def _counted(given: Collection[str]) -> Select[Any, Any, int]:
    columns = (clocks.c.name, clocks.c.priority)
    late = clocks.c.due_order < bind("now", clocks.c.due_order)
    counted = select(*columns, func.count().label("count")).where(GOES, late, *narrowed(clocks.c, given))
    return counted.group_by(*columns)
