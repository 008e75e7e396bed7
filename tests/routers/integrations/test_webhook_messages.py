"""What a customer's system says and decides on its tickets, in the envelope in which it makes them."""

import json
import subprocess
from base64 import b64encode
from pathlib import Path
from typing import Any, Final

import pytest
from uuid_utils.compat import uuid7

from app.integrations.store.integrations import IntegrationKind
from tests.organisations import Organisation
from tests.routers.callers import Api
from tests.routers.integrations.webhook_sender import SECRET, TICKET, Sender, count_tickets, integrate, message

DOCS: Final = Path(__file__).parents[3] / "docs" / "webhooks.md"
WRITTEN: Final = f"whsec_{b64encode(SECRET).decode()}"


@pytest.fixture
async def sender(api: Api, extended: Organisation) -> Sender:
    return await integrate(api, extended)


@pytest.fixture
async def ticket_id(sender: Sender) -> str:
    return (await sender.send("made")).json()["id"]


def comment(ticket_id: str, text: str = "Still so.", **more: Any) -> bytes:
    return message(type="ticket.comment", data={"ticketId": ticket_id, "text": text, **more})


def decision(ticket_id: str, what: str, **more: Any) -> bytes:
    return message(type="ticket.transition", data={"ticketId": ticket_id, "decision": what, **more})


async def events(api: Api, ticket_id: str, kind: str) -> list[dict[str, Any]]:
    administrator = await api.as_administrator()
    found = (await administrator.get(f"/v1/tickets/{ticket_id}/events")).json()["items"]
    return [each for each in found if each["type"] == kind]


async def asked(api: Api, ticket_id: str) -> None:
    question = {"decision": "request_information", "note": "Since when?"}
    made = await (await api.as_administrator()).post(f"/v1/tickets/{ticket_id}/transitions", json=question)
    assert made.status_code == 201


async def test_a_comment_comes_in_once_however_often_it_is_delivered(api: Api, sender: Sender, ticket_id: str) -> None:
    first, again = [await sender.send("said", comment(ticket_id)) for _ in range(2)]

    assert [first.status_code, again.status_code] == [201, 200]
    assert first.json()["id"] == again.json()["id"] == ticket_id
    assert first.headers["Location"] == f"/v1/tickets/{ticket_id}/comments"
    [said] = await events(api, ticket_id, "comment_added")
    assert (said["data"]["text"], said["actor"]["kind"]) == ("Still so.", "integration")


async def test_what_a_system_says_is_no_answer_and_what_it_decides_is(api: Api, sender: Sender, ticket_id: str) -> None:
    await asked(api, ticket_id)
    said = await sender.send("said", comment(ticket_id))
    assert [each["state"] for each in said.json()["clocks"]] == ["met", "paused"]

    answered, again = [await sender.send("decided", decision(ticket_id, "information_received")) for _ in range(2)]

    assert [answered.status_code, again.status_code] == [201, 200]
    assert [each["state"] for each in answered.json()["clocks"]] == ["met", "running"]
    *_, last = await events(api, ticket_id, "decision_taken")
    assert (last["data"]["decision"], last["data"]["role"]) == ("information_received", "customer")


async def test_a_ticket_goes_by_its_number_too(api: Api, sender: Sender, ticket_id: str) -> None:
    await asked(api, ticket_id)
    number = (await (await api.as_administrator()).get(f"/v1/tickets/{ticket_id}")).json()["number"]
    said = await sender.send("said", comment(number))
    decided = await sender.send("decided", decision(number, "information_received"))

    assert [each.json()["id"] for each in (said, decided)] == [ticket_id, ticket_id]
    assert said.headers["Location"] == f"/v1/tickets/{ticket_id}/comments"


async def test_what_is_the_vendors_to_decide_a_system_may_not(api: Api, sender: Sender, ticket_id: str) -> None:
    refused = await sender.send("decided", decision(ticket_id, "start_investigation"))

    assert (refused.status_code, refused.json()["section"]) == (403, "2.1")
    await asked(api, ticket_id)
    wrong = await sender.send("wrong", decision(ticket_id, "bug"))
    assert wrong.status_code == 409


async def test_a_refused_decision_says_where_in_the_message(sender: Sender, ticket_id: str) -> None:
    late = await sender.send("late", decision(ticket_id, "information_received", occurredAt="2026-11-23T09:30:00Z"))
    no_ticket = await sender.send("none", message(type="ticket.comment", data={"text": "Hm"}))
    internal = await sender.send("inside", comment(ticket_id, internal=True))

    pointers = [[each["pointer"] for each in answer.json()["errors"]] for answer in (late, no_ticket, internal)]
    assert pointers == [["/data/occurredAt"], ["/data/ticketId"], ["/data/internal"]]


async def test_of_another_customers_ticket_nothing_is_known(api: Api, standard: Organisation, ticket_id: str) -> None:
    foreign = await integrate(api, standard)

    unknown = str(uuid7())
    number = (await (await api.as_administrator()).get(f"/v1/tickets/{ticket_id}")).json()["number"]
    for kind, more in (("comment", {"text": "Hm"}), ("transition", {"decision": "information_received"})):
        bodies = [
            message(type=f"ticket.{kind}", data={"ticketId": each, **more}) for each in (ticket_id, number, unknown)
        ]
        refused = [await foreign.send(f"{kind} {place}", each) for place, each in enumerate(bodies)]
        assert [each.status_code for each in refused] == [404, 404, 404]
        assert len({each.json()["detail"] for each in refused}) == 1
    assert await events(api, ticket_id, "comment_added") == []


async def test_of_an_unknown_type_the_known_ones_are_named_and_nothing_else(sender: Sender) -> None:
    refused = await sender.send(body=message(type="ticket.close", data={"urgency": "u9"}, more=1))

    [fault] = refused.json()["errors"]
    known = (
        "'ticket.create', 'ticket.comment', 'ticket.transition', 'copy.taken', 'traffic.measured', 'instance.version',"
        " 'outage.begin', 'outage.end', 'backlog_item.update', 'ping'"
    )
    assert (fault["pointer"], fault["detail"]) == ("/type", f"Write one of {known}.")


async def test_a_ping_arrives_and_does_nothing(api: Api, sender: Sender) -> None:
    ping = json.dumps({"type": "ping", "timestamp": "2026-11-23T09:30:00Z"}).encode()

    answers = [await sender.send(each, ping) for each in ("one", "one")]
    assert [(each.status_code, each.content) for each in answers] == [(204, b"")] * 2
    assert (await sender.send("one")).status_code == 201
    assert await count_tickets(api) == 1


async def test_an_alertmanager_sends_no_messages_of_this_kind(api: Api, extended: Organisation) -> None:
    sender = await integrate(api, extended, IntegrationKind.ALERTMANAGER)

    refused = await sender.send()
    assert refused.status_code == 403
    assert "alertmanager may not send ticket.create" in refused.json()["detail"]
    assert await count_tickets(api) == 0


async def test_the_recipe_of_the_docs_signs_as_the_service_reads(sender: Sender) -> None:
    """With the shell and OpenSSL, as docs/webhooks.md has it."""
    _, recipe, *_ = DOCS.read_text().split("```bash\n")
    signing, _, _ = recipe.partition("curl ")
    script = signing + 'printf "%s\\n" "$signature" "$at" "$id"'
    body = json.dumps({"type": "ticket.create", "timestamp": "2026-11-23T09:30:00Z", "data": TICKET})
    moment = str(int(sender.api.clock.now.timestamp()))
    environment = {"PATH": "/usr/bin:/bin", "SECRET": WRITTEN, "BODY": body, "AT": moment, "ID": "msg_bash"}
    done = subprocess.run(["bash", "-c", script], env=environment, capture_output=True, text=True, check=True)  # noqa: S603, S607, ASYNC221 - a moment, our own
    signature, at, name = done.stdout.splitlines()

    headers = sender.headers(name, body.encode(), signature=signature)
    assert at == moment
    assert (await sender.deliver(headers, body.encode())).status_code == 201
