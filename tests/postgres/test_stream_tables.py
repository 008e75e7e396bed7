"""A stream that was made a moment ago is guarded as the one of tickets is, and written as that is."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from asyncpg import PostgresError
from sqlalchemy import Connection as PlainConnection
from sqlalchemy import MetaData, Table, text

from app.errors import StartOver
from app.postgres import migrations, streams
from app.postgres.connection import Connection
from app.postgres.engine import AsyncEngine, create_engine, transaction
from app.postgres.errors import or_start_over
from app.postgres.staging import Rank, Staged, Write
from app.postgres.tables.columns import key
from app.postgres.tables.streams import stream
from app.postgres.tenancy import SYSTEM, Tenant, TenantScope
from app.postgres.urls import DatabaseUrls
from migrations.streams import make_stream
from tests.savepoints import nested

TOYS: Final = MetaData(naming_convention={"ck": "ck_%(table_name)s_%(constraint_name)s", "pk": "pk_%(table_name)s"})
Table("toys", TOYS, key("customer_id", primary_key=True), key(primary_key=True))
EVENTS: Final = stream("toy_events", TOYS, subject="toy", subjects="toys", comment="What happened to toys")
NOON: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINE, OTHERS = uuid4(), uuid4()
TOY: Final = uuid4()


def make(connection: PlainConnection) -> list[object]:
    """By the helper of the migrations; what the tables of the service would have otherwise."""
    context = MigrationContext.configure(connection, opts={"include_name": is_toy, "compare_server_default": True})
    with Operations.context(context):
        connection.execute(
            text("CREATE TABLE toys (customer_id uuid, id uuid, CONSTRAINT pk_toys PRIMARY KEY (customer_id, id))")
        )
        connection.execute(text("GRANT SELECT, INSERT ON toys TO duetime_app"))
        make_stream("toy_events", "toy", "toys", comment="What happened to toys")
    found = list(compare_metadata(context, TOYS))
    connection.commit()
    return found


def is_toy(name: str | None, kind: str, _: object) -> bool:
    return kind != "table" or (name or "").startswith("toy")


@pytest.fixture
async def toys(fresh_database: DatabaseUrls) -> AsyncGenerator[AsyncEngine]:
    owner = migrations.migration_engine(fresh_database.owner)
    async with owner.connect() as connection:
        assert await connection.run_sync(make) == []
    await owner.dispose()
    engine = create_engine(fresh_database.app, pool_size=3)
    async with transaction(engine, SYSTEM) as connection:
        for customer_id in (MINE, OTHERS):
            await connection.execute(text("INSERT INTO toys VALUES (:c, :t)"), {"c": customer_id, "t": TOY})
            await streams.append(connection, EVENTS, [event(1, customer_id), event(2, customer_id, internal=True)])
    yield engine
    await engine.dispose()


def event(sequence: int, customer_id: UUID = MINE, *, internal: bool = False, **further: Any) -> dict[str, Any]:
    return {
        "customer_id": customer_id,
        "toy_id": TOY,
        "sequence": sequence,
        "type": "wound_up",
        "occurred_at": NOON,
        "recorded_at": NOON,
        "actor_id": None,
        "actor_kind": "system",
        "internal": internal,
        "payload": {"turns": sequence},
        "seal": b"-",
        **further,
    }


async def told(connection: Connection) -> list[tuple[UUID, int]]:
    rows = (await connection.execute(streams.in_order(EVENTS))).mappings()
    return [(row["customer_id"], row["sequence"]) for row in rows]


def own(customer_id: UUID) -> Tenant:
    return Tenant(TenantScope.CUSTOMER, customer_id=customer_id)


CHANGES: Final = ("UPDATE toy_events SET type = 'broken'", "DELETE FROM toy_events", "TRUNCATE toy_events")


@pytest.mark.parametrize("change", CHANGES)
async def test_it_is_append_only_for_its_owner_too(
    toys: AsyncEngine, fresh_database: DatabaseUrls, change: str
) -> None:
    engine = create_engine(fresh_database.owner, pool_size=1)
    async with transaction(engine, SYSTEM) as connection:
        with pytest.raises(PostgresError, match="toy_events is append-only"):
            async with nested(connection):
                await connection.execute(text(change))
    await engine.dispose()
    async with transaction(toys, SYSTEM) as connection:
        with pytest.raises(PostgresError, match="permission denied"):
            async with nested(connection):
                await connection.execute(text(change))
        assert len(await told(connection)) == 4


async def test_a_customer_sees_its_own_that_are_not_internal(toys: AsyncEngine) -> None:
    async with transaction(toys, own(MINE)) as connection:
        assert await told(connection) == [(MINE, 1)]
    async with transaction(toys, Tenant(TenantScope.VENDOR)) as connection:
        assert len(await told(connection)) == 4


@pytest.mark.parametrize("foreign", [event(3, OTHERS), event(3, MINE, internal=True)])
async def test_a_customer_adds_to_nothing_else(toys: AsyncEngine, foreign: dict[str, Any]) -> None:
    async with transaction(toys, own(MINE)) as connection:
        with pytest.raises(PostgresError, match="row-level security"):
            async with nested(connection):
                await streams.append(connection, EVENTS, [foreign])


async def test_the_same_number_twice_starts_over(toys: AsyncEngine) -> None:
    """Staged with its subject, as whoever is optimistic writes it: both read one event and write the second."""

    def adding() -> Any:
        return [streams.appending(EVENTS, 1).returning(EVENTS.c.sequence).cte("toy")]

    async with transaction(toys, SYSTEM) as connection:
        with pytest.raises(StartOver):
            await conclude(connection, Staged(Rank.SUBJECT, Write(adding, asked="toy"), groups={"event0": event(2)}))
        assert len(await told(connection)) == 4


async def conclude(connection: Connection, write: Staged) -> None:
    with or_start_over():
        async with nested(connection):
            await connection.stage(write)
            await connection.conclude()


async def test_an_event_of_a_subject_that_is_not_there_is_refused(toys: AsyncEngine) -> None:
    async with transaction(toys, SYSTEM) as connection:
        with pytest.raises(PostgresError, match="fk_toy_events_toy"):
            async with nested(connection):
                await streams.append(connection, EVENTS, [event(3, toy_id=uuid4())])
