"""Whom a customer would have informed: an address is confirmed by whoever reads it; nothing else goes there before."""

import re
from typing import Any

from httpx import AsyncClient

from app.notifications.sending import MailSender
from tests.notifications.mailbox import Mailbox
from tests.organisations import Organisation
from tests.routers.callers import Api, Caller

DESK = {"name": "Service desk", "address": "desk@dairy.example", "topics": ["disruption", "news"], "language": "en"}
ANY = {"If-Match": "*"}


def path(of: Organisation) -> str:
    return f"/v1/customers/{of.customer.id}/contacts"


async def added(by: AsyncClient, of: Organisation, **otherwise: Any) -> dict[str, Any]:
    answer = await by.post(path(of), json={**DESK, **otherwise})
    assert answer.status_code == 201, answer.text
    return answer.json()


def link_in(box: Mailbox) -> str:
    found = re.search(r"http://duetime\.test(/\S+)", box.received[-1].get_content())
    assert found is not None
    return found[1]


async def test_a_new_address_is_asked_and_confirmed(
    api: Api, registrant: Caller, extended: Organisation, box: Mailbox, sender: MailSender
) -> None:
    contact = await added(registrant, extended)
    assert contact["confirmedAt"] is None
    await sender.send_batch()
    assert (box.to, box.received[0]["Subject"]) == (["desk@dairy.example"], "Is this the right address?")
    stranger, link = api.anonymous(), link_in(box)

    looked = await stranger.get(link)
    assert (looked.status_code, looked.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert (await registrant.get(f"{path(extended)}/{contact['id']}")).json()["confirmedAt"] is None

    assert (await stranger.post(link)).status_code == 200
    assert (await registrant.get(f"{path(extended)}/{contact['id']}")).json()["confirmedAt"] == "2026-11-23T09:30:00Z"
    assert (await stranger.post(link)).status_code == 404


async def test_another_address_is_asked_anew_and_the_old_link_opens_nothing(
    api: Api, registrant: Caller, extended: Organisation, box: Mailbox, sender: MailSender
) -> None:
    contact = await added(registrant, extended)
    await sender.send_batch()
    old = link_in(box)
    changed = await registrant.patch(
        f"{path(extended)}/{contact['id']}", json={"address": "new@dairy.example"}, headers=ANY
    )
    assert changed.json()["confirmedAt"] is None
    await sender.send_batch()

    assert box.to == ["desk@dairy.example", "new@dairy.example"]
    assert (await api.anonymous().post(old)).status_code == 404
    assert (await api.anonymous().post(link_in(box))).status_code == 200


async def test_an_address_that_was_changed_before_the_mail_went_is_not_asked(
    registrant: Caller, extended: Organisation, box: Mailbox, sender: MailSender
) -> None:
    contact = await added(registrant, extended)
    await registrant.patch(f"{path(extended)}/{contact['id']}", json={"address": "new@dairy.example"}, headers=ANY)
    await sender.send_batch()

    assert box.to == ["new@dairy.example"]


async def test_a_made_up_link_opens_nothing_and_guesses_are_limited(api: Api) -> None:
    stranger = api.anonymous()
    answers = {(await stranger.post(f"/v1/contact-confirmations/{'A' * 86}")).status_code for _ in range(100)}

    assert answers == {404, 429}
    assert (await stranger.get("/v1/contact-confirmations/x")).status_code == 200


async def test_who_it_is_about_is_one_of_theirs(
    registrant: Caller, extended: Organisation, standard: Organisation
) -> None:
    own, other = (str(each.registrants[0].id) for each in (extended, standard))

    assert (await added(registrant, extended, personId=own))["personId"] == own
    assert (await registrant.post(path(extended), json={**DESK, "personId": other})).status_code == 404


async def test_it_is_listed_changed_and_taken_away(registrant: Caller, extended: Organisation) -> None:
    first, second = [await added(registrant, extended, name=name) for name in ("First", "Second")]
    one = f"{path(extended)}/{first['id']}"

    listed = (await registrant.get(path(extended))).json()["items"]
    assert [each["id"] for each in listed] == [first["id"], second["id"]]
    assert (await registrant.patch(one, json={"topics": []}, headers={"If-Match": '"v1"'})).json()["topics"] == []
    assert (await registrant.patch(one, json={"name": "X"}, headers={"If-Match": '"v1"'})).status_code == 412
    assert (await registrant.delete(one)).status_code == 204
    assert (await registrant.get(one)).status_code == 404


async def test_what_is_wrong_is_named(registrant: Caller, extended: Organisation) -> None:
    answer = await registrant.post(path(extended), json={**DESK, "address": "desk", "topics": ["weather"]})

    assert answer.status_code == 400
    assert {each["pointer"] for each in answer.json()["errors"]} == {"/address", "/topics/0"}
