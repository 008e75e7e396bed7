"""What it costs to announce 10,000 clocks that are due at once, by three workers, beside PostgreSQL alone.

    python benchmarks/announcing.py [--clocks 10000] [--workers 3] [--rounds 3] [--quick]

On a database of its own, in turns: breaches, and warnings of clocks at risk. *PostgreSQL alone* writes the same rows in
three statements of one transaction: the marks of the clocks, the versions of their tickets, an event for each; nothing
is sealed, nobody asks who may see what, nothing goes through Python, and nothing is committed. *Ours* is from the
moment at which all workers are ready until the last one finds nothing more. The goal is twice as long.
"""

import argparse
import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Final

import asyncpg
from recompute_tickets import MORNING, seed

from app.clock import Instant
from app.postgres import migrations
from app.postgres.embedded.server import DATABASE, SETTINGS, SUPERUSER, EmbeddedPostgres, embedded_postgres
from app.postgres.engine import create_engine
from app.postgres.urls import dsn
from app.workers.deadlines import announce_batch

GOAL: Final = 2.0
LATER: Final = Instant(MORNING + timedelta(days=300))
DUE: Final = {
    "breaches": "announce_at = breach_at, warn_at = NULL",
    "risks": "announce_at = '2100-01-01Z', warn_at = at_risk_at",
}
MARKS: Final = {
    "breaches": "state = 'breached', announced_due_at = announce_at, announce_at = NULL, warn_at = NULL",
    "risks": "announced_risk_at = warn_at, warn_at = NULL",
}
TICKETS: Final = """
    UPDATE tickets SET event_count = event_count + 1, seal = sha256(seal), version = version + 1, updated_at = now()
    FROM clocks WHERE clocks.customer_id = tickets.customer_id AND clocks.ticket_id = tickets.id
        AND name = 'response' AND breach_at IS NOT NULL
"""
EVENTS: Final = """
    INSERT INTO ticket_events (customer_id, ticket_id, sequence, type, occurred_at, recorded_at, actor_kind, internal,
        payload, seal)
    SELECT customer_id, ticket_id, 1000000, 'breach_announced', due_at, now(), 'system', false,
        jsonb_build_object('type', 'breach_announced', 'clock', 'response', 'due_at', due_at),
        sha256(convert_to(ticket_id::text, 'UTF8'))
    FROM clocks WHERE name = 'response' AND breach_at IS NOT NULL
"""


GOING: Final = "name = 'response' AND breach_at IS NOT NULL"


async def make_due(root: str, case: str) -> None:
    connection = await asyncpg.connect(dsn(root))
    fresh = "state = 'running', announced_due_at = NULL, announced_risk_at = NULL"
    await connection.execute(f"UPDATE clocks SET {fresh}, {DUE[case]} WHERE {GOING}")  # noqa: S608 - our own
    await connection.execute("VACUUM ANALYZE")
    await connection.execute("CHECKPOINT")
    await connection.close()


async def alone(root: str, case: str) -> float:
    """What it wrote is undone."""
    connection = await asyncpg.connect(dsn(root))
    transaction = connection.transaction()
    await transaction.start()
    began = time.perf_counter()
    await connection.execute(f"UPDATE clocks SET {MARKS[case]} WHERE {GOING}")  # noqa: S608
    await connection.execute(TICKETS)
    await connection.execute(EVENTS)
    took = time.perf_counter() - began
    await transaction.rollback()
    await connection.close()
    return took


async def count(root: str) -> int:
    connection = await asyncpg.connect(dsn(root))
    number = await connection.fetchval(f"SELECT count(*) FROM clocks WHERE {GOING}")  # noqa: S608
    await connection.close()
    return number


def ours(url: str, workers: int) -> tuple[float, float]:
    """How long it took, and what CPU the workers took of it."""
    command = [sys.executable, __file__, "--work", url]
    running = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603
        for _ in range(workers)
    ]
    for each in running:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    began = time.perf_counter()
    for each in running:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()
    cpu = [float(each.stdout.readline()) for each in running if each.stdout is not None]
    took = time.perf_counter() - began
    assert [each.wait() for each in running] == [0] * workers
    return took, sum(cpu)


async def work(url: str) -> None:
    """Until nothing is left, from the moment that a line comes in."""
    engine = create_engine(url, pool_size=1)
    await announce_batch(engine, lambda: Instant(MORNING - timedelta(days=1)))
    print("ready", flush=True)
    sys.stdin.readline()
    began = time.process_time()
    while await announce_batch(engine, lambda: LATER):
        pass
    print(time.process_time() - began, flush=True)
    await engine.dispose()


def measure(server: EmbeddedPostgres, options: argparse.Namespace) -> None:
    root = server.url(SUPERUSER, DATABASE)
    asyncio.run(migrations.upgrade(server.urls.owner))
    asyncio.run(seed(root, options.clocks * 15 // 7))  # of eight tickets one has a single open clock, not its response
    print(f"{asyncio.run(count(root)):,} clocks fall due at once; load {os.getloadavg()[0]:.1f}", flush=True)
    spent: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for _ in range(options.rounds):
        for case in DUE:
            asyncio.run(make_due(root, case))
            spent[case, "alone"].append(asyncio.run(alone(root, case)))
            asyncio.run(make_due(root, case))
            took, cpu = ours(server.urls.app, options.workers)
            spent[case, "ours"].append(took)
            spent[case, "cpu"].append(cpu)
    for case in DUE:
        bare, own, cpu = spent[case, "alone"], spent[case, "ours"], median(spent[case, "cpu"])
        times = median(a / b for a, b in zip(own, bare, strict=True))
        print(
            f"{case}: PostgreSQL alone {median(bare):.2f} s, {options.workers} workers {median(own):.2f} s "
            f"({cpu:.2f} s of their CPU, starting aside) = "
            f"{times:.2f} x {'(reached)' if times <= GOAL else f'(above the goal of {GOAL:g})'}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clocks", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="1,000 clocks, once: whether it runs")
    parser.add_argument("--work", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.quick:
        options.clocks, options.rounds = 1_000, 1
    if options.work:
        asyncio.run(work(options.work))
        return
    folder = Path(tempfile.mkdtemp(prefix="duetime-benchmark-"))
    folder.chmod(0o755)
    home = None
    try:
        with embedded_postgres(folder, {**SETTINGS, "autovacuum": "off"}) as server:
            home = server.home.folder
            measure(server, options)
    finally:
        for each in (home, folder):
            if each is not None:
                shutil.rmtree(each, ignore_errors=True)


if __name__ == "__main__":
    main()
