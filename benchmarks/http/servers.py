"""The three that serve, each one process on the same PostgreSQL, and what a turn of requests took of it."""

import json
import os
import pickle
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

import httpx
import psutil

from app.postgres.embedded.process import end
from app.postgres.embedded.server import DATABASE
from benchmarks.http.database import IDIOMATIC
from benchmarks.http.load import Measured, Plan

ROOT: Final = Path(__file__).parents[2]
START_SECONDS: Final = 60
MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True)
class Server:
    """A process that serves; `started_in` is the seconds until it answered, `resident` its RSS a second after."""

    name: str
    database: str
    port: int
    process: psutil.Process
    started_in: float
    resident: int


@contextmanager
def raw_server(url: str) -> Generator[Server]:
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.http.raw_server", url, str(port)]
    with _running("raw", DATABASE, command, port, {}) as server:
        yield server


@contextmanager
def idiomatic_server(url: str) -> Generator[Server]:
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.http.idiomatic_server", url, str(port)]
    with _running("idiomatic", IDIOMATIC, command, port, {}) as server:
        yield server


@contextmanager
def service(url: str, *further: str) -> Generator[Server]:
    """`duetime serve` as anybody runs it, with its worker unless `further` says otherwise."""
    port = free_port()
    command = [str(Path(sys.executable).with_name("duetime")), "serve", "--with-parent", "--port", str(port), *further]
    with _running("ours", DATABASE, command, port, {"DUETIME_DATABASE_URL": url}) as server:
        yield server


@contextmanager
def _running(
    name: str, database: str, command: Sequence[str], port: int, settings: Mapping[str, str]
) -> Generator[Server]:
    begun = time.perf_counter()
    kept = {each: value for each, value in os.environ.items() if not each.startswith("DUETIME_")}
    with tempfile.TemporaryFile() as log:  # written, as anybody's would be
        process = subprocess.Popen(  # noqa: S603
            command, cwd=ROOT, env={**kept, **settings}, stdout=subprocess.DEVNULL, stderr=log
        )
        try:
            _await_answer(name, process, port)
            seconds, seen = time.perf_counter() - begun, psutil.Process(process.pid)
            time.sleep(1)
            yield Server(name, database, port, seen, seconds, _resident(seen))
        except RuntimeError as error:
            if str(error).startswith(name):
                log.seek(0)
                sys.stderr.write(f"The log of {name} ends:\n{log.read().decode(errors='replace')[-3000:]}\n")
            raise
        finally:
            end(process)


def _await_answer(name: str, process: "subprocess.Popen[bytes]", port: int) -> None:
    deadline = time.perf_counter() + START_SECONDS
    while time.perf_counter() < deadline and process.poll() is None:
        try:
            httpx.get(f"http://127.0.0.1:{port}/health/ready").read()
        except httpx.TransportError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError(f"{name} does not answer")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return cast("int", probe.getsockname()[1])


def _resident(process: psutil.Process) -> int:
    return sum(cast("int", each.memory_info().rss) for each in (process, *process.children(recursive=True)))


@dataclass(frozen=True)
class Seen:
    """One turn of one server. CPU per request in µs: of the server's process, and of PostgreSQL's. `finished` is
    requests a second until all that they left behind to be written was written.
    """

    per_second: float
    p50: float
    p99: float
    server_cpu: float
    postgres_cpu: float
    finished: float

    @property
    def cpu_a_second(self) -> float:
        """Requests that a second of CPU is enough for, the server's and PostgreSQL's together."""
        return 1e6 / (self.server_cpu + self.postgres_cpu)


def measure(server: Server, postgres: psutil.Process, plan: Plan, finish: Callable[[int], None] | None) -> Seen:
    """`finish` returns when what so many requests left behind is written."""
    before = _cpu(server.process), _cpu_of_all(postgres)
    measured = generate(server, plan)
    answered, number = time.perf_counter(), len(measured.latencies)
    if finish:
        finish(number)
    late = time.perf_counter() - answered if finish else 0.0
    after = _cpu(server.process), _cpu_of_all(postgres)
    latencies = sorted(measured.latencies)
    return Seen(
        per_second=number / measured.seconds,
        p50=latencies[number // 2] * 1e3,
        p99=latencies[number * 99 // 100] * 1e3,
        server_cpu=(after[0] - before[0]) / number * 1e6,
        postgres_cpu=(after[1] - before[1]) / number * 1e6,
        finished=number / (measured.seconds + late),
    )


def generate(server: Server, plan: Plan) -> Measured:
    command = [sys.executable, "-m", "benchmarks.http.load"]
    done = subprocess.run(command, cwd=ROOT, input=pickle.dumps(plan), stdout=subprocess.PIPE, check=True)  # noqa: S603
    measured = Measured(**json.loads(done.stdout))
    if measured.refused:
        raise RuntimeError(f"{server.name} refused: {measured.refused[0]}")
    return measured


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


def _cpu_of_all(process: psutil.Process) -> float:
    """With its children: those that are there, and those that came and went, such as autovacuum."""
    times = process.cpu_times()
    total = _cpu(process) + times.children_user + times.children_system
    for child in process.children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            total += _cpu(child)
    return total
