"""What was recorded late before clocks knew of it is found in the history, as if they had known."""

from datetime import timedelta
from random import Random

from sqlalchemy import select

from app.clock import Instant
from app.domain.vocabulary import Decision, ServiceLevel
from app.postgres import migrations
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.tables import clocks
from app.postgres.tenancy import SYSTEM
from app.postgres.urls import DatabaseUrls
from tests.attainment.shares import Lives
from tests.office import Office


async def late(engine: AsyncEngine) -> list[tuple[object, ...]]:
    of = (clocks.c.ticket_id, clocks.c.name)
    statement = select(*of, clocks.c.recorded_late_at).order_by(*of)
    async with transaction(engine, SYSTEM) as connection:
        return [tuple(row) for row in await connection.execute(statement)]


async def test_a_database_that_goes_on_knows_its_late_records(
    fresh_database: DatabaseUrls, fresh_engine: AsyncEngine
) -> None:
    office = Office(fresh_engine)
    customer = await office.customer(ServiceLevel.EXTENDED)
    await Lives(office, Random(5)).several(customer, ServiceLevel.EXTENDED, 40)  # noqa: S311 - a story
    reopened = await office.ticket(customer)
    at = office.now
    office.now = Instant(at + timedelta(hours=2))
    for decision in (Decision.CLEAR, Decision.SOLVED):
        await office.decide(reopened, decision, at)
    for decision in (Decision.CLOSE, Decision.REOPEN, Decision.WORKAROUND):
        await office.decide(reopened, decision)
    before = await late(fresh_engine)
    assert len({recorded for *_, recorded in before}) > 5

    await migrations.downgrade(fresh_database.owner, "0014")
    await migrations.upgrade(fresh_database.owner)

    assert await late(fresh_engine) == before
