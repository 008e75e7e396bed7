"""Alembic's entrance: `duetime migrate` brings a connection; `alembic` itself opens one to DUETIME_DATABASE_URL."""

import asyncio

from alembic import context
from sqlalchemy import Connection

from app.postgres.migrations import migration_engine
from app.postgres.tables import metadata
from app.settings import Settings


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_type=True,
        compare_server_default=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def migrate_from_command_line() -> None:
    url = Settings().database_url
    if url is None:
        raise SystemExit("Set DUETIME_DATABASE_URL: the embedded database is migrated by `duetime serve`.")
    engine = migration_engine(url)
    async with engine.connect() as connection:
        await connection.run_sync(migrate)
    await engine.dispose()


def print_statements() -> None:
    context.configure(dialect_name="postgresql", literal_binds=True, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    print_statements()
elif (given := context.config.attributes.get("connection")) is not None:
    migrate(given)
else:
    asyncio.run(migrate_from_command_line())
