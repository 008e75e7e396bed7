"""Signed messages make tickets, once each; everything else is turned away."""

import asyncio
import json
from base64 import b64encode
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update
from standardwebhooks.webhooks import Webhook
from uuid_utils.compat import uuid7

from app.clock import Instant
from app.db import integrations, webhook_messages
from app.db.engine import transaction
from app.db.integrations import Integration, IntegrationKind
from app.db.tables import integrations as integrations_table
from app.db.tables import tickets
from app.db.webhook_messages import KEPT_FOR
from app.domain.vocabulary import ServiceLevel
from app.main import create_app
from app.settings import Settings
from tests.organisations import Organisation, make_organisation
from tests.routers.callers import Api

SECRET = bytes(range(32))
TICKET = {
    "kind": "incident",
    "callType": "software_bug",
    "product": "idu",
    "problemType": "technical",
    "title": "The line stands still",
    "description": "Since ten o'clock.",
    "urgency": "u1",
    "impact": "i1",
    "channel": "portal",
}


@dataclass(frozen=True)
class Sender:
    """A customer's system: signs with the library that its makers would use."""

    api: Api
    integration_id: UUID
    secret: bytes = SECRET

    async def send(self, message_id: str = "msg_1", body: bytes | None = None, **changes: Any) -> Response:
        content = message() if body is None else body
        return await self.deliver(self.headers(message_id, content, **changes), content)

    async def deliver(self, headers: list[tuple[str, str]], body: bytes) -> Response:
        path = f"/v1/webhooks/{self.integration_id}"
        raw = [(name.encode(), value.encode("latin-1")) for name, value in headers]
        return await self.api.anonymous().post(path, content=body, headers=raw)  # type: ignore[arg-type]

    def headers(
        self,
        message_id: str,
        body: bytes,
        *,
        at: Instant | None = None,
        signature: str | None = None,
        content_type: str = "application/json",
    ) -> list[tuple[str, str]]:
        moment = at or self.api.clock.now
        return [
            ("content-type", content_type),
            ("webhook-id", message_id),
            ("webhook-timestamp", str(int(moment.timestamp()))),
            ("webhook-signature", self.sign(message_id, body, moment) if signature is None else signature),
        ]

    def sign(self, message_id: str, body: bytes, at: Instant) -> str:
        return Webhook(self.secret).sign(message_id, at, body.decode("utf-8", "replace"))


def message(**changes: Any) -> bytes:
    whole = {"type": "ticket.create", "timestamp": "2026-11-23T09:30:00Z", "data": TICKET}
    return json.dumps({**whole, **changes}).encode()


def with_data(**changes: Any) -> bytes:
    return message(data={**TICKET, **changes})


async def integrate(
    api: Api,
    organisation: Organisation,
    kind: IntegrationKind = IntegrationKind.STANDARD_WEBHOOKS,
    *,
    active: bool = True,
) -> Sender:
    integration = Integration(
        id=uuid7(),
        customer_id=organisation.customer.id,
        name="Monitoring",
        kind=kind,
        active=active,
        created_at=api.clock.now,
        updated_at=api.clock.now,
        version=1,
    )
    async with transaction(api.engine) as connection:
        await integrations.add(connection, integration, SECRET)
    return Sender(api, integration.id)


async def count_tickets(api: Api) -> int:
    async with transaction(api.engine) as connection:
        return await connection.scalar(select(func.count()).select_from(tickets)) or 0


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
    assert answer.headers["ETag"] == '"v1"'


async def test_the_same_message_again_is_the_same_ticket(api: Api, sender: Sender) -> None:
    first = await sender.send()
    api.clock.advance(timedelta(hours=1))
    again = await sender.send()
    another = await sender.send("msg_2")

    assert [first.status_code, again.status_code, another.status_code] == [201, 200, 201]
    assert again.json()["id"] == first.json()["id"] != another.json()["id"]
    assert await count_tickets(api) == 2


async def test_two_integrations_may_name_their_messages_alike(api: Api, sender: Sender, extended: Organisation) -> None:
    other = await integrate(api, extended)

    assert [(await each.send()).status_code for each in (sender, other)] == [201, 201]


async def test_a_refused_message_may_be_mended_and_sent_again(api: Api, sender: Sender) -> None:
    refused = await sender.send(body=with_data(title=""))
    mended = await sender.send()

    assert (refused.status_code, mended.status_code) == (400, 201)
    assert refused.json()["errors"][0]["pointer"] == "/data/title"


@pytest.mark.parametrize(
    ("seconds", "status"),
    [(-301, 401), (-300, 201), (0, 201), (300, 201), (301, 401), (-86_400, 401), (86_400, 401)],
)
async def test_a_message_is_fresh_for_five_minutes_either_way(sender: Sender, seconds: int, status: int) -> None:
    at = Instant(sender.api.clock.now + timedelta(seconds=seconds))

    assert (await sender.send(at=at)).status_code == status


async def test_a_fraction_of_a_second_too_late_is_too_late(api: Api, sender: Sender) -> None:
    then = api.clock.now
    api.clock.advance(timedelta(seconds=300, microseconds=1))

    assert (await sender.send(at=then)).status_code == 401


async def test_one_signature_of_several_is_enough(sender: Sender) -> None:
    good = sender.sign("msg_1", message(), sender.api.clock.now)
    old = replace(sender, secret=bytes(32)).sign("msg_1", message(), sender.api.clock.now)

    assert (await sender.send(signature=f"v1a,Zm9v {old} {good}")).status_code == 201


MALFORMED = {
    "none": "",
    "garbage": "garbage",
    "no base64": "v1,abc",
    "not base64": "v1,%%%",
    "version alone": "v1",
    "comma alone": ",",
    "two spaces": "v1,  v1,",
    "another version": "v1a,{signature}",
    "no version": "{signature}",
    "cut short": "v1,{short}",
    "more than it": "v1,{signature}v1,",
    "not ascii": "v1,é\xff",
    "very long": "v1," + "A" * 10_000,
    "very many": "v1,AAAA " * 2_000,
}


@pytest.mark.parametrize("signature", MALFORMED.values(), ids=MALFORMED.keys())
async def test_a_malformed_signature_is_none(api: Api, sender: Sender, signature: str) -> None:
    _, good = sender.sign("msg_1", message(), api.clock.now).split(",")

    answer = await sender.send(signature=signature.format(signature=good, short=good[:-4]))

    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert await count_tickets(api) == 0


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
async def test_each_header_comes_once(sender: Sender, name: str) -> None:
    headers = sender.headers("msg_1", message())
    without = [each for each in headers if each[0] != name]
    twice = [*headers, *(each for each in headers if each[0] == name)]

    assert [(await sender.deliver(each, message())).status_code for each in (without, twice)] == [401, 401]


@pytest.mark.parametrize(
    "timestamp", ["", "now", "-1", "1e9", "1.5", " 1", "0x10", "９", "9" * 11, "9" * 400, "{now}.0", "0{now}", "+{now}"]
)
async def test_a_timestamp_is_whole_seconds(sender: Sender, timestamp: str) -> None:
    written = timestamp.format(now=int(sender.api.clock.now.timestamp())).encode("utf-8").decode("latin-1")
    headers = [
        (name, written if name == "webhook-timestamp" else value) for name, value in sender.headers("msg_1", message())
    ]
    assert (await sender.deliver(headers, message())).status_code == 401


async def test_whatever_was_changed_on_the_way_no_longer_holds(sender: Sender) -> None:
    headers = dict(sender.headers("msg_1", message()))
    other_body = await sender.deliver(list(headers.items()), with_data(title="Another"))
    other_id = await sender.deliver(list({**headers, "webhook-id": "msg_2"}.items()), message())
    other_key = await replace(sender, secret=bytes(32)).send()

    assert [each.status_code for each in (other_body, other_id, other_key)] == [401, 401, 401]


@pytest.mark.parametrize("message_id", ["", "m" * 256])
async def test_an_id_has_at_most_255_characters(sender: Sender, message_id: str) -> None:
    assert (await sender.send(message_id)).status_code == 401
    assert (await sender.send("m" * 255)).status_code == 201


async def test_who_must_not_send_is_answered_like_nobody(api: Api, sender: Sender, extended: Organisation) -> None:
    unknown = replace(sender, integration_id=uuid7())
    inactive = await integrate(api, extended, active=False)
    alertmanager = await integrate(api, extended, IntegrationKind.ALERTMANAGER)
    wrong = replace(sender, secret=bytes(32))

    answers = [await each.send() for each in (unknown, inactive, alertmanager, wrong)]

    assert {each.status_code for each in answers} == {401}
    assert len({each.text.replace(each.headers["X-Request-Id"], "") for each in answers}) == 1


async def test_a_switched_off_integration_no_longer_gets_in(api: Api, sender: Sender) -> None:
    await sender.send()
    async with transaction(api.engine) as connection:
        await connection.execute(update(integrations_table).values(active=False))

    assert (await sender.send()).status_code == 401


REFUSED: dict[str, tuple[bytes, str]] = {
    "no json": (b"{", ""),
    "nothing": (b"", ""),
    "a list": (b"[]", ""),
    "another type": (message(type="ticket.close"), "/type"),
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
    async with transaction(concurrent_api.engine) as connection:
        organisation = await make_organisation(connection, "Dairy", ServiceLevel.EXTENDED)
    sender = await integrate(concurrent_api, organisation)

    answers = await asyncio.gather(*(sender.send() for _ in range(10)))

    assert Counter(answer.status_code for answer in answers) == {201: 1, 200: 9}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert await count_tickets(concurrent_api) == 1


async def test_a_delivery_waits_for_one_that_is_not_committed_yet(concurrent_api: Api) -> None:
    async with transaction(concurrent_api.engine) as connection:
        organisation = await make_organisation(connection, "Dairy", ServiceLevel.EXTENDED)
    sender = await integrate(concurrent_api, organisation)
    ticket_id = UUID((await sender.send("msg_0")).json()["id"])

    async with transaction(concurrent_api.engine) as first:
        assert await webhook_messages.claim(first, sender.integration_id, "msg_1") is None
        await webhook_messages.keep(first, sender.integration_id, "msg_1", ticket_id, concurrent_api.clock.now)
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

    async with transaction(api.engine) as connection:
        assert await webhook_messages.forget(connection, api.clock.now, 10) == 1
    assert [(await sender.send(each)).status_code for each in ("new", "old")] == [200, 201]


headers = st.lists(
    st.tuples(
        st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature", "content-type"]),
        st.one_of(
            st.binary(max_size=60).filter(lambda raw: not set(raw) & {0, 10, 13}),
            st.sampled_from([b"application/json", b"1795426200", b"msg_1"]),
            st.binary(max_size=40).map(lambda raw: b"v1," + b64encode(raw)),
        ),
    ),
    max_size=6,
)


@given(given_headers=headers, body=st.one_of(st.binary(max_size=200), st.just(message())))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_no_unsigned_message_does_anything_but_be_refused(
    sender: Sender, given_headers: list[tuple[str, bytes]], body: bytes
) -> None:
    answer = await sender.deliver([(name, value.decode("latin-1")) for name, value in given_headers], body)

    assert 400 <= answer.status_code < 500
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert await count_tickets(sender.api) == 0


@given(body=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_no_signed_nonsense_breaks_anything(sender: Sender, body: bytes) -> None:
    assert (await sender.send(body=body)).status_code in {400, 401}


def test_the_entrance_is_documented_with_its_own_security() -> None:
    document = create_app(Settings()).openapi()
    operation = document["paths"]["/webhooks/{integrationId}"]["post"]

    assert operation["security"] == [{"standardWebhooks": []}]
    assert {each["name"] for each in operation["parameters"]} == {"integrationId", "webhook-id", "webhook-timestamp"}
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    assert schema["properties"]["data"] == {"$ref": "#/components/schemas/TicketIn"}
    assert {"200", "201", "400", "401", "415"} <= set(operation["responses"])
