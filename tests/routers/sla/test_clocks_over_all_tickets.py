"""Lists and numbers of clocks agree with the tickets themselves, at any moment."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.clock import Instant, instant
from app.domain.clocks.standings import ClockStanding
from app.domain.vocabulary import ClockName, Priority
from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import Desk

AT_RISK_SHARE = 0.75


async def every_sort(api: Api, desk: Desk, standard_desk: Desk) -> None:
    """Tickets in every state a clock can be in, and in those that only time brings about."""
    for urgency, impact in (("u1", "i1"), ("u2", "i2"), ("u3", "i3")):
        await desk.ticket(urgency=urgency, impact=impact)
        await standard_desk.ticket(urgency=urgency, impact=impact)
    await desk.ticket(kind="change", changeType="normal")
    await desk.report(channel="phone")
    paused, solved, excused, late = [await desk.ticket(urgency="u1", impact="i1") for _ in range(4)]
    paused_at_its_end = await desk.ticket(urgency="u1", impact="i1")
    recorded_late = await desk.ticket(urgency="u1", impact="i1")
    api.clock.advance(timedelta(hours=1))
    await paused.decide("request_information")
    await excused.decide("unclear")
    await excused.decide("configuration", cause="customer_infrastructure")
    api.clock.advance(timedelta(hours=3))
    for step in ("start_investigation", "clear", "solved", "close"):
        await solved.decide(step)
    in_42_days = Instant(api.clock.now + timedelta(days=42))
    api.clock.now = instant(datetime.fromisoformat((await paused_at_its_end.clock("resolution"))["dueAt"]))
    await paused_at_its_end.decide("request_information")
    api.clock.now = in_42_days
    await late.decide("clear")
    await recorded_late.decide("clear", occurredAt="2026-11-23T10:00:00Z", note="Nobody wrote it down.")
    await desk.ticket(urgency="u1", impact="i1")


async def listed(caller: Caller, **query: str) -> list[dict[str, Any]]:
    """All pages of it, three at a time."""
    items: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        answer = await caller.get("/v1/sla/clocks", params={**query, **cursor, "limit": 3})
        assert answer.status_code == 200, answer.text
        page = answer.json()
        items += page["items"]
        if page["nextCursor"] is None:
            assert "Link" not in answer.headers
            return items
        assert 'rel="next"' in answer.headers["Link"]
        cursor = {"cursor": page["nextCursor"]}


async def own_clocks(caller: Caller) -> list[dict[str, Any]]:
    tickets = (await caller.get("/v1/tickets", params={"limit": 200})).json()["items"]
    return [
        {**clock, "ticketId": ticket["id"], "priority": ticket["priority"]}
        for ticket in tickets
        for clock in ticket["clocks"]
    ]


def stands(clock: dict[str, Any], standing: ClockStanding) -> bool:
    if standing is ClockStanding.RECORDED_LATE:
        return clock["recordedLate"]
    if standing is not ClockStanding.AT_RISK:
        return clock["state"] == standing.value
    return clock["state"] == "running" and clock["elapsedSeconds"] >= AT_RISK_SHARE * clock["targetSeconds"]


def names(clocks: list[dict[str, Any]]) -> set[tuple[str, str]]:
    return {(clock["ticketId"], clock["name"]) for clock in clocks}


LATER = [
    timedelta(0),
    timedelta(minutes=90) - timedelta(microseconds=1),
    timedelta(minutes=90),
    timedelta(hours=2),
    timedelta(hours=2, microseconds=1),
    timedelta(days=14),
    timedelta(days=90),
]
"""Of the ticket that came in last the response is at risk after an hour and a half, and due after two."""


async def test_lists_and_numbers_say_what_the_tickets_say(api: Api, desk: Desk, standard_desk: Desk) -> None:
    await every_sort(api, desk, standard_desk)
    last_fact, seen = api.clock.now, set[ClockStanding]()
    for passed in LATER:
        api.clock.now = Instant(last_fact + passed)
        clocks = await own_clocks(desk.admin)
        counts = (await desk.admin.get("/v1/sla/status")).json()["counts"]
        for standing in ClockStanding:
            expected = [clock for clock in clocks if stands(clock, standing)]
            seen |= {standing} if expected else set()
            assert names(await listed(desk.admin, state=standing.value)) == names(expected), standing
            assert_counted(counts, standing, expected)
    assert seen == set(ClockStanding)


def assert_counted(counts: dict[str, Any], standing: ClockStanding, expected: list[dict[str, Any]]) -> None:
    member = {"at_risk": "atRisk", "not_started": "notStarted", "not_applicable": "notApplicable"}
    field = {**member, "best_effort": "bestEffort", "recorded_late": "recordedLate"}.get(standing.value, standing.value)
    number = Counter((clock["name"], clock["priority"]) for clock in expected)
    for name in ClockName:
        for priority in Priority:
            assert counts[name][priority][field] == number[name, priority], (standing, name, priority)
        assert counts[name]["total"][field] == sum(clock["name"] == name for clock in expected)
    assert counts["total"]["total"][field] == len(expected)


async def test_without_a_state_the_list_has_what_still_goes_soonest_due_first(
    api: Api, desk: Desk, standard_desk: Desk
) -> None:
    await every_sort(api, desk, standard_desk)

    items = await listed(desk.admin)

    going = [clock for clock in await own_clocks(desk.admin) if goes(clock)]
    assert names(items) == names(going)
    assert len(items) == len(going)
    due = [item["dueAt"] or "9999" for item in items]
    assert due == sorted(due)
    assert {item["state"] for item in items} == {"running", "breached", "paused", "best_effort", "not_applicable"}


def goes(clock: dict[str, Any]) -> bool:
    return clock["state"] != "not_started" and clock["stoppedAt"] is None


async def test_an_item_is_the_ticket_s_own_clock_with_the_ticket(desk: Desk) -> None:
    walker = await desk.ticket(urgency="u1", impact="i1")
    ticket = await walker.ticket()

    first = (await listed(desk.admin))[0]

    clock = {name: value for name, value in first.items() if name in ticket["clocks"][0]}
    assert clock == ticket["clocks"][0]
    rest = {name: value for name, value in first.items() if name not in clock}
    assert rest == {
        "ticketId": walker.id,
        "step": {"number": 3, "name": "classify_ticket"},
        **{each: ticket[each] for each in ("number", "title", "customerId", "priority", "serviceLevel", "status")},
    }


FILTERS: dict[str, str] = {
    "clock": "name",
    "priority": "priority",
    "customerId": "customerId",
    "serviceLevel": "serviceLevel",
}
"""Parameter → member of an item."""


@pytest.mark.parametrize("name", FILTERS)
async def test_filters_narrow_the_list(api: Api, desk: Desk, standard_desk: Desk, name: str) -> None:
    await every_sort(api, desk, standard_desk)
    everything = await listed(desk.admin)
    values = {item[FILTERS[name]] for item in everything}
    assert len(values) > 1

    for value in values:
        expected = [item for item in everything if item[FILTERS[name]] == value]
        assert await listed(desk.admin, **{name: value}) == expected


async def test_due_before_and_after_leave_out_what_is_never_due(api: Api, desk: Desk, standard_desk: Desk) -> None:
    await every_sort(api, desk, standard_desk)
    due = [item for item in await listed(desk.admin) if item["dueAt"] is not None]
    middle = due[len(due) // 2]["dueAt"]

    assert await listed(desk.admin, dueBefore=middle) == [item for item in due if item["dueAt"] < middle]
    assert await listed(desk.admin, dueAfter=middle) == [item for item in due if item["dueAt"] >= middle]


async def test_a_cursor_fits_only_the_list_that_gave_it(desk: Desk) -> None:
    for _ in range(2):
        await desk.ticket()
    cursor = (await desk.admin.get("/v1/sla/clocks", params={"limit": 1})).json()["nextCursor"]

    answer = await desk.admin.get("/v1/sla/clocks", params={"limit": 1, "cursor": cursor, "state": "running"})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/query/cursor"


async def test_a_customer_sees_its_own_clocks_only(desk: Desk, standard_desk: Desk, stranger: Caller) -> None:
    await desk.ticket()
    own = await standard_desk.ticket()

    assert {item["ticketId"] for item in await listed(stranger)} == {own.id}
    assert await listed(stranger, customerId=str(desk.organisation.customer.id)) == []
    counts = (await stranger.get("/v1/sla/status")).json()["counts"]
    assert (counts["total"]["total"]["running"], counts["total"]["total"]["bestEffort"]) == (1, 1)


async def test_as_a_table_and_as_csv(desk: Desk) -> None:
    await desk.ticket(title="=cmd()")

    text = await desk.admin.get("/v1/sla/clocks", headers={"Accept": "text/plain"})
    csv = await desk.admin.get("/v1/sla/clocks", headers={"Accept": "text/csv"})

    assert text.text.splitlines()[0].split()[:5] == ["number", "clock", "prio", "due", "left"]
    assert len(text.text.splitlines()) == 4
    assert csv.text.splitlines()[1].endswith(",'=cmd()")
