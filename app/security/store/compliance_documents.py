"""Compliance documents in and out of the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, insert, or_, select

from app.clock import Instant
from app.domain.security.compliance import ComplianceDocument, Validity
from app.postgres.connection import Connection
from app.postgres.tables import compliance_documents as table


@dataclass(frozen=True, kw_only=True)
class KeptDocument:
    id: UUID
    document: ComplianceDocument
    added_at: Instant
    added_by: UUID


async def add(connection: Connection, kept: KeptDocument) -> None:
    own = {"id": kept.id, "added_at": kept.added_at, "added_by": kept.added_by}
    await connection.execute(insert(table).values({**own, **vars(kept.document)}))


async def find(connection: Connection, document_id: UUID) -> KeptDocument | None:
    row = (await connection.execute(select(table).where(table.c.id == document_id))).mappings().one_or_none()
    return None if row is None else _from(row)


async def page(
    connection: Connection, on: date, validity: Validity | None, *, after: UUID | None, limit: int
) -> list[KeptDocument]:
    statement = select(table).order_by(table.c.id).limit(limit)
    if validity is not None:
        statement = statement.where(_is(validity, on))
    if after is not None:
        statement = statement.where(table.c.id > after)
    return [_from(row) for row in (await connection.execute(statement)).mappings()]


def _is(validity: Validity, on: date) -> ColumnElement[bool]:
    """As `ComplianceDocument.validity` has it."""
    begun, ended = table.c.valid_from <= on, table.c.valid_until < on
    match validity:
        case Validity.NOT_YET:
            return ~begun
        case Validity.EXPIRED:
            return and_(begun, ended)
        case Validity.VALID:
            return and_(begun, or_(table.c.valid_until.is_(None), ~ended))


def _from(row: Mapping[Any, Any]) -> KeptDocument:
    document = ComplianceDocument(row["name"], row["url"], row["valid_from"], row["valid_until"])
    return KeptDocument(id=row["id"], document=document, added_at=row["added_at"], added_by=row["added_by"])
