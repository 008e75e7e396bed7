"""Alerts become tickets, once each, however often and by however many they are told."""

import asyncio
import json
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app.clock import Instant
from app.domain.vocabulary import ServiceLevel
from app.integrations.alerts import MOST_ALERTS
from app.integrations.store import alerts as stored_alerts
from app.integrations.store.alerts import KnownAlert, Monitoring
from app.main import create_app
from app.postgres.engine import transaction
from app.postgres.tables import alerts, ticket_events, tickets
from app.postgres.tenancy import SYSTEM
from app.settings import Settings
from tests.organisations import Organisation, make_organisation
from tests.routers.callers import Api, Caller
from tests.routers.integrations.alert_sender import (
    FINGERPRINT,
    Alertmanager,
    alert,
    monitor,
    notification,
    outcomes,
    recorded,
    resolved,
)
from tests.routers.integrations.webhook_sender import count_tickets

LATER = "2026-11-23T09:25:00Z"
OTHER = "203aafb279379685"


@pytest.fixture
async def alertmanager(api: Api, extended: Organisation) -> Alertmanager:
    return await monitor(api, extended)


async def ticket(api: Api, answer: Any, place: int = 0) -> dict[str, Any]:
    ticket_id = answer.json()["alerts"][place]["ticketId"]
    return (await (await api.as_administrator()).get(f"/v1/tickets/{ticket_id}")).json()


async def events(api: Api, ticket_id: str) -> list[dict[str, Any]]:
    return (await (await api.as_administrator()).get(f"/v1/tickets/{ticket_id}/events")).json()["items"]


async def types(api: Api, ticket_id: str) -> list[str]:
    return [each["type"] for each in await events(api, ticket_id)]


async def count_facts(api: Api) -> int:
    async with transaction(api.engine, SYSTEM) as connection:
        known = select(func.count()).select_from(alerts).scalar_subquery()
        return await connection.scalar(select(func.count() + known).select_from(ticket_events))


async def test_what_an_alertmanager_was_heard_to_send_is_taken_in(
    api: Api, alertmanager: Alertmanager, extended: Organisation
) -> None:
    api.clock.advance(timedelta(days=8))
    made, again = [await alertmanager.send(recorded("firing")) for _ in range(2)]
    over = await alertmanager.send(recorded("one_resolved"))
    cut = await alertmanager.send(recorded("truncated"))

    assert [each.status_code for each in (made, again, over, cut)] == [201, 200, 201, 201]
    assert [outcomes(each) for each in (made, again)] == [["ticket", "ticket"], ["unchanged", "unchanged"]]
    assert (outcomes(over), outcomes(cut)) == (["resolved", "unchanged"], ["unchanged", "ticket", "ticket"])
    assert [each.json()["truncatedAlerts"] for each in (made, cut)] == [0, 2]
    first = await ticket(api, made)
    assert first["title"] == "InstanceDown: web-1 does not answer"
    assert first["description"] == (
        "Alert since 2026-11-30T21:48:48.329162926Z.\n\nweb-1 does not answer\n\nNo answer of web-1:443 for 5 minutes."
        "\n\nalertname: InstanceDown\ninstance: web-1:443\njob: qixium\nseverity: critical\n\n"
        "http://prometheus.example/graph?g0.expr=up+%3D%3D+0"
    )
    assert (first["customerId"], first["channel"], first["status"]) == (str(extended.customer.id), "portal", "open")
    assert (first["externalReference"], first["registeredById"]) == (FINGERPRINT, str(alertmanager.integration_id))
    *_, last = await events(api, first["id"])
    assert (last["type"], last["actor"]["kind"]) == ("alert_resolved", "integration")
    assert last["data"] == {
        "fingerprint": FINGERPRINT,
        "startsAt": "2026-11-30T21:48:48.329162Z",
        "endedAt": "2026-11-30T21:48:57Z",
    }
    assert await count_tickets(api) == 4


async def test_repeats_change_nothing(api: Api, alertmanager: Alertmanager) -> None:
    await alertmanager.notify(alert(), alert(OTHER))
    await alertmanager.notify(resolved(), alert(OTHER))
    before = await count_facts(api)

    for _ in range(3):
        api.clock.advance(timedelta(hours=4))
        assert outcomes(await alertmanager.notify(resolved(), alert(OTHER))) == ["unchanged"] * 2
        assert outcomes(await alertmanager.notify(alert())) == ["unchanged"]
    assert await count_facts(api) == before


async def test_since_when_it_fires_is_compared_to_the_microsecond(api: Api, alertmanager: Alertmanager) -> None:
    made = await alertmanager.notify(alert(starts_at="2026-11-23T09:21:48.123456789Z"))
    same = ["2026-11-23T09:21:48.123456Z", "2026-11-23T10:21:48.123456999+01:00"]
    another = "2026-11-23T09:21:48.123457Z"

    assert [outcomes(await alertmanager.notify(alert(starts_at=each))) for each in same] == [["unchanged"]] * 2
    assert outcomes(await alertmanager.notify(alert(starts_at=another))) == ["comment"]
    assert "since 2026-11-23T09:21:48.123456789Z" in (await ticket(api, made))["description"]


async def test_while_its_ticket_is_open_it_fires_again_as_a_comment(api: Api, alertmanager: Alertmanager) -> None:
    made = await alertmanager.notify(alert())
    again, repeated = [await alertmanager.notify(alert(starts_at=LATER)) for _ in range(2)]

    assert [outcomes(each) for each in (made, again, repeated)] == [["ticket"], ["comment"], ["unchanged"]]
    ticket_id = made.json()["alerts"][0]["ticketId"]
    assert {each.json()["alerts"][0]["ticketId"] for each in (made, again, repeated)} == {ticket_id}
    *_, said = await events(api, ticket_id)
    assert (said["type"], said["data"]["internal"]) == ("comment_added", False)
    assert said["data"]["text"].startswith(f"The alert fires again, since {LATER}.\n\nweb-1 does not answer")


async def test_what_fires_again_once_its_ticket_is_closed_is_another_ticket(
    api: Api, alertmanager: Alertmanager, admin: Caller
) -> None:
    made = await alertmanager.notify(alert())
    place = f"/v1/tickets/{made.json()['alerts'][0]['ticketId']}/transitions"
    for decision in ({"decision": "clear"}, {"decision": "solved", "report": "Done."}, {"decision": "close"}):
        assert (await admin.post(place, json=decision)).status_code == 201

    assert outcomes(await alertmanager.notify(alert())) == ["unchanged"]
    another = await alertmanager.notify(alert(starts_at=LATER))
    assert outcomes(another) == ["ticket"]
    assert another.json()["alerts"][0]["ticketId"] != made.json()["alerts"][0]["ticketId"]
    over = await alertmanager.notify(resolved())
    assert (outcomes(over), over.json()["alerts"]) == (
        ["resolved"],
        [{**over.json()["alerts"][0], "ticketId": made.json()["alerts"][0]["ticketId"]}],
    )


async def test_that_it_is_over_closes_nothing(api: Api, alertmanager: Alertmanager) -> None:
    made = await alertmanager.notify(alert())
    before = await ticket(api, made)
    over, again = [await alertmanager.notify(resolved()) for _ in range(2)]
    after = await ticket(api, made)

    assert [outcomes(each) for each in (over, again)] == [["resolved"], ["unchanged"]]
    same = ("status", "step", "clocks", "priority")
    assert {name: before[name] for name in same} == {name: after[name] for name in same}
    assert await types(api, after["id"]) == ["registered", "alert_resolved"]


@pytest.mark.parametrize(
    ("ends_at", "told"),
    [
        ("2026-11-23T09:28:00.5+00:00", "2026-11-23T09:28:00.500000Z"),
        ("0001-01-01T00:00:00Z", "2026-11-23T09:30:00Z"),
        ("2026-11-23T09:00:00Z", "2026-11-23T09:30:00Z"),
        ("2026-11-23T10:00:00Z", "2026-11-23T09:30:00Z"),
        ("soon", "2026-11-23T09:30:00Z"),
    ],
)
async def test_when_it_was_over_is_between_its_beginning_and_now(
    api: Api, alertmanager: Alertmanager, ends_at: str, told: str
) -> None:
    made = await alertmanager.notify(alert())
    await alertmanager.notify(resolved(endsAt=ends_at))

    *_, last = await events(api, made.json()["alerts"][0]["ticketId"])
    assert last["data"]["endedAt"] == told


async def test_what_is_over_before_anybody_heard_of_it_makes_nothing(api: Api, alertmanager: Alertmanager) -> None:
    answer = await alertmanager.notify(resolved())

    assert (answer.status_code, outcomes(answer)) == (200, ["unchanged"])
    assert answer.json()["alerts"][0]["ticketId"] is None
    assert await count_tickets(api) == 0


async def test_what_still_fires_is_not_over_whenever_it_ends(alertmanager: Alertmanager) -> None:
    ends = {"endsAt": "2026-11-23T09:34:00Z"}
    assert outcomes(await alertmanager.notify(alert(**ends))) == ["ticket"]
    assert outcomes(await alertmanager.notify(alert(**ends))) == ["unchanged"]


async def test_one_notification_may_tell_of_one_alert_twice(api: Api, alertmanager: Alertmanager) -> None:
    told = [resolved(), alert(starts_at=LATER), alert(), alert()]
    answer = await alertmanager.notify(*told)

    assert outcomes(answer) == ["resolved", "comment", "ticket", "unchanged"]
    assert await types(api, answer.json()["alerts"][0]["ticketId"]) == ["registered", "alert_resolved", "comment_added"]


async def test_labels_say_urgency_impact_and_product(api: Api, alertmanager: Alertmanager, manager: Caller) -> None:
    place = f"/v1/integrations/{alertmanager.integration_id}"
    severity = {"critical": {"urgency": "u1", "impact": "i1"}, "info": {"urgency": "u3", "impact": "i3"}}

    async def told(number: int, **labels: str) -> tuple[str, str, str, str]:
        made = await alertmanager.notify(alert(f"{number:016x}", labels={"alertname": "A", **labels}))
        shown = await ticket(api, made)
        return shown["urgency"], shown["impact"], shown["product"], shown["coverage"]["outcome"]

    assert await told(1, severity="critical") == ("u2", "i2", "not named by the alert", "not_covered")
    mapped = {"mapping": {"severity": severity, "product": "orb"}}
    assert (await manager.patch(place, json=mapped, headers={"If-Match": "*"})).status_code == 200
    assert await told(2, severity="critical") == ("u1", "i1", "orb", "support")
    assert await told(3, severity="info", product="Data Link") == ("u3", "i3", "datalink", "support")
    assert await told(4, severity="page") == ("u2", "i2", "orb", "support")


async def test_the_label_that_is_named_says_the_instance(api: Api, alertmanager: Alertmanager, manager: Caller) -> None:
    place = f"/v1/integrations/{alertmanager.integration_id}"
    before = await ticket(api, await alertmanager.notify(alert()))
    for number, (label, labels, instance) in enumerate(
        [
            ("instance", {"instance": "web-1:443"}, "web-1:443"),
            ("node", {"node": " \x1b[2Jdb\n1 ", "instance": "web-1:443"}, "[2Jdb 1"),
            ("node", {"instance": "web-1:443"}, None),
            ("node", {"node": "x" * 201}, "x" * 199 + "…"),
        ]
    ):
        mapped = {"mapping": {"instanceLabel": label}}
        assert (await manager.patch(place, json=mapped, headers={"If-Match": "*"})).status_code == 200
        made = await alertmanager.notify(alert(f"{number:016x}", labels=labels))
        shown = await ticket(api, made)
        assert shown["instance"] == instance
        [listed] = (await manager.get("/v1/tickets", params={"externalReference": f"{number:016x}"})).json()["items"]
        assert listed["instance"] == instance
    assert before["instance"] is None


DECLINED = ({"decision": "unclear"}, {"decision": "configuration", "cause": "configuration"}, {"decision": "decline"})
"""To where the customer is to say whether it is solved."""


async def solves(manager: Caller, alertmanager: Alertmanager, *, on_resolve: bool = True) -> None:
    place = f"/v1/integrations/{alertmanager.integration_id}"
    mapped = {"mapping": {"solveOnResolve": on_resolve}}
    assert (await manager.patch(place, json=mapped, headers={"If-Match": "*"})).status_code == 200


async def walk(admin: Caller, ticket_id: str, *decisions: dict[str, Any]) -> None:
    for decision in decisions:
        answer = await admin.post(f"/v1/tickets/{ticket_id}/transitions", json=decision)
        assert answer.status_code == 201, answer.text


async def test_where_the_customer_decides_what_is_over_is_solved(
    api: Api, alertmanager: Alertmanager, manager: Caller, admin: Caller
) -> None:
    await solves(manager, alertmanager)
    made = await alertmanager.notify(alert())
    ticket_id = made.json()["alerts"][0]["ticketId"]
    await walk(admin, ticket_id, *DECLINED)

    assert [outcomes(await alertmanager.notify(resolved())) for _ in range(2)] == [["solved"], ["unchanged"]]

    shown = await ticket(api, made)
    assert (shown["status"], shown["step"]["number"]) == ("open", 13)
    assert shown["outputs"]["report"] == "Monitoring says that the alert is over since 2026-11-23T09:28:00Z."
    *_, over, decided = await events(api, ticket_id)
    assert over["type"] == "alert_resolved"
    assert (decided["data"]["decision"], decided["data"]["role"]) == ("solved", "customer")
    assert decided["actor"] == {**decided["actor"], "kind": "integration", "id": str(alertmanager.integration_id)}


@pytest.mark.parametrize("kept_from", ["the step", "the mapping", "a named person"])
async def test_where_somebody_else_decides_that_it_is_over_is_told_and_no_more(
    api: Api, alertmanager: Alertmanager, manager: Caller, admin: Caller, extended: Organisation, kept_from: str
) -> None:
    await solves(manager, alertmanager, on_resolve=kept_from != "the mapping")
    made = await alertmanager.notify(alert())
    ticket_id = made.json()["alerts"][0]["ticketId"]
    await walk(admin, ticket_id, *([{"decision": "clear"}] if kept_from == "the step" else DECLINED))
    if kept_from == "a named person":
        named = await admin.put(
            f"/v1/tickets/{ticket_id}/raci-assignments/customer",
            json={"personId": str(extended.registrants[0].id)},
            headers={"If-Match": "*"},
        )
        assert named.status_code == 200, named.text
    before = await ticket(api, made)

    assert outcomes(await alertmanager.notify(resolved())) == ["resolved"]

    after = await ticket(api, made)
    same = ("status", "step", "clocks", "outputs")
    assert {name: before[name] for name in same} == {name: after[name] for name in same}
    assert (await types(api, ticket_id))[-1] == "alert_resolved"


async def test_what_turned_out_to_be_a_change_is_not_solved_before_that_is_done(
    api: Api, alertmanager: Alertmanager, manager: Caller, admin: Caller, support: Caller
) -> None:
    """§4.1.2. What the notification says besides is taken in all the same."""
    await solves(manager, alertmanager)
    made = await alertmanager.notify(alert())
    ticket_id = made.json()["alerts"][0]["ticketId"]
    path = f"/v1/tickets/{ticket_id}"
    kind = {"kind": "change", "changeType": "normal", "reason": "It is to be replaced."}
    corrected = await support.patch(path, json=kind, headers={"If-Match": "*"})
    assert corrected.status_code == 200, corrected.text
    await walk(admin, ticket_id, {"decision": "clear"}, {"decision": "not_solved", "report": "Still."})
    await walk(admin, ticket_id, {"decision": "support", "sessionOn": "2026-11-30"})

    assert outcomes(await alertmanager.notify(resolved(), alert(OTHER))) == ["resolved", "ticket"]

    after = await ticket(api, made)
    assert (after["status"], after["step"]["number"]) == ("open", 12)
    assert (await types(api, ticket_id))[-1] == "alert_resolved"


@pytest.mark.parametrize("at_once", [True, False])
async def test_while_any_of_its_fingerprint_fires_nothing_is_solved(
    api: Api, alertmanager: Alertmanager, manager: Caller, admin: Caller, *, at_once: bool
) -> None:
    """Whether that was told before or in the same notification."""
    await solves(manager, alertmanager)
    made = await alertmanager.notify(alert())
    await walk(admin, made.json()["alerts"][0]["ticketId"], *DECLINED)
    if not at_once:
        await alertmanager.notify(alert(starts_at=LATER))

    told = [resolved(), *([alert(starts_at=LATER)] if at_once else [])]
    assert outcomes(await alertmanager.notify(*told))[0] == "resolved"
    assert (await ticket(api, made))["step"]["number"] == 12
    both = await alertmanager.notify(alert(starts_at=LATER), resolved(starts_at=LATER))
    assert outcomes(both) == ["unchanged", "solved"]


@pytest.mark.parametrize(
    "odd",
    [
        {"labels": {}, "annotations": {}},
        {"labels": {"alertname": "\x1b[2J\u202e" + "x" * 300}, "annotations": {"summary": "y" * 50_000}},
        {"labels": {"alertname": " \t\n", "product": "\x07", "a" * 2_000: "b\r\nc"}, "annotations": {"summary": "\n"}},
        {"labels": {"product": "é" * 500, "severity": "\x01"}, "annotations": {"description": "one\r\ntwo\n\x0b"}},
    ],
)
async def test_no_label_is_a_reason_to_refuse(api: Api, alertmanager: Alertmanager, odd: dict[str, Any]) -> None:
    answer = await alertmanager.notify(alert(**odd), alert(OTHER))

    assert outcomes(answer) == ["ticket", "ticket"]
    shown = await ticket(api, answer)
    assert 1 <= len(shown["title"]) <= 200
    assert len(shown["description"]) <= 20_000
    assert not set("\x00\x07\x1b\u202e\r") & set(shown["title"] + shown["description"] + shown["product"])


REFUSED: dict[str, tuple[bytes, str]] = {
    "no json": (b"{", ""),
    "a list": (b"[]", ""),
    "another version": (notification(alert(), version="3"), "/version"),
    "no fingerprint": (notification({**alert(), "fingerprint": ""}), "/alerts/0/fingerprint"),
    "a fingerprint that is none": (notification(alert(), alert("web-1")), "/alerts/1/fingerprint"),
    "a naive moment": (notification(alert(starts_at="2026-11-23T09:30:00")), "/alerts/0/startsAt"),
    "a moment of nobody's": (notification(alert(starts_at="0001-01-01T00:00:00Z")), "/alerts/0/startsAt"),
    "another state": (notification(alert(status="pending")), "/alerts/0/status"),
    "a label that is no text": (notification(alert(labels={"a": 1})), "/alerts/0/labels/a"),
    "a NUL": (notification(alert(labels={"a": "\0"})), "/alerts/0/labels/a"),
    "none cut off": (notification(alert(), truncatedAlerts=-1), "/truncatedAlerts"),
    "too many": (notification(*[alert(f"{each:016x}") for each in range(MOST_ALERTS + 1)]), "/alerts"),
}


@pytest.mark.parametrize(("body", "pointer"), REFUSED.values(), ids=REFUSED.keys())
async def test_a_body_that_is_no_notification_is_explained_and_not_half_taken_in(
    api: Api, alertmanager: Alertmanager, body: bytes, pointer: str
) -> None:
    answer = await alertmanager.send(body)

    assert answer.status_code == 400
    assert [each["pointer"] for each in answer.json()["errors"]] == [pointer]
    assert await count_tickets(api) == 0


async def test_a_notification_is_taken_in_whole_or_not_at_all(
    api: Api, alertmanager: Alertmanager, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = stored_alerts.keep

    async def failing(*given: Any) -> None:
        if given[2][0] == OTHER:
            raise OSError("the connection is gone")
        await kept(*given)

    with monkeypatch.context() as broken:
        broken.setattr(stored_alerts, "keep", failing)
        assert (await alertmanager.notify(alert(), alert(OTHER, LATER))).status_code == 500
    assert await count_tickets(api) == 0
    assert outcomes(await alertmanager.notify(alert(), alert(OTHER, LATER))) == ["ticket", "ticket"]


async def test_as_many_as_may_come_at_once_are_taken_in(api: Api, alertmanager: Alertmanager) -> None:
    many = [alert(f"{each:016x}") for each in range(MOST_ALERTS)]

    assert Counter(outcomes(await alertmanager.notify(*many))) == {"ticket": MOST_ALERTS}
    assert outcomes(await alertmanager.notify(*many)) == ["unchanged"] * MOST_ALERTS
    assert await count_tickets(api) == MOST_ALERTS


async def test_customers_may_have_alerts_of_the_same_fingerprint(
    api: Api, alertmanager: Alertmanager, standard: Organisation
) -> None:
    other = await monitor(api, standard)
    made = [await each.notify(alert()) for each in (alertmanager, other)]

    assert [outcomes(each) for each in made] == [["ticket"], ["ticket"]]
    assert len({(await ticket(api, each))["customerId"] for each in made}) == 2
    assert outcomes(await other.notify(resolved())) == ["resolved"]
    assert await types(api, made[0].json()["alerts"][0]["ticketId"]) == ["registered"]


async def test_a_cluster_of_alertmanagers_makes_one_ticket(concurrent_api: Api) -> None:
    async with transaction(concurrent_api.engine, SYSTEM) as connection:
        organisation = await make_organisation(connection, "Dairy", ServiceLevel.EXTENDED)
    alertmanager = await monitor(concurrent_api, organisation)

    several = [alert(f"{each:016x}") for each in range(3)]
    orders = [several, several[::-1]] * 4
    answers = await asyncio.gather(*(alertmanager.notify(*each) for each in orders))

    assert Counter(answer.status_code for answer in answers) == {201: 1, 200: 7}
    assert len({each["ticketId"] for answer in answers for each in answer.json()["alerts"]}) == 3
    assert await count_tickets(concurrent_api) == 3
    over = await asyncio.gather(
        *(alertmanager.notify(*(resolved(f"{each:016x}") for each in range(3))) for _ in range(4))
    )
    assert Counter(answer.status_code for answer in over) == {201: 1, 200: 3}


async def test_a_notification_locks_its_tickets_in_the_order_in_which_others_do(concurrent_api: Api) -> None:
    """By their ids, whatever the fingerprints: whoever holds the older one may go on to the newer one."""
    async with transaction(concurrent_api.engine, SYSTEM) as connection:
        organisation = await make_organisation(connection, "Dairy", ServiceLevel.EXTENDED)
    alertmanager = await monitor(concurrent_api, organisation)
    first, second = "f" * 16, "0" * 16
    older, newer = [
        (await alertmanager.notify(alert(each))).json()["alerts"][0]["ticketId"] for each in (first, second)
    ]

    async with transaction(concurrent_api.engine, SYSTEM) as somebody:
        await somebody.execute(select(tickets.c.id).where(tickets.c.id == older).with_for_update())
        waiting = asyncio.create_task(alertmanager.notify(*(alert(each, LATER) for each in (first, second))))
        done, _ = await asyncio.wait([waiting], timeout=0.3)
        assert not done
        await somebody.execute(select(tickets.c.id).where(tickets.c.id == newer).with_for_update(nowait=True))
    assert outcomes(await waiting) == ["comment", "comment"]


async def test_a_delivery_waits_for_one_that_is_not_committed_yet(concurrent_api: Api) -> None:
    async with transaction(concurrent_api.engine, SYSTEM) as connection:
        organisation = await make_organisation(connection, "Dairy", ServiceLevel.EXTENDED)
    alertmanager = await monitor(concurrent_api, organisation)
    made = (await alertmanager.notify(alert())).json()["alerts"][0]["ticketId"]

    async with transaction(concurrent_api.engine, SYSTEM) as first:
        monitoring = Monitoring(organisation.customer.id, alertmanager.integration_id)
        await stored_alerts.lock(first, alertmanager.integration_id)
        identity = (FINGERPRINT, Instant(concurrent_api.clock.now))
        known = KnownAlert(made, is_resolved=False)
        await stored_alerts.keep(first, monitoring, identity, known, concurrent_api.clock.now)
        second = asyncio.create_task(alertmanager.notify(alert(starts_at="2026-11-23T09:30:00Z")))
        done, _ = await asyncio.wait([second], timeout=0.3)
        assert not done
    assert outcomes(await second) == ["unchanged"]


def test_the_entrance_is_documented_with_its_own_security() -> None:
    document = create_app(Settings()).openapi()
    operation = document["paths"]["/webhooks/{integrationId}/alertmanager"]["post"]

    assert operation["security"] == [{"integrationSecret": []}]
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    assert schema["properties"]["alerts"]["maxItems"] == MOST_ALERTS
    assert json.loads(recorded("firing")).keys() >= schema["properties"].keys()
