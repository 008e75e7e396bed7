"""Customers and people to test with, put straight into the database."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from app.access.identity import digest, new_key
from app.access.store import api_keys, people
from app.access.store.api_keys import ApiKey
from app.access.store.people import Person
from app.accounts.store import customers
from app.accounts.store.customers import Customer
from app.clock import Instant, instant
from app.domain.agreement.agreed_terms import TermsChange
from app.domain.tickets.facts import OwnTarget
from app.domain.vocabulary import Role, ServiceLevel
from app.postgres.engine import Connection

MONDAY = instant(datetime(2026, 11, 23, 9, 30, tzinfo=UTC))
"""10:30 in Amsterdam on a business day: both levels are open."""


@dataclass(frozen=True)
class Organisation:
    """A customer with its registrants, in the order in which they were added."""

    customer: Customer
    registrants: tuple[Person, ...]


async def make_customer(
    connection: Connection,
    name: str = "Bakery De Korenaar",
    level: ServiceLevel = ServiceLevel.STANDARD,
    *,
    own_targets: tuple[OwnTarget, ...] = (),
    at: Instant = MONDAY,
) -> Customer:
    customer = Customer(
        id=uuid7(),
        name=name,
        terms=(TermsChange(number=1, from_at=at, service_level=level, own_targets=own_targets, recorded_at=at),),
        consultant_id=None,
        created_at=at,
        updated_at=at,
        version=1,
    )
    await customers.add(connection, customer)
    return customer


async def make_person(
    connection: Connection,
    name: str,
    *roles: Role,
    customer_id: UUID | None = None,
    administrator: bool = False,
    active: bool = True,
    at: Instant = MONDAY,
) -> Person:
    """Without roles: a customer's person if there is a customer."""
    held = frozenset(roles or ((Role.CUSTOMER,) if customer_id else ()))
    person = Person(
        id=uuid7(),
        customer_id=customer_id,
        name=name,
        email=f"{name.lower().replace(' ', '.')}@example.org",
        roles=held,
        administrator=administrator,
        active=active,
        created_at=at,
        updated_at=at,
        version=1,
    )
    await people.add(connection, person)
    return person


async def make_key(connection: Connection, person: Person, *, at: Instant = MONDAY) -> str:
    """Just used, so that from the second request on its holder is recognised."""
    key, prefix = new_key()
    kept = ApiKey(id=uuid7(), person_id=person.id, name="test", prefix=prefix, created_at=at, last_used_at=at)
    await api_keys.add(connection, kept, digest(key))
    return key


async def make_organisation(
    connection: Connection, name: str, level: ServiceLevel, *registrants: str, at: Instant = MONDAY
) -> Organisation:
    """A customer, and a registrant for each name."""
    customer = await make_customer(connection, name, level, at=at)
    registered: list[Person] = []
    for each in registrants:
        person = await make_person(connection, each, customer_id=customer.id, at=at)
        await customers.add_registrant(connection, customer.id, person.id, at)
        registered.append(person)
    return Organisation(customer, tuple(registered))
