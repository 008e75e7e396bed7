"""Copies, releases, fair use and upkeep of instances over HTTP (§5.5–5.9.1, §1.4)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.clock import instant
from app.domain.vocabulary import ServiceLevel
from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from app.workers.feeding import sequence
from tests.organisations import make_organisation
from tests.routers.operations.conftest import Running, add_instance

COPY = {"kind": "full_copy", "location": "Almere", "verified": True}
TESTS = {"automatic": "ci 1", "manual": "m 1"}
TESTED = {"kind": "production", "notesUrl": "https://notes.example/4.2", "tests": TESTS}


async def copy(running: Running, taken: str, **further: Any) -> dict[str, Any]:
    body = {**COPY, "takenAt": taken, "finishedAt": taken, **further}
    return await running.made(running.support, f"/instances/{running.instance}/copies", body)


async def test_the_newest_verified_copy_is_the_recovery_point_whatever_comes_late(running: Running) -> None:
    newest = await copy(running, "2026-11-22T20:00:00Z")
    await copy(running, "2026-11-21T20:00:00Z")
    await copy(running, "2026-11-23T02:00:00Z", verified=False)
    read = (await running.registrant.get(f"/v1/instances/{running.instance}/recovery")).json()
    assert read["newestCopyId"] == newest["id"]
    assert (
        read["ageSeconds"] == (running.api.clock.now - instant(datetime(2026, 11, 22, 20, tzinfo=UTC))).total_seconds()
    )


async def test_a_copy_that_is_told_twice_is_one(running: Running) -> None:
    assert (await copy(running, "2026-11-22T20:00:00Z"))["id"] == (await copy(running, "2026-11-22T20:00:00Z"))["id"]


async def test_a_copy_that_is_told_again_as_verified_is(running: Running) -> None:
    unread = await copy(running, "2026-11-22T20:00:00Z", verified=False)
    read = await copy(running, "2026-11-22T20:00:00Z")
    assert (read["id"], unread["verified"], read["verified"]) == (unread["id"], False, True)
    again = await copy(running, "2026-11-22T20:00:00Z", verified=False)
    assert (again["id"], again["verified"]) == (unread["id"], True)
    recovery = (await running.registrant.get(f"/v1/instances/{running.instance}/recovery")).json()
    assert recovery["newestCopyId"] == unread["id"]


async def test_a_clock_a_little_ahead_of_ours_means_now_and_what_is_to_come_is_refused(running: Running) -> None:
    now = running.api.clock.now
    soon, later = (instant(now + timedelta(seconds=each)).isoformat() for each in (1, 3))
    made = await copy(running, soon)
    assert made["takenAt"] == made["finishedAt"] == now.isoformat().replace("+00:00", "Z")
    path = f"/v1/instances/{running.instance}/copies"
    pointers = list[list[str]]()
    for taken, finished in ((later, later), ("2026-11-22T20:00:00Z", "2026-11-22T19:00:00Z")):
        refused = await running.support.post(path, json={**COPY, "takenAt": taken, "finishedAt": finished})
        assert (refused.status_code, refused.json()["section"]) == (400, "5.8.1")
        pointers.append([each["pointer"] for each in refused.json()["errors"]])
    assert pointers == [["/takenAt", "/finishedAt"], ["/takenAt"]]


async def test_an_instance_goes_on_until_its_planned_end(running: Running) -> None:
    await copy(running, "2026-11-22T20:00:00Z")
    path, ends = f"/v1/instances/{running.instance}", {"endsOn": "2026-11-30", "reason": "The contract ends."}
    changed = [await running.manager.patch(path, json=ends, headers={"If-Match": "*"}) for _ in range(2)]
    assert [(each.json()["endsOn"], each.json()["endedAt"]) for each in changed] == [("2026-11-30", None)] * 2
    assert changed[0].headers["ETag"] == changed[1].headers["ETag"]
    rollout = (await running.manager.get(f"/v1/releases/rollout?serviceId={running.service}")).json()
    assert running.instance in [each["instanceId"] for each in rollout["instances"]]
    listed = (await running.manager.get("/v1/sla/terms?state=running&kind=recovery_point")).json()["items"]
    own = [each for each in listed if each["subject"]["id"] == running.instance]
    assert [(each["stoppedAt"], each["dueAt"]) for each in own] == [(None, "2026-11-23T20:00:00Z")]
    explained = (await running.manager.get(f"/v1/sla/terms/{own[0]['id']}/explanation")).json()
    assert (explained["state"], explained["stoppedAt"]) == ("running", None)

    running.api.clock.now = instant(datetime(2026, 11, 30, 23, 0, tzinfo=UTC))
    (kept,) = (await running.manager.get(f"{path}/copies")).json()["items"]
    await running.made(running.support, f"{path[3:]}/copies/{kept['id']}/removal", {"reason": "It has ended."})
    rollout = (await running.manager.get(f"/v1/releases/rollout?serviceId={running.service}")).json()
    assert running.instance not in [each["instanceId"] for each in rollout["instances"]]
    assert (await running.manager.get(path)).json()["endedAt"] == "2026-11-30T23:00:00Z"
    breached = (await running.manager.get("/v1/sla/terms?state=breached&kind=recovery_point")).json()["items"]
    assert "2026-11-30T23:00:00Z" in [each["stoppedAt"] for each in breached]


async def test_the_only_verified_copy_is_not_removed(running: Running) -> None:
    only = await copy(running, "2026-11-22T20:00:00Z")
    path = f"/v1/instances/{running.instance}/copies/{only['id']}/removal"
    refused = await running.support.post(path, json={"reason": "Full disk."})
    assert (refused.status_code, refused.json()["section"]) == (409, "5.8.1")
    await copy(running, "2026-11-21T20:00:00Z")
    assert (await running.support.post(path, json={"reason": "Full disk."})).status_code == 201


async def test_copies_are_listed_page_by_page_latest_state_first(running: Running) -> None:
    for day in (20, 22, 21):
        await copy(running, f"2026-11-{day}T20:00:00Z")
    seen, address = list[str](), f"/v1/instances/{running.instance}/copies?limit=2"
    while address:
        page = (await running.registrant.get(address)).json()
        seen += [each["takenAt"][:10] for each in page["items"]]
        cursor = page["nextCursor"]
        address = cursor and f"/v1/instances/{running.instance}/copies?limit=2&cursor={cursor}"
    assert seen == ["2026-11-22", "2026-11-21", "2026-11-20"]


async def test_a_stranger_finds_nothing_of_it(running: Running) -> None:
    for path in ("copies", "recovery", "log-analyses", "access", "infrastructure-changes"):
        assert (await running.stranger.get(f"/v1/instances/{running.instance}/{path}")).status_code == 404


async def publish(running: Running, version: str, released_on: str, **further: Any) -> dict[str, Any]:
    body = {"serviceId": running.service, "version": version, "releasedOn": released_on, **TESTED, **further}
    return await running.made(running.manager, "/releases", body)


async def test_a_production_version_has_notes_and_tests(running: Running) -> None:
    body = {"serviceId": running.service, "version": "4.2", "releasedOn": "2026-11-01", "kind": "production"}
    answer = await running.manager.post("/v1/releases", json=body)
    assert answer.status_code == 400
    assert {each["pointer"] for each in answer.json()["errors"]} == {"/notesUrl", "/tests"}


async def test_an_instance_two_versions_behind_is_listed_first(running: Running) -> None:
    for version, day in (("4.0", "2026-09-01"), ("4.1", "2026-10-01"), ("4.2", "2026-11-01")):
        await publish(running, version, day)
    at = {"occurredAt": "2026-11-21T10:00:00Z"}  # a Saturday, within the window
    await running.made(running.support, f"/instances/{running.instance}/installations", {"version": "4.0", **at})
    await running.made(running.support, f"/instances/{running.theirs}/installations", {"version": "4.2", **at})
    rollout = (await running.manager.get(f"/v1/releases/rollout?serviceId={running.service}")).json()
    assert [(each["versionsBehind"], each["standing"]) for each in rollout["instances"]] == [
        (2, "behind"),
        (0, "as_aimed"),
    ]
    own = (await running.stranger.get(f"/v1/releases/rollout?serviceId={running.service}")).json()
    assert [each["instanceId"] for each in own["instances"]] == [running.theirs]


async def test_outside_the_window_nothing_is_rolled_out_unannounced(running: Running) -> None:
    await publish(running, "4.2", "2026-11-01")
    body = {"version": "4.2", "occurredAt": "2026-11-20T10:00:00Z"}  # a Friday morning
    answer = await running.support.post(f"/v1/instances/{running.instance}/installations", json=body)
    assert (answer.status_code, answer.json()["section"]) == (409, "5.5")


async def test_nothing_but_a_hotfix_is_forced_onto_bespoke_work(running: Running) -> None:
    await publish(running, "4.2", "2026-10-01")
    await publish(running, "4.2.1", "2026-11-01", kind="hotfix")
    bespoke = await add_instance(running, running.customer_id, bespoke=True, version="4.2")
    await publish(running, "4.3", "2026-11-02")
    path, at = f"/v1/instances/{bespoke}/installations", {"occurredAt": "2026-11-21T10:00:00Z"}
    refused = await running.support.post(path, json={"version": "4.3", **at})
    assert (refused.status_code, refused.json()["section"]) == (409, "5.5.4")
    assert (await running.support.post(path, json={"version": "4.2.1", **at})).status_code == 201


async def test_traffic_is_held_against_the_mean_of_the_others(running: Running) -> None:
    await running.made(running.support, f"/instances/{running.theirs}/traffic", {"month": "2026-11", "bytes": 31})
    for number in range(4):
        async with transaction(running.api.engine, SYSTEM) as connection:
            made = await make_organisation(connection, f"Bakery {number}", ServiceLevel.STANDARD, f"Bas {number}")
        instance = await add_instance(running, str(made.customer.id))
        await running.made(running.support, f"/instances/{instance}/traffic", {"month": "2026-11", "bytes": 10})
    heaviest, *others = (await running.manager.get("/v1/fair-use?month=2026-11")).json()["items"]
    assert (heaviest["bytes"], heaviest["timesTheMean"], heaviest["judgement"]) == (31, 3.1, "flagged")
    assert len(others) == 4
    own = (await running.stranger.get("/v1/fair-use?month=2026-11")).json()["items"]
    assert [(each["bytes"], each["meanOfOthers"]) for each in own] == [(31, 10)]


@pytest.mark.parametrize("heavy", [0, 2, 4])
async def test_whoever_is_measured_last_the_flag_is_the_same(running: Running, heavy: int) -> None:
    measured = [running.theirs]
    for number in range(4):
        async with transaction(running.api.engine, SYSTEM) as connection:
            made = await make_organisation(connection, f"Bakery {number}", ServiceLevel.STANDARD, f"Bas {number}")
        measured.append(await add_instance(running, str(made.customer.id)))
    others = measured[1:]
    for instance in [*others[:heavy], running.theirs, *others[heavy:]]:
        amount = 31 if instance == running.theirs else 10
        await running.made(running.support, f"/instances/{instance}/traffic", {"month": "2026-11", "bytes": amount})
    await running.made(running.support, f"/instances/{running.theirs}/traffic", {"month": "2026-11", "bytes": 29})
    await sequence(running.api.engine, running.api.clock)
    asked = "/v1/events?type=instance.traffic_flagged,instance.traffic_flag_withdrawn"
    told = (await running.manager.get(asked)).json()["items"]
    assert [each["type"].rpartition(".")[2] for each in told] == ["traffic_flagged", "traffic_flag_withdrawn"]
    assert {(each["subject"], each["data"]["actor"]["kind"]) for each in told} == {
        (f"instances/{running.theirs}", "system")
    }


async def test_a_flag_goes_when_nobody_is_comparable_any_more(running: Running) -> None:
    """Another level makes it so; the next measurement, of whoever it is, says it, and says it once."""
    measured = [running.theirs]
    for number in range(4):
        async with transaction(running.api.engine, SYSTEM) as connection:
            made = await make_organisation(connection, f"Bakery {number}", ServiceLevel.STANDARD, f"Bas {number}")
        measured.append(await add_instance(running, str(made.customer.id)))
    for instance in measured:
        amount = 31 if instance == running.theirs else 10
        await running.made(running.support, f"/instances/{instance}/traffic", {"month": "2026-11", "bytes": amount})
    path = f"/v1/customers/{running.stranger.person.customer_id}"
    raised = await running.manager.patch(path, json={"serviceLevel": "extended"}, headers={"If-Match": "*"})
    assert raised.status_code == 200, raised.text
    for amount in (11, 12):
        await running.made(running.support, f"/instances/{measured[1]}/traffic", {"month": "2026-11", "bytes": amount})

    await sequence(running.api.engine, running.api.clock)
    asked = "/v1/events?type=instance.traffic_flagged,instance.traffic_flag_withdrawn"
    told = (await running.manager.get(asked)).json()["items"]
    assert [each["type"].rpartition(".")[2] for each in told] == ["traffic_flagged", "traffic_flag_withdrawn"]


async def test_steps_are_taken_in_the_documents_order(running: Running) -> None:
    path = f"/v1/fair-use/{running.customer_id}/steps"

    async def step(word: str) -> int:
        body = {"step": word, "month": "2026-11", "note": "By phone."}
        return (await running.manager.post(path, json=body)).status_code

    assert [await step(each) for each in ("block", "monitor", "filter", "discuss", "block", "normalise", "block")] == [
        *(409, 201, 201, 201, 409, 201, 201)
    ]


async def test_days_without_an_analysis_of_the_logs_are_named(running: Running) -> None:
    new = await add_instance(running, running.customer_id, startsOn="2026-11-20")
    running.api.clock.now = instant(datetime(2026, 11, 23, 9, 30, tzinfo=UTC))
    body: dict[str, Any] = {"findings": [{"kind": "technical", "pattern": "agent", "text": "The agent is away."}]}
    await running.made(
        running.support, f"/instances/{new}/log-analyses", {**body, "occurredAt": "2026-11-21T08:00:00Z"}
    )
    read = (await running.registrant.get(f"/v1/instances/{new}/log-analyses")).json()
    assert read["daysWithout"] == ["2026-11-20", "2026-11-22"]


async def test_patterns_across_customers_are_the_vendors_alone(running: Running) -> None:
    body = {"findings": [{"kind": "configuration", "pattern": "connector", "text": "It expires."}]}
    for instance in (running.instance, running.theirs):
        await running.made(running.support, f"/instances/{instance}/log-analyses", body)
    asked = "/v1/log-patterns?from=2026-11-01T00:00:00Z&until=2026-12-01T00:00:00Z"
    (shared,) = (await running.support.get(asked)).json()["items"]
    assert {*shared["instanceIds"]} == {running.instance, running.theirs}
    at = running.api.clock.now.isoformat().replace("+00:00", "Z")
    for since, until, number in ((at, "2026-12-01T00:00:00Z", 1), ("2026-11-01T00:00:00Z", at, 0)):
        asked_at = (await running.support.get(f"/v1/log-patterns?from={since}&until={until}")).json()["items"]
        assert len(asked_at) == number
    assert (await running.registrant.get(asked)).status_code == 403


async def test_what_is_weak_of_signing_in_is_advised(running: Running) -> None:
    uses = {"multiFactor": "off", "singleSignOn": "enforced", "strongPasswords": "enforced"}
    answer = await running.support.put(f"/v1/instances/{running.instance}/access", json=uses)
    assert [each["section"] for each in answer.json()["advised"]] == ["5.7.2"]


@pytest.mark.parametrize("version", ["the next", "v4.9", "4.9 (build 7)", "4.", "4.9\n"])
async def test_a_version_is_numbers_with_dots_between(running: Running, version: str) -> None:
    body = {"serviceId": running.service, "version": version, "releasedOn": "2026-11-23", "kind": "hotfix"}
    answer = await running.manager.post("/v1/releases", json=body)
    assert (answer.status_code, [each["pointer"] for each in answer.json()["errors"]]) == (400, ["/version"])


@pytest.mark.parametrize("hours", [0, 30])
async def test_a_customer_tells_of_a_change_to_its_own_infrastructure(running: Running, hours: int) -> None:
    running.api.clock.advance(timedelta(hours=hours))
    path, body = f"/instances/{running.instance}/infrastructure-changes", {"part": "agent", "text": "A new server."}
    await running.made(running.registrant, path, body)
    assert [each["text"] for each in (await running.support.get(f"/v1{path}")).json()["items"]] == ["A new server."]


async def test_changes_that_are_told_between_two_pages_move_no_row(running: Running) -> None:
    path = f"/instances/{running.instance}/infrastructure-changes"
    for number in range(4):
        await running.made(running.registrant, path, {"part": "agent", "text": f"Change {number}"})
    first = (await running.registrant.get(f"/v1{path}?limit=2")).json()
    await running.made(running.registrant, path, {"part": "agent", "text": "Change 4"})
    second = (await running.registrant.get(f"/v1{path}?limit=2&cursor={first['nextCursor']}")).json()
    assert [each["text"][-1] for each in (*first["items"], *second["items"])] == ["3", "2", "1", "0"]
    assert second["nextCursor"] is None


async def test_an_instance_says_whether_an_agent_connects_it(running: Running) -> None:
    path = f"/v1/instances/{running.instance}"
    assert (await running.registrant.get(path)).json()["agent"] is False
    changed = [await running.manager.patch(path, json={"agent": True}, headers={"If-Match": "*"}) for _ in range(2)]
    assert [each.json()["agent"] for each in changed] == [True, True]
    assert changed[0].headers["ETag"] == changed[1].headers["ETag"]
    rollout = (await running.manager.get(f"/v1/releases/rollout?serviceId={running.service}")).json()["instances"]
    assert {each["instanceId"]: each["agent"] for each in rollout} == {running.instance: True, running.theirs: False}


async def test_a_list_of_instances_has_of_each_what_it_shows(running: Running) -> None:
    await copy(running, "2026-11-22T20:00:00Z")
    listed = (await running.manager.get("/v1/instances")).json()["items"]
    assert listed[0] == (await running.manager.get(f"/v1/instances/{running.instance}")).json()
