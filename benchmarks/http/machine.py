"""What a run needs: PostgreSQL with tickets in it, the two servers as processes, and who may come in."""

import asyncio
import json
import os
import pickle
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

import asyncpg
import httpx
import psutil

from app.accounts.bootstrap import bootstrap
from app.agreements.book import Agreements
from app.clock import system_clock
from app.postgres import migrations
from app.postgres.embedded.server import DATABASE, SUPERUSER, EmbeddedPostgres
from app.postgres.engine import create_engine, transaction
from app.postgres.tenancy import SYSTEM
from app.sla.agreement import REVISIONS
from app.workers.counting import count_customer
from benchmarks.http.load import Measured, Plan

ROOT: Final = Path(__file__).parents[2]
FILL: Final = ROOT / "tests" / "postgres" / "many_tickets.sql"
MORE: Final = Path(__file__).with_name("more_open_tickets.sql")
ADMINISTRATORS_KEY: Final = "the-administrators-key-of-the-benchmark"
START_SECONDS: Final = 30


@dataclass(frozen=True)
class Server:
    """A process that serves; `started_in` is the seconds until it answered."""

    name: str
    port: int
    process: psutil.Process
    started_in: float


@dataclass(frozen=True)
class Callers:
    """The keys of a customer's registrant and of the vendor's support, and whose tickets they are about."""

    customer_id: str
    registrant: str
    support: str


async def fill(server: EmbeddedPostgres, tickets: int, closed: int) -> float:
    """The seconds that counting those at rest took, as the worker does."""
    await migrations.upgrade(server.urls.owner)
    engine = create_engine(server.urls.app, pool_size=1)
    async with transaction(engine, SYSTEM) as made:
        await bootstrap(made, system_clock(), ADMINISTRATORS_KEY)
    await engine.dispose()
    connection = await asyncpg.connect(server.url(SUPERUSER, DATABASE))
    await connection.execute(f"SET fill.tickets = {tickets}; SET fill.closed = {closed}")
    await connection.execute("SELECT set_config('fill.now', now()::text, false)")
    await connection.execute(FILL.read_text())
    await connection.execute("VACUUM ANALYZE")
    seconds = await _count(server)
    await connection.execute("VACUUM ANALYZE")
    await connection.execute("CHECKPOINT")
    await connection.close()
    return seconds


async def _count(server: EmbeddedPostgres) -> float:
    engine, begun = create_engine(server.urls.app, pool_size=1), time.perf_counter()
    book = Agreements(REVISIONS)
    while await count_customer(engine, system_clock, book):
        pass
    await engine.dispose()
    return time.perf_counter() - begun


async def bring_in(server: EmbeddedPostgres, tickets: int) -> None:
    """Open tickets, all at once, as an import would: nobody has come by since, no autovacuum either."""
    connection = await asyncpg.connect(server.url(SUPERUSER, DATABASE))
    await connection.execute(f"SET fill.more = {tickets}")
    await connection.execute(MORE.read_text())
    await connection.close()


async def ask(server: EmbeddedPostgres, question: str) -> Sequence[asyncpg.Record]:
    connection = await asyncpg.connect(server.url(SUPERUSER, DATABASE))
    try:
        return await connection.fetch(question)
    finally:
        await connection.close()


@contextmanager
def raw_server(url: str) -> Generator[Server]:
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.http.raw_server", url, str(port)]
    with _running("raw", command, port, {}) as server:
        yield server


@contextmanager
def service(url: str, *further: str) -> Generator[Server]:
    """`duetime serve` as anybody runs it, with its worker unless `further` says otherwise."""
    port = free_port()
    command = [str(Path(sys.executable).with_name("duetime")), "serve", "--with-parent", "--port", str(port), *further]
    with _running("duetime", command, port, {"DUETIME_DATABASE_URL": url}) as server:
        yield server


@contextmanager
def _running(name: str, command: Sequence[str], port: int, settings: Mapping[str, str]) -> Generator[Server]:
    begun = time.perf_counter()
    kept = {each: value for each, value in os.environ.items() if not each.startswith("DUETIME_")}
    with tempfile.TemporaryFile() as log:  # written, as anybody's would be
        process = subprocess.Popen(  # noqa: S603
            command, cwd=ROOT, env={**kept, **settings}, stdout=subprocess.DEVNULL, stderr=log
        )
        try:
            _await_answer(process, port)
            yield Server(name, port, psutil.Process(process.pid), time.perf_counter() - begun)
        finally:
            process.terminate()
            process.wait()


def _await_answer(process: "subprocess.Popen[bytes]", port: int) -> None:
    deadline = time.perf_counter() + START_SECONDS
    while time.perf_counter() < deadline and process.poll() is None:
        try:
            httpx.get(f"http://127.0.0.1:{port}/health/ready").read()
        except httpx.TransportError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError("the server does not answer")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return cast("int", probe.getsockname()[1])


def introduce(port: int) -> Callers:
    """A customer with a registrant and somebody of support, by way of the API; each with a key."""
    with httpx.Client(
        base_url=f"http://127.0.0.1:{port}/v1", headers={"Authorization": f"Bearer {ADMINISTRATORS_KEY}"}
    ) as api:

        def made(path: str, **body: Any) -> dict[str, Any]:
            answer = api.post(path, json=body)
            assert answer.status_code == 201, answer.text
            return answer.json()

        customer = made("/customers", name="Dairy", serviceLevel="extended")["id"]
        registrant = made("/people", name="Rosa", email="r@example.org", roles=["customer"], customerId=customer)["id"]
        made(f"/customers/{customer}/registrants", personId=registrant)
        support = made("/people", name="Sam", email="s@example.org", roles=["support"])["id"]
        keys = [made("/api-keys", personId=each)["key"] for each in (registrant, support)]
        return Callers(customer, *keys)


@dataclass(frozen=True)
class Seen:
    """One turn of one server. CPU per request in µs: of the server's process, and of PostgreSQL's."""

    per_second: float
    p50: float
    p99: float
    server_cpu: float
    postgres_cpu: float


def measure(server: Server, postgres: psutil.Process, plan: Plan) -> Seen:
    before = _cpu(server.process), _cpu_of_all(postgres)
    measured = _generate(plan)
    after = _cpu(server.process), _cpu_of_all(postgres)
    if measured.refused:
        raise RuntimeError(f"{server.name} refused: {measured.refused[0]}")
    latencies, number = sorted(measured.latencies), len(measured.latencies)
    return Seen(
        per_second=number / measured.seconds,
        p50=latencies[number // 2] * 1e3,
        p99=latencies[number * 99 // 100] * 1e3,
        server_cpu=(after[0] - before[0]) / number * 1e6,
        postgres_cpu=(after[1] - before[1]) / number * 1e6,
    )


def _generate(plan: Plan) -> Measured:
    command = [sys.executable, "-m", "benchmarks.http.load"]
    done = subprocess.run(command, cwd=ROOT, input=pickle.dumps(plan), stdout=subprocess.PIPE, check=True)  # noqa: S603
    return Measured(**json.loads(done.stdout))


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


def _cpu_of_all(process: psutil.Process) -> float:
    total = _cpu(process)
    for child in process.children(recursive=True):
        with suppress(psutil.NoSuchProcess):  # autovacuum comes and goes
            total += _cpu(child)
    return total


def postgres_of(server: EmbeddedPostgres) -> psutil.Process:
    first_line = (server.home.cluster / "postmaster.pid").read_text().splitlines()[0]
    return psutil.Process(int(first_line))


def ask_now(server: EmbeddedPostgres, question: str) -> Sequence[asyncpg.Record]:
    return asyncio.run(ask(server, question))
