"""Customers and their registrants in and out of the database."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, exists, func, insert, null, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.clock import Instant
from app.db.mapping import OWN_TARGETS
from app.db.prepared import Question, bind
from app.db.scope import Scope
from app.db.tables import calendar_revisions, customers, people, registrants, ticket_numbers
from app.domain.facts import OwnTarget
from app.domain.vocabulary import ServiceLevel


@dataclass(frozen=True, kw_only=True)
class Customer:
    """`own_targets` are the figures of a customer-based SLA (§1). `version` is the ETag."""

    id: UUID
    name: str
    service_level: ServiceLevel
    own_targets: tuple[OwnTarget, ...]
    consultant_id: UUID | None
    created_at: Instant
    updated_at: Instant
    version: int


@dataclass(frozen=True)
class Standing:
    """Whether somebody is a registrant of a customer, and the calendar that a ticket registered now goes by.

    `serial` is that of a new ticket, where one is to be made.
    """

    is_registrant: bool
    calendar_revision: int
    serial: int | None


@dataclass(frozen=True)
class Registrant:
    person_id: UUID
    name: str
    email: str
    added_at: Instant


@dataclass(frozen=True, kw_only=True)
class CustomersFilter:
    """`name_prefix` in any case."""

    service_level: ServiceLevel | None = None
    name_prefix: str | None = None


async def find(connection: AsyncConnection, scope: Scope, customer_id: UUID, *, lock: bool = False) -> Customer | None:
    """The customer, if there is one in scope. `lock` holds the row, so that nobody else changes it meanwhile."""
    statement = scope.narrow(select(customers).where(customers.c.id == customer_id), customers.c.id)
    statement = statement.with_for_update(key_share=True) if lock else statement
    row = (await connection.execute(statement)).mappings().one_or_none()
    return None if row is None else _customer_from(row)


async def standing(
    connection: AsyncConnection, scope: Scope, customer_id: UUID, person_id: UUID, *, makes_ticket: bool = False
) -> tuple[Customer, Standing] | None:
    """All that is asked before a ticket of theirs is taken in. A serial never repeats; one that is refused is gone."""
    given = {"id": customer_id, "scope": scope.customer_id, "person_id": person_id}
    row = await (_STANDING_OF_MAKER if makes_ticket else _STANDING).one(connection, given)
    if row is None:
        return None
    return _customer_from(row), Standing(row["is_registrant"], row["calendar_revision"], row["serial"])


def _standing(serial: ColumnElement[Any]) -> Select[Any]:
    ours, scope = bind("id", customers.c.id), bind("scope", customers.c.id)
    registrant = exists().where(
        registrants.c.customer_id == ours, registrants.c.person_id == bind("person_id", registrants.c.person_id)
    )
    latest = select(func.max(calendar_revisions.c.revision)).scalar_subquery()
    asked = [registrant.label("is_registrant"), latest.label("calendar_revision"), serial.label("serial")]
    return select(customers, *asked).where(customers.c.id == ours, or_(scope.is_(None), customers.c.id == scope))


_STANDING = Question(lambda: _standing(null()))
_STANDING_OF_MAKER = Question(lambda: _standing(ticket_numbers.next_value()))


async def page(
    connection: AsyncConnection, scope: Scope, wanted: CustomersFilter, *, after: UUID | None, limit: int
) -> list[Customer]:
    """In the order in which they were added."""
    statement = scope.narrow(select(customers), customers.c.id).order_by(customers.c.id).limit(limit)
    if wanted.service_level is not None:
        statement = statement.where(customers.c.service_level == wanted.service_level)
    if wanted.name_prefix is not None:
        statement = statement.where(customers.c.name.istartswith(wanted.name_prefix, autoescape=True))
    if after is not None:
        statement = statement.where(customers.c.id > after)
    return [_customer_from(row) for row in (await connection.execute(statement)).mappings()]


async def add(connection: AsyncConnection, customer: Customer) -> None:
    await connection.execute(insert(customers).values(_columns(customer)))


async def save(connection: AsyncConnection, customer: Customer) -> None:
    """The caller holds the row's lock."""
    await connection.execute(update(customers).where(customers.c.id == customer.id).values(_columns(customer)))


async def count_registrants(connection: AsyncConnection, ids: Collection[UUID]) -> dict[UUID, int]:
    """A statement of its own: as part of one that waits for a lock it would count what was there before."""
    statement = (
        select(registrants.c.customer_id, func.count().label("registrants"))
        .where(registrants.c.customer_id.in_(ids))
        .group_by(registrants.c.customer_id)
    )
    counted = {row.customer_id: row.registrants for row in await connection.execute(statement)}
    return {each: counted.get(each, 0) for each in ids}


async def is_registrant(connection: AsyncConnection, customer_id: UUID, person_id: UUID) -> bool:
    table = registrants
    wanted = exists().where(table.c.customer_id == customer_id, table.c.person_id == person_id)
    return bool(await connection.scalar(select(wanted)))


async def registrants_of(
    connection: AsyncConnection, customer_id: UUID, *, after: UUID | None, limit: int
) -> list[Registrant]:
    statement = _registrants(customer_id).order_by(people.c.id).limit(limit)
    if after is not None:
        statement = statement.where(people.c.id > after)
    return [Registrant(*row) for row in await connection.execute(statement)]


async def registrant(connection: AsyncConnection, customer_id: UUID, person_id: UUID) -> Registrant | None:
    row = (await connection.execute(_registrants(customer_id).where(people.c.id == person_id))).one_or_none()
    return None if row is None else Registrant(*row)


def _registrants(customer_id: UUID) -> Select[UUID, str, str, Instant]:
    table = registrants
    return (
        select(people.c.id, people.c.name, people.c.email, table.c.added_at)
        .join(table, table.c.person_id == people.c.id)
        .where(table.c.customer_id == customer_id)
    )


async def add_registrant(connection: AsyncConnection, customer_id: UUID, person_id: UUID, at: Instant) -> None:
    """The caller holds the customer's lock and has counted."""
    statement = upsert(registrants).values(customer_id=customer_id, person_id=person_id, added_at=at)
    await connection.execute(statement.on_conflict_do_nothing())


async def remove_registrant(connection: AsyncConnection, customer_id: UUID, person_id: UUID) -> bool:
    """Whether there was one."""
    table = registrants
    statement = delete(table).where(table.c.customer_id == customer_id, table.c.person_id == person_id)
    return (await connection.execute(statement)).rowcount > 0


def _customer_from(row: Mapping[Any, Any]) -> Customer:
    return Customer(
        id=row["id"],
        name=row["name"],
        service_level=ServiceLevel(row["service_level"]),
        own_targets=OWN_TARGETS.validate_python(row["own_targets"]) if row["own_targets"] else (),
        consultant_id=row["consultant_id"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        version=row["version"],
    )


def _columns(customer: Customer) -> dict[str, Any]:
    return {
        "id": customer.id,
        "name": customer.name,
        "service_level": customer.service_level,
        "own_targets": OWN_TARGETS.dump_python(customer.own_targets, mode="json"),
        "consultant_id": customer.consultant_id,
        "created_at": customer.created_at,
        "updated_at": customer.updated_at,
        "version": customer.version,
    }
