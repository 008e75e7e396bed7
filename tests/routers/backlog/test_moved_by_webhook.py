"""The development system tells how far it has come with a bug: signed, each message once, and in any order."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.domain.backlog.item_facts import BacklogItemState, ItemMoved
from tests.organisations import Organisation
from tests.routers.backlog.conftest import Backlog
from tests.routers.callers import Api
from tests.routers.integrations.webhook_sender import Sender, integrate

SOLVED, IN_PROGRESS = BacklogItemState.SOLVED, BacklogItemState.IN_PROGRESS


@pytest.fixture
async def developers(api: Api) -> Sender:
    return await integrate(api, None)


def update(state: str, minutes: float = 0, reference: str = "PBI-1", **more: Any) -> bytes:
    """As of so many minutes after half past nine, which is now."""
    timestamp = f"2026-11-23T09:{30 + minutes:02.0f}:00Z"
    data = {"reference": reference, "state": state, **more}
    return json.dumps({"type": "backlog_item.update", "timestamp": timestamp, "data": data}).encode()


async def moves(backlog: Backlog, item: dict[str, Any]) -> list[tuple[BacklogItemState, str | None]]:
    return [(each.state, each.version) for each in await backlog.history(item) if isinstance(each, ItemMoved)]


async def test_it_moves_once_however_often_it_is_told(backlog: Backlog, developers: Sender) -> None:
    item, message = await backlog.item(), update("solved", version="5.3")

    first, again, same = [await developers.send(each, message) for each in ("m-1", "m-1", "m-2")]

    assert [each.status_code for each in (first, again, same)] == [201, 200, 201]
    of_it = {"outageId": None, "instanceId": None, "backlogItemId": item["id"]}
    assert [each.json() for each in (first, again, same)] == [of_it] * 3
    assert first.headers["Location"] == f"/v1/backlog-items/{item['id']}"
    assert await moves(backlog, item) == [(SOLVED, "5.3")]


async def test_what_overtakes_it_holds(api: Api, backlog: Backlog, developers: Sender) -> None:
    item = await backlog.item()
    api.clock.advance(timedelta(minutes=10))
    await developers.send("second", update("solved", 5, version="5.3"))

    late = await developers.send("first", update("in_progress", 2))

    assert late.status_code == 201
    assert await moves(backlog, item) == [(SOLVED, "5.3")]
    await developers.send("third", update("in_progress", 6))
    assert await moves(backlog, item) == [(SOLVED, "5.3"), (IN_PROGRESS, "5.3")]


async def test_what_is_said_twice_holds_against_what_was_true_in_between(
    api: Api, backlog: Backlog, developers: Sender
) -> None:
    item = await backlog.item()
    api.clock.advance(timedelta(minutes=10))
    for name, state, minutes in (("one", "solved", 1), ("three", "solved", 5), ("two", "in_progress", 3)):
        assert (await developers.send(name, update(state, minutes))).status_code == 201

    assert await moves(backlog, item) == [(SOLVED, None)]


async def test_a_clock_that_was_ahead_keeps_nobody_from_moving_it(
    api: Api, backlog: Backlog, developers: Sender
) -> None:
    item = await backlog.item()
    await developers.send("ahead", update("solved", 25))
    api.clock.advance(timedelta(minutes=1))

    await developers.send("now", update("in_progress", 1))

    assert [state for state, _ in await moves(backlog, item)] == [SOLVED, IN_PROGRESS]


async def test_of_what_no_ticket_is_about_nothing_is_kept(backlog: Backlog, developers: Sender) -> None:
    refused = await developers.send("none", update("solved", reference="PBI-404"))

    assert refused.status_code == 404
    assert (await backlog.support.get("/v1/backlog-items")).json()["items"] == []


async def test_a_customers_system_may_not_say_so(api: Api, backlog: Backlog, extended: Organisation) -> None:
    await backlog.item()
    sender = await integrate(api, extended)

    assert (await sender.send(str(uuid4()), update("solved"))).status_code == 403


async def test_what_is_wrong_is_told_where_it_stands(developers: Sender) -> None:
    refused = await developers.send("wrong", update("done", title="A name"))

    assert {each["pointer"] for each in refused.json()["errors"]} == {"/data/state", "/data/title"}
