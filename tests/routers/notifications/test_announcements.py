"""Informing customers: who asked and has a confirmed address, each once, with proof; a data leak everybody it hits."""

from datetime import timedelta
from typing import Any

from httpx import AsyncClient

from app.notifications.sending import MailSender
from tests.notifications.mailbox import Mailbox
from tests.organisations import Organisation
from tests.routers.callers import Api, Caller
from tests.routers.notifications.test_contacts import added, link_in

NEWS = {
    "topic": "news",
    "title": "A new office",
    "text": {"nl": "Wij zijn verhuisd.", "en": "We have moved."},
    "everybody": True,
}


async def confirmed(api: Api, by: Caller, of: Organisation, box: Mailbox, sender: MailSender, **otherwise: Any) -> str:
    contact = await added(by, of, **otherwise)
    await sender.send_batch()
    assert (await api.anonymous().post(link_in(box))).status_code == 200
    box.received.clear()
    return contact["id"]


async def announced(by: AsyncClient, **otherwise: Any) -> dict[str, Any]:
    body = {name: value for name, value in {**NEWS, **otherwise}.items() if value is not None}
    answer = await by.post("/v1/announcements", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_who_asked_for_it_is_told_in_their_language_and_it_can_be_proven(
    api: Api,
    admin: Caller,
    manager: Caller,
    extended: Organisation,
    standard: Organisation,
    box: Mailbox,
    sender: MailSender,
) -> None:
    english = await confirmed(api, admin, extended, box, sender)
    dutch = await confirmed(api, admin, standard, box, sender, address="desk@bakery.example", language="nl")
    await added(admin, extended, name="Not asked", address="other@dairy.example", topics=["release"])
    await added(admin, extended, name="Not confirmed", address="later@dairy.example")
    await sender.send_batch()
    box.received.clear()

    made = await announced(manager)
    assert {(each["recipientId"], each["state"]) for each in made["told"]} == {(english, "held"), (dutch, "held")}
    api.clock.advance(timedelta(minutes=1))
    await sender.send_batch()

    assert {mail["To"]: mail.get_content().strip() for mail in box.received} == {
        "desk@dairy.example": "We have moved.",
        "desk@bakery.example": "Wij zijn verhuisd.",
    }
    proof = (await manager.get(f"/v1/announcements/{made['id']}")).json()
    assert {(each["address"], each["state"], each["settledAt"]) for each in proof["told"]} == {
        (address, "sent", "2026-11-23T09:31:00Z") for address in ("desk@dairy.example", "desk@bakery.example")
    }


async def test_a_customer_sees_its_own_part_of_it(
    api: Api,
    admin: Caller,
    manager: Caller,
    registrant: Caller,
    stranger: Caller,
    extended: Organisation,
    standard: Organisation,
    box: Mailbox,
    sender: MailSender,
) -> None:
    await confirmed(api, admin, extended, box, sender)
    await confirmed(api, admin, standard, box, sender, address="desk@bakery.example")
    for_all = await announced(manager)
    for_one = await announced(manager, everybody=None, customerIds=[str(extended.customer.id)])

    told = (await registrant.get(f"/v1/announcements/{for_all['id']}")).json()["told"]
    assert [each["customerId"] for each in told] == [str(extended.customer.id)]
    assert [each["id"] for each in (await stranger.get("/v1/announcements")).json()["items"]] == [for_all["id"]]
    assert (await stranger.get(f"/v1/announcements/{for_one['id']}")).status_code == 404


async def test_who_gave_no_address_is_listed(
    api: Api,
    admin: Caller,
    manager: Caller,
    extended: Organisation,
    standard: Organisation,
    box: Mailbox,
    sender: MailSender,
) -> None:
    await confirmed(api, admin, extended, box, sender)

    assert (await announced(manager))["notTold"] == [str(standard.customer.id)]


async def test_a_data_leak_is_told_to_whoever_it_hits(
    api: Api,
    admin: Caller,
    manager: Caller,
    extended: Organisation,
    standard: Organisation,
    box: Mailbox,
    sender: MailSender,
) -> None:
    await confirmed(api, admin, extended, box, sender, topics=["data_leak"])

    made = await announced(manager, topic="data_leak")

    assert made["notTold"] == []
    told = {(each["customerId"], each["recipient"]) for each in made["told"]}
    assert told == {(str(extended.customer.id), "contact"), (str(standard.customer.id), "person")}


async def test_withdrawn_it_does_not_go_and_who_was_told_is_told_so(
    api: Api, admin: Caller, manager: Caller, extended: Organisation, box: Mailbox, sender: MailSender
) -> None:
    await confirmed(api, admin, extended, box, sender)
    told, untold = await announced(manager), None
    await sender.send_batch()
    untold = await announced(manager, title="Never mind")
    for each in (told, untold):
        answer = await manager.post(f"/v1/announcements/{each['id']}/withdrawal", json={"reason": "We stay."})
        assert answer.status_code == 201, answer.text
        again = await manager.post(f"/v1/announcements/{each['id']}/withdrawal", json={"reason": "We stay."})
        assert again.status_code == 409
    await sender.send_batch()

    assert [mail["Subject"] for mail in box.received] == ["A new office", "Withdrawn: A new office"]


async def test_it_is_for_somebody_and_in_both_languages(manager: Caller) -> None:
    for body in ({**NEWS, "everybody": False}, {**NEWS, "customerIds": ["01a229b4-5025-75b8-b5c3-7d62387c6dff"]}):
        assert (await manager.post("/v1/announcements", json=body)).status_code == 400
    answer = await manager.post("/v1/announcements", json={**NEWS, "text": {"nl": "Alleen dit."}})
    assert [each["pointer"] for each in answer.json()["errors"]] == ["/text/en"]
