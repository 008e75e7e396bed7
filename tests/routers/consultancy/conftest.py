"""Tickets, bookings and requests of two customers."""

import pytest

from tests.organisations import Organisation
from tests.routers.callers import Caller
from tests.routers.tickets.conftest import Desk


@pytest.fixture
async def desk(admin: Caller, extended: Organisation) -> Desk:
    """Of the extended customer; an administrator takes the tickets in."""
    return Desk(admin, extended)
