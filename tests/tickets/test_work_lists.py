"""The lists of work, and who has lapsed, in SQL as the pure rule has it: over every way in which they can stand."""

from dataclasses import replace
from itertools import product
from random import Random
from uuid import UUID

from app.access.store import people
from app.access.store.people import Person
from app.agreements.book import Agreements
from app.domain.access.caller import Caller
from app.domain.tickets.facts import RoleAssigned
from app.domain.tickets.outputs import Outputs
from app.domain.tickets.raci import qualifies
from app.domain.vocabulary import Decision, Priority, Responsibility, Role
from app.postgres.connection import Connection
from app.postgres.scope import Scope
from app.sla.agreement import AGREEMENT, REVISIONS
from app.tickets import intake, recording, transitions
from app.tickets.intake import NewTicket
from app.tickets.store import ticket_lists, tickets, work_lists
from app.tickets.store.ticket_lists import Holding, TicketFilter
from app.tickets.store.ticket_mapping import StoredTicket
from app.tickets.store.work_lists import Doer
from app.tickets.transitions import RequestedDecision
from app.unit_of_work import UnitOfWork
from tests.domain.tickets.process_table import belonging
from tests.office import ASSESSED_AS, details
from tests.organisations import MONDAY, make_customer, make_person

TICKETS = 60
ALL = Scope(None)
PATHS: tuple[tuple[Decision, ...], ...] = (
    (),
    (Decision.REQUEST_INFORMATION,),
    (Decision.UNCLEAR, Decision.REQUEST_INFORMATION),
    (Decision.UNCLEAR, Decision.BUG, Decision.BUG_REGISTERED),
    (Decision.CLEAR,),
    (Decision.CLEAR, Decision.NOT_SOLVED, Decision.SUPPORT),
    (Decision.CLEAR, Decision.SOLVED),
    (Decision.CLEAR, Decision.SOLVED, Decision.CLOSE),
)


async def test_who_has_a_part_in_what_is_the_same_in_sql_and_by_the_rule(connection: Connection) -> None:
    random = Random(7)  # noqa: S311 - a test
    customers = [(await make_customer(connection, name)).id for name in ("Ours", "Theirs")]
    everybody = [
        await make_person(connection, f"Person {number}", *roles, customer_id=customer_id)
        for number, (roles, customer_id) in enumerate(
            [
                *(((role,), None) for role in Role if role is not Role.CUSTOMER for _ in range(2)),
                ((Role.SUPPORT, Role.CONSULTANT), None),
                *(((Role.CUSTOMER,), each) for each in customers for _ in range(2)),
                ((Role.CUSTOMER, Role.SUPPORT), customers[1]),
            ]
        )
    ]
    admin = await make_person(connection, "Ada", administrator=True)
    uow = UnitOfWork(connection, Caller(admin.actor), MONDAY, Agreements(REVISIONS))
    made = [await _ticket(uow, random, random.choice(customers), everybody) for _ in range(TICKETS)]
    everybody = [await _perhaps_leaves(connection, random, person) for person in everybody]

    stored = [await _found(connection, each) for each in made]
    for person, letter in product(everybody, Responsibility):
        doer = Doer(id=person.id, roles=person.roles if person.active else (), customer_id=person.customer_id)
        listed = await work_lists.page(connection, ALL, doer, letter, after=None, limit=TICKETS + 1)
        expected = {each.ticket.id for each in stored if person.active and _has(each, person, letter)}
        assert {item.ticket_id for item in listed} == expected, (person.name, letter)
        by_name = {each.ticket.id for each in stored if _has_by_name(each, person, letter)}
        assert {item.ticket_id for item in listed if item.assigned} == expected & by_name
    by_id = {person.id: person for person in everybody}
    fallen = {each.ticket.id for each in stored if each.ticket.place is not None and _lapsed(each, by_id)}
    wanted = TicketFilter(holding=Holding.LAPSED)
    found = await ticket_lists.page(connection, ALL, wanted, MONDAY, after=None, limit=TICKETS + 1)
    assert {each.id for each in found} == fallen
    assert fallen
    for each in stored:
        assert each.lapsed == _lapsed(each, by_id)


async def _ticket(uow: UnitOfWork, random: Random, customer_id: UUID, everybody: list[Person]) -> StoredTicket:
    urgency, impact = ASSESSED_AS[Priority.NORMAL]
    report = NewTicket(customer_id=customer_id, details=details(), urgency=urgency, impact=impact)
    stored = await intake.raise_ticket(uow, report)
    for decision in random.choice(PATHS):
        asked = RequestedDecision(decision, Outputs(**belonging(decision)), "So it was.")
        stored = (await transitions.take(uow, stored, await transitions.decide(uow, stored, asked))).after
    for role in random.sample(list(Role), random.randrange(3)):
        able = [who.id for who in everybody if _able(who, role, stored)]
        fact = RoleAssigned(role=role, person_id=random.choice(able))
        stored = await recording.record(uow, stored, fact, reason="named")
    return stored


def _able(person: Person, role: Role, stored: StoredTicket) -> bool:
    customer_id = stored.ticket.customer_id
    return qualifies(role, customer_id, person.roles, person.customer_id, active=person.active)


def _lapsed(stored: StoredTicket, by_id: dict[UUID, Person]) -> frozenset[Role]:
    named = stored.ticket.assignments
    return frozenset(role for role, who in named.items() if not _able(by_id[who], role, stored))


def _has(stored: StoredTicket, person: Person, letter: Responsibility) -> bool:
    return stored.holders.has(person.actor, letter, stored.ticket.parts(AGREEMENT))


def _has_by_name(stored: StoredTicket, person: Person, letter: Responsibility) -> bool:
    parts = stored.ticket.parts(AGREEMENT)
    return any(stored.holders.named(role) == person.id for role in Role if parts.get(role) is letter)


async def _perhaps_leaves(connection: Connection, random: Random, person: Person) -> Person:
    """Or loses a role; whoever has the only one that is left of a customer's is still its."""
    left = replace(person, active=random.random() > 0.3)
    if Role.CUSTOMER not in person.roles and random.random() < 0.4:
        left = replace(left, roles=frozenset({Role.CONSULTANT}))
    await people.save(connection, left)
    return left


async def _found(connection: Connection, stored: StoredTicket) -> StoredTicket:
    found = await tickets.find(connection, ALL, stored.ticket.id)
    assert found is not None
    return found
