"""Told by webhook what happens to tickets: from when its address is confirmed, and by mail where it takes nothing."""

from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import text

from app.accounts.erasure import erase
from app.agreements.book import Agreements
from app.feed.store.sequencing import sequence
from app.notifications.posting import NoticePoster
from app.notifications.sending import MailSender
from app.notifications.telling import NoticeTeller
from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from app.sla.agreement import REVISIONS
from tests.notifications.mailbox import Mailbox
from tests.office import Office
from tests.organisations import Organisation
from tests.routers.callers import Api, Caller
from tests.routers.notifications.test_notice_preferences import path
from tests.routers.notifications.test_webhook_contacts import ended_overlap, is_signed_with, link_in, signed_by
from tests.subscriptions.sink import CUT, Sink


async def wanted(by: Caller, address: str | None, **otherwise: Any) -> dict[str, Any]:
    answer = await by.put(path(by), json={"channel": "webhook", "address": address, "language": "en", **otherwise})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def confirmed(api: Api, by: Caller, receiver: Sink, poster: NoticePoster) -> dict[str, Any]:
    said = await wanted(by, receiver.url)
    await poster.send_batch()
    assert (await api.anonymous().post(link_in(receiver))).status_code == 200
    receiver.received.clear()
    return said


async def ticket_told(api: Api, of: Organisation) -> str:
    """A new ticket, of which everybody is told."""
    async with transaction(api.engine, SYSTEM) as connection:
        await connection.execute(text("UPDATE notice_reading SET since = '2026-01-01T00:00:00Z'"))
    ticket_id = await Office(api.engine).ticket(of.customer.id)
    async with transaction(api.engine, SYSTEM) as connection:
        await sequence(connection, api.clock())
    await NoticeTeller(api.engine, api.clock, Agreements(REVISIONS), by_mail=True).tell_batch()
    return str(ticket_id)


async def latest(by: AsyncClient, of: Caller) -> dict[str, Any]:
    return (await by.get(f"/v1/people/{of.person.id}/notices")).json()["items"][0]


async def test_it_is_confirmed_by_the_link_and_then_told_there(
    api: Api, support: Caller, extended: Organisation, receiver: Sink, poster: NoticePoster
) -> None:
    said = await wanted(support, receiver.url)
    assert (said["channel"], said["address"], said["confirmedAt"]) == ("webhook", receiver.url, None)
    await poster.send_batch()
    [asked] = receiver.received
    assert asked.event["data"]["eventType"] == "person.confirmation"
    assert support.person.name in asked.event["data"]["text"]
    assert is_signed_with(said["secret"], asked)
    link = link_in(receiver)
    assert [(await api.anonymous().post(link)).status_code for _ in "ab"] == [200, 404]
    read = await support.get(path(support))
    assert (read.json()["confirmedAt"], read.headers["etag"]) == ("2026-11-23T09:30:00Z", '"v2"')
    assert "secret" not in read.json()

    receiver.received.clear()
    ticket_id = await ticket_told(api, extended)
    await poster.send_batch()
    await poster.send_batch()

    [told] = receiver.received
    data = told.event["data"]
    assert is_signed_with(said["secret"], told)
    assert (data["eventType"], data["ticketId"], data["as"]) == ("ticket.registered", ticket_id, "responsible")
    assert data["link"] == f"http://duetime.test/v1/tickets/{ticket_id}"
    assert data["subject"].endswith("Your turn: it was registered")
    proof = await latest(support, support)
    assert (proof["channel"], proof["address"], proof["state"]) == ("webhook", receiver.url, "sent")


@pytest.mark.parametrize("is_over", [False, True])
async def test_another_secret_for_the_same_address_signs_beside_the_former_one_for_a_while(
    api: Api, support: Caller, extended: Organisation, receiver: Sink, poster: NoticePoster, *, is_over: bool
) -> None:
    none_yet = await support.post(f"{path(support)}/secrets", json={})
    first = await confirmed(api, support, receiver, poster)
    made, third = [await support.post(f"{path(support)}/secrets", json={"overlapSeconds": 60}) for _ in "ab"]

    assert [each.status_code for each in (none_yet, made, third)] == [409, 201, 409]
    secrets = first["secret"], made.json()["secret"]
    if is_over:
        await ended_overlap(api, "notice_preferences")
    receiver.received.clear()
    await ticket_told(api, extended)
    await poster.send_batch()
    [told] = receiver.received
    assert signed_by(told, *secrets) == [not is_over, True]


async def test_until_it_is_confirmed_they_are_told_by_mail(
    api: Api,
    support: Caller,
    extended: Organisation,
    receiver: Sink,
    poster: NoticePoster,
    box: Mailbox,
    sender: MailSender,
) -> None:
    await wanted(support, receiver.url)
    await ticket_told(api, extended)
    await sender.send_batch()
    await poster.send_batch()

    assert [each.event["data"]["eventType"] for each in receiver.received] == ["person.confirmation"]
    assert support.person.email in box.to


async def test_another_address_is_asked_anew_and_what_is_held_for_the_old_one_is_mailed(
    api: Api,
    support: Caller,
    extended: Organisation,
    receiver: Sink,
    poster: NoticePoster,
    box: Mailbox,
    sender: MailSender,
) -> None:
    first = await confirmed(api, support, receiver, poster)
    await ticket_told(api, extended)
    moved = await wanted(support, f"{receiver.url}/elsewhere")
    assert (moved["confirmedAt"], moved["secret"] not in (None, first["secret"])) == (None, True)
    same = await wanted(support, f"{receiver.url}/elsewhere", byWord={"informed": "none"})
    assert same["secret"] is None
    await poster.send_batch()
    await sender.send_batch()

    assert [each.event["data"]["eventType"] for each in receiver.received] == ["person.confirmation"]
    assert support.person.email in box.to


@pytest.mark.parametrize(("answer", "state"), [("410 Gone\r\nContent-Length: 0", "sent"), (CUT, "uncertain")])
async def test_where_it_takes_nothing_for_good_they_are_told_by_mail(
    api: Api,
    support: Caller,
    extended: Organisation,
    receiver: Sink,
    poster: NoticePoster,
    box: Mailbox,
    sender: MailSender,
    answer: str,
    state: str,
) -> None:
    await confirmed(api, support, receiver, poster)
    await ticket_told(api, extended)
    receiver.says(answer)
    await poster.send_batch()
    await sender.send_batch()

    proof = await latest(support, support)
    by_mail = answer != CUT
    assert (proof["state"], proof["channel"]) == (state, "mail" if by_mail else "webhook")
    assert (support.person.email in box.to) is by_mail


async def test_an_address_that_was_replaced_before_it_was_asked_is_not(
    support: Caller, receiver: Sink, poster: NoticePoster
) -> None:
    await wanted(support, receiver.url)
    await support.put(path(support), json={})
    await poster.send_batch()

    assert receiver.received == []
    assert (await latest(support, support))["state"] == "cancelled"


async def test_a_vendors_and_a_customers_people_alike(
    api: Api, registrant: Caller, manager: Caller, receiver: Sink, poster: NoticePoster
) -> None:
    for each in (registrant, manager):
        await confirmed(api, each, receiver, poster)
        assert (await each.get(path(each))).json()["confirmedAt"] is not None


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"channel": "webhook"}, "missing"),
        ({"channel": "mail", "address": "https://desk.example/"}, "without_webhook"),
        ({"channel": "none", "address": "https://desk.example/"}, "without_webhook"),
        ({"channel": "webhook", "address": "http://desk.example/"}, "not_secure"),
        ({"channel": "webhook", "address": "https://user@desk.example/"}, "pattern"),
    ],
)
async def test_an_address_goes_with_a_webhook(support: Caller, body: dict[str, str], code: str) -> None:
    answer = await support.put(path(support), json=body)

    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert error["pointer"] == "/address"
    assert code in error["code"]
    assert (await support.get(path(support))).headers["etag"] == '"v0"'


async def test_the_accountable_hears_of_breaches_by_webhook_too(manager: Caller, receiver: Sink) -> None:
    body = {"channel": "webhook", "address": receiver.url, "byWord": {"accountable": "none"}}
    answer = await manager.put(path(manager), json=body)

    assert (answer.status_code, answer.json()["section"]) == (409, "2.1")


async def test_of_somebody_who_is_erased_the_address_is_gone_and_nothing_more_is_posted(
    api: Api, support: Caller, manager: Caller, extended: Organisation, receiver: Sink, poster: NoticePoster
) -> None:
    await confirmed(api, support, receiver, poster)
    await ticket_told(api, extended)
    async with transaction(api.engine, SYSTEM) as connection:
        await erase(connection, support.person.id, api.clock())
    await poster.send_batch()

    assert receiver.received == []
    left = (await manager.get(path(support))).json()
    assert (left["channel"], left["address"], left["confirmedAt"]) == ("none", None, None)
