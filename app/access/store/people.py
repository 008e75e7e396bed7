"""People in and out of the database: a customer's and the vendor's."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, or_, select, update

from app.clock import Instant
from app.domain.actor import Actor, ActorKind
from app.domain.vocabulary import VENDOR_ROLES, Role
from app.postgres.connection import Connection
from app.postgres.scope import Scope
from app.postgres.searching import begins_with
from app.postgres.tables import people

ADMINISTRATING = 0x61646D69
"""The advisory lock that keeps the last administrator in, and a second one out at first start."""


@dataclass(frozen=True)
class Identity:
    """As whom somebody signs in: what an OpenID provider calls them. Both compare character by character."""

    issuer: str
    subject: str


@dataclass(frozen=True, kw_only=True)
class Person:
    """`customer_id` None: the vendor's. `version` is the ETag."""

    id: UUID
    customer_id: UUID | None
    name: str
    email: str
    roles: frozenset[Role]
    administrator: bool
    active: bool
    created_at: Instant
    updated_at: Instant
    version: int
    erased_at: Instant | None = None
    identity: Identity | None = None

    @property
    def actor(self) -> Actor:
        return Actor(
            id=self.id,
            kind=ActorKind.PERSON,
            name=self.name,
            roles=self.roles,
            customer_id=self.customer_id,
            administrator=self.administrator,
        )


@dataclass(frozen=True, kw_only=True)
class PeopleFilter:
    """`name_prefix` in any case, with or without accents."""

    customer_id: UUID | None = None
    role: Role | None = None
    name_prefix: str | None = None


async def find(connection: Connection, scope: Scope, person_id: UUID, *, lock: bool = False) -> Person | None:
    """The person, if there is one in scope. `lock` holds the row, so that nobody else changes it meanwhile."""
    statement = scope.narrow(select(people).where(people.c.id == person_id), people.c.customer_id)
    row = (
        (await connection.execute(statement.with_for_update(key_share=True) if lock else statement))
        .mappings()
        .one_or_none()
    )
    return None if row is None else person_from(row)


async def active_among(connection: Connection, ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of them who are there and active, whoever's they are."""
    found = await connection.scalars(select(people.c.id).where(people.c.id.in_(ids), people.c.active))
    return frozenset(found)


async def with_identity(connection: Connection, identity: Identity) -> Person | None:
    """Who signs in as this, while they are active."""
    statement = select(people).where(
        people.c.issuer == identity.issuer, people.c.subject == identity.subject, people.c.active
    )
    row = (await connection.execute(statement)).mappings().one_or_none()
    return None if row is None else person_from(row)


async def page(
    connection: Connection, scope: Scope, wanted: PeopleFilter, *, after: UUID | None, limit: int
) -> list[Person]:
    """In the order in which they were added."""
    statement = scope.narrow(select(people), people.c.customer_id).order_by(people.c.id).limit(limit)
    if wanted.customer_id is not None:
        statement = statement.where(people.c.customer_id == wanted.customer_id)
    if wanted.role is not None:
        statement = statement.where(people.c.roles.any_() == wanted.role.value)
    if wanted.name_prefix is not None:
        statement = statement.where(begins_with(people.c.name, wanted.name_prefix))
    if after is not None:
        statement = statement.where(people.c.id > after)
    return [person_from(row) for row in (await connection.execute(statement)).mappings()]


async def several(connection: Connection, ids: Collection[UUID]) -> list[Person]:
    """Those who are there."""
    found = await connection.execute(select(people).where(people.c.id.in_(ids)))
    return [person_from(row) for row in found.mappings()]


async def names(connection: Connection, ids: Collection[UUID]) -> dict[UUID, str]:
    statement = select(people.c.id, people.c.name).where(people.c.id.in_(ids))
    return {row.id: row.name for row in await connection.execute(statement)}


async def of_customer(connection: Connection, customer_id: UUID, ids: Collection[UUID]) -> set[UUID]:
    """Which of them are."""
    statement = select(people.c.id).where(people.c.id.in_(ids), people.c.customer_id == customer_id)
    return set(await connection.scalars(statement)) if ids else set()


async def holders(connection: Connection, customer_id: UUID, roles: Iterable[Role]) -> list[Person]:
    """Active people who have one of the roles and are this customer's or the vendor's, by name."""
    vendors = [role.value for role in VENDOR_ROLES]
    statement = (
        select(people)
        .where(people.c.active, people.c.roles.overlap([role.value for role in roles]))
        .where(or_(people.c.customer_id == customer_id, people.c.roles.overlap(vendors)))
        .order_by(people.c.name, people.c.id)
    )
    return [person_from(row) for row in (await connection.execute(statement)).mappings()]


async def lock_administrators(connection: Connection) -> list[Person]:
    """All of them, active or not. Whoever adds or removes one meanwhile has to wait for this transaction."""
    await connection.execute(select(func.pg_advisory_xact_lock(ADMINISTRATING)))
    statement = select(people).where(people.c.administrator).order_by(people.c.id)
    return [person_from(row) for row in (await connection.execute(statement)).mappings()]


async def add(connection: Connection, person: Person) -> None:
    await connection.execute(insert(people).values(_columns(person)))


async def save(connection: Connection, person: Person) -> None:
    """The caller holds the row's lock."""
    await connection.execute(update(people).where(people.c.id == person.id).values(_columns(person)))


def person_from(row: Mapping[Any, Any]) -> Person:
    return Person(
        id=row["id"],
        customer_id=row["customer_id"],
        name=row["name"],
        email=row["email"],
        roles=frozenset(map(Role, row["roles"])),
        administrator=row["administrator"],
        active=row["active"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        version=row["version"],
        erased_at=row["erased_at"],
        identity=None if row["subject"] is None else Identity(row["issuer"], row["subject"]),
    )


def _columns(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "customer_id": person.customer_id,
        "name": person.name,
        "email": person.email,
        "roles": in_order(person.roles),
        "administrator": person.administrator,
        "active": person.active,
        "created_at": person.created_at,
        "updated_at": person.updated_at,
        "version": person.version,
        "issuer": person.identity and person.identity.issuer,
        "subject": person.identity and person.identity.subject,
    }


def in_order(roles: Collection[Role]) -> Sequence[Role]:
    return [role for role in Role if role in roles]
