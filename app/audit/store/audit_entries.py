"""The audit trail out of the database, as it stands there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from typing import cast as as_type
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, case, cast, exists, or_, select, tuple_

from app.clock import Instant
from app.domain.access.audit import AuditedActorKind, AuditEntry, AuditOutcome, AuditRecord, AuditSubject, ChainPosition
from app.postgres.connection import Connection
from app.postgres.scope import Scope
from app.postgres.tables import audit_entries, ticket_events


@dataclass(frozen=True, kw_only=True)
class TrailFilter:
    """`subject_id` of any type; `since` and `until` bound `recorded_at`, the second one excluded."""

    person_id: UUID | None = None
    customer_id: UUID | None = None
    operation: str | None = None
    outcome: AuditOutcome | None = None
    subject_type: str | None = None
    subject_id: str | None = None
    since: Instant | None = None
    until: Instant | None = None


Key = tuple[Instant, UUID, int]


async def page(
    connection: Connection, scope: Scope, wanted: TrailFilter, *, before: Key | None, limit: int
) -> Sequence[AuditEntry]:
    """Latest first."""
    table = audit_entries.c
    order = (table.recorded_at, table.chain, table.position)
    statement = scope.narrow(select(audit_entries), table.chain)
    if not scope.is_vendor:
        statement = statement.where(_is_no_internal_comment())
    equal = {
        table.actor_id: wanted.person_id,
        table.chain: wanted.customer_id,
        table.operation: wanted.operation,
        table.outcome: wanted.outcome,
        table.subject_type: wanted.subject_type,
        table.subject_id: wanted.subject_id,
    }
    statement = statement.where(*(column == value for column, value in equal.items() if value is not None))
    if wanted.since is not None:
        statement = statement.where(table.recorded_at >= wanted.since)
    if wanted.until is not None:
        statement = statement.where(table.recorded_at < wanted.until)
    if before is not None:
        statement = statement.where(tuple_(*order) < tuple_(*before))
    statement = statement.order_by(*(column.desc() for column in order)).limit(limit)
    return [entry_from(row) for row in (await connection.execute(statement)).mappings()]


def _is_no_internal_comment() -> ColumnElement[bool]:
    """Of a comment a customer sees the entry if it sees the comment, which was recorded by the same at that moment."""
    entry, told = audit_entries.c, ticket_events.c
    is_shown = exists().where(
        told.customer_id == entry.chain,
        told.ticket_id == case((entry.subject_type == "ticket", cast(entry.subject_id, Uuid))),
        told.type == "comment_added",
        told.recorded_at == entry.recorded_at,
        told.actor_id == entry.actor_id,
        told.internal.is_(False),
    )
    return or_(entry.operation != "add_ticket_comment", entry.outcome != AuditOutcome.DONE, is_shown)


def entry_from(row: Mapping[Any, Any]) -> AuditEntry:
    """Words are taken as they stand: an edited row is to be found out, not to be stumbled over."""
    act = AuditRecord(
        recorded_at=row["recorded_at"],
        actor_kind=as_type("AuditedActorKind", row["actor_kind"]),
        actor_id=row["actor_id"],
        credential_kind=row["credential_kind"],
        credential_id=row["credential_id"],
        operation=row["operation"],
        subject=_subject(row["subject_type"], row["subject_id"]),
        address=row["address"],
        request_id=row["request_id"],
        outcome=as_type("AuditOutcome", row["outcome"]),
        status=row["status"],
        details=row["details"],
    )
    return AuditEntry(ChainPosition(row["chain"], row["position"], row["hash"]), act, row["on_behalf_of"])


def _subject(kind: str | None, subject_id: str | None) -> AuditSubject | None:
    return None if kind is None and subject_id is None else AuditSubject(kind or "", subject_id)
