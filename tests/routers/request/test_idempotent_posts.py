"""The same request with the same key: answered again, done once, whatever goes wrong in between."""

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter
from httpx import Response
from sqlalchemy import func, select, text, update

from app.domain.vocabulary import Role
from app.main import create_app
from app.postgres import idempotency
from app.postgres.engine import transaction
from app.postgres.idempotency import KEPT_FOR, Key, packed, unpacked
from app.postgres.tables import customers, idempotency_keys
from app.postgres.tenancy import SYSTEM
from app.routers import contract
from app.settings import Settings
from tests.routers.callers import Api, Caller
from tests.routers.wishes import REFUSALS, wishes


@pytest.fixture
def resources() -> Sequence[APIRouter]:
    return (wishes,)


async def post(caller: Caller, key: str = "k-1", path: str = "/v1/wishes", **body: Any) -> Response:
    return await caller.post(path, json={"name": "a pony", **body}, headers={"Idempotency-Key": key})


async def stored(api: Api) -> tuple[int, int]:
    """How many effects, and how many keys."""
    async with transaction(api.engine, SYSTEM) as connection:
        effects = await connection.scalar(select(func.count()).select_from(customers))
        keys = await connection.scalar(select(func.count()).select_from(idempotency_keys))
    return effects or 0, keys or 0


def key_of(caller: Caller, key: str = "k-1") -> Key:
    return Key(caller.person.id, "POST /wishes", key)


async def test_the_same_request_is_answered_again_and_done_once(api: Api, support: Caller) -> None:
    first = await post(support)
    again = await post(support)

    assert (first.status_code, first.headers.get("Idempotency-Replayed")) == (201, None)
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (201, "true")
    assert again.content == first.content
    for name in ("Location", "ETag", "Content-Type"):
        assert again.headers[name] == first.headers[name]
    assert await stored(api) == (1, 1)


async def test_without_a_key_every_request_is_a_new_one(api: Api, support: Caller) -> None:
    for _ in range(2):
        assert (await support.post("/v1/wishes", json={"name": "a pony"})).status_code == 201
    assert await stored(api) == (2, 0)


async def test_spacing_order_and_quotes_make_no_other_request(api: Api, support: Caller) -> None:
    headers = {"Content-Type": "application/json"}
    bodies = {"k-1": '{"name":"a","wishes":["b"]}', '"k-1"': '{ "wishes": ["b"],\n "name": "a" }'}
    answers = [
        await support.post("/v1/wishes", content=body, headers={**headers, "Idempotency-Key": key})
        for key, body in bodies.items()
    ]
    assert [answer.headers.get("Idempotency-Replayed") for answer in answers] == [None, "true"]


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("8e03978e-40d5-43e8-bc93-6894a57f9324", "8e03978e-40d5-43e8-bc93-6894a57f9324"),
        ('"8e03978e-40d5-43e8-bc93-6894a57f9324"', "8e03978e-40d5-43e8-bc93-6894a57f9324"),
        ('"a\\"b\\\\c"', 'a"b\\c'),
        ("a,b;c=d", "a,b;c=d"),
        ("x" * 255, "x" * 255),
    ],
)
async def test_a_key_may_be_quoted_or_bare(api: Api, support: Caller, header: str, key: str) -> None:
    assert (await post(support, header)).status_code == 201

    async with transaction(api.engine, SYSTEM) as connection:
        assert list(await connection.scalars(select(idempotency_keys.c.key))) == [key]


async def test_escapes_make_no_other_request(api: Api, support: Caller) -> None:
    headers = {"Content-Type": "application/json", "Idempotency-Key": "k-1"}
    bodies = (b'{"name":"\\u00e9"}', '{"name":"é"}'.encode())
    answers = [await support.post("/v1/wishes", content=body, headers=headers) for body in bodies]

    assert [answer.headers.get("Idempotency-Replayed") for answer in answers] == [None, "true"]


async def test_another_request_with_the_same_key_is_refused(api: Api, support: Caller) -> None:
    one, two = "0192b0b0-0000-7000-8000-000000000001", "0192b0b0-0000-7000-8000-000000000002"
    await post(support, path=f"/v1/wishes/{one}/more")

    other_body = await post(support, path=f"/v1/wishes/{one}/more", name="a horse")
    other_path = await post(support, path=f"/v1/wishes/{two}/more")

    assert (other_body.status_code, other_path.status_code) == (422, 422)
    assert other_body.json()["type"] == "/v1/problems/idempotency-mismatch"
    assert await stored(api) == (1, 1)


async def test_a_key_belongs_to_one_caller_and_one_operation(api: Api, support: Caller, consultant: Caller) -> None:
    answers = [await post(support), await post(consultant), await post(support, path="/v1/wishes/secret")]

    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert len({answer.json()["id"] for answer in answers}) == 3
    assert await stored(api) == (3, 3)


async def test_a_replay_is_only_for_a_caller_who_is_still_known(api: Api, support: Caller) -> None:
    await post(support)
    async with transaction(api.engine, SYSTEM) as connection:
        await connection.execute(text("UPDATE api_keys SET revoked_at = now()"))

    assert (await post(support)).status_code == 401


async def test_a_refusal_by_the_state_of_things_is_answered_again(
    api: Api, support: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await post(support, name="conflict")
    monkeypatch.delitem(REFUSALS, "conflict")
    again = await post(support, name="conflict")

    assert (first.status_code, again.status_code) == (409, 409)
    assert again.content == first.content
    assert again.json()["section"] == "2"
    assert again.headers["Content-Type"] == "application/problem+json"
    assert again.headers["Idempotency-Replayed"] == "true"
    assert await stored(api) == (0, 1)


async def test_a_refusal_by_the_database_is_a_refusal_by_the_state_of_things(api: Api, support: Caller) -> None:
    answers = [await post(support, name="twice") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert answers[1].headers["Idempotency-Replayed"] == "true"
    assert await stored(api) == (0, 1)


@pytest.mark.parametrize(
    ("name", "status"), [("invalid", 400), ("forbidden", 403), ("not found", 404), ("unavailable", 503), ("bug", 500)]
)
async def test_any_other_refusal_leaves_the_key_free(
    api: Api, support: Caller, monkeypatch: pytest.MonkeyPatch, name: str, status: int
) -> None:
    assert (await post(support, name=name)).status_code == status
    assert await stored(api) == (0, 0)

    monkeypatch.delitem(REFUSALS, name)
    mended = await post(support, name=name)
    assert (mended.status_code, "Idempotency-Replayed" in mended.headers) == (201, False)


async def test_a_secret_that_is_shown_once_is_not_kept(api: Api, support: Caller) -> None:
    first = await post(support, path="/v1/wishes/secret")
    again = await post(support, path="/v1/wishes/secret")

    assert first.json()["password"] == "open sesame"
    assert again.json() == {**first.json(), "password": None}
    async with transaction(api.engine, SYSTEM) as connection:
        kept = (await connection.execute(select(idempotency_keys.c.body, idempotency_keys.c.packed_with))).one()
    assert b"sesame" not in unpacked(*kept)
    assert b"password" in unpacked(*kept)


async def test_what_was_kept_before_answers_were_packed_is_answered_as_it_is(api: Api, support: Caller) -> None:
    first = await post(support)
    async with transaction(api.engine, SYSTEM) as connection:
        await connection.execute(update(idempotency_keys).values(body=first.content, packed_with=None))

    assert (await post(support)).content == first.content


def test_the_answer_to_a_ticket_is_kept_in_a_quarter_of_its_length() -> None:
    """Whoever changes the text that answers are packed with makes those unreadable that are kept."""
    examples = json.loads((Path(contract.__file__).parent / "examples.json").read_text())
    answer = json.dumps(examples["create_ticket"]["201 application/json"], separators=(",", ":")).encode()

    assert len(packed(answer)) < len(answer) / 4
    assert unpacked(packed(answer), 1) == answer
    kept = "783fe36f82af8397f789464669c696404958790aaa727332f3521580be00861190cacc019578489a013298134f"
    assert unpacked(bytes.fromhex(kept), 1) == b'{"id":"01a22f39","title":"The line stands still","version":1}'


async def test_a_key_is_forgotten_after_three_days(api: Api, support: Caller) -> None:
    first = await post(support)
    api.clock.advance(KEPT_FOR)
    replayed = await post(support)
    api.clock.advance(timedelta(microseconds=1))
    anew = await post(support, name="something else")
    after = await post(support, name="something else")

    assert replayed.content == first.content
    assert "Idempotency-Replayed" not in anew.headers
    assert after.content == anew.content != first.content


async def test_forgotten_keys_are_swept_a_few_at_a_time(api: Api, support: Caller) -> None:
    for number in range(3):
        await post(support, f"old-{number}")
    api.clock.advance(KEPT_FOR + timedelta(seconds=1))
    await post(support, "new")

    swept: list[int] = []
    for _ in range(3):
        async with transaction(api.engine, SYSTEM) as connection:
            swept.append(await idempotency.forget(connection, api.clock.now, 2))
    async with transaction(api.engine, SYSTEM) as connection:
        left = list(await connection.scalars(select(idempotency_keys.c.key)))

    assert (swept, left) == ([2, 1, 0], ["new"])


@pytest.mark.parametrize(
    "key",
    [
        "",
        " ",
        "a b",
        '"',
        '""',
        '"open',
        "é",
        "k" * 256,
        '"' + "k" * 256 + '"',
        "a\tb",
        '"two words"',
        'a"\x7f',
        '"a\\b"',
    ],
)
async def test_a_key_is_visible_ascii(api: Api, support: Caller, key: str) -> None:
    answer = await support.post("/v1/wishes", json={"name": "a"}, headers=[(b"Idempotency-Key", key.encode())])  # type: ignore[list-item]

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/header/Idempotency-Key"


async def test_twenty_at_once_have_one_effect(concurrent_api: Api) -> None:
    caller = await concurrent_api.as_(Role.SUPPORT)

    answers = await asyncio.gather(*(post(caller) for _ in range(20)))

    fresh = [answer for answer in answers if answer.status_code == 201 and "Idempotency-Replayed" not in answer.headers]
    statuses = Counter(answer.status_code for answer in answers)
    assert len(fresh) == 1
    assert set(statuses) <= {201, 409}
    assert {answer.content for answer in answers if answer.status_code == 201} == {fresh[0].content}
    assert await stored(concurrent_api) == (1, 1)


async def test_while_the_first_is_running_the_second_is_told_so(concurrent_api: Api) -> None:
    caller = await concurrent_api.as_(Role.SUPPORT)
    async with transaction(concurrent_api.engine, SYSTEM) as first:
        await idempotency.claim(first, key_of(caller), b"whatever", concurrent_api.clock.now)
        second = await post(caller)
        await first.execute(text("DELETE FROM idempotency_keys"))
    third = await post(caller)

    assert second.status_code == 409
    assert "still running" in second.json()["detail"]
    assert (third.status_code, "Idempotency-Replayed" in third.headers) == (201, False)


async def test_waiting_for_the_key_does_not_shorten_the_patience_for_other_locks(concurrent_api: Api) -> None:
    caller = await concurrent_api.as_(Role.SUPPORT)
    async with transaction(concurrent_api.engine, SYSTEM) as connection:
        before = await connection.scalar(text("SHOW lock_timeout"))
        await idempotency.claim(connection, key_of(caller), b"whatever", concurrent_api.clock.now)
        after = await connection.scalar(text("SHOW lock_timeout"))

    assert before == after == "2s"


async def test_a_crash_in_between_leaves_nothing(concurrent_api: Api) -> None:
    caller = await concurrent_api.as_(Role.SUPPORT)

    crashed = await post(caller, name="die")

    assert crashed.status_code == 503
    assert await stored(concurrent_api) == (0, 0)
    assert (await post(caller, name="a pony")).status_code == 201


def test_the_header_is_documented_where_it_works() -> None:
    document = create_app(Settings(), resources=(wishes,)).openapi()
    operation = document["paths"]["/wishes"]["post"]

    names = {parameter["name"] for parameter in operation["parameters"]}
    assert names == {"Idempotency-Key"}
    assert {"409", "422"} <= set(operation["responses"])
    assert "requestBody" in operation


def test_every_post_takes_a_key_but_a_ping_those_of_strangers_and_those_whose_messages_have_an_id_already() -> None:
    without = [
        path
        for path, operations in create_app(Settings()).openapi()["paths"].items()
        if "post" in operations
        and "Idempotency-Key" not in [each["name"] for each in operations["post"].get("parameters", [])]
    ]
    webhooks = ["/webhooks/{integrationId}", "/webhooks/{integrationId}/alertmanager"]
    strangers = ["/vulnerability-reports", "/vulnerability-reports/{reference}/supplements"]
    pings = "/subscriptions/{subscriptionId}/pings"
    assert sorted(without) == ["/account-requests", pings, *strangers, *webhooks]
