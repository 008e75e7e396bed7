"""What the vendor's own systems tell of the running service, signed, and each message once."""

import subprocess
from base64 import b64encode
from pathlib import Path
from typing import Any, Final

import pytest

from tests.organisations import Organisation
from tests.routers.integrations.webhook_sender import SECRET, Sender, integrate, message
from tests.routers.operations.conftest import Running, add_instance

DOCS: Final = Path(__file__).parents[3] / "docs" / "running-service.md"
WRITTEN: Final = f"whsec_{b64encode(SECRET).decode()}"
BEGAN = "2026-11-23T09:00:00Z"
ENDED = "2026-11-23T09:20:00Z"
COPY = {
    "kind": "full_copy",
    "takenAt": "2026-11-22T21:00:00Z",
    "finishedAt": "2026-11-22T22:00:00Z",
    "verified": True,
    "location": "nl-2",
}


@pytest.fixture
async def monitoring(running: Running) -> Sender:
    return await integrate(running.api, None)


def told(kind: str, /, **data: Any) -> bytes:
    return message(type=kind, data=data)


async def test_an_outage_begins_and_ends_once_however_often_it_is_told(running: Running, monitoring: Sender) -> None:
    begin = told("outage.begin", instanceIds=[running.instance], beganAt=BEGAN, summary="No answer")
    first, again = [await monitoring.send("begin", begin) for _ in range(2)]
    same = await monitoring.send("begin-2", begin)

    assert [each.status_code for each in (first, again, same)] == [201, 200, 201]
    outage_id = first.json()["outageId"]
    assert [each.json() for each in (again, same)] == [
        {"outageId": outage_id, "instanceId": None, "backlogItemId": None}
    ] * 2
    assert first.headers["Location"] == f"/v1/outages/{outage_id}"

    end = told("outage.end", outageId=outage_id, endedAt=ENDED)
    assert [(await monitoring.send("end", end)).status_code for _ in range(2)] == [201, 200]
    assert (await monitoring.send("end-2", end)).status_code == 409
    seen = (await running.registrant.get(f"/v1/outages/{outage_id}")).json()
    assert (seen["beganAt"], seen["endedAt"], seen["detectedBy"]) == (BEGAN, ENDED, "monitoring")
    assert (await running.stranger.get(f"/v1/outages/{outage_id}")).status_code == 404
    assert (await running.manager.get("/v1/outages")).json()["items"] == [
        (await running.manager.get(f"/v1/outages/{outage_id}")).json()
    ]


async def test_an_outage_that_monitoring_finds_is_a_ticket_of_each_customer_that_waits_for_a_registrant(
    running: Running, monitoring: Sender
) -> None:
    """§5.3: it counts for no response."""
    begin = told("outage.begin", serviceId=running.service, beganAt=BEGAN, summary="No answer")
    outage_id = (await monitoring.send("begin", begin)).json()["outageId"]
    await monitoring.send("begin-2", begin)

    whole = (await running.manager.get(f"/v1/outages/{outage_id}")).json()
    assert len(whole["ticketIds"]) == 2
    for caller in (running.registrant, running.stranger):
        [seen] = (await caller.get(f"/v1/outages/{outage_id}")).json()["ticketIds"]
        ticket = (await caller.get(f"/v1/tickets/{seen}")).json()
        assert (ticket["status"], ticket["title"], ticket["product"], ticket["registrantId"]) == (
            *("signal", "No answer", "idu", None),
        )
        assert {(each["state"], each["dueAt"]) for each in ticket["clocks"]} == {("not_started", None)}


async def test_each_service_of_a_customer_that_is_hit_is_a_ticket_of_its_own(
    running: Running, monitoring: Sender
) -> None:
    """They are of different products, which different people look into."""
    service = {"name": "ORB", "product": "orb", "region": "nl"}
    orb = (await running.made(running.manager, "/services", service))["id"]
    planning = await add_instance(running, running.customer_id, serviceId=orb, name="Planning")
    second = await add_instance(running, running.customer_id, name="Second")
    hit = [running.instance, planning, second]
    begin = told("outage.begin", instanceIds=hit, beganAt=BEGAN, summary="No answer")
    outage_id = (await monitoring.send("begin", begin)).json()["outageId"]

    made = (await running.registrant.get(f"/v1/outages/{outage_id}")).json()["ticketIds"]
    tickets = [(await running.registrant.get(f"/v1/tickets/{each}")).json() for each in made]
    assert {each["product"]: (each["instance"], each["description"]) for each in tickets} == {
        "idu": ("Production", f"Monitoring has found it, since {BEGAN}.\n\nProduction\nSecond"),
        "orb": ("Planning", f"Monitoring has found it, since {BEGAN}.\n\nPlanning"),
    }
    assert len(tickets) == 2


async def test_copies_traffic_and_versions_come_in(running: Running, monitoring: Sender) -> None:
    release = {"serviceId": running.service, "version": "4.2", "releasedOn": "2026-11-01", "kind": "production"}
    notes = {"notesUrl": "https://notes.example/4.2", "tests": {"automatic": "CI 7", "manual": "Plan 3"}}
    await running.made(running.manager, "/releases", {**release, **notes})
    of = {"instanceId": running.instance}

    copied, again = [await monitoring.send("copy", told("copy.taken", **of, **COPY)) for _ in range(2)]
    assert [each.status_code for each in (copied, again)] == [201, 200]
    assert copied.json() == {"outageId": None, "instanceId": running.instance, "backlogItemId": None}
    assert copied.headers["Location"] == f"/v1/instances/{running.instance}"
    copies = (await running.registrant.get(f"/v1/instances/{running.instance}/copies")).json()["items"]
    assert [(each["takenAt"], each["verified"]) for each in copies] == [("2026-11-22T21:00:00Z", True)]

    assert (await monitoring.send("bytes", told("traffic.measured", **of, month="2026-11", bytes=7))).status_code == 201
    fair = (await running.registrant.get("/v1/fair-use", params={"month": "2026-11"})).json()["items"]
    assert [each["bytes"] for each in fair] == [7]

    at = "2026-11-20T19:30:00Z"
    version = told("instance.version", **of, version="4.2", occurredAt=at)
    assert (await monitoring.send("version", version)).status_code == 201
    assert (await running.registrant.get(f"/v1/instances/{running.instance}")).json()["version"] == "4.2"


async def test_what_is_wrong_is_said_with_its_place_and_nothing_happens(running: Running, monitoring: Sender) -> None:
    unknown = "01a229b4-5025-75b8-b5c3-7d62387c6dff"
    late = {"beganAt": "2027-01-01T00:00:00Z", "summary": "No answer"}
    refused = {
        "late": told("outage.begin", instanceIds=[running.instance], **late),
        "of none": told("outage.begin", instanceIds=[unknown], **{**late, "beganAt": BEGAN}),
        "whole": told("outage.begin", beganAt=BEGAN, summary="No answer"),
    }
    pointers = {}
    for name, body in refused.items():
        answer = await monitoring.send(name, body)
        assert answer.status_code == 400, answer.text
        pointers[name] = [each["pointer"] for each in answer.json()["errors"]]

    assert pointers == {"late": ["/data/beganAt"], "of none": ["/data/instanceIds/0"], "whole": ["/data"]}
    missing = await monitoring.send("copy", told("copy.taken", instanceId=unknown, **COPY))
    assert missing.status_code == 404
    assert (await running.manager.get("/v1/outages")).json()["items"] == []
    soon = await monitoring.send(
        "late", told("outage.begin", instanceIds=[running.instance], beganAt=BEGAN, summary="N")
    )
    assert soon.status_code == 201


async def test_only_the_vendors_own_systems_tell_of_the_running_service(
    running: Running, monitoring: Sender, extended: Organisation
) -> None:
    theirs = await integrate(running.api, extended)
    bodies = [
        told("outage.begin", instanceIds=[running.instance], beganAt=BEGAN, summary="No answer"),
        told("outage.end", outageId=running.instance, endedAt=ENDED),
        told("copy.taken", instanceId=running.instance, **COPY),
        told("traffic.measured", instanceId=running.instance, month="2026-11", bytes=7),
        told("instance.version", instanceId=running.instance, version="4.2"),
    ]
    answers = [await theirs.send(f"m{place}", body) for place, body in enumerate(bodies)]
    assert [each.status_code for each in answers] == [403] * 5
    assert all("Only the vendor's own systems" in each.json()["detail"] for each in answers)

    ticket = await monitoring.send("ticket", message())
    assert (ticket.status_code, "have no tickets" in ticket.json()["detail"]) == (403, True)
    assert (await running.manager.get("/v1/tickets")).json()["items"] == []


async def test_a_manager_makes_it_and_its_deeds_are_in_the_vendors_trail(running: Running) -> None:
    body = {"name": "Backups", "customerId": None, "kind": "standard_webhooks"}
    for caller in (running.support, running.registrant):
        assert (await caller.post("/v1/integrations", json=body)).status_code == 403
    made = await running.made(running.manager, "/integrations", body)
    assert (await running.registrant.get(f"/v1/integrations/{made['id']}")).status_code == 404

    sender = await integrate(running.api, None)
    await sender.send("copy", told("copy.taken", instanceId=running.instance, **COPY))
    admin = await running.api.as_administrator()
    entries = (await admin.get("/v1/audit-entries", params={"operation": "receive_webhook"})).json()["items"]
    assert [(each["actor"]["kind"], each["actor"]["id"]) for each in entries] == [
        ("integration", str(sender.integration_id))
    ]


async def test_the_recipe_of_the_docs_signs_as_the_service_reads(running: Running, monitoring: Sender) -> None:
    """With the shell and OpenSSL, as docs/running-service.md has it."""
    _, recipe, *_ = DOCS.read_text().split("```bash\nBODY")
    signing, _, _ = recipe.partition("curl ")
    script = f"BODY{signing}" + 'printf "%s\\n" "$signature" "$at" "$id"'
    at = str(int(running.api.clock.now.timestamp()))
    body = told("copy.taken", instanceId=running.instance, **COPY).decode()
    environment = {"PATH": "/usr/bin:/bin", "SECRET": WRITTEN, "BODY": body, "AT": at, "ID": "msg_bash"}
    done = subprocess.run(["bash", "-c", script], env=environment, capture_output=True, text=True, check=True)  # noqa: S603, S607, ASYNC221 - a moment, our own
    signature, _, name = done.stdout.splitlines()

    headers = monitoring.headers(name, body.encode(), signature=signature)
    assert (await monitoring.deliver(headers, body.encode())).status_code == 201
