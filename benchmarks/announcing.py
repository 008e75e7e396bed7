"""What it costs to announce 10,000 clocks that are due at once, by three workers, beside PostgreSQL alone.

    python benchmarks/announcing.py [--clocks 10000] [--workers 3] [--rounds 3]

On a database of its own, in turns: breaches, and warnings of clocks at risk. *PostgreSQL alone* writes the same rows in
three statements of one transaction: the marks of the clocks, the versions of their tickets, an event for each; nothing
is sealed, nobody asks who may see what, and nothing goes through Python. *Ours* is from the moment at which all workers
are ready until the last one finds nothing more. The goal is twice as long.
"""

import argparse
import asyncio
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
    FROM clocks WHERE clocks.customer_id = tickets.customer_id AND clocks.ticket_id = tickets.id AND name = 'response'
"""
EVENTS: Final = """
    INSERT INTO ticket_events (customer_id, ticket_id, sequence, type, occurred_at, recorded_at, actor_kind, internal,
        payload, seal)
    SELECT customer_id, ticket_id, 1000000, 'breach_announced', due_at, now(), 'system', false,
        jsonb_build_object('type', 'breach_announced', 'clock', 'response', 'due_at', due_at),
        sha256(convert_to(ticket_id::text, 'UTF8'))
    FROM clocks WHERE name = 'response'
"""


async def make_due(root: str, case: str) -> None:
    connection = await asyncpg.connect(dsn(root))
    fresh = "state = 'running', announced_due_at = NULL, announced_risk_at = NULL"
    await connection.execute(f"UPDATE clocks SET {fresh}, {DUE[case]} WHERE name = 'response'")  # noqa: S608 - our own
    await connection.execute("VACUUM ANALYZE")
    await connection.execute("CHECKPOINT")
    await connection.close()


async def alone(root: str, case: str) -> float:
    """What it wrote is undone."""
    connection = await asyncpg.connect(dsn(root))
    transaction = connection.transaction()
    await transaction.start()
    began = time.perf_counter()
    await connection.execute(f"UPDATE clocks SET {MARKS[case]} WHERE name = 'response'")  # noqa: S608
    await connection.execute(TICKETS)
    await connection.execute(EVENTS)
    took = time.perf_counter() - began
    await transaction.rollback()
    await connection.close()
    return took


def ours(url: str, workers: int) -> float:
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
    assert [each.wait() for each in running] == [0] * workers
    return time.perf_counter() - began


async def work(url: str) -> None:
    """Until nothing is left, from the moment that a line comes in."""
    engine = create_engine(url, pool_size=1)
    await announce_batch(engine, lambda: Instant(MORNING - timedelta(days=1)))
    print("ready", flush=True)
    sys.stdin.readline()
    while await announce_batch(engine, lambda: LATER):
        pass
    await engine.dispose()


def measure(server: EmbeddedPostgres, options: argparse.Namespace) -> None:
    root = server.url(SUPERUSER, DATABASE)
    asyncio.run(migrations.upgrade(server.urls.owner))
    tickets = asyncio.run(seed(root, 2 * options.clocks))
    print(f"{tickets:,} tickets with a response each", flush=True)
    spent: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for _ in range(options.rounds):
        for case in DUE:
            asyncio.run(make_due(root, case))
            spent[case, "alone"].append(asyncio.run(alone(root, case)))
            asyncio.run(make_due(root, case))
            spent[case, "ours"].append(ours(server.urls.app, options.workers))
    for case in DUE:
        bare, own = spent[case, "alone"], spent[case, "ours"]
        times = median(a / b for a, b in zip(own, bare, strict=True))
        print(
            f"{case}: PostgreSQL alone {median(bare):.2f} s, {options.workers} workers {median(own):.2f} s = "
            f"{times:.2f} x {'(reached)' if times <= GOAL else f'(above the goal of {GOAL:g})'}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clocks", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--work", help=argparse.SUPPRESS)
    options = parser.parse_args()
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
