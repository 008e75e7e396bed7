"""A real PostgreSQL for the tests, the one that `make run` uses, migrated once by the real migrations.

`engine` and `connection` look like the service's own, and whatever goes through them is gone after the test: their
transactions are savepoints within one that is rolled back. A test that needs real concurrency, or needs to see a
commit, takes `fresh_database` or `fresh_engine`: a database of its own, cloned in milliseconds.
"""

import shutil
import tempfile
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from httpx import AsyncClient
from hypothesis import settings

from app.postgres import migrations
from app.postgres.connection import Connection
from app.postgres.embedded.server import (
    APP_ROLE,
    DATABASE,
    OWNER_ROLE,
    SETTINGS,
    SUPERUSER,
    EmbeddedPostgres,
    embedded_postgres,
)
from app.postgres.engine import AsyncEngine, create_engine
from app.postgres.tenancy import SYSTEM, set_tenant_sql
from app.postgres.urls import DatabaseUrls
from tests.office import Office
from tests.savepoints import connected, rolled_back
from tests.searches import LONG

settings.register_profile(LONG, max_examples=500, deadline=None)
# What CI says of a commit is what it says of it again: new examples are looked for by hand, with the profile above.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")

NOT_DURABLE = {**SETTINGS, "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@pytest.fixture(scope="session")
def postgres() -> Generator[EmbeddedPostgres]:
    folder = Path(tempfile.mkdtemp(prefix="duetime-tests-"))
    folder.chmod(0o755)  # run by root, the server is another user who has to get in
    home = None
    try:
        with embedded_postgres(folder, NOT_DURABLE) as server:
            home = server.home.folder
            yield server
    finally:
        if home is not None:
            shutil.rmtree(home)
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres_urls(postgres: EmbeddedPostgres) -> DatabaseUrls:
    """A running server whose database is empty, unless the test also asks for `template`."""
    return postgres.urls


@pytest.fixture(scope="session")
async def template(postgres_urls: DatabaseUrls) -> str:
    """The migrated database that the others are cloned from; nobody may stay connected to it."""
    await migrations.upgrade(postgres_urls.owner)
    return DATABASE


@pytest.fixture(scope="session")
async def database(postgres: EmbeddedPostgres, template: str) -> AsyncGenerator[DatabaseUrls]:
    """Migrated, and shared by all tests that leave nothing behind."""
    async with clone(postgres, template, "shared") as urls:
        yield urls


@asynccontextmanager
async def clone(postgres: EmbeddedPostgres, template: str, name: str) -> AsyncGenerator[DatabaseUrls]:
    superuser = await connected(postgres.url(SUPERUSER, "postgres"))
    await superuser.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy OWNER {OWNER_ROLE}")
    yield DatabaseUrls(owner=postgres.url(OWNER_ROLE, name), app=postgres.url(APP_ROLE, name))
    await superuser.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await superuser.close()


@pytest.fixture
async def fresh_database(postgres: EmbeddedPostgres, template: str) -> AsyncGenerator[DatabaseUrls]:
    async with clone(postgres, template, "fresh") as urls:
        yield urls


@pytest.fixture
async def fresh_engine(fresh_database: DatabaseUrls) -> AsyncGenerator[AsyncEngine]:
    engine = create_engine(fresh_database.app)
    yield engine
    await engine.dispose()


@pytest.fixture(scope="session")
async def shared_engine(database: DatabaseUrls) -> AsyncGenerator[AsyncEngine]:
    """One connection, which keeps whatever transaction the driver has open on it."""
    engine = create_engine(database.app, pool_size=1, idle_in_transaction_session_timeout="0")
    yield engine
    await engine.dispose()


@pytest.fixture
async def engine(shared_engine: AsyncEngine) -> AsyncGenerator[AsyncEngine]:
    """As the service's, but one transaction at a time: each is a savepoint inside the outer one."""
    async with rolled_back(shared_engine):
        yield shared_engine


@pytest.fixture(scope="session")
async def http_client() -> AsyncGenerator[AsyncClient]:
    """As the one with which the service asks a provider for its keys. Making one takes longer than most tests."""
    async with AsyncClient() as client:
        yield client


@pytest.fixture
async def connection(engine: AsyncEngine) -> AsyncGenerator[Connection]:
    """Sees what the service itself sees."""
    driver = await engine.begun(f"BEGIN; {set_tenant_sql(SYSTEM)}")
    yield Connection(driver)
    await driver.execute("ROLLBACK")
    await engine.release(driver)


@pytest.fixture
def office(engine: AsyncEngine) -> Office:
    return Office(engine)


@pytest.fixture
def busy_office(fresh_engine: AsyncEngine) -> Office:
    """With a database of its own, where transactions really run side by side."""
    return Office(fresh_engine)
