"""Subscriptions over HTTP: asked for, verified, pinged, paused, replayed, ended; and what a customer sees of them."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from typing import Any

import jsonschema_rs
import pytest
from httpx import Response
from sqlalchemy import text

from app.domain.vocabulary import ServiceLevel
from app.notifications.suspensions import SuspensionTeller
from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from app.subscriptions import subscriptions
from app.subscriptions.delivering import Courier
from app.subscriptions.sending import SinkSender, SinkWalls
from app.subscriptions.verifying import verify
from app.workers.feeding import sequence
from tests.organisations import make_organisation
from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import REPORT
from tests.subscriptions.sink import HANGS, WANTED, Received, Sink, sink
from tests.subscriptions.subscribers import NAMING

ALLOWED = "127.0.0.1"


@dataclass
class Subscribers:
    """A registrant of a dairy, an administrator, and a worker that goes out when a test says."""

    api: Api
    admin: Caller
    dairy: Caller
    sink: Sink
    courier: Courier

    async def subscribe(self, **more: Any) -> dict[str, Any]:
        body = {"name": "Screen", "sink": self.sink.url, "types": ["ticket.*"], **more}
        answer = await self.dairy.post("/v1/subscriptions", json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def agreed(self, **more: Any) -> str:
        made = await self.subscribe(**more)
        await verify(self.courier, NAMING.public_url)
        assert (await self.read(made["id"]))["state"] == "active"
        self.sink.received.clear()
        return made["id"]

    async def read(self, subscription_id: str) -> dict[str, Any]:
        return (await self.dairy.get(f"/v1/subscriptions/{subscription_id}")).json()

    async def ticket(self) -> str:
        ticket_id = (await self.dairy.post("/v1/tickets", json=REPORT)).json()["id"]
        await sequence(self.api.engine, self.api.clock)
        await self.courier.settle()
        return ticket_id

    async def change(self, subscription_id: str, **members: Any) -> Response:
        return await self.dairy.patch(f"/v1/subscriptions/{subscription_id}", json=members, headers={"If-Match": "*"})

    async def post(self, subscription_id: str, what: str, body: Any = None) -> Response:
        return await self.dairy.post(f"/v1/subscriptions/{subscription_id}/{what}", json=body)

    async def deliveries(self, subscription_id: str) -> list[dict[str, Any]]:
        return (await self.dairy.get(f"/v1/subscriptions/{subscription_id}/deliveries")).json()["items"]


def answering(request: Received) -> str:
    return WANTED if request.method == "OPTIONS" else "200 OK\r\nContent-Length: 5\r\n\r\nTaken"


@pytest.fixture
async def there(concurrent_api: Api) -> AsyncGenerator[Subscribers]:
    api = concurrent_api
    runtime = api.app.state.runtime
    settings = runtime.settings.model_copy(update={"sink_allowed_hosts": (ALLOWED,)})
    api.app.state.runtime = replace(runtime, settings=settings)
    async with transaction(api.engine, SYSTEM) as connection:
        dairy = await make_organisation(connection, "Dairy", ServiceLevel.EXTENDED, "Rosa Registrant")
    async with sink() as receiver, SinkSender(SinkWalls.of([ALLOWED]), 1.0) as sender:
        receiver.answer = answering
        courier = Courier(api.engine, api.clock, sender, NAMING, SuspensionTeller(by_mail=True).tell)
        await sequence(api.engine, api.clock)
        registrant = await api.as_(dairy.registrants[0])
        yield Subscribers(api, await api.as_administrator(), registrant, receiver, courier)


async def test_there_are_only_so_many(there: Subscribers, monkeypatch: pytest.MonkeyPatch) -> None:
    """What has ended does not count, nor does what another customer has."""
    monkeypatch.setattr(subscriptions, "MOST", 2)
    first, _ = [await there.subscribe() for _ in range(2)]
    body = {"name": "Screen", "sink": there.sink.url, "types": ["ticket.*"]}
    refused = await there.dairy.post("/v1/subscriptions", json=body)
    assert (refused.status_code, refused.json()["detail"]) == (409, "There are 2 subscriptions already: end one first.")
    assert (await there.admin.post("/v1/subscriptions", json=body)).status_code == 201

    await there.dairy.delete(f"/v1/subscriptions/{first['id']}")
    await there.subscribe()


async def test_nothing_goes_out_before_the_sink_has_said_that_it_wants_to_be_told(there: Subscribers) -> None:
    there.sink.answer = lambda _: "405 No\r\nContent-Length: 0"
    made = await there.subscribe(sinkCredential={"credentialType": "access_token", "accessToken": "abc"})
    assert (made["state"], made["hasSinkCredential"]) == ("verifying", True)
    assert made["secret"].startswith("whsec_")
    await there.ticket()
    await verify(there.courier, NAMING.public_url)
    refused = await there.read(made["id"])
    assert (refused["state"], refused["why"]) == ("verifying", "status 405")
    assert "secret" not in refused
    assert await there.courier.deliver() == 0
    assert (await there.post(made["id"], "pings")).status_code == 409
    assert (await there.change(made["id"], state="active")).status_code == 409
    [question] = there.sink.received
    assert question.method == "OPTIONS"
    assert question.headers["webhook-request-origin"] == "support.example"
    assert question.headers["authorization"] == "Bearer abc"

    there.sink.answer = lambda _: "200 OK\r\nWebHook-Allowed-Origin: other.example\r\nContent-Length: 0"
    asked = await there.post(made["id"], "verification")
    assert (asked.status_code, asked.json()["why"]) == (202, None)
    await verify(there.courier, NAMING.public_url)
    assert (await there.read(made["id"]))["why"] == "not_allowed"
    there.sink.answer = answering
    await there.post(made["id"], "verification")
    await verify(there.courier, NAMING.public_url)

    assert (await there.read(made["id"]))["state"] == "active"
    assert (await there.post(made["id"], "verification")).status_code == 409
    assert [each["state"] for each in await there.deliveries(made["id"])] == ["skipped"]


async def test_a_ping_holds_nothing_of_the_database_while_it_waits(there: Subscribers) -> None:
    subscription_id = await there.agreed()
    there.sink.came.clear()
    there.sink.answer = lambda _: HANGS
    pinging = asyncio.create_task(there.post(subscription_id, "pings"))
    await asyncio.wait_for(there.sink.came.wait(), 5)
    busy = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    async with transaction(there.api.engine, SYSTEM) as connection:
        others = await connection.scalar(text(f"{busy} AND state <> 'idle' AND pid <> pg_backend_pid()"))
    there.sink.go_on.set()
    answer = await pinging

    assert others == 0
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/v1/subscriptions/{subscription_id}"
    assert {name: answer.json()[name] for name in ("status", "fault", "address", "answer")} == {
        "status": 204,
        "fault": None,
        "address": "127.0.0.1",
        "answer": None,
    }
    [ping] = there.sink.received
    assert ping.event["type"] == "nl.duetime.subscription.ping"
    listed = {each["type"]: each for each in (await there.dairy.get("/v1/event-types")).json()["items"]}
    told = listed["subscription.ping"]
    assert ping.event.keys() == told["example"].keys()
    jsonschema_rs.validate(told["schema"], ping.event["data"])
    assert ping.event["id"].startswith(f"{subscription_id}:ping:")
    assert ping.headers["webhook-signature"].startswith("v1,")
    assert await there.deliveries(subscription_id) == []


async def test_what_went_out_can_be_read(there: Subscribers) -> None:
    subscription_id = await there.agreed(subscriberReference="ours")
    ticket_id = await there.ticket()
    await there.courier.deliver()

    [delivery] = await there.deliveries(subscription_id)
    path = f"/v1/subscriptions/{subscription_id}/deliveries/{ticket_id}:1/attempts"
    mine, vendor_s = [(await each.get(path)).json()["items"] for each in (there.dairy, there.admin)]

    assert (delivery["eventId"], delivery["state"], delivery["attempts"]) == (f"{ticket_id}:1", "delivered", 1)
    assert [(each["status"], each["answer"]) for each in mine] == [(200, None)]
    assert [(each["status"], each["answer"]) for each in vendor_s] == [(200, "Taken")]
    missing = await there.dairy.get(path.replace(":1/", ":2/"))
    assert missing.status_code == 404
    states = [
        (await there.dairy.get(f"/v1/subscriptions/{subscription_id}/deliveries?state={each}")).json()["items"]
        for each in ("delivered", "pending")
    ]
    assert [len(each) for each in states] == [1, 0]


async def test_what_came_while_it_was_paused_goes_out_with_one_call(there: Subscribers) -> None:
    subscription_id = await there.agreed()
    assert (await there.change(subscription_id, state="paused")).json()["state"] == "paused"
    ticket_id = await there.ticket()
    assert [each["state"] for each in await there.deliveries(subscription_id)] == ["skipped"]
    assert (await there.post(subscription_id, "replays", {"undelivered": True})).status_code == 409

    await there.change(subscription_id, state="active")
    replayed = await there.post(subscription_id, "replays", {"undelivered": True})
    await there.courier.deliver()

    assert (replayed.status_code, replayed.json()["events"]) == (202, 1)
    assert there.sink.ids == [f"{ticket_id}:1"]
    for body, events in [
        ({"eventIds": [f"{ticket_id}:1"]}, 1),
        ({"from": 0, "until": 10**9}, 1),
        ({"from": "2026-11-23T00:00:00Z", "until": "2026-11-24T00:00:00Z"}, 1),
        ({"from": "2026-11-22T00:00:00Z", "until": "2026-11-23T00:00:00Z"}, 0),
    ]:
        assert (await there.post(subscription_id, "replays", body)).json()["events"] == events, body
        await there.courier.deliver()
    assert there.sink.ids == [f"{ticket_id}:1"] * 4


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"undelivered": False},
        {"from": 1},
        {"from": 1, "until": "2026-11-23T00:00:00Z"},
        {"eventIds": [], "undelivered": True},
        {"eventIds": ["what"]},
    ],
)
async def test_a_replay_says_one_thing(there: Subscribers, body: Any) -> None:
    subscription_id = await there.agreed()

    assert (await there.post(subscription_id, "replays", body)).status_code == 400


async def test_another_sink_is_asked_anew(there: Subscribers) -> None:
    subscription_id = await there.agreed()

    changed = await there.change(subscription_id, sink=there.sink.url + "/elsewhere")

    assert changed.json()["state"] == "verifying"
    await verify(there.courier, NAMING.public_url)
    assert (await there.read(subscription_id))["state"] == "active"


async def test_an_ended_one_stays_ended_and_is_shown(there: Subscribers) -> None:
    subscription_id = await there.agreed()
    await there.ticket()

    ended = await there.dairy.delete(f"/v1/subscriptions/{subscription_id}", headers={"If-Match": "*"})

    assert ended.status_code == 204
    found = await there.read(subscription_id)
    assert (found["state"], found["why"]) == ("ended", "deleted")
    assert [each["state"] for each in await there.deliveries(subscription_id)] == ["cancelled"]
    assert await there.courier.deliver() == 0
    assert (await there.change(subscription_id, name="Again")).status_code == 409
    assert (await there.post(subscription_id, "pings")).status_code == 409


@pytest.mark.parametrize(
    ("members", "pointer", "code"),
    [
        ({"sink": "http://sink.example/"}, "/sink", "not_secure"),
        ({"sink": "https://user:word@sink.example/"}, "/sink", None),
        ({"sink": "ftp://sink.example/"}, "/sink", None),
        ({"sink": "https://sink.example/#part"}, "/sink", None),
        ({"sink": "https://sink.example:0/"}, "/sink", "sink"),
        ({"types": ["ticket.nothing"]}, "/types/0", "unknown_type"),
        ({"types": []}, "/types", None),
        ({"customerId": "00000000-0000-0000-0000-000000000000"}, None, None),
    ],
)
async def test_what_is_refused(there: Subscribers, members: Any, pointer: str | None, code: str | None) -> None:
    body = {"name": "Screen", "sink": "https://sink.example/", "types": ["ticket.*"], **members}

    answer = await there.dairy.post("/v1/subscriptions", json=body)

    if pointer is None:
        assert answer.status_code == 404
        return
    assert answer.status_code == 400
    (fault,) = answer.json()["errors"]
    assert fault["pointer"] == pointer
    assert code in (None, fault["code"])


async def test_another_secret_is_shown_once(there: Subscribers) -> None:
    subscription_id = await there.agreed()
    key = {"Idempotency-Key": "once"}
    path = f"/v1/subscriptions/{subscription_id}/secrets"
    first, again = [await there.dairy.post(path, json={"overlapSeconds": 60}, headers=key) for _ in range(2)]

    assert first.status_code == again.status_code == 201
    assert first.json()["secret"].startswith("whsec_")
    assert again.json()["secret"] is None
    assert (await there.post(subscription_id, "secrets", {"overlapSeconds": 60})).status_code == 409
