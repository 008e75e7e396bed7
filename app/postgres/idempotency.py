"""Answers to requests that carried an Idempotency-Key, in the transaction of the effect that they tell of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from asyncpg.exceptions import PostgresError
from sqlalchemy import CTE, ColumnElement, Select, and_, delete, exists, func, select, true, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from app.clock import Instant
from app.errors import Conflict, IdempotencyMismatch
from app.postgres.compiling import Values
from app.postgres.connection import Connection
from app.postgres.errors import is_waiting_over
from app.postgres.staging import Rank, Staged, Write
from app.postgres.statements import Statement, bind, row
from app.postgres.tables import idempotency_keys

KEPT_FOR = timedelta(hours=72)
PATIENCE = "500ms"
"""How long a request waits for the first one with its key before it is told to come back."""


@dataclass(frozen=True)
class Key:
    """`operation` is the method with the route's template: a client may use one key on two of them."""

    principal_id: UUID
    operation: str
    key: str


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


def is_answered() -> ColumnElement[bool]:
    """Whether there is an answer to a key; its values are given to the statement that asks."""
    return exists().where(_row())


async def claim(connection: Connection, key: Key, fingerprint: bytes, now: Instant) -> Answer | None:
    """What was answered before; None: the key is new, or was forgotten, and is ours until the transaction ends.

    IdempotencyMismatch: it came with another request. Conflict: the first request is still running.
    """
    if await _take(connection, key, fingerprint, now):
        return None
    row = await _KEPT.one(connection, vars(key))
    if row is None or row["fingerprint"] != fingerprint:
        raise IdempotencyMismatch("This Idempotency-Key came with a different request before.")
    return Answer(row["status"], row["headers"], row["body"])


async def stage_claim(connection: Connection, key: Key, fingerprint: bytes, now: Instant) -> None:
    """As `claim` of a key that most probably is new, which is found out when it is written."""
    given = {**vars(key), "fingerprint": fingerprint, "created_at": now, **_UNANSWERED}
    await connection.stage(Staged(Rank.KEY, _CLAIMING, groups={"kept": given}, about=key))


async def stage_answer(connection: Connection, key: Key, answer: Answer) -> None:
    """Completes what was claimed, be it staged or written; a transaction that ends without it must roll back."""
    answered = {"status": answer.status, "headers": dict(answer.headers), "body": answer.body}
    claim = connection.taken_back(key)
    write, values = (_ANSWERING, vars(key)) if claim is None else (_CLAIMING, claim.groups["kept"])
    await connection.stage(Staged(Rank.KEY, write, groups={"kept": {**values, **answered}}, about=key))


async def forget(connection: Connection, now: Instant, limit: int) -> int:
    """Deletes at most `limit` answers that are no longer kept; passes by those that a request holds."""
    table = idempotency_keys
    old = (
        select(table.c.principal_id, table.c.operation, table.c.key)
        .where(table.c.created_at < now - KEPT_FOR)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("old")
        .prefix_with("MATERIALIZED")  # looked for once: asked again, it would find the next ones
    )
    named = tuple_(table.c.principal_id, table.c.operation, table.c.key)
    return (await connection.execute(delete(table).where(named.in_(select(old))))).rowcount


async def _take(connection: Connection, key: Key, fingerprint: bytes, now: Instant) -> bool:
    """Waits for whoever holds the same key in a transaction that has not ended, but not for long."""
    given = {**vars(key), "fingerprint": fingerprint, "created_at": now, "forgotten": now - KEPT_FOR}
    try:
        row = await _TAKING.one(connection, given)
    except PostgresError as error:
        if not is_waiting_over(error):
            raise
        raise Conflict("The first request with this Idempotency-Key is still running. Try again.") from error
    return row is not None and row["number"] > 0


def _taking() -> Select[Any, Any]:
    """The patience is set before the key is written, and set back once it is: all in one statement."""
    table = idempotency_keys
    usual = select(func.current_setting("lock_timeout").label("value")).cte("usual")
    patient = select(usual.c.value, func.set_config("lock_timeout", PATIENCE, True).label("patience")).cte("patient")
    fresh = [bind(name, table.c[name]) for name in _NEW]
    made = insert(table).from_select(_NEW, select(*fresh).select_from(patient))
    blank = {name: made.excluded[name] for name in ("fingerprint", "status", "headers", "body", "created_at")}
    forgotten = table.c.created_at < bind("forgotten", table.c.created_at)
    taken = made.on_conflict_do_update(index_elements=table.primary_key, set_=blank, where=forgotten)
    number = select(func.count().label("number")).select_from(taken.returning(table.c.created_at).cte("taken")).cte()
    return select(number.c.number, func.set_config("lock_timeout", patient.c.value, True)).join_from(
        number, patient, true()
    )


def _row() -> ColumnElement[bool]:
    table = idempotency_keys
    return and_(*(table.c[name] == bind(name, table.c[name]) for name in _NAMED))


def _claiming() -> Sequence[CTE]:
    fresh = insert(idempotency_keys).values(row("kept", idempotency_keys.columns))
    return [fresh.returning(true().label("is_kept")).cte("kept")]


def _answering() -> Sequence[CTE]:
    table, given = idempotency_keys, row("kept", idempotency_keys.columns)
    ours = and_(*(table.c[name] == given[name] for name in _NAMED))
    answered = update(table).where(ours).values({name: given[name] for name in _UNANSWERED})
    return [answered.returning(true().label("is_kept")).cte("kept")]


_NAMED = ("principal_id", "operation", "key")
_NEW = ("principal_id", "operation", "key", "fingerprint", "created_at")
_UNANSWERED: Values = {"status": None, "headers": None, "body": None}
_TAKING = Statement(_taking)
_KEPT = Statement(lambda: select(idempotency_keys).where(_row()))
_CLAIMING = Write(_claiming, asked="kept")
_ANSWERING = Write(_answering, asked="kept")
