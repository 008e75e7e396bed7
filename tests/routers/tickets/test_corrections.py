"""A PATCH: what is left out stays, null takes away or is refused, and nothing is accepted that would be lost."""

from datetime import timedelta
from typing import Any, Final

import pytest

from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import REPORT, Walker


async def taken_in(caller: Caller, **more: Any) -> Walker:
    answer = await caller.post("/v1/tickets", json={**REPORT, "externalReference": "JIRA-1", **more})
    return Walker(answer.json()["id"], caller)


async def patch(caller: Caller, path: str, body: dict[str, Any]) -> Any:
    return await caller.patch(path, json=body, headers={"If-Match": "*"})


async def test_null_takes_the_reference_away_and_it_stays_away(registrant: Caller, admin: Caller) -> None:
    walker = await taken_in(registrant)

    cleared = await patch(registrant, walker.path, {"externalReference": None})
    again = await patch(registrant, walker.path, {"externalReference": None})
    renamed = await patch(registrant, walker.path, {"title": "Another"})

    assert (cleared.status_code, cleared.json()["externalReference"], cleared.json()["version"]) == (200, None, 2)
    assert again.headers["ETag"] == cleared.headers["ETag"]
    assert renamed.json()["externalReference"] is None
    assert (await registrant.get("/v1/tickets", params={"externalReference": "JIRA-1"})).json()["items"] == []
    events = (await registrant.get(f"{walker.path}/events")).json()["items"]
    assert [event["data"] for event in events[1:]] == [{"referenceRemoved": True}, {"title": "Another"}]
    back = await patch(registrant, walker.path, {"externalReference": "JIRA-2"})
    assert back.json()["externalReference"] == "JIRA-2"


WITHOUT_A_REASON: Final = ["title", "description", "reason", "occurredAt"]


@pytest.mark.parametrize(
    "member", [*WITHOUT_A_REASON, "urgency", "impact", "kind", "callType", "product", "problemType"]
)
async def test_null_is_refused_where_nothing_can_be_taken_away(admin: Caller, registrant: Caller, member: str) -> None:
    walker = await taken_in(registrant)
    reason = {} if member in WITHOUT_A_REASON else {"reason": "Looked again."}
    refusal = await patch(admin, walker.path, {**reason, member: None})

    assert refusal.status_code == 400
    assert [fault["pointer"] for fault in refusal.json()["errors"]] == [f"/{member}"]
    assert (await registrant.get(walker.path)).json()["version"] == 1


@pytest.mark.parametrize("body", [{"reason": "Because."}, {"reason": "Because.", "title": "Another"}])
async def test_a_reason_that_nothing_would_keep_is_refused(
    admin: Caller, registrant: Caller, body: dict[str, Any]
) -> None:
    walker = await taken_in(registrant)
    refusal = await patch(admin, walker.path, body)

    assert refusal.status_code == 400
    assert [(fault["pointer"], fault["code"]) for fault in refusal.json()["errors"]] == [("/reason", "unused")]


async def test_words_classification_and_assessment_of_a_while_ago_go_together(
    api: Api, registrant: Caller, support: Caller
) -> None:
    """The assessment is dated, the rest holds from now."""
    walker = await taken_in(registrant)
    api.clock.advance(timedelta(hours=3))
    assessed_at = (api.clock.now - timedelta(hours=1)).isoformat().replace("+00:00", "Z")

    changes = {"title": "Both runs stop", "problemType": "functional", "urgency": "u1", "impact": "i1"}
    answer = await patch(support, walker.path, {**changes, "occurredAt": assessed_at, "reason": "Month end."})

    assert answer.status_code == 200, answer.text
    assert {name: answer.json()[name] for name in changes} == changes
    told = [(event["type"], event["occurredAt"] == assessed_at) for event in await walker.events()][1:]
    assert [each for each in told if each[0] != "due_moved"] == [
        ("priority_assessed", True),
        ("classification_corrected", False),
        ("details_corrected", False),
    ]


async def test_all_that_is_wrong_is_told_at_once(admin: Caller, registrant: Caller) -> None:
    walker = await taken_in(registrant)
    refusal = await patch(admin, walker.path, {"title": None, "urgency": "u9", "reason": "Because.", "colour": "red"})

    pointers = {fault["pointer"] for fault in refusal.json()["errors"]}
    assert (refusal.status_code, pointers) == (400, {"/title", "/urgency", "/colour"})


async def test_a_change_of_nothing_is_refused_everywhere(api: Api, admin: Caller, registrant: Caller) -> None:
    walker = await taken_in(registrant)
    integration = {"name": "Monitoring", "kind": "standard_webhooks"}
    made = await registrant.post(
        "/v1/integrations", json={**integration, "customerId": str(registrant.person.customer_id)}
    )
    contact: dict[str, Any] = {"name": "Desk", "address": "desk@example.org", "topics": []}
    kept = await registrant.post(f"/v1/customers/{registrant.person.customer_id}/contacts", json=contact)
    sink = {"name": "Wall screen", "sink": "https://127.0.0.1/events", "types": ["ticket.*"], "includeBulk": True}
    told = await registrant.post("/v1/subscriptions", json={**sink, "customerId": str(registrant.person.customer_id)})
    service = await admin.post("/v1/services", json={"name": "IDU", "product": "idu"})
    runs = {"name": "Production", "url": "https://dairy.example", "environment": "production", "hosting": "cloud"}
    whose = {"customerId": str(registrant.person.customer_id), "serviceId": service.json()["id"]}
    instance = await admin.post("/v1/instances", json={**runs, **whose, "startsOn": "2026-01-01"})
    words = {"title": "Move", "description": "The old one is full."}
    change = await admin.post("/v1/changes", json={"changeType": "normal", **words, "instanceIds": []})
    board = await admin.post(
        "/v1/advisory-boards",
        json={"name": "CAB", "members": [str(admin.person.id)], "quorum": 1, "votingSeconds": 86_400},
    )
    bug = await admin.post("/v1/backlog-items", json={"reference": "PBI-1", "title": "Rounds", "kind": "bug"})
    places = (
        change.headers["Location"],
        board.headers["Location"],
        bug.headers["Location"],
        told.headers["Location"],
        service.headers["Location"],
        instance.headers["Location"],
        walker.path,
        f"/v1/customers/{registrant.person.customer_id}",
        f"/v1/people/{registrant.person.id}",
        made.headers["Location"],
        kept.headers["Location"],
    )
    for place in places:
        refusal = await patch(admin, place, {})
        assert refusal.status_code == 400, place
        assert refusal.json()["errors"] == [
            {"pointer": "", "code": "nothing_to_change", "detail": "Give at least one member that is to be changed."}
        ]
    bodies = [each for name, each in api.app.openapi()["components"]["schemas"].items() if name.endswith("Patch")]
    assert len(bodies) == len(places)
    assert all(each["minProperties"] == 1 for each in bodies)


@pytest.mark.parametrize("turning", [*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"])
async def test_no_text_turns_the_direction_of_what_follows(registrant: Caller, turning: str) -> None:
    for member in ("title", "description", "product", "externalReference"):
        refusal = await registrant.post("/v1/tickets", json={**REPORT, member: f"gnp{turning}.exe"})
        assert refusal.status_code == 400
        assert [fault["pointer"] for fault in refusal.json()["errors"]] == [f"/{member}"]
