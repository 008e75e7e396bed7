"""A ticket keeps what was agreed when it was registered, whatever becomes of its customer's contract."""

import pytest

from app.db.connection import Connection
from app.domain.actor import Actor, ActorKind
from app.domain.agreement import RequestClass
from app.domain.caller import Caller
from app.domain.facts import Details, OwnTarget
from app.domain.measures import Target, Unit
from app.domain.vocabulary import (
    CallType,
    Channel,
    ClockName,
    Impact,
    Kind,
    Priority,
    ProblemType,
    ServiceLevel,
    Urgency,
)
from app.services import customers, intake, recording
from app.services.book import Book
from app.services.customers import Contract
from app.services.intake import Report
from app.services.work import Work
from app.sla.agreement import REVISIONS
from tests.organisations import MONDAY, make_person

DETAILS = Details(
    kind=Kind.INCIDENT,
    call_type=CallType.SOFTWARE_BUG,
    product="idu",
    problem_type=ProblemType.TECHNICAL,
    title="The line stands still",
    description="Since ten o'clock.",
    channel=Channel.PORTAL,
)
WITHIN_AN_HOUR = OwnTarget(
    request_class=RequestClass.INCIDENT,
    clock=ClockName.RESPONSE,
    priority=Priority.HIGH,
    target=Target(1, Unit.HOURS),
)


@pytest.fixture
async def work(connection: Connection) -> Work:
    person = await make_person(connection, "Ada", administrator=True)
    actor = Actor(person.id, ActorKind.PERSON, person.name, administrator=True)
    return Work(connection, Caller(actor), MONDAY, Book(REVISIONS))


async def test_another_level_or_figure_is_for_the_tickets_to_come(work: Work) -> None:
    customer = (await customers.create(work, Contract(name="Mill", service_level=ServiceLevel.EXTENDED))).customer
    report = Report(customer_id=customer.id, details=DETAILS, urgency=Urgency.U1, impact=Impact.I1)
    raised = await intake.raise_ticket(work, report)
    before = await recording.found(work, raised.ticket.id)

    await customers.change(work, customer, {"service_level": ServiceLevel.STANDARD, "own_targets": (WITHIN_AN_HOUR,)})

    assert await recording.found(work, before.ticket.id) == before
    after = await intake.raise_ticket(work, report)
    assert (before.service_level, after.service_level) == (ServiceLevel.EXTENDED, ServiceLevel.STANDARD)
    amounts = [each.clocks[ClockName.RESPONSE].clock.target for each in (before, after)]
    assert amounts == [Target(2, Unit.HOURS), Target(1, Unit.HOURS)]
