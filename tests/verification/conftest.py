from collections.abc import AsyncGenerator

import pytest

from app.postgres.embedded.server import EmbeddedPostgres
from app.postgres.engine import create_engine
from tests.conftest import clone
from tests.office import Office
from tests.savepoints import rolled_back
from tests.verification.crime_scene import Crime, eventful


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
