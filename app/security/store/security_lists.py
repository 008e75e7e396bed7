"""Data leaks and reports of vulnerabilities as they are searched; and what opens a report."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.domain.security.leaks import Leak, LeakState
from app.domain.security.vulnerabilities import Vulnerability, VulnerabilityState
from app.postgres.connection import Connection
from app.postgres.scope import Scope
from app.postgres.tables import data_leaks, vulnerability_reports
from app.security.kinds import LEAKS, VULNERABILITIES
from app.streams.subjects import StoredSubject, seen_by, stored_from


async def leaks(
    connection: Connection, scope: Scope, state: LeakState | None, *, after: UUID | None, limit: int
) -> list[StoredSubject[Leak]]:
    """Latest recorded first."""
    seen, statement = seen_by(scope, LEAKS), select(data_leaks).order_by(data_leaks.c.id.desc()).limit(limit)
    if seen is not None:
        statement = statement.where(seen)
    if state is not None:
        statement = statement.where(data_leaks.c.progress == state.value)
    if after is not None:
        statement = statement.where(data_leaks.c.id < after)
    return [stored_from(LEAKS, row) for row in (await connection.execute(statement)).mappings()]


async def reports(
    connection: Connection, state: VulnerabilityState | None, *, after: UUID | None, limit: int
) -> list[StoredSubject[Vulnerability]]:
    """Latest first."""
    table = vulnerability_reports
    statement = select(table).order_by(table.c.id.desc()).limit(limit)
    if state is not None:
        statement = statement.where(table.c.progress == state.value)
    if after is not None:
        statement = statement.where(table.c.id < after)
    return [stored_from(VULNERABILITIES, row) for row in (await connection.execute(statement)).mappings()]


async def report_id(connection: Connection, named: UUID | str, token: bytes | None) -> UUID | None:
    """Of the report of this reference, or this id; with `token` only if it is the digest of what opens it."""
    column = vulnerability_reports.c
    by_name: Any = column.id == named if isinstance(named, UUID) else column.reference == named
    opened = [] if token is None else [column.token == token]
    return await connection.scalar(select(column.id).where(by_name, *opened))
