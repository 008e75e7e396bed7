"""In the release before, closing a ticket left it escalated: taken back, and made again."""

from app.domain.vocabulary import Decision
from app.postgres import migrations
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.tables import tickets
from app.postgres.tenancy import SYSTEM
from app.postgres.urls import DatabaseUrls
from tests.office import Office

BEFORE = "0061"


async def test_who_was_closed_since_it_was_escalated_is_escalated_no_more(
    fresh_database: DatabaseUrls, fresh_engine: AsyncEngine
) -> None:
    office = Office(fresh_engine)
    customer_id = await office.customer()
    closed, reopened, anew, going = [await office.ticket(customer_id) for _ in range(4)]
    for ticket_id in (closed, reopened, anew):
        await office.escalate(ticket_id)
        for decision in (Decision.CLEAR, Decision.SOLVED):
            await office.decide(ticket_id, decision)
    async with transaction(fresh_engine, SYSTEM) as connection:
        before = {row.id: row.escalation for row in await connection.execute(tickets.select())}
    for ticket_id in (closed, reopened, anew):
        await office.decide(ticket_id, Decision.CLOSE)
    for ticket_id in (reopened, anew):
        await office.decide(ticket_id, Decision.REOPEN)
    for ticket_id in (anew, going):
        await office.escalate(ticket_id)
    async with transaction(fresh_engine, SYSTEM) as connection:
        for ticket_id in (closed, reopened):
            left = tickets.update().where(tickets.c.id == ticket_id).values(escalation=before[ticket_id])
            await connection.execute(left)

    await fresh_engine.dispose()
    await migrations.downgrade(fresh_database.owner, BEFORE)
    await migrations.upgrade(fresh_database.owner)

    async with transaction(fresh_engine, SYSTEM) as connection:
        after = [row.id for row in await connection.execute(tickets.select()) if row.escalation is not None]
    assert sorted(after) == sorted([anew, going])
