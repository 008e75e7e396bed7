"""The vendor's own Alertmanager: an instance that is down is an outage, and a ticket that waits for a registrant."""

import asyncio
import json
from datetime import timedelta
from typing import Any, Final

import pytest
from httpx import Response

from app.domain.alerts.alerts import AlertMapping
from tests.routers.integrations.alert_sender import Alertmanager, alert, monitor, notification, outcomes, resolved
from tests.routers.operations.conftest import Running, add_instance

OTHER: Final = "203aafb279379685"
STARTED: Final = "2026-11-23T09:21:48.329162Z"
OVER: Final = "2026-11-23T09:28:00Z"
MAPPING: Final = AlertMapping(outage_for=frozenset({"InstanceDown"}))


@pytest.fixture
async def alertmanager(running: Running) -> Alertmanager:
    return await monitor(running.api, None, MAPPING)


def labels(instance: str, name: str = "InstanceDown") -> dict[str, Any]:
    return {"labels": {"alertname": name, "instance": instance, "severity": "critical"}}


def of(answer: Response, place: int = 0) -> dict[str, Any]:
    return answer.json()["alerts"][place]


async def outages(running: Running) -> list[dict[str, Any]]:
    return (await running.manager.get("/v1/outages")).json()["items"]


async def test_an_instance_that_is_down_is_an_outage_until_it_is_over(
    running: Running, alertmanager: Alertmanager
) -> None:
    down = labels(running.instance)
    first, again = [await alertmanager.notify(alert(**down)) for _ in range(2)]
    assert (first.status_code, outcomes(first), again.status_code, outcomes(again)) == (
        201,
        ["ticket"],
        200,
        ["unchanged"],
    )
    made = of(first)
    assert of(again)["outageId"] == made["outageId"]
    [outage] = await outages(running)
    assert (outage["id"], outage["beganAt"], outage["endedAt"]) == (made["outageId"], STARTED, None)
    assert (outage["detectedBy"], outage["degradation"], outage["ticketIds"]) == (
        "monitoring",
        False,
        [made["ticketId"]],
    )

    ended = [await alertmanager.notify(resolved(**down)) for _ in range(2)]
    assert [outcomes(each) for each in ended] == [["resolved"], ["unchanged"]]
    [outage] = await outages(running)
    assert outage["endedAt"] == OVER


async def test_its_ticket_waits_for_a_registrant_and_no_response_is_counted(
    running: Running, alertmanager: Alertmanager
) -> None:
    """Of a customer whose level has the portal alone too: monitoring is no support channel."""
    made = of(await alertmanager.notify(alert(**labels(running.theirs))))

    path = f"/v1/tickets/{made['ticketId']}"
    ticket = (await running.stranger.get(path)).json()
    assert (ticket["status"], ticket["registrantId"], ticket["instance"]) == ("signal", None, "Production")
    assert {(each["state"], each["dueAt"]) for each in ticket["clocks"]} == {("not_started", None)}
    assert (await running.registrant.get(path)).status_code == 404
    registered = await running.stranger.post(f"{path}/registration", json={})
    assert registered.status_code in (200, 201), registered.text
    assert (await running.stranger.get(path)).json()["status"] == "open"


async def test_it_ends_when_nothing_that_is_known_of_it_fires(running: Running, alertmanager: Alertmanager) -> None:
    down = labels(running.instance)
    both = await alertmanager.notify(alert(**down), alert(OTHER, "2026-11-23T09:25:00Z", **down))
    assert of(both, 0)["outageId"] == of(both, 1)["outageId"]
    assert of(both, 0)["ticketId"] != of(both, 1)["ticketId"]

    await alertmanager.notify(resolved(**down))
    assert [each["endedAt"] for each in await outages(running)] == [None]
    await alertmanager.notify(resolved(OTHER, "2026-11-23T09:25:00Z", endsAt="2026-11-23T09:29:00Z", **down))
    assert [each["endedAt"] for each in await outages(running)] == ["2026-11-23T09:29:00Z"]


async def test_firing_anew_it_is_another_outage_on_the_ticket_that_is_there(
    running: Running, alertmanager: Alertmanager
) -> None:
    down = labels(running.instance)
    first = of(await alertmanager.notify(alert(**down)))
    await alertmanager.notify(resolved(**down))
    running.api.clock.advance(timedelta(minutes=30))
    answer = await alertmanager.notify(alert(starts_at="2026-11-23T09:40:00Z", **down))

    assert outcomes(answer) == ["comment"]
    assert of(answer)["ticketId"] == first["ticketId"]
    assert of(answer)["outageId"] != first["outageId"]
    newest, oldest = await outages(running)
    assert (newest["beganAt"], newest["endedAt"], oldest["endedAt"]) == ("2026-11-23T09:40:00Z", None, OVER)


async def test_what_people_have_ended_is_ended(running: Running, alertmanager: Alertmanager) -> None:
    down = labels(running.instance)
    outage_id = of(await alertmanager.notify(alert(**down)))["outageId"]
    end = {"decision": "end", "endedAt": "2026-11-23T09:25:00Z"}
    await running.made(running.support, f"/outages/{outage_id}/transitions", end)

    assert outcomes(await alertmanager.notify(resolved(**down))) == ["resolved"]
    assert [each["endedAt"] for each in await outages(running)] == ["2026-11-23T09:25:00Z"]


async def test_another_alert_is_a_ticket_and_no_outage(running: Running, alertmanager: Alertmanager) -> None:
    answer = await alertmanager.notify(alert(**labels(running.instance, "DiskFull")))

    assert (outcomes(answer), of(answer)["outageId"]) == (["ticket"], None)
    assert await outages(running) == []


@pytest.mark.parametrize("name", ["https://bakery.example", "bakery.example:443", "bakery.example", "The bakery"])
async def test_an_instance_goes_by_its_address_or_its_name(
    running: Running, alertmanager: Alertmanager, name: str
) -> None:
    its_own = await add_instance(running, running.customer_id, name="The bakery", url="https://bakery.example/")
    answer = await alertmanager.notify(alert(**labels(name)))

    assert outcomes(answer) == ["ticket"]
    [outage] = await outages(running)
    assert outage["instanceIds"] == [its_own]


async def test_of_no_instance_or_of_several_nothing_happens_until_it_is_known(
    running: Running, alertmanager: Alertmanager
) -> None:
    unknown, twice = alert(**labels("web-9:443")), alert(OTHER, **labels("Production"))
    answer = await alertmanager.notify(unknown, twice, alert("0000000000000001", **labels(running.instance)))
    assert outcomes(answer) == ["unknown_instance", "unknown_instance", "ticket"]
    assert [of(answer, 0)[name] for name in ("ticketId", "outageId")] == [None, None]

    await add_instance(running, running.customer_id, name="web-9")
    assert outcomes(await alertmanager.notify(unknown)) == ["ticket"]
    assert (await alertmanager.notify(twice)).status_code == 200


async def test_what_fires_since_before_there_was_the_instance_is_an_outage_from_its_first_day(
    running: Running, alertmanager: Alertmanager
) -> None:
    """And holds up no other alert of the notification."""
    new = await add_instance(running, running.customer_id, name="New", startsOn="2026-11-23")
    early = alert(starts_at="2026-11-22T12:00:00Z", **labels(new))
    answer = await alertmanager.notify(early, alert(OTHER, **labels(running.theirs)))
    assert outcomes(answer) == ["ticket", "ticket"]
    began = {each["id"]: each["beganAt"] for each in await outages(running)}
    assert [began[of(answer, place)["outageId"]] for place in (0, 1)] == ["2026-11-22T23:00:00Z", STARTED]


async def test_that_it_is_over_is_heard_whatever_the_instance_is_called_by_now(
    running: Running, alertmanager: Alertmanager
) -> None:
    own = await add_instance(running, running.customer_id, name="web-7")
    fired = of(await alertmanager.notify(alert(**labels("web-7"))))
    await running.manager.patch(f"/v1/instances/{own}", json={"name": "web-8"}, headers={"If-Match": "*"})
    firing = await alertmanager.notify(alert(**labels("web-7")), alert(OTHER, **labels("web-7")))
    assert outcomes(firing) == ["unchanged", "unknown_instance"]
    assert outcomes(await alertmanager.notify(resolved(**labels("web-7")))) == ["resolved"]
    [outage] = await outages(running)
    assert (outage["id"], outage["endedAt"]) == (fired["outageId"], OVER)


async def test_of_two_customers_each_has_its_own(running: Running, alertmanager: Alertmanager) -> None:
    answer = await alertmanager.notify(alert(**labels(running.theirs)), alert(OTHER, **labels(running.instance)))

    theirs, own = of(answer, 0), of(answer, 1)
    for caller, seen in ((running.registrant, own), (running.stranger, theirs)):
        listed = (await caller.get("/v1/outages")).json()["items"]
        assert [each["id"] for each in listed] == [seen["outageId"]]
        tickets = (await caller.get("/v1/tickets")).json()["items"]
        assert [each["id"] for each in tickets] == [seen["ticketId"]]


async def test_two_of_a_cluster_at_once_open_one(running: Running, alertmanager: Alertmanager) -> None:
    body = notification(alert(**labels(running.instance)))
    answers = await asyncio.gather(*(alertmanager.send(body) for _ in range(2)))

    assert sorted(each.status_code for each in answers) == [200, 201]
    assert len(await outages(running)) == 1


async def test_the_mapping_is_kept_and_for_the_vendors_own_alone(running: Running) -> None:
    mapping = {"outageFor": ["InstanceDown", "NoAnswer"], "instanceLabel": "instance"}
    body = {"name": "Own", "customerId": None, "kind": "alertmanager", "mapping": mapping}
    made = await running.made(running.manager, "/integrations", body)
    assert made["mapping"]["outageFor"] == ["InstanceDown", "NoAnswer"]
    theirs = {**body, "customerId": running.customer_id}
    refused = await running.manager.post("/v1/integrations", json=theirs)
    assert [each["pointer"] for each in refused.json()["errors"]] == ["/mapping/outageFor"], json.dumps(refused.json())
