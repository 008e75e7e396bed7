"""Who may register tickets for a customer, as coordinator or dispatcher (§1.2.2)."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from app.access.store import people
from app.access.store.people import Person
from app.accounts.customers import fewest_seats, find
from app.accounts.store import customers
from app.accounts.store.customers import Customer, Registrant
from app.domain.access.permissions import Operation, require
from app.errors import Conflict, NotFound
from app.unit_of_work import UnitOfWork


async def page(uow: UnitOfWork, customer_id: UUID, *, after: UUID | None, limit: int) -> Sequence[Registrant]:
    await find(uow, customer_id)
    return await customers.registrants_of(uow.connection, customer_id, after=after, limit=limit)


async def read(uow: UnitOfWork, customer_id: UUID, person_id: UUID) -> Registrant:
    await find(uow, customer_id)
    registrant = await customers.registrant(uow.connection, customer_id, person_id)
    if registrant is None:
        raise NotFound("There is no such registrant.")
    return registrant


async def add(uow: UnitOfWork, customer_id: UUID, person_id: UUID) -> tuple[Registrant, bool]:
    """The registrant, and whether it is a new one. Two at once could both see room for one: hence the lock."""
    customer = await find(uow, customer_id, lock=True)
    require(uow.actor, Operation.KEEP_REGISTRANTS)
    is_new = await take_seat(uow, customer, await _person_of(uow, customer, person_id))
    return await read(uow, customer_id, person_id), is_new


async def take_seat(uow: UnitOfWork, customer: Customer, person: Person) -> bool:
    """Whether this active person of the customer, which is locked, was no registrant yet. Raises Conflict without a
    free seat, and then nothing is made.
    """
    if await customers.registrant(uow.connection, customer.id, person.id) is not None:
        return False
    await require_seat(uow, customer)
    await customers.add_registrant(uow.connection, customer.id, person.id, uow.now)
    await note_change(uow, customer)
    return True


async def remove(uow: UnitOfWork, customer_id: UUID, person_id: UUID) -> None:
    """Also when it was none: then there is nothing to do."""
    customer = await find(uow, customer_id, lock=True)
    require(uow.actor, Operation.KEEP_REGISTRANTS)
    if await customers.remove_registrant(uow.connection, customer_id, person_id):
        await note_change(uow, customer)


async def take_or_leave_seat(uow: UnitOfWork, person: Person, *, active: bool) -> None:
    """Of a person who becomes active, or is no longer: if they are a registrant of the customer, which is locked.

    Raises Conflict when there is no seat for who comes back.
    """
    if person.customer_id is None:
        return
    if await customers.registrant(uow.connection, person.customer_id, person.id) is None:
        return
    customer = await find(uow, person.customer_id)
    if active:
        await require_seat(uow, customer)
    await note_change(uow, customer)


async def _person_of(uow: UnitOfWork, customer: Customer, person_id: UUID) -> Person:
    """Holds the person, who could be leaving at this moment."""
    person = await people.find(uow.connection, uow.scope, person_id, lock=True)
    if person is None:
        raise NotFound("There is no such person.")
    if person.customer_id != customer.id or not person.active:
        raise Conflict("Only an active person of this customer can be its registrant.")
    return person


async def require_seat(uow: UnitOfWork, customer: Customer) -> None:
    """Raises Conflict when as many people as may register do, by what is agreed now or for later (§1.2.2, §1)."""
    seats = fewest_seats(uow, customer)
    count = (await customers.count_registrants(uow.connection, [customer.id]))[customer.id]
    if count >= seats.most:
        raise Conflict(f"{seats.words}, and {count} do.", section=seats.section)


async def note_change(uow: UnitOfWork, customer: Customer) -> None:
    """The count is a part of what is shown of the customer, so its ETag is another one now."""
    await customers.save(uow.connection, replace(customer, version=customer.version + 1, updated_at=uow.now))
