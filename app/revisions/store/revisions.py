"""Revisions and objections as they are searched."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, func, select

from app.domain.revisions.objections import Objection
from app.domain.revisions.revisions import AgreementRevision, RevisionState
from app.postgres.connection import Connection
from app.postgres.scope import Scope
from app.postgres.tables import agreement_revisions, objections
from app.revisions.kinds import AGREEMENT_REVISIONS, OBJECTIONS
from app.streams.subjects import StoredSubject, seen_by, stored_from

StoredRevision = StoredSubject[AgreementRevision]
StoredObjection = StoredSubject[Objection]
_REVISING: Final = 0x72657669


async def hold(connection: Connection) -> None:
    """Revisions are numbered, and announced, one after the other."""
    await connection.execute(select(func.pg_advisory_xact_lock(_REVISING)))


async def hold_objections(connection: Connection, customer_id: UUID) -> None:
    """A customer's objections are made one after the other."""
    await connection.execute(select(func.pg_advisory_xact_lock(_REVISING, func.hashtext(str(customer_id)))))


async def highest_number(connection: Connection) -> int:
    return await connection.scalar(select(func.coalesce(func.max(agreement_revisions.c.number), 0))) or 0


async def id_of(connection: Connection, number: int) -> UUID | None:
    return await connection.scalar(select(agreement_revisions.c.id).where(agreement_revisions.c.number == number))


async def page(connection: Connection, scope: Scope, *, before: int | None, limit: int) -> list[StoredRevision]:
    """The latest number first."""
    statement = _seen(scope).order_by(agreement_revisions.c.number.desc()).limit(limit)
    if before is not None:
        statement = statement.where(agreement_revisions.c.number < before)
    return await _found(connection, statement)


async def announced(connection: Connection) -> list[StoredRevision]:
    """Those that bind, or will; in the order in which they take effect."""
    stands = agreement_revisions.c.progress == RevisionState.ANNOUNCED.value
    return await _found(
        connection, select(agreement_revisions).where(stands).order_by(agreement_revisions.c.in_force_on)
    )


async def versions(connection: Connection) -> dict[UUID, int]:
    """Of those that bind, or will."""
    stands = agreement_revisions.c.progress == RevisionState.ANNOUNCED.value
    found = await connection.execute(select(agreement_revisions.c.id, agreement_revisions.c.version).where(stands))
    return {row.id: row.version for row in found}


async def untold(connection: Connection, today: date) -> UUID | None:
    """One that has taken effect by this day, and is not told of yet."""
    column = agreement_revisions.c
    stands = (column.progress == RevisionState.ANNOUNCED.value, column.in_force_on <= today)
    told = column.state["told_in_force"].as_boolean()
    return await connection.scalar(select(column.id).where(*stands, ~told).order_by(column.in_force_on).limit(1))


async def objections_of(connection: Connection, customer_id: UUID) -> list[Objection]:
    rows = await connection.execute(select(objections).where(objections.c.customer_id == customer_id))
    return [stored_from(OBJECTIONS, row).state for row in rows.mappings()]


async def objections_to(connection: Connection, scope: Scope, revision: int) -> list[StoredObjection]:
    """In the order in which they were made; a customer's people see their own."""
    statement = select(objections).where(objections.c.revision == revision).order_by(objections.c.id)
    if scope.customer_id is not None:
        statement = statement.where(objections.c.customer_id == scope.customer_id)
    return [stored_from(OBJECTIONS, row) for row in (await connection.execute(statement)).mappings()]


async def objection_of(connection: Connection, customer_id: UUID, revision: int) -> UUID | None:
    whose = (objections.c.customer_id == customer_id, objections.c.revision == revision)
    return await connection.scalar(select(objections.c.id).where(*whose))


def _seen(scope: Scope) -> Select[Any]:
    seen, condition = select(agreement_revisions), seen_by(scope, AGREEMENT_REVISIONS)
    return seen if condition is None else seen.where(condition)


async def _found(connection: Connection, statement: Select[Any]) -> list[StoredRevision]:
    return [stored_from(AGREEMENT_REVISIONS, row) for row in (await connection.execute(statement)).mappings()]
