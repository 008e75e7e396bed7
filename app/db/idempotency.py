"""Answers to requests that carried an Idempotency-Key, in the transaction of the effect that they tell of."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from app.clock import Instant
from app.db.errors import sqlstate, translated
from app.db.tables import idempotency_keys
from app.errors import Conflict, IdempotencyMismatch

KEPT_FOR = timedelta(hours=72)
PATIENCE = "500ms"
"""How long a request waits for the first one with its key before it is told to come back."""
LOCK_NOT_AVAILABLE = "55P03"


@dataclass(frozen=True)
class Key:
    """`operation` is the method with the route's template: a client may use one key on two of them."""

    principal_id: UUID
    operation: str
    key: str

    def row(self) -> ColumnElement[bool]:
        table = idempotency_keys.c
        return and_(table.principal_id == self.principal_id, table.operation == self.operation, table.key == self.key)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


async def claim(connection: AsyncConnection, key: Key, fingerprint: bytes, now: Instant) -> Answer | None:
    """What was answered before; None: the key is new, or was forgotten, and is ours until the transaction ends.

    IdempotencyMismatch: it came with another request. Conflict: the first request is still running.
    """
    if await _take(connection, key, fingerprint, now):
        return None
    row = (await connection.execute(select(idempotency_keys).where(key.row()))).mappings().one()
    if row["fingerprint"] != fingerprint:
        raise IdempotencyMismatch("This Idempotency-Key came with a different request before.")
    return Answer(row["status"], row["headers"], row["body"])


async def keep(connection: AsyncConnection, key: Key, answer: Answer) -> None:
    """Completes the row that `claim` made; a transaction that ends without it must roll back."""
    values = {"status": answer.status, "headers": dict(answer.headers), "body": answer.body}
    await connection.execute(update(idempotency_keys).where(key.row()).values(values))


@asynccontextmanager
async def undone_when_refused(connection: AsyncConnection) -> AsyncGenerator[None]:
    """What raises within leaves no effect, and the transaction lives on: so a refusal can be kept as the answer."""
    with translated():
        async with connection.begin_nested():
            yield


async def forget(connection: AsyncConnection, now: Instant, limit: int) -> int:
    """Deletes at most `limit` answers that are no longer kept; passes by those that a request holds."""
    table = idempotency_keys
    old = (
        select(table.c.principal_id, table.c.operation, table.c.key)
        .where(table.c.created_at < now - KEPT_FOR)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    named = tuple_(table.c.principal_id, table.c.operation, table.c.key)
    return (await connection.execute(delete(table).where(named.in_(old)))).rowcount


async def _take(connection: AsyncConnection, key: Key, fingerprint: bytes, now: Instant) -> bool:
    """Waits for whoever holds the same key in a transaction that has not ended, but not for long."""
    table = idempotency_keys
    statement = insert(table).values(
        principal_id=key.principal_id, operation=key.operation, key=key.key, fingerprint=fingerprint, created_at=now
    )
    blank = {name: statement.excluded[name] for name in ("fingerprint", "status", "headers", "body", "created_at")}
    taken = statement.on_conflict_do_update(
        index_elements=table.primary_key, set_=blank, where=table.c.created_at < now - KEPT_FOR
    ).returning(table.c.created_at)
    await connection.execute(select(func.set_config("lock_timeout", PATIENCE, True)))
    try:
        row = (await connection.execute(taken)).one_or_none()
    except DBAPIError as error:
        if sqlstate(error) != LOCK_NOT_AVAILABLE:
            raise
        raise Conflict("The first request with this Idempotency-Key is still running. Try again.") from error
    await connection.execute(text("SET LOCAL lock_timeout TO DEFAULT"))
    return row is not None
