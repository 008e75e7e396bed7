"""The whole service, over HTTP, with the workers called by hand."""

import pytest

from app.postgres.engine import AsyncEngine
from tests.routers.callers import Api
from tests.routers.conftest import admin, api, extended, manager, registrant, resources, standard, support
from tests.routers.tickets.conftest import desk, standard_desk
from tests.scenarios.told import FIRST_DAY, Office
from tests.workers.desk import Desk as WorkersDesk

__all__ = [
    "admin",
    "api",
    "desk",
    "extended",
    "manager",
    "registrant",
    "resources",
    "standard",
    "standard_desk",
    "support",
]


@pytest.fixture
async def office(api: Api) -> Office:
    api.clock.now = FIRST_DAY
    return Office(api, await api.as_administrator())


@pytest.fixture
def busy_desk(fresh_engine: AsyncEngine) -> WorkersDesk:
    """With a database of its own, where transactions really run side by side."""
    return WorkersDesk(fresh_engine)
