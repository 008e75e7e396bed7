"""What would be promised: the due times that somebody else worked out, through HTTP."""

import csv
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from httpx import Response

from app.postgres.engine import transaction
from app.postgres.tables import tickets
from app.postgres.tenancy import SYSTEM
from tests.organisations import Organisation
from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import Desk

GOLDEN = Path(__file__).parents[2] / "sla" / "golden-due-times.csv"
TOO_LATE = [("/query/registeredAt", "instant_out_of_range")]
EXTENDED_INCIDENT = {"kind": "incident", "serviceLevel": "extended"}


async def preview(caller: Caller, accept: str = "application/json", **query: str) -> Response:
    return await caller.get("/v1/sla/preview", params=query, headers={"Accept": accept})


def faults(answer: Response) -> list[tuple[str, str]]:
    assert answer.status_code == 400, answer.text
    return [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


async def test_every_golden_due_time(support: Caller) -> None:
    with GOLDEN.open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 250
    for row in rows:
        answer = await preview(
            support,
            kind=row["kind"],
            serviceLevel=row["service_level"],
            priority=row["priority"],
            registeredAt=row["registered_at"],
        )
        assert answer.status_code == 200, (row, answer.text)
        clock = answer.json()[row["clock"]]
        assert moment(clock["dueAt"]) == moment(row["due_at"]), row
        assert_explained(clock)


def assert_explained(clock: dict[str, Any]) -> None:
    explanation = clock["explanation"]
    lines = explanation["lines"]
    assert explanation["dueAt"] == clock["dueAt"] == lines[-1]["until"]
    assert explanation["startedAt"] == lines[0]["from"]
    assert [line["until"] for line in lines[:-1]] == [line["from"] for line in lines[1:]]
    counted = sum(line["seconds"] for line in lines if line["kind"] == "counted")
    assert counted == explanation["target"]["seconds"] == clock["targetSeconds"] == clock["remainingSeconds"]


async def test_a_preview_is_of_the_moment_of_registration_and_stores_nothing(api: Api, support: Caller) -> None:
    body = (
        await preview(support, **EXTENDED_INCIDENT, priority="high", registeredAt="2024-01-02T10:00:00+01:00")
    ).json()

    assert (body["registeredAt"], body["priority"], body["agreementRevision"]) == ("2024-01-02T09:00:00Z", "high", 1)
    assert (body["response"]["state"], body["response"]["dueAt"]) == ("running", "2024-01-02T11:00:00Z")
    assert (body["resolution"]["state"], body["resolution"]["dueAt"]) == ("running", "2024-01-30T09:00:00Z")
    async with transaction(api.engine, SYSTEM) as connection:
        assert (await connection.execute(tickets.select())).all() == []


async def test_both_commitments_of_a_standard_customer_are_shown_and_the_earliest_governs(support: Caller) -> None:
    query = {"kind": "incident", "serviceLevel": "standard", "priority": "high"}
    body = (await preview(support, **query, registeredAt="2026-11-23T09:00:00Z")).json()

    assert body["response"]["section"] == "1.2.3"
    assert body["response"]["commitments"] == [
        {"section": "1.2.3", "dueAt": "2026-11-23T13:00:00Z", "state": "running"},
        {"section": "3.1.1", "dueAt": "2026-11-24T11:00:00Z", "state": "running"},
    ]
    assert body["resolution"]["state"] == "best_effort"
    assert body["resolution"]["dueAt"] is None


@pytest.mark.parametrize(
    ("urgency", "impact", "priority"),
    [("u1", "i1", "high"), ("u1", "i3", "normal"), ("u2", "i1", "high"), ("u3", "i2", "low")],
)
async def test_the_priority_follows_from_urgency_and_impact(
    support: Caller, urgency: str, impact: str, priority: str
) -> None:
    answer = await preview(support, **EXTENDED_INCIDENT, urgency=urgency, impact=impact)

    assert answer.json()["priority"] == priority


async def test_without_a_moment_it_is_now(api: Api, support: Caller) -> None:
    body = (await preview(support, kind="change", changeType="urgent", serviceLevel="extended", priority="low")).json()

    assert datetime.fromisoformat(body["registeredAt"]) == api.clock.now


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, [("/query/priority", "missing")]),
        ({"urgency": "u1"}, [("/query/impact", "missing")]),
        ({"impact": "i1"}, [("/query/urgency", "missing")]),
        (
            {"priority": "high", "urgency": "u1", "impact": "i1"},
            [("/query/urgency", "with_priority"), ("/query/impact", "with_priority")],
        ),
        ({"priority": "high", "impact": "i3"}, [("/query/impact", "with_priority")]),
        ({"priority": "high", "changeType": "urgent"}, [("/query/changeType", "not_a_change")]),
        ({"changeType": "urgent"}, [("/query/priority", "missing"), ("/query/changeType", "not_a_change")]),
        ({"priority": "urgent"}, [("/query/priority", "enum")]),
        ({"priority": "high", "registeredAt": "2026-11-23T09:00:00"}, [("/query/registeredAt", "instant")]),
        ({"priority": "high", "registeredAt": "9999-12-31T23:59:59Z"}, TOO_LATE),
        ({"priority": "high", "registeredAt": "2100-12-31T22:00:00Z"}, TOO_LATE),
        ({"priority": "high", "customerId": "x"}, [("/query/customerId", "uuid")]),
        ({"priority": "high", "customer": "x"}, [("/query/customer", "extra_forbidden")]),
    ],
)  # fmt: skip
async def test_what_makes_no_sense_is_refused_by_name(
    support: Caller, query: dict[str, str], found: list[tuple[str, str]]
) -> None:
    assert faults(await preview(support, **EXTENDED_INCIDENT, **query)) == found


async def test_as_pages_and_as_a_table(support: Caller) -> None:
    query = {**EXTENDED_INCIDENT, "priority": "high", "registeredAt": "2026-02-06T12:00:00Z"}

    text = await preview(support, "text/plain", **query)
    table = await preview(support, "text/csv", **query)

    assert text.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "Response: running\nDue:           Fri 6 Feb 2026 15:00 +01:00" in text.text
    assert "Resolution: running" in text.text
    rows = list(csv.DictReader(table.text.splitlines()))
    assert [(row["clock"], row["dueAt"]) for row in rows] == [
        ("response", "2026-02-06T14:00:00Z"),
        ("resolution", "2026-03-06T12:00:00Z"),
    ]


OWN_FIGURE = {"requestClass": "incident", "clock": "resolution", "priority": "high", "amount": 1.5, "unit": "days"}
HIGH_INCIDENT = {"kind": "incident", "urgency": "u1", "impact": "i1"}


@pytest.fixture
async def agreed(manager: Caller, extended: Organisation) -> str:
    """The id of the extended customer, with whom a day and a half is agreed."""
    place = f"/v1/customers/{extended.customer.id}"
    changed = await manager.patch(place, json={"ownTargets": [OWN_FIGURE]}, headers={"If-Match": "*"})
    assert changed.status_code == 200, changed.text
    return str(extended.customer.id)


@pytest.mark.parametrize(
    ("who", "query"),
    [
        ("support", {"customerId": "agreed"}),
        ("support", {"customerId": "agreed", "serviceLevel": "extended"}),
        ("registrant", {}),
        ("colleague", {"customerId": "agreed"}),
    ],
)
async def test_a_customer_is_promised_what_a_registration_would_promise_it(
    callers: dict[str, Caller], agreed: str, desk: Desk, who: str, query: dict[str, str]
) -> None:
    named = {name: agreed if value == "agreed" else value for name, value in query.items()}
    body = (await preview(callers[who], **HIGH_INCIDENT, **named)).json()
    registered = await desk.ticket(urgency="u1", impact="i1")

    for clock in (await registered.ticket())["clocks"]:
        foreseen = body[clock["name"]]
        assert {name: foreseen[name] for name in clock} == clock
    assert (body["customerId"], body["serviceLevel"]) == (agreed, "extended")
    assert body["resolution"]["section"] == "1"
    assert "within 1½ business days" in body["resolution"]["explanation"]["sentence"]
    assert "(§1, agreed with this customer)" in body["resolution"]["explanation"]["sentence"]


async def test_own_figures_go_over_any_level(support: Caller, agreed: str) -> None:
    body = (await preview(support, **HIGH_INCIDENT, customerId=agreed, serviceLevel="standard")).json()

    assert body["resolution"]["targetSeconds"] == 9 * 3600
    assert body["response"]["targetSeconds"] == 4 * 3600


async def test_without_a_customer_they_are_the_level_s(support: Caller, agreed: str) -> None:
    body = (await preview(support, **HIGH_INCIDENT, serviceLevel="extended")).json()

    assert body["customerId"] is None
    assert (body["resolution"]["section"], body["resolution"]["targetSeconds"]) == ("1.2.3", 20 * 9 * 3600)


async def test_a_level_comes_from_somewhere(support: Caller) -> None:
    assert faults(await preview(support, **HIGH_INCIDENT)) == [("/query/serviceLevel", "missing")]


async def test_another_s_figures_are_as_missing_as_nobody_s(stranger: Caller, agreed: str) -> None:
    same = {"X-Request-Id": "the-same-for-both"}
    asked = [
        await stranger.get("/v1/sla/preview", params={**HIGH_INCIDENT, "customerId": each}, headers=same)
        for each in (agreed, "01890000-0000-7000-8000-000000000000")
    ]

    assert [answer.status_code for answer in asked] == [404, 404]
    assert asked[0].content == asked[1].content


async def test_in_dutch(support: Caller) -> None:
    query = {**EXTENDED_INCIDENT, "priority": "high", "registeredAt": "2026-02-06T12:00:00Z"}
    answer = await support.get(
        "/v1/sla/preview", params=query, headers={"Accept": "text/plain", "Accept-Language": "nl"}
    )

    assert answer.headers["Content-Language"] == "nl"
    assert answer.text.startswith(
        "Voorbeeld – een incident met prioriteit hoog op serviceniveau Extended\n\n"
        "Reactietijd: loopt\nUiterlijk:     vr 6 feb 2026 15:00 +01:00"
    )
