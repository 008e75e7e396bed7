import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.clock import Instant
from app.domain.vocabulary import Decision, Priority
from app.postgres import migrations, readiness
from app.postgres.engine import AsyncEngine, create_engine, transaction
from app.postgres.tenancy import SYSTEM
from app.postgres.urls import DatabaseUrls
from app.tickets.store.replay import TicketSelection
from app.verification.verification import verify
from tests.office import Office


@pytest.fixture
async def owned(fresh_database: DatabaseUrls) -> AsyncGenerator[AsyncEngine]:
    engine = create_engine(fresh_database.owner)
    yield engine
    await engine.dispose()


async def is_pending(engine: AsyncEngine) -> bool:
    async with transaction(engine, SYSTEM) as connection:
        return await readiness.pending(connection)


async def test_a_database_is_ready_at_the_revision_of_this_code_only(
    fresh_database: DatabaseUrls, fresh_engine: AsyncEngine
) -> None:
    assert not await is_pending(fresh_engine)
    await migrations.downgrade(fresh_database.owner, "base")
    assert await is_pending(fresh_engine)
    await migrations.upgrade(fresh_database.owner)
    assert not await is_pending(fresh_engine)


async def test_a_database_ahead_of_this_code_is_not_ready(owned: AsyncEngine, fresh_engine: AsyncEngine) -> None:
    async with transaction(owned, SYSTEM) as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = 'later'"))
    assert await is_pending(fresh_engine)


async def test_clocks_that_stopped_before_they_kept_by_what_they_are_judged_are_as_they_were(
    fresh_database: DatabaseUrls, fresh_engine: AsyncEngine
) -> None:
    office = Office(fresh_engine)
    ticket_id = await office.ticket(await office.customer(), Priority.LOW)
    await office.assess(ticket_id, Priority.HIGH)
    for decision in (Decision.CLEAR, Decision.SOLVED):
        office.now = Instant(office.now + timedelta(minutes=7, microseconds=250))
        await office.decide(ticket_id, decision)
    before = await office.stored(ticket_id)

    await migrations.downgrade(fresh_database.owner, "0014")
    await migrations.upgrade(fresh_database.owner)

    assert await office.stored(ticket_id) == before
    found = verify(fresh_engine, office.book, TicketSelection())
    assert [each.words async for batch in found for each in batch.differences] == []


async def test_two_that_migrate_at_once_take_turns(fresh_database: DatabaseUrls, fresh_engine: AsyncEngine) -> None:
    await migrations.downgrade(fresh_database.owner, "base")
    await asyncio.gather(*(migrations.upgrade(fresh_database.owner) for _ in range(3)))
    assert not await is_pending(fresh_engine)


async def test_a_migration_steps_aside_for_a_long_reader_and_comes_back(
    fresh_database: DatabaseUrls, owned: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations, "LOCK_TIMEOUT", "50ms")
    async with transaction(owned, SYSTEM) as reader:
        await reader.execute(text("SELECT FROM tickets"))
        migrating = asyncio.create_task(migrations.downgrade(fresh_database.owner, "base"))
        done, _ = await asyncio.wait({migrating}, timeout=0.5)
        assert not done
        async with transaction(owned, SYSTEM) as another:
            await another.execute(text("SELECT FROM tickets"))
    await migrating
    assert await is_pending(owned)
