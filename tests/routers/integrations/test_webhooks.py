"""Signed messages make tickets, once each."""

import asyncio
from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from app.clock import Instant
from app.domain.vocabulary import ServiceLevel
from app.integrations.messages import MessageType
from app.integrations.store import webhook_messages
from app.integrations.store.webhook_messages import KEPT_FOR, MadeOf, Message
from app.main import create_app
from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from app.settings import Settings
from tests.organisations import Organisation, make_organisation
from tests.routers.callers import Api
from tests.routers.integrations.webhook_sender import TICKET, Sender, count_tickets, integrate, message, with_data


@pytest.fixture
async def sender(api: Api, extended: Organisation) -> Sender:
    return await integrate(api, extended)


async def test_a_signed_message_makes_a_registered_ticket(sender: Sender, extended: Organisation) -> None:
    answer = await sender.send()

    assert answer.status_code == 201
    ticket = answer.json()
    assert (ticket["customerId"], ticket["status"]) == (str(extended.customer.id), "open")
    assert ticket["registeredAt"] == "2026-11-23T09:30:00Z"
    assert answer.headers["Location"] == f"/v1/tickets/{ticket['id']}"
    assert answer.headers["ETag"].startswith('"v1-')


async def test_the_same_message_again_is_the_same_ticket(api: Api, sender: Sender) -> None:
    first = await sender.send()
    api.clock.advance(timedelta(hours=1))
    again = await sender.send()
    another = await sender.send("msg_2")

    assert [first.status_code, again.status_code, another.status_code] == [201, 200, 201]
    assert again.json()["id"] == first.json()["id"] != another.json()["id"]
    assert await count_tickets(api) == 2


async def test_what_an_integration_sends_came_by_the_portal(sender: Sender) -> None:
    said = {name: value for name, value in TICKET.items() if name != "channel"}
    ticket = (await sender.send(body=message(data=said))).json()

    assert (ticket["channel"], ticket["status"]) == ("portal", "open")
    assert ticket["registeredById"] == ticket["raisedById"] == str(sender.integration_id)
    assert ticket["registrantId"] is None


@pytest.mark.parametrize("channel", ["phone", "mail"])
async def test_an_integration_neither_calls_nor_writes(api: Api, sender: Sender, channel: str) -> None:
    refusal = await sender.send(body=with_data(channel=channel))

    assert (refusal.status_code, refusal.json()["section"]) == (400, "1.2.2")
    assert [each["pointer"] for each in refusal.json()["errors"]] == ["/data/channel"]
    assert await count_tickets(api) == 0


async def test_an_integration_registers_for_nobody_and_for_now(sender: Sender, extended: Organisation) -> None:
    behalf = await sender.send("one", with_data(registrantId=str(extended.registrants[0].id)))
    earlier = await sender.send("two", with_data(registeredAt="2026-11-20T10:00:00Z"))

    past = [{"decision": "unclear", "occurredAt": "2026-11-23T09:30:00Z"}]
    history = await sender.send("three", with_data(history=past))

    assert [each.status_code for each in (behalf, earlier, history)] == [403, 403, 403]
    misread = await sender.send("four", with_data(history=[{**past[0], "decision": "dance"}]))
    assert [each["pointer"] for each in misread.json()["errors"]] == ["/data/history/0/decision"]


async def test_two_integrations_may_name_their_messages_alike(api: Api, sender: Sender, extended: Organisation) -> None:
    other = await integrate(api, extended)

    assert [(await each.send()).status_code for each in (sender, other)] == [201, 201]


async def test_a_refused_message_may_be_mended_and_sent_again(api: Api, sender: Sender) -> None:
    refused = await sender.send(body=with_data(title=""))
    mended = await sender.send()

    assert (refused.status_code, mended.status_code) == (400, 201)
    assert refused.json()["errors"][0]["pointer"] == "/data/title"


REFUSED: dict[str, tuple[bytes, str]] = {
    "no json": (b"{", ""),
    "nothing": (b"", ""),
    "a list": (b"[]", ""),
    "another type": (message(type="ticket.close"), "/type"),
    "another type, with another body": (b'{"type": "ticket.close", "data": {"urgency": "u9"}, "more": 1}', "/type"),
    "no type": (b'{"data": {"urgency": "u9"}}', "/type"),
    "a type that is no word": (message(type=[1]), "/type"),
    "a naive moment": (message(timestamp="2026-11-23T09:30:00"), "/timestamp"),
    "a stranger's member": (message(more=1), "/more"),
    "no data": (message(data=None), "/data"),
    "a wrong word": (with_data(urgency="u9"), "/data/urgency"),
    "a name twice": (message().replace(b'{"type"', b'{"type": "x", "type"', 1), "/type"),
    "not a number": (with_data(title=float("nan")), "/data/title"),
    "a NUL": (with_data(title="a\0b"), "/data/title"),
}


@pytest.mark.parametrize(("body", "pointer"), REFUSED.values(), ids=REFUSED.keys())
async def test_a_genuine_message_that_makes_no_sense_is_explained(
    api: Api, sender: Sender, body: bytes, pointer: str
) -> None:
    answer = await sender.send(body=body)

    assert answer.status_code == 400
    assert [each["pointer"] for each in answer.json()["errors"]] == [pointer]
    assert await count_tickets(api) == 0


async def test_a_body_is_declared_as_json(sender: Sender) -> None:
    assert (await sender.send(content_type="text/plain")).status_code == 415
    assert (await sender.send(content_type="text/plain", signature="v1,no")).status_code == 401


async def test_an_integration_speaks_for_its_own_customer_only(
    sender: Sender, extended: Organisation, standard: Organisation
) -> None:
    own = await sender.send("own", with_data(customerId=str(extended.customer.id)))
    foreign = await sender.send("foreign", with_data(customerId=str(standard.customer.id)))
    missing = await sender.send("missing", with_data(customerId=str(uuid7())))

    assert [own.status_code, foreign.status_code, missing.status_code] == [201, 404, 404]
    assert foreign.json()["detail"] == missing.json()["detail"]


async def test_ten_deliveries_at_once_make_one_ticket(concurrent_api: Api) -> None:
    async with transaction(concurrent_api.engine, SYSTEM) as connection:
        organisation = await make_organisation(connection, "Dairy", ServiceLevel.EXTENDED)
    sender = await integrate(concurrent_api, organisation)

    answers = await asyncio.gather(*(sender.send() for _ in range(10)))

    assert Counter(answer.status_code for answer in answers) == {201: 1, 200: 9}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert await count_tickets(concurrent_api) == 1


async def test_a_delivery_waits_for_one_that_is_not_committed_yet(concurrent_api: Api) -> None:
    async with transaction(concurrent_api.engine, SYSTEM) as connection:
        organisation = await make_organisation(connection, "Dairy", ServiceLevel.EXTENDED)
    sender = await integrate(concurrent_api, organisation)
    ticket_id = UUID((await sender.send("msg_0")).json()["id"])

    async with transaction(concurrent_api.engine, SYSTEM) as first:
        message = Message(organisation.customer.id, sender.integration_id, "msg_1")
        assert await webhook_messages.claim(first, message) is None
        await webhook_messages.keep(first, message, MadeOf(ticket_id=ticket_id), concurrent_api.clock.now)
        second = asyncio.create_task(sender.send("msg_1"))
        done, _ = await asyncio.wait([second], timeout=0.3)
        assert not done
    answer = await second

    assert (answer.status_code, answer.json()["id"]) == (200, str(ticket_id))


async def test_messages_are_forgotten_after_a_week(api: Api, sender: Sender) -> None:
    await sender.send("old")
    api.clock.advance(timedelta(seconds=1))
    await sender.send("new")
    api.clock.now = Instant(api.clock.now + KEPT_FOR)

    async with transaction(api.engine, SYSTEM) as connection:
        assert await webhook_messages.forget(connection, api.clock.now, 10) == 1
    assert [(await sender.send(each)).status_code for each in ("new", "old")] == [200, 201]


def test_the_entrance_is_documented_with_its_own_security() -> None:
    document = create_app(Settings()).openapi()
    operation = document["paths"]["/webhooks/{integrationId}"]["post"]

    assert operation["security"] == [{"standardWebhooks": []}]
    assert {each["name"] for each in operation["parameters"]} == {"integrationId", "webhook-id", "webhook-timestamp"}
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    kinds = schema["discriminator"]["mapping"]
    assert set(kinds) == {each.value for each in MessageType}
    assert {each["$ref"] for each in schema["oneOf"]} == set(kinds.values())
    made = document["components"]["schemas"][kinds["ticket.create"].rpartition("/")[2]]
    assert made["properties"]["data"]["$ref"] == "#/components/schemas/NewTicket"
    assert {"200", "201", "400", "401", "415"} <= set(operation["responses"])
