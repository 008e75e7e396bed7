"""What has a stream of its own, tickets apart: how its facts add up, and how that is stored.

A room brings a `SubjectKind`, and has history, `asOf`, the feed, seals and `duetime verify` from here. The row of a
subject is locked before anything is decided on it, so that what is decided is decided on what is true.
"""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Table
from uuid_utils.compat import uuid7

from app.audit.sealing import FIRST
from app.clock import Instant
from app.domain.actor import SYSTEM, Actor
from app.domain.streams import RecordedFact, replay
from app.domain.tickets.moments import Moment
from app.errors import NotFound
from app.postgres.connection import Connection
from app.postgres.scope import Scope
from app.postgres.tenancy import SYSTEM as SEES_ALL
from app.postgres.tenancy import set_tenant, tenant_of
from app.streams.store import subject_rows
from app.unit_of_work import UnitOfWork

Fact = TypeVar("Fact")
State = TypeVar("State")


@dataclass(frozen=True, kw_only=True)
class SubjectKind(Generic[Fact, State]):
    """`facts` and `states` read what is stored of either; `begin` (of the subject's id and its customer's) and
    `advance` are the fold. `columns`: what else is in the subject's row, from its state.

    `seen`: whose rows a customer's people may see where that goes by something else than `customer_id`. `missing`: the
    words for a subject that is not there. `is_forgotten`: of the payload of an event, that whose it was is not kept any
    more; then its seal is of what it said before.
    """

    stream: Table
    subjects: Table
    facts: TypeAdapter[Fact]
    states: TypeAdapter[State]
    begin: Callable[[UUID, UUID, RecordedFact[Fact]], State]
    advance: Callable[[State, RecordedFact[Fact]], State]
    columns: Callable[[State], Mapping[str, Any]]
    missing: str
    seen: Callable[[UUID], ColumnElement[bool]] | None = None
    is_internal: Callable[[Fact], bool] = lambda _: False
    is_forgotten: Callable[[Mapping[str, Any]], bool] = lambda _: False

    @property
    def word(self) -> str:
        """Of its stream, as in the types of its events."""
        return self.stream.info["subject"]

    def added_up(self, subject_id: UUID, customer_id: UUID, facts: Sequence[RecordedFact[Fact]]) -> State:
        return replay(lambda first: self.begin(subject_id, customer_id, first), self.advance, facts)


@dataclass(frozen=True, kw_only=True)
class StoredSubject(Generic[State]):
    """`version` is the ETag, `seal` that of its last event."""

    id: UUID
    customer_id: UUID
    state: State
    event_count: int
    seal: bytes
    version: int
    created_at: Instant
    updated_at: Instant


async def found(
    uow: UnitOfWork, kind: SubjectKind[Any, State], subject_id: UUID, *, lock: bool = False
) -> StoredSubject[State]:
    """NotFound is the same for one that isn't there and one that isn't theirs. `lock`: until the transaction ends."""
    condition, is_shared = seen_by(uow.scope, kind), kind.seen is not None and not uow.actor.is_vendor
    row = await subject_rows.find(uow.connection, kind.subjects, subject_id, condition, lock=lock and not is_shared)
    if row is not None and lock and is_shared:
        async with as_itself(uow):
            row = await subject_rows.find(uow.connection, kind.subjects, subject_id, None, lock=True)
    if row is None:
        raise NotFound(kind.missing)
    return stored_from(kind, row)


async def found_as_of(
    uow: UnitOfWork, kind: SubjectKind[Any, State], subject_id: UUID, moment: Moment | None
) -> StoredSubject[State]:
    """As `found`; `moment`: as it stood then, NotFound also for what was not there yet as far as is known. What is to
    come is as it is now.
    """
    stored = await found(uow, kind, subject_id)
    if moment is None or moment.at >= uow.now:
        return stored
    async with as_itself(uow):
        events = await history(uow.connection, kind, subject_id)
    known = [each for each in events if moment.knows(each)]
    if not known or known[0] is not events[0]:
        raise NotFound(kind.missing)
    state = kind.added_up(subject_id, stored.customer_id, known)
    return replace(stored, state=state, event_count=len(known), updated_at=max(each.recorded_at for each in known))


async def find_many(
    connection: Connection, kind: SubjectKind[Any, State], ids: Sequence[UUID], *, without: Sequence[str] = ()
) -> list[StoredSubject[State]]:
    """Those that there are, in the order of their ids, whoever's they are. `without` these members of their states."""
    return [stored_from(kind, row) for row in await subject_rows.find_many(connection, kind.subjects, ids, without)]


async def as_of(
    connection: Connection, kind: SubjectKind[Any, State], ids: Sequence[UUID], known_at: Instant
) -> Mapping[UUID, State]:
    """As they add up from what had been recorded by then; what was not there yet is left out, whoever's they are."""
    if not ids:
        return {}
    events = await subject_rows.events_of(connection, kind.stream, ids, known_at)
    return {
        subject_id: kind.added_up(
            subject_id, rows[0]["customer_id"], [subject_rows.event_from(kind, row) for row in rows]
        )
        for subject_id, rows in events.items()
    }


async def history(
    connection: Connection, kind: SubjectKind[Fact, Any], subject_id: UUID, known_at: Instant | None = None
) -> Sequence[RecordedFact[Fact]]:
    """All that happened to it, in order; `known_at`: only what was recorded by then."""
    rows = await subject_rows.events_of(connection, kind.stream, [subject_id], known_at)
    return [subject_rows.event_from(kind, row) for row in rows.get(subject_id, [])]


async def history_page(
    connection: Connection,
    kind: SubjectKind[Fact, Any],
    subject_id: UUID,
    known_at: Instant | None,
    *,
    after: int,
    limit: int,
) -> Sequence[RecordedFact[Fact]]:
    """As `history`: no more than `limit`, behind event number `after`."""
    rows = await subject_rows.events_page(connection, kind.stream, subject_id, known_at, after=after, limit=limit)
    return [subject_rows.event_from(kind, row) for row in rows]


async def begin(
    uow: UnitOfWork,
    kind: SubjectKind[Fact, State],
    customer_id: UUID,
    facts: Sequence[Fact],
    *,
    at: Instant | None = None,
    subject_id: UUID | None = None,
) -> StoredSubject[State]:
    """A new subject of these facts, which all happened `at` that moment. `customer_id` OF_VENDOR: the vendor's own.
    `subject_id`: of what has a row elsewhere.
    """
    new_id = subject_id or uuid7()
    recorded = _recorded(uow, facts, 0, uow.now, at, None)
    made = StoredSubject(
        id=new_id,
        customer_id=customer_id,
        state=kind.added_up(new_id, customer_id, recorded),
        event_count=len(recorded),
        seal=FIRST,
        version=1,
        created_at=uow.now,
        updated_at=uow.now,
    )
    return await _written(uow, kind, made, recorded, is_new=True)


async def record(
    uow: UnitOfWork,
    kind: SubjectKind[Fact, State],
    stored: StoredSubject[State],
    facts: Sequence[Fact],
    *,
    at: Instant | None = None,
    actor: Actor | None = None,
) -> StoredSubject[State]:
    """Adds facts to a locked subject; none: it stays as it is. They are recorded no sooner than those before: whoever
    waited for the lock may have begun sooner than who had it.
    """
    if not facts:
        return stored
    now = max(uow.now, stored.updated_at)
    recorded, state = _recorded(uow, facts, stored.event_count, now, at, actor), stored.state
    for each in recorded:
        state = kind.advance(state, each)
    event_count, version = stored.event_count + len(recorded), stored.version + 1
    after = replace(stored, state=state, event_count=event_count, version=version, updated_at=now)
    return await _written(uow, kind, after, recorded, is_new=False)


async def happened(
    uow: UnitOfWork,
    kind: SubjectKind[Fact, State],
    whose: tuple[UUID, UUID],
    fact: Fact,
    *,
    at: Instant | None = None,
) -> StoredSubject[State]:
    """To what has a row elsewhere, which the caller holds: its first fact begins its history. `whose`: its customer's
    id and its own.
    """
    customer_id, subject_id = whose
    row = await subject_rows.find(uow.connection, kind.subjects, subject_id, None, lock=True)
    if row is None:
        return await begin(uow, kind, customer_id, [fact], at=at, subject_id=subject_id)
    return await record(uow, kind, stored_from(kind, row), [fact], at=at)


async def _written(
    uow: UnitOfWork,
    kind: SubjectKind[Fact, State],
    subject: StoredSubject[State],
    recorded: Sequence[RecordedFact[Fact]],
    *,
    is_new: bool,
) -> StoredSubject[State]:
    events = subject_rows.event_rows(kind.stream, kind, subject.id, subject.customer_id, subject.seal, recorded)
    row = {
        **kind.columns(subject.state),
        "customer_id": subject.customer_id,
        "id": subject.id,
        "state": kind.states.dump_python(subject.state, mode="json"),
        "event_count": subject.event_count,
        "seal": events[-1]["seal"],
        "version": subject.version,
        "created_at": subject.created_at,
        "updated_at": subject.updated_at,
    }
    is_internal = any(each["internal"] for each in events)
    async with as_itself(uow, only=is_internal or uow.actor.customer_id != subject.customer_id):
        await subject_rows.write(uow.connection, kind.stream, kind.subjects, row, events, is_new=is_new)
    return stored_from(kind, row)


@asynccontextmanager
async def as_itself(uow: UnitOfWork, *, only: bool = True) -> AsyncGenerator[None]:
    """What a customer's people do to what is the vendor's and concerns them, the service writes for them: they have no
    such row's lock. What is sealed within goes into the audit trail at once, to the vendor's chain.
    """
    if uow.actor.is_vendor or not only:
        yield
        return
    await set_tenant(uow.connection, SEES_ALL)
    before = dict(uow.connection.seals)
    yield
    if uow.connection.seals != before:
        await subject_rows.anchored(uow.connection)
    await set_tenant(uow.connection, tenant_of(uow.actor))


def _recorded(
    uow: UnitOfWork, facts: Sequence[Fact], already: int, now: Instant, at: Instant | None, actor: Actor | None
) -> list[RecordedFact[Fact]]:
    by = actor or uow.actor
    return [
        RecordedFact(
            sequence=sequence,
            occurred_at=at or now,
            recorded_at=now,
            actor_id=None if by is SYSTEM else by.id,
            actor_kind=by.kind,
            fact=fact,
        )
        for sequence, fact in enumerate(facts, start=already + 1)
    ]


def seen_by(scope: Scope, kind: SubjectKind[Any, Any]) -> ColumnElement[bool] | None:
    """None: all of them."""
    if scope.customer_id is None:
        return None
    own = kind.subjects.c.customer_id == scope.customer_id
    return own if kind.seen is None else kind.seen(scope.customer_id)


def stored_from(kind: SubjectKind[Any, State], row: Mapping[Any, Any]) -> StoredSubject[State]:
    return StoredSubject(
        id=row["id"],
        customer_id=row["customer_id"],
        state=kind.states.validate_python(row["state"]),
        event_count=row["event_count"],
        seal=row["seal"],
        version=row["version"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )
