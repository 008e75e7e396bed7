"""Whoever has the link sees what its person may see now, and whoever has not sees nothing. It is written nowhere."""

import io
import json
import logging
from collections.abc import Generator
from datetime import timedelta

import pytest
import structlog
from httpx import AsyncClient
from prometheus_client import REGISTRY, generate_latest

from app.domain.vocabulary import Role
from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from tests.organisations import make_person
from tests.routers.calendar_feeds.subscribing import calendar_of, fetch, make
from tests.routers.callers import Api, Caller, limit
from tests.routers.tickets.conftest import Desk
from tests.windows import not_about_to_end

OFFICE, ELSEWHERE = "192.0.2.7", "203.0.113.9"


@pytest.fixture
def log() -> Generator[io.StringIO]:
    """Configured before the app is called for the first time, as by `duetime serve`."""
    stream = io.StringIO()
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, structlog.processors.JSONRenderer()],
        logger_factory=structlog.WriteLoggerFactory(stream),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
    yield stream
    structlog.reset_defaults()


def at(api: Api, address: str) -> AsyncClient:
    return api.from_(address, "no-key-of-ours")


async def tickets_in(api: Api, url: str) -> set[str]:
    """By id."""
    uids = [str(event["uid"]) for event in calendar_of(await fetch(api, url)).events]
    return {uid.removesuffix("-response").removesuffix("-resolution") for uid in uids}


async def test_it_has_the_tickets_that_its_person_may_see(
    api: Api, callers: dict[str, Caller], desk: Desk, standard_desk: Desk
) -> None:
    dairys, bakerys = (await desk.ticket()).id, (await standard_desk.ticket()).id

    seen = {name: await tickets_in(api, await make(caller)) for name, caller in callers.items()}

    own = {"registrant": {dairys}, "colleague": {dairys}, "stranger": {bakerys}}
    assert seen == {name: own.get(name, {dairys, bakerys}) for name in callers}


async def test_somebody_of_both_sees_what_they_see_elsewhere(
    api: Api, admin: Caller, desk: Desk, standard_desk: Desk
) -> None:
    """And no longer, once they are only a customer's."""
    dairys, bakerys = (await desk.ticket()).id, (await standard_desk.ticket()).id
    async with transaction(api.engine, SYSTEM) as connection:
        customer_id = desk.organisation.customer.id
        person = await make_person(connection, "Both", Role.CUSTOMER, Role.SUPPORT, customer_id=customer_id)
    both = await api.as_(person)
    url = await make(both)
    assert await tickets_in(api, url) == {dairys, bakerys}

    await admin.patch(f"/v1/people/{person.id}", json={"roles": ["customer"]}, headers={"If-Match": "*"})

    assert await tickets_in(api, url) == {dairys}


async def test_what_opens_nothing_is_all_the_same(api: Api, admin: Caller, support: Caller, manager: Caller) -> None:
    """Also of a link that was open a moment ago."""
    revoked, left, expired = await make(support), await make(support), await make(manager)
    assert {(await fetch(api, url)).status_code for url in (revoked, left, expired)} == {200}
    first = (await support.get(f"/v1/people/{support.person.id}/calendar-feeds")).json()["items"][0]["id"]
    await support.delete(f"/v1/people/{support.person.id}/calendar-feeds/{first}")
    person = f"/v1/people/{support.person.id}"
    await admin.patch(person, json={"active": False}, headers={"If-Match": "*"})
    api.clock.advance(timedelta(days=91))
    unknown = "/v1/calendar-feeds/" + "A" * 43

    answers = [
        await fetch(api, url, **{"X-Request-Id": "always-the-same"})
        for url in (revoked, left, expired, unknown, "/v1/calendar-feeds/x", f"/v1/calendar-feeds/{support.key}")
    ]

    assert {(each.status_code, each.text) for each in answers} == {(404, answers[0].text)}
    assert len({str(each.headers.multi_items()) for each in answers}) == 1
    await admin.patch(person, json={"active": True}, headers={"If-Match": "*"})
    assert (await fetch(api, left)).status_code == 200


async def test_a_link_is_no_key(api: Api, support: Caller) -> None:
    secret = (await make(support)).rpartition("/")[2]

    answer = await api.from_("127.0.0.1", secret).get("/v1/tickets")

    assert answer.status_code == 401


async def test_a_managers_opens_from_where_they_are_let_in(
    api: Api, admin: Caller, manager: Caller, support: Caller
) -> None:
    """§5.7.1."""
    managers, supports = await make(manager), await make(support)
    inside = api.from_(OFFICE, admin.key)
    made = await inside.post("/v1/administration-networks", json={"network": OFFICE, "label": "Office"})
    assert made.status_code == 201

    assert (await at(api, OFFICE).get(managers)).status_code == 200
    assert (await at(api, ELSEWHERE).get(managers)).status_code == 404
    assert (await at(api, ELSEWHERE).get(supports)).status_code == 200


async def test_the_secret_is_written_nowhere(
    api: Api, support: Caller, log: io.StringIO, caplog: pytest.LogCaptureFixture
) -> None:
    url = await make(support)
    answers = [await fetch(api, url), await fetch(api, url + "0")]

    lines = [json.loads(line) for line in log.getvalue().splitlines()][-2:]
    assert [(each["route"], each["status"]) for each in lines] == [
        ("/v1/calendar-feeds/{secret}", 200),
        ("/v1/calendar-feeds/{secret}", 404),
    ]
    assert [each.get("person") for each in lines] == [str(support.person.id), None]
    assert "unknown_link" in [getattr(each, "reason", "") for each in caplog.records]
    secret = url.rpartition("/")[2]
    told = str([vars(each) for each in caplog.records])
    for written in (log.getvalue(), told, generate_latest(REGISTRY).decode(), *(each.text for each in answers)):
        assert secret not in written
    assert 'route="/v1/calendar-feeds/{secret}"' in generate_latest(REGISTRY).decode()


async def test_who_tries_links_is_soon_not_listened_to(api: Api, support: Caller) -> None:
    """As who tries keys; whoever came in before still is."""
    await not_about_to_end(api.engine)
    url = await make(support)
    limit(api, wrong_credentials_per_minute=3)
    client = at(api, ELSEWHERE)
    assert (await client.get(url)).status_code == 200

    guesses = [(await client.get(f"/v1/calendar-feeds/guess{number}")).status_code for number in range(5)]

    assert guesses == [404, 404, 404, 429, 429]
    assert (await client.get(url)).status_code == 200
    assert (await at(api, OFFICE).get("/v1/calendar-feeds/guess")).status_code == 404


async def test_a_calendar_that_still_asks_for_what_is_revoked_is_hardly_a_guess(api: Api) -> None:
    await not_about_to_end(api.engine)
    limit(api, wrong_credentials_per_minute=3)
    client = at(api, ELSEWHERE)

    answers = [(await client.get("/v1/calendar-feeds/revoked")).status_code for _ in range(6)]

    assert answers == [404] * 6


async def test_what_is_asked_with_a_link_counts_for_its_person(api: Api, support: Caller, manager: Caller) -> None:
    await not_about_to_end(api.engine)
    url = await make(manager, support)
    limit(api, requests_per_minute=3)

    answers = [(await fetch(api, url)).status_code for _ in range(4)]

    assert answers == [200, 200, 200, 429]
    assert (await support.get("/v1/tickets")).status_code == 429
