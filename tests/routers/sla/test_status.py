"""The status as one object: what falls due next, and what was promised and achieved."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.attainment.store import attainment_sums
from app.attainment.store.attainment_sums import Calendars, Wish
from app.postgres.connection import Connection
from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import Desk, Walker


async def status(caller: Caller, **query: str) -> dict[str, Any]:
    answer = await caller.get("/v1/sla/status", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def figure(found: dict[str, Any], clock: str, priority: str, unit: str, amount: float = 1) -> dict[str, Any]:
    return next(
        each
        for each in found["attainment"]["figures"]
        if each["clock"] == clock
        and priority in each["priorities"]
        and each["within"] == {"amount": amount, "unit": unit}
    )


async def solve(walker: Walker) -> None:
    await walker.decide("start_investigation")
    await walker.decide("clear")
    await walker.decide("solved")


async def carried_out(desk: Desk, ticket: Walker) -> None:
    """At once, as an urgent change of the ticket."""
    words = {"title": "A leak", "description": "Anybody can read by it.", "reason": "It is known."}
    body: dict[str, Any] = {"changeType": "urgent", **words, "ticketId": ticket.id, "instanceIds": []}
    made = await desk.admin.post("/v1/changes", json=body)
    begun = await desk.admin.post(f"{made.headers['Location']}/transitions", json={"decision": "begin"})
    assert begun.status_code == 201, begun.text


async def test_nothing_yet(admin: Caller) -> None:
    found = await status(admin)

    assert found["asOf"] == "2026-11-23T09:30:00Z"
    assert found["nextDue"] == []
    numbers = found["counts"]["total"]["total"]
    assert {number for name, number in numbers.items() if name != "links"} == {0}
    assert {each["achievedPercent"] for each in found["attainment"]["figures"]} == {None}
    assert {each["attained"] for each in found["attainment"]["figures"]} == {None}


async def test_the_next_five_due_run_and_are_not_late(api: Api, desk: Desk) -> None:
    late = await desk.ticket(urgency="u1", impact="i1")
    api.clock.advance(timedelta(hours=3))
    walkers = [await desk.ticket(urgency=urgency, impact="i3") for urgency in ("u3", "u2", "u1")]

    found = (await status(desk.admin))["nextDue"]

    low, also_low, normal = walkers
    first = [(each["ticketId"], each["clock"]) for each in found[:3]]
    assert first == [(each.id, "response") for each in (normal, low, also_low)]
    assert (found[3]["ticketId"], found[3]["clock"]) == (late.id, "resolution")
    assert len(found) == 5
    assert [each["dueAt"] for each in found] == sorted(each["dueAt"] for each in found)
    assert set(found[0]) == {
        *("ticketId", "number", "title", "clock", "dueAt", "priority", "serviceLevel", "customerId")
    }  # fmt: skip


async def test_promised_and_achieved_with_what_is_left_out(api: Api, desk: Desk) -> None:
    in_time, late, excused, change = (
        await desk.ticket(),
        await desk.ticket(),
        await desk.ticket(),
        await desk.ticket(kind="change", changeType="normal"),
    )
    await desk.report(channel="mail")
    api.clock.advance(timedelta(hours=2))
    await solve(in_time)
    await excused.decide("unclear")
    await excused.decide("configuration", cause="third_party")
    await carried_out(desk, change)
    await solve(change)
    api.clock.advance(timedelta(days=3))
    await solve(late)
    await desk.ticket()

    found = await status(desk.admin)

    next_day = figure(found, "resolution", "normal", "next_business_days")
    assert (next_day["numerator"], next_day["denominator"]) == (1, 2)
    assert (next_day["promisedPercent"], next_day["achievedPercent"], next_day["attained"]) == (70, 50.0, False)
    assert (next_day["missed"], next_day["recordedLate"]) == (1, 0)
    kinds = dict.fromkeys(("informationRequest", "serviceRequest", "enhancementRequest"), 0)
    assert next_day["excluded"] == {**kinds, "signal": 1, "change": 1, "notApplicable": 1, "notYetDecided": 1}
    response = figure(found, "response", "normal", "days")
    assert (response["numerator"], response["denominator"]) == (2, 3)
    assert response["achievedPercent"] == 66.666
    assert response["excluded"]["notApplicable"] == 0
    assert figure(found, "resolution", "high", "days", 2)["denominator"] == 0
    assert {each["section"] for each in found["attainment"]["figures"]} == {"1.2.3"}


async def test_a_ticket_counts_in_the_period_of_its_registration(api: Api, desk: Desk) -> None:
    moments = ["2025-11-01T10:00:00Z", "2026-03-02T10:00:00Z", "2026-10-05T10:00:00Z"]
    for at in moments:
        await desk.ticket(registeredAt=at)

    async def decided(**query: str) -> int:
        return figure(await status(desk.admin, **query), "response", "normal", "days")["denominator"]

    assert await decided() == 2
    assert await decided(registeredFrom="2025-11-01T10:00:00Z") == 3
    assert await decided(registeredFrom="2025-11-01T10:00:00.000001Z") == 2
    assert await decided(registeredFrom=moments[1], registeredUntil=moments[2]) == 1
    assert await decided(registeredUntil="2026-04-01T00:00:00Z") == 2
    period = (await status(desk.admin, registeredUntil="2026-04-01T00:00:00Z"))["attainment"]
    assert (period["registeredFrom"], period["registeredUntil"]) == ("2025-04-01T00:00:00Z", "2026-04-01T00:00:00Z")
    assert (await status(desk.admin))["attainment"]["registeredUntil"] is None


async def test_figures_that_change_whenever_they_are_read_are_not_read_for_ever(
    admin: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    times, read = 0, attainment_sums.calendars

    async def changed(connection: Connection, wish: Wish) -> Calendars:
        nonlocal times
        times += 1
        assert times <= 20
        known = await read(connection, wish)
        return replace(known, counted=not known.counted)

    monkeypatch.setattr(attainment_sums, "calendars", changed)
    refused = await admin.get("/v1/sla/status")

    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "1")


async def test_an_empty_period_is_refused(admin: Caller) -> None:
    moment = "2026-03-02T10:00:00Z"
    answer = await admin.get("/v1/sla/status", params={"registeredFrom": moment, "registeredUntil": moment})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/query/registeredUntil"


@pytest.mark.parametrize(
    ("query", "running"),
    [({}, 4), ({"serviceLevel": "standard"}, 1), ({"serviceLevel": "extended"}, 3), ({"priority": "high"}, 1)],
)
async def test_filters_narrow_everything(desk: Desk, standard_desk: Desk, query: dict[str, str], running: int) -> None:
    await desk.ticket()
    await desk.ticket(kind="change", changeType="normal")
    await standard_desk.ticket(urgency="u1", impact="i1")

    found = await status(desk.admin, **query)

    assert found["counts"]["total"]["total"]["running"] == running
    assert len(found["nextDue"]) == running
    excluded = figure(found, "response", "normal", "days")["excluded"]
    assert excluded["change"] == (query in ({}, {"serviceLevel": "extended"}))


async def test_a_customer_s_status_is_its_own(desk: Desk, standard_desk: Desk, stranger: Caller) -> None:
    await desk.ticket()
    own = await standard_desk.ticket()

    found = await status(stranger)

    assert [each["ticketId"] for each in found["nextDue"]] == [own.id]
    assert figure(found, "response", "normal", "days")["excluded"]["notYetDecided"] == 1
    foreign = await status(stranger, customerId=str(desk.organisation.customer.id))
    assert foreign["nextDue"] == []
    assert figure(foreign, "response", "normal", "days")["excluded"]["notYetDecided"] == 0


async def test_as_a_page_and_as_csv(api: Api, desk: Desk) -> None:
    await solve(await desk.ticket())
    await desk.ticket()

    text = (await desk.admin.get("/v1/sla/status", headers={"Accept": "text/plain"})).text
    csv = (await desk.admin.get("/v1/sla/status", headers={"Accept": "text/csv"})).text

    lines = text.splitlines()
    assert lines[0] == "SLA status as of 2026-11-23 10:30:00 (Europe/Amsterdam)"
    assert lines[2].split() == ["response", "resolution"]
    assert lines[3].split() == ["high", "normal", "low", "all"] * 2
    assert next(line for line in lines if line.startswith("met")).split() == ["met", *"01010101"]
    assert ["next", "due", "clock", "prio", "due", "left", "title"] in [line.split() for line in lines]
    response = next(line for line in lines if line.startswith("response") and "normal, low" in line)
    assert response.split()[3:] == ["1", "day", "100", "%", "100", "%", "1", "of", "1", "0", "yes"]
    assert "Attainment (§1.2.3), registered 23 Nov 2025 10:30 – now" in lines
    rows = csv.splitlines()
    assert rows[2] == "response,normal,1,0,0,0,1,0,0,0,0"
    assert len(rows) == 7
