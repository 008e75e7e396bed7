"""The migrations make what the tables say, can be taken back, and keep the history out of everybody's reach."""

from collections.abc import AsyncGenerator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from asyncpg import PostgresError
from sqlalchemy import Connection as PlainConnection
from sqlalchemy import text

from app.postgres import migrations, readiness
from app.postgres.connection import Connection
from app.postgres.engine import AsyncEngine, create_engine, transaction
from app.postgres.tables import metadata
from app.postgres.tenancy import SYSTEM
from app.postgres.urls import DatabaseUrls
from tests.savepoints import nested

APPEND_ONLY = [
    "ticket_events",
    "calendar_revisions",
    "audit_entries",
    "customer_terms",
    "ledger_events",
    "change_events",
]


@pytest.fixture
async def owner(fresh_database: DatabaseUrls) -> AsyncGenerator[AsyncEngine]:
    engine = create_engine(fresh_database.owner, pool_size=1)
    yield engine
    await engine.dispose()


def differences(connection: PlainConnection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))


async def differences_in(url: str) -> list[object]:
    engine = migrations.migration_engine(url)
    async with engine.connect() as connection:
        found = await connection.run_sync(differences)
    await engine.dispose()
    return found


async def test_the_migrated_database_is_what_the_tables_say(fresh_database: DatabaseUrls) -> None:
    assert await differences_in(fresh_database.owner) == []


@pytest.mark.parametrize("back_to", ["-1", "base"])
async def test_migrations_can_be_taken_back_and_made_again(
    fresh_database: DatabaseUrls, owner: AsyncEngine, back_to: str
) -> None:
    await migrations.downgrade(fresh_database.owner, back_to)
    await migrations.upgrade(fresh_database.owner)

    assert await differences_in(fresh_database.owner) == []
    async with transaction(owner, SYSTEM) as connection:
        assert not await readiness.pending(connection)


def test_the_revision_of_this_code_is_the_one_that_alembic_finds() -> None:
    assert readiness.heads() == {*ScriptDirectory.from_config(Config(migrations.CONFIGURATION)).get_heads()}


async def test_taken_back_to_the_beginning_nothing_is_left(fresh_database: DatabaseUrls, owner: AsyncEngine) -> None:
    await migrations.downgrade(fresh_database.owner, "base")

    async with transaction(owner, SYSTEM) as connection:
        left = await connection.scalars(
            text("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S')")
        )
        assert set(left) == {"alembic_version"}


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("change", ["UPDATE {} SET recorded_at = now()", "DELETE FROM {}", "TRUNCATE {}"])
async def test_the_history_is_append_only_for_its_owner_too(owner: AsyncEngine, table: str, change: str) -> None:
    async with transaction(owner, SYSTEM) as connection:
        with pytest.raises(PostgresError, match="is append-only"):
            async with nested(connection):
                await connection.execute(text(change.format(table)))


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("change", ["UPDATE {} SET recorded_at = now()", "DELETE FROM {}", "TRUNCATE {}"])
async def test_the_services_role_may_not_even_try(connection: Connection, table: str, change: str) -> None:
    with pytest.raises(PostgresError, match="permission denied"):
        await connection.execute(text(change.format(table)))


@pytest.mark.parametrize("moment", ["20000-01-01", "1999-12-31T23:59:59Z", "infinity", "-infinity"])
async def test_no_instant_is_stored_that_cannot_be_read_back(connection: Connection, moment: str) -> None:
    statement = """
        INSERT INTO customers (id, name, created_at, updated_at, version)
        VALUES (gen_random_uuid(), 'x', CAST('{}' AS timestamptz), now(), 1)
    """

    with pytest.raises(PostgresError, match="ck_customers_created_at_sane"):
        await connection.execute(text(statement.format(moment)))
