"""People: a customer's and the vendor's."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypedDict
from uuid import UUID

from uuid_utils.compat import uuid7

from app.access.store import api_keys, people
from app.access.store.people import Identity, PeopleFilter, Person
from app.accounts import customers, registrants
from app.clock import Instant
from app.domain.access.permissions import Operation, keeping, require
from app.domain.access.reach import LONGEST_FOR_MANAGEMENT, require_unlimited
from app.domain.tickets.raci import qualifies
from app.domain.vocabulary import Role
from app.errors import Conflict, Invalid, NotFound
from app.postgres.engine import Connection
from app.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Named:
    id: UUID
    name: str


@dataclass(frozen=True, kw_only=True)
class Introduction:
    """Somebody new. `customer_id` None: of the vendor."""

    name: str
    email: str
    roles: frozenset[Role]
    customer_id: UUID | None = None
    identity: Identity | None = None


class PersonChanges(TypedDict, total=False):
    """What is not there stays as it is."""

    name: str
    email: str
    roles: frozenset[Role]
    active: bool
    identity: Identity | None


async def create(uow: UnitOfWork, new: Introduction) -> Person:
    _require_customer_for_role(new.roles, new.customer_id, lacking="/customerId")
    if new.customer_id is not None:
        await customers.find(uow, new.customer_id)
    await _require_keeper(uow, new.roles, new.customer_id)
    return await introduce(uow, new)


async def introduce(uow: UnitOfWork, new: Introduction) -> Person:
    """As `create`, for somebody who may because of something else."""
    person = Person(
        id=uuid7(),
        customer_id=new.customer_id,
        name=new.name,
        email=new.email,
        roles=new.roles,
        administrator=False,
        active=True,
        created_at=uow.now,
        updated_at=uow.now,
        version=1,
        identity=new.identity,
    )
    _require_keeper_of_identity(uow, None, person)
    await people.add(uow.connection, person)
    return person


async def find(uow: UnitOfWork, person_id: UUID, *, lock: bool = False) -> Person:
    """NotFound is the same for somebody who isn't there and somebody whom the caller may not look up."""
    person = await people.find(uow.connection, uow.scope, person_id, lock=lock)
    if person is None:
        raise NotFound("There is no such person.")
    return person


async def page(uow: UnitOfWork, wanted: PeopleFilter, *, after: UUID | None, limit: int) -> Sequence[Person]:
    return await people.page(uow.connection, uow.scope, wanted, after=after, limit=limit)


async def find_for_change(uow: UnitOfWork, person_id: UUID) -> Person:
    """Locked, for someone who may change them. A customer's person is locked after the customer, as where somebody
    becomes a registrant: a seat may be taken or left.
    """
    customer_id = (await find(uow, person_id)).customer_id
    if customer_id is not None:
        await customers.find(uow, customer_id, lock=True)
    person = await find(uow, person_id, lock=True)
    if person.administrator:
        require(uow.actor, Operation.KEEP_ADMINISTRATORS)
    await _require_keeper(uow, person.roles, person.customer_id)
    return person


async def change(uow: UnitOfWork, person: Person, changes: PersonChanges) -> Person:
    """Changes a locked person. Once they are not active their keys open nothing, and they hold no registrant's seat;
    coming back takes a free one.
    """
    if person.erased_at is not None:
        raise Conflict("This person has been erased.")
    changed = replace(person, **changes)
    if changed == person:
        return person
    _require_customer_for_role(changed.roles, changed.customer_id, lacking="/roles")
    await _require_keeper(uow, changed.roles, changed.customer_id)
    _require_keeper_of_identity(uow, person, changed)
    if person.administrator and not changed.active:
        await require_other_administrator(uow.connection, person)
    if changed.actor.is_management and not person.actor.is_management:
        latest = Instant(uow.now + LONGEST_FOR_MANAGEMENT)
        await api_keys.make_personal(uow.connection, person.id, uow.now, latest)
    if changed.active != person.active:
        await registrants.take_or_leave_seat(uow, person, active=changed.active)
    changed = replace(changed, version=person.version + 1, updated_at=uow.now)
    await people.save(uow.connection, changed)
    return changed


async def names(uow: UnitOfWork, ids: Collection[UUID]) -> dict[UUID, str]:
    """Of those who are there; also of people whom the caller may not look up."""
    return await people.names(uow.connection, ids) if ids else {}


async def with_roles(uow: UnitOfWork, customer_id: UUID, roles: Iterable[Role]) -> Mapping[Role, list[Named]]:
    """The active people who hold each of the roles for this customer, by name."""
    wanted = list(roles)
    found = await people.holders(uow.connection, customer_id, wanted)
    return {role: [Named(each.id, each.name) for each in found if is_able(each, role, customer_id)] for role in wanted}


def is_able(person: Person, role: Role, customer_id: UUID) -> bool:
    """Whether they can hold the role for this customer."""
    return qualifies(role, customer_id, person.roles, person.customer_id, active=person.active)


def _require_customer_for_role(roles: frozenset[Role], customer_id: UUID | None, *, lacking: str) -> None:
    """`lacking`: the member that is wrong where somebody with the role customer is of none."""
    if Role.CUSTOMER in roles and customer_id is None:
        raise Invalid.at(lacking, "customer_missing", "Somebody with the role customer is of a customer.")
    if Role.CUSTOMER not in roles and customer_id is not None:
        raise Invalid.at("/roles", "customer_missing", "Somebody of a customer has the role customer.")


async def _require_keeper(uow: UnitOfWork, roles: frozenset[Role], customer_id: UUID | None) -> None:
    registrant = customer_id is not None and await customers.is_registrant(uow, customer_id)
    require(uow.actor, keeping(roles), registrant=registrant)


def _require_keeper_of_identity(uow: UnitOfWork, before: Person | None, after: Person) -> None:
    """It opens what a key opens: whoever may change somebody's name need not be able to come in as them."""
    if after.identity == (None if before is None else before.identity):
        return
    managers = after.actor.is_management or (before is not None and before.actor.is_management)
    keeping_it = Operation.KEEP_MANAGERS_IDENTITIES if managers else Operation.KEEP_IDENTITIES
    require(uow.actor, keeping_it, person_id=after.id)
    require_unlimited(uow.caller.reach)


async def require_other_administrator(connection: Connection, leaving: Person) -> None:
    administrators = await people.lock_administrators(connection)
    if not any(each.active for each in administrators if each.id != leaving.id):
        raise Conflict("This is the last administrator; nobody could get in to make another.")
