"""All that somebody holds by name goes to somebody else, in one act (§2.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.access.store.people import Person
from app.accounts import customers, people
from app.domain.access.permissions import handing_over, require
from app.domain.tickets.facts import RoleAssigned
from app.domain.vocabulary import Role, TicketStatus
from app.errors import Conflict, Invalid
from app.tickets.recording import found_for_change, record
from app.tickets.store import holders
from app.tickets.store.ticket_mapping import StoredTicket
from app.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class HandedOver:
    """What went to the other on one ticket, as it is now."""

    stored: StoredTicket
    roles: tuple[Role, ...]


async def hand_over(uow: UnitOfWork, person_id: UUID, to_id: UUID, reason: str) -> Sequence[HandedOver]:
    """Everything or nothing, on all tickets that are not closed; with a fact on each. Nothing where nothing is held.

    Raises Conflict, naming the roles, when the other does not qualify for one of them.
    """
    if to_id == person_id:
        raise Invalid.at("/toPersonId", "same_person", "Name somebody else.")
    person = await people.find(uow, person_id)
    held = await _held(uow, person)
    await _require_may(uow, person, held)
    other = await people.find(uow, to_id, lock=True)
    _require_able(uow, other, held)
    return [HandedOver(await _given(uow, each, other, reason), each.roles) for each in held]


async def _held(uow: UnitOfWork, person: Person) -> list[HandedOver]:
    """Locked, in the order of their ids. One that was closed, or given to somebody else, meanwhile is not held."""
    ids = await holders.held_by(uow.connection, uow.scope, person.id)
    locked = [await found_for_change(uow, each) for each in ids]
    open_ones = [each for each in locked if each.ticket.status is not TicketStatus.CLOSED]
    held = [HandedOver(each, _roles(each, person)) for each in open_ones]
    return [each for each in held if each.roles]


def _roles(stored: StoredTicket, person: Person) -> tuple[Role, ...]:
    return tuple(role for role in Role if stored.ticket.assignments.get(role) == person.id)


async def _require_may(uow: UnitOfWork, person: Person, held: Sequence[HandedOver]) -> None:
    roles = person.roles.union(*(each.roles for each in held))
    registrant = person.customer_id is not None and await customers.is_registrant(uow, person.customer_id)
    require(uow.actor, handing_over(roles), registrant=registrant)


def _require_able(uow: UnitOfWork, other: Person, held: Sequence[HandedOver]) -> None:
    lacking = [
        f"{role} of {each.stored.number}"
        for each in held
        for role in each.roles
        if not people.is_able(other, role, each.stored.ticket.customer_id)
    ]
    if lacking:
        raise Conflict(
            "Only an active person with the role, and of the customer where it is the customer's, can hold it."
            f" {other.name} cannot be {', '.join(lacking)}.",
            section=uow.book.in_force(uow.now).raci_section.number,
        )


async def _given(uow: UnitOfWork, held: HandedOver, other: Person, reason: str) -> StoredTicket:
    stored = held.stored
    for role in held.roles:
        fact = RoleAssigned(role=role, person_id=other.id, reason=reason)
        stored = await record(uow, stored, fact, reason=f"{role} handed over")
    return stored
