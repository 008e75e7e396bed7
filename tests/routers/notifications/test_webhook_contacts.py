"""Informing a customer by webhook: signed, confirmed by the link in the first message, proven as mail is."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import text
from standardwebhooks.webhooks import Webhook

from app.agreements.book import Agreements
from app.notifications.outcomes import WAITS
from app.notifications.posting import NoticePoster
from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from app.sla.agreement import REVISIONS
from app.subscriptions.sending import SinkSender, SinkWalls
from tests.organisations import Organisation
from tests.routers.callers import Api, Caller
from tests.routers.notifications.test_announcements import announced
from tests.routers.notifications.test_contacts import ANY, DESK, path
from tests.subscriptions.sink import CUT, Received, Sink


async def added(by: AsyncClient, of: Organisation, address: str, **otherwise: Any) -> dict[str, Any]:
    answer = await by.post(path(of), json={**DESK, "channel": "webhook", "address": address, **otherwise})
    assert answer.status_code == 201, answer.text
    return answer.json()


def is_signed_with(secret: str, message: Received) -> bool:
    at = datetime.fromtimestamp(int(message.headers["webhook-timestamp"]), UTC)
    return message.headers["webhook-signature"] == Webhook(secret).sign(message.id, at, message.body.decode())


def link_in(receiver: Sink) -> str:
    link: str = receiver.received[-1].event["data"]["link"]
    return link.removeprefix("http://duetime.test")


async def confirmed(
    api: Api, by: AsyncClient, of: Organisation, receiver: Sink, poster: NoticePoster, **otherwise: Any
) -> dict[str, Any]:
    contact = await added(by, of, receiver.url, **otherwise)
    await poster.send_batch()
    assert (await api.anonymous().post(link_in(receiver))).status_code == 200
    receiver.received.clear()
    return contact


async def test_it_is_asked_by_a_signed_message_whose_link_confirms_it(
    api: Api,
    registrant: Caller,
    extended: Organisation,
    receiver: Sink,
    poster: NoticePoster,
) -> None:
    contact = await added(registrant, extended, receiver.url)
    assert (contact["channel"], contact["confirmedAt"]) == ("webhook", None)
    await poster.send_batch()
    await poster.send_batch()

    [asked] = receiver.received
    data = asked.event["data"]
    assert (asked.event["type"], data["eventType"], asked.id) == ("notice", "contact.confirmation", data["id"])
    assert (data["subject"], data["language"]) == ("Is this the right address?", "en")
    assert data["link"] in data["text"]
    assert is_signed_with(contact["secret"], asked)
    another = await added(registrant, extended, receiver.url)
    assert not is_signed_with(another["secret"], asked)

    one = f"{path(extended)}/{contact['id']}"
    assert (await registrant.get(one)).json()["confirmedAt"] is None
    assert (await api.anonymous().post(link_in(receiver))).status_code == 200
    read = (await registrant.get(one)).json()
    assert (read["confirmedAt"], read.get("secret")) == ("2026-11-23T09:30:00Z", None)


async def test_before_it_is_confirmed_nothing_else_goes_there(
    admin: Caller, manager: Caller, extended: Organisation, receiver: Sink, poster: NoticePoster
) -> None:
    await added(admin, extended, receiver.url)
    made = await announced(manager)
    await poster.send_batch()

    assert [each.event["data"]["eventType"] for each in receiver.received] == ["contact.confirmation"]
    assert (made["told"], str(extended.customer.id) in made["notTold"]) == ([], True)


async def test_an_announcement_arrives_once_in_its_words_and_is_proven(
    api: Api, admin: Caller, manager: Caller, extended: Organisation, receiver: Sink, poster: NoticePoster
) -> None:
    contact = await confirmed(api, admin, extended, receiver, poster)
    made = await announced(manager)
    await poster.send_batch()
    await poster.send_batch()

    [told] = [each.event["data"] for each in receiver.received]
    assert (told["subject"], told["text"], told["announcementId"]) == ("A new office", "We have moved.\n", made["id"])
    [proof] = (await manager.get(f"/v1/announcements/{made['id']}")).json()["told"]
    assert (proof["recipientId"], proof["channel"], proof["address"]) == (contact["id"], "webhook", receiver.url)
    assert (proof["state"], proof["settledAt"]) == ("sent", "2026-11-23T09:30:00Z")


async def test_a_withdrawal_is_told_to_who_was_told_and_stops_what_is_held(
    api: Api, admin: Caller, manager: Caller, extended: Organisation, receiver: Sink, poster: NoticePoster
) -> None:
    await confirmed(api, admin, extended, receiver, poster)
    gone = await announced(manager)
    await poster.send_batch()
    stopped = await announced(manager, title="Never told")
    for each in (gone, stopped):
        answer = await manager.post(f"/v1/announcements/{each['id']}/withdrawal", json={"reason": "It is off."})
        assert answer.status_code // 100 == 2, answer.text
    await poster.send_batch()

    assert [each.event["data"]["subject"] for each in receiver.received] == ["A new office", "Withdrawn: A new office"]


@pytest.mark.parametrize(
    ("answer", "state", "fault"),
    [
        ("410 Gone\r\nContent-Length: 0", "failed", "410"),
        (CUT, "uncertain", "broken_off"),
        ("302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0", "held", "302"),
        ("503 Away\r\nContent-Length: 4\r\n\r\nwait", "held", "503 wait"),
    ],
)
async def test_what_is_answered_decides_whether_it_is_sent_again(
    api: Api,
    admin: Caller,
    manager: Caller,
    extended: Organisation,
    receiver: Sink,
    poster: NoticePoster,
    answer: str,
    state: str,
    fault: str,
) -> None:
    await confirmed(api, admin, extended, receiver, poster)
    made = await announced(manager)
    receiver.says(answer)
    await poster.send_batch()
    [proof] = (await manager.get(f"/v1/announcements/{made['id']}")).json()["told"]
    assert (proof["state"], proof["fault"]) == (state, fault)

    api.clock.advance(WAITS[0])
    await poster.send_batch()
    [proof] = (await manager.get(f"/v1/announcements/{made['id']}")).json()["told"]
    tries = 2 if state == "held" else 1
    assert (len(receiver.received), len({each.id for each in receiver.received})) == (tries, 1)
    assert proof["state"] == ("sent" if state == "held" else state)


async def test_where_nothing_was_sent_it_is_tried_again(
    api: Api, admin: Caller, manager: Caller, extended: Organisation, receiver: Sink, poster: NoticePoster
) -> None:
    await confirmed(api, admin, extended, receiver, poster)
    made = await announced(manager)
    async with SinkSender(SinkWalls.of(()), 1.0) as walled:
        shut = NoticePoster(api.engine, api.clock, Agreements(REVISIONS), walled, "http://duetime.test", by_mail=True)
        await shut.send_batch()
    [proof] = (await manager.get(f"/v1/announcements/{made['id']}")).json()["told"]
    assert (proof["state"], proof["fault"], receiver.received) == ("held", "forbidden_address", [])

    api.clock.advance(timedelta(minutes=1))
    await poster.send_batch()
    assert len(receiver.received) == 1


async def test_another_address_is_asked_anew_with_another_secret(
    registrant: Caller, extended: Organisation, receiver: Sink, poster: NoticePoster
) -> None:
    contact = await added(registrant, extended, receiver.url)
    one, elsewhere = f"{path(extended)}/{contact['id']}", f"{receiver.url}/elsewhere"
    renamed = (await registrant.patch(one, json={"name": "Other"}, headers=ANY)).json()
    moved = (await registrant.patch(one, json={"address": elsewhere}, headers=ANY)).json()
    await poster.send_batch()

    assert renamed["secret"] is None
    assert moved["secret"] not in (None, contact["secret"])
    assert [each.event["data"]["eventType"] for each in receiver.received] == ["contact.confirmation"]
    by_mail = await registrant.patch(one, json={"channel": "mail", "address": "desk@dairy.example"}, headers=ANY)
    assert (by_mail.json()["channel"], by_mail.json()["secret"]) == ("mail", None)


@pytest.mark.parametrize(
    ("channel", "address", "code"),
    [
        ("webhook", "desk@dairy.example", "not_of_channel"),
        ("webhook", "https://user@dairy.example/", "not_of_channel"),
        ("webhook", "http://dairy.example/", "not_secure"),
        ("mail", "https://dairy.example/", "not_of_channel"),
    ],
)
async def test_an_address_is_one_of_its_channel(
    registrant: Caller, extended: Organisation, channel: str, address: str, code: str
) -> None:
    wanted = {"channel": channel, "address": address}
    refused = await registrant.post(path(extended), json={**DESK, **wanted})
    mine = (await registrant.post(path(extended), json=DESK)).json()
    patched = await registrant.patch(f"{path(extended)}/{mine['id']}", json=wanted, headers=ANY)
    for answer in (refused, patched):
        assert answer.status_code == 400
        assert [(each["pointer"], each["code"]) for each in answer.json()["errors"]] == [("/address", code)]
    alone = await registrant.patch(f"{path(extended)}/{mine['id']}", json={"channel": "webhook"}, headers=ANY)
    assert [each["pointer"] for each in alone.json()["errors"]] == ["/address"]


async def ended_overlap(api: Api, table: str) -> None:
    """As if it were over: it goes by the clock of the database."""
    async with transaction(api.engine, SYSTEM) as connection:
        await connection.execute(text(f"UPDATE {table} SET former_holds_until = now() - interval '1 second'"))  # noqa: S608


def signed_by(message: Received, *secrets: str) -> list[bool]:
    at = datetime.fromtimestamp(int(message.headers["webhook-timestamp"]), UTC)
    given = message.headers["webhook-signature"].split()
    return [Webhook(each).sign(message.id, at, message.body.decode()) in given for each in secrets]


async def test_another_secret_for_the_same_address_signs_beside_the_former_one_for_a_while(
    api: Api, admin: Caller, manager: Caller, extended: Organisation, receiver: Sink, poster: NoticePoster
) -> None:
    contact = await confirmed(api, admin, extended, receiver, poster)
    place = f"{path(extended)}/{contact['id']}"
    made = await manager.post(f"{place}/secrets", json={"overlapSeconds": 60})
    third = await manager.post(f"{place}/secrets", json={})

    assert (made.status_code, third.status_code) == (201, 409)
    assert made.headers["Location"] == place
    secrets = contact["secret"], made.json()["secret"]
    assert (await admin.get(place)).json()["confirmedAt"] is not None
    await announced(manager)
    await poster.send_batch()
    assert signed_by(receiver.received[-1], *secrets) == [True, True]

    await ended_overlap(api, "contacts")
    await announced(manager)
    await poster.send_batch()
    assert signed_by(receiver.received[-1], *secrets) == [False, True]
    assert (await manager.post(f"{place}/secrets", json={"overlapSeconds": 604_801})).status_code == 400
    assert (await manager.post(f"{place}/secrets", json={})).status_code == 201


async def test_with_another_address_the_former_secret_is_over_too(
    api: Api, admin: Caller, extended: Organisation, receiver: Sink, poster: NoticePoster
) -> None:
    contact = await confirmed(api, admin, extended, receiver, poster)
    place = f"{path(extended)}/{contact['id']}"
    second = (await admin.post(f"{place}/secrets", json={})).json()["secret"]
    moved = await admin.patch(place, json={"address": f"{receiver.url}/elsewhere"}, headers=ANY)
    await poster.send_batch()

    asked = receiver.received[-1]
    assert signed_by(asked, contact["secret"], second, moved.json()["secret"]) == [False, False, True]
    by_mail = await admin.patch(place, json={"channel": "mail", "address": "desk@example.org"}, headers=ANY)
    assert by_mail.status_code == 200
    assert (await admin.post(f"{place}/secrets", json={})).status_code == 409


async def test_a_secret_is_shown_once(registrant: Caller, extended: Organisation, receiver: Sink) -> None:
    body = {**DESK, "channel": "webhook", "address": receiver.url}
    first, again = [
        (await registrant.post(path(extended), json=body, headers={"Idempotency-Key": "once"})).json() for _ in "ab"
    ]
    assert (first["secret"][:6], again["secret"]) == ("whsec_", None)
    assert first["id"] == again["id"]


async def test_a_contact_that_moved_or_went_is_sent_nothing_at_its_old_address(
    api: Api, admin: Caller, manager: Caller, extended: Organisation, receiver: Sink, poster: NoticePoster
) -> None:
    moved, gone = [await confirmed(api, admin, extended, receiver, poster) for _ in "ab"]
    made = await announced(manager)
    elsewhere = f"{receiver.url}/elsewhere"
    await admin.patch(f"{path(extended)}/{moved['id']}", json={"address": elsewhere}, headers=ANY)
    await admin.delete(f"{path(extended)}/{gone['id']}")
    await poster.send_batch()

    assert [each.event["data"]["eventType"] for each in receiver.received] == ["contact.confirmation"]
    proofs = (await manager.get(f"/v1/announcements/{made['id']}")).json()["told"]
    assert {each["state"] for each in proofs} == {"cancelled"}
