"""What Prometheus is told of the feed and of subscriptions."""

from datetime import timedelta
from uuid import UUID

from app.domain.vocabulary import ServiceLevel
from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from app.workers.feeding import sequence
from tests.organisations import make_organisation
from tests.routers.callers import Api
from tests.routers.metrics.test_scraping import samples, scrape
from tests.routers.tickets.conftest import REPORT
from tests.subscriptions.subscribers import agree, settled

SUBSCRIPTION = {"name": "Screen", "sink": "https://receiver.example/events", "types": ["ticket.*"]}


async def events(api: Api) -> tuple[float, dict[str, float], dict[str, float]]:
    """How far the feed is behind; deliveries and subscriptions by state, but for those of which there is none."""
    api.clock.advance(timedelta(seconds=6))
    text = await scrape(api)
    deliveries, subscriptions = (
        {state: number for (state,), number in samples(text, name).items() if number}
        for name in ("duetime_deliveries", "duetime_subscriptions")
    )
    return samples(text, "duetime_feed_lag_seconds")[()], deliveries, subscriptions


async def test_how_far_the_feed_is_behind_and_what_still_goes_out(concurrent_api: Api) -> None:
    api = concurrent_api
    async with transaction(api.engine, SYSTEM) as connection:
        dairy = await make_organisation(connection, "Dairy", ServiceLevel.EXTENDED, "Rosa Registrant")
    await sequence(api.engine, api.clock)
    registrant = await api.as_(dairy.registrants[0])
    made = (await registrant.post("/v1/subscriptions", json=SUBSCRIPTION)).json()
    assert await events(api) == (0, {}, {"verifying": 1})

    await agree(api.engine, api.clock, UUID(made["id"]))
    assert (await registrant.post("/v1/tickets", json=REPORT)).status_code == 201
    assert await events(api) == (6, {}, {"active": 1})

    await sequence(api.engine, api.clock)
    await settled(api.engine, api.clock)
    assert await events(api) == (0, {"pending": 1}, {"active": 1})
