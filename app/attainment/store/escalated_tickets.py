"""Tickets that cannot wait (§1), counted as they stand in rows."""

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, all_, func, select

from app.attainment.store.attainment import CourseFilter
from app.attainment.store.clock_counts import without as left_out
from app.postgres.connection import Connection
from app.postgres.scope import Scope
from app.postgres.statements import Statement, bind
from app.postgres.tables import tickets


async def count(connection: Connection, scope: Scope, wanted: CourseFilter, without: Sequence[UUID]) -> int:
    """By the priority of the ticket itself; `without`: none of these."""
    given: dict[str, Any] = {"scope": scope.customer_id, **vars(wanted), "without": without or None}
    values = {name: value for name, value in given.items() if value is not None}
    return await _counting(frozenset(values)).value(connection, values)


@lru_cache
def _counting(given: frozenset[str]) -> Statement:
    return Statement.reading(lambda: _counted(given))


def _counted(given: Collection[str]) -> Select[Any]:
    columns = {"scope": tickets.c.customer_id, **{each: tickets.c[each] for each in vars(CourseFilter())}}
    statement: Select[Any] = select(func.count().label("count")).where(tickets.c.escalation.is_not(None))
    statement = statement.where(*(column == bind(name, column) for name, column in columns.items() if name in given))
    return statement.where(tickets.c.id != all_(left_out())) if "without" in given else statement
