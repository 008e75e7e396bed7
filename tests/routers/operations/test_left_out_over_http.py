"""What is left out of an availability (§5.2): announced beforehand and carried out, or accepted by somebody else."""

import pytest

from tests.routers.operations.conftest import Running
from tests.routers.operations.judged import HOUR, Judged, hours, utc


@pytest.fixture
def judged(running: Running) -> Judged:
    return Judged(running)


async def test_left_out_is_what_was_announced_and_carried_out(judged: Judged) -> None:
    work = await judged.at("2026-12-01 02:00").plan("2026-12-02 02:00", "2026-12-02 04:00", announce=True)
    judged.at("2026-12-03")
    await judged.work(work["id"], "2026-12-02 02:10", "2026-12-02 03:30")
    before = await judged.seen()
    assert (before["leftOutSeconds"], before["upSeconds"]) == (0, before["periodSeconds"])
    outage = await judged.outage("2026-12-02 01:00", "2026-12-02 05:00")
    seen = await judged.seen()
    assert seen["leftOut"] == [
        {
            "from": utc("2026-12-02 02:10"),
            "until": utc("2026-12-02 03:30"),
            "reason": "announced_maintenance",
            "outageId": outage,
            "maintenanceId": work["id"],
            "announcedAt": utc("2026-12-01 02:00"),
            "decidedBy": None,
        }
    ]
    assert hours(seen) == (80 / 60, 160 / 60)
    assert seen["allowedSeconds"] == (365 * 24 * HOUR - 80 * 60) / 100


@pytest.mark.parametrize(
    ("extended_at", "left_out"), [("2026-12-02 03:30", 3), ("2026-12-02 04:10", 2)], ids=["in time", "late"]
)
async def test_an_extension_is_judged_by_itself(judged: Judged, extended_at: str, left_out: float) -> None:
    work = await judged.at("2026-12-01 02:00").plan("2026-12-02 02:00", "2026-12-02 04:00", announce=True)
    judged.at("2026-12-02 02:00")
    await judged.decide(work["id"], "begin")
    outage = await judged.outage("2026-12-02 02:00")
    judged.at(extended_at)
    extended = await judged.decide(work["id"], "extend", plannedUntil=utc("2026-12-02 05:00"))
    assert extended["announcedBeforehand"] is (left_out == 3)
    assert [each["beforehand"] for each in extended["stretches"]] == [True, left_out == 3]
    judged.at("2026-12-02 06:00")
    await judged.decide(work["id"], "end", occurredAt=utc("2026-12-02 05:00"))
    await judged.end(outage, "2026-12-02 05:00")
    assert hours(await judged.seen()) == (left_out, 3 - left_out)


async def test_a_fresh_announcement_excuses_from_where_it_was_announced_before(judged: Judged) -> None:
    first = await judged.at("2026-12-01 02:00").plan("2026-12-02 02:00", "2026-12-02 04:00", announce=True)
    judged.at("2026-12-02 04:10")
    second = await judged.plan("2026-12-02 04:15", "2026-12-02 05:00", announce=True)
    judged.at("2026-12-02 06:00")
    await judged.work(first["id"], "2026-12-02 02:00", "2026-12-02 04:00")
    await judged.work(second["id"], "2026-12-02 04:15", "2026-12-02 05:00")
    await judged.outage("2026-12-02 02:00", "2026-12-02 05:00")
    assert hours(await judged.seen()) == (2.75, 0.25)


async def test_an_outage_is_not_announced_away_while_it_goes_on(judged: Judged) -> None:
    work = await judged.at("2026-12-02 01:09").plan("2026-12-02 01:10", "2026-12-02 05:00", announce=True)
    judged.at("2026-12-02 06:00")
    await judged.work(work["id"], "2026-12-02 01:10", "2026-12-02 05:00")
    await judged.outage("2026-12-02 01:00", "2026-12-02 05:00")
    assert hours(await judged.seen()) == (0, 4)


async def test_announced_after_it_began_leaves_nothing_out(judged: Judged) -> None:
    work = await judged.at("2026-12-02 02:05").plan("2026-12-02 02:00", "2026-12-02 04:00", announce=True)
    assert work["announcedBeforehand"] is False
    judged.at("2026-12-02 06:00")
    await judged.work(work["id"], "2026-12-02 02:00", "2026-12-02 04:00")
    await judged.outage("2026-12-02 02:00", "2026-12-02 04:00")
    assert hours(await judged.seen()) == (0, 2)


async def test_planned_and_never_announced_leaves_nothing_out(judged: Judged) -> None:
    work = await judged.at("2026-12-01 02:00").plan("2026-12-02 02:00", "2026-12-02 04:00")
    judged.at("2026-12-02 06:00")
    await judged.work(work["id"], "2026-12-02 02:00", "2026-12-02 04:00")
    await judged.outage("2026-12-02 02:00", "2026-12-02 04:00")
    assert hours(await judged.seen()) == (0, 2)


async def test_what_is_left_out_ends_where_it_is_cancelled(judged: Judged) -> None:
    work = await judged.at("2026-12-01 02:00").plan("2026-12-02 02:00", "2026-12-02 04:00", announce=True)
    judged.at("2026-12-02 02:30")
    await judged.decide(work["id"], "begin", occurredAt=utc("2026-12-02 02:00"))
    assert (await judged.decide(work["id"], "cancel"))["state"] == "cancelled"
    judged.at("2026-12-02 06:00")
    await judged.outage("2026-12-02 02:00", "2026-12-02 04:00")
    assert hours(await judged.seen()) == (0.5, 1.5)


async def test_for_two_reasons_a_moment_is_left_out_once_and_a_pending_claim_leaves_nothing_out(
    judged: Judged,
) -> None:
    work = await judged.at("2026-12-01 02:00").plan("2026-12-02 02:00", "2026-12-02 04:00", announce=True)
    judged.at("2026-12-02 07:00")
    await judged.work(work["id"], "2026-12-02 02:00", "2026-12-02 04:00")
    outage = await judged.outage("2026-12-02 02:00", "2026-12-02 06:00")
    claimed = await judged.claim(outage, "2026-12-02 03:00", "2026-12-02 05:00")
    pending = await judged.seen()
    assert hours(pending) == (2, 2)
    assert hours(pending["ifAccepted"]) == (3, 1)
    decision = {"accepted": True, "reason": "It was."}
    path = f"/v1/outages/{outage}/left-out/{claimed}/decision"
    assert (await judged.running.manager.post(path, json=decision)).status_code == 403
    await judged.running.made(judged.running.second, path.removeprefix("/v1"), decision)
    seen = await judged.seen()
    assert (hours(seen), seen["ifAccepted"]) == ((3, 1), None)
    assert [(each["reason"], each["from"], each["until"]) for each in seen["leftOut"]] == [
        ("announced_maintenance", utc("2026-12-02 02:00"), utc("2026-12-02 04:00")),
        ("attack", utc("2026-12-02 04:00"), utc("2026-12-02 05:00")),
    ]
    assert seen["leftOut"][1]["decidedBy"] == str(judged.running.second.person.id)


async def test_a_declined_claim_leaves_nothing_out(judged: Judged) -> None:
    judged.at("2026-12-02 07:00")
    outage = await judged.outage("2026-12-02 02:00", "2026-12-02 06:00")
    await judged.claim(outage, "2026-12-02 03:00", None, accepted=False)
    assert hours(await judged.seen()) == (0, 4)


async def test_maintenance_announced_for_the_moment_at_which_an_outage_of_the_year_before_began(
    judged: Judged,
) -> None:
    """The outage goes on into the new year, under an announcement that begins then."""
    old = await judged.at("2026-12-30").plan("2026-12-31 20:00", "2026-12-31 23:00", announce=True)
    judged.at("2026-12-31 21:00")
    new = await judged.plan("2027-01-01 00:00", "2027-01-01 02:00", announce=True)
    judged.at("2027-01-02")
    await judged.work(old["id"], "2026-12-31 20:00", "2026-12-31 23:00")
    await judged.work(new["id"], "2027-01-01 00:00", "2027-01-01 02:00")
    await judged.outage("2026-12-31 20:30", "2027-01-01 02:00")
    assert hours(await judged.seen(year=2027)) == (2, 0)
    assert hours(await judged.seen(year=2026)) == (2.5, 1)
