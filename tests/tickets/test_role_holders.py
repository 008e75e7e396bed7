"""Who holds a role for a customer, by name."""

import pytest

from app.accounts import people
from app.accounts.people import Named
from app.agreements.book import Agreements
from app.domain.access.caller import Caller
from app.domain.actor import SYSTEM
from app.domain.vocabulary import Role
from app.postgres.connection import Connection
from app.sla.agreement import REVISIONS
from app.unit_of_work import UnitOfWork
from tests.organisations import MONDAY, make_customer, make_person


@pytest.fixture
def uow(connection: Connection) -> UnitOfWork:
    return UnitOfWork(connection, Caller(SYSTEM), MONDAY, Agreements(REVISIONS))


async def test_roles_are_held_by_active_people_of_the_vendor_and_of_this_customer(uow: UnitOfWork) -> None:
    ours, theirs = [await make_customer(uow.connection, name) for name in ("Ours", "Theirs")]
    carla = await make_person(uow.connection, "Carla", customer_id=ours.id)
    await make_person(uow.connection, "Of another", customer_id=theirs.id)
    await make_person(uow.connection, "Gone", Role.SUPPORT, active=False)
    zoe = await make_person(uow.connection, "Zoe", Role.SUPPORT)
    ann = await make_person(uow.connection, "Ann", Role.SUPPORT, Role.CONSULTANT)
    both = await make_person(uow.connection, "Bo", Role.CUSTOMER, Role.SUPPORT, customer_id=theirs.id)

    held = await people.with_roles(uow, ours.id, Role)

    assert held == {
        Role.CUSTOMER: [Named(carla.id, "Carla")],
        Role.SUPPORT: [Named(ann.id, "Ann"), Named(both.id, "Bo"), Named(zoe.id, "Zoe")],
        Role.CONSULTANT: [Named(ann.id, "Ann")],
        Role.SUPPORT_MANAGER: [],
    }


async def test_only_the_roles_that_are_asked_for_come_back(uow: UnitOfWork) -> None:
    customer = await make_customer(uow.connection)

    assert await people.with_roles(uow, customer.id, [Role.CONSULTANT]) == {Role.CONSULTANT: []}
    assert await people.with_roles(uow, customer.id, []) == {}


async def test_names_are_of_whoever_is_there(uow: UnitOfWork) -> None:
    ann = await make_person(uow.connection, "Ann", Role.SUPPORT)

    assert await people.names(uow, [ann.id, SYSTEM.id]) == {ann.id: "Ann"}
    assert await people.names(uow, []) == {}
