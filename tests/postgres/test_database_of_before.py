"""A database that release 0.1.0 made and used, as `pg_dump --inserts` wrote it, goes on with this code.

`database_of_0014.sql` has the demo data, and tickets with what later readings judge otherwise: a contradicted
workaround, a priority raised after the answer, a cause outside the vendor's software, a reopened change.
"""

from collections.abc import AsyncGenerator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import Select, Table, select

from app.agreements.book import Agreements
from app.clock import system_clock
from app.postgres import migrations, readiness
from app.postgres.embedded.server import APP_ROLE, OWNER_ROLE, SUPERUSER, EmbeddedPostgres
from app.postgres.engine import create_engine, transaction
from app.postgres.tables import audit_entries, audit_heads, metadata, notice_reading
from app.postgres.tenancy import SYSTEM
from app.postgres.urls import DatabaseUrls, dsn
from app.sla.agreement import REVISIONS
from app.tickets.store.replay import TicketSelection
from app.verification import audit_verification, count_verification, verification
from app.verification.rereading import reread
from tests.postgres.test_schema import differences_in

asyncpg: Any = import_module("asyncpg")
"""It comes without types."""

pytestmark = pytest.mark.long

DUMP: Final = Path(__file__).with_name("database_of_0014.sql")
NAME: Final = "of_before"
TICKETS: Final = 19
ENTRIES: Final = 47
"""In each of four customers' chains one anchors what there was, and one what was read anew."""
READ_OTHERWISE: Final = 14


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


async def test_it_comes_to_the_schema_of_this_code(of_before: DatabaseUrls) -> None:
    await migrations.upgrade(of_before.owner)

    assert await differences_in(of_before.owner) == []
    engine = create_engine(of_before.app, pool_size=1)
    async with transaction(engine, SYSTEM) as connection:
        assert not await readiness.pending(connection)
    await engine.dispose()


async def test_what_is_stored_is_what_its_events_come_to_once_they_are_read_anew(of_before: DatabaseUrls) -> None:
    """Nothing that was recorded is touched, and it is read anew once."""
    await migrations.upgrade(of_before.owner)

    engine, book = create_engine(of_before.app), Agreements(REVISIONS)
    changed = [sum([each.changed async for each in reread(engine, book, system_clock)]) for _ in range(2)]
    batches = [batch async for batch in verification.verify(engine, book, TicketSelection())]
    chains = await audit_verification.lengths(engine, None)
    links = [link for chain in chains for link in [each async for each in audit_verification.verify(engine, chain)]]
    miscounted, strays = (
        await count_verification.miscounted(engine, book, system_clock()),
        await verification.strays(engine, TicketSelection()),
    )
    await engine.dispose()

    assert [difference.words for batch in batches for difference in batch.differences] == []
    assert sum(batch.tickets for batch in batches) == TICKETS
    assert changed == [READ_OTHERWISE, 0]
    assert sum(link.entries for link in links) == ENTRIES
    assert [link.broken for link in links if link.broken] == []
    assert (miscounted, strays) == ([], ())


async def test_it_goes_back_and_comes_again(of_before: DatabaseUrls) -> None:
    await migrations.upgrade(of_before.owner)
    before = await _dumped(of_before)

    await migrations.downgrade(of_before.owner, "0014")
    await migrations.upgrade(of_before.owner)

    assert await _dumped(of_before) == before


async def _dumped(urls: DatabaseUrls) -> dict[str, Sequence[object]]:
    """What tickets, customers and people have; clocks at rest are to be counted anew; anchoring is done again, and
    notices are told from when there are any.
    """
    engine = create_engine(urls.owner, pool_size=1)
    async with transaction(engine, SYSTEM) as connection:
        found = {
            table.name: (await connection.execute(_all_of(table))).all()
            for table in metadata.sorted_tables
            if table not in (audit_heads, notice_reading)
        }
    await engine.dispose()
    return found


def _all_of(table: Table) -> Select[Any]:
    statement = select(table).order_by(*table.primary_key)
    return statement.where(table.c.operation != "anchor_history") if table is audit_entries else statement
