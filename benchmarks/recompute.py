"""What it costs to bring all open clocks along to another calendar, beside what PostgreSQL alone needs for their rows.

    python benchmarks/recompute.py [--clocks 100000] [--processes 1 2] [--rounds 1]

On a database of its own, in turns. *PostgreSQL alone* reads the rows of the clocks by COPY and rewrites them, due times
and all, in one UPDATE; *with tickets* it does the same to the rows of their tickets, which have to be rewritten too.
Both keep the same indexes as ours; neither computes, writes an event, or looks at who may see what. *Ours* is
`duetime recompute --apply`, so many processes at once, less what that takes with nothing to do: its start. The days are
chosen so that every clock moves, only resolutions do, or none does. On the wall, and in CPU, which a busy machine
stretches less.
"""

import argparse
import asyncio
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median

import asyncpg
import psutil
from recompute_tickets import NOW, seed

from app.db import calendars, migrations
from app.db.calendars import CalendarRevision
from app.db.embedded import DATABASE, SUPERUSER, EmbeddedPostgres, embedded_postgres
from app.db.engine import create_engine, transaction
from app.db.sight import SYSTEM
from app.db.urls import dsn

QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
START = "import sys; from app.cli import main; sys.exit(main())"
CASES = {"every clock": date(2026, 11, 23), "resolutions": date(2026, 11, 30), "none": date(2028, 3, 1)}
GOAL = 3.0
CLOCKS = """
    UPDATE clocks SET due_at = due_at + $1::interval, at_risk_at = at_risk_at + $1::interval,
        breach_at = breach_at + $1::interval, announce_at = announce_at + $1::interval
    WHERE stopped_at IS NULL
"""
TICKETS = "UPDATE tickets SET due_at = due_at + $1::interval, updated_at = now() WHERE status = 'open'"


@dataclass(frozen=True)
class Cost:
    wall: float
    cpu: float

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.wall + other.wall, self.cpu + other.cpu)

    def __sub__(self, other: "Cost") -> "Cost":
        return Cost(self.wall - other.wall, self.cpu - other.cpu)

    def times(self, other: "Cost") -> str:
        return f"{self.wall / other.wall:.2f} x ({self.cpu / other.cpu:.2f} x the CPU)"


@contextmanager
def costing(spent: list[Cost]) -> Generator[None]:
    wall, cpu = time.perf_counter(), _cpu()
    yield
    spent.append(Cost(time.perf_counter() - wall, _cpu() - cpu))


def _cpu() -> float:
    """Of PostgreSQL, and of our own processes that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = children.ru_utime + children.ru_stime
    for each in psutil.Process().children(recursive=True):
        if "postgres" in each.name():
            times = each.cpu_times()
            spent += times.user + times.system + times.children_user + times.children_system
    return spent


async def alone(url: str, hours: int) -> list[Cost]:
    """For the clocks, and for the tickets. It is undone by as many hours the other way."""
    connection = await asyncpg.connect(dsn(url))
    spent: list[Cost] = []
    for table, statement in (("clocks", CLOCKS), ("tickets", TICKETS)):
        await connection.execute("CHECKPOINT")
        with costing(spent):
            await connection.copy_from_query(f"SELECT * FROM {table}", output=_ignore)  # noqa: S608 - one of two
            await connection.execute(statement.replace("$1", f"'{hours} hours'"))
    await connection.execute("VACUUM ANALYZE")
    await connection.close()
    return spent


async def _ignore(_data: bytes) -> None:
    pass


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


async def superuser(url: str, statement: str) -> None:
    connection = await asyncpg.connect(dsn(url))
    await connection.execute(statement)
    await connection.close()


def measure(server: EmbeddedPostgres, options: argparse.Namespace) -> None:
    root = server.url(SUPERUSER, DATABASE)
    asyncio.run(migrations.upgrade(server.urls.owner))
    tickets = asyncio.run(seed(root, options.clocks))
    print(f"{options.clocks:,} open clocks of {tickets:,} tickets")
    baseline: list[list[Cost]] = []
    spent: dict[tuple[str, int], list[Cost]] = {}
    starts: dict[int, list[Cost]] = {}
    closed: dict[date, str] = {}
    for _ in range(options.rounds):
        for processes in options.processes:
            for case, day in CASES.items():
                baseline += [asyncio.run(alone(root, hours)) for hours in (9, -9)]
                ours(server.urls.app, processes, starts.setdefault(processes, []))
                closed = {**closed, day: case} if day not in closed else {k: v for k, v in closed.items() if k != day}
                asyncio.run(revise(server.urls.app, closed))
                asyncio.run(superuser(root, "CHECKPOINT"))
                ours(server.urls.app, processes, spent.setdefault((case, processes), []))
                asyncio.run(superuser(root, "VACUUM ANALYZE"))
    clocks, of_tickets = (_median([each[part] for each in baseline]) for part in (0, 1))
    both = clocks + of_tickets
    print(f"PostgreSQL alone: clocks {clocks.wall:.1f} s, {clocks.cpu:.1f} s of CPU; with tickets {both.wall:.1f} s")
    for (case, processes), costs in spent.items():
        took = _median(costs) - _median(starts[processes])
        verdict = "" if took.wall / clocks.wall <= GOAL else f"; above the goal of {GOAL:.0f}"
        print(
            f"{case}, {processes} process(es): {took.wall:.1f} s = {took.times(clocks)};"
            f" with tickets {took.times(both)}{verdict}"
        )
    print(f"peak memory of one process: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB")


def _median(costs: list[Cost]) -> Cost:
    return Cost(median(each.wall for each in costs), median(each.cpu for each in costs))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clocks", type=int, default=100_000)
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="duetime-benchmark-"))
    folder.chmod(0o755)
    home = None
    try:
        with embedded_postgres(folder) as server:
            home = server.home.folder
            measure(server, options)
    finally:
        for each in (home, folder):
            if each is not None:
                shutil.rmtree(each, ignore_errors=True)


if __name__ == "__main__":
    main()
