"""A vendor's office without its API: whatever can happen to tickets happens through the services, when a test says."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from app.access.store import people
from app.access.store.people import Person
from app.agreements.book import Agreements
from app.calendars import closing_days
from app.calendars.closing_days import Revised
from app.calendars.recomputation import RecomputeResult, follow
from app.clock import Instant
from app.consultancy import escalations
from app.domain.access.caller import Caller
from app.domain.actor import Actor, ActorKind
from app.domain.tickets.classification import ClassificationChanges
from app.domain.tickets.facts import Details, Event, OwnTarget
from app.domain.tickets.outputs import Outputs
from app.domain.tickets.raci import Row
from app.domain.vocabulary import (
    CallType,
    ChangeType,
    Channel,
    ClockName,
    Decision,
    Impact,
    Kind,
    Priority,
    ProblemType,
    Responsibility,
    Role,
    ServiceLevel,
    Urgency,
)
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.scope import Scope
from app.postgres.tenancy import SYSTEM
from app.sla.agreement import REVISIONS
from app.tickets import announcing, comments, corrections, intake, priorities, recording, responsibilities, transitions
from app.tickets.intake import NewTicket
from app.tickets.store import tickets
from app.tickets.store.ticket_mapping import StoredTicket
from app.tickets.transitions import RequestedDecision, Transition
from app.unit_of_work import UnitOfWork
from tests.domain.tickets.process_table import belonging
from tests.organisations import MONDAY, make_customer

ASSESSED_AS = {
    Priority.HIGH: (Urgency.U1, Impact.I1),
    Priority.NORMAL: (Urgency.U2, Impact.I2),
    Priority.LOW: (Urgency.U3, Impact.I3),
}
TO_CUSTOMER: Row = {
    Role.CUSTOMER: Responsibility.RESPONSIBLE,
    Role.SUPPORT: Responsibility.CONSULTED,
    Role.CONSULTANT: Responsibility.INFORMED,
    Role.SUPPORT_MANAGER: Responsibility.ACCOUNTABLE,
}
"""A step delegated to the customer."""


@dataclass
class Office:
    """`now` stands still until a test moves it; everybody acts as the administrator unless said otherwise."""

    engine: AsyncEngine
    now: Instant = MONDAY
    book: Agreements = field(default_factory=lambda: Agreements(REVISIONS))
    administrator: Actor = field(
        default_factory=lambda: Actor(id=uuid7(), kind=ActorKind.PERSON, name="Ada", administrator=True)
    )

    def clock(self) -> Instant:
        return self.now

    @asynccontextmanager
    async def uow(self, by: Actor | None = None) -> AsyncGenerator[UnitOfWork]:
        async with transaction(self.engine, SYSTEM) as connection:
            yield UnitOfWork(connection, Caller(by or self.administrator), self.now, self.book)

    async def customer(
        self, level: ServiceLevel = ServiceLevel.EXTENDED, own_targets: tuple[OwnTarget, ...] = ()
    ) -> UUID:
        async with transaction(self.engine, SYSTEM) as connection:
            return (await make_customer(connection, "Dairy", level, own_targets=own_targets)).id

    async def person(self, *roles: Role, customer_id: UUID | None = None) -> Actor:
        held = frozenset(roles or (Role.CUSTOMER,))
        person = Person(
            id=uuid7(),
            customer_id=customer_id,
            name="Somebody",
            email="somebody@example.org",
            roles=held,
            administrator=False,
            active=True,
            created_at=MONDAY,
            updated_at=MONDAY,
            version=1,
        )
        async with transaction(self.engine, SYSTEM) as connection:
            await people.add(connection, person)
        return Actor(id=person.id, kind=ActorKind.PERSON, name=person.name, roles=held, customer_id=customer_id)

    async def ticket(
        self,
        customer_id: UUID,
        priority: Priority = Priority.NORMAL,
        *,
        kind: Kind = Kind.INCIDENT,
        channel: Channel = Channel.PORTAL,
        registered_at: Instant | None = None,
        by: Actor | None = None,
        **otherwise: Any,
    ) -> UUID:
        """`otherwise`: details other than usual."""
        urgency, impact = ASSESSED_AS[priority]
        report = NewTicket(
            customer_id=customer_id,
            details=replace(details(channel, kind), **otherwise),
            urgency=urgency,
            impact=impact,
            registered_at=registered_at,
        )
        async with self.uow(by) as uow:
            return (await intake.raise_ticket(uow, report)).ticket.id

    async def register(self, ticket_id: UUID, at: Instant | None = None) -> None:
        async with self.uow() as uow:
            await intake.registered(uow, ticket_id, at)

    async def decide(
        self, ticket_id: UUID, decision: Decision, at: Instant | None = None, by: Actor | None = None, **outputs: Any
    ) -> Transition:
        """With the outputs that belong to the decision; `outputs` are those given otherwise."""
        async with self.uow(by) as uow:
            stored = await recording.found_for_change(uow, ticket_id)
            asked = RequestedDecision(decision, Outputs(**belonging(decision, **outputs)), "So it was.", at)
            return await transitions.take(uow, stored, await transitions.decide(uow, stored, asked))

    async def assess(self, ticket_id: UUID, priority: Priority, at: Instant | None = None) -> None:
        urgency, impact = ASSESSED_AS[priority]
        async with self.uow() as uow:
            stored = await recording.found_for_change(uow, ticket_id)
            await priorities.assess(uow, stored, urgency, impact, "Looked again.", occurred_at=at)

    async def reclassify(self, ticket_id: UUID, **changes: Any) -> None:
        async with self.uow() as uow:
            stored = await recording.found_for_change(uow, ticket_id)
            wanted = ClassificationChanges(**changes)
            await corrections.correct(uow, stored, {"classification": wanted, "reason": "Looked again."})

    async def ask_priority(self, ticket_id: UUID, priority: Priority, *, accepted: bool) -> None:
        request_id = await self.request_priority(ticket_id, priority)
        await self.answer_priority(ticket_id, request_id, accepted=accepted)

    async def request_priority(self, ticket_id: UUID, priority: Priority) -> UUID:
        urgency, impact = ASSESSED_AS[priority]
        async with self.uow() as uow:
            _, asked = await priorities.request_priority(uow, ticket_id, urgency, impact, "It is the year's end.")
            return asked.fact.request_id

    async def answer_priority(self, ticket_id: UUID, request_id: UUID, *, accepted: bool) -> None:
        async with self.uow() as uow:
            stored = await recording.found_for_change(uow, ticket_id)
            await priorities.decide_priority(uow, stored, request_id, accepted=accepted, reason="Yes.")

    async def escalate(self, ticket_id: UUID) -> None:
        async with self.uow() as uow:
            await escalations.escalate(uow, ticket_id, "The plant stands still.")

    async def comment(self, ticket_id: UUID) -> None:
        async with self.uow() as uow:
            await comments.comment(uow, ticket_id, "Noted.", internal=True)

    async def assign(self, ticket_id: UUID, role: Role, to: Actor | None) -> None:
        async with self.uow() as uow:
            stored = await recording.found_for_change(uow, ticket_id)
            await responsibilities.assign(uow, stored, role, None if to is None else to.id)

    async def delegate(self, ticket_id: UUID, step: int, row: Row | None, at: Instant | None = None) -> None:
        async with self.uow() as uow:
            stored = await recording.found_for_change(uow, ticket_id)
            await responsibilities.override(uow, stored, step, row, reason="So it was.", occurred_at=at)

    async def close_on(self, day: date, name: str = "Office moves") -> Revised:
        async with self.uow() as uow:
            return await closing_days.add(uow, day, name)

    async def open_on(self, day: date) -> Revised:
        async with self.uow() as uow:
            return await closing_days.remove(uow, day)

    async def follow(self) -> RecomputeResult:
        async with self.uow() as uow:
            return await follow(uow, 1_000)

    async def announce(self) -> int:
        async with transaction(self.engine, SYSTEM) as connection:
            return await announcing.announce(connection, self.now, 1_000)

    async def stored(self, ticket_id: UUID) -> StoredTicket:
        """With all its pauses."""
        async with self.uow() as uow:
            return await tickets.with_pauses(uow.connection, await recording.found(uow, ticket_id))

    async def due_at(self, ticket_id: UUID, name: ClockName = ClockName.RESOLUTION) -> Instant | None:
        return (await self.stored(ticket_id)).clocks[name].clock.due_at

    async def events(self, ticket_id: UUID) -> list[Event]:
        async with transaction(self.engine, SYSTEM) as connection:
            return await tickets.events(connection, Scope(None), ticket_id)


def details(channel: Channel = Channel.PORTAL, kind: Kind = Kind.INCIDENT) -> Details:
    return Details(
        kind=kind,
        change_type=ChangeType.NORMAL if kind is Kind.CHANGE else None,
        call_type=CallType.SOFTWARE_BUG,
        product="idu",
        problem_type=ProblemType.TECHNICAL,
        title="The line stands still",
        description="Since ten o'clock.",
        channel=channel,
    )
