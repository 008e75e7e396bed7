"""Planned work over HTTP (§5.4): announced when that is recorded, held against the window, seen by whom it hits."""

from typing import Any

import pytest

from tests.routers.operations.conftest import Running, add_instance
from tests.routers.operations.judged import HOUR, Judged, utc

PATH = "/v1/maintenance-periods"
TUESDAY_NIGHT = ("2026-11-24 02:00", "2026-11-24 04:00")


@pytest.fixture
def judged(running: Running) -> Judged:
    return Judged(running)


async def refused(judged: Judged, maintenance_id: str, **body: Any) -> tuple[int, str | None]:
    answer = await judged.running.support.post(f"{PATH}/{maintenance_id}/transitions", json=body)
    faults: list[dict[str, str]] = answer.json().get("errors") or []
    return answer.status_code, faults[0]["pointer"] if faults else None


async def test_it_is_planned_then_announced_and_carried_out(judged: Judged) -> None:
    made = await judged.plan(*TUESDAY_NIGHT)
    assert (made["state"], made["announcedAt"], made["announcedBeforehand"]) == ("planned", None, False)
    told = await judged.decide(made["id"], "announce")
    assert (told["state"], told["announcedBeforehand"], told["toldInTime"]) == ("announced", True, None)
    assert told["announcedAt"] == "2026-11-23T09:30:00Z"
    judged.at("2026-11-24 02:10")
    begun = await judged.decide(made["id"], "begin", occurredAt=utc("2026-11-24 02:05"))
    assert (begun["state"], begun["begunAt"]) == ("under_way", utc("2026-11-24 02:05"))
    judged.at("2026-11-24 03:00")
    ended = await judged.decide(made["id"], "end")
    assert (ended["state"], ended["endedAt"]) == ("ended", utc("2026-11-24 03:00"))
    read = await judged.running.support.get(f"{PATH}/{made['id']}")
    assert read.json() == ended
    known = {"If-None-Match": read.headers["ETag"]}
    assert (await judged.running.support.get(f"{PATH}/{made['id']}", headers=known)).status_code == 304


async def test_when_it_was_announced_nobody_says(judged: Judged) -> None:
    made = await judged.plan(*TUESDAY_NIGHT)
    for further, pointer in (("announcedAt", "/announcedAt"), ("occurredAt", "/occurredAt")):
        body = {"decision": "announce", further: utc("2026-11-20 12:00")}
        assert await refused(judged, made["id"], **body) == (400, pointer)
    await judged.decide(made["id"], "announce")
    later = {"plannedUntil": utc("2026-11-24 05:00"), "occurredAt": utc("2026-11-20 12:00")}
    assert await refused(judged, made["id"], decision="extend", **later) == (400, "/occurredAt")
    whole = {"instanceIds": [judged.running.instance], "kind": "preventive", "announcedAt": utc("2026-11-20 12:00")}
    planned = {"plannedFrom": utc(TUESDAY_NIGHT[0]), "plannedUntil": utc(TUESDAY_NIGHT[1])}
    answer = await judged.running.support.post(PATH, json={**whole, **planned})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/announcedAt")


@pytest.mark.parametrize("decision", ["begin", "end", "cancel"])
async def test_nothing_has_happened_in_the_future(judged: Judged, decision: str) -> None:
    made = await judged.plan("2026-11-23 09:00", "2026-11-23 12:00")
    if decision == "end":
        await judged.decide(made["id"], "begin")
    future = utc("2026-11-23 10:31")
    assert await refused(judged, made["id"], decision=decision, occurredAt=future) == (400, "/occurredAt")


async def test_a_moment_that_was_cut_to_milliseconds_is_that_of_the_beginning(judged: Judged) -> None:
    made = await judged.plan("2026-11-23 09:00", "2026-11-23 12:00")
    await judged.decide(made["id"], "begin", occurredAt="2026-11-23T08:00:00.123456Z")
    earlier = {"decision": "end", "occurredAt": "2026-11-23T08:00:00.122Z"}
    assert await refused(judged, made["id"], **earlier) == (400, "/occurredAt")
    ended = await judged.decide(made["id"], "end", occurredAt="2026-11-23T08:00:00.123Z")
    assert ended["endedAt"] == ended["begunAt"] == "2026-11-23T08:00:00.123456Z"


async def test_what_is_not_now_is_refused(judged: Judged) -> None:
    made = await judged.plan(*TUESDAY_NIGHT)
    until = utc("2026-11-24 05:00")
    assert await refused(judged, made["id"], decision="extend", plannedUntil=until) == (409, None)
    assert await refused(judged, made["id"], decision="end") == (409, None)
    await judged.decide(made["id"], "announce")
    assert await refused(judged, made["id"], decision="announce") == (409, None)
    shorter = {"decision": "extend", "plannedUntil": utc("2026-11-24 04:00")}
    assert await refused(judged, made["id"], **shorter) == (400, "/plannedUntil")
    await judged.decide(made["id"], "cancel")
    for decision in ("begin", "announce", "cancel"):
        assert await refused(judged, made["id"], decision=decision) == (409, None)


async def test_it_ends_after_it_begins(judged: Judged) -> None:
    body = {"instanceIds": [judged.running.instance], "kind": "corrective", "plannedFrom": utc(TUESDAY_NIGHT[0])}
    answer = await judged.running.support.post(PATH, json={**body, "plannedUntil": utc(TUESDAY_NIGHT[0])})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/plannedUntil")


@pytest.mark.parametrize(
    ("planned_from", "planned_until", "within", "outside"),
    [
        ("2026-03-29 01:30", "2026-03-29 04:30", 2 * HOUR, 0),  # the night on which the clocks go forward
        ("2026-10-25 01:30", "2026-10-25 04:30", 4 * HOUR, 0),  # and back
        ("2026-11-29 23:00", "2026-11-30 02:00", HOUR, 2 * HOUR),  # Monday's night is no window
        ("2026-11-28 23:59", "2026-11-29 00:01", 120, 0),  # Saturday until 23:59 is the whole day
        ("2026-11-24 03:59:59", "2026-11-24 04:00:01", 1, 1),
    ],
)
async def test_it_is_held_against_the_window_on_the_wall(
    judged: Judged, planned_from: str, planned_until: str, within: float, outside: float
) -> None:
    made = await judged.plan(planned_from, planned_until, announce=True)
    assert (made["windowSeconds"], made["outsideWindowSeconds"]) == (within, outside)


async def test_a_deviation_is_told_a_business_day_ahead_or_it_is_said_that_it_was_not(judged: Judged) -> None:
    late = await judged.plan("2026-11-24 09:00", "2026-11-24 10:00", announce=True)
    assert late["toldInTime"] is False
    assert late["announcedBeforehand"] is True
    ahead = await judged.plan("2026-11-25 09:00", "2026-11-25 10:00", announce=True)
    assert ahead["toldInTime"] is True


async def test_of_a_service_it_hits_the_instances_that_exist_when_it_begins(judged: Judged) -> None:
    running = judged.running
    later = await add_instance(running, running.customer_id, startsOn="2026-12-01")
    body = {"serviceId": running.service, "kind": "adaptive", "announce": True}
    planned = {"plannedFrom": utc(TUESDAY_NIGHT[0]), "plannedUntil": utc(TUESDAY_NIGHT[1])}
    made = await running.made(running.support, "/maintenance-periods", {**body, **planned})
    assert {*made["instanceIds"]} == {running.instance, running.theirs}
    next_month = {"plannedFrom": utc("2026-12-05 02:00"), "plannedUntil": utc("2026-12-05 03:00")}
    made = await running.made(running.support, "/maintenance-periods", {**body, **next_month})
    assert later in made["instanceIds"]


async def test_regions_are_planned_apart(judged: Judged) -> None:
    running = judged.running
    abroad = {"name": "IDU", "product": "idu", "region": "abroad", "provider": "Elsewhere"}
    running.service = (await running.made(running.manager, "/services", abroad))["id"]
    other = await add_instance(running, running.customer_id)
    body = {"instanceIds": [running.instance, other], "kind": "preventive"}
    planned = {"plannedFrom": utc(TUESDAY_NIGHT[0]), "plannedUntil": utc(TUESDAY_NIGHT[1])}
    answer = await running.support.post(PATH, json={**body, **planned})
    assert (answer.status_code, answer.json()["section"]) == (409, "5.1")


async def test_customers_see_what_hits_them_and_change_nothing(judged: Judged) -> None:
    running = judged.running
    both = await judged.plan(*TUESDAY_NIGHT, running.instance, running.theirs, announce=True)
    own = await judged.plan(*TUESDAY_NIGHT, announce=True)
    seen = (await running.registrant.get(f"{PATH}/{both['id']}")).json()
    assert seen["instanceIds"] == [running.instance]
    assert (await running.stranger.get(f"{PATH}/{own['id']}")).status_code == 404
    listed = (await running.stranger.get(PATH)).json()["items"]
    assert [(each["id"], each["instanceIds"]) for each in listed] == [(both["id"], [running.theirs])]
    body = {"decision": "cancel"}
    assert (await running.stranger.post(f"{PATH}/{own['id']}/transitions", json=body)).status_code == 404
    assert (await running.registrant.post(f"{PATH}/{own['id']}/transitions", json=body)).status_code == 403
    planned = {"plannedFrom": utc(TUESDAY_NIGHT[0]), "plannedUntil": utc(TUESDAY_NIGHT[1])}
    plan = {"instanceIds": [running.instance], "kind": "preventive", **planned}
    assert (await running.registrant.post(PATH, json=plan)).status_code == 403
    csv = await running.stranger.get(PATH, headers={"Accept": "text/csv"})
    assert own["id"] not in csv.text


async def test_the_list_is_filtered_and_paged(judged: Judged) -> None:
    running = judged.running
    first = await judged.plan(*TUESDAY_NIGHT, announce=True)
    second = await judged.plan("2026-11-28 02:00", "2026-11-28 04:00", running.theirs)
    third = await judged.plan("2026-11-23 09:00", "2026-11-23 10:00")
    await judged.decide(third["id"], "begin", occurredAt=utc("2026-11-23 08:30"))
    for filters, expected in (
        ({}, [third, second, first]),
        ({"state": "announced"}, [first]),
        ({"instanceId": running.theirs}, [second]),
        ({"until": utc("2026-11-24 02:00")}, [third]),
        ({"until": utc("2026-11-23 08:31")}, [third]),
        ({"from": utc("2026-11-24 04:00")}, [third, second]),  # what is under way lasts
        ({"from": utc("2026-11-24 03:59"), "until": utc("2026-11-25")}, [third, first]),
    ):
        items = (await running.support.get(PATH, params=filters)).json()["items"]
        assert [each["id"] for each in items] == [each["id"] for each in expected], filters
    page = (await running.support.get(PATH, params={"limit": 2})).json()
    rest = (await running.support.get(PATH, params={"limit": 2, "cursor": page["nextCursor"]})).json()
    assert [each["id"] for each in (*page["items"], *rest["items"])] == [third["id"], second["id"], first["id"]]
    text = await running.support.get(PATH, headers={"Accept": "text/plain"})
    assert "under_way" in text.text


async def test_the_same_key_plans_once_and_an_old_version_is_refused(judged: Judged) -> None:
    running = judged.running
    planned = {"plannedFrom": utc(TUESDAY_NIGHT[0]), "plannedUntil": utc(TUESDAY_NIGHT[1])}
    plan = {"instanceIds": [running.instance], "kind": "preventive", **planned}
    answers = [
        await running.support.post(PATH, json=plan, headers={"Idempotency-Key": "tuesday-night"}) for _ in range(2)
    ]
    assert answers[0].json() == answers[1].json()
    assert len((await running.support.get(PATH)).json()["items"]) == 1
    await judged.decide(answers[0].json()["id"], "announce")
    path, stale = f"{PATH}/{answers[0].json()['id']}/transitions", {"If-Match": answers[0].headers["ETag"]}
    assert (await running.support.post(path, json={"decision": "cancel"}, headers=stale)).status_code == 412
