"""The chains of the audit trail, as they are stored: for those who hold each entry against the one before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Uuid, exists, func, literal, select, union

from app.audit.store.audit_entries import entry_from
from app.domain.access.audit import AuditEntry, ChainHead
from app.domain.actor import OF_VENDOR
from app.postgres.connection import Connection
from app.postgres.tables import audit_entries, audit_heads, customers


@dataclass(frozen=True)
class ChainPage:
    """Entries of a chain in their order; `head` is as it was when the last of them was read."""

    entries: Sequence[AuditEntry]
    head: ChainHead | None


async def heads(connection: Connection, chain: UUID | None = None) -> Mapping[UUID, ChainHead]:
    """Of every chain, or of one."""
    statement = select(audit_heads.c.chain, audit_heads.c.position, audit_heads.c.hash).order_by(audit_heads.c.chain)
    if chain is not None:
        statement = statement.where(audit_heads.c.chain == chain)
    return {row.chain: ChainHead(row.position, row.hash) for row in await connection.execute(statement)}


async def lengths(connection: Connection, chain: UUID | None = None) -> Mapping[UUID, int]:
    """How many entries each chain has; also one that has lost them all, or its head, or both: a customer has one."""
    with_vendor = select(literal(OF_VENDOR, Uuid)).where(exists().where(customers.c.id.is_not(None)))
    of_customers = select(customers.c.id)
    known = union(
        select(audit_heads.c.chain), select(audit_entries.c.chain).distinct(), of_customers, with_vendor
    ).subquery()
    counted = select(func.count()).where(audit_entries.c.chain == known.c.chain).scalar_subquery()
    statement = select(known.c.chain, counted).order_by(known.c.chain)
    if chain is not None:
        statement = statement.where(known.c.chain == chain)
    return {row[0]: row[1] for row in await connection.execute(statement)}


async def stretch(connection: Connection, chain: UUID, after: int, limit: int) -> ChainPage:
    """In one statement, so that head and entries are of one moment, whoever appends meanwhile."""
    entries = (
        select(audit_entries)
        .where(audit_entries.c.chain == chain, audit_entries.c.position > after)
        .order_by(audit_entries.c.position)
        .limit(limit)
        .subquery()
    )
    head = select(audit_heads).where(audit_heads.c.chain == chain).subquery()
    statement = (
        select(entries, head.c.position.label("head_position"), head.c.hash.label("head_hash"))
        .select_from(entries.join(head, head.c.chain == entries.c.chain, full=True))
        .order_by(entries.c.position)
    )
    rows = (await connection.execute(statement)).mappings().all()
    known = next(
        (ChainHead(row["head_position"], row["head_hash"]) for row in rows if row["head_hash"] is not None), None
    )
    return ChainPage([entry_from(row) for row in rows if row["hash"] is not None], known)
