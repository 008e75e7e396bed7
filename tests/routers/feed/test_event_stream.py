"""The feed as a stream: what is there, what comes, and whatever can come between."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.domain.vocabulary import Role
from app.feed import streaming
from app.postgres.engine import create_engine, transaction
from app.postgres.tenancy import SYSTEM
from app.postgres.urls import DatabaseUrls
from app.routers.feed import event_stream
from app.routers.request.backend import Backend
from tests.routers.bodies import SOUND
from tests.routers.feed.readers import Desk
from tests.routers.feed.readers import streaming as reading


async def test_what_is_there_comes_first_and_then_what_comes(desk: Desk) -> None:
    ticket_id = await desk.ticket()
    await desk.sequence()

    async with reading(desk.dairy, last_event_id="0") as stream:
        first = await stream.next()
        beat = await stream.next(beats=True)
        await desk.comment(ticket_id, internal=True)
        await desk.comment(ticket_id)
        await desk.sequence()
        second = await stream.next()

    assert (stream.status, stream.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
    assert (stream.headers["x-accel-buffering"], stream.headers["cache-control"]) == ("no", "no-store")
    assert "content-length" not in stream.headers
    assert (first.event, first.data["id"]) == ("nl.duetime.ticket.registered", f"{ticket_id}:1")
    assert (second.event, second.data["id"]) == ("nl.duetime.ticket.comment_added", f"{ticket_id}:3")
    assert (beat.event, beat.data["position"], beat.data["serverTime"]) == ("beat", first.id, "2026-11-23T09:30:00Z")


async def test_without_a_place_it_begins_now_and_goes_on_where_it_broke_off(desk: Desk) -> None:
    ticket_id = await desk.ticket()
    await desk.sequence()
    async with reading(desk.admin) as stream:
        assert (await stream.next(beats=True)).event == "beat"
        await desk.comment(ticket_id)
        await desk.sequence()
        last = await stream.next()
    await desk.ticket(desk.bakery)
    await desk.sequence()

    async with (
        reading(desk.admin, query=f"cursor={last.id}") as again,
        reading(desk.admin, last_event_id=str(last.id)) as resumed,
    ):
        assert (await again.next()).data["type"] == "nl.duetime.ticket.registered"
        assert await resumed.events(1) == ["registered"]
    assert last.data["id"] == f"{ticket_id}:2"


async def test_many_readers_each_see_what_is_theirs(desk: Desk) -> None:
    async with AsyncExitStack() as open_streams:
        readers = {
            name: await open_streams.enter_async_context(reading(caller, query))
            for name, caller, query in (
                ("all", desk.admin, ""),
                ("comments", desk.admin, "type=ticket.comment_added"),
                ("dairy", desk.dairy, ""),
                ("bakery", desk.bakery, ""),
            )
        }
        for each in readers.values():
            await each.next(beats=True)
        ticket_id = await desk.ticket()
        await desk.comment(ticket_id, internal=True)
        await desk.ticket(desk.bakery)
        await desk.sequence()

        assert await readers["all"].events(3) == ["registered", "comment_added", "registered"]
        assert await readers["comments"].events(1) == ["comment_added"]
        assert (await readers["dairy"].next()).data["id"] == f"{ticket_id}:1"
        assert (await readers["bakery"].next()).data["id"] != f"{ticket_id}:1"
        assert not any(b"event: nl" in each.everything() for each in readers.values())


@pytest.mark.parametrize(
    ("sent", "reason"),
    [("{epoch}-1", "not_kept"), ("{epoch}-99", "beyond_the_newest"), ("ffffffffffff-3", "another_feed")],
)
async def test_who_cannot_go_on_is_told_and_begins_with_the_oldest(desk: Desk, sent: str, reason: str) -> None:
    """Next-cases A8."""
    for _ in range(4):
        await desk.ticket()
    await desk.sequence()
    async with transaction(desk.api.engine, SYSTEM) as connection:
        await connection.execute(text("DELETE FROM feed WHERE position < 3"))
    epoch = (await desk.read())["nextCursor"].partition("-")[0]

    async with reading(desk.admin, last_event_id=sent.format(epoch=epoch)) as stream:
        reset = await stream.next()
        following = await stream.next()

    assert (reset.event, reset.data) == ("reset", {"position": f"{epoch}-2", "reason": reason})
    assert following.id == f"{epoch}-3"


async def test_zero_is_the_oldest_that_is_kept(desk: Desk) -> None:
    for _ in range(3):
        await desk.ticket()
    await desk.sequence()
    async with transaction(desk.api.engine, SYSTEM) as connection:
        await connection.execute(text("DELETE FROM feed WHERE position < 3"))

    async with reading(desk.admin, last_event_id="0") as stream:
        assert (await stream.next()).data["sequence"] == "0000000001"


async def test_a_slow_reader_is_told_so_and_holds_up_nobody(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "QUEUE", 8)
    async with reading(desk.admin) as slow, reading(desk.admin) as quick:
        for each in (slow, quick):
            await each.next(beats=True)
        slow.taking.clear()
        ticket_id = await desk.ticket()
        for _ in range(4):
            for _ in range(6):
                await desk.comment(ticket_id)
            await desk.sequence()
            await quick.events(6)
        listener = next(iter(vars(_streams(desk))["_listeners"]))
        assert len(listener.queue) <= 8
        slow.taking.set()
        kinds = [await slow.next()]
        while kinds[-1].event != "reset":
            kinds.append(await slow.next())
        await desk.comment(ticket_id)
        await desk.sequence()
        after = await slow.next()

    assert kinds[-1].data["reason"] == "too_slow"
    assert len(kinds) < 25
    assert after.data["id"] == f"{ticket_id}:26"


async def test_a_database_that_was_restored_resets_who_listens(desk: Desk, fresh_database: DatabaseUrls) -> None:
    ticket_id = await desk.ticket()
    await desk.sequence()
    async with reading(desk.admin) as stream:
        beat = await stream.next(beats=True)
        owner = create_engine(fresh_database.owner, pool_size=1)
        async with transaction(owner, SYSTEM) as connection:
            await connection.execute(text("UPDATE feed_head SET home = 'gone/5/00000001'"))
        await owner.dispose()
        await desk.comment(ticket_id)
        await desk.sequence()
        reset, *following = [await stream.next() for _ in range(3)]

    assert (reset.event, reset.data["reason"]) == ("reset", "another_feed")
    assert reset.id != beat.id
    assert [each.data["id"] for each in following] == [f"{ticket_id}:1", f"{ticket_id}:2"]


async def test_it_ends_once_the_key_no_longer_holds(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_stream, "LOOKED_AT_EVERY", 0.1)
    body = {"personId": str(desk.dairy.person.id)}
    made = (await desk.admin.post("/v1/api-keys", json=body)).json()
    desk.dairy.key = made["key"]

    async with reading(desk.dairy) as stream:
        await stream.next(beats=True)
        assert (await desk.admin.delete(f"/v1/api-keys/{made['id']}")).status_code == 204
        end = await stream.next()

    assert (end.event, end.data) == ("end", {"reason": "credential"})
    assert stream.ended


async def test_told_to_stop_it_ends_at_once_and_none_begins(desk: Desk) -> None:
    closing = asyncio.Event()
    async with reading(desk.dairy, closing=closing) as stream:
        await stream.next(beats=True)
        closing.set()
        end = await stream.next()
    async with reading(desk.dairy, closing=closing) as late:
        await asyncio.sleep(0.2)

    assert (end.event, end.data) == ("end", {"reason": "shutdown"})
    assert late.status == 503


async def test_five_of_one_caller_and_no_more(desk: Desk) -> None:
    async with AsyncExitStack() as open_streams:
        for _ in range(streaming.STREAMS_EACH):
            each = await open_streams.enter_async_context(reading(desk.dairy))
            await each.next(beats=True)
        async with reading(desk.dairy) as sixth:
            await asyncio.sleep(0.2)
        async with reading(desk.bakery) as others:
            assert (await others.next(beats=True)).event == "beat"
        assert sixth.status == 429
        assert (await desk.dairy.get("/v1/tickets")).status_code == 200  # they take none of its turns
    async with reading(desk.dairy) as again:
        assert (await again.next(beats=True)).event == "beat"
    assert not vars(_streams(desk))["_open"]


async def test_asked_for_its_head_it_does_not_go_on(desk: Desk) -> None:
    async with reading(desk.dairy, method="HEAD") as stream:
        await asyncio.sleep(0.2)

    assert (stream.status, stream.ended, stream.everything()) == (200, True, b"")


async def test_while_nothing_happens_it_beats(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_stream, "BEAT_SECONDS", 0.05)
    async with reading(desk.dairy) as stream:
        beats = [await stream.next(beats=True)]
        desk.api.clock.advance(timedelta(seconds=15))
        await desk.ticket(desk.bakery)
        await desk.sequence()
        await asyncio.sleep(0.5)
        while beats[-1].id == beats[0].id:
            beats.append(await stream.next(beats=True))

    assert beats[-1].data["serverTime"] == "2026-11-23T09:30:15Z"  # what it does not want takes it further, too


def _streams(desk: Desk) -> streaming.FeedStreams:
    backend: Backend = desk.api.app.state.runtime
    return backend.feed_streams


async def test_what_is_confidential_only_managers_are_streamed(desk: Desk) -> None:
    support = await desk.api.as_(Role.SUPPORT)
    async with reading(desk.admin) as told, reading(support) as untold:
        for stream in (told, untold):
            assert (await stream.next(beats=True)).event == "beat"
        reported = await desk.api.anonymous().post("/v1/vulnerability-reports", json={"text": "It opens."})
        assert reported.status_code == 202
        await desk.ticket()
        await desk.sequence()

        first = {(await told.next()).event for _ in range(2)}
        assert first == {"nl.duetime.vulnerability.vulnerability_reported", "nl.duetime.ticket.registered"}
        assert (await untold.next()).event == "nl.duetime.ticket.registered"


async def test_a_request_for_an_account_is_streamed_to_who_decides_on_it(desk: Desk) -> None:
    support, consultant = [await desk.api.as_(role) for role in (Role.SUPPORT, Role.CONSULTANT)]
    async with reading(support) as told, reading(consultant) as untold:
        for stream in (told, untold):
            assert (await stream.next(beats=True)).event == "beat"
        asked = await desk.api.anonymous().post("/v1/account-requests", json=SOUND["ask_for_account"])
        assert asked.status_code == 202, asked.text
        await desk.ticket()
        await desk.sequence()

        kinds = {(await told.next()).event for _ in range(2)}
        assert kinds == {"nl.duetime.account_request.received", "nl.duetime.ticket.registered"}
        assert (await untold.next()).event == "nl.duetime.ticket.registered"


async def test_it_ends_for_who_is_no_registrant_any_more(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a customer has left of its day cards is its registrants' to read."""
    monkeypatch.setattr(event_stream, "LOOKED_AT_EVERY", 0.1)
    async with reading(desk.dairy) as stream:
        await stream.next(beats=True)
        theirs = f"/v1/customers/{desk.dairy.person.customer_id}/registrants/{desk.dairy.person.id}"
        assert (await desk.admin.delete(theirs)).status_code == 204
        end = await stream.next()

    assert (end.event, end.data) == ("end", {"reason": "credential"})
