"""Tickets that cannot wait (§1), counted as they stand in rows."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from app.attainment.store.attainment import CourseFilter
from app.postgres.connection import Connection
from app.postgres.scope import Scope
from app.postgres.tables import tickets


async def count(connection: Connection, scope: Scope, wanted: CourseFilter, without: Collection[UUID]) -> int:
    """By the priority of the ticket itself; `without`: none of these."""
    counted: Any = select(func.count()).where(tickets.c.escalation.is_not(None))
    statement = scope.narrow(counted, tickets.c.customer_id)
    for name, value in vars(wanted).items():
        if value is not None:
            statement = statement.where(tickets.c[name] == value)
    if without:
        statement = statement.where(tickets.c.id.not_in(without))
    return await connection.scalar(statement) or 0
