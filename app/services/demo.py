"""Something to look at after a first `make run`: two customers, five people, and tickets all along the process."""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from app.clock import Instant
from app.db.mapping import StoredTicket
from app.db.people import Person
from app.domain.facts import Details, Outputs
from app.domain.vocabulary import (
    CallType,
    Cause,
    ChangeType,
    Channel,
    Decision,
    Impact,
    Kind,
    ProblemType,
    Role,
    ServiceLevel,
    Urgency,
)
from app.services import customers, intake, people, registrants
from app.services.customers import Contract
from app.services.intake import Report
from app.services.people import Introduction
from app.services.transitions import Asked, transition
from app.services.work import Work

D = Decision

OUTPUTS = {
    D.BUG: Outputs(cause=Cause.VENDOR_SOFTWARE),
    D.CONFIGURATION: Outputs(cause=Cause.CONFIGURATION),
    D.BUG_REGISTERED: Outputs(backlog_item="PBI-4711"),
    D.BUG_SOLVED: Outputs(test_report="Tested in the test environment and discussed."),
    D.WORKAROUND: Outputs(report="Run it by hand until the fix is there."),
    D.SOLVED: Outputs(report="It works again."),
    D.NOT_SOLVED: Outputs(report="It still does not work."),
}
"""What the decisions of the stories bring along."""
NOTES = {D.REQUEST_INFORMATION: "Which version do you run, and since when does it happen?"}


@dataclass(frozen=True)
class Story:
    """A ticket of `hours_ago`, and what was decided since, each so many hours ago."""

    level: ServiceLevel
    title: str
    product: str
    priority: tuple[Urgency, Impact]
    hours_ago: float
    decisions: tuple[tuple[Decision, float], ...] = ()
    kind: Kind = Kind.INCIDENT
    channel: Channel = Channel.PORTAL


HIGH, NORMAL, LOW = (Urgency.U1, Impact.I1), (Urgency.U2, Impact.I2), (Urgency.U3, Impact.I3)
STD, EXT = ServiceLevel.STANDARD, ServiceLevel.EXTENDED
STORIES = (
    Story(EXT, "Messages stay in the outgoing queue", "datalink", HIGH, 200),
    Story(EXT, "A caller reports slow screens", "idu", NORMAL, 3, channel=Channel.PHONE),
    Story(STD, "How do I add a column to the overview?", "idu", LOW, 1, kind=Kind.INFORMATION_REQUEST),
    Story(EXT, "The nightly run stops", "idu", NORMAL, 30, ((D.START_INVESTIGATION, 29),)),
    Story(EXT, "Accounts are made twice", "idu", NORMAL, 170, ((D.REQUEST_INFORMATION, 169),)),
    Story(STD, "Access rights are not taken away", "idu", HIGH, 340, ((D.UNCLEAR, 320), (D.REQUEST_INFORMATION, 100))),
    Story(
        EXT,
        "The connector logs in with an expired password",
        "connectors",
        NORMAL,
        90,
        ((D.UNCLEAR, 88), (D.CONFIGURATION, 70)),
    ),
    Story(EXT, "Export leaves out the last line", "orb", NORMAL, 400, ((D.UNCLEAR, 398), (D.BUG, 350))),
    Story(
        EXT,
        "Dates shift by an hour",
        "orb",
        HIGH,
        900,
        ((D.UNCLEAR, 899), (D.BUG, 890), (D.BUG_REGISTERED, 888), (D.WORKAROUND, 800)),
    ),
    Story(
        STD,
        "Search finds nothing with accents",
        "idu",
        LOW,
        700,
        ((D.UNCLEAR, 690), (D.BUG, 680), (D.BUG_REGISTERED, 670), (D.BUG_SOLVED, 200)),
    ),
    Story(EXT, "What does status 17 mean?", "datalink", LOW, 26, ((D.CLEAR, 25),), kind=Kind.INFORMATION_REQUEST),
    Story(
        EXT,
        "Try the new configuration",
        "dm_portal",
        NORMAL,
        150,
        ((D.CLEAR, 148), (D.NOT_SOLVED, 140), (D.SUPPORT, 130)),
    ),
    Story(STD, "Report opens empty", "idu", NORMAL, 260, ((D.CLEAR, 255), (D.SOLVED, 240), (D.CLOSE, 239))),
    Story(EXT, "Move to the newest connector", "connectors", NORMAL, 50, ((D.UNCLEAR, 48),), kind=Kind.CHANGE),
)


@dataclass(frozen=True)
class Demo:
    """Where a newcomer can begin: a customer to post for, and a ticket whose due time is worth explaining."""

    customer_id: UUID
    ticket_id: UUID


async def load(work: Work) -> Demo:
    """By an administrator, in a database without customers."""
    await _vendor_staff(work)
    customer_ids = {
        STD: await _customer(work, "Bakkerij De Korenaar", STD, "Bram de Bakker"),
        EXT: await _customer(work, "Zuivelcoöperatie Het Melkmeisje", EXT, "Maaike Melk"),
    }
    tickets = [await _tell(work, customer_ids[story.level], story) for story in STORIES]
    return Demo(customer_ids[EXT], tickets[4].ticket.id)


async def _vendor_staff(work: Work) -> None:
    staff = {
        "Sanne Support": frozenset({Role.SUPPORT}),
        "Coen Consultant": frozenset({Role.CONSULTANT}),
        "Mira Manager": frozenset({Role.SUPPORT_MANAGER}),
    }
    for name, roles in staff.items():
        await people.create(work, Introduction(name=name, email=_email(name), roles=roles))


async def _customer(work: Work, name: str, level: ServiceLevel, registrant: str) -> UUID:
    made = await customers.create(work, Contract(name=name, service_level=level))
    person = await _person_of(work, made.customer.id, registrant)
    await registrants.add(work, made.customer.id, person.id)
    return made.customer.id


async def _person_of(work: Work, customer_id: UUID, name: str) -> Person:
    new = Introduction(name=name, email=_email(name), roles=frozenset({Role.CUSTOMER}), customer_id=customer_id)
    return await people.create(work, new)


def _email(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@example.org"


async def _tell(work: Work, customer_id: UUID, story: Story) -> StoredTicket:
    report = Report(
        customer_id=customer_id,
        details=Details(
            kind=story.kind,
            call_type=CallType.SOFTWARE_BUG if story.kind is Kind.INCIDENT else CallType.FIRST_ANALYSIS,
            product=story.product,
            problem_type=ProblemType.TECHNICAL,
            title=story.title,
            description=f"{story.title}. Demo data.",
            channel=story.channel,
            change_type=ChangeType.NORMAL if story.kind is Kind.CHANGE else None,
        ),
        urgency=story.priority[0],
        impact=story.priority[1],
        registered_at=_ago(work, story.hours_ago),
    )
    stored = await intake.raise_ticket(work, report)
    for decision, hours_ago in story.decisions:
        at = _ago(work, hours_ago)
        outputs = OUTPUTS.get(decision, Outputs())
        if decision is D.SUPPORT:
            outputs = replace(outputs, session_on=at.date())
        stored = (await transition(work, stored, Asked(decision, outputs, NOTES.get(decision), at))).after
    return stored


def _ago(work: Work, hours: float) -> Instant:
    return Instant(work.now - timedelta(hours=hours))
