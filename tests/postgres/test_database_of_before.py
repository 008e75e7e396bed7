"""A database that release 0.1.0 made and used, as `pg_dump --inserts` wrote it, goes on with this code.

`database_of_0014.sql` has the demo data, and tickets with what later readings judge otherwise: a contradicted
workaround, a priority raised after the answer, a cause outside the vendor's software, a reopened change.
"""

from collections.abc import AsyncGenerator
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection

from app.agreements.book import Agreements
from app.postgres import migrations
from app.postgres.embedded.server import APP_ROLE, OWNER_ROLE, SUPERUSER, EmbeddedPostgres
from app.postgres.engine import create_engine
from app.postgres.tables import metadata
from app.postgres.urls import DatabaseUrls, dsn
from app.sla.agreement import REVISIONS
from app.tickets.store.replay import TicketSelection
from app.verification import audit_verification, verification

asyncpg: Any = import_module("asyncpg")
"""It comes without types."""

DUMP: Final = Path(__file__).with_name("database_of_0014.sql")
NAME: Final = "of_before"
TICKETS: Final = 19
ENTRIES: Final = 39


@pytest.fixture
async def of_before(postgres: EmbeddedPostgres) -> AsyncGenerator[DatabaseUrls]:
    """Restored by a superuser, as an operator would; it belongs to the owner's role, as before."""
    server = await asyncpg.connect(dsn(postgres.url(SUPERUSER, "postgres")))
    await server.execute(f"CREATE DATABASE {NAME} TEMPLATE template0 OWNER {OWNER_ROLE}")
    restoring = await asyncpg.connect(dsn(postgres.url(SUPERUSER, NAME)))
    await restoring.execute(DUMP.read_text())
    await restoring.close()
    yield DatabaseUrls(owner=postgres.url(OWNER_ROLE, NAME), app=postgres.url(APP_ROLE, NAME))
    await server.execute(f"DROP DATABASE {NAME} WITH (FORCE)")
    await server.close()


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))


async def test_it_comes_to_the_schema_of_this_code(of_before: DatabaseUrls) -> None:
    await migrations.upgrade(of_before.owner)

    engine = create_engine(of_before.owner, pool_size=1)
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
        assert not await migrations.pending(connection)
    await engine.dispose()


async def test_what_is_stored_is_what_its_events_come_to(of_before: DatabaseUrls) -> None:
    await migrations.upgrade(of_before.owner)

    engine = create_engine(of_before.app)
    batches = [batch async for batch in verification.verify(engine, Agreements(REVISIONS), TicketSelection())]
    chains = await audit_verification.lengths(engine, None)
    links = [link for chain in chains for link in [each async for each in audit_verification.verify(engine, chain)]]
    await engine.dispose()

    assert [difference.words for batch in batches for difference in batch.differences] == []
    assert sum(batch.tickets for batch in batches) == TICKETS
    assert sum(link.entries for link in links) == ENTRIES
    assert [link.broken for link in links if link.broken] == []
