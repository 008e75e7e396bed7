"""A change is planned into the maintenance window or announced (§5.4), and in the way of nothing (§4)."""

from typing import Any

import pytest

from tests.routers.changes.conftest import ChangeDesk, ChangeWalker, facts
from tests.routers.operations.conftest import add_instance
from tests.routers.operations.judged import Judged, utc


def between(began: str, ended: str) -> dict[str, Any]:
    return {"plannedFrom": utc(began), "plannedUntil": utc(ended)}


DAY = ("2026-11-25 12:00", "2026-11-25 14:00")
NIGHT = ("2026-11-24 20:00", "2026-11-24 22:00")


async def approved(changing: ChangeDesk, **further: Any) -> ChangeWalker:
    return await (await changing.change(**further)).walked("assess", "approve")


@pytest.mark.parametrize(
    ("began", "ended", "status"),
    [
        ("2026-11-24 20:00", "2026-11-25 04:00", 201),
        ("2026-11-24 20:00", "2026-11-25 04:01", 409),
        ("2026-11-24 19:59", "2026-11-24 22:00", 409),
        ("2026-11-27 20:00", "2026-11-30 00:00", 201),
        ("2026-11-30 02:00", "2026-11-30 03:00", 409),
    ],
)
async def test_it_is_planned_into_the_maintenance_window(
    changing: ChangeDesk, began: str, ended: str, status: int
) -> None:
    """Monday 00:00 to 04:00 is outside."""
    walker = await approved(changing)
    answer = await walker.tried("plan", **between(began, ended))
    assert answer.status_code == status
    if status == 409:
        assert answer.json()["section"] == "5.4"
        assert answer.json()["errors"][0]["code"] == "not_announced"


async def test_outside_it_is_announced_beforehand(changing: ChangeDesk) -> None:
    judged, walker = Judged(changing.running), await approved(changing)
    assert await walker.refused("plan", **between(*DAY), acceptConflict={"reason": "It must."}) == (409, "5.4")
    period = await judged.plan(*DAY)
    assert await walker.refused("plan", **between(*DAY)) == (409, "5.4")
    await judged.decide(period["id"], "announce")
    longer = between(DAY[0], "2026-11-25 14:01")
    assert await walker.refused("plan", **longer) == (409, "5.4")
    assert (await walker.decide("plan", **between(*DAY)))["state"] == "planned"
    changing.at("2026-11-25 12:05")
    await judged.decide(period["id"], "cancel")
    assert await walker.refused("begin") == (409, "5.4")


async def test_an_announcement_counts_from_where_it_was_recorded_before(changing: ChangeDesk) -> None:
    judged, walker = Judged(changing.running), await approved(changing)
    await judged.plan("2026-11-23 09:00", "2026-11-23 16:00", announce=True)
    assert await walker.refused("plan", **between("2026-11-23 12:00", "2026-11-23 13:00")) == (409, "5.4")


async def test_what_is_on_no_instance_is_announced_for_itself(changing: ChangeDesk) -> None:
    judged, walker = Judged(changing.running), await approved(changing, instanceIds=[])
    await judged.plan(*DAY, announce=True)
    assert await walker.refused("plan", **between(*DAY)) == (409, "5.4")
    await judged.plan(*DAY, announce=True, changeId=walker.id)
    await walker.decide("plan", **between(*DAY))


async def test_two_changes_on_one_instance_are_told_of_each_other(changing: ChangeDesk) -> None:
    first, second = await approved(changing), await approved(changing)
    await first.decide("plan", **between(*NIGHT))
    answer = await second.tried("plan", **between("2026-11-24 21:59", "2026-11-24 23:00"))
    assert (answer.status_code, answer.json()["section"]) == (409, "4")
    (fault,) = answer.json()["errors"]
    assert (fault["pointer"], fault["code"]) == ("/acceptConflict", "same_instance")
    assert first.number in fault["detail"]
    assert first.id in fault["detail"]
    await second.decide("plan", **between("2026-11-24 22:00", "2026-11-24 23:00"))
    third = await approved(changing)
    why = {"reason": "Both are of one team."}
    planned = await third.decide("plan", **between(*NIGHT), acceptConflict=why)
    assert planned["planned"]["conflictReason"] == "Both are of one team."
    changing.at("2026-11-24 20:10")
    await first.decide("begin")
    await third.decide("begin")


async def test_what_begins_later_than_planned_is_told_of_what_is_planned_then(changing: ChangeDesk) -> None:
    late, planned = await approved(changing), await approved(changing)
    await late.decide("plan", **between(*NIGHT))
    await planned.decide("plan", **between("2026-11-25 20:00", "2026-11-25 22:00"))
    changing.at("2026-11-25 21:00")
    answer = await late.tried("begin")
    assert (answer.status_code, answer.json()["section"]) == (409, "4")
    assert planned.number in answer.json()["detail"]
    begun = await late.decide("begin", acceptConflict={"reason": "Both are of one team."})
    assert begun["state"] == "implementing"
    assert (await planned.decide("begin"))["state"] == "implementing"


async def test_an_urgent_change_that_is_under_way_is_told_to_what_was_planned(changing: ChangeDesk) -> None:
    planned = await approved(changing)
    await planned.decide("plan", **between(*NIGHT))
    changing.at("2026-11-24 20:10")
    urgent = await changing.change("urgent")
    await urgent.decide("begin")
    answer = await planned.tried("begin")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "same_instance")


async def test_what_is_under_way_is_in_the_way_of_tonight_and_not_of_january(changing: ChangeDesk) -> None:
    under_way, other = await approved(changing), await approved(changing)
    await under_way.decide("plan", **between(*NIGHT))
    changing.at("2026-11-24 20:10")
    await under_way.decide("begin")
    assert await other.refused("plan", **between("2026-11-24 21:00", "2026-11-24 23:00")) == (409, "4")
    await other.decide("plan", **between("2027-01-05 20:00", "2027-01-05 22:00"))
    seen = await changing.asker.get("/v1/changes/calendar", params=between_of("2027-01-05", "2027-01-06"))
    assert [each["number"] for each in seen.json()["changes"]] == [other.number]


async def test_changes_on_different_instances_are_in_nobodys_way(changing: ChangeDesk) -> None:
    running = changing.running
    other = await add_instance(running, running.customer_id, name="Second")
    first, second = await approved(changing), await approved(changing, instanceIds=[other])
    await first.decide("plan", **between(*NIGHT))
    assert (await second.decide("plan", **between(*NIGHT)))["planned"]["conflictReason"] is None


async def test_what_was_planned_and_is_no_more_is_in_nobodys_way(changing: ChangeDesk) -> None:
    first, second = await approved(changing), await approved(changing)
    await first.decide("plan", **between(*NIGHT))
    await first.decide("withdraw")
    await second.decide("plan", **between(*NIGHT))


async def test_a_freeze_stops_what_is_planned_and_what_is_begun(changing: ChangeDesk) -> None:
    before, after = await approved(changing), await approved(changing)
    await before.decide("plan", **between(*NIGHT))
    freeze_id = await changing.freeze("2026-11-24 18:00", "2026-11-25 00:00")
    answer = await after.tried("plan", **between("2026-11-24 22:00", "2026-11-25 01:00"))
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "freeze")
    assert freeze_id in answer.json()["errors"][0]["detail"]
    changing.at("2026-11-24 20:10")
    assert await before.refused("begin") == (409, "4")
    begun = await before.decide("begin", acceptConflict={"reason": "The disk is full."})
    assert begun["state"] == "implementing"
    assert (await facts(changing, before))[-2:] == ["implementation_begun", "conflict_found"]


async def test_a_freeze_of_other_instances_stops_nothing_and_one_that_is_lifted_neither(changing: ChangeDesk) -> None:
    await changing.freeze("2026-11-24 18:00", "2026-11-25 00:00", changing.running.theirs)
    lifted = await changing.freeze("2026-11-24 18:00", "2026-11-25 00:00", changing.running.instance)
    path = f"/change-freezes/{lifted}/withdrawal"
    await changing.running.made(changing.running.manager, path, {"reason": "The harvest is in."})
    walker = await approved(changing)
    await walker.decide("plan", **between(*NIGHT))
    again = await changing.running.manager.post(f"/v1{path}", json={"reason": "Again."})
    assert (again.status_code, again.json()["section"]) == (409, "4")


async def test_an_urgent_change_goes_on_in_a_freeze_and_it_is_told(changing: ChangeDesk) -> None:
    await changing.freeze("2026-11-23 09:00", "2026-11-24 00:00")
    walker = await changing.change("urgent")
    begun = await walker.decide("begin")
    assert begun["state"] == "implementing"
    told = await changing.running.manager.get("/v1/changes/calendar", params=between_of("2026-11-23", "2026-11-25"))
    (entry,) = told.json()["changes"]
    assert [each["kind"] for each in entry["conflicts"]] == ["freeze"]


def between_of(first: str, last: str) -> dict[str, str]:
    return {"from": utc(f"{first} 00:00"), "until": utc(f"{last} 00:00")}


async def test_freezes_are_the_vendors(changing: ChangeDesk) -> None:
    freeze_id = await changing.freeze("2026-11-24 18:00", "2026-11-25 00:00")
    for path, status in (("/v1/change-freezes", 403), (f"/v1/change-freezes/{freeze_id}", 404)):
        assert (await changing.running.registrant.get(path)).status_code == status
    listed = await changing.asker.get("/v1/change-freezes")
    assert [each["id"] for each in listed.json()["items"]] == [freeze_id]
    assert (await changing.asker.get(f"/v1/change-freezes/{freeze_id}")).json()["name"] == "The harvest"
    body = {"name": "Mine", "reason": "I say so.", "from": utc("2026-11-24 18:00"), "until": utc("2026-11-25 00:00")}
    assert (await changing.asker.post("/v1/change-freezes", json=body)).status_code == 403
    backwards = {**body, "from": body["until"], "until": body["from"]}
    for wrong in (backwards, {**body, "from": utc("2026-11-20 18:00"), "until": utc("2026-11-21 18:00")}):
        answer = await changing.running.manager.post("/v1/change-freezes", json=wrong)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/until")
