"""Customers and their registrants in and out of the database."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, exists, func, insert, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from app.accounts.store import customer_terms
from app.clock import Instant
from app.domain.agreement.agreed_terms import AgreedTerms, TermsChange, announced_and_begun, terms_at
from app.domain.vocabulary import Role, ServiceLevel
from app.postgres.connection import Connection
from app.postgres.scope import Scope
from app.postgres.searching import begins_with
from app.postgres.statements import Statement, Values, bind
from app.postgres.tables import calendar_revisions, customers, people, registrants


@dataclass(frozen=True, kw_only=True)
class Customer:
    """`terms` are all that ever was agreed, and is for later. `version` counts the changes that somebody made."""

    id: UUID
    name: str
    terms: tuple[TermsChange, ...]
    consultant_id: UUID | None
    created_at: Instant
    updated_at: Instant
    version: int

    def agreed_at(self, at: Instant) -> AgreedTerms:
        return terms_at(self.terms, at)

    def version_at(self, now: Instant) -> int:
        """The ETag: what was agreed for later shows, and counts, as soon as it holds."""
        return self.version + announced_and_begun(self.terms, now)


@dataclass(frozen=True)
class RegistrationRight:
    """Whether somebody is a registrant of a customer, and the calendar that a ticket registered now goes by."""

    is_registrant: bool
    calendar_revision: int


@dataclass(frozen=True)
class Registrant:
    """Somebody who is not `active` stays one, without a seat, until they are again."""

    person_id: UUID
    name: str
    email: str
    added_at: Instant
    active: bool


@dataclass(frozen=True, kw_only=True)
class CustomersFilter:
    """`name_prefix` in any case, with or without accents; `service_level` as it is at the moment of asking.

    `lacking_consultant`: the levels at which there is to be an own consultant, of whom these have none that is there.
    """

    service_level: ServiceLevel | None = None
    name_prefix: str | None = None
    lacking_consultant: Collection[ServiceLevel] | None = None


async def find(connection: Connection, scope: Scope, customer_id: UUID, *, lock: bool = False) -> Customer | None:
    """The customer, if there is one in scope. `lock` holds the row, so that nobody else changes it meanwhile; what
    stands in other tables is read once it is held.
    """
    ours = customers.c.id == customer_id
    if lock:
        await connection.execute(
            scope.narrow(select(customers.c.id).where(ours), customers.c.id).with_for_update(key_share=True)
        )
    row = (await connection.execute(scope.narrow(_shown().where(ours), customers.c.id))).mappings().one_or_none()
    return None if row is None else _customer_from(row)


async def find_many(connection: Connection, ids: Collection[UUID]) -> list[Customer]:
    rows = await connection.execute(_shown().where(customers.c.id.in_(ids)).order_by(customers.c.id))
    return [_customer_from(row) for row in rows.mappings()]


def _shown() -> Select[Any]:
    return select(customers, customer_terms.history_of(customers.c.id).label("terms"))


async def standing(
    connection: Connection, scope: Scope, customer_id: UUID, person_id: UUID
) -> tuple[Customer, RegistrationRight] | None:
    """All that is asked before a ticket of theirs is taken in."""
    row = await _STANDING.one(connection, standing_of(scope, customer_id, person_id))
    return None if row is None else standing_from(row)


def standing_of(scope: Scope, customer_id: UUID, person_id: UUID) -> Values:
    return {"id": customer_id, "scope": scope.customer_id, "person_id": person_id}


def standing_from(row: Mapping[str, Any]) -> tuple[Customer, RegistrationRight]:
    return _customer_from(row), RegistrationRight(row["is_registrant"], row["calendar_revision"])


def asking_standing() -> Select[Any]:
    """What `standing` asks with the values of `standing_of`, for whoever asks more with it."""
    ours, scope = bind("id", customers.c.id), bind("scope", customers.c.id)
    registrant = _is_registrant(ours, bind("person_id", registrants.c.person_id))
    latest = select(func.max(calendar_revisions.c.revision)).scalar_subquery()
    asked = [registrant.label("is_registrant"), latest.label("calendar_revision")]
    return _shown().add_columns(*asked).where(customers.c.id == ours, or_(scope.is_(None), customers.c.id == scope))


_STANDING = Statement.reading(asking_standing)


async def names(connection: Connection, scope: Scope, ids: Collection[UUID]) -> dict[UUID, str]:
    named = select(*(customers.c[each] for each in ("id", "name"))).where(customers.c.id.in_(ids))
    return {row.id: row.name for row in await connection.execute(scope.narrow(named, customers.c.id))}


async def page(
    connection: Connection,
    scope: Scope,
    wanted: CustomersFilter,
    now: Instant,
    *,
    after: UUID | None,
    limit: int,
) -> list[Customer]:
    """In the order in which they were added."""
    statement = scope.narrow(_shown(), customers.c.id).order_by(customers.c.id).limit(limit)
    if wanted.service_level is not None:
        statement = statement.where(customer_terms.level_at(customers.c.id, now) == wanted.service_level)
    if wanted.name_prefix is not None:
        statement = statement.where(begins_with(customers.c.name, wanted.name_prefix))
    if wanted.lacking_consultant is not None:
        is_owed = customer_terms.level_at(customers.c.id, now).in_(wanted.lacking_consultant)
        is_one = people.c.active & (literal(Role.CONSULTANT.value) == people.c.roles.any_())
        statement = statement.where(is_owed, ~exists().where(people.c.id == customers.c.consultant_id, is_one))
    if after is not None:
        statement = statement.where(customers.c.id > after)
    return [_customer_from(row) for row in (await connection.execute(statement)).mappings()]


async def add(connection: Connection, customer: Customer) -> None:
    await connection.execute(insert(customers).values(_columns(customer)))
    await customer_terms.add(connection, customer.id, customer.terms)


async def save(connection: Connection, customer: Customer) -> None:
    """All but the terms, which are only added to. The caller holds the row's lock."""
    await connection.execute(update(customers).where(customers.c.id == customer.id).values(_columns(customer)))


async def count_registrants(connection: Connection, ids: Collection[UUID]) -> dict[UUID, int]:
    """Those who are active; somebody who is not holds no seat.

    A statement of its own: as part of one that waits for a lock it would count what was there before.
    """
    statement = (
        select(registrants.c.customer_id, func.count().label("registrants"))
        .join(people, people.c.id == registrants.c.person_id)
        .where(registrants.c.customer_id.in_(ids), people.c.active)
        .group_by(registrants.c.customer_id)
    )
    counted = {row.customer_id: row.registrants for row in await connection.execute(statement)}
    return {each: counted.get(each, 0) for each in ids}


async def is_registrant(connection: Connection, customer_id: UUID, person_id: UUID) -> bool:
    """Whether they are an active one."""
    return bool(await connection.scalar(select(_is_registrant(literal(customer_id), literal(person_id)))))


def _is_registrant(customer_id: ColumnElement[Any], person_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Who is no longer active is none."""
    table = registrants
    statement = select(table.c.person_id).join(people, people.c.id == table.c.person_id)
    return exists(statement.where(table.c.customer_id == customer_id, table.c.person_id == person_id, people.c.active))


async def registrants_of(
    connection: Connection, customer_id: UUID, *, after: UUID | None, limit: int
) -> list[Registrant]:
    statement = _registrants(customer_id).order_by(people.c.id).limit(limit)
    if after is not None:
        statement = statement.where(people.c.id > after)
    return [Registrant(*row) for row in await connection.execute(statement)]


async def registrant(connection: Connection, customer_id: UUID, person_id: UUID) -> Registrant | None:
    row = (await connection.execute(_registrants(customer_id).where(people.c.id == person_id))).one_or_none()
    return None if row is None else Registrant(*row)


def _registrants(customer_id: UUID) -> Select[UUID, str, str, Instant, bool]:
    table = registrants
    return (
        select(people.c.id, people.c.name, people.c.email, table.c.added_at, people.c.active)
        .join(table, table.c.person_id == people.c.id)
        .where(table.c.customer_id == customer_id)
    )


async def add_registrant(connection: Connection, customer_id: UUID, person_id: UUID, at: Instant) -> None:
    """The caller holds the customer's lock and has counted."""
    statement = upsert(registrants).values(customer_id=customer_id, person_id=person_id, added_at=at)
    await connection.execute(statement.on_conflict_do_nothing())


async def remove_registrant(connection: Connection, customer_id: UUID, person_id: UUID) -> bool:
    """Whether there was one."""
    table = registrants
    statement = delete(table).where(table.c.customer_id == customer_id, table.c.person_id == person_id)
    return (await connection.execute(statement)).rowcount > 0


def _customer_from(row: Mapping[Any, Any]) -> Customer:
    return Customer(
        id=row["id"],
        name=row["name"],
        terms=customer_terms.history_from(row["terms"]),
        consultant_id=row["consultant_id"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        version=row["version"],
    )


def _columns(customer: Customer) -> dict[str, Any]:
    return {
        "id": customer.id,
        "name": customer.name,
        "consultant_id": customer.consultant_id,
        "created_at": customer.created_at,
        "updated_at": customer.updated_at,
        "version": customer.version,
    }
