"""The app over a database of its own, where commits are real: nothing else gets into the feed."""

import pytest

from app.domain.vocabulary import ServiceLevel
from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from tests.organisations import make_organisation
from tests.routers.callers import Api
from tests.routers.feed.readers import Desk


@pytest.fixture
async def desk(concurrent_api: Api) -> Desk:
    async with transaction(concurrent_api.engine, SYSTEM) as connection:
        dairy = await make_organisation(connection, "Dairy", ServiceLevel.EXTENDED, "Rosa Registrant")
        bakery = await make_organisation(connection, "Bakery", ServiceLevel.STANDARD, "Sam Stranger")
    desk = Desk(
        concurrent_api,
        await concurrent_api.as_administrator(),
        await concurrent_api.as_(dairy.registrants[0]),
        await concurrent_api.as_(bakery.registrants[0]),
    )
    await desk.sequence()  # the feed is founded
    return desk
