"""What a person has a part in now (§2.1)."""

from collections.abc import Sequence
from uuid import UUID

from app.access.store.people import Person
from app.accounts import people
from app.accounts.store import customers
from app.domain.vocabulary import Responsibility
from app.tickets.store import work_lists
from app.tickets.store.work_lists import Doer, Position, WorkItem
from app.unit_of_work import UnitOfWork


async def page(
    uow: UnitOfWork, person_id: UUID, letter: Responsibility, *, after: Position | None, limit: int
) -> Sequence[WorkItem]:
    """NotFound for somebody whom the caller may not look up. Who has left has nothing: it falls back to the others."""
    person = await people.find(uow, person_id)
    doer = Doer(
        id=person.id,
        roles=person.roles if person.active else (),
        customer_id=person.customer_id,
        is_registrant=await _is_registrant(uow, person),
    )
    return await work_lists.page(uow.connection, uow.scope, doer, letter, after=after, limit=limit)


async def _is_registrant(uow: UnitOfWork, person: Person) -> bool:
    if person.customer_id is None:
        return False
    return await customers.is_registrant(uow.connection, person.customer_id, person.id)
