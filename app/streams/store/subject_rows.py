"""Subjects and their events in and out of the database."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from typing import Any, Protocol
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import ARRAY, ColumnElement, Select, Table, Text, exists, insert, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB

from app.audit.sealing import keep, sealed, sealed_columns, text_of
from app.clock import Instant
from app.domain.access.audit import SealedHistory
from app.domain.actor import ActorKind
from app.domain.streams import RecordedFact
from app.postgres import streams
from app.postgres.connection import Connection
from app.postgres.statements import Statement, bind

Row = Mapping[str, Any]


class FactForm(Protocol):
    """How the facts of a stream are written."""

    @property
    def facts(self) -> TypeAdapter[Any]: ...
    @property
    def is_internal(self) -> Callable[[Any], bool]: ...


async def find(
    connection: Connection, subjects: Table, subject_id: UUID, seen: ColumnElement[bool] | None, *, lock: bool
) -> Row | None:
    if seen is None and lock:
        return await _locking(subjects).one(connection, {"id": subject_id})
    statement = select(subjects).where(subjects.c.id == subject_id)
    if seen is not None:
        statement = statement.where(seen)
    if lock:
        statement = statement.with_for_update(of=subjects, key_share=True)
    return (await connection.execute(statement)).mappings().one_or_none()


@cache
def _locking(subjects: Table) -> Statement:
    def build() -> Select[Any]:
        found: Any = select(subjects).where(subjects.c.id == bind("id", subjects.c.id))
        return found.with_for_update(of=subjects, key_share=True)

    return Statement(build)


async def find_many(
    connection: Connection, subjects: Table, ids: Sequence[UUID], without: Sequence[str] = ()
) -> Sequence[Row]:
    """`without` these members of their states."""
    state = subjects.c.state.op("-", return_type=JSONB)(literal([*without], ARRAY(Text))).label("state")
    columns = [state if without and each.name == "state" else each for each in subjects.columns]
    statement = select(*columns).where(subjects.c.id.in_(ids)).order_by(subjects.c.id)
    return list((await connection.execute(statement)).mappings())


async def page(connection: Connection, subjects: Table, after: UUID | None, limit: int) -> Sequence[Row]:
    statement = select(subjects).order_by(subjects.c.id).limit(limit)
    if after is not None:
        statement = statement.where(subjects.c.id > after)
    return list((await connection.execute(statement)).mappings())


async def strays(connection: Connection, stream: Table, subjects: Table) -> Sequence[UUID]:
    """Of what there are events and no row."""
    subject = stream.c[f"{stream.info['subject']}_id"]
    gone = ~exists().where(subjects.c.id == subject, subjects.c.customer_id == stream.c.customer_id)
    return list(await connection.scalars(select(subject).distinct().where(gone).order_by(subject)))


async def write(
    connection: Connection, stream: Table, subjects: Table, row: Row, events: Sequence[Row], *, is_new: bool
) -> None:
    """The caller holds the row's lock, unless it `is_new`."""
    writing = _writing(stream, subjects, len(events), is_new)
    await writing.all(connection, row, **{f"event{number}": event for number, event in enumerate(events)})
    last = events[-1]
    history = SealedHistory(row["customer_id"], last["sequence"], last["seal"], last["recorded_at"])
    keep(connection, {row["id"]: history})


@cache
def _writing(stream: Table, subjects: Table, number: int, is_new: bool) -> Statement:  # noqa: FBT001 - a key, not a switch
    """The subject and so many events in one statement."""

    def build() -> Select[Any]:
        fresh = {column.name: bind(column.name, column) for column in subjects.columns}
        written: Any = insert(subjects).values(fresh)
        if not is_new:
            ours = [subjects.c[name] == fresh.pop(name) for name in ("customer_id", "id")]
            written = update(subjects).where(*ours).values(fresh)
        subject = written.returning(subjects.c.id).cte("subject")
        return select(subject.c.id).add_cte(subject, streams.appending(stream, number).cte("events"))

    return Statement(build)


async def anchored(connection: Connection) -> None:
    """Now, and not when the transaction ends. The vendor's chain is the first that anybody locks."""
    if connection.anchor is not None:
        await connection.anchor(connection)


def event_rows(
    stream: Table,
    form: FactForm,
    subject_id: UUID,
    customer_id: UUID,
    seal: bytes,
    recorded: Sequence[RecordedFact[Any]],
) -> list[Row]:
    """Of facts that follow each other; `seal` is that of the one before."""
    word = stream.info["subject"]
    rows: list[Row] = []
    for each in recorded:
        columns = event_columns(word, form, subject_id, customer_id, each)
        seal = sealed(seal, text_of(columns, sealed_columns(word)))
        rows.append({**columns, "seal": seal})
    return rows


def event_columns(
    word: str, form: FactForm, subject_id: UUID, customer_id: UUID, recorded: RecordedFact[Any]
) -> dict[str, Any]:
    """All but the seal."""
    return {
        f"{word}_id": subject_id,
        "sequence": recorded.sequence,
        "customer_id": customer_id,
        "type": recorded.fact.type,
        "occurred_at": recorded.occurred_at,
        "recorded_at": recorded.recorded_at,
        "actor_id": recorded.actor_id,
        "actor_kind": recorded.actor_kind,
        "internal": form.is_internal(recorded.fact),
        "payload": form.facts.dump_python(recorded.fact, mode="json", exclude_none=True),
    }


def event_from(form: FactForm, row: Row) -> RecordedFact[Any]:
    return RecordedFact(
        sequence=row["sequence"],
        occurred_at=row["occurred_at"],
        recorded_at=row["recorded_at"],
        actor_id=row["actor_id"],
        actor_kind=ActorKind(row["actor_kind"]),
        fact=form.facts.validate_python(row["payload"]),
    )


async def events_page(
    connection: Connection, stream: Table, subject_id: UUID, known_at: Instant | None, *, after: int, limit: int
) -> list[Row]:
    """Of one subject, behind event number `after`, in order; `known_at`: only what was recorded by then."""
    subject = stream.c[f"{stream.info['subject']}_id"]
    statement: Any = select(*streams.written(stream)).where(subject == subject_id, stream.c.sequence > after)
    if known_at is not None:
        statement = statement.where(stream.c.recorded_at <= known_at)
    statement = statement.order_by(stream.c.sequence).limit(limit)
    return [dict(row) for row in (await connection.execute(statement)).mappings()]


async def events_of(
    connection: Connection,
    stream: Table,
    ids: Sequence[UUID],
    known_at: Instant | None = None,
    *,
    whose: Collection[UUID] | None = None,
) -> Mapping[UUID, list[Row]]:
    """By subject, in order; `known_at`: only what was recorded by then. `whose` they are, by which many are found."""
    subject = stream.c[f"{stream.info['subject']}_id"]
    statement: Any = select(*streams.written(stream)).where(subject.in_(ids)).order_by(stream.c.sequence)
    if known_at is not None:
        statement = statement.where(stream.c.recorded_at <= known_at)
    if whose is not None:
        statement = statement.where(stream.c.customer_id.in_(whose))
    found: dict[UUID, list[Row]] = {}
    for row in (await connection.execute(statement)).mappings():
        found.setdefault(row[subject.name], []).append(dict(row))
    return found
