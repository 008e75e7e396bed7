"""People: a customer's and the vendor's."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from app.db import people
from app.db.people import Person
from app.domain.vocabulary import Role
from app.services.work import Work


@dataclass(frozen=True)
class Named:
    id: UUID
    name: str


async def names(work: Work, ids: Collection[UUID]) -> dict[UUID, str]:
    """Of those who are there; also of people whom the caller may not look up."""
    return await people.names(work.connection, ids) if ids else {}


async def with_roles(work: Work, customer_id: UUID, roles: Iterable[Role]) -> Mapping[Role, list[Named]]:
    """The active people who hold each of the roles for this customer, by name."""
    wanted = list(roles)
    found = await people.holders(work.connection, customer_id, wanted)
    return {role: [Named(each.id, each.name) for each in found if _holds(each, role, customer_id)] for role in wanted}


def _holds(person: Person, role: Role, customer_id: UUID) -> bool:
    return role in person.roles and (role is not Role.CUSTOMER or person.customer_id == customer_id)
