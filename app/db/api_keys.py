"""API keys: only their digests are known."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.clock import Instant
from app.db.people import Person, person_from
from app.db.tables import api_keys, people

USE_IS_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class ApiKey:
    """`prefix` is what its owner recognises it by; it tells nothing of the rest."""

    id: UUID
    person_id: UUID
    name: str
    prefix: str
    created_at: Instant
    expires_at: Instant | None = None
    revoked_at: Instant | None = None
    last_used_at: Instant | None = None


@dataclass(frozen=True)
class Holder:
    person: Person
    key_id: UUID
    prefix: str
    last_used_at: Instant | None


async def holder(connection: AsyncConnection, digest: bytes, at: Instant) -> Holder | None:
    """Who may come in with this key: nobody once it is revoked, has expired, or its person is no longer active."""
    statement = (
        select(people, api_keys.c.id.label("key_id"), api_keys.c.prefix, api_keys.c.last_used_at)
        .join(api_keys, api_keys.c.person_id == people.c.id)
        .where(api_keys.c.digest == digest, api_keys.c.revoked_at.is_(None), people.c.active)
        .where(or_(api_keys.c.expires_at.is_(None), api_keys.c.expires_at > at))
    )
    row = (await connection.execute(statement)).mappings().one_or_none()
    return None if row is None else Holder(person_from(row), row["key_id"], row["prefix"], row["last_used_at"])


async def note_use(connection: AsyncConnection, holder: Holder, at: Instant) -> None:
    """Once a minute. Passes by a row that another request holds: nobody waits for another caller with the same key."""
    if holder.last_used_at is not None and holder.last_used_at > at - USE_IS_NOTED_EVERY:
        return
    free = select(api_keys.c.id).where(api_keys.c.id == holder.key_id).with_for_update(skip_locked=True, key_share=True)
    await connection.execute(update(api_keys).where(api_keys.c.id.in_(free)).values(last_used_at=at))


async def find(connection: AsyncConnection, key_id: UUID) -> ApiKey | None:
    row = (await connection.execute(_shown().where(api_keys.c.id == key_id))).mappings().one_or_none()
    return None if row is None else _key_from(row)


async def page(connection: AsyncConnection, person_id: UUID | None, *, after: UUID | None, limit: int) -> list[ApiKey]:
    """In the order in which they were made. `person_id` None: everybody's."""
    statement = _shown().order_by(api_keys.c.id).limit(limit)
    if person_id is not None:
        statement = statement.where(api_keys.c.person_id == person_id)
    if after is not None:
        statement = statement.where(api_keys.c.id > after)
    return [_key_from(row) for row in (await connection.execute(statement)).mappings()]


async def revoke(connection: AsyncConnection, key_id: UUID, at: Instant) -> None:
    """The first time counts."""
    statement = update(api_keys).where(api_keys.c.id == key_id, api_keys.c.revoked_at.is_(None))
    await connection.execute(statement.values(revoked_at=at))


async def add(connection: AsyncConnection, key: ApiKey, digest: bytes) -> None:
    await connection.execute(
        insert(api_keys).values(
            id=key.id,
            person_id=key.person_id,
            customer_id=select(people.c.customer_id).where(people.c.id == key.person_id).scalar_subquery(),
            name=key.name,
            prefix=key.prefix,
            digest=digest,
            created_at=key.created_at,
            expires_at=key.expires_at,
            revoked_at=key.revoked_at,
            last_used_at=key.last_used_at,
        )
    )


def _shown() -> Select[Any]:
    """All but the digest, which is nobody's business."""
    return select(*(column for column in api_keys.columns if column is not api_keys.c.digest))


def _key_from(row: Mapping[Any, Any]) -> ApiKey:
    return ApiKey(
        id=row["id"],
        person_id=row["person_id"],
        name=row["name"],
        prefix=row["prefix"],
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        revoked_at=row["revoked_at"],
        last_used_at=row["last_used_at"],
    )
