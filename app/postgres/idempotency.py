"""Answers to requests that carried an Idempotency-Key, in the transaction of the effect that they tell of.

They are packed: nine tenths of an answer are what every answer of its kind says. Of a ticket that is raised, the answer
as it is would be the longest of its rows after the ticket's own.
"""

import zlib
from collections.abc import Callable, Mapping, Sequence
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
READ_AT_ONCE = 1_000
DICTIONARY = 1
"""The number of `_SAID_BEFORE`, which is kept beside what was packed with it: another text takes another number, and
the former stays for as long as answers are kept. New members of an answer need none, they only pack less well.
"""
_SAID_BEFORE = (
    b'{"type":"/v1/problems/conflict","title":"Conflict","status":409,"detail":"The ","instance":"","requestId":"",'
    b'"name":"","email":"@","roles":["customer"],"active":true,"decision":"","note":"","occurredAt":"","sequence":'
    b'"information_request","service_request","enhancement_request","change","phone","mail","api","high","low",'
    b'"standard","not_covered","closed","signal","paused","met","breached","best_effort","not_started","not_applicable"'
    b'{"id":"01","number":"T-2026-000","customerId":"01","kind":"incident","changeType":null,'
    b'"callType":"software_bug","product":"idu","productVersion":null,"problemType":"technical","title":"",'
    b'"description":" the ","channel":"portal","externalReference":null,"urgency":"u2","impact":"i2",'
    b'"priority":"normal","serviceLevel":"extended","coverage":{"outcome":"support","section":"1.3"},"status":"open",'
    b'"step":{"number":3,"name":"classify_ticket","enteredAt":"2026-"},"waitingForInformationSince":null,"cause":null,'
    b'"outputs":{"backlogItem":null,"agreementReference":null,"approvedHours":null,"hours":null,"sessionOn":null,'
    b'"testReport":null,"report":null},"closedAt":null,"cycles":[],"openPriorityRequests":[],"registeredAt":"2026-",'
    b'"registeredById":"01","registrantId":"01","raisedById":"01","clocks":[{"name":"response","state":"running",'
    b'"dueAt":"2026-00:00Z","stoppedAt":null,"breachedAt":null,"targetSeconds":14400,"elapsedSeconds":0,'
    b'"remainingSeconds":14400,"pausedSeconds":0,"section":"1.2.3","commitments":[{"section":"1.2.3","dueAt":"2026-",'
    b'"state":"running"}],"recordedLate":false,"reason":null},{"name":"resolution","state":"running","dueAt":"2026-",'
    b'"stoppedAt":null,"breachedAt":null,"targetSeconds":1296000,"elapsedSeconds":0,"remainingSeconds":1296000,'
    b'"pausedSeconds":0,"section":"1.2.3","commitments":[{"section":"1.2.3","dueAt":"2026-01-01T16:00:00Z",'
    b'"state":"running"}],"recordedLate":false,"reason":null}],"agreementRevision":1,"calendarRevision":1,'
    b'"createdAt":"2026-12-01T","updatedAt":"2026-12-01T","version":1}'
)


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


def packed(body: bytes) -> bytes:
    packing = zlib.compressobj(zlib.Z_BEST_SPEED, zdict=_SAID_BEFORE)
    return packing.compress(body) + packing.flush()


def unpacked(body: bytes, packed_with: int | None) -> bytes:
    """`packed_with` None: as it is, which is how it was kept until schema 0043."""
    return body if packed_with is None else zlib.decompressobj(zdict=_SAID_BEFORE).decompress(body)


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
    return Answer(row["status"], row["headers"], unpacked(row["body"], row["packed_with"]))


async def stage_claim(connection: Connection, key: Key, fingerprint: bytes, now: Instant) -> None:
    """As `claim` of a key that most probably is new, which is found out when it is written."""
    given = {**vars(key), "fingerprint": fingerprint, "created_at": now, **_UNANSWERED}
    await connection.stage(Staged(Rank.KEY, _CLAIMING, groups={"kept": given}, about=key))


async def stage_answer(connection: Connection, key: Key, answer: Answer) -> None:
    """Completes what was claimed, be it staged or written; a transaction that ends without it must roll back."""
    answered: Values = {
        "status": answer.status,
        "headers": dict(answer.headers),
        "body": packed(answer.body),
        "packed_with": DICTIONARY,
    }
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


async def keys_of_answers(connection: Connection, which: Callable[[Key, bytes], bool]) -> list[Key]:
    """All answers that are kept are read, a few at a time: PostgreSQL cannot look into what is packed."""
    order = [idempotency_keys.c[name] for name in _NAMED]
    each = select(*order, idempotency_keys.c.body, idempotency_keys.c.packed_with).order_by(*order).limit(READ_AT_ONCE)
    found: list[Key] = []
    rows = (await connection.execute(each)).all()
    while rows:
        for *named, body, packed_with in rows:
            key = Key(*named)
            if which(key, unpacked(body or b"", packed_with)):
                found.append(key)
        rows = (await connection.execute(each.where(tuple_(*order) > tuple(rows[-1][: len(order)])))).all()
    return found


async def forget_answers(connection: Connection, keys: Sequence[Key]) -> None:
    named = tuple_(*(idempotency_keys.c[name] for name in _NAMED))
    for begin in range(0, len(keys), READ_AT_ONCE):
        some = [(each.principal_id, each.operation, each.key) for each in keys[begin : begin + READ_AT_ONCE]]
        await connection.execute(delete(idempotency_keys).where(named.in_(some)))


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
    blank = {name: made.excluded[name] for name in ("fingerprint", *_UNANSWERED, "created_at")}
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
_UNANSWERED: Values = {"status": None, "headers": None, "body": None, "packed_with": None}
_TAKING = Statement(_taking)
_KEPT = Statement(lambda: select(idempotency_keys).where(_row()))
_CLAIMING = Write(_claiming, asked="kept")
_ANSWERING = Write(_answering, asked="kept")
