"""Notices of what has events and is no ticket: an outage, maintenance, a leak; and what a customer was told of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, update

from app.clock import Instant
from app.domain.notifications.notices import NoticeState
from app.domain.notifications.service_events import OF_SERVICE
from app.feed.cloud_events import event_id
from app.feed.store import feed
from app.notifications.store.notices import WENT, Notice, notice_from
from app.postgres.arrays import among
from app.postgres.connection import Connection
from app.postgres.tables import notices as table

TERM: Final = ("kind", "key")
"""What in the payload of an event tells the terms of a subject apart."""


@dataclass(frozen=True)
class Before:
    """An event of something that is no ticket, and whose people may have been told of those before it."""

    customer_ids: Collection[UUID]
    subject_id: UUID
    sequence: int


async def overtake_on(connection: Connection, before: Before, types: Collection[str], now: Instant) -> None:
    """As `overtake`, of anything else that has events."""
    held = and_(_of_events(before), table.c.event_type.in_(types), table.c.state == NoticeState.HELD.value)
    await connection.execute(update(table).where(held).values(state=NoticeState.CANCELLED, settled_at=now))


async def told_on(connection: Connection, before: Before, types: Collection[str]) -> list[Notice]:
    """Of its events of these types `before` this one: the notices that went, or may have, or are held."""
    told = and_(_of_events(before), table.c.event_type.in_(types), table.c.state.in_([*WENT, NoticeState.HELD.value]))
    rows = await connection.execute(select(table).where(told).order_by(table.c.id))
    return [notice_from(row) for row in rows.mappings()]


async def of_term(connection: Connection, payload: Mapping[str, Any], told: Sequence[Notice]) -> list[Notice]:
    """Those of them whose events are of the same term as one of this `payload`."""
    places = [(each.subject_id, each.sequence) for each in told]
    found = await feed.events(connection, await feed.entries_of(connection, places))
    same = {
        event_id(each.entry.subject_id, each.entry.sequence)
        for each in found
        if all(each.payload[name] == payload[name] for name in TERM)
    }
    return [each for each in told if each.event_id in same]


async def of_term_of(connection: Connection, notice: Notice, told: Sequence[Notice]) -> list[Notice]:
    """Those of them that are of the same term as this one."""
    places = [(notice.subject_id, notice.sequence)]
    found = await feed.events(connection, await feed.entries_of(connection, places))
    return [same for each in found for same in await of_term(connection, each.payload, told)]


async def cancel(connection: Connection, held: Collection[Notice], now: Instant) -> None:
    """Those of them that are held yet."""
    ours = and_(among(table.c.id, [each.id for each in held]), table.c.state == NoticeState.HELD.value)
    await connection.execute(update(table).where(ours).values(state=NoticeState.CANCELLED, settled_at=now))


def _of_events(before: Before) -> ColumnElement[bool]:
    """Named one by one, as the index has them."""
    named = [event_id(before.subject_id, each) for each in range(1, before.sequence)]
    return and_(among(table.c.customer_id, before.customer_ids), among(table.c.event_id, named))


async def page_of_customer(
    connection: Connection, customer_id: UUID, subject_id: UUID | None, *, before: UUID | None, limit: int
) -> list[Notice]:
    """Latest first, of its contacts and people: what they were told of the running service, and by announcements."""
    is_news = or_(table.c.event_type.in_(OF_SERVICE), table.c.announcement_id.is_not(None))
    theirs = and_(table.c.customer_id == customer_id, is_news, ~table.c.internal)
    statement = select(table).where(theirs).order_by(table.c.id.desc()).limit(limit)
    if subject_id is not None:
        statement = statement.where(table.c.event_id.startswith(f"{subject_id}:", autoescape=True))
    if before is not None:
        statement = statement.where(table.c.id < before)
    return [notice_from(row) for row in (await connection.execute(statement)).mappings()]
