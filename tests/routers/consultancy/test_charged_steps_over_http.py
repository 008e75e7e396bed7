"""Steps 5, 9 and 11 of the process, by the customer's ledger (§1.1, §1.2.2, §2)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import Response

from app.clock import instant
from tests.organisations import Organisation
from tests.routers.callers import Api, Caller
from tests.routers.consultancy.conftest import HOUR, Books
from tests.routers.tickets.conftest import Walker, new_key

AT_5 = ("unclear", "configuration")
AT_11 = ("clear", "not_solved")
SIGNED: dict[str, Any] = {"approvedHours": 2, "agreementReference": "Q-17", "approvedBy": "Dirk Director"}


async def agreed(walker: Walker, **body: Any) -> Response:
    path, asked = f"{walker.path}/transitions", {"decision": "agree", **body}
    return await walker.caller.post(path, json=asked, headers=new_key())


async def test_agreeing_rests_on_an_approval_that_stands(books: Books) -> None:
    walker = await books.ticket(*AT_5, approved=4)

    answer = await books.support.post(f"{walker.path}/transitions", json={"decision": "agree"}, headers=new_key())

    assert answer.status_code == 201
    assert (answer.json()["approvedHours"], answer.json()["agreementReference"]) == (4, None)
    [approved] = (await books.ledger())["items"]
    assert approved["type"] == "hours_approved"
    assert approved["actorId"] == str(books.registrant.person.id)


async def test_agreeing_records_an_approval_from_what_was_signed(books: Books) -> None:
    walker = await books.ticket(*AT_5)

    without = await agreed(walker)
    assert (without.status_code, without.json()["section"]) == (409, "1.1")
    unsigned = await agreed(walker, approvedHours=2)
    assert (unsigned.status_code, unsigned.json()["section"]) == (409, "1.1")
    nobody = await agreed(walker, **{**SIGNED, "approvedBy": None})
    assert [fault["pointer"] for fault in nobody.json()["errors"]] == ["/approvedBy"]
    assert (await walker.ticket())["step"]["number"] == 5
    assert (await books.ledger())["items"] == []

    answer = await agreed(walker, **SIGNED)

    assert (answer.status_code, answer.json()["approvedBy"]) == (201, "Dirk Director")
    [approved] = (await books.ledger())["items"]
    assert (approved["durationSeconds"], approved["agreementReference"]) == (2 * HOUR, "Q-17")
    assert (await walker.ticket())["outputs"]["approvedHours"] == 2


async def test_other_hours_than_stand_are_not_agreed(books: Books) -> None:
    walker = await books.ticket(*AT_5, approved=4)

    refused = await agreed(walker, **SIGNED)

    assert (refused.status_code, refused.json()["section"]) == (409, "1.1")
    assert (await agreed(walker, **{**SIGNED, "approvedHours": 4})).status_code == 201


async def test_a_card_that_is_used_up_or_has_ended_pays_nothing_more(books: Books, api: Api) -> None:
    await books.sold(1, validUntilOn="2026-11-23")
    walker = await books.ticket(*AT_5)
    api.clock.now = instant(datetime(2026, 11, 24, 9, tzinfo=UTC))

    refused = await agreed(walker, **SIGNED)
    assert (refused.status_code, refused.json()["section"]) == (409, "1.1")

    assert (await books.approve(walker, 2, chargedTo="invoice")).status_code == 201
    assert (await agreed(walker)).status_code == 201


async def test_forty_hours_are_not_delivered_on_two_approved(books: Books) -> None:
    walker = await books.ticket(*AT_5)
    assert (await agreed(walker, **SIGNED)).status_code == 201

    refused = await walker.try_to("consultancy_delivered", hours=40)
    assert (refused.status_code, refused.json()["section"]) == (409, "1.1")
    assert (await walker.ticket())["step"]["number"] == 9

    await walker.decide("consultancy_delivered", hours=2)
    [entry] = (await books.manager.get(f"{walker.path}/hours")).json()["items"]
    assert (entry["durationSeconds"], entry["invoicedSeconds"]) == (2 * HOUR, 2 * HOUR)


async def test_what_is_delivered_is_the_consultants_whoever_says_so(books: Books) -> None:
    """The accountable decides in another's stead: the hours are of whoever is named as the ticket's consultant, or
    else the decider's own.
    """

    async def delivered(walker: Walker, by: Caller) -> Response:
        body = {"decision": "consultancy_delivered", "hours": 2}
        return await by.post(f"{walker.path}/transitions", json=body, headers=new_key())

    async def whose(walker: Walker) -> list[str]:
        items = (await books.manager.get(f"{walker.path}/hours")).json()["items"]
        return [each["consultantId"] for each in items]

    walker = await books.ticket(*AT_5)
    assert (await agreed(walker, **SIGNED)).status_code == 201
    assert (await delivered(walker, books.manager)).status_code == 201
    assert await whose(walker) == [str(books.manager.person.id)]

    walker = await books.ticket(*AT_5)
    assert (await agreed(walker, **SIGNED)).status_code == 201
    coen = str(books.consultant.person.id)
    named = {"personId": coen}
    path = f"{walker.path}/raci-assignments/consultant"
    assert (await books.manager.put(path, json=named, headers={"If-Match": "*"})).status_code == 200
    assert (await delivered(walker, books.manager)).status_code == 201
    assert await whose(walker) == [coen]

    walker = await books.ticket(*AT_5)
    assert (await agreed(walker, **SIGNED)).status_code == 201
    assert (await delivered(walker, books.consultant)).status_code == 201
    assert await whose(walker) == [coen]


async def test_what_an_escalation_costs_is_settled_afterwards(books: Books, api: Api) -> None:
    """§1: no time to talk of it. Nothing is charged that nobody approved, but it may be approved after the work."""
    walker = await books.ticket(*AT_5)
    escalation = await books.registrant.post(
        f"{walker.path}/escalations", json={"reason": "The plant stands still."}, headers=new_key()
    )
    assert escalation.status_code == 201

    answer = await agreed(walker)
    assert (answer.status_code, answer.json()["approvedHours"]) == (201, None)
    without = await walker.try_to("consultancy_delivered", hours=3)
    assert (without.status_code, without.json()["section"]) == (409, "1.1")
    path = f"{walker.path}/escalations/{escalation.json()['escalation']['id']}/end"
    assert (await books.support.post(path, json={"reason": "It runs."}, headers=new_key())).status_code == 201
    api.clock.advance(timedelta(days=3))

    settled = await books.approve(walker, 3)

    assert settled.json()["workFromOn"] == "2026-11-23"
    before = await books.write(walker, HOUR, workedOn="2026-11-22")
    assert (before.status_code, before.json()["section"]) == (409, "1.1")
    assert (await books.write(walker, 2 * HOUR, workedOn="2026-11-23")).status_code == 201
    assert (await books.write(walker, HOUR, workedOn="2026-11-25")).status_code == 201
    assert (await walker.try_to("consultancy_delivered", hours=3)).status_code == 201


async def test_an_escalated_ticket_has_its_session_without_an_agreement(books: Books) -> None:
    walker = await books.ticket(*AT_11)
    await books.support.post(f"{walker.path}/escalations", json={"reason": "It cannot wait."}, headers=new_key())

    assert (await walker.try_to("consultancy", sessionOn="2026-12-01")).status_code == 201


async def test_a_history_that_comes_in_charges_nothing_here(books: Books) -> None:
    def told(day: int, decision: str, **more: Any) -> dict[str, Any]:
        return {"decision": decision, "occurredAt": f"2026-11-{day}T09:00:00Z", **more}

    history = [told(16, "unclear"), told(16, "configuration", cause="configuration"), told(17, "agree", **SIGNED)]
    done = told(18, "consultancy_delivered", hours=40)
    began: dict[str, Any] = {"registeredAt": "2026-11-16T08:00:00Z"}

    delivered = await books.ticket(**began, history=[*history, done])
    assert (await delivered.ticket())["step"]["number"] == 10
    assert (await books.ledger())["items"] == []

    at_9 = await books.ticket(**began, history=history)
    refused = await at_9.try_to("consultancy_delivered", hours=2)
    assert (refused.status_code, refused.json()["section"]) == (409, "1.1")


async def test_three_times_a_tenth_of_an_hour_are_three_tenths(books: Books) -> None:
    """B2 of the cases."""
    await books.sold(8)
    walker = await books.ticket(*AT_5)
    assert (await agreed(walker, **{**SIGNED, "approvedHours": 0.3})).status_code == 201
    for _ in range(3):
        assert (await books.write(walker, 360)).status_code == 201

    assert (await walker.try_to("consultancy_delivered", hours=0.0001)).status_code == 400
    other = await walker.try_to("consultancy_delivered", hours=0.2)
    assert (other.status_code, other.json()["section"]) == (409, "2")
    await walker.decide("consultancy_delivered", hours=0.3)

    assert (await books.ledger())["balance"]["seconds"] == 8 * HOUR - 1080
    assert len((await books.manager.get(f"{walker.path}/hours")).json()["items"]) == 3


async def test_what_is_delivered_was_approved_before(books: Books, api: Api) -> None:
    walker = await books.ticket(*AT_5)
    api.clock.advance(timedelta(hours=2))
    assert (await agreed(walker, **SIGNED)).status_code == 201
    decided = api.clock.now
    api.clock.advance(timedelta(hours=2))

    late: dict[str, Any] = {"occurredAt": f"{decided:%FT%TZ}", "hours": 2}
    assert (await walker.try_to("consultancy_delivered", **late)).status_code == 201

    walker = await books.ticket(approved=2)
    yesterday = await books.write(walker, HOUR, workedOn="2026-11-22")
    assert (yesterday.status_code, yesterday.json()["section"]) == (409, "1.1")


async def test_consultancy_at_11_needs_an_agreement(books: Books) -> None:
    walker = await books.ticket(*AT_11)

    refused = await walker.try_to("consultancy", sessionOn="2026-12-01")
    assert (refused.status_code, refused.json()["section"]) == (409, "1.1")

    await books.sold(1)
    assert (await walker.try_to("consultancy", sessionOn="2026-12-01")).status_code == 201
    walker = await books.ticket(*AT_11, approved=1)
    assert (await walker.try_to("consultancy", sessionOn="2026-12-01")).status_code == 201


@pytest.mark.parametrize(
    ("decision", "session_on", "status", "section"),
    [
        ("consultancy", "2026-11-30", 201, None),
        ("consultancy", "2026-11-27", 409, "1.2.2"),
        ("consultancy", "2026-12-05", 409, "1.2.2"),
        ("consultancy", "2026-11-22", 400, "1.2.2"),
        ("support", "2026-11-24", 201, None),
        ("support", "2026-11-28", 409, "1.2.2"),
        ("support", "2026-12-25", 409, "1.2.2"),
        ("support", "2026-11-22", 400, "1.2.2"),
    ],
)
async def test_a_session_lies_ahead_on_an_open_day(
    books: Books, decision: str, session_on: str, status: int, section: str | None
) -> None:
    walker = await books.ticket(*AT_11, approved=1)

    answer = await walker.try_to(decision, sessionOn=session_on)

    assert (answer.status_code, answer.json().get("section")) == (status, section)


@pytest.mark.parametrize(("session_on", "status"), [("2026-12-14", 201), ("2026-12-11", 409)])
async def test_the_lead_time_is_that_of_the_level_of_today(
    books: Books, standard: Organisation, stranger: Caller, session_on: str, status: int
) -> None:
    theirs = replace(books, customer_id=str(standard.customer.id), registrant=stranger)
    walker = await theirs.ticket(*AT_11, approved=1)

    answer = await walker.try_to("consultancy", sessionOn=session_on)

    assert answer.status_code == status
    if status == 409:
        assert (answer.json()["section"], "2026-12-14" in answer.json()["detail"]) == ("1.2.2", True)
