"""The agreement as data: drafted, announced a month before, in force, objected to (Wijzigingen)."""

from typing import Any
from uuid import UUID

import pytest

from app.revisions.kinds import AGREEMENT_REVISIONS, OBJECTIONS
from app.revisions.loading import look
from app.workers.revisions import follow
from tests.domain.revisions.revised import rows
from tests.domain.tickets.histories import local
from tests.routers.calendar_feeds.subscribing import calendar_of, fetch, make
from tests.routers.callers import Caller
from tests.routers.operations.conftest import Running, running
from tests.routers.operations.judged import utc
from tests.routers.subjects_verified import verified
from tests.routers.tickets.conftest import new_key

__all__ = ["running"]
PATH = "/v1/sla/revisions"
OF_REVISION = "agreement"


class Reviser:
    """The vendor's manager, with a draft in which the response of an extended incident takes half as long."""

    def __init__(self, running: Running) -> None:
        self.running = running

    def at(self, wall: str) -> None:
        self.running.api.clock.now = local(wall)

    async def agreement(self) -> dict[str, Any]:
        return (await self.running.manager.get("/v1/sla/agreement")).json()

    async def sent(self, in_force_on: str = "2027-03-01", *, high: int = 1, **query: str) -> Any:
        body: dict[str, Any] = {**await self.agreement(), "inForceOn": in_force_on}
        rows(body["clauses"], "1.2.3", "commitments")[1]["high"] = {"amount": high, "unit": "hours"}
        return await self.running.manager.post(PATH, json=body, params=query, headers=new_key())

    async def drafted(self, in_force_on: str = "2027-03-01", *, high: int = 1) -> int:
        answer = await self.sent(in_force_on, high=high)
        assert answer.status_code == 201, answer.text
        return answer.json()["draft"]["revision"]

    async def announced(self, number: int) -> Any:
        """Known here from then on, as it is everywhere within seconds."""
        answer = await self.running.manager.post(f"{PATH}/{number}/announcement", headers=new_key())
        api = self.running.api
        await look(api.engine, api.app.state.runtime.book)
        return answer

    async def objection(self, number: int, by: Caller | None = None, **further: Any) -> Any:
        body = {"reasons": "The times get longer.", **further}
        return await (by or self.running.registrant).post(f"{PATH}/{number}/objections", json=body, headers=new_key())

    async def bound(self, by: Caller | None = None, **further: Any) -> int:
        """The revision that binds a ticket that is registered now."""
        caller = by or self.running.registrant
        body = {
            "title": "It stops",
            "description": "On every farm.",
            "kind": "incident",
            "callType": "software_bug",
            "product": "idu",
            "problemType": "technical",
            "urgency": "u1",
            "impact": "i1",
            **further,
        }
        answer = await caller.post("/v1/tickets", json=body, headers=new_key())
        assert answer.status_code == 201, answer.text
        return answer.json()["agreementRevision"]


@pytest.fixture
def revising(running: Running) -> Reviser:
    reviser = Reviser(running)
    reviser.at("2027-01-11 09:00")
    return reviser


async def test_a_dry_run_says_what_it_would_move_and_keeps_nothing(revising: Reviser) -> None:
    await revising.bound()
    answer = await revising.sent(dryRun="true")
    assert answer.status_code == 200
    told = answer.json()
    assert (told["draft"], told["faults"]) == (None, [])
    assert told["notice"] == {
        "announcedOn": "2027-01-11",
        "earliestInForceOn": "2027-02-11",
        "announcedByOn": "2027-02-01",
    }
    assert told["counts"] == {"openTickets": 1, "movedTickets": 1, "movedDueTimes": 1, "unreadableTickets": 0}
    [moved] = told["moved"]
    assert (moved["clock"], moved["from"], moved["to"]) == (
        "response",
        utc("2027-01-11 11:00"),
        utc("2027-01-11 10:00"),
    )
    assert (await revising.running.manager.get(PATH)).json()["items"] == []
    words = await revising.agreement()
    words["clauses"][0]["heading"] = "Beginning"
    words["inForceOn"] = "2027-03-01"
    same = await revising.running.manager.post(PATH, json=words, params={"dryRun": "true"})
    assert same.json()["counts"]["movedTickets"] == 0


async def test_every_fault_is_named_with_its_section(revising: Reviser) -> None:
    body: dict[str, Any] = {**await revising.agreement(), "inForceOn": "2027-01-11"}
    rows(body["clauses"], "2.1", "raci")[4]["supportManager"] = "I"
    rows(body["clauses"], "1.2.2", "levels")[0]["supportHours"] = "never"
    tried = (await revising.running.manager.post(PATH, json=body, params={"dryRun": "true"})).json()
    assert [(each["pointer"], each["section"]) for each in tried["faults"]] == [
        ("/inForceOn", "Wijzigingen"),
        ("/clauses/8/tables/0/rows/0/supportHours", "1.2.2"),
    ]
    assert (tried["counts"], tried["moved"]) == (None, [])
    rows(body["clauses"], "1.2.2", "levels")[0]["supportHours"] = "Monday–Friday 10:00–16:00"
    refused = await revising.running.manager.post(PATH, json=body, headers=new_key())
    assert (refused.status_code, refused.json()["section"]) == (400, "Wijzigingen")
    assert [each["pointer"] for each in refused.json()["errors"]] == ["/inForceOn", "/clauses/17/tables/0"]
    assert (await revising.running.manager.get(PATH)).json()["items"] == []


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("high", -1),
        ("high", 10_001),
        ("high", {"amount": 1, "unit": "hours", "more": 1}),
        ("high", {"percent": 50.5}),
        ("high", {}),
        ("high", [["portal"]]),
        ("high", "\x1b[31m"),
        ("a-b", 1),
        ("", 1),
    ],
)
async def test_what_no_cell_can_be_is_refused_in_a_dry_run_too(revising: Reviser, column: str, cell: Any) -> None:
    body: dict[str, Any] = {**await revising.agreement(), "inForceOn": "2027-03-01"}
    rows(body["clauses"], "1.2.3", "commitments")[1][column] = cell
    answer = await revising.running.manager.post(PATH, json=body, params={"dryRun": "true"})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"].startswith("/clauses/9/tables/0/rows/1")


@pytest.mark.parametrize(
    ("announced", "in_force_on", "first"),
    [
        ("2027-01-31 12:00", "2027-02-28", "2027-03-01"),
        ("2027-01-31 12:00", "2027-03-01", None),
        ("2027-01-28 12:00", "2027-02-28", None),
        ("2027-02-28 12:00", "2027-03-31", None),
        ("2028-01-31 12:00", "2028-02-29", "2028-03-01"),
        ("2028-01-31 12:00", "2028-03-01", None),
        ("2027-02-01 00:30", "2027-03-01", None),
        ("2027-02-02 00:00", "2027-03-01", "2027-03-02"),
    ],
)
async def test_it_is_announced_a_month_before_counted_back(
    revising: Reviser, announced: str, in_force_on: str, first: str | None
) -> None:
    """B5 of the cases."""
    number = await revising.drafted(in_force_on)
    revising.at(announced)
    answer = await revising.announced(number)
    if first is None:
        assert answer.status_code == 201, answer.text
        assert answer.json()["state"] == "announced"
        return
    assert (answer.status_code, answer.json()["section"]) == (409, "Wijzigingen")
    assert first in answer.json()["detail"]


async def test_every_customer_is_told_and_it_is_kept_who_was(revising: Reviser) -> None:
    running = revising.running
    contact = {"name": "News", "topics": ["news"], "channel": "mail", "address": "news@dairy.example"}
    made = await running.manager.post(f"/v1/customers/{running.customer_id}/contacts", json=contact)
    number = await revising.drafted()
    for by in (running.registrant, running.stranger):
        assert (await by.get(PATH)).json()["items"] == []
        assert (await by.get(f"{PATH}/{number}")).status_code == 404
    announced = (await revising.announced(number)).json()
    told = (await running.manager.get(f"/v1/announcements/{announced['announcementId']}")).json()
    assert made.status_code in (200, 201), made.text
    assert {each["customerId"] for each in told["told"]} == {
        running.customer_id,
        str(running.stranger.person.customer_id),
    }
    assert "2027-02-11" in told["text"]["en"]
    for by in (running.registrant, running.stranger):
        (seen,) = (await by.get(PATH)).json()["items"]
        assert (seen["revision"], seen["state"], seen["objectionsUntilOn"]) == (2, "announced", "2027-02-11")
        assert (await by.get(f"{PATH}/{seen['id']}")).json()["clauses"]
        assert (await by.get("/v1/sla/agreement", params={"revision": 2})).json()["inForceOn"] == "2027-03-01"
    again = await revising.announced(number)
    assert (again.status_code, again.json()["section"]) == (409, "Wijzigingen")


async def test_tickets_are_bound_by_when_they_are_registered(revising: Reviser) -> None:
    """B6 of the cases: no ticket that is open moves."""
    support, customer = revising.running.support, revising.running.customer_id
    number = await revising.drafted("2027-02-28")
    revising.at("2027-01-28 09:00")
    assert (await revising.announced(number)).status_code == 201
    before = (await revising.running.registrant.get("/v1/sla/clocks")).json()["items"]
    assert await revising.bound() == 1
    revising.at("2027-03-01 12:00")
    late = {"customerId": customer, "registrantId": str(revising.running.registrant.person.id)}
    manager = revising.running.manager
    assert await revising.bound(manager, registeredAt="2027-02-27T22:59:59Z", **late) == 1
    assert await revising.bound(manager, registeredAt="2027-02-27T23:00:00Z", **late) == 2
    assert await revising.bound() == 2
    assert (await support.get("/v1/sla/agreement")).json()["revision"] == 2
    listed = (await revising.running.registrant.get("/v1/sla/clocks")).json()["items"]
    assert [each for each in listed if each in before] == before
    (seen,) = (await support.get(PATH)).json()["items"]
    assert seen["state"] == "in_force"


async def test_who_objects_is_bound_by_the_one_before(revising: Reviser) -> None:
    running = revising.running
    number = await revising.drafted("2027-02-28")
    revising.at("2027-01-28 09:00")
    await revising.announced(number)
    for by in (running.stranger, running.support):
        assert (await by.post(f"{PATH}/{number}/objections", json={"reasons": " "})).status_code == 400
    assert (await revising.objection(number, running.support)).status_code == 400
    made = await revising.objection(number)
    assert (made.status_code, made.json()["accepted"]) == (201, None)
    amended = await revising.objection(number, reasons="They are too short to be kept.")
    assert (amended.json()["id"], amended.json()["reasons"]) == (made.json()["id"], "They are too short to be kept.")
    assert (await running.stranger.get(f"{PATH}/{number}/objections")).json()["items"] == []
    assert len((await running.support.get(f"{PATH}/{number}/objections")).json()["items"]) == 1
    revising.at("2027-03-01 09:00")
    assert (await revising.bound(), await revising.bound(running.stranger)) == (1, 2)

    decision = f"{PATH}/{number}/objections/{made.json()['id']}/decision"
    body = {"accepted": False, "reason": "The times were agreed in January."}
    assert (await running.registrant.post(decision, json=body)).status_code == 403
    revising.at("2027-03-05 12:00")
    decided = await running.manager.post(decision, json=body, headers=new_key())
    assert (decided.status_code, decided.json()["accepted"]) == (201, False)
    assert await revising.bound() == 2
    again = await running.manager.post(decision, json=body, headers=new_key())
    assert (again.status_code, again.json()["section"]) == (409, "Wijzigingen")
    after = await revising.objection(number)
    assert (after.status_code, after.json()["section"]) == (409, "Wijzigingen")
    engine = running.api.engine
    assert await verified(engine, OBJECTIONS) == (1, [])
    assert await verified(engine, AGREEMENT_REVISIONS) == (1, [])


@pytest.mark.parametrize(("wall", "status"), [("2027-02-28 23:59", 201), ("2027-03-01 00:00", 409)])
async def test_objections_are_taken_to_the_end_of_the_last_day(revising: Reviser, wall: str, status: int) -> None:
    number = await revising.drafted("2027-03-31")
    revising.at("2027-01-31 09:00")
    await revising.announced(number)
    revising.at(wall)
    assert (await revising.objection(number)).status_code == status


async def test_what_came_by_mail_in_time_is_in_time(revising: Reviser) -> None:
    manager, customer = revising.running.manager, revising.running.customer_id
    number = await revising.drafted("2027-03-31")
    revising.at("2027-01-31 09:00")
    await revising.announced(number)
    revising.at("2027-03-02 09:00")
    by_mail = {"customerId": customer, "receivedAt": utc("2027-02-28 23:00")}
    assert (await revising.objection(number, manager, customerId=customer)).status_code == 409
    early = await revising.objection(number, manager, customerId=customer, receivedAt=utc("2027-01-30 09:00"))
    assert early.json()["errors"][0]["pointer"] == "/receivedAt"
    assert (await revising.objection(number, receivedAt=utc("2027-02-28 23:00"))).status_code == 400
    assert (await revising.objection(number, manager, **by_mail)).status_code == 201


async def test_a_revision_that_is_withdrawn_binds_nobody(revising: Reviser) -> None:
    manager = revising.running.manager
    number = await revising.drafted("2027-02-28")
    draft_only = await revising.drafted("2027-06-01")
    revising.at("2027-01-28 09:00")
    announced = (await revising.announced(number)).json()
    why = {"reason": "It is to be looked at again."}
    for each in (number, draft_only):
        withdrawn = await manager.post(f"{PATH}/{each}/withdrawal", json=why, headers=new_key())
        assert (withdrawn.status_code, withdrawn.json()["state"]) == (201, "withdrawn")
    news = (await manager.get(f"/v1/announcements/{announced['announcementId']}")).json()
    assert news["withdrawnAt"] is not None
    assert (await revising.objection(number)).status_code == 404
    revising.at("2027-03-01 09:00")
    assert await revising.bound() == 1
    in_force = await revising.drafted("2027-05-01")
    revising.at("2027-03-15 09:00")
    await revising.announced(in_force)
    revising.at("2027-05-01 00:00")
    late = await manager.post(f"{PATH}/{in_force}/withdrawal", json=why, headers=new_key())
    assert (late.status_code, late.json()["section"]) == (409, "Wijzigingen")


async def test_two_announced_revisions_take_effect_in_their_order(revising: Reviser) -> None:
    first, second = await revising.drafted("2027-03-01", high=1), await revising.drafted("2027-05-01", high=3)
    same_day = await revising.drafted("2027-05-01")
    for each in (second, first):
        assert (await revising.announced(each)).status_code == 201
    assert (await revising.announced(same_day)).status_code == 409
    bound = list[int]()
    for wall in ("2027-02-26 09:00", "2027-03-01 09:00", "2027-05-03 09:00"):
        revising.at(wall)
        bound.append(await revising.bound())
    assert bound == [1, first, second]
    listed = (await revising.running.manager.get(PATH)).json()["items"]
    assert {each["revision"]: each["state"] for each in listed} == {
        first: "superseded",
        second: "in_force",
        same_day: "draft",
    }


async def test_that_it_is_in_force_is_told_once_on_the_day(revising: Reviser) -> None:
    api, book = revising.running.api, revising.running.api.app.state.runtime.book
    number = await revising.drafted()
    await revising.announced(number)
    found = UUID((await revising.running.manager.get(f"{PATH}/{number}")).json()["id"])
    told = list[int]()
    for wall in ("2027-02-28 23:59", "2027-03-01 00:00", "2027-03-01 00:01"):
        revising.at(wall)
        told.append(await follow(api.engine, api.clock, book))
    assert told == [0, 1, 0]
    assert found
    assert await verified(api.engine, AGREEMENT_REVISIONS) == (1, [])


async def test_who_may(revising: Reviser) -> None:
    number = await revising.drafted()
    running = revising.running
    body = {**await revising.agreement(), "inForceOn": "2027-03-01"}
    for by, status in ((running.support, 403), (running.registrant, 403)):
        assert (await by.post(PATH, json=body, headers=new_key())).status_code == status
    assert (await running.support.post(f"{PATH}/{number}/announcement", headers=new_key())).status_code == 403
    assert (await running.registrant.post(f"{PATH}/{number}/announcement", headers=new_key())).status_code == 404


async def test_its_days_are_in_calendars_once_it_is_announced(revising: Reviser) -> None:
    running = revising.running
    number = await revising.drafted()
    link = await make(running.registrant, includes=["revisions"])
    assert list(calendar_of(await fetch(running.api, link)).events) == []
    await revising.announced(number)
    last, first = calendar_of(await fetch(running.api, link)).events
    assert (str(last.start), str(first.start)) == ("2027-02-11", "2027-03-01")
    assert "revisie 2" in str(first["summary"])
    assert "bezwaar" in str(last["summary"])
    assert (first["description"], first["transp"]) == ("§ Wijzigingen", "TRANSPARENT")
    await running.manager.post(f"{PATH}/{number}/withdrawal", json={"reason": "Not now."}, headers=new_key())
    assert list(calendar_of(await fetch(running.api, link)).events) == []


async def test_a_revision_is_withdrawn_though_its_announcement_is_already(revising: Reviser) -> None:
    manager, why = revising.running.manager, {"reason": "It is to be looked at again."}
    number = await revising.drafted("2027-03-01")
    news = (await revising.announced(number)).json()["announcementId"]
    taken_back = await manager.post(f"/v1/announcements/{news}/withdrawal", json=why, headers=new_key())
    assert taken_back.status_code in (200, 201), taken_back.text
    withdrawn = await manager.post(f"{PATH}/{number}/withdrawal", json=why, headers=new_key())
    assert (withdrawn.status_code, withdrawn.json()["state"]) == (201, "withdrawn"), withdrawn.text


async def test_its_notice_and_the_time_to_object_are_terms_from_its_announcement_on(revising: Reviser) -> None:
    async def listed(**query: str) -> dict[str, tuple[str, str]]:
        items = (await revising.running.manager.get("/v1/sla/terms", params=query)).json()["items"]
        return {
            each["kind"]: (each["state"], each["dueAt"]) for each in items if each["subject"]["type"] == OF_REVISION
        }

    number = await revising.drafted()
    assert await listed() == {}
    revising.at("2027-01-31 12:00")
    revision = (await revising.announced(number)).json()
    due = utc("2027-03-01 00:00")
    assert await listed() == {"objection_period": ("running", due), "revision_notice": ("running", due)}
    revising.at("2027-03-01 00:00")
    assert await listed(state="met") == {"objection_period": ("met", due), "revision_notice": ("met", due)}
    (term,) = (await revising.running.manager.get("/v1/sla/terms", params={"kind": "revision_notice"})).json()["items"]
    assert (term["subject"], term["section"]) == ({"type": "agreement", "id": revision["id"]}, "Wijzigingen")
    explained = await revising.running.manager.get(f"/v1/sla/terms/{term['id']}/explanation")
    assert "The notice was given in time." in explained.json()["sentence"]
    await verified(revising.running.api.engine, AGREEMENT_REVISIONS)


async def test_nothing_of_what_was_withdrawn_lasts(revising: Reviser) -> None:
    number = await revising.drafted()
    await revising.announced(number)
    manager = revising.running.manager
    await manager.post(f"{PATH}/{number}/withdrawal", json={"reason": "A mistake."}, headers=new_key())
    items = (await manager.get("/v1/sla/terms")).json()["items"]
    assert [each["state"] for each in items if each["subject"]["type"] == OF_REVISION] == ["not_applicable"] * 2
    await verified(revising.running.api.engine, AGREEMENT_REVISIONS)
