"""A ticket of a change is done when its change is (§4.1.2)."""

from typing import Any

import pytest

from tests.organisations import Organisation
from tests.routers.callers import Caller
from tests.routers.changes.conftest import ChangeDesk
from tests.routers.tickets.conftest import Desk, Walker

TO_STEP_8 = ("unclear", "bug", "bug_registered", "bug_solved")
NIGHT = "2026-11-24 20:10"


@pytest.fixture
def desk(admin: Caller, extended: Organisation) -> Desk:
    return Desk(admin, extended)


async def ticket_at_8(desk: Desk, **further: Any) -> Walker:
    ticket = await desk.ticket(kind="change", **further)
    for decision in TO_STEP_8:
        await ticket.decide(decision)
    return ticket


async def refused(ticket: Walker, decision: str) -> tuple[int, str | None, str]:
    answer = await ticket.try_to(decision)
    return answer.status_code, answer.json().get("section"), answer.json().get("detail", "")


async def test_it_is_not_implemented_before_its_change_is(changing: ChangeDesk, desk: Desk) -> None:
    ticket = await ticket_at_8(desk)
    status, section, detail = await refused(ticket, "implemented")
    assert (status, section) == (409, "4.1.2")
    assert "POST /v1/changes" in detail
    change = await changing.change(ticketId=ticket.id)
    assert (await change.read())["customerId"] == changing.running.customer_id
    for decision in ("assess", "approve", "plan"):
        status, section, detail = await refused(ticket, "implemented")
        assert (status, section) == (409, "4.1.2")
        assert change.number in detail
        await change.decide(decision)
    assert (await refused(ticket, "implemented"))[:2] == (409, "4.1.2")
    changing.at(NIGHT)
    await change.decide("begin")
    assert (await refused(ticket, "implemented"))[:2] == (409, "4.1.2")
    await change.decide("implemented")
    assert (await ticket.decide("implemented"))["step"]["number"] == 10
    assert (await ticket.decide("solved"))["step"]["number"] == 13


async def test_it_is_not_solved_before_its_change_is(changing: ChangeDesk, desk: Desk) -> None:
    ticket = await desk.ticket(kind="change")
    await ticket.decide("clear")
    assert (await refused(ticket, "solved"))[:2] == (409, "4.1.2")
    change = await changing.change(ticketId=ticket.id)
    assert (await refused(ticket, "solved"))[:2] == (409, "4.1.2")
    await change.decide("withdraw")
    assert (await ticket.decide("solved"))["step"]["number"] == 13


@pytest.mark.parametrize("ends", ["withdraw", "reject", "failed"])
async def test_what_came_to_nothing_is_said_and_not_implemented(changing: ChangeDesk, desk: Desk, ends: str) -> None:
    ticket = await ticket_at_8(desk)
    change = await changing.change(ticketId=ticket.id)
    await change.decide("assess")
    if ends == "failed":
        await change.walked("approve", "plan")
        changing.at(NIGHT)
        await change.decide("begin", changing.asker)
    await change.decide(ends)
    assert (await refused(ticket, "implemented"))[:2] == (409, "4.1.2")
    second = await changing.change("urgent", ticketId=ticket.id)
    assert (await refused(ticket, "implemented"))[:2] == (409, "4.1.2")
    await second.decide("begin")
    assert (await ticket.decide("implemented"))["step"]["number"] == 10


async def test_what_comes_from_a_customers_system_rests_on_it_too(changing: ChangeDesk, desk: Desk) -> None:
    """At step 12 it is the customer who solves it, by whatever way."""
    ticket = await desk.ticket(kind="change")
    for decision in ("clear", "not_solved", "support"):
        await ticket.decide(decision)
    answer = await ticket.try_to("solved", by=changing.running.registrant)
    assert (answer.status_code, answer.json()["section"]) == (409, "4.1.2")


async def test_other_tickets_rest_on_no_change(changing: ChangeDesk, desk: Desk) -> None:
    ticket = await desk.ticket()
    await changing.change("urgent", ticketId=ticket.id)
    await ticket.decide("clear")
    await ticket.decide("solved")


async def test_the_tickets_history_tells_of_its_change(changing: ChangeDesk, desk: Desk) -> None:
    ticket = await desk.ticket(kind="change")
    change = await changing.change(ticketId=ticket.id, by=changing.running.registrant)
    (linked,) = await ticket.events("linked")
    assert (linked["data"]["to"], linked["data"]["id"]) == ("change", change.id)
    listed = await changing.asker.get("/v1/changes", params={"ticketId": ticket.id})
    assert [each["number"] for each in listed.json()["items"]] == [change.number]
    foreign = await changing.asked(ticketId=ticket.id, by=changing.running.stranger, instanceIds=[])
    assert foreign.status_code == 404
