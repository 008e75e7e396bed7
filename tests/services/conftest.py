from collections.abc import AsyncGenerator

import pytest

from app.db.embedded import EmbeddedPostgres
from app.db.engine import AsyncEngine, create_engine
from tests.conftest import clone
from tests.savepoints import rolled_back
from tests.services.crime_scene import Crime, eventful
from tests.services.office import Office


@pytest.fixture
def office(engine: AsyncEngine) -> Office:
    return Office(engine)


@pytest.fixture
def busy_office(fresh_engine: AsyncEngine) -> Office:
    """With a database of its own, where transactions really run side by side."""
    return Office(fresh_engine)


@pytest.fixture(scope="module")
async def scene(postgres: EmbeddedPostgres, template: str) -> AsyncGenerator[Crime]:
    async with clone(postgres, template, "tampered") as urls:
        engine = create_engine(urls.owner, pool_size=1)
        office = Office(engine)
        ticket_id = await eventful(office)
        elsewhere = await office.customer()
        yield Crime(office, ticket_id, *[await office.ticket(elsewhere) for _ in range(2)])
        await engine.dispose()


@pytest.fixture
async def crime(scene: Crime) -> AsyncGenerator[Crime]:
    async with rolled_back(scene.office.engine):
        yield scene
