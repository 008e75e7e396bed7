"""Calendar feeds: only the digests of their secrets are known."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select

from app.domain.calendar_feeds.feeds import CalendarFeed, FeedSubject
from app.postgres.connection import Connection
from app.postgres.tables import calendar_feeds as table

_SHOWN = tuple(column for column in table.columns if column is not table.c.digest)


async def by_digest(connection: Connection, digest: bytes) -> CalendarFeed | None:
    row = (await connection.execute(select(*_SHOWN).where(table.c.digest == digest))).mappings().one_or_none()
    return None if row is None else _from(row)


async def find(connection: Connection, person_id: UUID, feed_id: UUID) -> CalendarFeed | None:
    statement = select(*_SHOWN).where(table.c.id == feed_id, table.c.person_id == person_id)
    row = (await connection.execute(statement)).mappings().one_or_none()
    return None if row is None else _from(row)


async def page(connection: Connection, person_id: UUID, *, after: UUID | None, limit: int) -> list[CalendarFeed]:
    """In the order in which they were made."""
    statement = select(*_SHOWN).where(table.c.person_id == person_id).order_by(table.c.id).limit(limit)
    if after is not None:
        statement = statement.where(table.c.id > after)
    return [_from(row) for row in (await connection.execute(statement)).mappings()]


async def count(connection: Connection, person_id: UUID) -> int:
    statement = select(func.count()).where(table.c.person_id == person_id)
    return (await connection.execute(statement)).scalar_one()


async def add(connection: Connection, feed: CalendarFeed, digest: bytes) -> None:
    await connection.execute(
        insert(table).values(
            id=feed.id,
            person_id=feed.person_id,
            customer_id=feed.customer_id,
            includes=[each.value for each in feed.includes],
            titles=feed.titles,
            digest=digest,
            created_at=feed.created_at,
            made_by=feed.made_by,
        )
    )


async def remove(connection: Connection, feed_id: UUID) -> None:
    await connection.execute(delete(table).where(table.c.id == feed_id))


def _from(row: Mapping[Any, Any]) -> CalendarFeed:
    return CalendarFeed(
        id=row["id"],
        person_id=row["person_id"],
        customer_id=row["customer_id"],
        includes=tuple(map(FeedSubject, row["includes"])),
        titles=row["titles"],
        created_at=row["created_at"],
        made_by=row["made_by"],
    )
