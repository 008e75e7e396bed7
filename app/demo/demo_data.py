"""Something to look at after a first `make run`: two customers, five people, and tickets all along the process.

It is told in the order in which it happened, each thing by whoever did it and recorded at its moment; also that a
promise was breached.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from app.access.store.people import Person
from app.accounts import customers, people, registrants
from app.accounts.customers import ContractTerms
from app.accounts.people import Introduction
from app.backlog import linking
from app.business_time.calendar import Calendar
from app.clock import Instant
from app.demo.demo_stories import NOTES, OUTPUTS, SHOWN, STORIES, Story
from app.domain.access.caller import Caller
from app.domain.actor import Actor
from app.domain.tickets import process
from app.domain.tickets.facts import Details
from app.domain.tickets.outputs import Outputs
from app.domain.vocabulary import ChangeType, Channel, Decision, Kind, ProblemType, Role, ServiceLevel
from app.tickets import intake, recording
from app.tickets.announcing import announce
from app.tickets.intake import NewTicket
from app.tickets.store import due_clocks
from app.tickets.transitions import RequestedDecision, decide, take
from app.unit_of_work import UnitOfWork

DAIRY: Final = UUID("01900000-0000-7000-8000-000000000001")
"""The id of the dairy in every installation: the contract's examples speak of it, so that they can be tried out."""
BEGUN: Final = timedelta(days=150)
"""Before the start the customers' contracts began; no story is older."""
ALL: Final = 1_000


@dataclass(frozen=True)
class Demo:
    """Where a newcomer can begin: a customer to post for, and a ticket whose due time is worth explaining."""

    customer_id: UUID
    ticket_id: UUID


@dataclass(frozen=True)
class DemoCustomer:
    """A customer with the people who act for it and on its tickets."""

    customer_id: UUID
    calendar: Calendar
    cast: Mapping[Role, Actor]


@dataclass(frozen=True, order=True)
class DemoAct:
    """Of story number `story`: it comes in (None), or a decision is taken."""

    at: Instant
    story: int
    decision: Decision | None


async def load(uow: UnitOfWork) -> Demo:
    """By an administrator, in a database without customers. All happens at whole minutes."""
    now = Instant(uow.now.replace(second=0, microsecond=0))
    then = replace(uow, now=Instant(now - BEGUN))
    staff = await _vendor_staff(then)
    sides = {
        ServiceLevel.STANDARD: await _side(
            then, staff, "Bakkerij De Korenaar", ServiceLevel.STANDARD, "Bram de Bakker"
        ),
        ServiceLevel.EXTENDED: await _side(
            then, staff, "Zuivelcoöperatie Het Melkmeisje", ServiceLevel.EXTENDED, "Maaike Melk", DAIRY
        ),
    }
    tickets: dict[int, UUID] = {}
    for act in sorted(_acts(sides, now)):
        story = STORIES[act.story]
        then = replace(uow, now=act.at)
        await _announce(then)
        if act.decision is None:
            tickets[act.story] = await _report(then, sides[story.level], story)
        else:
            await _decide(then, sides[story.level], tickets[act.story], act.decision)
    await _announce(replace(uow, now=now))
    shown = next(number for number, story in enumerate(STORIES) if story.title == SHOWN)
    return Demo(sides[ServiceLevel.EXTENDED].customer_id, tickets[shown])


def _acts(sides: Mapping[ServiceLevel, DemoCustomer], now: Instant) -> Iterator[DemoAct]:
    for number, story in enumerate(STORIES):
        for decision, ago in story.acts:
            yield DemoAct(_before(sides[story.level].calendar, now, ago), number, decision)


def _before(calendar: Calendar, now: Instant, ago: timedelta) -> Instant:
    """The moment since which so much support time has passed."""
    long_ago = Instant(now - BEGUN)
    return calendar.due(long_ago, calendar.open_time(long_ago, now) - ago)


async def _announce(then: UnitOfWork) -> None:
    if await due_clocks.waiting(then.connection, then.now, 1):
        await announce(then.connection, then.now, ALL)


async def _report(then: UnitOfWork, side: DemoCustomer, story: Story) -> UUID:
    """By the registrant; a call is taken down by support."""
    by = side.cast[Role.CUSTOMER if story.channel is Channel.PORTAL else Role.SUPPORT]
    report = NewTicket(
        customer_id=side.customer_id,
        details=Details(
            kind=story.kind,
            call_type=story.call_type,
            product=story.product,
            problem_type=ProblemType.TECHNICAL,
            title=story.title,
            description=f"{story.title}. Demo data.",
            channel=story.channel,
            change_type=ChangeType.NORMAL if story.kind is Kind.CHANGE else None,
        ),
        urgency=story.priority[0],
        impact=story.priority[1],
    )
    return (await intake.raise_ticket(_as(then, by), report)).ticket.id


async def _decide(then: UnitOfWork, side: DemoCustomer, ticket_id: UUID, decision: Decision) -> None:
    """By whoever is responsible for it."""
    stored = await recording.found_for_change(then, ticket_id)
    options = process.options(stored.ticket, then.book.agreement_of(stored.ticket, then.now), then.actor)
    responsible = next(option.roles[0] for option in options if option.rule.decision is decision)
    outputs = OUTPUTS.get(decision, Outputs())
    if decision is Decision.SUPPORT:
        outputs = replace(outputs, session_on=(then.now + timedelta(days=1)).date())
    by, asked = _as(then, side.cast[responsible]), RequestedDecision(decision, outputs, NOTES.get(decision))
    await take(by, stored, await linking.settle(by, await decide(by, stored, asked)))


def _as(then: UnitOfWork, actor: Actor) -> UnitOfWork:
    return replace(then, caller=Caller(actor))


async def _vendor_staff(uow: UnitOfWork) -> Mapping[Role, Actor]:
    staff = {Role.SUPPORT: "Sanne Support", Role.CONSULTANT: "Coen Consultant", Role.SUPPORT_MANAGER: "Mira Manager"}
    return {
        role: (await people.create(uow, Introduction(name=name, email=_email(name), roles=frozenset({role})))).actor
        for role, name in staff.items()
    }


async def _side(
    uow: UnitOfWork,
    staff: Mapping[Role, Actor],
    name: str,
    level: ServiceLevel,
    registrant: str,
    customer_id: UUID | None = None,
) -> DemoCustomer:
    made = await customers.create(uow, ContractTerms(name=name, service_level=level), customer_id)
    person = await _person_of(uow, made.customer.id, registrant)
    await registrants.add(uow, made.customer.id, person.id)
    calendar = await uow.book.current(uow.connection, uow.book.in_force(uow.now), level)
    return DemoCustomer(made.customer.id, calendar, {**staff, Role.CUSTOMER: person.actor})


async def _person_of(uow: UnitOfWork, customer_id: UUID, name: str) -> Person:
    new = Introduction(name=name, email=_email(name), roles=frozenset({Role.CUSTOMER}), customer_id=customer_id)
    return await people.create(uow, new)


def _email(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@example.org"
