import asyncio
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from argparse import Namespace
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from app import cli
from app.cli import commands, database
from app.cli.worker import work_beside
from app.postgres import migrations, readiness
from app.postgres.embedded.process import is_postmaster, recorded_pid, waited_for
from app.postgres.embedded.server import embedded_postgres
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.tenancy import SYSTEM
from app.postgres.urls import DatabaseUrls
from app.settings import Settings

DUETIME = [sys.executable, "-c", "import sys; from app.cli import main; sys.exit(main())"]
PATIENCE_SECONDS = 60


@pytest.fixture
def data_dir() -> Generator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="duetime-cli-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


class Run:
    """`duetime serve` in a process of its own, from the line on that says where it listens."""

    def __init__(self, process: "subprocess.Popen[str]", cluster: Path) -> None:
        assert process.stdout is not None
        first = process.stdout.readline()
        assert first.startswith("Duetime is ready at http://127.0.0.1:")
        self.process = process
        self._url = first.split()[4].rstrip(".")
        self._cluster = cluster
        self._postmaster = recorded_pid(cluster) or 0

    @property
    def database_runs(self) -> bool:
        return is_postmaster(self._postmaster, self._cluster)

    def answers(self) -> bool:
        with urllib.request.urlopen(f"{self._url}/health/ready", timeout=PATIENCE_SECONDS) as response:  # noqa: S310
            return response.status == 200


@contextmanager
def serving(data_dir: Path, *wrapper: str) -> Generator[Run]:
    command = [*wrapper, *DUETIME, "serve", "--port", "0", *(["--with-parent"] if wrapper else [])]
    environment = {"DUETIME_DATA_DIR": str(data_dir)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            run = Run(process, data_dir / "postgres" / "cluster")
            yield run
        finally:
            process.kill()
    waited_for(lambda: not run.database_runs, PATIENCE_SECONDS)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_told_to_stop_it_stops_its_database_too(data_dir: Path, how: signal.Signals) -> None:
    with serving(data_dir) as run:
        assert run.answers()
        assert run.database_runs
        run.process.send_signal(how)
        assert run.process.wait(PATIENCE_SECONDS) == 0
        assert not run.database_runs


@pytest.mark.long
def test_the_worker_stops_when_told(data_dir: Path) -> None:
    environment = {"DUETIME_DATA_DIR": str(data_dir)}
    with subprocess.Popen([*DUETIME, "worker"], env=environment, stderr=subprocess.DEVNULL) as worker:  # noqa: S603
        cluster = data_dir / "postgres" / "cluster"
        assert waited_for(lambda: is_postmaster(recorded_pid(cluster) or 0, cluster), PATIENCE_SECONDS)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(PATIENCE_SECONDS) == 0


async def test_the_worker_waits_for_the_schema(
    fresh_database: DatabaseUrls, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "LOOK_SECONDS", 0.05)
    await migrations.downgrade(fresh_database.owner, "base")
    stop = asyncio.Event()
    working = asyncio.create_task(work_beside(fresh_database.app, Settings(), stop))
    await asyncio.wait({working}, timeout=0.5)
    assert [record.getMessage() for record in caplog.records] == [
        "Waiting for the database: The database is not at the schema of this version: run `duetime migrate`."
    ]
    await migrations.upgrade(fresh_database.owner)
    await asyncio.wait({working}, timeout=0.5)
    stop.set()
    await working
    assert len(caplog.records) == 1


@pytest.mark.long
def test_killed_it_starts_again(data_dir: Path) -> None:
    for _ in range(2):
        with serving(data_dir) as run:
            assert run.answers()
            run.process.kill()


@pytest.mark.long
def test_it_goes_when_the_make_that_started_it_is_killed(data_dir: Path) -> None:
    with serving(data_dir, "/bin/sh", "-c", '"$@" & wait', "sh") as run:
        service = psutil.Process(run.process.pid).children()[0]
        run.process.kill()
        gone = waited_for(lambda: not (run.database_runs or service.is_running()), PATIENCE_SECONDS)
        assert gone or sys.platform != "linux"


@pytest.mark.long
async def test_a_database_that_dies_meanwhile_is_started_again(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "LOOK_SECONDS", 0.05)
    with embedded_postgres(data_dir) as server:
        stop = asyncio.Event()
        looking_after = asyncio.create_task(database.keep_up(server, stop))
        before = recorded_pid(server.home.cluster)
        psutil.Process(before).kill()
        assert await asyncio.to_thread(
            waited_for, lambda: server.running and recorded_pid(server.home.cluster) != before, PATIENCE_SECONDS
        )
        stop.set()
        await looking_after


def test_a_port_in_use_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert cli.main(["serve", "--port", str(port)]) == 1
    assert f"cannot listen on 127.0.0.1:{port}: Address already in use. Is duetime running" in capsys.readouterr().err


async def test_migrate_makes_another_database_ready(
    fresh_database: DatabaseUrls, fresh_engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    await migrations.downgrade(fresh_database.owner, "base")
    monkeypatch.setenv("DUETIME_DATABASE_URL", fresh_database.owner)
    await asyncio.to_thread(commands.migrate, Namespace())
    async with transaction(fresh_engine, SYSTEM) as connection:
        assert not await readiness.pending(connection)
