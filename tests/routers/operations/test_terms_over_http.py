"""Terms over HTTP: listed, read and explained, in two languages and three forms; a customer's own and no other's."""

from datetime import timedelta
from typing import Any

from tests.routers.callers import Caller
from tests.routers.operations.conftest import Running


async def lost(running: Running, *instances: str) -> dict[str, Any]:
    """An outage of Monday 10:00 Amsterdam that loses the instance: 4 vendor hours."""
    made = await running.outage(*instances)
    return await running.made(
        running.support, f"/outages/{made['id']}/transitions", {"decision": "find_loss", "loss": "instance"}
    )


async def listed(caller: Caller, **query: str) -> list[dict[str, Any]]:
    answer = await caller.get("/v1/sla/terms", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def test_a_recovery_time_is_due_in_vendor_hours_and_says_why(running: Running) -> None:
    outage = await lost(running)
    [term] = await listed(running.registrant, subjectId=outage["id"])
    assert (term["kind"], term["state"], term["dueAt"]) == ("recovery_time", "running", "2026-11-23T13:00:00Z")
    assert term["target"] == {"amount": 4.0, "unit": "hours"}
    assert (await running.registrant.get(f"/v1/sla/terms/{term['id']}")).json() == term
    at = f"/v1/sla/terms/{term['id']}/explanation"
    english = await running.registrant.get(at)
    assert sum(each["seconds"] for each in english.json()["lines"] if each["kind"] == "counted") == 4 * 3600
    dutch = await running.registrant.get(at, headers={"Accept-Language": "nl"})
    assert (english.headers["Content-Language"], dutch.headers["Content-Language"]) == ("en", "nl")
    assert english.json()["sentence"] != dutch.json()["sentence"]
    text = (await running.registrant.get(at, headers={"Accept": "text/plain"})).text
    assert text.startswith("Recovery time: running (§5.8.2)\n")
    assert english.json()["sentence"].split()[-1] in text
    assert max(map(len, text.splitlines())) <= 80
    csv = (await running.registrant.get(at, headers={"Accept": "text/csv"})).text
    assert csv.splitlines()[0] == "from,until,kind,seconds,reason"


async def test_nobody_sees_the_terms_of_others(running: Running) -> None:
    outage = await lost(running, running.instance, running.theirs)
    for caller in (running.registrant, running.stranger):
        seen = await listed(caller, subjectId=outage["id"])
        assert len(seen) == 1
        assert await listed(caller, customerId=seen[0]["customerId"]) == await listed(caller)
    [theirs] = await listed(running.stranger, kind="recovery_time")
    for path in (f"/v1/sla/terms/{theirs['id']}", f"/v1/sla/terms/{theirs['id']}/explanation"):
        assert (await running.registrant.get(path)).status_code == 404
    assert theirs["id"] not in (await running.registrant.get("/v1/sla/terms", headers={"Accept": "text/csv"})).text
    assert await listed(running.registrant, customerId=theirs["customerId"]) == []
    assert len(await listed(running.support, subjectId=outage["id"])) == 2


async def test_a_list_is_filtered_by_what_holds_now_and_goes_on_where_it_stopped(running: Running) -> None:
    await lost(running, running.instance, running.theirs)
    assert await listed(running.support, state="breached", kind="recovery_time") == []
    for before, found in (("2026-11-23T13:00:00Z", 0), ("2026-11-23T13:00:01Z", 2)):
        assert len(await listed(running.support, kind="recovery_time", dueBefore=before)) == found
    running.api.clock.advance(timedelta(hours=5))
    late = await listed(running.support, state="breached", kind="recovery_time")
    assert [each["breachedAt"] for each in late] == ["2026-11-23T13:00:00Z"] * 2
    first = (await running.support.get("/v1/sla/terms", params={"limit": 1, "kind": "recovery_time"})).json()
    cursor = first["nextCursor"]
    second = await running.support.get("/v1/sla/terms", params={"limit": 1, "kind": "recovery_time", "cursor": cursor})
    ids = [each["id"] for page in (first, second.json()) for each in page["items"]]
    assert sorted(ids) == sorted(each["id"] for each in late)


async def test_what_has_stopped_is_not_due_any_more(running: Running) -> None:
    outage = await lost(running)
    due = {"kind": "recovery_time", "dueBefore": "2026-12-01T00:00:00Z"}
    assert len(await listed(running.support, **due)) == 1
    running.api.clock.advance(timedelta(minutes=2))
    ended = {"decision": "end", "endedAt": f"{running.api.clock() - timedelta(minutes=1):%FT%TZ}"}
    await running.made(running.support, f"/outages/{outage['id']}/transitions", ended)
    assert await listed(running.support, **due) == []
