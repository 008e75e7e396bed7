"""`app.asgi:app` under the servers that people know, and `duetime serve` with several processes."""

import asyncio
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

import psutil
import pytest

from app import cli
from app.main import RESOURCES
from app.postgres.embedded.process import waited_for
from app.postgres.engine import AsyncEngine
from app.postgres.urls import DatabaseUrls
from app.telemetry import logs
from tests.routers.conftest import api_over

PATIENCE_SECONDS: Final = 100
BIN: Final = Path(sys.executable).parent
DUETIME: Final = (sys.executable, "-c", "import sys; from app.cli import main; sys.exit(main())")
SERVERS: Final = {
    "uvicorn": ("uvicorn", "app.asgi:app", "--port", "{port}"),
    "gunicorn": ("gunicorn", "app.asgi:app", "-k", "uvicorn_worker.UvicornWorker", "-b", "127.0.0.1:{port}"),
    "granian": ("granian", "--interface", "asgi", "app.asgi:app", "--port", "{port}"),
    "fastapi dev": ("fastapi", "dev", "--no-reload", "--port", "{port}", "app/asgi.py"),
}
TAKES: Final = {"fastapi dev": "fastapi_cli", "gunicorn": "uvicorn_worker"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(urls: DatabaseUrls, port: int, *command: str, **settings: str) -> "Generator[subprocess.Popen[bytes]]":
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DUETIME_", "PROMETHEUS_"))}
    environment = {**kept, "DUETIME_DATABASE_URL": urls.app, **settings}
    with subprocess.Popen(command, env=environment, cwd=Path(cli.__file__).parents[2]) as process:  # noqa: S603
        try:
            assert awaited(lambda: answer(port, "/health/ready") is not None or process.poll() is not None)
            yield process
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(PATIENCE_SECONDS)
            process.kill()


def awaited(done: Callable[[], bool]) -> bool:
    return waited_for(done, PATIENCE_SECONDS)


def answer(port: int, path: str) -> str | None:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as response:
            return response.read().decode()
    except OSError:
        return None


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=10)


def asked_by(connection: socket.socket) -> bytes:
    """The first line of the answer, of a connection that is kept open; nothing where it was cut."""
    try:
        connection.sendall(b"GET /health/live HTTP/1.1\r\nHost: test\r\n\r\n")
        return connection.recv(4096).partition(b"\r\n")[0]
    except ConnectionError:
        return b""


def as_it_is(*_: object) -> None:
    """What a command sets up would hold for all tests."""


@pytest.mark.long
@pytest.mark.parametrize("name", SERVERS)
def test_any_server_serves_it(fresh_database: DatabaseUrls, name: str) -> None:
    program, *arguments = SERVERS[name]
    if importlib.util.find_spec(TAKES.get(name, program)) is None or shutil.which(program, path=str(BIN)) is None:
        pytest.skip(f"`app.asgi:app` was NOT tried under {name}, which is not installed.")
    port = free_port()
    with running(fresh_database, port, str(BIN / program), *(each.format(port=port) for each in arguments)):
        assert answer(port, "/health/ready") == '{"status":"ready"}'
        assert "duetime_database_readable 1.0" in (answer(port, "/metrics") or "")


@pytest.mark.long
def test_several_processes_serve_count_together_and_stop_together(fresh_database: DatabaseUrls) -> None:
    port = free_port()
    with running(fresh_database, port, *DUETIME, "serve", "--port", str(port), "--workers", "2") as process:
        assert answer(port, "/health/ready") == '{"status":"ready"}'
        children = psutil.Process(process.pid).children(recursive=True)
        for _ in range(20):
            answer(port, "/health/live")
        requests = 'duetime_http_request_duration_seconds_count{method="GET",route="/health/live",status="200"} 20.0'
        rounds = 'duetime_worker_last_round_timestamp_seconds{job="deadlines"}'
        assert awaited(lambda: rounds in (answer(port, "/metrics") or ""))
        text = answer(port, "/metrics") or ""
        assert requests in text
        assert awaited(lambda: "duetime_database_pool_size 20.0" in (answer(port, "/metrics") or ""))

        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_SECONDS) == 0
    assert awaited(lambda: not any(each.is_running() for each in children))


@pytest.mark.long
def test_each_of_several_processes_lets_in_as_many_as_it_is_set_to(fresh_database: DatabaseUrls) -> None:
    port = free_port()
    serve = ("serve", "--port", str(port), "--workers", "2", "--without-worker")
    with running(fresh_database, port, *DUETIME, *serve, DUETIME_MAX_CONNECTIONS="2"), ExitStack() as kept_open:
        heads = [asked_by(kept_open.enter_context(connected(port))) for _ in range(8)]

    assert b"HTTP/1.1 503 Service Unavailable" in heads
    assert 1 <= heads.count(b"HTTP/1.1 200 OK") <= 4


@pytest.mark.long
async def test_streams_of_several_processes_end_when_they_are_told_to_stop(
    fresh_database: DatabaseUrls, fresh_engine: AsyncEngine
) -> None:
    caller = await api_over(fresh_engine, RESOURCES).as_administrator()
    begun, ended = await asyncio.to_thread(streamed, fresh_database, caller.key)

    assert begun.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b'event: end\ndata: {"reason":"shutdown"}\n\n' in ended


def streamed(urls: DatabaseUrls, key: str) -> tuple[bytes, bytes]:
    """A stream up to its first beat, and what comes once the service is told to stop."""
    port = free_port()
    serve = ("serve", "--port", str(port), "--workers", "2", "--without-worker")
    asked = ("GET /v1/events HTTP/1.1", "Host: test", "Accept: text/event-stream", f"Authorization: Bearer {key}", "")
    with running(urls, port, *DUETIME, *serve) as process, connected(port) as connection:
        connection.sendall("".join(f"{line}\r\n" for line in asked).encode())
        reading = connection.makefile("rb")
        begun = b""
        while b"event: beat\n" not in begun:
            begun += reading.readline()
        process.terminate()
        return begun, reading.read()


@pytest.mark.long
def test_a_worker_alone_tells_prometheus(fresh_database: DatabaseUrls) -> None:
    port = free_port()
    kept = {**os.environ, "DUETIME_DATABASE_URL": fresh_database.app}
    command = [*DUETIME, "worker", "--metrics-port", str(port)]
    with subprocess.Popen(command, env=kept) as worker:  # noqa: S603
        try:
            told = 'duetime_worker_last_round_timestamp_seconds{job="deadlines"}'
            assert awaited(lambda: told in (answer(port, "/metrics") or ""))
        finally:
            worker.terminate()
            assert worker.wait(PATIENCE_SECONDS) == 0


def test_a_port_of_the_worker_that_is_taken_is_named(
    fresh_database: DatabaseUrls, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DUETIME_DATABASE_URL", fresh_database.app)
    monkeypatch.setattr(logs, "configure", as_it_is)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert cli.main(["worker", "--metrics-port", str(port)]) == 1
    assert f"cannot tell Prometheus anything at 127.0.0.1:{port}: Address already in use." in capsys.readouterr().err
