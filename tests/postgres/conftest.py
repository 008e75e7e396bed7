"""People of the vendor who come in again over a small pool."""

from collections.abc import AsyncGenerator

import pytest

from app.access.store.people import Person
from app.domain.vocabulary import Role
from app.postgres import engine as engines
from app.postgres.engine import AsyncEngine, create_engine, transaction
from app.postgres.tenancy import SYSTEM, Pass
from app.postgres.urls import DatabaseUrls
from tests.organisations import make_person
from tests.postgres.visitors import SIZE, assert_whole, change, pass_of


@pytest.fixture
async def pair(fresh_database: DatabaseUrls, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[AsyncEngine]:
    """A pool of two, which is whole at the end of each test."""
    monkeypatch.setattr(engines, "TIMEOUT_SECONDS", 0.5)
    engine = create_engine(fresh_database.app, pool_size=SIZE)
    yield engine
    await assert_whole(engine, SIZE)
    await engine.dispose()


@pytest.fixture
async def owner(fresh_database: DatabaseUrls) -> AsyncGenerator[AsyncEngine]:
    engine = create_engine(fresh_database.owner, pool_size=1)
    yield engine
    await engine.dispose()


@pytest.fixture
async def watcher(fresh_database: DatabaseUrls) -> AsyncGenerator[AsyncEngine]:
    """Of the same role, so that it may see what the others do, and end it."""
    engine = create_engine(fresh_database.app, pool_size=1)
    yield engine
    await engine.dispose()


@pytest.fixture
async def eve(pair: AsyncEngine) -> Person:
    """One of management, which is let in from one network."""
    await change(
        pair,
        "INSERT INTO administration_networks (id, network, label, added_at)"
        " VALUES (gen_random_uuid(), '10.0.0.0/8', 'Office', now())",
    )
    async with transaction(pair, SYSTEM) as connection:
        return await make_person(connection, "Eve", Role.SUPPORT_MANAGER)


@pytest.fixture
async def presented(pair: AsyncEngine, eve: Person) -> Pass:
    return await pass_of(pair, eve)
