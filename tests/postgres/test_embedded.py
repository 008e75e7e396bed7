import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path

import psutil
import pytest
from asyncpg import PostgresError
from sqlalchemy import text

from app.postgres.embedded import home, process
from app.postgres.embedded.home import Account, EmbeddedPostgresError, Home
from app.postgres.embedded.server import SETTINGS, EmbeddedPostgres, embedded_postgres
from app.postgres.engine import create_engine, transaction
from app.postgres.tenancy import NOTHING

SMALL = {**SETTINGS, "shared_buffers": "16MB"}


@pytest.fixture
def place() -> Generator[Path]:
    """A folder that every user of the machine can reach, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="duetime-embedded-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def data_dir() -> Generator[Path]:
    """Initialised once; every test starts and stops its own server on it."""
    folder = Path(tempfile.mkdtemp(prefix="duetime-embedded-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


async def run(url: str, statement: str) -> object:
    engine = create_engine(url, pool_size=1)
    try:
        async with transaction(engine, NOTHING) as connection:
            return await connection.scalar(text(statement))
    finally:
        await engine.dispose()


async def test_both_roles_reach_a_durable_utf8_database(data_dir: Path) -> None:
    with embedded_postgres(data_dir, SMALL) as server:
        settings = "SELECT concat_ws(' ', current_user, current_setting('fsync'), current_setting('data_checksums'), "
        settings += "current_setting('listen_addresses'), upper('é'))"
        assert await run(server.urls.owner, settings) == "duetime_owner on on  É"
        assert await run(server.urls.app, settings) == "duetime_app on on  É"


async def test_the_app_role_can_do_nothing_that_it_was_not_granted(data_dir: Path) -> None:
    with embedded_postgres(data_dir, SMALL) as server:
        await run(server.urls.owner, "CREATE TABLE IF NOT EXISTS secrets (id int)")
        for refused in ("SELECT * FROM secrets", "CREATE TABLE mine (id int)", "CREATE TEMP TABLE mine (id int)"):
            with pytest.raises(PostgresError, match="permission denied"):
                await run(server.urls.app, refused)


def test_the_data_and_the_socket_are_private(data_dir: Path) -> None:
    with embedded_postgres(data_dir, SMALL) as server:
        for folder in (server.home.cluster, server.home.socket_folder):
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
            assert folder.stat().st_uid == server.home.account.uid != 0


async def test_nothing_is_left_running_after_the_block(data_dir: Path) -> None:
    with embedded_postgres(data_dir, SMALL) as server:
        pid = process.recorded_pid(server.home.cluster)
        assert pid is not None
        assert server.running
    assert not psutil.pid_exists(pid)
    assert not server.home.socket_folder.exists()


OWNER = """
import asyncio, sys
from pathlib import Path
from sqlalchemy import text
from app.postgres.embedded import server as embedded
from app.postgres.engine import create_engine, transaction
from app.postgres.tenancy import NOTHING

async def store(url):
    async with transaction(create_engine(url), NOTHING) as connection:
        await connection.execute(text("CREATE TABLE kept (number int)"))
        await connection.execute(text("INSERT INTO kept VALUES (7)"))

if sys.argv[2] == "unnoticed":
    embedded.stop_when_parent_dies = lambda: None
with embedded.embedded_postgres(Path(sys.argv[1])) as server:
    asyncio.run(store(server.urls.owner))
    print("stored", flush=True)
    sys.stdin.read()
"""


def server_of_a_killed_owner(place: Path, death: str) -> int:
    command = [sys.executable, "-c", OWNER, str(place), death]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as owner:  # noqa: S603
        assert owner.stdout is not None
        assert owner.stdout.readline() == b"stored\n"
        pid = process.recorded_pid(place / "postgres" / "cluster")
        owner.send_signal(signal.SIGKILL)
    assert pid is not None
    return pid


async def test_after_kill_9_the_server_stops_by_itself_and_no_row_is_lost(place: Path) -> None:
    pid, cluster = server_of_a_killed_owner(place, "noticed"), place / "postgres" / "cluster"
    gone = process.waited_for(lambda: not process.is_postmaster(pid, cluster), 10)
    assert gone or sys.platform != "linux"
    with embedded_postgres(place, SMALL) as server:
        assert await run(server.urls.owner, "SELECT number FROM kept") == 7


async def test_a_server_that_outlived_its_owner_is_replaced_and_no_row_is_lost(place: Path) -> None:
    pid, cluster = server_of_a_killed_owner(place, "unnoticed"), place / "postgres" / "cluster"
    assert process.is_postmaster(pid, cluster)
    with embedded_postgres(place, SMALL) as server:
        assert not process.is_postmaster(pid, cluster)
        assert await run(server.urls.owner, "SELECT number FROM kept") == 7
    assert not server.running


async def test_a_server_that_was_killed_starts_again(data_dir: Path) -> None:
    with embedded_postgres(data_dir, SMALL) as server:
        pid = process.recorded_pid(server.home.cluster)
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        assert process.waited_for(lambda: not server.running, 5)
        server.start()
        assert await run(server.urls.app, "SELECT 1") == 1


async def test_a_server_whose_data_was_replaced_leaves_the_new_owner_alone(place: Path) -> None:
    with embedded_postgres(place, SMALL) as replaced:
        gone = (place / "postgres").rename(place / "gone")
        shutil.rmtree(gone, ignore_errors=True)  # its server removes files of it too, once it has noticed
        with embedded_postgres(place, SMALL) as server:
            with pytest.raises(EmbeddedPostgresError, match="removed or replaced"):
                replaced.start()
            assert await run(server.urls.app, "SELECT 1") == 1


@pytest.fixture
def stranger(data_dir: Path) -> Generator[int]:
    """A living process of the server's own user that has nothing to do with it."""
    account = EmbeddedPostgres(data_dir, SMALL).home.account
    user = account.uid if account.uid != os.geteuid() else None
    with subprocess.Popen(["/bin/sleep", "60"], user=user) as process:
        yield process.pid
        process.kill()


async def test_a_process_number_that_was_given_to_another_does_not_block_the_start(
    data_dir: Path, stranger: int
) -> None:
    with embedded_postgres(data_dir, SMALL) as server:
        left_behind = (server.home.cluster / "postmaster.pid").read_text()
    own = left_behind.splitlines()[0]
    pid_file = server.home.cluster / "postmaster.pid"
    pid_file.write_text(left_behind.replace(own, str(stranger), 1))
    with embedded_postgres(data_dir, SMALL) as server:
        assert await run(server.urls.app, "SELECT 1") == 1
    assert psutil.pid_exists(stranger)


async def test_an_empty_pid_file_does_not_block_the_start(data_dir: Path) -> None:
    with embedded_postgres(data_dir, SMALL) as server:
        pid_file = server.home.cluster / "postmaster.pid"
    pid_file.touch()
    with embedded_postgres(data_dir, SMALL) as server:
        assert await run(server.urls.app, "SELECT 1") == 1


async def test_a_second_owner_is_refused_and_harms_nothing(data_dir: Path) -> None:
    with embedded_postgres(data_dir, SMALL) as server:
        with pytest.raises(EmbeddedPostgresError, match=f"in use by another duetime .process {os.getpid()}"):  # noqa: SIM117
            with embedded_postgres(data_dir, SMALL):
                pass
        assert await run(server.urls.app, "SELECT 1") == 1


def test_a_first_start_that_was_cut_short_is_begun_again(place: Path) -> None:
    abandoned = place / "postgres" / "draft-abandoned"
    abandoned.mkdir(parents=True)
    (abandoned / "PG_VERSION").write_text("18\n")
    with embedded_postgres(place, SMALL) as server:
        assert server.running
    assert not abandoned.exists()


def test_a_path_too_long_for_a_socket_gets_a_short_one(place: Path) -> None:
    with embedded_postgres(place / ("long-" * 30), SMALL) as server:
        assert server.home.folder.is_relative_to(place)
        assert len(str(server.home.socket_folder)) < home.LONGEST_SOCKET_FOLDER
    assert not server.home.socket_folder.exists()


def test_a_server_that_cannot_start_says_why_and_is_gone(data_dir: Path) -> None:
    with pytest.raises(EmbeddedPostgresError, match='invalid value for parameter "shared_buffers"'):  # noqa: SIM117
        with embedded_postgres(data_dir, {**SMALL, "shared_buffers": "plenty"}):
            pass


def test_a_data_folder_behind_a_closed_door_leaves_the_door_closed(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home, "SHARED_HOME", place / "shared")
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    for _ in ("the first start decides where", "the second finds it"):
        with embedded_postgres(closed / ".duetime", SMALL) as server:
            assert server.running
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert (closed / ".duetime" / "postgres").resolve() == server.home.folder


def test_binaries_that_are_out_of_reach_are_copied_for_everybody(place: Path) -> None:
    program = place / "closed" / "embedded_postgres" / "pginstall" / "bin" / "postgres"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh")
    program.chmod(0o700)
    home.copy_for_everybody(place / "closed" / "embedded_postgres", place / "open" / "copy")
    copied = place / "open" / "copy" / "embedded_postgres" / "pginstall" / "bin" / "postgres"
    assert [stat.S_IMODE(each.stat().st_mode) for each in (copied, *copied.parents[:5])] == [0o755] * 6


def test_data_of_another_user_is_left_alone(place: Path) -> None:
    (place / "cluster").mkdir()
    other = Account("other", uid=os.geteuid() + 1, gid=os.getegid())
    with pytest.raises(EmbeddedPostgresError, match="belongs to user"):
        home.check_reach(Home(place, other, place))


def test_a_folder_out_of_reach_is_named(place: Path) -> None:
    place.chmod(0o700)
    other = Account("other", uid=os.geteuid() + 1, gid=os.getegid() + 1)
    with pytest.raises(EmbeddedPostgresError, match=f"'other', who cannot reach {place}.*DUETIME_DATA_DIR"):
        home.check_reach(Home(place, other, place))
