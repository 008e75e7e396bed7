"""The release before did not keep with an instance which months are flagged: taken back, and made again."""

from datetime import date

from app.domain.operations.instance_facts import Region, TrafficFlagged, TrafficFlagWithdrawn
from app.operations.kinds import INSTANCES
from app.operations.services import NewService, create
from app.postgres import migrations
from app.postgres.engine import AsyncEngine
from app.postgres.urls import DatabaseUrls
from app.streams import subjects
from tests.domain.operations.instance_histories import added
from tests.office import Office

BEFORE = "0064"
MONTHS = [date(2026, month, 1) for month in (8, 9, 10)]
FLAGS = [TrafficFlagged(month=month, byte_count=31, mean_of_others=10, comparable=5) for month in MONTHS]
WITHDRAWN = [TrafficFlagWithdrawn(month=month) for month in MONTHS]


async def test_what_was_said_last_of_a_month_is_what_is_so(
    fresh_database: DatabaseUrls, fresh_engine: AsyncEngine
) -> None:
    office = Office(fresh_engine)
    customer_id = await office.customer()
    async with office.uow() as uow:
        service = await create(uow, NewService(name="IDU", product="idu", region=Region.NETHERLANDS))
        first, other = [
            await subjects.begin(uow, INSTANCES, customer_id, [added(service_id=service.id)]) for _ in range(2)
        ]
        said = [*reversed(FLAGS), WITHDRAWN[0], WITHDRAWN[2], FLAGS[2]]
        before = await subjects.record(uow, INSTANCES, first, said)
    assert before.state.flagged == (MONTHS[1], MONTHS[2])

    await fresh_engine.dispose()
    await migrations.downgrade(fresh_database.owner, BEFORE)
    await migrations.upgrade(fresh_database.owner)

    async with office.uow() as uow:
        after = await subjects.find_many(uow.connection, INSTANCES, [first.id, other.id])
    assert [each.state for each in after] == [before.state, other.state]
