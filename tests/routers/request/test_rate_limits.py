"""Who asks too much, or guesses, is refused before anything is asked of the database; the others are not."""

import logging
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import uuid4

import pytest
from fastapi import APIRouter
from httpx import ASGITransport, AsyncClient, Response
from sqlalchemy import text, update

from app.access.store.quotas import WINDOW_SECONDS
from app.agreements.book import Agreements
from app.domain.vocabulary import Role
from app.main import create_app
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.tables import api_keys
from app.postgres.tenancy import SYSTEM
from app.routers.request.backend import attach
from app.settings import Settings
from app.sla.agreement import REVISIONS
from tests.organisations import Organisation
from tests.routers.callers import BASE_URL, Api, Caller, ClockOfTest
from tests.routers.integrations.webhook_sender import integrate, message
from tests.windows import not_about_to_end

PEOPLE: Final = "/v1/people"
WRONG: Final = {"Authorization": "Bearer wrong"}
LIMITS: Final = Settings(requests_per_minute=5, webhooks_per_minute=3, wrong_credentials_per_minute=4)


def process(engine: AsyncEngine, resources: Sequence[APIRouter], **limits: Any) -> Api:
    """Of several that share a database, one."""
    clock = ClockOfTest()
    app = create_app(LIMITS.model_copy(update=limits), clock=clock, resources=resources)
    attach(app, engine, Agreements(REVISIONS))
    return Api(app, engine, clock)


@pytest.fixture
async def api(engine: AsyncEngine, resources: Sequence[APIRouter], told: Mapping[str, Any]) -> AsyncGenerator[Api]:
    await not_about_to_end(engine)
    async with process(engine, resources, **told) as api:
        yield api


@pytest.fixture
def told() -> Mapping[str, Any]:
    return {}


def at(
    api: Api, caller: Caller | None = None, *, address: str = "192.0.2.1", headers: Mapping[str, str] | None = None
) -> AsyncClient:
    """A client of this process at some address, with the key of `caller`."""
    key = {} if caller is None else {"Authorization": f"Bearer {caller.key}"}
    transport = ASGITransport(app=api.app, client=(address, 4711))
    return AsyncClient(transport=transport, base_url=BASE_URL, headers={**key, **(headers or {})})


def _bearer(number: int) -> Mapping[str, str]:
    """A wrong key like no other."""
    return {"Authorization": f"Bearer wrong{number}"}


async def statuses(client: AsyncClient, times: int, path: str = PEOPLE) -> list[int]:
    return [(await client.get(path)).status_code for _ in range(times)]


def assert_refused(answer: Response, policy: str) -> None:
    assert (answer.status_code, answer.headers["content-type"]) == (429, "application/problem+json")
    assert answer.json()["type"] == "/v1/problems/too-many-requests"
    assert 1 <= int(answer.headers["retry-after"]) <= WINDOW_SECONDS
    assert answer.headers["ratelimit-policy"] == policy
    assert answer.headers["ratelimit"] == f"{policy.partition(';')[0]};r=0;t={answer.headers['retry-after']}"


async def test_a_person_gets_so_many_and_another_one_too(api: Api, support: Caller, manager: Caller) -> None:
    assert await statuses(support, 7) == [200] * 5 + [429] * 2
    assert_refused(await support.get(PEOPLE), '"requests";q=5;w=60')
    assert await statuses(manager, 5) == [200] * 5


async def test_each_answer_says_what_is_left(api: Api, support: Caller) -> None:
    answers = [await support.get(path) for path in (PEOPLE, f"{PEOPLE}/{uuid4()}", PEOPLE)]

    assert [answer.headers["ratelimit"].partition(";t=")[0] for answer in answers] == [
        f'"requests";r={left}' for left in (4, 3, 2)
    ]
    assert {answer.headers["ratelimit-policy"] for answer in answers} == {'"requests";q=5;w=60'}


@pytest.mark.parametrize("told", [{"requests_per_minute": 1_000}])
async def test_while_there_is_plenty_equal_requests_have_equal_answers(api: Api, support: Caller) -> None:
    one, other = [await support.get(PEOPLE, headers={"X-Request-Id": "the-same-for-both"}) for _ in range(2)]

    assert one.headers == other.headers
    assert one.headers["ratelimit"] == '"requests";r=900'


async def test_all_keys_of_a_person_count_together(api: Api, support: Caller) -> None:
    again = await api.as_(support.person)

    assert await statuses(support, 3) + await statuses(again, 3) == [200] * 5 + [429]


async def test_what_starts_over_counts_once(api: Api, support: Caller) -> None:
    for left in (4, 3, 2):
        answer = await support.get(PEOPLE)
        assert answer.headers["ratelimit"].partition(";t=")[0] == f'"requests";r={left}'
        async with transaction(api.engine, SYSTEM) as connection:
            await connection.execute(update(api_keys).values(name=str(left)))


async def test_processes_count_together(api: Api, resources: Sequence[APIRouter], support: Caller) -> None:
    async with process(api.engine, resources) as other:
        there = at(other, support)
        found = [(await client.get(PEOPLE)).status_code for _ in range(4) for client in (support, there)]
        await there.aclose()

    assert sorted(found) == [200] * 5 + [429] * 3


@pytest.mark.parametrize("told", [{"requests_per_minute": 0}])
async def test_without_a_limit_nothing_is_said(api: Api, support: Caller) -> None:
    assert "ratelimit-policy" not in (await support.get(PEOPLE)).headers
    assert await statuses(support, 10) == [200] * 10


async def test_who_guesses_keys_is_no_longer_listened_to(
    api: Api, support: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    async with at(api, support) as known, at(api) as guesser, at(api, address="192.0.2.2") as elsewhere:
        assert (await known.get(PEOPLE)).status_code == 200
        with caplog.at_level(logging.WARNING, "duetime"):
            answers = [
                await guesser.get(PEOPLE, headers={"Authorization": f"Bearer dt_guess{number}_{'a' * 43}"})
                for number in range(7)
            ]
        assert [answer.status_code for answer in answers] == [401] * 4 + [429] * 3
        assert_refused(answers[-1], '"wrong-credentials";q=4;w=60')
        assert (await known.get(PEOPLE)).status_code == 200
        assert (await elsewhere.get(PEOPLE, headers=WRONG)).status_code == 401

    logged = [record.getMessage() for record in caplog.records if record.name == "duetime.admission"]
    assert sum("a wrong credential came from address 192.0.2.1, request" in line for line in logged) == 4
    assert sum("no more wrong-credentials of address 192.0.2.1" in line for line in logged) == 1
    assert "guess" not in caplog.text


async def test_guessing_is_on_record_once(api: Api, admin: Caller) -> None:
    async with at(api, address="192.0.2.7") as guesser:
        for number in range(7):
            await guesser.get(PEOPLE, headers=_bearer(number))

    trail = await admin.get("/v1/audit-entries", params={"operation": "limit_credentials"})

    assert [(each["outcome"], each["status"], each["address"]) for each in trail.json()["items"]] == [
        ("refused", 429, "192.0.2.7")
    ]


async def test_guesses_are_counted_over_processes(api: Api, resources: Sequence[APIRouter]) -> None:
    async with (
        process(api.engine, resources) as other,
        at(api, headers=WRONG) as here,
        at(other, headers=WRONG) as there,
    ):
        found = [
            (await client.get(PEOPLE, headers=_bearer(number))).status_code
            for number in range(4)
            for client in (here, there)
        ]
        await here.aclose()
        await there.aclose()

    assert sorted(found) == [401] * 4 + [429] * 4


async def test_the_same_wrong_key_again_counts_less(api: Api) -> None:
    async with at(api, headers=WRONG) as client:
        assert await statuses(client, 15) == [401] * 13 + [429] * 2


async def test_right_keys_do_not_count_as_guesses(api: Api) -> None:
    for _ in range(6):
        assert await statuses(await api.as_(Role.SUPPORT), 1) == [200]


async def test_a_neighbour_in_the_same_network_of_ipv6_is_the_same_guesser(api: Api) -> None:
    found: list[int] = []
    for number in range(6):
        async with at(api, address=f"2001:db8::{number}", headers=_bearer(number)) as client:
            found += await statuses(client, 1)

    assert found == [401] * 4 + [429] * 2


async def test_no_key_at_all_is_no_guess(api: Api) -> None:
    async with at(api) as client:
        assert await statuses(client, 8) == [401] * 8


async def test_a_key_that_was_revoked_is_a_wrong_one(api: Api, support: Caller) -> None:
    assert (await support.get(PEOPLE)).status_code == 200
    async with transaction(api.engine, SYSTEM) as connection:
        await connection.execute(text("UPDATE api_keys SET revoked_at = created_at"))

    assert await statuses(support, 15) == [401] * 13 + [429] * 2


async def test_an_integration_gets_so_many(api: Api, extended: Organisation) -> None:
    sender = await integrate(api, extended)

    answers = [await sender.send(f"msg_{number}") for number in range(5)]
    assert [answer.status_code for answer in answers] == [201] * 3 + [429] * 2
    assert_refused(answers[-1], '"messages";q=3;w=60')


async def test_forged_messages_are_not_at_the_expense_of_the_integration(api: Api, extended: Organisation) -> None:
    sender = await integrate(api, extended)
    forged = dict(sender.headers("msg_1", message(), signature="v1,AAAA"))
    async with at(api, address="192.0.2.7", headers=forged) as forger:
        path = f"/v1/webhooks/{sender.integration_id}"
        found = [(await forger.post(path, content=message())).status_code for _ in range(6)]

    assert found == [401] * 4 + [429] * 2
    assert [(await sender.send(f"msg_{number}")).status_code for number in range(3)] == [201] * 3


async def test_a_forger_at_the_same_address_does_not_keep_out_who_came_in_before(
    api: Api, extended: Organisation
) -> None:
    sender = await integrate(api, extended)
    assert (await sender.send("msg_1")).status_code == 201
    stranger = replace(sender, integration_id=uuid4())
    assert [(await stranger.send(f"msg_{number}")).status_code for number in range(5)] == [401] * 4 + [429]

    assert (await sender.send("msg_2")).status_code == 201


@pytest.mark.parametrize("told", [{"wrong_credentials_per_minute": 4, "requests_per_minute": 100}])
async def test_guesses_stand_in_no_right_keys_way_once_the_process_has_looked(api: Api, support: Caller) -> None:
    """Neither one that was never used, nor, after a restart, any; and one that is revoked stays out."""
    colleague, gone = await api.as_(Role.CONSULTANT), await api.as_(Role.CONSULTANT)
    async with transaction(api.engine, SYSTEM) as connection:
        revoked = update(api_keys).where(api_keys.c.person_id == gone.person.id)
        await connection.execute(revoked.values(revoked_at=api.clock.now))
    for number in range(9):
        await at(api, headers=_bearer(number)).get(PEOPLE)
    assert (await at(api, support).get(PEOPLE)).status_code == 429

    await api.app.state.runtime.admission.get_to_know(api.clock.now)

    for caller, status in ((support, 200), (colleague, 200), (gone, 429)):
        assert (await at(api, caller).get(PEOPLE)).status_code == status
