"""Whose a change is, what it did to production, and that all of it is what happened (§4, §5.2)."""

from typing import Any

from app.agreements.book import Agreements
from app.changes.kinds import CHANGES
from app.domain.vocabulary import Role
from app.sla.agreement import REVISIONS
from app.workers.feeding import sequence
from app.workers.terms import announce_terms
from tests.routers.changes.conftest import HIGH, ChangeDesk, ChangeWalker, facts
from tests.routers.operations.judged import Judged, utc
from tests.routers.subjects_verified import verified

NIGHT = "2026-11-24 20:10"


async def announced(changing: ChangeDesk, change: ChangeWalker) -> list[str]:
    """What is told of it, after what falls due has been announced."""
    api = changing.running.api
    await announce_terms(api.engine, api.clock, Agreements(REVISIONS))
    return [each for each in await facts(changing, change) if each in ("term_breached", "review_overdue")]


async def listed(changing: ChangeDesk, by: Any, **query: str) -> list[str]:
    answer = await by.get("/v1/changes", params=query)
    assert answer.status_code == 200, answer.text
    return [each["id"] for each in answer.json()["items"]]


async def test_customers_see_their_own_and_those_of_an_instance_of_theirs(changing: ChangeDesk) -> None:
    running = changing.running
    own = await changing.change(by=running.registrant)
    wide = await changing.change(instanceIds=[running.instance, running.theirs])
    nobodys = await changing.change(instanceIds=[])
    assert await listed(changing, running.registrant) == [wide.id, own.id]
    assert await listed(changing, running.stranger) == [wide.id]
    assert await listed(changing, running.support) == [nobodys.id, wide.id, own.id]
    assert (await wide.read(running.stranger))["instanceIds"] == [running.theirs]
    assert (await own.read())["customerId"] == running.customer_id
    for path in (own.path, nobodys.path, f"{own.path}/transitions", f"{own.path}/ballots"):
        foreign, unknown = [
            await running.stranger.get(each)
            for each in (path, path.replace(path.split("/")[3], "0197a3c2-7a10-7cc3-98c4-dc0c0c073999"))
        ]
        assert (foreign.status_code, foreign.json()["detail"]) == (404, unknown.json()["detail"])


async def test_a_customers_change_is_of_its_own_instances(changing: ChangeDesk) -> None:
    running = changing.running
    cases: list[tuple[Any, dict[str, Any]]] = [
        (running.registrant, {"instanceIds": [running.theirs]}),
        (running.support, {"instanceIds": [running.instance, running.theirs], "customerId": running.customer_id}),
    ]
    for by, further in cases:
        answer = await changing.asked(by=by, **further)
        assert answer.status_code == 400, answer.text
        assert answer.json()["errors"][0]["pointer"].startswith("/instanceIds/")
    other = await changing.asked(by=running.stranger, instanceIds=[], customerId=running.customer_id)
    assert other.status_code == 404


async def test_the_list_is_filtered(changing: ChangeDesk) -> None:
    running = changing.running
    urgent, normal = await changing.change("urgent"), await changing.change(instanceIds=[running.theirs])
    await normal.decide("assess")
    for query, found in (
        ({"state": "assessed"}, [normal.id]),
        ({"changeType": "urgent"}, [urgent.id]),
        ({"instanceId": running.theirs}, [normal.id]),
        ({"number": urgent.number.lower()}, [urgent.id]),
        ({"customerId": running.customer_id}, []),
    ):
        assert await listed(changing, running.support, **query) == found
    text = await running.support.get("/v1/changes", headers={"Accept": "text/plain"})
    assert urgent.number in text.text


async def test_the_numbers_are_of_the_local_year_and_never_repeat(changing: ChangeDesk) -> None:
    changing.at("2027-01-01 00:30")
    first, second = [(await changing.change()).number for _ in range(2)]
    assert first.startswith("C-2027-")
    assert int(second.rpartition("-")[2]) > int(first.rpartition("-")[2])


async def test_an_outage_is_linked_to_the_change_that_it_was(changing: ChangeDesk) -> None:
    judged, running = Judged(changing.running), changing.running
    walker = await (await changing.change()).walked("assess", "approve", "plan")
    outage = await judged.outage("2026-11-23 09:00", "2026-11-23 10:00")
    path = f"/v1/outages/{outage}/changes/{walker.id}"
    early = await running.support.put(path)
    assert (early.status_code, early.json()["section"]) == (409, "4")
    changing.at(NIGHT)
    await walker.decide("begin")
    changing.at("2026-11-24 21:30")
    down = await judged.outage("2026-11-24 20:15", "2026-11-24 21:15")
    path = f"/v1/outages/{down}/changes/{walker.id}"
    for _ in range(2):
        assert (await running.support.put(path)).status_code == 204
    assert (await walker.read())["outageIds"] == [down]
    assert (await running.support.get(f"/v1/outages/{down}")).json()["changeIds"] == [walker.id]
    seen = await judged.seen()
    assert (seen["outageSeconds"], seen["leftOutSeconds"], seen["countedSeconds"]) == (7_200, 0, 7_200)
    assert (await running.registrant.put(path)).status_code == 403
    assert (await running.stranger.put(path)).status_code == 404
    assert (await facts(changing, walker)).count("disturbance_linked") == 1
    for _ in range(2):
        assert (await running.support.delete(path)).status_code == 204
    assert (await walker.read())["outageIds"] == []


async def test_neither_change_nor_outage_names_the_other_to_who_does_not_see_it(changing: ChangeDesk) -> None:
    running = changing.running
    wide = await changing.change("urgent", instanceIds=[running.instance, running.theirs])
    own = await changing.change("urgent", by=running.registrant)
    changing.at(NIGHT)
    for walker in (wide, own):
        await walker.decide("begin")
    judged, shared = Judged(running), (running.instance, running.theirs)
    both = await judged.outage("2026-11-24 20:00", "2026-11-24 20:05", *shared)
    ours = await judged.outage("2026-11-24 20:05")
    for outage, walker in ((both, own), (ours, wide)):
        assert (await running.support.put(f"/v1/outages/{outage}/changes/{walker.id}")).status_code == 204

    sights: list[tuple[Any, list[str], list[str]]] = [
        (running.support, [own.id], [ours]),
        (running.registrant, [own.id], [ours]),
        (running.stranger, [], []),
    ]
    for by, changes, outages in sights:
        listed_ = (await by.get("/v1/outages")).json()["items"]
        assert [each["changeIds"] for each in listed_ if each["id"] == both] == [changes]
        assert (await by.get(f"/v1/outages/{both}")).json()["changeIds"] == changes
        assert (await by.get(wide.path)).json()["outageIds"] == outages


async def test_planned_work_names_its_change_to_whoever_sees_that(changing: ChangeDesk) -> None:
    running = changing.running
    own = await changing.change(by=running.registrant, instanceIds=[])
    period = await Judged(running).plan(
        *("2026-11-24 20:00", "2026-11-24 22:00", running.instance, running.theirs), announce=True, changeId=own.id
    )
    for by, shown in ((running.support, own.id), (running.registrant, own.id), (running.stranger, None)):
        (listed_,) = (await by.get("/v1/maintenance-periods")).json()["items"]
        read = (await by.get(f"/v1/maintenance-periods/{period['id']}")).json()
        assert (listed_["changeId"], read["changeId"]) == (shown, shown)


async def test_how_another_customers_people_voted_a_customer_does_not_see(changing: ChangeDesk) -> None:
    running = changing.running
    members = [running.support, running.registrant, running.stranger]
    walker = await changing.change(instanceIds=[running.instance, running.theirs])
    await walker.decide("assess", risk=HIGH)
    await walker.decide("submit", boardId=await changing.board(members, 2))
    for member in members:
        assert (await walker.vote(member, "approve")).status_code == 200
    ids = [str(each.person.id) for each in members]
    for by, seen in ((changing.asker, ids), (running.registrant, ids[:2]), (running.stranger, [ids[0], ids[2]])):
        (ballot,) = (await by.get(f"{walker.path}/ballots")).json()["items"]
        assert (ballot["votesCast"], ballot["approve"]) == (3, 3)
        assert ballot["members"] == [each["personId"] for each in ballot["votes"]] == seen


async def test_a_conflict_that_was_accepted_is_in_the_history(changing: ChangeDesk) -> None:
    first, second = [await (await changing.change()).walked("assess", "approve") for _ in range(2)]
    await first.decide("plan")
    await second.decide("plan", acceptConflict={"reason": "Both are of one team."})
    assert (await facts(changing, first))[-1] == "change_planned"
    assert (await facts(changing, second))[-2:] == ["change_planned", "conflict_found"]


async def test_a_review_that_is_overdue_is_told_once(changing: ChangeDesk) -> None:
    walker = await changing.change("urgent")
    await walker.decide("begin", changing.asker)
    await walker.decide("implemented", changing.asker)
    term = "2026-11-30T16:00:00Z"
    (due,) = (await changing.asker.get("/v1/sla/terms", params={"kind": "change_review"})).json()["items"]
    assert due["dueAt"] == term
    assert await announced(changing, walker) == []
    changing.at("2026-11-30 17:00")
    assert await announced(changing, walker) == []
    changing.at("2026-11-30 17:01")
    for _ in range(2):
        assert await announced(changing, walker) == ["term_breached", "review_overdue"]
    await walker.decide("review")
    page = await changing.asker.get(f"/v1/sla/terms/{due['id']}/explanation", headers={"Accept-Language": "nl"})
    assert "beoordeeld" in page.json()["sentence"]
    assert page.json()["state"] == "breached"


async def test_a_normal_change_that_works_owes_no_review(changing: ChangeDesk) -> None:
    walker = await (await changing.change()).walked("assess", "approve", "plan")
    changing.at(NIGHT)
    await walker.walked("begin", "implemented")
    assert (await changing.asker.get("/v1/sla/terms", params={"kind": "change_review"})).json()["items"] == []


async def test_what_is_stored_is_what_happened(changing: ChangeDesk) -> None:
    running = changing.running
    members = [await running.api.as_(Role.SUPPORT) for _ in range(3)]
    board = await changing.submitted(members, 2)
    await board.vote(members[0], "approve")
    await board.set(risk=HIGH | {"reason": "It is read by all."})
    await board.decide("submit", boardId=(await board.ballots())[0]["boardId"])
    for member in members:
        await board.vote(member, "approve")
    await board.walked("close_ballot", "plan")
    urgent = await changing.change("urgent", by=running.registrant)
    await urgent.walked("begin")
    await urgent.decide("failed", changing.asker)
    await urgent.decide("review", changing.running.second)
    await urgent.decide("close")
    withdrawn = await changing.change()
    await withdrawn.decide("withdraw")
    assert await verified(running.api.engine, CHANGES) == (3, [])


async def test_a_key_is_limited_to_reading_changes(changing: ChangeDesk) -> None:
    running = changing.running
    limits = {"personId": str(running.support.person.id), "scopes": ["changes:read"]}
    key = (await running.support.post("/v1/api-keys", json=limits)).json()["key"]
    reader = running.api.from_("192.0.2.1", key)
    assert (await reader.get("/v1/changes")).status_code == 200
    assert (await reader.get("/v1/outages")).status_code == 403
    body: dict[str, Any] = {"changeType": "normal", "title": "x", "description": "y", "instanceIds": []}
    assert (await reader.post("/v1/changes", json=body)).status_code == 403


async def test_what_is_wrong_is_told_at_its_place(changing: ChangeDesk) -> None:
    nobody = "0197a3c2-7a10-7cc3-98c4-dc0c0c073999"
    plan = {"steps": "a", "rollback": "b", "test": "c"}
    backwards = {**plan, "plannedFrom": utc("2026-11-24 22:00"), "plannedUntil": utc("2026-11-24 20:00")}
    cases: list[tuple[dict[str, Any], set[str]]] = [
        ({"plan": backwards}, {"/plan/plannedUntil"}),
        ({"plan": {**plan, "plannedFrom": utc("2026-11-24 22:00")}}, {"/plan"}),
        ({"plan": {**plan, "implementerId": nobody}}, {"/plan/implementerId"}),
        ({"instanceIds": [nobody]}, {"/instanceIds/0"}),
    ]
    for body, pointers in cases:
        answer = await changing.asked(**body)
        assert answer.status_code == 400, answer.text
        assert {each["pointer"] for each in answer.json()["errors"]} == pointers
    unknown = await changing.asked("standard", modelId=nobody)
    assert {each["pointer"] for each in unknown.json()["errors"]} == {"/modelId"}


async def test_the_feed_tells_of_changes_by_their_numbers(changing: ChangeDesk) -> None:
    """A customer's people are told of its own; what is the vendor's goes to the vendor."""
    running = changing.running
    own = await changing.change(by=running.registrant)
    wide = await changing.change(instanceIds=[running.instance, running.theirs])
    await own.decide("assess")
    await sequence(running.api.engine, running.api.clock)

    async def told(by: Any) -> list[tuple[str, str]]:
        read = (await by.get("/v1/events", params={"type": "change.*"})).json()["items"]
        return [(each["type"].rpartition(".")[2], each["data"]["number"]) for each in read]

    of_own = [("change_registered", own.number), ("change_assessed", own.number)]
    assert sorted(await told(running.registrant)) == sorted(of_own)
    assert sorted(await told(running.support)) == sorted([*of_own, ("change_registered", wide.number)])
    assert await told(running.stranger) == []
