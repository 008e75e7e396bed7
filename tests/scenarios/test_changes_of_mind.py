"""Scenarios 34 to 39: priorities that change, tickets that come back, agreements and levels that follow each other."""

from dataclasses import replace
from datetime import date, timedelta

from app.agreements.book import Agreements
from app.domain.agreement.agreement import hours
from app.domain.vocabulary import ServiceLevel
from app.routers.request.backend import attach
from app.sla.agreement import AGREEMENT
from tests.business_time.amsterdam import local
from tests.scenarios.told import Office

HOUR = timedelta(hours=1)


async def test_scenario_34_a_priority_there_and_back_returns_the_first_due_times_exactly(office: Office) -> None:
    ticket = await office.registered("2026-02-09 10:13:07.123456")
    at = "2026-02-09 11:00"
    first = [await ticket.due(at, name) for name in ("response", "resolution")]
    assert first == [local("2026-02-10 12:13:07.123456")] * 2

    await ticket.assessed("2026-02-09 11:00", "high")
    assert [await ticket.due(at, name) for name in ("response", "resolution")] == [
        local("2026-02-09 14:13:07.123456")
    ] * 2
    await ticket.assessed("2026-02-09 11:00", "normal")

    assert [await ticket.due(at, name) for name in ("response", "resolution")] == first
    assert len(await ticket.events("due_moved")) == 4


async def test_scenario_35_raised_so_that_the_due_time_is_past_is_breached_and_says_why(office: Office) -> None:
    ticket = await office.registered("2026-02-09 10:00")
    await ticket.assessed("2026-02-09 15:00", "high")

    seen = await ticket.seen("2026-02-09 15:00")

    assert (seen.state, seen.breached) == ("breached", local("2026-02-09 14:00"))
    assert seen.reason is not None
    assert "from normal to high" in seen.reason
    assert "3.1.1" in seen.reason


async def test_scenario_36_a_priority_changed_while_paused_keeps_the_pause_and_its_time(office: Office) -> None:
    ticket = await office.registered("2026-02-09 10:00")
    await ticket.does("2026-02-09 11:00", "request_information")

    await ticket.assessed("2026-02-09 12:00", "high")

    seen = await ticket.seen("2026-02-09 13:00")
    assert (seen.state, seen.paused, seen.remaining) == ("paused", 2 * HOUR, 3 * HOUR)
    await ticket.does("2026-02-09 13:00", "information_received")
    assert await ticket.due("2026-02-09 13:00") == local("2026-02-09 16:00")


async def test_scenario_37_the_time_for_which_a_ticket_was_closed_does_not_count(office: Office) -> None:
    ticket = await office.registered("2026-02-09 10:00", resolution_hours=8)
    assert await ticket.due("2026-02-09 10:00") == local("2026-02-10 12:00")
    for decision in ("clear", "solved", "close"):
        await ticket.does("2026-02-10 11:00", decision)

    await ticket.does("2026-02-12 14:00", "reopen")

    seen = await ticket.seen("2026-02-12 14:00")
    assert (seen.due, seen.state, seen.breached) == (local("2026-02-12 15:00"), "running", None)
    assert (seen.elapsed, seen.paused) == (7 * HOUR, 15 * HOUR)
    assert (await ticket.seen("2026-02-12 14:00", "response")).state == "met"


async def test_scenario_38_a_ticket_stays_on_the_revision_of_its_registration(office: Office) -> None:
    looser = replace(
        AGREEMENT,
        revision=2,
        in_force_from=date(2026, 4, 1),
        commitments=tuple(
            replace(row, target=hours(12)) if row.target == hours(8) else row for row in AGREEMENT.commitments
        ),
    )
    attach(office.api.app, office.api.engine, Agreements((AGREEMENT, looser)))
    old = await office.registered("2026-03-31 15:00")
    new = await office.registered("2026-04-01 15:00")

    await old.does("2026-04-02 10:30", "request_information")

    assert [(await each.ticket())["agreementRevision"] for each in (old, new)] == [1, 2]
    assert await old.due("2026-04-02 10:30", "response") == local("2026-04-02 11:00")
    assert await new.due("2026-04-02 10:30", "response") == local("2026-04-03 15:00")


async def test_scenario_39_open_tickets_keep_the_level_of_their_registration(office: Office) -> None:
    customer_id = await office.customer(ServiceLevel.STANDARD)
    open_ticket = await office.registered("2026-02-09 10:00", customer_id=customer_id)
    moved = await office.vendor.patch(
        f"/v1/customers/{customer_id}", json={"serviceLevel": "extended"}, headers={"If-Match": "*"}
    )
    assert moved.json()["serviceLevel"] == "extended"

    await open_ticket.does("2026-02-09 11:00", "request_information")
    await open_ticket.does("2026-02-09 12:00", "information_received")

    later = await office.registered("2026-02-09 12:00", customer_id=customer_id)
    assert [(await each.ticket())["serviceLevel"] for each in (open_ticket, later)] == ["standard", "extended"]
    assert await open_ticket.due("2026-02-09 12:00") == local("2026-02-10 13:00")
    assert await later.due("2026-02-09 12:00", "response") == local("2026-02-09 16:00")
