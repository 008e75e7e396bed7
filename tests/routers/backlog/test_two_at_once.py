"""Several name a bug at the same time; and what PostgreSQL itself shows of it."""

import asyncio

from sqlalchemy import func, select

from app.backlog.kinds import BACKLOG_ITEMS
from app.domain.vocabulary import Role, ServiceLevel
from app.postgres.engine import transaction
from app.postgres.tables import backlog_events, backlog_items
from app.postgres.tenancy import SYSTEM, Tenant, TenantScope
from tests.organisations import Organisation, make_organisation
from tests.routers.backlog.conftest import Backlog, at_step_6
from tests.routers.callers import Api, Caller
from tests.routers.subjects_verified import verified
from tests.routers.tickets.conftest import Desk, new_key


async def test_a_reference_that_many_meet_first_is_registered_once(concurrent_api: Api) -> None:
    admin = await concurrent_api.as_administrator()
    async with transaction(concurrent_api.engine, SYSTEM) as connection:
        organisation = await make_organisation(connection, "Dairy", ServiceLevel.STANDARD, "Rosa")
    walkers = [await at_step_6(Desk(admin, organisation)) for _ in range(8)]

    answers = await asyncio.gather(*(each.try_to("bug_registered", backlogItem="PBI-5") for each in walkers))

    assert [each.status_code for each in answers] == [201] * 8
    assert len({each.json()["backlogItemId"] for each in answers}) == 1
    assert await verified(concurrent_api.engine, BACKLOG_ITEMS) == (1, [])


async def test_of_two_who_register_it_one_is_refused(concurrent_api: Api) -> None:
    backlog = Backlog(concurrent_api, await concurrent_api.as_(Role.SUPPORT))

    answers = await asyncio.gather(*(backlog.register() for _ in range(2)))

    assert sorted(each.status_code for each in answers) == [201, 409]


async def test_a_repeated_request_registers_nothing_twice(backlog: Backlog) -> None:
    key, body = new_key(), {"reference": "PBI-1", "title": "It stops", "kind": "bug"}

    first, again = [await backlog.support.post("/v1/backlog-items", json=body, headers=key) for _ in range(2)]

    assert (first.status_code, again.json()) == (201, first.json())


async def test_the_second_wall_shows_a_customer_the_items_of_its_own_tickets(
    api: Api, backlog: Backlog, desk: Desk, standard_desk: Desk, registrant: Caller
) -> None:
    item = await backlog.item()
    await backlog.link(await standard_desk.ticket(), item)

    async def seen(organisation: Organisation) -> tuple[int | None, int | None]:
        own = Tenant(TenantScope.CUSTOMER, organisation.customer.id, organisation.registrants[0].id)
        async with transaction(api.engine, own) as connection:
            counts = [select(func.count()).select_from(table) for table in (backlog_items, backlog_events)]
            return await connection.scalar(counts[0]), await connection.scalar(counts[1])

    assert await seen(standard_desk.organisation) == (1, 0)
    assert await seen(desk.organisation) == (0, 0)
    assert (await registrant.get("/v1/backlog-items")).json()["items"] == []
