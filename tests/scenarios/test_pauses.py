"""Scenarios 26 to 33: the clock while it waits for the customer. A resolution is promised in 8 hours of support."""

from datetime import timedelta

import pytest

from tests.business_time.amsterdam import local
from tests.scenarios.told import Office

ASK, ANSWER = "request_information", "information_received"
HOUR, MICROSECOND = timedelta(hours=1), timedelta(microseconds=1)


async def test_scenario_26_a_pause_outside_support_hours_changes_nothing(office: Office) -> None:
    ticket = await office.registered("2026-02-06 10:00")
    assert await ticket.due("2026-02-06 10:00") == local("2026-02-09 12:00")

    await ticket.does("2026-02-06 16:30", ASK)
    await ticket.does("2026-02-09 09:30", ANSWER)

    seen = await ticket.seen("2026-02-09 09:30")
    assert (seen.due, seen.paused, seen.elapsed) == (local("2026-02-09 12:00"), timedelta(0), 6 * HOUR)


async def test_scenario_27_a_pause_moves_the_due_time_by_its_support_time(office: Office) -> None:
    ticket = await office.registered("2026-02-06 10:00", resolution_hours=8)
    assert await ticket.due("2026-02-06 10:00") == local("2026-02-09 12:00")

    await ticket.does("2026-02-06 15:00", ASK)
    await ticket.does("2026-02-09 11:00", ANSWER)

    seen = await ticket.seen("2026-02-09 11:00")
    assert (seen.paused, seen.due, seen.state) == (2 * HOUR, local("2026-02-09 14:00"), "running")


async def test_scenario_28_of_two_pauses_in_one_minute_the_seconds_count(office: Office) -> None:
    ticket = await office.registered("2026-02-09 10:00")

    for asked, answered in (("05", "20"), ("30", "44")):
        await ticket.does(f"2026-02-09 11:00:{asked}", ASK)
        await ticket.does(f"2026-02-09 11:00:{answered}", ANSWER)

    seen = await ticket.seen("2026-02-09 11:01")
    assert (seen.paused, seen.due) == (timedelta(seconds=29), local("2026-02-10 12:00:29"))


@pytest.mark.parametrize(
    ("asked", "solved", "state", "elapsed", "due"),
    [
        ("2026-02-09 11:00", "2026-02-12 15:00", "met", 1 * HOUR, "2026-02-13 16:00"),
        ("2026-02-10 11:59:59", "2026-02-12 15:00", "met", 8 * HOUR - timedelta(seconds=1), "2026-02-12 15:00:01"),
        ("2026-02-10 12:00:01", "2026-02-12 15:00", "breached", 8 * HOUR + timedelta(seconds=1), "2026-02-10 12:00"),
    ],
)
async def test_scenario_29_the_pause_ends_first_when_it_is_solved_and_then_the_clock_is_judged(
    office: Office, asked: str, solved: str, state: str, elapsed: timedelta, due: str
) -> None:
    ticket = await office.registered("2026-02-09 10:00")
    await ticket.does(asked, ASK)

    await ticket.does(solved, "workaround")

    seen = await ticket.seen("2026-02-20 12:00")
    assert (seen.state, seen.stopped, seen.elapsed, seen.due) == (state, local(solved), elapsed, local(due))


async def test_scenario_30_paused_past_the_old_due_time_is_paused_and_what_remains_stays(office: Office) -> None:
    ticket = await office.registered("2026-02-09 10:00")
    await ticket.does("2026-02-09 15:00", ASK)

    seen = await ticket.seen("2026-02-20 15:00")

    assert (seen.state, seen.due, seen.breached, seen.remaining) == ("paused", None, None, 3 * HOUR)
    assert seen.reason == "Waiting for information that the customer was asked for."


async def test_scenario_31_breached_then_paused_stays_breached(office: Office) -> None:
    ticket = await office.registered("2026-02-09 10:00")
    await ticket.does("2026-02-10 12:00:01", ASK)

    seen = await ticket.seen("2026-02-11 15:00")

    assert (seen.state, seen.breached, seen.due) == ("breached", local("2026-02-10 12:00"), local("2026-02-10 12:00"))
    assert seen.remaining == timedelta(seconds=-1)


async def test_scenario_32_what_is_recorded_late_takes_the_announcement_back_and_deletes_none(office: Office) -> None:
    ticket = await office.registered("2026-02-09 10:00")
    await ticket.does("2026-02-09 10:30", "start_investigation")
    assert await office.announced("2026-02-10 12:00:00.000001") == 1
    before = await ticket.events()
    assert before[-1]["type"] == "breach_announced"

    await ticket.does("2026-02-10 11:00", ASK, recorded="2026-02-10 12:10")
    await ticket.does("2026-02-10 11:30", ANSWER, recorded="2026-02-10 12:10")

    seen = await ticket.seen("2026-02-10 12:10")
    assert (seen.state, seen.due, seen.breached) == ("running", local("2026-02-10 12:30"), None)
    after = await ticket.events()
    assert after[: len(before)] == before
    [withdrawn] = await ticket.events("breach_withdrawn")
    assert local(withdrawn["data"]["announcedDueAt"]) == local("2026-02-10 12:00")
    assert await office.announced("2026-02-10 12:30") == 0
    assert await office.announced("2026-02-10 12:30:00.000001") == 1
    dues = [local(event["data"]["dueAt"]) for event in await ticket.events("breach_announced")]
    assert dues == [local("2026-02-10 12:00"), local("2026-02-10 12:30")]


async def test_scenario_33_a_pause_that_never_ends_has_no_due_time_and_is_still_listed(office: Office) -> None:
    ticket = await office.registered("2026-02-09 10:00")
    await ticket.does("2026-02-09 11:00", ASK)
    await office.announced("2099-12-31 12:00")

    seen = await ticket.seen("2099-12-31 12:00")
    listed = await office.vendor.get("/v1/sla/clocks", params={"state": "paused"})

    assert (seen.state, seen.due, seen.remaining) == ("paused", None, 7 * HOUR)
    assert [item["ticketId"] for item in listed.json()["items"]] == [ticket.walker.id]
