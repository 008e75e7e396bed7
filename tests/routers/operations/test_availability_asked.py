"""Which availability is asked for: as of when, of which period, of which instances, by whom (§5.2)."""

from datetime import timedelta
from typing import Any

import pytest

from tests.routers.operations.conftest import Running, add_instance
from tests.routers.operations.judged import HOUR, Judged, hours, utc


@pytest.fixture
def judged(running: Running) -> Judged:
    return Judged(running)


async def test_as_of_an_earlier_moment_by_what_was_known_then_or_is_now(judged: Judged) -> None:
    """The outage was recorded at noon, its end at one, its claim accepted at two; for the customer the same."""
    judged.at("2026-12-02 12:00")
    outage = await judged.outage("2026-12-02 02:00")
    judged.at("2026-12-02 13:00")
    await judged.end(outage, "2026-12-02 06:00")
    judged.at("2026-12-02 14:00")
    await judged.claim(outage, "2026-12-02 05:00", None, accepted=True)
    judged.at("2026-12-03")
    for caller in (judged.running.support, judged.running.registrant):

        async def then(wall: str, knowledge: str = "then", caller: Any = caller) -> tuple[float, float]:
            seen = await judged.seen(caller, asOf=utc(wall), knowledge=knowledge)
            assert (seen["until"], seen["asOf"]) == (utc(wall), utc(wall))
            return hours(seen)

        assert await then("2026-12-02 11:00") == (0, 0)
        assert await then("2026-12-02 12:30") == (0, 10.5)
        assert await then("2026-12-02 13:30") == (0, 4)
        assert await then("2026-12-02 14:30") == (1, 3)
        assert await then("2026-12-02 03:00", "now") == (0, 1)
        assert await then("2026-12-02 12:30", "now") == (1, 3)
    assert (await judged.seen(asOf=utc("2026-12-05")))["until"] == utc("2026-12-05")


async def test_as_of_then_knows_of_maintenance_measuring_and_instances_what_was_recorded(judged: Judged) -> None:
    running = judged.running
    work = await judged.at("2026-12-01 12:00").plan("2026-12-02 02:00", "2026-12-02 04:00", announce=True)
    judged.at("2026-12-02 12:00")
    await judged.outage("2026-12-02 02:00", "2026-12-02 04:00")
    judged.at("2026-12-02 13:00")
    await judged.work(work["id"], "2026-12-02 02:00", "2026-12-02 04:00")
    stopped = {"measuring": False, "reason": "Moved.", "occurredAt": utc("2026-12-02 08:00")}
    await running.made(running.support, f"/instances/{running.instance}/measuring", stopped)
    judged.at("2026-12-04")
    before = await judged.seen(asOf=utc("2026-12-02 12:30"))
    assert (hours(before), before["unmeasuredSeconds"]) == ((0, 2), 0)
    after = await judged.seen(asOf=utc("2026-12-02 13:30"))
    assert (hours(after), after["unmeasuredSeconds"]) == ((2, 0), 5.5 * HOUR)
    path = f"/v1/instances/{running.instance}/availability"
    there = {"year": 2026, "asOf": utc("2026-11-23 10:00")}
    assert (await running.support.get(path, params=there)).status_code == 404
    assert (await running.support.get(path, params={**there, "knowledge": "now"})).status_code == 200


async def test_a_customer_s_people_see_their_own_alone(judged: Judged) -> None:
    running = judged.at("2026-12-03").running
    await judged.outage("2026-12-02 02:00", "2026-12-02 04:00")
    for path in ("availability", "availability/explanation", "timeline"):
        address = f"/v1/instances/{running.instance}/{path}"
        assert (await running.registrant.get(address)).status_code == 200
        assert (await running.stranger.get(address)).status_code == 404
    assert (await judged.seen(running.stranger, running.theirs))["outageSeconds"] == 0
    listed = (await running.stranger.get("/v1/sla/availability")).json()["items"]
    assert [each["instanceId"] for each in listed] == [running.theirs]
    asked = {"customerId": running.customer_id}
    assert (await running.stranger.get("/v1/sla/availability", params=asked)).json()["items"] == []


async def test_another_period_than_a_year(judged: Judged) -> None:
    judged.at("2026-12-03")
    await judged.outage("2026-12-02 02:00", "2026-12-02 04:00")
    day: dict[str, Any] = {"from": utc("2026-12-02 03:00"), "until": utc("2026-12-03 00:00")}
    seen = await judged.seen(**day)
    assert (seen["periodSeconds"], seen["countedSeconds"]) == (21 * HOUR, HOUR)


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"year": 2026, "from": utc("2026-12-02")}, "/query/year"),
        ({"from": utc("2026-12-02")}, "/query/until"),
        ({"until": utc("2026-12-02")}, "/query/from"),
        ({"from": utc("2026-12-02"), "until": utc("2026-12-02")}, "/query/until"),
        ({"year": 1999}, "/query/year"),
        ({"year": "２０２６"}, "/query/year"),
    ],
)
async def test_half_a_period_or_two_are_none(running: Running, query: dict[str, Any], pointer: str) -> None:
    answer = await running.support.get(f"/v1/instances/{running.instance}/availability", params=query)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)


async def test_known_to_is_a_place_in_the_feed(judged: Judged) -> None:
    seen = await judged.at("2026-12-03").seen()
    assert (await judged.running.support.get("/v1/events", params={"cursor": seen["knownTo"]})).status_code == 200
    assert seen["agreementRevision"] == 1


async def test_of_all_is_as_of_each_worst_first(judged: Judged) -> None:
    running = judged.running
    others = [await add_instance(running, running.customer_id, name=f"Instance {each}") for each in range(4)]
    await add_instance(running, running.customer_id, name="Later", startsOn="2027-06-01")
    judged.at("2027-01-03 00:00")
    for hour, instance in enumerate((*others[:3], running.theirs), start=2):
        await judged.outage("2026-12-02 01:00", f"2026-12-02 {hour:02}:00", instance)
    listed = (await running.support.get("/v1/sla/availability?year=2026")).json()["items"]
    assert [each["instanceId"] for each in listed[:4]] == [running.theirs, *reversed(others[:3])]
    assert len(listed) == 6
    for each in listed:
        one = await judged.seen(instance=each["instanceId"])
        assert each == {name: one[name] for name in each}
    paged, cursor = list[str](), ""
    while cursor is not None:
        asked = f"/v1/sla/availability?year=2026&limit=2{f'&cursor={cursor}' if cursor else ''}"
        page = (await running.support.get(asked)).json()
        paged += [each["instanceId"] for each in page["items"]]
        cursor = page["nextCursor"]
        running.api.clock.advance(timedelta(hours=1))
        await judged.outage("2026-12-02 01:00", "2026-12-02 12:00", others[3])  # known only after the first page
    assert paged == [each["instanceId"] for each in listed]


async def test_of_all_in_other_forms_and_filtered(judged: Judged) -> None:
    running = judged.at("2027-01-03").running
    await judged.outage("2026-12-02 01:00", "2026-12-02 05:00")
    csv = await running.support.get("/v1/sla/availability?year=2026", headers={"Accept": "text/csv"})
    assert csv.text.splitlines()[0].startswith("instanceId,customerId,name,from,until,promisedPercent")
    assert len(csv.text.splitlines()) == 3
    text = await running.support.get("/v1/sla/availability?year=2026", headers={"Accept": "text/plain"})
    assert "99.9543" in text.text
    for filters, number in (
        ({"customerId": running.customer_id}, 1),
        ({"serviceId": running.service}, 2),
        ({"region": "nl"}, 2),
        ({"region": "abroad"}, 0),
        ({"year": 2025}, 0),
    ):
        answer = await running.support.get("/v1/sla/availability", params=filters)
        assert len(answer.json()["items"]) == number, filters
