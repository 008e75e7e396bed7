"""The availability of an instance over HTTP (§5.2): what counts, by what is recorded and when."""

from datetime import timedelta

import pytest

from tests.domain.tickets.histories import local
from tests.routers.operations.conftest import Running, add_instance
from tests.routers.operations.judged import HOUR, Judged, hours, stretches, utc


@pytest.fixture
def judged(running: Running) -> Judged:
    return Judged(running)


@pytest.mark.parametrize(
    ("year", "allowed", "more", "attained", "achieved"),
    [
        (2026, 315_360, 0, True, 99.0),
        (2026, 315_360, 1, False, 98.9999),
        (2027, 315_360, 0, True, 99.0),
        (2028, 316_224, 0, True, 99.0),
        (2028, 316_224, 1, False, 98.9999),
    ],
)
async def test_the_promise_is_kept_exactly_and_not_by_rounding(
    judged: Judged, year: int, allowed: int, more: int, *, attained: bool, achieved: float
) -> None:
    judged.at(f"{year + 1}-01-02")
    ended = local(f"{year}-03-01") + timedelta(seconds=allowed, microseconds=more)
    await judged.outage(f"{year}-03-01", ended.isoformat())
    seen = await judged.seen(year=year)
    assert (seen["attained"], seen["achievedPercent"], seen["allowedSeconds"]) == (attained, achieved, allowed)
    assert seen["promisedPercent"] == 99
    assert seen["remainingSeconds"] == -more / 1_000_000
    assert seen["section"] == "5.2"


async def test_before_the_year_ends_it_is_open_until_it_can_no_longer_be_kept(judged: Judged) -> None:
    judged.at("2026-07-14")
    await judged.outage("2026-03-01 10:00", "2026-03-05 01:36")
    assert (await judged.seen())["attained"] is None
    await judged.outage("2026-03-05 02:00", "2026-03-05 02:01")
    seen = await judged.seen()
    assert (seen["attained"], seen["remainingSeconds"], seen["until"]) == (False, -60, utc("2026-07-14"))
    assert seen["endsAt"] == utc("2027-01-01")


async def test_outages_that_overlap_count_once(judged: Judged) -> None:
    judged.at("2026-12-02")
    ids = [
        await judged.outage("2026-12-01 01:00", "2026-12-01 03:00"),
        await judged.outage("2026-12-01 02:00", "2026-12-01 04:00"),
    ]
    running = judged.running
    of_service = {"serviceId": running.service, "beganAt": utc("2026-12-01 02:30"), "detectedBy": "monitoring"}
    made = await running.made(running.support, "/outages", {**of_service, "summary": "All of it"})
    await judged.end(made["id"], "2026-12-01 02:45")
    seen = await judged.seen()
    assert seen["counted"] == [
        {
            "from": utc("2026-12-01 01:00"),
            "until": utc("2026-12-01 04:00"),
            "outageIds": [*ids, made["id"]],
            "category": "failure",
        }
    ]
    assert seen["outageSeconds"] == 3 * HOUR


async def test_an_outage_over_new_year_is_split_at_midnight_on_the_wall(judged: Judged) -> None:
    judged.at("2027-01-02")
    await judged.outage("2026-12-31 22:00", "2027-01-01 01:00")
    last, first = await judged.seen(year=2026), await judged.seen(year=2027)
    assert stretches(last, "counted") == [("2026-12-31T21:00:00Z", "2026-12-31T23:00:00Z")]
    assert stretches(first, "counted") == [("2026-12-31T23:00:00Z", "2027-01-01T00:00:00Z")]


async def test_an_instance_that_began_in_june_is_judged_from_then(judged: Judged) -> None:
    instance = await add_instance(judged.running, judged.running.customer_id, startsOn="2026-06-01")
    judged.at("2027-01-02")
    await judged.outage("2026-05-31 12:00", "2026-06-01 01:00", judged.running.instance)
    made = {"serviceId": judged.running.service, "beganAt": utc("2026-06-01 02:00"), "detectedBy": "monitoring"}
    outage = await judged.running.made(judged.running.support, "/outages", {**made, "summary": "x"})
    await judged.end(outage["id"], "2026-06-01 03:00")
    seen = await judged.seen(instance=instance)
    assert seen["from"] == utc("2026-06-01")
    assert seen["periodSeconds"] == 214 * 24 * HOUR + HOUR  # the clocks were set back
    assert hours(seen) == (0, 1)


async def test_what_is_not_promised_is_measured(judged: Judged) -> None:
    running = judged.running
    test = await add_instance(running, running.customer_id, environment="test")
    own = await add_instance(running, running.customer_id, hosting="on_premises")
    judged.at("2027-01-02")
    for instance in (test, own):
        await judged.outage("2026-12-02 02:00", "2026-12-02 06:00", instance)
        seen = await judged.seen(instance=instance)
        assert [seen[name] for name in ("promisedPercent", "attained", "allowedSeconds", "remainingSeconds")] == [
            None
        ] * 4
        assert (seen["countedSeconds"], seen["achievedPercent"]) == (4 * HOUR, 99.9543)


async def test_unmeasured_time_is_shown_and_is_no_outage(judged: Judged) -> None:
    running = judged.running
    path = f"/instances/{running.instance}/measuring"
    judged.at("2026-12-02 12:00")
    stopped = {"measuring": False, "reason": "The probe is moved.", "occurredAt": utc("2026-12-02 08:00")}
    assert (await running.made(running.support, path, stopped))["measuring"] is False
    assert (await judged.seen())["unmeasuredSeconds"] == 4 * HOUR
    assert (await running.support.post(f"/v1{path}", json=stopped)).status_code == 409
    early = {"measuring": True, "reason": "It is there.", "occurredAt": utc("2026-12-02 07:59")}
    assert (await running.support.post(f"/v1{path}", json=early)).json()["errors"][0]["pointer"] == "/occurredAt"
    resumed = {**early, "occurredAt": utc("2026-12-02 10:00")}
    made = await running.made(running.support, path, resumed)
    assert made["gaps"] == [
        {"from": utc("2026-12-02 08:00"), "until": utc("2026-12-02 10:00"), "reason": "The probe is moved."}
    ]
    seen = await judged.seen()
    assert (seen["unmeasuredSeconds"], seen["achievedPercent"]) == (2 * HOUR, 100)
    future = {**stopped, "occurredAt": utc("2026-12-02 12:01")}
    assert (await running.support.post(f"/v1{path}", json=future)).status_code == 400
    for caller, status in ((running.registrant, 403), (running.stranger, 404)):
        assert (await caller.post(f"/v1{path}", json=stopped)).status_code == status


async def test_degraded_is_shown_and_does_not_count(judged: Judged) -> None:
    judged.at("2026-12-02 12:00")
    outage = await judged.outage("2026-12-02 02:00", "2026-12-02 03:00", degradation=True)
    seen = await judged.seen()
    assert (seen["outageSeconds"], seen["counted"]) == (0, [])
    assert seen["degraded"] == [{"from": utc("2026-12-02 02:00"), "until": utc("2026-12-02 03:00"), "outageId": outage}]


async def test_a_proof_counts_for_the_customer_s_own_instances(judged: Judged) -> None:
    running = judged.at("2026-12-03").running
    outage = await judged.outage("2026-12-02 02:00", "2026-12-02 04:00", running.instance, running.theirs)
    proof = {"claim": "began_earlier", "from": utc("2026-12-02 01:00"), "evidence": "Our own log."}
    rebuttal = await running.made(running.registrant, f"/outages/{outage}/rebuttals", proof)
    assert hours(await judged.seen()) == (0, 2)
    decision = {"accepted": True, "reason": "So it was."}
    await running.made(running.manager, f"/outages/{outage}/rebuttals/{rebuttal['id']}/decision", decision)
    assert hours(await judged.seen(running.registrant)) == (0, 3)
    assert hours(await judged.seen(running.stranger, running.theirs)) == (0, 2)


async def test_a_customers_own_share_is_what_it_is_judged_by_from_its_date(judged: Judged, running: Running) -> None:
    """On the last day of the period, or now; others go by the agreement's (§1, §5.2)."""
    place, own = f"/v1/customers/{running.customer_id}", {"availabilityPercent": 99.5}
    agreed = {"ownFigures": own, "from": "2027-02-01T00:00:00+01:00"}
    answer = await running.manager.patch(place, json=agreed, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text

    async def asked(instance: str, year: int) -> tuple[float, float, str]:
        path = f"/v1/instances/{instance}/availability"
        shown = (await running.manager.get(path, params={"year": str(year)})).json()
        return shown["promisedPercent"], shown["allowedSeconds"], shown["section"]

    judged.at("2027-01-31")
    assert await asked(running.instance, 2027) == (99, 315_360, "5.2")
    judged.at("2027-03-01")
    assert (await asked(running.instance, 2026))[0] == 99
    assert await asked(running.instance, 2027) == (99.5, 157_680, "1")
    assert await asked(running.theirs, 2027) == (99, 315_360, "5.2")
