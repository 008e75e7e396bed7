"""Two administrators who send each other away at the same moment: the second one finds itself alone."""

import asyncio

import pytest

from app.access.store.people import Person
from app.accounts import people
from app.agreements.book import Agreements
from app.domain.access.caller import Caller
from app.errors import Conflict
from app.postgres.connection import Connection
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.tenancy import SYSTEM
from app.sla.agreement import REVISIONS
from app.unit_of_work import UnitOfWork
from tests.organisations import MONDAY, make_person

LONG_ENOUGH_SECONDS = 0.3


async def send_away(connection: Connection, by: Person, whom: Person) -> None:
    uow = UnitOfWork(connection, Caller(by.actor), MONDAY, Agreements(REVISIONS))
    await people.change(uow, await people.find_for_change(uow, whom.id), {"active": False})


async def test_the_second_one_waits_and_stays(fresh_engine: AsyncEngine) -> None:
    async with transaction(fresh_engine, SYSTEM) as connection:
        ada, bob = [await make_person(connection, name, administrator=True) for name in ("Ada", "Bob")]

    async def by_bob() -> None:
        async with transaction(fresh_engine, SYSTEM) as connection:
            await send_away(connection, bob, ada)

    async with transaction(fresh_engine, SYSTEM) as connection:
        await send_away(connection, ada, bob)
        second = asyncio.create_task(by_bob())
        await asyncio.wait({second}, timeout=LONG_ENOUGH_SECONDS)

    with pytest.raises(Conflict, match="last administrator"):
        await second
