"""Whom a customer has told us to inform, in and out of the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import and_, delete, func, insert, select, update

from app.access.store import replaced_secrets
from app.access.store.replaced_secrets import both_hold
from app.clock import Instant
from app.domain.agreement.service_terms import Topic
from app.domain.explanation.words import Language
from app.domain.notifications.notices import ContactChannel
from app.postgres.arrays import among
from app.postgres.connection import Connection
from app.postgres.scope import Scope
from app.postgres.tables import contacts as table


@dataclass(frozen=True, kw_only=True)
class Contact:
    """`person_id`: whose address it is, where that is somebody known. Until it is confirmed, nothing is sent to
    `address` but the question whether it is right. `version` is the ETag. `secret` signs what goes to a webhook,
    and for a while the one before it.
    """

    id: UUID
    customer_id: UUID
    name: str
    person_id: UUID | None
    channel: ContactChannel
    address: str
    topics: frozenset[Topic]
    language: Language
    address_since: Instant
    confirmed_at: Instant | None
    created_at: Instant
    updated_at: Instant
    version: int
    secret: bytes | None = field(repr=False)
    former_secret: bytes | None = field(default=None, repr=False)


_SHOWN: Final = (*table.c, both_hold(table).label("both_hold"))


async def find(connection: Connection, customer_id: UUID, contact_id: UUID, *, lock: bool = False) -> Contact | None:
    statement = select(*_SHOWN).where(_is(customer_id, contact_id))
    row = (await connection.execute(statement.with_for_update() if lock else statement)).mappings().one_or_none()
    return None if row is None else _from(row)


async def page(
    connection: Connection, scope: Scope, customer_id: UUID, *, after: UUID | None, limit: int
) -> list[Contact]:
    """In the order in which they were added."""
    statement = select(*_SHOWN).where(table.c.customer_id == customer_id).order_by(table.c.id).limit(limit)
    if after is not None:
        statement = statement.where(table.c.id > after)
    return [_from(row) for row in (await connection.execute(scope.narrow(statement, table.c.customer_id))).mappings()]


async def informed_about(connection: Connection, topic: Topic, customer_ids: Sequence[UUID] | None) -> list[Contact]:
    """Those with a confirmed address who asked for it. `customer_ids` None: of all customers."""
    statement = select(*_SHOWN).where(table.c.confirmed_at.is_not(None), table.c.topics.contains([topic.value]))
    if customer_ids is not None:
        statement = statement.where(among(table.c.customer_id, customer_ids))
    rows = await connection.execute(statement.order_by(table.c.customer_id, table.c.id))
    return [_from(row) for row in rows.mappings()]


async def count(connection: Connection, customer_id: UUID) -> int:
    return (await connection.execute(select(func.count()).where(table.c.customer_id == customer_id))).scalar_one()


async def add(connection: Connection, contact: Contact) -> None:
    await connection.execute(insert(table).values(_columns(contact)))


async def save(connection: Connection, contact: Contact) -> None:
    """The caller holds the row's lock."""
    await connection.execute(update(table).where(_is(contact.customer_id, contact.id)).values(_columns(contact)))


async def remove(connection: Connection, contact: Contact) -> None:
    await connection.execute(delete(table).where(_is(contact.customer_id, contact.id)))


async def replace_secret(connection: Connection, contact: Contact, secret: bytes, overlap: timedelta) -> Instant:
    """Gives until when the former one holds. The caller holds the row's lock."""
    ours = _is(contact.customer_id, contact.id)
    return await replaced_secrets.replace_secret(connection, table, ours, secret, overlap)


def _is(customer_id: UUID, contact_id: UUID) -> Any:
    return and_(table.c.customer_id == customer_id, table.c.id == contact_id)


def _from(row: Mapping[Any, Any]) -> Contact:
    return Contact(
        id=row["id"],
        customer_id=row["customer_id"],
        name=row["name"],
        person_id=row["person_id"],
        channel=ContactChannel(row["channel"]),
        address=row["address"],
        topics=frozenset(map(Topic, row["topics"])),
        language=Language(row["language"]),
        address_since=row["address_since"],
        confirmed_at=row["confirmed_at"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        version=row["version"],
        secret=row["secret"],
        former_secret=row["former_secret"] if row["both_hold"] else None,
    )


def _columns(contact: Contact) -> dict[str, Any]:
    return {
        "id": contact.id,
        "customer_id": contact.customer_id,
        "name": contact.name,
        "person_id": contact.person_id,
        "channel": contact.channel,
        "address": contact.address,
        "topics": [each.value for each in Topic if each in contact.topics],
        "language": contact.language,
        "address_since": contact.address_since,
        "confirmed_at": contact.confirmed_at,
        "created_at": contact.created_at,
        "updated_at": contact.updated_at,
        "version": contact.version,
        "secret": contact.secret,
        **({} if contact.former_secret else {"former_secret": None, "former_holds_until": None}),
    }
