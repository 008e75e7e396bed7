"""The feed as it is read: by position, in somebody's sight, with what the streams say."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Text,
    Uuid,
    cast,
    delete,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from app.clock import Instant
from app.domain.actor import ActorKind
from app.domain.feed.entries import EventFilter, FeedEntry, FeedEvent
from app.domain.feed.places import FeedHead
from app.feed.store.sequencing import KEPT
from app.postgres.arrays import rows_given
from app.postgres.connection import Connection
from app.postgres.scope import EVERYTHING, Scope
from app.postgres.statements import Statement
from app.postgres.tables import feed, feed_head, metadata
from app.postgres.tables.streams import streams_of

DISORDER: Final = timedelta(hours=1)
"""Between reading the clock and beginning a transaction there is far less than that."""

_STREAMS: Final = {stream.info["subject"]: stream for stream in streams_of(metadata)}
COLLECTIONS: Final = {word: stream.info["collection"] for word, stream in _STREAMS.items()}
"""Where the subjects of a stream are found, by the stream's word."""


async def head(connection: Connection) -> FeedHead:
    row = await _HEAD.one(connection, {})
    if row is None:
        raise LookupError("the feed has no head")
    return FeedHead(row["epoch"], row["position"], row["oldest"] or row["position"] + 1)


async def entries(
    connection: Connection, scope: Scope, wanted: EventFilter, *, after: int, until: int, limit: int
) -> list[FeedEntry]:
    """In this order, from the position that follows `after`."""
    statement = _seen(scope).where(feed.c.position > after, feed.c.position <= until, *conditions(wanted))
    rows = await connection.execute(statement.order_by(feed.c.position).limit(limit))
    return [_entry(row) for row in rows.mappings()]


async def entry(connection: Connection, scope: Scope, subject_id: UUID, sequence: int) -> FeedEntry | None:
    found = _seen(scope).where(feed.c.subject_id == subject_id, feed.c.sequence == sequence)
    row = (await connection.execute(found)).mappings().one_or_none()
    return None if row is None else _entry(row)


async def entries_of(connection: Connection, places: Sequence[tuple[UUID, int]]) -> list[FeedEntry]:
    """Of these subjects, with these numbers: those that are kept, in any order."""
    given = rows_given("asked", {"subject_id": Uuid(), "sequence": Integer()})
    is_asked = (feed.c.subject_id == given.c.subject_id) & (feed.c.sequence == given.c.sequence)
    lists = {"asked_subject_id": [each for each, _ in places], "asked_sequence": [each for _, each in places]}
    rows = await connection.execute(_seen(EVERYTHING).join(given, is_asked), lists)
    return [_entry(row) for row in rows.mappings()]


async def events(connection: Connection, placed: Sequence[FeedEntry]) -> list[FeedEvent]:
    """The same, with what their streams say."""
    by_stream: defaultdict[str, list[FeedEntry]] = defaultdict(list)
    for each in placed:
        by_stream[each.stream].append(each)
    told = {
        (row["subject_id"], row["sequence"]): row
        for word in by_stream
        for row in await _told(connection, word, by_stream[word])
    }
    return [_event(each, told[each.subject_id, each.sequence]) for each in placed]


async def _told(connection: Connection, word: str, placed: Sequence[FeedEntry]) -> list[Any]:
    given = rows_given("asked", {"customer_id": Uuid(), "subject_id": Uuid(), "sequence": Integer()})
    stream = _STREAMS[word]
    event, subjects = stream.c, metadata.tables[stream.info["subjects"]].c
    subject_id = event[f"{word}_id"]
    statement = (
        select(
            subject_id.label("subject_id"),
            *(event[name] for name in ("sequence", "occurred_at", "actor_id", "actor_kind", "payload")),
            (cast(subjects.number, Text) if "number" in subjects else null()).label("number"),
        )
        .join(
            given,
            (event.customer_id == given.c.customer_id)
            & (subject_id == given.c.subject_id)
            & (event.sequence == given.c.sequence),
        )
        .join(subjects.id.table, (subjects.customer_id == event.customer_id) & (subjects.id == subject_id))
    )
    lists = {
        f"asked_{name}": [getattr(each, name) for each in placed] for name in ("customer_id", "subject_id", "sequence")
    }
    return list((await connection.execute(statement, lists)).mappings())


async def first_since(connection: Connection, moment: Instant) -> int | None:
    """The first position of what was recorded then or later; None where there is none yet.

    Positions follow commits and not clocks, so it is not always that of the first one recorded.
    """
    since = select(func.min(feed.c.recorded_at)).where(feed.c.recorded_at >= moment).scalar_subquery()
    soon = feed.c.recorded_at.between(since, since + DISORDER)
    return await connection.scalar(select(func.min(feed.c.position)).where(soon))


async def lag(connection: Connection, now: Instant) -> timedelta:
    """How long what waits longest to get into the feed has been recorded; nothing where nothing waits."""
    next_xid = select(feed_head.c.next_xid).scalar_subquery()
    waiting = [
        _waiting(word).where(stream.c.xid >= next_xid, stream.c.recorded_at >= now - KEPT)
        for word, stream in _STREAMS.items()
    ]
    first = await connection.scalar(select(func.min(union_all(*waiting).subquery().c.recorded_at)))
    return timedelta(0) if first is None else max(timedelta(0), now - first)


async def forget(connection: Connection, now: Instant, limit: int) -> int:
    """The oldest first, so that no gap comes about."""
    old = (
        select(feed.c.position).where(feed.c.recorded_at < now - KEPT - DISORDER).order_by(feed.c.position).limit(limit)
    )
    return (await connection.execute(delete(feed).where(feed.c.position.in_(old)))).rowcount


def _waiting(word: str) -> Select[Any]:
    event = _STREAMS[word].c
    known = exists().where(feed.c.subject_id == event[f"{word}_id"], feed.c.sequence == event.sequence)
    return select(event.recorded_at).where(~known)


def _seen(scope: Scope) -> Select[Any]:
    seen = scope.narrow(select(*(column for column in feed.c if column.name != "internal")), feed.c.customer_id)
    return seen if scope.is_vendor else seen.where(~feed.c.internal)


def conditions(wanted: EventFilter) -> list[ColumnElement[bool]]:
    column, conditions = feed.c, list[ColumnElement[bool]]()
    if wanted.types:
        conditions.append(or_(*(_covered(each) for each in wanted.types)))
    if wanted.left_out:
        conditions.append(column.stream.not_in(wanted.left_out))
    for name in ("customer_id", "stream", "subject_id"):
        if (value := getattr(wanted, name)) is not None:
            conditions.append(column[name] == value)
    return conditions if wanted.include_bulk else [*conditions, ~column.bulk]


def _covered(wanted: str) -> ColumnElement[bool]:
    return (
        feed.c.type.startswith(wanted[:-1], autoescape=True) if wanted.endswith("*") else feed.c.type == literal(wanted)
    )


def _entry(row: Any) -> FeedEntry:
    return FeedEntry(**row)


def _event(placed: FeedEntry, told: Any) -> FeedEvent:
    return FeedEvent(
        entry=placed,
        occurred_at=told["occurred_at"],
        actor_id=told["actor_id"],
        actor_kind=ActorKind(told["actor_kind"]),
        payload=told["payload"],
        number=told["number"],
    )


def _head() -> Select[str, int, int]:
    oldest = select(func.min(feed.c.position)).scalar_subquery()
    return select(feed_head.c.epoch, feed_head.c.position, oldest.label("oldest"))


_HEAD: Final = Statement(_head)
