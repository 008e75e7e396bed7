"""§1: customer or vendor escalates a ticket; the accountable hears of it at once, and its clocks go on as they were."""

from datetime import timedelta
from typing import Any

from httpx import Response

from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import Desk, Walker, new_key

WHY = "The plant stands still, and nobody has called."


async def escalate(walker: Walker, by: Caller, reason: str = WHY) -> Response:
    return await by.post(f"{walker.path}/escalations", json={"reason": reason}, headers=new_key())


async def end(walker: Walker, escalation_id: str, by: Caller, **headers: str) -> Response:
    path = f"{walker.path}/escalations/{escalation_id}/end"
    return await by.post(path, json={"reason": "It runs again."}, headers={**new_key(), **headers})


async def escalated(walker: Walker, by: Caller) -> dict[str, Any]:
    answer = await escalate(walker, by)
    assert answer.status_code == 201, answer.text
    return answer.json()["escalation"]


async def test_a_registrant_escalates_and_support_ends_it_while_the_clocks_go_on(
    desk: Desk, registrant: Caller, support: Caller
) -> None:
    walker = await desk.ticket()
    before = await walker.ticket()
    assert before["escalation"] is None

    made = await escalated(walker, registrant)

    shown = await walker.ticket()
    assert shown["escalation"] == made == {"id": made["id"], "declaredAt": "2026-11-23T09:30:00Z", "reason": WHY}
    assert (shown["clocks"], shown["step"]) == (before["clocks"], before["step"])
    assert f"escalated   since 23 Nov 10:30: {WHY}" in (
        await walker.caller.get(walker.path, headers={"Accept": "text/plain"})
    ).text.replace("\n            ", " ")

    ended = await end(walker, made["id"], support)

    assert ended.status_code == 201
    assert ended.json()["escalation"] is None
    told = [(each["type"], each["data"]["reason"]) for each in await walker.events() if "escal" in each["type"]]
    assert told == [("escalated", WHY), ("escalation_ended", "It runs again.")]


async def test_a_list_has_only_those_that_are_escalated(desk: Desk, registrant: Caller, stranger: Caller) -> None:
    walker, _ = await desk.ticket(), await desk.ticket()
    made = await escalated(walker, registrant)

    async def listed(by: Caller) -> list[str]:
        answer = await by.get("/v1/tickets", params={"escalated": "true"})
        return [each["id"] for each in answer.json()["items"] if each["escalation"]["reason"] == WHY]

    assert await listed(registrant) == [walker.id]
    assert await listed(stranger) == []
    await end(walker, made["id"], registrant)
    assert await listed(registrant) == []


async def test_they_are_counted_and_seen_among_the_work(
    api: Api, desk: Desk, registrant: Caller, support: Caller, stranger: Caller
) -> None:
    walker, _ = await desk.ticket(), await desk.ticket()
    made = await escalated(walker, registrant)
    then = f"{api.clock.now:%FT%TZ}"

    async def counted(by: Caller, **of: str) -> int:
        return (await by.get("/v1/sla/status", params=of)).json()["escalated"]

    assert await counted(support) == await counted(registrant) == 1
    assert await counted(support, serviceLevel="extended", priority="normal") == 1
    assert await counted(stranger) == await counted(support, serviceLevel="standard") == 0
    page = await support.get("/v1/sla/status", headers={"Accept": "text/plain"})
    assert "1 escalated" in page.text
    work = (await support.get(f"/v1/people/{support.person.id}/work")).json()["items"]
    assert sorted(each["escalated"] for each in work) == [False, True]

    api.clock.advance(timedelta(minutes=5))
    await end(walker, made["id"], support)
    assert await counted(support) == 0
    assert await counted(support, asOf=then) == await counted(support, asOf=then, priority="normal") == 1
    assert await counted(support, asOf=then, priority="high") == 0


async def test_who_has_no_part_in_it_escalates_nothing(
    desk: Desk, colleague: Caller, consultant: Caller, stranger: Caller, registrant: Caller
) -> None:
    walker = await desk.ticket()
    for by, status in ((colleague, 403), (consultant, 403), (stranger, 404)):
        answer = await escalate(walker, by)
        assert answer.status_code == status
        assert answer.json().get("section") == ("1" if status == 403 else None)
    made = await escalated(walker, registrant)
    for by, status in ((colleague, 403), (consultant, 403), (stranger, 404)):
        assert (await end(walker, made["id"], by)).status_code == status


async def test_only_an_open_ticket_that_is_not_escalated_is(desk: Desk, manager: Caller, support: Caller) -> None:
    signal = await desk.ticket(channel="phone", by=support)
    closed = await desk.ticket()
    open_one = await desk.ticket()
    made = await escalated(closed, support)
    for decision in ("clear", "solved", "close"):
        await closed.decide(decision)
    await escalated(open_one, manager)

    for walker, words in ((signal, "registered first"), (closed, "closed"), (open_one, WHY)):
        refusal = await escalate(walker, support)
        assert (refusal.status_code, refusal.json()["section"]) == (409, "1")
        assert words in refusal.json()["detail"]
    assert (await escalate(open_one, support, "  ")).status_code == 400

    assert (await end(closed, made["id"], support)).status_code == 409
    assert (await end(open_one, made["id"], support)).status_code == 404


async def test_a_ticket_that_is_closed_is_escalated_nowhere(api: Api, desk: Desk, support: Caller) -> None:
    walker = await desk.ticket()
    await escalated(walker, support)
    then = f"{api.clock.now:%FT%TZ}"
    api.clock.advance(timedelta(minutes=5))
    for decision in ("clear", "solved", "close"):
        await walker.decide(decision)

    async def counted(**of: str) -> int:
        return (await support.get("/v1/sla/status", params=of)).json()["escalated"]

    assert (await walker.ticket())["escalation"] is None
    assert (await support.get("/v1/tickets", params={"escalated": "true"})).json()["items"] == []
    assert (await counted(), await counted(asOf=then)) == (0, 1)
    await walker.decide("reopen", note="It stands still again.")
    assert await counted() == 0
    assert (await escalate(walker, support)).status_code == 201


async def test_it_is_ended_by_who_has_seen_how_it_stands(desk: Desk, support: Caller) -> None:
    walker = await desk.ticket()
    seen = await support.get(walker.path)
    made = await escalated(walker, support)

    stale = await end(walker, made["id"], support, **{"If-Match": seen.headers["etag"]})

    assert stale.status_code == 412
    now = await support.get(walker.path)
    assert (await end(walker, made["id"], support, **{"If-Match": now.headers["etag"]})).status_code == 201


async def test_how_it_stood_at_any_moment(desk: Desk, support: Caller) -> None:
    walker = await desk.ticket()
    await escalated(walker, support)
    then = {"asOf": "2026-11-23T09:30:00Z"}
    assert (await support.get(walker.path, params=then)).json()["escalation"]["reason"] == WHY
