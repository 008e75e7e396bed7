import asyncio
import stat
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.access import identity
from app.cli import database
from app.cli.banner import Welcome
from app.cli.first_start import first_start, prepare_other, prepare_own, recall, remember, wants_demo
from app.clock import system_clock
from app.postgres import migrations
from app.postgres.connection import Connection
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.tenancy import SYSTEM
from app.postgres.urls import DatabaseUrls
from app.settings import Settings

OTHER = Settings(database_url="postgresql://elsewhere/duetime")
GIVEN = OTHER.model_copy(update={"bootstrap_api_key": SecretStr("a-key-that-was-given-to-us")})


async def test_only_the_first_start_makes_a_key(connection: Connection) -> None:
    welcome = await first_start(connection, OTHER)
    assert welcome is not None
    assert (await identity.authenticate(connection, welcome.api_key or "", system_clock())).actor.administrator
    assert welcome.ticket_id is None
    assert await first_start(connection, OTHER) is None


async def test_a_key_that_is_given_is_the_one(connection: Connection) -> None:
    assert await first_start(connection, GIVEN) == Welcome("a-key-that-was-given-to-us")
    assert (await identity.authenticate(connection, "a-key-that-was-given-to-us", system_clock())).actor.administrator


@pytest.mark.parametrize(
    ("database_url", "demo_data", "wanted"),
    [(None, None, True), (None, False, False), ("postgresql://h/d", None, False), ("postgresql://h/d", True, True)],
)
def test_the_demo_belongs_to_a_database_of_our_own(
    database_url: str | None,
    demo_data: bool | None,  # noqa: FBT001
    wanted: bool,  # noqa: FBT001
) -> None:
    assert wants_demo(Settings(database_url=database_url, demo_data=demo_data)) is wanted


async def test_our_own_database_says_the_same_at_every_start(fresh_database: DatabaseUrls, tmp_path: Path) -> None:
    settings = Settings(database_url=None, data_dir=tmp_path)
    first = await prepare_own(fresh_database, settings)
    assert first.api_key
    assert first.customer_id
    assert first.ticket_id
    assert await prepare_own(fresh_database, settings) == first


def test_what_is_remembered_is_for_its_owner_only(tmp_path: Path) -> None:
    notes = tmp_path / "welcome.json"
    for welcome in (Welcome("dt_first"), Welcome("dt_second", "customer", "ticket")):
        remember(notes, welcome)
        assert recall(notes) == welcome
    assert stat.S_IMODE(notes.stat().st_mode) == 0o600
    assert recall(tmp_path / "missing.json") == Welcome()


async def test_another_database_is_prepared_once_it_is_migrated(
    fresh_database: DatabaseUrls,
    fresh_engine: AsyncEngine,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(database, "LOOK_SECONDS", 0.05)
    await migrations.downgrade(fresh_database.owner, "base")
    preparing = asyncio.create_task(prepare_other(fresh_database.app, OTHER, asyncio.Event()))
    done, _ = await asyncio.wait({preparing}, timeout=0.3)
    assert not done
    await migrations.upgrade(fresh_database.owner)
    await preparing
    key = capsys.readouterr().out.split()[-1]
    async with transaction(fresh_engine, SYSTEM) as connection:
        assert (await identity.authenticate(connection, key, system_clock())).actor.administrator


async def test_a_database_that_never_comes_does_not_keep_the_service_from_stopping() -> None:
    stop = asyncio.Event()
    preparing = asyncio.create_task(prepare_other("postgresql://nobody@127.0.0.1:1/none", OTHER, stop))
    stop.set()
    await asyncio.wait_for(preparing, 10)


async def test_a_key_that_is_given_is_not_shown(
    fresh_database: DatabaseUrls, capsys: pytest.CaptureFixture[str]
) -> None:
    await prepare_other(fresh_database.app, GIVEN, asyncio.Event())
    assert capsys.readouterr().out == ""


async def test_a_key_that_came_too_late_is_told_of_and_one_that_opens_is_not(
    connection: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    await first_start(connection, GIVEN)
    assert await first_start(connection, GIVEN) is None
    assert await first_start(connection, OTHER) is None
    assert caplog.records == []
    late = OTHER.model_copy(update={"bootstrap_api_key": SecretStr("the-key-of-a-second-process")})
    assert await first_start(connection, late) is None
    assert ["came too late" in record.getMessage() for record in caplog.records] == [True]
    assert "second-process" not in caplog.text
