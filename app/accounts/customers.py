"""Customers: who has a contract, at which level, with which figures of its own (§1, §1.2.2)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TypedDict
from uuid import UUID

from uuid_utils.compat import uuid7

from app.access.store import people
from app.access.store.people import Person
from app.accounts.store import customer_terms, customers
from app.accounts.store.customers import Customer, CustomersFilter
from app.clock import Instant
from app.domain.access.permissions import Operation, require
from app.domain.agreement.agreed_terms import (
    NO_FIGURES,
    AgreedTerms,
    OwnFigures,
    Seats,
    TermsChange,
    terms_to_come,
)
from app.domain.agreement.agreement import Agreement, ServiceLevelTerms
from app.domain.tickets.facts import OwnTarget
from app.domain.vocabulary import Role, ServiceLevel
from app.errors import Conflict, Invalid, NotFound
from app.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class ContractTerms:
    """What is agreed with a customer."""

    name: str
    service_level: ServiceLevel
    own_targets: tuple[OwnTarget, ...] = ()
    own_figures: OwnFigures = NO_FIGURES
    consultant_id: UUID | None = None


class ContractChanges(TypedDict, total=False):
    """What is not there stays as it is."""

    name: str
    service_level: ServiceLevel
    own_targets: tuple[OwnTarget, ...]
    own_figures: OwnFigures
    consultant_id: UUID | None


@dataclass(frozen=True)
class Overview:
    """A customer with what holds now and what is to come, and how many of its people may register, out of how many."""

    customer: Customer
    agreed: AgreedTerms
    to_come: Sequence[tuple[Instant, AgreedTerms]]
    registrants: int
    most_registrants: int
    version: int


async def create(uow: UnitOfWork, contract: ContractTerms, customer_id: UUID | None = None) -> Overview:
    """`customer_id`: one that has to be known beforehand."""
    require(uow.actor, Operation.KEEP_CUSTOMERS)
    return await add(uow, contract, customer_id)


async def add(uow: UnitOfWork, contract: ContractTerms, customer_id: UUID | None = None) -> Overview:
    """As `create`, for somebody who may because of something else."""
    first = TermsChange(
        number=1,
        from_at=uow.now,
        service_level=contract.service_level,
        own_targets=contract.own_targets,
        own_figures=contract.own_figures,
        recorded_at=uow.now,
        recorded_by=uow.actor.id,
    )
    customer = Customer(
        id=customer_id or uuid7(),
        name=contract.name,
        terms=(first,),
        consultant_id=contract.consultant_id,
        created_at=uow.now,
        updated_at=uow.now,
        version=1,
    )
    await _require_consultant(uow, customer)
    await customers.add(uow.connection, customer)
    return _overview(uow, customer, 0)


async def find(uow: UnitOfWork, customer_id: UUID, *, lock: bool = False) -> Customer:
    """NotFound is the same for a customer that isn't there and one that isn't theirs."""
    customer = await customers.find(uow.connection, uow.scope, customer_id, lock=lock)
    if customer is None:
        raise NotFound("There is no such customer.")
    return customer


async def read(uow: UnitOfWork, customer_id: UUID) -> Overview:
    return (await _overviews(uow, [await find(uow, customer_id)]))[0]


async def names(uow: UnitOfWork, ids: Collection[UUID]) -> dict[UUID, str]:
    return await customers.names(uow.connection, uow.scope, ids) if ids else {}


async def levels(uow: UnitOfWork, ids: Collection[UUID]) -> dict[UUID, ServiceLevel]:
    """As they are now, of those that are in sight to the database."""
    found = await customers.find_many(uow.connection, ids) if ids else []
    return {each.id: each.agreed_at(uow.now).service_level for each in found}


async def agreed(uow: UnitOfWork, ids: Collection[UUID], at: Instant) -> dict[UUID, AgreedTerms]:
    """As of that moment, of those that are in sight to the database."""
    found = await customers.find_many(uow.connection, ids) if ids else []
    return {each.id: each.agreed_at(at) for each in found}


async def page(uow: UnitOfWork, wanted: CustomersFilter, *, after: UUID | None, limit: int) -> Sequence[Overview]:
    found = await customers.page(uow.connection, uow.scope, wanted, uow.now, after=after, limit=limit)
    return await _overviews(uow, found)


def levels_with_consultant(uow: UnitOfWork) -> Sequence[ServiceLevel]:
    """At which a customer has a consultant of its own."""
    return [level for level, terms in uow.book.in_force(uow.now).levels.items() if terms.own_consultant]


async def find_for_change(uow: UnitOfWork, customer_id: UUID) -> Customer:
    """Locked, for someone who may change it."""
    customer = await find(uow, customer_id, lock=True)
    require(uow.actor, Operation.KEEP_CUSTOMERS)
    return customer


async def change(
    uow: UnitOfWork, customer: Customer, changes: ContractChanges, from_at: Instant | None = None
) -> Overview:
    """Changes a locked customer. A level and figures hold from now, or from the later `from_at`; nothing earlier is
    touched, so what was registered before keeps what held then.
    """
    agreed = _agreed_anew(uow, customer, changes, from_at)
    changed = replace(
        customer,
        name=changes.get("name", customer.name),
        consultant_id=changes.get("consultant_id", customer.consultant_id),
        terms=(*customer.terms, *agreed),
    )
    count = (await customers.count_registrants(uow.connection, [customer.id]))[customer.id]
    if changed != customer:
        _require_room(uow, changed, count)
        await _require_consultant(uow, changed)
        changed = replace(changed, version=customer.version + 1, updated_at=uow.now)
        await customers.save(uow.connection, changed)
        if agreed:
            await customer_terms.add(uow.connection, customer.id, agreed)
    return _overview(uow, changed, count)


def _agreed_anew(
    uow: UnitOfWork, customer: Customer, changes: ContractChanges, from_at: Instant | None
) -> tuple[TermsChange, ...]:
    """None or one. What holds at that moment anyway is no change."""
    level, own, figures = changes.get("service_level"), changes.get("own_targets"), changes.get("own_figures")
    if from_at is not None and from_at < uow.now:
        raise Invalid.at("/from", "in_the_past", "A change holds from now on, or from a later moment.")
    if from_at is not None and level is None and own is None and figures is None:
        raise Invalid.at("/from", "nothing_from_then", "A level or figures of its own hold from a moment.")
    start = from_at or uow.now
    held = customer.agreed_at(start)
    change = TermsChange(
        number=len(customer.terms) + 1,
        from_at=start,
        service_level=None if level == held.service_level else level,
        own_targets=None if own == held.own_targets else own,
        own_figures=None if figures == held.own_figures else figures,
        recorded_at=uow.now,
        recorded_by=uow.actor.id,
    )
    return (change,) if change.changes_something else ()


def _agreed_from(uow: UnitOfWork, customer: Customer) -> Sequence[tuple[Agreement, AgreedTerms]]:
    """What holds now, and what is to come, each under the agreement of then."""
    dated = [(uow.now, customer.agreed_at(uow.now)), *terms_to_come(customer.terms, uow.now)]
    return [(uow.book.in_force(at), agreed) for at, agreed in dated]


def levels_from(uow: UnitOfWork, customer: Customer) -> Sequence[ServiceLevelTerms]:
    """That of now, and those to come."""
    return [agreement.levels[agreed.service_level] for agreement, agreed in _agreed_from(uow, customer)]


def fewest_seats(uow: UnitOfWork, customer: Customer) -> Seats:
    """Of now or to come, so that nobody is sent away when it begins."""
    return min((agreed.seats(agreement) for agreement, agreed in _agreed_from(uow, customer)), key=lambda it: it.most)


async def is_registrant(uow: UnitOfWork, customer_id: UUID) -> bool:
    """Whether the caller may register for this customer."""
    return await customers.is_registrant(uow.connection, customer_id, uow.actor.id)


async def _overviews(uow: UnitOfWork, found: Sequence[Customer]) -> list[Overview]:
    counts = await customers.count_registrants(uow.connection, [each.id for each in found])
    return [_overview(uow, each, counts[each.id]) for each in found]


def _overview(uow: UnitOfWork, customer: Customer, registrants: int) -> Overview:
    agreed = customer.agreed_at(uow.now)
    return Overview(
        customer=customer,
        agreed=agreed,
        to_come=terms_to_come(customer.terms, uow.now),
        registrants=registrants,
        most_registrants=agreed.seats(uow.book.in_force(uow.now)).most,
        version=customer.version_at(uow.now),
    )


def _require_room(uow: UnitOfWork, customer: Customer, count: int) -> None:
    seats = fewest_seats(uow, customer)
    if count > seats.most:
        raise Conflict(f"{seats.words}, and this customer has {count}.", section=seats.section)


async def _require_consultant(uow: UnitOfWork, customer: Customer) -> None:
    if customer.consultant_id is None:
        return
    for terms in levels_from(uow, customer):
        if not terms.own_consultant:
            raise Conflict(f"The {terms.level} level has no consultant of one's own.", section=terms.section.number)
    person = await people.find(uow.connection, uow.scope, customer.consultant_id)
    if person is None or not _is_consultant(person):
        raise Conflict("A customer's own consultant is an active consultant of the vendor.")


def _is_consultant(person: Person) -> bool:
    return person.active and Role.CONSULTANT in person.roles
