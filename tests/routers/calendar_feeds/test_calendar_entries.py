"""A calendar program fetches what falls due: all there is of it, and the same to the byte until something changes."""

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from ical.calendar_stream import IcsCalendarStream

from app.agreements.book import Agreements
from app.calendar_feeds import reading
from app.clock import Instant, instant
from app.sla.agreement import REVISIONS
from tests.organisations import MONDAY
from tests.rounds import follow_calendar
from tests.routers.calendar_feeds.subscribing import calendar_of, entries, entry, fetch, make
from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import Desk, Walker

AWKWARD: Final = 'Zölle; a,b \\n c\\\\d: "€" 🧀 BEGIN:VEVENT ' + "melk en kaas, " * 5 + "é" * 80
NO_MORE_THAN: Final = 75
"""Octets of a line (RFC 5545, 3.1)."""


@pytest.fixture
async def ticket(desk: Desk) -> Walker:
    return await desk.ticket(urgency="u1", impact="i1")


async def due_at(ticket: Walker, clock: str) -> datetime:
    return datetime.fromisoformat((await ticket.clock(clock))["dueAt"])


async def test_both_promises_of_a_ticket_are_there_at_their_due_times(
    api: Api, support: Caller, ticket: Walker
) -> None:
    number = (await ticket.ticket())["number"]

    shown = await entries(api, await make(support))

    assert sorted(shown) == [f"{number} oplostijd", f"{number} reactietijd"]
    event = shown[f"{number} oplostijd"]
    assert event["uid"] == f"{ticket.id}-resolution"
    assert event["description"] == f"Prioriteit: hoog\n§ {(await ticket.clock('resolution'))['section']}"
    assert (event.start, event.end) == (await due_at(ticket, "resolution"),) * 2
    assert (event.stamp, event.last_modified, event.sequence) == (MONDAY, MONDAY, 0)
    assert shown[f"{number} reactietijd"].start == await due_at(ticket, "response")


async def test_what_is_sent_is_what_calendar_programs_expect(api: Api, support: Caller, ticket: Walker) -> None:
    answer = await fetch(api, await make(support))

    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="duetime.ics"'
    lines = answer.text.split("\r\n")
    due = await due_at(ticket, "response")
    for line in (
        "VERSION:2.0",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "NAME:Duetime",
        "X-WR-CALNAME:Duetime",
        f"DTSTART:{due:%Y%m%dT%H%M%SZ}",
        "TRANSP:TRANSPARENT",
        "SEQUENCE:0",
    ):
        assert line in lines
    assert not [each for each in lines if each.startswith(("METHOD", "STATUS", "DTEND", "BEGIN:VTIMEZONE"))]


async def test_titles_are_nobodys_business_unless_they_are_asked_for(api: Api, support: Caller, desk: Desk) -> None:
    ticket = await desk.ticket(title=AWKWARD)
    number = (await ticket.ticket())["number"]

    without = await fetch(api, await make(support))
    answer = await fetch(api, await make(support, titles=True))

    assert "melk" not in without.text
    assert {str(each["summary"]) for each in calendar_of(answer).events} == {
        f"{number} {name}: {AWKWARD}" for name in ("reactietijd", "oplostijd")
    }


async def test_another_program_reads_the_same(api: Api, support: Caller, desk: Desk) -> None:
    """One that shares nothing with what wrote it."""
    await desk.ticket(title=AWKWARD)
    answer = await fetch(api, await make(support, titles=True))

    read = IcsCalendarStream.calendar_from_ics(answer.content.decode())

    ours = {(str(each["uid"]), str(each["summary"]), each.start) for each in calendar_of(answer).events}
    assert {(each.uid, each.summary, each.dtstart) for each in read.events} == ours
    assert len(ours) == 2
    assert max(len(line) for line in answer.content.split(b"\r\n")) <= NO_MORE_THAN
    assert b"\n" not in answer.content.replace(b"\r\n", b"")


async def test_it_is_in_the_language_that_its_person_is_told_things_in(
    api: Api, support: Caller, ticket: Walker
) -> None:
    await support.put(f"/v1/people/{support.person.id}/notice-preferences", json={"language": "en"})

    shown = await entries(api, await make(support))

    number = (await ticket.ticket())["number"]
    assert sorted(shown) == [f"{number} resolution time", f"{number} response time"]


async def test_a_move_is_told_of_the_same_entry(api: Api, support: Caller, ticket: Walker) -> None:
    url = await make(support)
    before = await entry(api, url, ticket, "resolution")
    api.clock.advance(timedelta(minutes=30))
    await ticket.decide("request_information")
    assert await entry(api, url, ticket, "resolution") is None
    moved_at = api.clock.advance(timedelta(minutes=30))
    await ticket.decide("information_received")

    after = await entry(api, url, ticket, "resolution")

    assert before is not None
    assert after is not None
    assert after["uid"] == before["uid"]
    assert after.start == await due_at(ticket, "resolution") == before.start + timedelta(minutes=30)
    assert after.sequence == before.sequence + 2  # paused, it is due at no time
    assert (after.last_modified, after.stamp) == (moved_at, moved_at)


@pytest.mark.parametrize("titles", [False, True])
async def test_what_does_not_change_the_entry_does_not_count(
    api: Api, support: Caller, ticket: Walker, *, titles: bool
) -> None:
    """Of all that happens to a ticket, only what is shown."""
    url = await make(support, titles=titles)
    api.clock.advance(timedelta(minutes=1))
    before = (await fetch(api, url)).content
    assert (await support.post(f"/v1/tickets/{ticket.id}/comments", json={"text": "Noted."})).status_code == 201
    await support.patch(f"/v1/tickets/{ticket.id}", json={"description": "Longer."}, headers={"If-Match": "*"})
    assert (await fetch(api, url)).content == before

    changed_at = api.clock.advance(timedelta(minutes=1))
    await support.patch(f"/v1/tickets/{ticket.id}", json={"title": "Another"}, headers={"If-Match": "*"})
    after = await entry(api, url, ticket, "resolution")
    assert after is not None
    assert (after.sequence, after.stamp) == (0, changed_at if titles else MONDAY)


async def test_another_priority_is_a_change_of_both(api: Api, support: Caller, ticket: Walker) -> None:
    url = await make(support)
    changed_at = api.clock.advance(timedelta(minutes=1))
    body = {"urgency": "u3", "impact": "i3", "reason": "It can wait."}
    assessed = await support.patch(f"/v1/tickets/{ticket.id}", json=body, headers={"If-Match": "*"})
    assert assessed.status_code == 200, assessed.text
    for clock in ("response", "resolution"):
        after = await entry(api, url, ticket, clock)
        assert after is not None
        assert (after.sequence, after.stamp) == (1, changed_at)


async def test_a_closing_day_moves_it_too(api: Api, admin: Caller, support: Caller, ticket: Walker) -> None:
    url = await make(support)
    before = await entry(api, url, ticket, "resolution")
    added_at = api.clock.advance(timedelta(hours=1))
    day = {"closesOn": "2026-12-01", "name": "Inventory"}
    assert (await admin.post("/v1/sla/closing-days", json=day)).status_code == 201
    await follow_calendar(api.engine, api.clock, Agreements(REVISIONS))

    after = await entry(api, url, ticket, "resolution")

    assert before is not None
    assert after is not None
    assert after.start == await due_at(ticket, "resolution") == before.start + timedelta(days=1)
    assert after.sequence == before.sequence + 1
    assert (after["uid"], after.last_modified) == (before["uid"], added_at)


async def test_what_is_met_is_gone(api: Api, support: Caller, ticket: Walker) -> None:
    url = await make(support)
    await ticket.decide("clear")
    assert await entry(api, url, ticket, "response") is None
    assert await entry(api, url, ticket, "resolution") is not None

    await ticket.decide("solved")

    assert await entries(api, url) == {}


async def test_until_something_changes_it_is_the_same_to_the_byte(api: Api, support: Caller, ticket: Walker) -> None:
    url = await make(support)
    first = await fetch(api, url)
    api.clock.advance(timedelta(minutes=20))
    again = await fetch(api, url)
    assert (again.content, again.headers["ETag"]) == (first.content, first.headers["ETag"])

    for tag in (first.headers["ETag"], f"W/{first.headers['ETag']}", "*"):
        known = await fetch(api, url, **{"If-None-Match": tag})
        assert (known.status_code, known.content, known.headers["ETag"]) == (304, b"", first.headers["ETag"])
        assert known.headers["Cache-Control"] == "private, no-cache"
    await ticket.decide("clear")

    changed = await fetch(api, url, **{"If-None-Match": first.headers["ETag"]})
    assert (changed.status_code, changed.headers["ETag"] == first.headers["ETag"]) == (200, False)


@pytest.mark.parametrize(
    ("moved", "is_there"),
    [(timedelta(days=30), True), (timedelta(days=30, seconds=1), False)],
    ids=["a month late", "older"],
)
async def test_what_is_long_late_is_not_in_it(
    api: Api, support: Caller, ticket: Walker, moved: timedelta, *, is_there: bool
) -> None:
    url = await make(support)
    api.clock.now = instant(await due_at(ticket, "resolution") + moved)

    assert (await entry(api, url, ticket, "resolution") is not None) is is_there


async def test_what_is_due_far_ahead_comes_in_time(
    api: Api, support: Caller, ticket: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = await make(support)
    left = await due_at(ticket, "resolution") - api.clock.now

    monkeypatch.setattr(reading, "SHOWN_AHEAD", left)
    assert await entry(api, url, ticket, "resolution") is None

    monkeypatch.setattr(reading, "SHOWN_AHEAD", left + timedelta(seconds=1))
    assert await entry(api, url, ticket, "resolution") is not None


async def test_of_too_many_it_has_those_that_are_due_soonest(
    api: Api, support: Caller, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_ENTRIES", 3)
    for urgency, impact in (("u3", "i3"), ("u1", "i1")):
        await desk.ticket(urgency=urgency, impact=impact)
    clocks = (await support.get("/v1/sla/clocks")).json()["items"]

    shown = await entries(api, await make(support))

    due = sorted(datetime.fromisoformat(each["dueAt"]) for each in clocks if each["dueAt"])
    assert sorted(each.start for each in shown.values()) == due[:3]
    assert len(due) > 3


async def test_a_due_time_is_never_shown_later_than_it_is(api: Api, support: Caller, desk: Desk) -> None:
    api.clock.now = Instant(datetime(2026, 11, 23, 9, 30, 0, 999_999, tzinfo=UTC))
    ticket = await desk.ticket(urgency="u1", impact="i1")

    shown = await entry(api, await make(support), ticket, "response")

    assert shown is not None
    due = await due_at(ticket, "response")
    assert shown.start == due.replace(microsecond=0) < due
