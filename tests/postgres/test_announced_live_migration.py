"""A database from before imports were silent goes on: what was told stays told, what is owed is by the present rule."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import RowMapping, text

from app.clock import Instant
from app.domain.tickets.derived_facts import BreachAnnounced, BreachWithdrawn
from app.domain.vocabulary import ClockName, Decision, Priority
from app.postgres import migrations
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.tenancy import SYSTEM
from app.postgres.urls import DatabaseUrls
from app.tickets.store.replay import TicketSelection
from app.verification.verification import verify
from tests.office import Office
from tests.organisations import MONDAY

HOUR = timedelta(hours=1)
OWED = "UPDATE clocks SET announce_at = breach_at WHERE name = 'response' AND ticket_id = :id"


async def clock(engine: AsyncEngine, ticket_id: UUID) -> RowMapping:
    async with transaction(engine, SYSTEM) as connection:
        found = text("SELECT * FROM clocks WHERE name = 'response' AND ticket_id = :id")
        return (await connection.execute(found, {"id": ticket_id})).mappings().one()


async def owe(engine: AsyncEngine, ticket_id: UUID) -> None:
    """As the former rule did."""
    async with transaction(engine, SYSTEM) as connection:
        await connection.execute(text(OWED), {"id": ticket_id})


async def test_what_was_recorded_before_is_read_by_the_present_rules(
    fresh_engine: AsyncEngine, fresh_database: DatabaseUrls
) -> None:
    office = Office(fresh_engine)
    customer = await office.customer()
    live, reassessed = await office.ticket(customer), await office.ticket(customer)
    declined = await office.ticket(customer)
    office.now = Instant(MONDAY + HOUR)
    await office.ask_priority(declined, Priority.HIGH, accepted=False)
    office.now = Instant(MONDAY + 3 * HOUR)
    await office.assess(reassessed, Priority.HIGH, Instant(MONDAY + HOUR))
    office.now = Instant(MONDAY + 48 * HOUR)
    imported, told = [await office.ticket(customer, registered_at=MONDAY) for _ in range(2)]
    await owe(fresh_engine, told)
    assert await office.announce() == 3
    await office.decide(told, Decision.START_INVESTIGATION, Instant(MONDAY + HOUR))
    later = await office.ticket(customer)
    for ticket_id in (imported, reassessed, later):
        await owe(fresh_engine, ticket_id)

    await migrations.downgrade(fresh_database.owner, "0014")
    await migrations.upgrade(fresh_database.owner)

    found = [each async for batch in verify(fresh_engine, office.book, TicketSelection()) for each in batch.differences]
    assert [each.words for each in found] == []
    for ticket_id in (imported, reassessed):
        assert (await clock(fresh_engine, ticket_id))["announce_at"] is None
    pending = await clock(fresh_engine, later)
    assert pending["announce_at"] == pending["breach_at"]
    assert pending["warn_at"] == pending["at_risk_at"]
    facts = [event.fact for event in await office.events(told)]
    assert [type(fact) for fact in facts if isinstance(fact, BreachAnnounced | BreachWithdrawn)] == [
        BreachAnnounced,
        BreachWithdrawn,
    ]
    assert (await office.stored(declined)).ticket.last_fact_at == MONDAY
    assert (await office.stored(live)).clocks[ClockName.RESPONSE].notice.announced_due_at is not None
