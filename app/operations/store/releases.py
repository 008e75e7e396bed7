"""Releases in and out of the database: written once, but for when their customers were told."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, insert, select, update

from app.clock import Instant
from app.domain.operations.instance_facts import ReleaseKind
from app.domain.operations.releases import Release, ReleaseTests
from app.postgres.connection import Connection
from app.postgres.scope import Scope
from app.postgres.tables import instances
from app.postgres.tables import releases as table


async def add(connection: Connection, release: Release, now: Instant, by: UUID) -> None:
    tests = None if release.tests is None else {"automatic": release.tests.automatic, "manual": release.tests.manual}
    values = {**vars(release), "tests": tests, "recorded_at": now, "recorded_by": by}
    await connection.execute(insert(table).values(values))


async def find(connection: Connection, release_id: UUID) -> Release | None:
    row = (await connection.execute(select(table).where(table.c.id == release_id))).mappings().one_or_none()
    return None if row is None else _from(row)


async def of_service(connection: Connection, service_id: UUID) -> list[Release]:
    statement = select(table).where(table.c.service_id == service_id).order_by(table.c.id)
    return [_from(row) for row in (await connection.execute(statement)).mappings()]


async def page(
    connection: Connection, scope: Scope, service_id: UUID | None, *, after: UUID | None, limit: int
) -> list[Release]:
    """Latest recorded first."""
    statement = _seen(scope).order_by(table.c.id.desc()).limit(limit)
    if service_id is not None:
        statement = statement.where(table.c.service_id == service_id)
    if after is not None:
        statement = statement.where(table.c.id < after)
    return [_from(row) for row in (await connection.execute(statement)).mappings()]


async def untold(connection: Connection, today: date) -> Sequence[UUID]:
    """Oldest first."""
    waiting = select(table.c.id).where(table.c.told_at.is_(None), table.c.released_on <= today)
    return list(await connection.scalars(waiting.order_by(table.c.id)))


async def take_untold(connection: Connection, release_id: UUID, now: Instant) -> Release | None:
    """None: somebody else tells of it, or has."""
    waiting = select(table.c.id).where(table.c.id == release_id, table.c.told_at.is_(None))
    free = waiting.with_for_update(skip_locked=True).scalar_subquery()
    taken = update(table).where(table.c.id == free).values(told_at=now).returning(table)
    row = (await connection.execute(taken)).mappings().one_or_none()
    return None if row is None else _from(row)


def _seen(scope: Scope) -> Select[Any]:
    seen = select(table)
    if scope.customer_id is None:
        return seen
    own = (instances.c.service_id == table.c.service_id, instances.c.customer_id == scope.customer_id)
    return seen.where(exists().where(*own))


def _from(row: Mapping[Any, Any]) -> Release:
    tests = row["tests"]
    return Release(
        id=row["id"],
        service_id=row["service_id"],
        version=row["version"],
        released_on=row["released_on"],
        kind=ReleaseKind(row["kind"]),
        notes_url=row["notes_url"],
        tests=None if tests is None else ReleaseTests(**tests),
    )
