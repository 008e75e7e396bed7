"""Customers: who has a contract, at which level, with which figures of its own (§1, §1.2.2)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypedDict
from uuid import UUID

from uuid_utils.compat import uuid7

from app.db import customers, people
from app.db.customers import Customer, CustomersFilter
from app.db.people import Person
from app.domain.agreement import ServiceLevelTerms
from app.domain.facts import OwnTarget
from app.domain.permissions import Operation, require
from app.domain.vocabulary import Role, ServiceLevel
from app.errors import Conflict, NotFound
from app.services.work import Work


@dataclass(frozen=True, kw_only=True)
class Contract:
    """What is agreed with a customer."""

    name: str
    service_level: ServiceLevel
    own_targets: tuple[OwnTarget, ...] = ()
    consultant_id: UUID | None = None


class ContractChanges(TypedDict, total=False):
    """What is not there stays as it is."""

    name: str
    service_level: ServiceLevel
    own_targets: tuple[OwnTarget, ...]
    consultant_id: UUID | None


@dataclass(frozen=True)
class Overview:
    """A customer with how many of its people may register, out of how many at its level."""

    customer: Customer
    registrants: int
    most_registrants: int


async def create(work: Work, contract: Contract) -> Overview:
    require(work.actor, Operation.KEEP_CUSTOMERS)
    customer = Customer(
        id=uuid7(),
        name=contract.name,
        service_level=contract.service_level,
        own_targets=contract.own_targets,
        consultant_id=contract.consultant_id,
        created_at=work.now,
        updated_at=work.now,
        version=1,
    )
    await _require_consultant(work, customer)
    await customers.add(work.connection, customer)
    return Overview(customer, 0, terms_of(work, customer).max_registrants)


async def find(work: Work, customer_id: UUID, *, lock: bool = False) -> Customer:
    """NotFound is the same for a customer that isn't there and one that isn't theirs."""
    customer = await customers.find(work.connection, work.scope, customer_id, lock=lock)
    if customer is None:
        raise NotFound("There is no such customer.")
    return customer


async def read(work: Work, customer_id: UUID) -> Overview:
    return (await _overviews(work, [await find(work, customer_id)]))[0]


async def page(work: Work, wanted: CustomersFilter, *, after: UUID | None, limit: int) -> Sequence[Overview]:
    found = await customers.page(work.connection, work.scope, wanted, after=after, limit=limit)
    return await _overviews(work, found)


async def find_for_change(work: Work, customer_id: UUID) -> Customer:
    """Locked, for someone who may change it."""
    customer = await find(work, customer_id, lock=True)
    require(work.actor, Operation.KEEP_CUSTOMERS)
    return customer


async def change(work: Work, customer: Customer, changes: ContractChanges) -> Overview:
    """Changes a locked customer. Tickets that were registered keep the level and figures of their registration."""
    changed = replace(customer, **changes)
    count = (await customers.count_registrants(work.connection, [customer.id]))[customer.id]
    if changed != customer:
        _require_room(work, changed, count)
        await _require_consultant(work, changed)
        changed = replace(changed, version=customer.version + 1, updated_at=work.now)
        await customers.save(work.connection, changed)
    return Overview(changed, count, terms_of(work, changed).max_registrants)


def terms_of(work: Work, customer: Customer) -> ServiceLevelTerms:
    return work.book.in_force(work.now).levels[customer.service_level]


async def is_registrant(work: Work, customer_id: UUID) -> bool:
    """Whether the caller may register for this customer."""
    return await customers.is_registrant(work.connection, customer_id, work.actor.id)


async def _overviews(work: Work, found: Sequence[Customer]) -> list[Overview]:
    counts = await customers.count_registrants(work.connection, [each.id for each in found])
    return [Overview(each, counts[each.id], terms_of(work, each).max_registrants) for each in found]


def _require_room(work: Work, customer: Customer, count: int) -> None:
    terms = terms_of(work, customer)
    if count > terms.max_registrants:
        raise Conflict(
            f"At the {terms.level} level at most {terms.max_registrants} people may register tickets,"
            f" and this customer has {count}.",
            section=terms.section.number,
        )


async def _require_consultant(work: Work, customer: Customer) -> None:
    if customer.consultant_id is None:
        return
    terms = terms_of(work, customer)
    if not terms.own_consultant:
        raise Conflict(f"The {terms.level} level has no consultant of one's own.", section=terms.section.number)
    person = await people.find(work.connection, work.scope, customer.consultant_id)
    if person is None or not _is_consultant(person):
        raise Conflict("A customer's own consultant is an active consultant of the vendor.")


def _is_consultant(person: Person) -> bool:
    return person.active and Role.CONSULTANT in person.roles
