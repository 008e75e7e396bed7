"""The first start makes one administrator, and later ones make none."""

import asyncio
import logging

import pytest
from sqlalchemy import func, select

from app.access.identity import authenticate
from app.accounts.bootstrap import bootstrap
from app.domain.vocabulary import VENDOR_ROLES
from app.errors import Unauthenticated
from app.postgres.connection import Connection
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.tables import api_keys, people
from app.postgres.tenancy import SYSTEM
from tests.organisations import MONDAY

LONG = "a-key-that-nobody-will-guess"


async def test_without_a_key_one_is_made_to_be_shown(connection: Connection) -> None:
    key = await bootstrap(connection, MONDAY, None)

    assert key is not None
    who = (await authenticate(connection, key, MONDAY)).actor
    assert (who.name, who.administrator, who.is_vendor, who.roles) == ("Administrator", True, True, VENDOR_ROLES)


@pytest.mark.parametrize("key", [LONG, "test"])
async def test_a_given_key_is_honoured_and_not_shown(connection: Connection, key: str) -> None:
    assert await bootstrap(connection, MONDAY, key) is None

    assert (await authenticate(connection, key, MONDAY)).actor.administrator
    prefix = await connection.scalar(select(api_keys.c.prefix))
    assert prefix == "bootstrap"


async def test_an_empty_key_is_none(connection: Connection) -> None:
    assert await bootstrap(connection, MONDAY, "") is not None
    with pytest.raises(Unauthenticated):
        await authenticate(connection, "", MONDAY)


async def test_a_later_start_changes_nothing(connection: Connection) -> None:
    first = await bootstrap(connection, MONDAY, None)
    assert first is not None

    assert await bootstrap(connection, MONDAY, None) is None
    assert await bootstrap(connection, MONDAY, LONG) is None

    assert (await authenticate(connection, first, MONDAY)).actor.administrator
    with pytest.raises(Unauthenticated):
        await authenticate(connection, LONG, MONDAY)


async def test_two_first_starts_at_once_make_one_administrator(fresh_engine: AsyncEngine) -> None:
    async def start() -> str | None:
        async with transaction(fresh_engine, SYSTEM) as connection:
            return await bootstrap(connection, MONDAY, None)

    keys = await asyncio.gather(*(start() for _ in range(4)))

    assert len([key for key in keys if key]) == 1
    async with transaction(fresh_engine, SYSTEM) as connection:
        assert await connection.scalar(select(func.count()).select_from(people)) == 1


@pytest.mark.parametrize(("key", "warnings"), [(LONG, 0), ("test", 1)])
async def test_a_short_key_is_warned_of_without_telling_it(
    connection: Connection, caplog: pytest.LogCaptureFixture, key: str, warnings: int
) -> None:
    with caplog.at_level(logging.WARNING, logger="duetime.bootstrap"):
        await bootstrap(connection, MONDAY, key)

    assert len(caplog.records) == warnings
    assert f"{key}\n" not in caplog.text
