"""Who holds a role for a customer, by name."""

import pytest

from app.db.connection import Connection
from app.domain.actor import SYSTEM
from app.domain.caller import Caller
from app.domain.vocabulary import Role
from app.services import people
from app.services.book import Book
from app.services.people import Named
from app.services.work import Work
from app.sla.agreement import REVISIONS
from tests.organisations import MONDAY, make_customer, make_person


@pytest.fixture
def work(connection: Connection) -> Work:
    return Work(connection, Caller(SYSTEM), MONDAY, Book(REVISIONS))


async def test_roles_are_held_by_active_people_of_the_vendor_and_of_this_customer(work: Work) -> None:
    ours, theirs = [await make_customer(work.connection, name) for name in ("Ours", "Theirs")]
    carla = await make_person(work.connection, "Carla", customer_id=ours.id)
    await make_person(work.connection, "Of another", customer_id=theirs.id)
    await make_person(work.connection, "Gone", Role.SUPPORT, active=False)
    zoe = await make_person(work.connection, "Zoe", Role.SUPPORT)
    ann = await make_person(work.connection, "Ann", Role.SUPPORT, Role.CONSULTANT)
    both = await make_person(work.connection, "Bo", Role.CUSTOMER, Role.SUPPORT, customer_id=theirs.id)

    held = await people.with_roles(work, ours.id, Role)

    assert held == {
        Role.CUSTOMER: [Named(carla.id, "Carla")],
        Role.SUPPORT: [Named(ann.id, "Ann"), Named(both.id, "Bo"), Named(zoe.id, "Zoe")],
        Role.CONSULTANT: [Named(ann.id, "Ann")],
        Role.SUPPORT_MANAGER: [],
    }


async def test_only_the_roles_that_are_asked_for_come_back(work: Work) -> None:
    customer = await make_customer(work.connection)

    assert await people.with_roles(work, customer.id, [Role.CONSULTANT]) == {Role.CONSULTANT: []}
    assert await people.with_roles(work, customer.id, []) == {}


async def test_names_are_of_whoever_is_there(work: Work) -> None:
    ann = await make_person(work.connection, "Ann", Role.SUPPORT)

    assert await people.names(work, [ann.id, SYSTEM.id]) == {ann.id: "Ann"}
    assert await people.names(work, []) == {}
