"""Scenarios 40 to 44: met or breached, by whom, and how it is announced."""

from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import func, select

from app.clock import Instant
from app.domain.attainment.attainment import Course, Hours, Period, attainment
from app.domain.vocabulary import ClockName, Kind, Priority, ServiceLevel
from app.postgres.engine import transaction
from app.postgres.tables import clocks, ticket_events
from app.postgres.tenancy import SYSTEM
from app.sla.agreement import AGREEMENT
from tests.business_time.amsterdam import local
from tests.rounds import announce_due
from tests.routers.callers import Caller
from tests.scenarios.told import Office
from tests.scenarios.worked import CALENDARS
from tests.workers.desk import RESPONSE_DUE, Desk

MICROSECOND = timedelta(microseconds=1)


@pytest.mark.parametrize(("stopped", "state"), [("12:00", "met"), ("12:00:00.000001", "breached")])
@pytest.mark.parametrize("name", ["response", "resolution"])
async def test_scenario_40_stopped_at_the_due_time_is_met_and_a_microsecond_later_breached(
    office: Office, name: str, stopped: str, state: str
) -> None:
    ticket = await office.registered("2026-02-09 10:00")
    assert await ticket.due("2026-02-09 10:00", name) == local("2026-02-10 12:00")

    await ticket.does(f"2026-02-10 {stopped}", "workaround")

    assert (await ticket.seen("2026-02-10 13:00", name)).state == state


async def test_scenario_40_running_at_the_due_time_is_running_and_a_microsecond_later_breached(office: Office) -> None:
    ticket = await office.registered("2026-02-09 10:00")

    assert (await ticket.seen("2026-02-10 12:00")).state == "running"
    late = await ticket.seen("2026-02-10 12:00:00.000001")
    assert (late.state, late.breached) == ("breached", local("2026-02-10 12:00"))


def test_scenario_40_99_951_percent_is_not_100() -> None:
    """2040 of 2041 tickets were answered within a business day."""
    in_time = Course(
        clock=ClockName.RESPONSE,
        kind=Kind.INCIDENT,
        priority=Priority.NORMAL,
        reported_at=local("2026-02-09 10:00"),
        registered_at=local("2026-02-09 10:00"),
        done_at=local("2026-02-09 11:00"),
    )
    late = replace(in_time, done_at=local("2026-02-11 10:00"))
    february, now = Period(local("2026-02-01 00:00"), local("2026-03-01 00:00")), local("2027-01-04 12:00")
    hours = Hours(CALENDARS["STD"], AGREEMENT.levels[ServiceLevel.STANDARD].day)
    kept = [(in_time, hours)] * 2040

    (figure, *_) = attainment(AGREEMENT.terms.attainment, [*kept, (late, hours)], february, now)
    (without, *_) = attainment(AGREEMENT.terms.attainment, kept, february, now)

    assert (figure.achieved, figure.is_attained) == (Fraction(2040, 2041), False)
    assert without.is_attained


async def test_scenario_41_the_first_response_is_an_act_of_the_vendor_and_no_comment(
    office: Office, support: Caller
) -> None:
    customer_id = await office.customer()
    customer = await office.registrant(customer_id)
    ticket = await office.registered("2026-02-09 10:00", customer_id=customer_id, by=customer)
    path = f"{ticket.walker.path}/comments"
    for at, author in (("10:01", office.vendor), ("10:02", customer), ("10:03", support)):
        office.api.clock.now = local(f"2026-02-09 {at}")
        assert (await author.post(path, json={"text": "We have received it."})).status_code == 201
    assert (await ticket.seen("2026-02-09 10:59", "response")).stopped is None

    await ticket.does("2026-02-09 11:00", "start_investigation")

    seen = await ticket.seen("2026-02-09 12:00", "response")
    assert (seen.state, seen.stopped) == ("met", local("2026-02-09 11:00"))


async def test_scenario_42_imported_closed_it_is_judged_by_its_own_times_and_nothing_is_announced(
    office: Office,
) -> None:
    now = "2026-02-09 10:00"
    ticket = await office.registered("2023-05-01 10:00", recorded=now)
    for at, decision in (("10:00", "clear"), ("10:00", "solved"), ("10:05", "close")):
        assert await office.announced("2026-02-09 10:00:02") == 0
        await ticket.does(f"2023-05-03 {at}", decision, recorded=now)

    assert await office.announced("2026-02-10 10:00") == 0

    seen = await ticket.seen("2026-02-10 10:00")
    assert (seen.state, seen.breached) == ("breached", local("2023-05-02 12:00"))
    assert seen.elapsed == timedelta(hours=12)
    assert await ticket.events("breach_announced", "breach_withdrawn") == []


async def test_scenario_43_after_a_day_without_a_worker_it_is_breached_as_of_its_due_time_and_announced_once(
    office: Office,
) -> None:
    ticket = await office.registered("2026-02-09 10:00")
    await ticket.does("2026-02-09 10:30", "start_investigation")
    assert (await ticket.seen("2026-02-10 12:30")).breached == local("2026-02-10 12:00")

    assert await office.announced("2026-02-11 12:00") == 1
    assert await office.announced("2026-02-11 12:01") == 0

    [announced] = await ticket.events("breach_announced")
    assert (announced["data"]["clock"], announced["occurredAt"]) == ("resolution", "2026-02-10T11:00:00Z")
    assert announced["recordedAt"] == "2026-02-11T11:00:00Z"
    assert (await ticket.seen("2026-02-11 12:01")).breached == local("2026-02-10 12:00")


@dataclass
class Ticking:
    """A clock that is a microsecond later each time somebody looks."""

    now: Instant

    def __call__(self) -> Instant:
        self.now = Instant(self.now + MICROSECOND)
        return self.now


async def test_scenario_44_of_ten_thousand_due_at_once_all_are_announced_oldest_first(busy_desk: Desk) -> None:
    first = await busy_desk.raise_ticket(await busy_desk.open())
    ids = [first, *await busy_desk.copy(first, 9_999, timedelta(milliseconds=1))]

    assert await announce_due(busy_desk.engine, Ticking(Instant(RESPONSE_DUE + timedelta(minutes=1)))) == 10_000

    async with transaction(busy_desk.engine, SYSTEM) as connection:
        events = select(ticket_events.c.ticket_id).where(ticket_events.c.type == "breach_announced")
        announced = await connection.scalars(events.order_by(ticket_events.c.recorded_at, ticket_events.c.occurred_at))
        left = await connection.scalar(select(func.count()).where(clocks.c.announce_at < busy_desk.now))
    assert announced.all() == ids
    assert left == 0
