"""What it costs to bring all open clocks along to another calendar, beside what PostgreSQL alone needs for their rows.

    python benchmarks/recompute.py [--clocks 100000] [--processes 1 2] [--rounds 1] [--cases all resolutions none]

On a database of its own, in turns. *PostgreSQL alone* reads the rows of the clocks by COPY and rewrites them in one
UPDATE: the goal is stated over that. Ours also rewrites the rows of their tickets, and writes an event for each that
goes by another calendar and for each due time that moved: *tickets too* and *events too* have PostgreSQL alone do that
as well. *Ours* is `duetime recompute --apply`, so many processes at once, less what that takes with nothing to do: its
start. Autovacuum is off for both, and what is left behind is swept in between: what one statement leaves would be swept
after it was measured, what many leave before. The days are chosen so that every clock moves, only resolutions do, or
none does. On the wall, and in CPU, which a busy machine stretches less.
"""

import argparse
import asyncio
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import asyncpg
from recompute_alone import Alone, Cost, alone, costing, typical
from recompute_tickets import NOW, seed

from app.agreements.store import calendars
from app.agreements.store.calendars import CalendarRevision
from app.postgres import migrations
from app.postgres.embedded.server import DATABASE, SETTINGS, SUPERUSER, EmbeddedPostgres, embedded_postgres
from app.postgres.engine import create_engine, transaction
from app.postgres.tenancy import SYSTEM
from app.postgres.urls import dsn

QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
START = "import sys; from app.cli import main; sys.exit(main())"
CASES = {"all": date(2026, 11, 23), "resolutions": date(2026, 11, 30), "none": date(2028, 3, 1)}
COUNT = "SELECT count(*) FROM ticket_events"
GOAL = 3.0


async def revise(url: str, closed: dict[date, str]) -> None:
    engine = create_engine(url, pool_size=1)
    async with transaction(engine, SYSTEM) as connection:
        before = await calendars.latest(connection)
        await calendars.add(connection, CalendarRevision(before.revision + 1, closed, "benchmark", NOW), None)
    await engine.dispose()


def ours(url: str, processes: int, spent: list[Cost]) -> None:
    command = [sys.executable, "-c", START, "recompute", "--apply"]
    environment = {**os.environ, "DUETIME_DATABASE_URL": url}
    with costing(spent):
        running = [
            subprocess.Popen(command, env=environment, **QUIET)  # noqa: S603 - our own
            for _ in range(processes)
        ]
        codes = [each.wait() for each in running]
    assert codes == [0] * processes, codes


async def superuser(url: str, statement: str) -> int:
    connection = await asyncpg.connect(dsn(url))
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


@dataclass
class Measured:
    alone: list[Alone]
    starts: dict[int, list[Cost]]
    spent: dict[tuple[str, int], list[Cost]]
    events: dict[str, int]


def measure(server: EmbeddedPostgres, options: argparse.Namespace) -> None:
    root = server.url(SUPERUSER, DATABASE)
    asyncio.run(migrations.upgrade(server.urls.owner))
    tickets = asyncio.run(seed(root, options.clocks))
    print(f"{options.clocks:,} open clocks of {tickets:,} tickets", flush=True)
    closed: dict[date, str] = {}
    measured = Measured([], defaultdict(list), defaultdict(list), {})
    for _ in range(options.rounds):
        for processes in options.processes:
            for case in options.cases:
                measured.alone += [asyncio.run(alone(root, hours)) for hours in (9, -9)]
                ours(server.urls.app, processes, measured.starts[processes])
                day = CASES[case]
                closed = {**closed, day: case} if day not in closed else {k: v for k, v in closed.items() if k != day}
                asyncio.run(revise(server.urls.app, closed))
                asyncio.run(superuser(root, "CHECKPOINT"))
                before = asyncio.run(superuser(root, COUNT))
                ours(server.urls.app, processes, measured.spent[case, processes])
                measured.events[case] = asyncio.run(superuser(root, COUNT)) - before
                asyncio.run(superuser(root, "VACUUM ANALYZE"))
                report(measured)


def report(measured: Measured) -> None:
    """Of what is known by now."""
    clocks, tickets, event = (
        typical([getattr(each, part) for each in measured.alone]) for part in ("clocks", "tickets", "event")
    )
    print(f"PostgreSQL alone: clocks {clocks.wall:.1f} s, {clocks.cpu:.1f} s of CPU")
    for (case, processes), costs in measured.spent.items():
        took = typical(costs) - typical(measured.starts[processes])
        written = event * measured.events[case]
        verdict = "" if took.wall / clocks.wall <= GOAL else f"; above the goal of {GOAL:.0f}"
        print(
            f"{case}, {processes} process(es): {took.wall:.1f} s, {took.cpu:.1f} s of CPU = {took.times(clocks)};"
            f" tickets too {took.times(clocks + tickets)}; their {measured.events[case]:,} events too"
            f" {took.times(clocks + tickets + written)}{verdict}"
        )
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"peak memory of one process: {peak:.0f} MB", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clocks", type=int, default=100_000)
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--cases", nargs="+", choices=CASES, default=list(CASES))
    options = parser.parse_args()
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
