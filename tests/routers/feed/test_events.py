"""The feed in pages: who sees what of it, in which order, from where on; one event; what types there are."""

from datetime import timedelta
from typing import Any

import pytest
from uuid_utils.compat import uuid7

from app.domain.actor import ActorKind
from app.domain.feed.entries import NOT_SENT, FeedEntry, FeedEvent
from app.feed.cloud_events import ClockNews, Naming, cloud_event
from tests.organisations import MONDAY
from tests.routers.feed.readers import Desk


def test_a_risk_says_which_clock_falls_due_when() -> None:
    entry = FeedEntry(
        position=1,
        stream="ticket",
        customer_id=uuid7(),
        subject_id=uuid7(),
        sequence=3,
        type="ticket.risk_announced",
        bulk=False,
        recorded_at=MONDAY,
    )
    payload = {"type": "risk_announced", "clock": "response", "due_at": "2026-11-23T11:00:00Z"}
    event = FeedEvent(
        entry=entry, occurred_at=MONDAY, actor_id=None, actor_kind=ActorKind.SYSTEM, payload=payload, number=None
    )

    told = cloud_event(event, Naming("nl.duetime", "urn:x", "https://support.example"), full=False)

    assert told.data.clocks == (ClockNews(name="response", state=None, due_at="2026-11-23T11:00:00Z"),)


async def test_an_event_is_a_cloud_event(desk: Desk) -> None:
    ticket_id = await desk.ticket()
    await desk.sequence()
    ticket = (await desk.dairy.get(f"/v1/tickets/{ticket_id}")).json()

    [event] = (await desk.read(desk.dairy))["items"]

    assert event == {
        "specversion": "1.0",
        "id": f"{ticket_id}:1",
        "source": "urn:nld:kvknr:00000000:systeem:duetime",
        "type": "nl.duetime.ticket.registered",
        "subject": f"tickets/{ticket_id}",
        "sequence": "0000000001",
        "time": "2026-11-23T09:30:00Z",
        "datacontenttype": "application/json",
        "dataref": f"https://support.example/v1/tickets/{ticket_id}",
        "bulk": False,
        "data": {
            "occurredAt": "2026-11-23T09:30:00Z",
            "customerId": ticket["customerId"],
            "number": ticket["number"],
            "actor": {"kind": "person", "id": str(desk.dairy.person.id)},
            "step": None,
            "clocks": [],
            "payload": None,
        },
    }


async def test_a_customer_sees_its_own_that_are_not_internal(desk: Desk) -> None:
    mine, theirs = await desk.ticket(desk.dairy), await desk.ticket(desk.bakery)
    await desk.comment(mine, internal=True)
    await desk.comment(mine)
    await desk.comment(theirs)
    await desk.sequence()

    assert await desk.types() == ["registered", "registered", *["comment_added"] * 3]
    assert await desk.types(desk.dairy) == ["registered", "comment_added"]
    assert await desk.types(desk.bakery) == ["registered", "comment_added"]
    assert await desk.types(desk.dairy, subject=f"tickets/{theirs}") == []
    number = (await desk.bakery.get(f"/v1/tickets/{theirs}")).json()["number"]
    assert await desk.types(desk.dairy, subject=f"tickets/{number}") == []
    assert await desk.types(desk.bakery, subject=f"tickets/{number}") == ["registered", "comment_added"]
    foreign = await desk.dairy.get(f"/v1/events/{theirs}:1")
    internal = await desk.dairy.get(f"/v1/events/{mine}:2")
    missing = await desk.dairy.get(f"/v1/events/{mine}:9")
    assert {each.status_code for each in (foreign, internal, missing)} == {404}
    said = [{**each.json(), "requestId": None} for each in (foreign, internal, missing)]
    assert said[0] == said[1] == said[2]


async def test_one_event_is_full(desk: Desk) -> None:
    ticket_id = await desk.ticket()
    await desk.comment(ticket_id, internal=True)
    await desk.sequence()

    event = (await desk.admin.get(f"/v1/events/{ticket_id}:2")).json()

    assert event["data"]["payload"] == {
        "commentId": event["data"]["payload"]["commentId"],
        "text": "Noted.",
        "internal": True,
    }


async def test_who_reads_what_was_said_is_on_record(desk: Desk) -> None:
    ticket_id = await desk.ticket()
    await desk.sequence()
    for _ in range(2):
        assert (await desk.admin.get(f"/v1/events/{ticket_id}:1")).status_code == 200
    await desk.api.write_looks()

    entries = (await desk.admin.get("/v1/audit-entries?operation=read_event")).json()["items"]

    assert [(each["outcome"], each["subject"]) for each in entries] == [("seen", {"type": "ticket", "id": ticket_id})]


async def test_pages_follow_each_other_and_the_last_one_says_where_to_go_on(desk: Desk) -> None:
    for _ in range(3):
        await desk.ticket()
    await desk.sequence()

    first = await desk.read(limit=2)
    second = await desk.read(limit=2, cursor=first["nextCursor"])
    nothing = await desk.read(cursor=second["nextCursor"])
    await desk.ticket()
    await desk.sequence()
    more = await desk.read(cursor=nothing["nextCursor"])

    assert [len(each["items"]) for each in (first, second, nothing, more)] == [2, 1, 0, 1]
    assert nothing["nextCursor"] == second["nextCursor"]


async def test_what_is_wanted_is_what_comes(desk: Desk) -> None:
    ticket_id, other = await desk.ticket(), await desk.ticket(desk.bakery)
    await desk.comment(ticket_id)
    answer = await desk.admin.post("/v1/sla/closing-days", json={"closesOn": "2026-11-24", "name": "Moving"})
    assert answer.status_code == 201, answer.text
    await desk.sequence()

    assert await desk.types(type="ticket.comment_added") == ["comment_added"]
    assert await desk.types(type="ticket.reg*,ticket.comment_added") == ["registered", "registered", "comment_added"]
    assert await desk.types(subject=f"tickets/{other}", includeBulk="false") == ["registered"]
    assert "calendar_revised" in await desk.types(subject=f"tickets/{other}")
    assert await desk.types(customerId=str(desk.bakery.person.customer_id), includeBulk="false") == ["registered"]


async def test_since_a_moment(desk: Desk) -> None:
    await desk.ticket()
    desk.api.clock.advance(timedelta(hours=2))
    await desk.ticket(desk.bakery)
    await desk.sequence()

    assert len((await desk.read(since="2026-11-23T10:00:00Z"))["items"]) == 1
    assert (await desk.read(since="2026-11-24T10:00:00Z"))["items"] == []
    assert len((await desk.read(since="2026-11-01T10:00:00Z"))["items"]) == 2


@pytest.mark.parametrize(
    ("query", "pointer", "code"),
    [
        ("cursor=abc", "/query/cursor", "cursor"),
        ("cursor=ffffffffffff-1", "/query/cursor", "cursor"),
        ("type=ticket.registerd", "/query/type", "unknown_type"),
        ("type=ticket", "/query/type", "string_pattern_mismatch"),
        ("subject=people/1", "/query/subject", "subject"),
        ("includeBulk=maybe", "/query/includeBulk", "bool_parsing"),
        ("since=2026-11-23T10:00:00Z&cursor={cursor}", "/query/since", "with_cursor"),
    ],
)
async def test_what_is_wrong_is_named(desk: Desk, query: str, pointer: str, code: str) -> None:
    cursor = (await desk.read())["nextCursor"]

    answer = await desk.admin.get(f"/v1/events?{query.format(cursor=cursor)}")

    assert answer.status_code == 400
    assert [(each["pointer"], each["code"]) for each in answer.json()["errors"]] == [(pointer, code)]


@pytest.mark.parametrize(("sent", "status"), [("0", 200), ("abc", 400), ("-1", 400), ("ffffffffffff-1", 400)])
async def test_last_event_id_is_where_it_goes_on(desk: Desk, sent: str, status: int) -> None:
    """Next-cases A8."""
    await desk.ticket()
    await desk.sequence()

    answer = await desk.admin.get("/v1/events", headers={"Last-Event-ID": sent})

    assert answer.status_code == status
    if status == 200:
        assert len(answer.json()["items"]) == 1
    else:
        assert answer.json()["errors"][0]["pointer"] == "/header/Last-Event-ID"


async def test_a_key_of_another_scope_opens_nothing_here(desk: Desk) -> None:
    body = {"personId": str(desk.admin.person.id), "scopes": ["tickets:read"]}
    key = (await desk.admin.post("/v1/api-keys", json=body)).json()["key"]

    answer = await desk.admin.get("/v1/events", headers={"Authorization": f"Bearer {key}"})

    assert answer.status_code == 403
    assert "events:read" in answer.json()["detail"]


async def test_all_types_are_told(desk: Desk) -> None:
    told = (await desk.dairy.get("/v1/event-types")).json()["items"]
    document: dict[str, Any] = desk.api.app.openapi()

    sent = [each["type"] for each in told if each["type"].partition(".")[0] not in NOT_SENT]
    assert sent == [*document["webhooks"]]
    for each in told:
        assert each["example"]["type"] == f"nl.duetime.{each['type']}"
        assert each["meaning"]
