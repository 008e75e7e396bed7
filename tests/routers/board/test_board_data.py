"""All that a board shows, in one answer: of one moment, and of what its reader may see."""

from datetime import timedelta
from typing import Any

from tests.routers.callers import Api, Caller
from tests.routers.operations.conftest import Running
from tests.routers.tickets.conftest import Desk


async def board(caller: Caller, **query: str) -> dict[str, Any]:
    answer = await caller.get("/v1/board-data", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def titles(clocks: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(each["title"], each["clock"]) for each in clocks]


async def test_nothing_yet(admin: Caller) -> None:
    found = await board(admin)

    assert (found["serverTime"], found["timeZone"]) == ("2026-11-23T09:30:00Z", "Europe/Amsterdam")
    assert (found["overdue"]["total"]["total"], found["overdue"]["clocks"], found["nextDue"]) == (0, [], [])
    assert (found["outages"], found["maintenance"]) == ([], [])
    assert found["availability"] == {"year": 2026, "instances": 0, "exceeded": 0, "worst": []}
    assert found["status"] == (await admin.get("/v1/sla/status")).json()


async def test_what_is_overdue_and_goes_is_apart_from_what_was_breached_and_from_what_is_next(
    api: Api, desk: Desk
) -> None:
    done, late = (
        await desk.ticket(title="Done late", urgency="u1", impact="i1"),
        await desk.ticket(title="Late", urgency="u1", impact="i1"),
    )
    api.clock.advance(timedelta(hours=3))
    await done.decide("start_investigation")
    await desk.ticket(title="New", urgency="u3", impact="i3")

    found = await board(desk.admin)

    assert titles(found["overdue"]["clocks"]) == [("Late", "response")]
    assert found["overdue"]["response"] == {"high": 1, "normal": 0, "low": 0, "total": 1}
    assert found["overdue"]["total"] == {"high": 1, "normal": 0, "low": 0, "total": 1}
    assert found["status"]["counts"]["response"]["high"]["breached"] == 2
    next_due = titles(found["nextDue"])
    assert next_due[0] == ("New", "response")
    assert sorted(next_due[1:]) == [("Done late", "resolution"), ("Late", "resolution"), ("New", "resolution")]
    dues = [each["dueAt"] for each in found["nextDue"]]
    assert dues == sorted(dues)
    [first, *_] = found["overdue"]["clocks"]
    assert (first["ticketId"], first["customer"], first["priority"]) == (late.id, "Extended Dairy", "high")
    assert first["atRiskAt"] < first["dueAt"] < found["serverTime"]


async def test_twenty_of_each_and_all_of_them_counted(api: Api, desk: Desk) -> None:
    for _ in range(21):
        await desk.ticket(urgency="u1", impact="i1")
    assert len((await board(desk.admin))["nextDue"]) == 20

    api.clock.advance(timedelta(hours=3))
    found = (await board(desk.admin))["overdue"]

    assert (len(found["clocks"]), found["total"]["total"]) == (20, 21)


async def test_a_customer_sees_its_own_and_filters_narrow(desk: Desk, standard_desk: Desk, running: Running) -> None:
    await desk.ticket(title="Theirs", urgency="u1", impact="i1")
    await standard_desk.ticket(title="Ours")
    await running.outage(running.instance, running.theirs)
    await running.outage(running.theirs, summary="Slow", degradation=True, detectedBy="monitoring")

    own = await board(running.stranger)
    assert {title for title, _ in titles(own["nextDue"])} == {"Ours"}
    assert {each["customer"] for each in own["nextDue"]} == {"Standard Bakery"}
    assert {each["summary"] for each in own["outages"]} == {"Nobody can sign in", "Slow"}
    assert {each["instances"] for each in own["outages"]} == {1}
    assert [each["instanceId"] for each in own["availability"]["worst"]] == [running.theirs]
    foreign = await board(running.stranger, customerId=running.customer_id)
    assert (foreign["nextDue"], foreign["outages"], foreign["availability"]["instances"]) == ([], [], 0)

    of_one = await board(desk.admin, customerId=running.customer_id)
    assert {title for title, _ in titles(of_one["nextDue"])} == {"Theirs"}
    assert [each["summary"] for each in of_one["outages"]] == ["Nobody can sign in"]
    assert len((await board(desk.admin))["outages"]) == 2
    of_level = await board(desk.admin, serviceLevel="standard")
    assert {title for title, _ in titles(of_level["nextDue"])} == {"Ours"}


async def test_outages_that_go_on_and_the_maintenance_of_the_day(running: Running) -> None:
    over = await running.outage(began="2026-11-23T08:00:00Z")
    ended = {"decision": "end", "endedAt": "2026-11-23T08:30:00Z"}
    await running.made(running.support, f"/outages/{over['id']}/transitions", ended)
    await running.outage(began="2026-11-23T09:00:00Z")
    for day, hours in (("23", "20"), ("24", "20"), ("22", "20")):
        body = {"instanceIds": [running.instance], "kind": "preventive", "plannedFrom": f"2026-11-{day}T{hours}:00:00Z"}
        period = {**body, "plannedUntil": f"2026-11-{day}T22:00:00Z"}
        if day != "22":
            await running.made(running.support, "/maintenance-periods", period)
    cancelled = await running.made(
        running.support,
        "/maintenance-periods",
        {
            "instanceIds": [running.instance],
            "kind": "adaptive",
            "plannedFrom": "2026-11-23T21:00:00Z",
            "plannedUntil": "2026-11-23T22:00:00Z",
        },
    )
    await running.made(running.support, f"/maintenance-periods/{cancelled['id']}/transitions", {"decision": "cancel"})

    found = await board(running.registrant)

    [outage] = found["outages"]
    assert (outage["beganAt"], outage["instanceNames"]) == ("2026-11-23T09:00:00Z", ["Production"])
    [period] = found["maintenance"]
    assert (period["plannedFrom"], period["state"], period["instances"]) == ("2026-11-23T20:00:00Z", "planned", 1)
    [worst] = found["availability"]["worst"]
    listed = (await running.registrant.get("/v1/sla/availability")).json()["items"]
    assert worst == listed[0]


async def test_what_comes_after_its_place_is_in_the_feed(desk: Desk) -> None:
    place = (await board(desk.admin))["position"]

    assert (await desk.admin.get("/v1/events", params={"cursor": place})).status_code == 200
