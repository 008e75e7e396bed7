"""A ticket keeps what was agreed when it was registered, whatever becomes of its customer's contract."""

import pytest

from app.accounts import customers
from app.accounts.customers import ContractTerms
from app.agreements.book import Agreements
from app.domain.access.caller import Caller
from app.domain.actor import Actor, ActorKind
from app.domain.agreement.agreement import RequestClass
from app.domain.agreement.measures import Target, Unit
from app.domain.tickets.facts import Details, OwnTarget
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
from app.postgres.connection import Connection
from app.sla.agreement import REVISIONS
from app.tickets import intake, recording
from app.tickets.intake import NewTicket
from app.unit_of_work import UnitOfWork
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
async def uow(connection: Connection) -> UnitOfWork:
    person = await make_person(connection, "Ada", administrator=True)
    actor = Actor(person.id, ActorKind.PERSON, person.name, administrator=True)
    return UnitOfWork(connection, Caller(actor), MONDAY, Agreements(REVISIONS))


async def test_another_level_or_figure_is_for_the_tickets_to_come(uow: UnitOfWork) -> None:
    customer = (await customers.create(uow, ContractTerms(name="Mill", service_level=ServiceLevel.EXTENDED))).customer
    report = NewTicket(customer_id=customer.id, details=DETAILS, urgency=Urgency.U1, impact=Impact.I1)
    raised = await intake.raise_ticket(uow, report)
    before = await recording.found(uow, raised.ticket.id)

    await customers.change(uow, customer, {"service_level": ServiceLevel.STANDARD, "own_targets": (WITHIN_AN_HOUR,)})

    assert await recording.found(uow, before.ticket.id) == before
    after = await intake.raise_ticket(uow, report)
    assert (before.service_level, after.service_level) == (ServiceLevel.EXTENDED, ServiceLevel.STANDARD)
    amounts = [each.clocks[ClockName.RESPONSE].clock.target for each in (before, after)]
    assert amounts == [Target(2, Unit.HOURS), Target(1, Unit.HOURS)]
