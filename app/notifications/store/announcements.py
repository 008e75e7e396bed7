"""Announcements in and out of the database. A customer sees those that concern it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import and_, insert, select, update

from app.access.store.people import Person, person_from
from app.clock import Instant
from app.domain.agreement.service_terms import Topic
from app.domain.explanation.words import Language
from app.postgres.arrays import among
from app.postgres.connection import Connection
from app.postgres.scope import Scope
from app.postgres.tables import announcements as table
from app.postgres.tables import customers, notices, people, registrants

MADE: Final = "announcement.made"
WITHDRAWN: Final = "announcement.withdrawn"


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """`customer_ids` None: for all customers. Of what it is said, where it is of that: those whom it hit, when it was
    made, are `customer_ids`. `version` is the ETag.
    """

    id: UUID
    topic: Topic
    title: str
    text: Mapping[Language, str]
    customer_ids: tuple[UUID, ...] | None
    instance_ids: tuple[UUID, ...] | None = None
    outage_id: UUID | None = None
    maintenance_id: UUID | None = None
    release_id: UUID | None = None
    leak_id: UUID | None = None
    made_at: Instant
    made_by: UUID
    withdrawn_at: Instant | None
    withdrawn_for: str | None
    version: int


async def find(connection: Connection, announcement_id: UUID, *, lock: bool = False) -> Announcement | None:
    statement = select(table).where(table.c.id == announcement_id)
    row = (await connection.execute(statement.with_for_update() if lock else statement)).mappings().one_or_none()
    return None if row is None else _from(row)


async def page(connection: Connection, topic: Topic | None, *, before: UUID | None, limit: int) -> list[Announcement]:
    """Latest first."""
    statement = select(table).order_by(table.c.id.desc()).limit(limit)
    if topic is not None:
        statement = statement.where(table.c.topic == topic.value)
    if before is not None:
        statement = statement.where(table.c.id < before)
    return [_from(row) for row in (await connection.execute(statement)).mappings()]


async def add(connection: Connection, made: Announcement) -> None:
    await connection.execute(insert(table).values(_columns(made)))


async def save(connection: Connection, made: Announcement) -> None:
    """The caller holds the row's lock."""
    await connection.execute(update(table).where(table.c.id == made.id).values(_columns(made)))


async def not_told(connection: Connection, scope: Scope, made: Announcement) -> list[UUID]:
    """Customers in scope whom it concerns, and of whom nobody was to be told."""
    told = select(notices.c.customer_id).where(notices.c.announcement_id == made.id)
    statement = select(customers.c.id).where(customers.c.id.not_in(told)).order_by(customers.c.id)
    if made.customer_ids is not None:
        statement = statement.where(among(customers.c.id, made.customer_ids))
    return list(await connection.scalars(scope.narrow(statement, customers.c.id)))


async def registrants_of_others(
    connection: Connection, customer_ids: Sequence[UUID] | None, reached: Collection[UUID]
) -> list[Person]:
    """Of the customers that nobody is `reached` of. `customer_ids` None: among all."""
    theirs = and_(registrants.c.person_id == people.c.id, registrants.c.customer_id == people.c.customer_id)
    statement = select(people).join(registrants, theirs).where(people.c.active, ~among(people.c.customer_id, reached))
    if customer_ids is not None:
        statement = statement.where(among(people.c.customer_id, customer_ids))
    return [person_from(row) for row in (await connection.execute(statement.order_by(people.c.id))).mappings()]


def _from(row: Mapping[Any, Any]) -> Announcement:
    customer_ids = row["customer_ids"]
    return Announcement(
        id=row["id"],
        topic=Topic(row["topic"]),
        title=row["title"],
        text={Language(each): text for each, text in row["text"].items()},
        customer_ids=None if customer_ids is None else tuple(customer_ids),
        instance_ids=None if row["instance_ids"] is None else tuple(row["instance_ids"]),
        outage_id=row["outage_id"],
        maintenance_id=row["maintenance_id"],
        release_id=row["release_id"],
        leak_id=row["leak_id"],
        made_at=row["made_at"],
        made_by=row["made_by"],
        withdrawn_at=row["withdrawn_at"],
        withdrawn_for=row["withdrawn_for"],
        version=row["version"],
    )


def _columns(made: Announcement) -> dict[str, Any]:
    return {
        **vars(made),
        "text": {language.value: text for language, text in made.text.items()},
        "customer_ids": None if made.customer_ids is None else list(made.customer_ids),
        "instance_ids": None if made.instance_ids is None else list(made.instance_ids),
    }
