"""What comes of telling people is in the feed, for those who may keep whom it is told to."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from app.access.store import people
from app.domain.agreement.service_terms import Topic
from app.domain.explanation.words import Language
from app.domain.notifications.notices import NoticeChannel
from app.notifications.noticing import NoticedEvent, to_person
from app.notifications.outcomes import LEASE
from app.notifications.sending import MailSender
from app.notifications.store import announcements, notices
from app.notifications.store.announcements import MADE, Announcement
from app.notifications.store.histories import ANNOUNCEMENTS, CONTACTS, NOTICES
from app.postgres.engine import transaction
from app.postgres.scope import EVERYTHING
from app.postgres.tenancy import SYSTEM
from app.workers.feeding import sequence
from tests.notifications.mailbox import Mailbox
from tests.organisations import Organisation
from tests.routers.callers import Api, Caller
from tests.routers.notifications.test_announcements import announced, confirmed
from tests.routers.notifications.test_contacts import added
from tests.routers.subjects_verified import verified


@pytest.fixture
def api(concurrent_api: Api) -> Api:
    """Over a database of its own, where commits are real: nothing else gets into the feed."""
    return concurrent_api


async def told(api: Api, caller: Caller, *types: str) -> Sequence[dict[str, Any]]:
    await sequence(api.engine, api.clock)
    answer = await caller.get("/v1/events", params={"type": ",".join(types)})
    assert answer.status_code == 200, answer.text
    return [(await caller.get(f"/v1/events/{each['id']}")).json() for each in answer.json()["items"]]


def types_of(events: Sequence[dict[str, Any]]) -> list[str]:
    return [each["type"].removeprefix("nl.duetime.") for each in events]


async def old_announcement(api: Api, by: Caller) -> UUID:
    """Made before that was an event."""
    made = Announcement(
        id=uuid7(),
        topic=Topic.NEWS,
        title="A new office",
        text=dict.fromkeys(Language, "We have moved."),
        customer_ids=None,
        made_at=api.clock.now,
        made_by=by.person.id,
        withdrawn_at=None,
        withdrawn_for=None,
        version=1,
    )
    async with transaction(api.engine, SYSTEM) as connection:
        await announcements.add(connection, made)
    return made.id


async def reads(caller: Caller, event: dict[str, Any]) -> int:
    """What is answered where the event says that its subject is read."""
    return (await caller.get(re.sub(r"^https?://[^/]+", "", event["dataref"]))).status_code


async def test_that_a_contact_is_confirmed_is_told_to_whoever_keeps_contacts(
    api: Api,
    admin: Caller,
    manager: Caller,
    support: Caller,
    registrant: Caller,
    stranger: Caller,
    extended: Organisation,
    box: Mailbox,
    sender: MailSender,
) -> None:
    contact_id = await confirmed(api, admin, extended, box, sender)

    [event] = await told(api, registrant, "contact.*")
    assert (types_of([event]), event["subject"]) == (["contact.confirmed"], f"contacts/{contact_id}")
    assert event["data"]["payload"] == {"channel": "mail", "topics": ["disruption", "news"]}
    assert await reads(registrant, event) == 200
    assert await told(api, manager, "contact.*") == [event]
    assert [await told(api, each, "contact.*") for each in (support, stranger)] == [[], []]
    assert (await support.get(f"/v1/events/{event['id']}")).status_code == 404
    assert await verified(api.engine, CONTACTS) == (1, [])


async def test_a_notice_that_did_not_arrive_is_told_once(
    api: Api,
    admin: Caller,
    manager: Caller,
    registrant: Caller,
    extended: Organisation,
    box: Mailbox,
    sender: MailSender,
) -> None:
    await added(admin, extended)
    box.recipient = lambda _: "550 no such user"
    await sender.send_batch()
    await added(admin, extended, address="other@dairy.example")
    async with transaction(api.engine, SYSTEM) as connection:
        [lost] = await notices.claim(connection, NoticeChannel.MAIL, api.clock.now, LEASE, 9)
        assert await notices.hand_over(connection, lost, LEASE)
        await connection.ask(
            "execute", "UPDATE notices SET leased_until = now() - interval '1 second' WHERE leased_until > now()"
        )
    for _ in range(2):
        await sender.send_batch()

    events = await told(api, registrant, "notice.*")

    assert types_of(events) == ["notice.failed", "notice.uncertain"]
    assert events[1]["subject"] == f"notices/{lost.id}"
    assert events[1]["data"]["payload"] == {
        "eventId": lost.event_id,
        "eventType": "contact.confirmation",
        "recipientKind": "contact",
        "recipientId": str(lost.recipient_id),
        "channel": "mail",
        "internal": False,
    }
    assert [await reads(registrant, each) for each in events] == [200, 200]
    assert await told(api, manager, "notice.*") == events
    assert await verified(api.engine, NOTICES) == (2, [])


async def test_of_what_the_vendors_people_were_not_told_no_customer_reads(
    api: Api,
    manager: Caller,
    support: Caller,
    registrant: Caller,
    extended: Organisation,
    box: Mailbox,
    sender: MailSender,
) -> None:
    box.recipient = lambda _: "550 no such user"
    made_id = await old_announcement(api, manager)
    of = NoticedEvent(id=f"{made_id}:1", type=MADE, now=api.clock.now, announcement_id=made_id)
    async with transaction(api.engine, SYSTEM) as connection:
        person = await people.find(connection, EVERYTHING, support.person.id)
        assert person is not None
        await notices.add(connection, [to_person(of, person, None, by_mail=True, of=extended.customer.id)])
    await sender.send_batch()

    [event] = await told(api, manager, "notice.*")
    assert event["data"]["payload"]["internal"] is True
    assert await reads(manager, event) == 200
    assert await told(api, registrant, "notice.*") == []


async def test_what_is_announced_is_told_to_the_vendor(
    api: Api, manager: Caller, support: Caller, registrant: Caller, extended: Organisation
) -> None:
    made = await announced(manager, everybody=None, customerIds=[str(extended.customer.id)])
    await manager.post(f"/v1/announcements/{made['id']}/withdrawal", json={"reason": "We stay."})

    events = await told(api, support, "announcement.*")

    assert types_of(events) == ["announcement.made", "announcement.withdrawn"]
    whose = {"topic": "news", "title": "A new office", "customerIds": [str(extended.customer.id)]}
    assert [each["data"]["payload"] for each in events] == [whose, {"reason": "We stay."}]
    assert [await reads(support, each) for each in events] == [200, 200]
    assert await told(api, registrant, "announcement.*") == []
    assert await verified(api.engine, ANNOUNCEMENTS) == (1, [])


async def test_what_was_announced_before_that_was_an_event_is_told_with_its_withdrawal(
    api: Api, manager: Caller, support: Caller
) -> None:
    made_id = await old_announcement(api, manager)
    api.clock.advance(timedelta(days=1))
    answer = await manager.post(f"/v1/announcements/{made_id}/withdrawal", json={"reason": "We stay."})
    assert answer.status_code == 201, answer.text

    made, withdrawn = await told(api, support, "announcement.*")

    assert types_of([made, withdrawn]) == ["announcement.made", "announcement.withdrawn"]
    assert (made["data"]["occurredAt"], made["time"]) == ("2026-11-23T09:30:00Z", "2026-11-24T09:30:00Z")
    assert withdrawn["id"] == f"{made_id}:2"
