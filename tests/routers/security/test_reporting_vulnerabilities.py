"""Vulnerabilities over HTTP (§Kwetsbaarheid): anybody reports, the reporter follows, managers handle it; no others."""

import re
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient

from app.domain.vocabulary import Role
from app.feed.store import feed
from app.postgres.engine import transaction
from app.postgres.scope import EVERYTHING
from app.postgres.tenancy import SYSTEM
from app.subscriptions.store import deliveries, subscriptions
from app.workers.feeding import sequence
from tests.routers.callers import Api, Caller

REPORT = {"text": "Any password opens the demo.", "product": "idu", "contact": "finder@example.org"}
PATH = "/v1/vulnerability-reports"
CONFIRM = {"decision": "triage", "verdict": "confirmed", "reason": "It does."}


async def reported(api: Api, **otherwise: Any) -> dict[str, str]:
    answer = await api.anonymous().post(PATH, json={**REPORT, **otherwise})
    assert answer.status_code == 202, answer.text
    return answer.json()


def reporter(api: Api, receipt: dict[str, str]) -> AsyncClient:
    client = api.anonymous()
    client.headers["Authorization"] = f"Bearer {receipt['token']}"
    return client


async def test_anybody_reports_and_the_answer_is_always_alike(api: Api) -> None:
    first, second = await reported(api), await reported(api, product=None, contact=None)
    assert set(first) == set(second) == {"reference", "token"}
    assert re.fullmatch(r"V-[2-9A-Z]{10}", first["reference"])
    assert first["reference"] != second["reference"]
    assert first["token"] != second["token"]


async def test_the_reporter_reads_and_supplements_with_the_token_alone(api: Api) -> None:
    receipt = await reported(api)
    at, with_token = f"{PATH}/{receipt['reference']}", reporter(api, receipt)
    answer = await with_token.get(at)
    assert (answer.status_code, answer.json()["state"], answer.json()["text"]) == (200, "reported", REPORT["text"])
    added = await with_token.post(f"{at}/supplements", json={"text": "It also opens the API."})
    assert added.status_code == 201, added.text
    assert [each["text"] for each in (await with_token.get(at)).json()["supplements"]] == ["It also opens the API."]
    assert (await api.anonymous().get(at)).status_code == 401


async def test_a_token_opens_its_own_report_and_nothing_else(api: Api) -> None:
    mine, other = await reported(api), await reported(api)
    with_token = reporter(api, mine)
    of_other = await with_token.get(f"{PATH}/{other['reference']}")
    of_nobody = await with_token.get(f"{PATH}/V-2222222222")
    assert of_other.status_code == of_nobody.status_code == 404
    assert of_other.json()["detail"] == of_nobody.json()["detail"]
    for path in (PATH, "/v1/tickets", "/v1/me", "/v1/events"):
        assert (await with_token.get(path)).status_code == 401
    decided = await with_token.post(f"{PATH}/{mine['reference']}/transitions", json=CONFIRM)
    assert decided.status_code == 401


async def test_wrong_tokens_are_guesses_and_soon_nobody_listens(api: Api) -> None:
    receipt = await reported(api)
    guesser = reporter(api, {"token": "dtv_of-nothing"})
    answers = [await guesser.get(f"{PATH}/{receipt['reference']}") for _ in range(90)]
    assert {each.status_code for each in answers} == {404, 429}


async def test_an_address_reports_only_so_often_a_minute(api: Api) -> None:
    answers = [await api.anonymous().post(PATH, json=REPORT) for _ in range(12)]
    assert [each.status_code for each in answers] == [202] * 10 + [429] * 2
    assert int(answers[-1].headers["Retry-After"]) > 0


async def test_managers_handle_them_to_the_end(api: Api, manager: Caller) -> None:
    receipt = await reported(api)
    at = f"{PATH}/{receipt['reference']}"
    steps = (
        (CONFIRM, "confirmed"),
        ({"decision": "solve", "version": "5.2.1", "report": "Checked."}, "solved"),
        ({"decision": "publish", "reference": "https://vendor.example/advisories/1"}, "published"),
    )
    for body, state in steps:
        answer = await manager.post(f"{at}/transitions", json=body)
        assert (answer.status_code, answer.json().get("state")) == (201, state), answer.text
    seen = (await reporter(api, receipt).get(at)).json()
    assert (seen["verdict"]["reason"], seen["solution"]["version"]) == ("It does.", "5.2.1")
    assert seen["publication"] == "https://vendor.example/advisories/1"
    again = await manager.post(f"{at}/transitions", json=steps[1][0])
    assert (again.status_code, again.json()["section"]) == (409, "Kwetsbaarheid")


async def test_a_duplicate_names_the_other_and_the_reporter_does_not_read_which(api: Api, manager: Caller) -> None:
    first, second = await reported(api), await reported(api)
    at = f"{PATH}/{second['reference']}"
    body = {"decision": "triage", "verdict": "duplicate", "reason": "Known."}
    refused = await manager.post(f"{at}/transitions", json={**body, "duplicateOf": "V-2222222222"})
    assert refused.json()["errors"][0]["pointer"] == "/duplicateOf"
    answer = await manager.post(f"{at}/transitions", json={**body, "duplicateOf": first["reference"]})
    assert answer.json()["verdict"]["duplicateOf"] is not None
    assert (await reporter(api, second).get(at)).json()["verdict"]["duplicateOf"] is None


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.CONSULTANT, None])
async def test_nobody_else_learns_that_there_is_one(
    api: Api, registrant: Caller, manager: Caller, role: Role | None
) -> None:
    receipt = await reported(api)
    await sequenced(api)
    other = registrant if role is None else await api.as_(role)
    at = f"{PATH}/{receipt['reference']}"
    for answer in (
        await other.get(PATH),
        await other.get(PATH, headers={"Accept": "text/csv"}),
        await other.get(at),
        await other.get(f"{PATH}/V-2222222222"),
        await other.post(f"{at}/transitions", json=CONFIRM),
        await other.post(f"{at}/supplements", json={"text": "x"}),
    ):
        assert answer.status_code == 403, answer.text
    told = (await manager.get("/v1/events", params={"type": "vulnerability.*"})).json()["items"]
    assert len(told) == 1
    for params in ({}, {"type": "vulnerability.*"}, {"subject": told[0]["subject"]}):
        found = (await other.get("/v1/events", params=params)).json()["items"]
        assert [each for each in found if "vulnerability" in each["type"]] == []
    assert (await other.get(f"/v1/events/{told[0]['id']}")).status_code == 404


async def sequenced(api: Api) -> None:
    assert await sequence(api.engine, api.clock) >= 0


async def test_the_list_is_without_what_they_say_and_reading_one_is_on_record(api: Api, manager: Caller) -> None:
    receipt = await reported(api)
    listed = await manager.get(PATH)
    assert REPORT["text"] not in listed.text
    assert [each["reference"] for each in listed.json()["items"]] == [receipt["reference"]]
    assert REPORT["text"] not in (await manager.get(PATH, headers={"Accept": "text/csv"})).text
    shown = (await manager.get(f"{PATH}/{receipt['reference']}")).json()
    await api.write_looks()
    entries = (await manager.get("/v1/audit-entries")).json()["items"]
    seen = [each for each in entries if each["subject"] and each["subject"]["type"] == "vulnerability_report"]
    assert {(each["operation"], each["outcome"]) for each in seen} == {
        ("report_vulnerability", "done"),
        ("read_vulnerability_report", "seen"),
    }
    assert {each["subject"]["id"] for each in seen} == {shown["id"]}
    assert REPORT["text"] not in (await manager.get("/v1/audit-entries")).text


async def test_a_key_that_is_limited_opens_none(api: Api, manager: Caller) -> None:
    made = await manager.post(
        "/v1/api-keys", json={"personId": str(manager.person.id), "scopes": ["operations:read", "tickets:read"]}
    )
    limited = api.anonymous()
    limited.headers["Authorization"] = f"Bearer {made.json()['key']}"
    assert (await limited.get(PATH)).status_code == 403


async def test_no_subscription_is_told_of_one(api: Api, manager: Caller) -> None:
    body = {"name": "All", "sink": "https://example.org/events", "types": ["vulnerability.*", "account_request.*"]}
    made = await manager.post("/v1/subscriptions", json=body)
    assert made.status_code == 201, made.text
    await reported(api)
    await sequenced(api)
    async with transaction(api.engine, SYSTEM) as connection:
        found = await subscriptions.find(connection, EVERYTHING, UUID(made.json()["id"]), lock=True)
        assert found is not None
        position = (await feed.head(connection)).position
        assert position > found.position
        assert await deliveries.settle_up_to(connection, found, position, api.clock.now) == 0
