"""Scenarios 49, 51 to 56 and 58: what contradicts itself, what is counted, what binds a ticket, and who decides."""

from dataclasses import replace
from datetime import date

import pytest

from app.domain.agreement.revising import earliest_in_force, last_day_to_object
from app.domain.attainment.attainment import Attainment, Course, Hours, Period, Verdict, attainment
from app.domain.vocabulary import ClockName, Kind, Priority, Role, ServiceLevel
from app.sla.agreement import AGREEMENT
from tests.business_time.amsterdam import local
from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import Desk
from tests.routers.tickets.test_lapsed_holders import changed, lapsed, named
from tests.routers.tickets.test_priority_requests import asked, assess, assessment, decide
from tests.scenarios.told import Office
from tests.scenarios.worked import CALENDARS

HOURS = Hours(CALENDARS["STD"], AGREEMENT.levels[ServiceLevel.STANDARD].day)
NOVEMBER = Period(local("2026-11-01 00:00"), local("2026-12-01 00:00"))
ONE_DAY, NEXT_BUSINESS_DAY, FIVE_DAYS = range(3)
OWN = {"requestClass": "incident", "clock": "resolution", "priority": "normal", "amount": 4, "unit": "hours"}


@pytest.mark.parametrize(("decision", "cause"), [("bug", "third_party"), ("configuration", "vendor_software")])
async def test_scenario_49_a_decision_that_its_cause_contradicts_is_refused(
    desk: Desk, decision: str, cause: str
) -> None:
    ticket = await desk.ticket()
    await ticket.decide("unclear")

    refusal = await ticket.try_to(decision, cause=cause)

    problem = refusal.json()
    assert (refusal.status_code, problem["section"]) == (400, "2")
    assert [fault["pointer"] for fault in problem["errors"]] == ["/cause"]


def incident(name: ClockName, registered: str, done: str) -> Course:
    return Course(
        clock=name,
        kind=Kind.INCIDENT,
        priority=Priority.NORMAL,
        reported_at=local(registered),
        registered_at=local(registered),
        done_at=local(done),
    )


def figures(course: Course) -> tuple[Attainment, ...]:
    return attainment(AGREEMENT.terms.attainment, [(course, HOURS)], NOVEMBER, local("2027-03-01 12:00"))


@pytest.mark.parametrize(
    ("name", "registered", "done", "figure", "within"),
    [
        (ClockName.RESPONSE, "2026-11-23 10:00", "2026-11-23 16:00", ONE_DAY, 1),
        (ClockName.RESPONSE, "2026-11-23 10:00", "2026-11-24 15:59", ONE_DAY, 0),
        (ClockName.RESOLUTION, "2026-11-09 10:00", "2026-11-13 16:00", FIVE_DAYS, 1),
        (ClockName.RESOLUTION, "2026-11-09 10:00", "2026-11-16 15:59", FIVE_DAYS, 0),
        (ClockName.RESOLUTION, "2026-11-09 10:00", "2026-11-10 16:00", NEXT_BUSINESS_DAY, 1),
        (ClockName.RESOLUTION, "2026-11-09 10:00", "2026-11-10 16:00:00.000001", NEXT_BUSINESS_DAY, 0),
    ],
)
def test_scenario_51_days_are_budgets_and_the_next_business_day_is_a_closing_time(
    name: ClockName, registered: str, done: str, figure: int, within: int
) -> None:
    found = figures(incident(name, registered, done))[figure]

    assert (found.within, found.decided) == (within, 1)


def test_scenario_52_an_information_request_is_among_the_excluded() -> None:
    course = incident(ClockName.RESPONSE, "2026-11-23 10:00", "2026-11-23 10:30")

    found = figures(replace(course, kind=Kind.INFORMATION_REQUEST))[ONE_DAY]

    assert (found.decided, found.excluded) == (0, {Verdict.INFORMATION_REQUEST: 1})


async def test_scenario_53_what_was_agreed_when_it_was_registered_binds_it_however_late_it_is_recorded(
    office: Office,
) -> None:
    customer_id = await office.customer(ServiceLevel.STANDARD, resolution_hours=8)
    office.api.clock.now = local("2026-02-09 12:00")
    agreed = {"serviceLevel": "extended", "ownTargets": [OWN]}
    answer = await office.vendor.patch(f"/v1/customers/{customer_id}", json=agreed, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text

    before, since = [
        await office.registered(at, customer_id=customer_id, recorded="2026-02-09 14:00")
        for at in ("2026-02-09 11:59", "2026-02-09 12:00")
    ]

    assert [(await each.ticket())["serviceLevel"] for each in (before, since)] == ["standard", "extended"]
    assert await before.due("2026-02-09 14:00") == local("2026-02-10 13:59")
    assert await since.due("2026-02-09 14:00") == local("2026-02-09 16:00")


async def test_scenario_54_imported_closed_in_five_calls_beside_a_worker_nothing_is_announced(office: Office) -> None:
    ticket = await office.registered("2025-05-01 10:00", recorded="2026-02-09 10:00")
    decisions = ("start_investigation", "clear", "solved", "close")
    for second, decision in enumerate(decisions, start=1):
        recorded = f"2026-02-09 10:00:0{second}"
        assert await office.announced(recorded) == 0
        await ticket.does(f"2025-06-02 10:0{second}", decision, recorded=recorded)

    assert await office.announced("2026-02-10 10:00") == 0
    assert [(await ticket.seen("2026-02-10 10:00", name)).state for name in ("response", "resolution")] == [
        "breached",
        "breached",
    ]
    assert await ticket.events("breach_announced", "breach_withdrawn") == []


async def test_scenario_55_who_is_named_leaves_and_colleagues_decide_and_the_manager_sees_which_tickets(
    api: Api, desk: Desk, manager: Caller, support: Caller
) -> None:
    leaver = await api.as_(Role.SUPPORT)
    ticket, _ = await desk.ticket(), await desk.ticket()
    await named(ticket, Role.SUPPORT, leaver)
    assert (await ticket.try_to("start_investigation", by=support)).status_code == 403

    await changed(manager, leaver, active=False)

    assert await lapsed(manager) == [ticket.id]
    await ticket.decide("start_investigation", by=support)


async def test_scenario_56_a_request_changes_what_it_names_and_leaves_the_rest_as_it_is_by_then(
    desk: Desk, registrant: Caller, support: Caller
) -> None:
    ticket = await desk.ticket(urgency="u3", impact="i3")
    request = await asked(ticket, registrant, urgency="u2")
    assert (await assess(ticket, support, impact="i1", reason="Everybody.")).status_code == 200

    assert (await decide(ticket, request, support)).status_code == 201

    assert await assessment(ticket) == ("u2", "i1", "high")


def test_scenario_58_a_revision_is_announced_a_month_before_it_takes_effect_and_objected_to_for_a_month_after() -> None:
    terms = AGREEMENT.terms.revising
    announced_on = date(2027, 1, 31)

    assert earliest_in_force(terms, announced_on) == date(2027, 3, 1)
    assert last_day_to_object(terms, announced_on) == date(2027, 2, 28)
