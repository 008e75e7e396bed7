"""A support desk without its API: tickets are taken in and decided on through the services, when a test says."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    DateTime,
    RowMapping,
    TableValuedAlias,
    Uuid,
    cast,
    column,
    func,
    insert,
    join,
    literal,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from uuid_utils.compat import uuid7

from app.agreements.book import Agreements
from app.audit.sealing import FIRST, keep
from app.clock import Instant, instant
from app.domain.access.audit import SealedHistory
from app.domain.access.caller import Caller
from app.domain.actor import Actor, ActorKind
from app.domain.tickets.facts import Details, Event
from app.domain.tickets.outputs import Outputs
from app.domain.vocabulary import (
    CallType,
    Channel,
    ClockName,
    Decision,
    Impact,
    Kind,
    ProblemType,
    Role,
    ServiceLevel,
    Urgency,
)
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.scope import Scope
from app.postgres.streams import append
from app.postgres.tables import clocks as clocks_table
from app.postgres.tables import ticket_events
from app.postgres.tables import tickets as tickets_table
from app.postgres.tenancy import SYSTEM
from app.sla.agreement import REVISIONS
from app.tickets import intake, recording, transitions
from app.tickets.intake import NewTicket
from app.tickets.store import tickets
from app.tickets.store.event_mapping import event_rows
from app.tickets.store.ticket_mapping import StoredTicket
from app.tickets.transitions import RequestedDecision
from app.unit_of_work import UnitOfWork
from tests.organisations import MONDAY, make_customer

SUPPORT = Actor(id=uuid7(), kind=ActorKind.PERSON, name="Sue", roles=frozenset({Role.SUPPORT}), administrator=True)
RESPONSE_DUE = instant(datetime(2026, 11, 23, 11, 30, tzinfo=UTC))
"""Of a ticket that is raised on `MONDAY`: two support hours later."""
MICROSECOND = timedelta(microseconds=1)


@dataclass
class Desk:
    """Its customer has the extended level; its tickets have the high priority."""

    engine: AsyncEngine
    now: Instant = MONDAY
    book: Agreements = field(default_factory=lambda: Agreements(REVISIONS))

    def clock(self) -> Instant:
        return self.now

    async def open(self) -> UUID:
        async with transaction(self.engine, SYSTEM) as connection:
            return (await make_customer(connection, "Dairy", ServiceLevel.EXTENDED)).id

    async def signal(self, customer_id: UUID) -> UUID:
        """By phone."""
        return await self.raise_ticket(customer_id, channel=Channel.PHONE)

    async def register(self, ticket_id: UUID, at: Instant) -> None:
        async with transaction(self.engine, SYSTEM) as connection:
            await intake.registered(self._work(connection), ticket_id, at)

    async def raise_ticket(
        self, customer_id: UUID, registered_at: Instant | None = None, channel: Channel = Channel.PORTAL
    ) -> UUID:
        report = NewTicket(
            customer_id=customer_id,
            details=Details(
                kind=Kind.INCIDENT,
                call_type=CallType.SOFTWARE_BUG,
                product="idu",
                problem_type=ProblemType.TECHNICAL,
                title="The line stands still",
                description="Since ten o'clock.",
                channel=channel,
            ),
            urgency=Urgency.U1,
            impact=Impact.I1,
            registered_at=registered_at,
        )
        async with transaction(self.engine, SYSTEM) as connection:
            return (await intake.raise_ticket(self._work(connection), report)).ticket.id

    async def decide(self, ticket_id: UUID, decision: Decision, at: Instant | None = None, **outputs: Any) -> None:
        async with transaction(self.engine, SYSTEM) as connection:
            uow = self._work(connection)
            stored = await recording.found_for_change(uow, ticket_id)
            asked = RequestedDecision(decision, Outputs(**outputs), "So it was.", at)
            await transitions.take(uow, stored, await transitions.decide(uow, stored, asked))

    async def ticket(self, ticket_id: UUID) -> StoredTicket:
        async with transaction(self.engine, SYSTEM) as connection:
            return await recording.found(self._work(connection), ticket_id)

    async def events(self, ticket_id: UUID) -> list[Event]:
        async with transaction(self.engine, SYSTEM) as connection:
            return await tickets.events(connection, Scope(None), ticket_id)

    async def clock_row(self, ticket_id: UUID, name: ClockName = ClockName.RESPONSE) -> RowMapping:
        table = clocks_table
        async with transaction(self.engine, SYSTEM) as connection:
            found = select(table).where(table.c.ticket_id == ticket_id, table.c.name == name)
            return (await connection.execute(found)).mappings().one()

    async def copy(self, ticket_id: UUID, times: int, apart: timedelta = timedelta(0)) -> list[UUID]:
        """Many tickets like this one, with all their times later by one more `apart` each."""
        ids = [uuid7() for _ in range(times)]
        made = (
            func.unnest(cast(ids, ARRAY(Uuid)))
            .table_valued(column("id", Uuid), with_ordinality="number")
            .render_derived()
        )
        async with transaction(self.engine, SYSTEM) as connection:
            for table, named in ((tickets_table, tickets_table.c.id), (clocks_table, clocks_table.c.ticket_id)):
                stored = [each for each in table.columns if each.computed is None]
                copies = select(*(_copied(each, made, apart) for each in stored))
                copies = copies.select_from(join(table, made, true())).where(named == ticket_id)
                await connection.execute(insert(table).from_select(stored, copies))
            stored = await recording.found(self._work(connection), ticket_id)
            original, number = stored.ticket, stored.number
            history = await tickets.events(connection, Scope(None), ticket_id)
            owners = [replace(original, id=each) for each in ids]
            several = [event_rows(owner, history, FIRST, f"{number}-{each}") for each, owner in enumerate(owners, 1)]
            await append(connection, ticket_events, [row for rows in several for row in rows])
            for rows in several:
                last = rows[-1]
                grown = update(tickets_table).where(tickets_table.c.id == last["ticket_id"])
                await connection.execute(grown.values(seal=last["seal"]))
                told = SealedHistory(last["customer_id"], last["sequence"], last["seal"], last["recorded_at"])
                keep(connection, {last["ticket_id"]: told})
        return ids

    def _work(self, connection: Any) -> UnitOfWork:
        return UnitOfWork(connection, Caller(SUPPORT), self.now, self.book)


def _copied(original: Column[Any], made: TableValuedAlias, apart: timedelta) -> ColumnElement[Any]:
    if original.name in ("id", "ticket_id"):
        return made.c.id
    if original.name == "number":
        return original + func.concat("-", made.c.number)
    if isinstance(original.type, DateTime):
        return original + made.c.number * literal(apart)
    return original
