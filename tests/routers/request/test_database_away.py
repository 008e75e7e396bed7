"""The database goes away, is used up or slow, or takes no writes: callers are told to come back; it heals by itself."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import pytest
from httpx import Response
from sqlalchemy import text

from app.main import RESOURCES
from app.postgres import engine as engines
from app.postgres import migrations
from app.postgres.embedded.server import SUPERUSER, EmbeddedPostgres, embedded_postgres
from app.postgres.engine import AsyncEngine, create_engine, transaction
from app.postgres.tenancy import SYSTEM
from app.postgres.urls import DatabaseUrls
from tests.conftest import NOT_DURABLE
from tests.routers.callers import Api, Caller
from tests.routers.conftest import api_over

CUSTOMER: Final = {"name": "Another customer", "serviceLevel": "standard"}


@asynccontextmanager
async def desk(url: str, *, pool_size: int = 10) -> AsyncGenerator[tuple[Api, Caller]]:
    """The service over a pool of its own, and an administrator who calls it."""
    engine = create_engine(url, pool_size=pool_size)
    async with api_over(engine, RESOURCES) as api:
        yield api, await api.as_administrator()
    await engine.dispose()


def told_to_come_back(answer: Response) -> None:
    assert (answer.status_code, answer.headers["Content-Type"]) == (503, "application/problem+json"), answer.text
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.json()["type"] == "/v1/problems/unavailable"


async def health(api: Api) -> tuple[int, int]:
    anybody = api.anonymous()
    return (await anybody.get("/health/live")).status_code, (await anybody.get("/health/ready")).status_code


async def customers(admin: Caller) -> int:
    return len((await admin.get("/v1/customers")).json()["items"])


@pytest.fixture
def own_server() -> Generator[EmbeddedPostgres]:
    """One that may be stopped."""
    folder = Path(tempfile.mkdtemp(prefix="duetime-away-"))
    folder.chmod(0o755)
    with embedded_postgres(folder, NOT_DURABLE) as server:
        home = server.home.folder
        yield server
    shutil.rmtree(home)
    shutil.rmtree(folder, ignore_errors=True)


async def test_a_server_that_is_stopped_and_started_again(own_server: EmbeddedPostgres) -> None:
    await migrations.upgrade(own_server.urls.owner)
    async with desk(own_server.urls.app) as (api, admin):
        assert await health(api) == (200, 200)
        own_server.stop()

        for answer in [await admin.get("/v1/customers"), await admin.post("/v1/customers", json=CUSTOMER)]:
            told_to_come_back(answer)
        told_to_come_back(await api.anonymous().get("/health/ready"))
        assert await health(api) == (200, 503)

        own_server.start()
        assert await health(api) == (200, 200)
        assert (await admin.post("/v1/customers", json=CUSTOMER)).status_code == 201
        assert await customers(admin) == 1


async def test_a_pool_that_is_used_up(fresh_database: DatabaseUrls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "TIMEOUT_SECONDS", 0.05)
    async with desk(fresh_database.app, pool_size=1) as (api, admin):
        async with transaction(api.engine, SYSTEM):
            answers = await asyncio.gather(*[admin.get("/v1/customers") for _ in range(5)])
            assert await health(api) == (200, 503)

        for answer in answers:
            told_to_come_back(answer)
        assert await customers(admin) == 0
        assert await health(api) == (200, 200)


async def test_a_database_that_takes_no_writes(fresh_database: DatabaseUrls, fresh_engine: AsyncEngine) -> None:
    async with api_over(fresh_engine, RESOURCES) as api:
        admin = await api.as_administrator()
        assert await customers(admin) == 0  # by now the use of the key is noted
        standby = create_engine(fresh_database.app, default_transaction_read_only="on")
        async with api_over(standby, RESOURCES) as read_only:
            caller = Caller(read_only.app, admin.person, admin.key)
            told_to_come_back(await caller.post("/v1/customers", json=CUSTOMER))
            assert await customers(caller) == 0
            assert await health(read_only) == (200, 503)
            await caller.aclose()
        await standby.dispose()


@pytest.fixture
async def superuser(postgres: EmbeddedPostgres, fresh_database: DatabaseUrls) -> AsyncGenerator[AsyncEngine]:
    """In another database, so that nothing that befalls the one under test befalls it."""
    engine = create_engine(postgres.url(SUPERUSER, "postgres"), pool_size=1)
    yield engine
    await engine.dispose()


OTHERS: Final = "FROM pg_stat_activity WHERE datname = 'fresh'"
WAITING: Final = f"{OTHERS} AND wait_event_type = 'Lock'"


async def tell(superuser: AsyncEngine, statement: str) -> Any:
    driver = await superuser.acquire()
    try:
        return await driver.fetchval(statement)
    finally:
        await superuser.release(driver)


async def end(superuser: AsyncEngine, which: str) -> None:
    await tell(superuser, f"SELECT pg_terminate_backend(pid, 5000) {which}")


async def test_connections_that_ended_while_nobody_called(fresh_database: DatabaseUrls, superuser: AsyncEngine) -> None:
    async with desk(fresh_database.app) as (api, admin):
        assert await customers(admin) == 0
        await end(superuser, OTHERS)

        assert await customers(admin) == 0
        assert await health(api) == (200, 200)


@asynccontextmanager
async def customers_locked(url: str) -> AsyncGenerator[None]:
    """They can be read, and not changed."""
    engine = create_engine(url)
    async with transaction(engine, SYSTEM) as holder:
        await holder.execute(text("LOCK TABLE customers IN EXCLUSIVE MODE"))
        yield
    await engine.dispose()


async def test_a_connection_that_ends_in_the_middle_costs_its_request_only(
    fresh_database: DatabaseUrls, superuser: AsyncEngine
) -> None:
    async with desk(fresh_database.app) as (api, admin):
        async with customers_locked(fresh_database.owner):
            change = asyncio.create_task(admin.post("/v1/customers", json=CUSTOMER))
            async with asyncio.timeout(10):
                while not await tell(superuser, f"SELECT count(*) {WAITING}"):
                    assert not change.done()
            await end(superuser, WAITING)
            told_to_come_back(await change)

        assert await customers(admin) == 0
        assert (await admin.post("/v1/customers", json=CUSTOMER)).status_code == 201
        assert await health(api) == (200, 200)


@pytest.mark.parametrize("limit", ["lock_timeout", "statement_timeout"])
async def test_a_change_that_has_to_wait_too_long(fresh_database: DatabaseUrls, limit: str) -> None:
    async with desk(fresh_database.app) as (api, admin):
        impatient = create_engine(fresh_database.app, **dict.fromkeys([limit], "50ms"))  # pyright: ignore[reportArgumentType]
        async with customers_locked(fresh_database.owner), api_over(impatient, RESOURCES) as hasty:
            caller = Caller(hasty.app, admin.person, admin.key)
            told_to_come_back(await caller.post("/v1/customers", json=CUSTOMER))
            await caller.aclose()
        await impatient.dispose()

        assert await customers(admin) == 0
        assert await health(api) == (200, 200)


async def test_a_server_that_no_longer_answers(fresh_database: DatabaseUrls) -> None:
    """Its own timeouts mean nothing any more; ours bounds the wait."""
    async with desk(fresh_database.app) as (_, admin):
        deaf = create_engine(fresh_database.app, command_timeout=0.5, lock_timeout="0", statement_timeout="0")
        async with customers_locked(fresh_database.owner), api_over(deaf, RESOURCES) as waiting:
            caller = Caller(waiting.app, admin.person, admin.key)
            told_to_come_back(await caller.post("/v1/customers", json=CUSTOMER))
            await caller.aclose()
        await deaf.dispose()

        assert await customers(admin) == 0


@pytest.mark.parametrize(
    ("shut", "opened"),
    [
        ("ALTER DATABASE fresh WITH ALLOW_CONNECTIONS false", "ALTER DATABASE fresh WITH ALLOW_CONNECTIONS true"),
        ("ALTER DATABASE fresh CONNECTION LIMIT 0", "ALTER DATABASE fresh CONNECTION LIMIT -1"),
        ("ALTER DATABASE fresh RENAME TO elsewhere", "ALTER DATABASE elsewhere RENAME TO fresh"),
    ],
)
async def test_a_database_that_lets_nobody_in(
    fresh_database: DatabaseUrls, superuser: AsyncEngine, shut: str, opened: str
) -> None:
    async with desk(fresh_database.app) as (api, admin):
        await end(superuser, OTHERS)
        await tell(superuser, shut)
        told_to_come_back(await admin.get("/v1/customers"))
        assert await health(api) == (200, 503)

        await tell(superuser, opened)
        assert await health(api) == (200, 200)
