"""Tickets, bookings and requests of two customers."""

import pytest

from app.domain.vocabulary import Role
from tests.organisations import Organisation
from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import Desk


@pytest.fixture
async def desk(admin: Caller, extended: Organisation) -> Desk:
    """Of the extended customer; an administrator takes the tickets in."""
    return Desk(admin, extended)


async def make_own_consultant(api: Api, manager: Caller, organisation: Organisation) -> Caller:
    """A consultant, who is the customer's own from now on."""
    cora = await api.as_(Role.CONSULTANT)
    path = f"/v1/customers/{organisation.customer.id}"
    answer = await manager.patch(path, json={"consultantId": str(cora.person.id)}, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text
    return cora
