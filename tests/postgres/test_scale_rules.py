"""Every table has its place, and every key goes with it: `scale_rules.sql` lists where each belongs."""

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import text

from app.postgres.connection import Connection
from app.postgres.engine import create_engine, transaction
from app.postgres.tenancy import SYSTEM
from app.postgres.urls import DatabaseUrls

RULES: Final = (Path(__file__).with_name("scale_rules.sql")).read_text()

OFFENCES: Final = {
    "CREATE TABLE elsewhere (id int)": "R0 placed nowhere: elsewhere",
    "CREATE UNIQUE INDEX of_nobody ON tickets (number)": ("R1 unique without that by which it is placed: of_nobody"),
    "ALTER TABLE webhook_messages DROP CONSTRAINT pk_webhook_messages, ALTER customer_id DROP NOT NULL": (
        "R2 that by which it is placed may be missing: webhook_messages.customer_id"
    ),
    "ALTER TABLE people ADD FOREIGN KEY (customer_id, id) REFERENCES tickets": (
        "R3 foreign key to another place: people_customer_id_id_fkey"
    ),
}


@pytest.fixture
async def owner(fresh_database: DatabaseUrls) -> AsyncGenerator[Connection]:
    engine = create_engine(fresh_database.owner, pool_size=1)
    async with transaction(engine, SYSTEM) as connection:
        yield connection
    await engine.dispose()


async def violations(connection: Connection) -> list[str]:
    return [f"{rule}: {what}" for rule, what in await connection.execute(text(RULES.replace(":", "\\:")))]


async def test_nothing_is_out_of_place(owner: Connection) -> None:
    assert await violations(owner) == []


@pytest.mark.parametrize(("offence", "told"), OFFENCES.items())
async def test_what_is_out_of_place_is_told(owner: Connection, offence: str, told: str) -> None:
    await owner.execute(text(offence))

    assert told in await violations(owner)
