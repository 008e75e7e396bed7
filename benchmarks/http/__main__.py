"""The service beside the raw server, in turns: requests a second, their ratio, CPU per request, p50 and p99.

    python -m benchmarks.http [--rounds 3] [--seconds 2] [--connections 32] [--tickets 10000] [--only post,read]

Both are one process on the same PostgreSQL, which is made for the run and thrown away. The load generator takes its
share of the machine too: read the ratios, and the CPU per request where the machine is busy.
"""

import argparse
import asyncio
import os
import platform
import random
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import psutil

from app.postgres.embedded.server import DATABASE, SUPERUSER, EmbeddedPostgres, embedded_postgres
from benchmarks.http.load import Plan
from benchmarks.http.machine import (
    Callers,
    Seen,
    Server,
    ask_now,
    bring_in,
    fill,
    introduce,
    measure,
    postgres_of,
    raw_server,
    service,
)
from benchmarks.http.scenarios import SCENARIOS, Known, Scenario, status

GOALS = {"post": 0.5, "transition": 0.4, "read": 0.3, "page": 0.6}
STATUS_GOAL_MS = 20
IMPORTED = 25_000
"""Tickets, of two clocks each, before a status with no worker."""
PEERS = {"Request Tracker 5.0.3, SLA on": (13, 50), "django-helpdesk 2.6.1, no SLA": (65, 10)}
"""Tickets created a second by one worker at 8 connections, and the factor aimed at. Recorded on 2026-11-23 on a
machine of this kind; not run again here.
"""
ORDER = ("post", "peers", "transition", "read", "page")
WARM_UP_SECONDS = 0.5


@dataclass(frozen=True)
class Both:
    raw: Sequence[Seen]
    ours: Sequence[Seen]

    @property
    def ratio(self) -> float:
        return median(ours.per_second / raw.per_second for raw, ours in zip(self.raw, self.ours, strict=True))


@dataclass(frozen=True)
class Bench:
    options: argparse.Namespace
    postgres: psutil.Process
    known: Known
    raw: Server
    ours: Server

    def in_turns(self, scenario: Scenario) -> Both:
        self._turn(self.raw, scenario, WARM_UP_SECONDS)
        self._turn(self.ours, scenario, WARM_UP_SECONDS)
        seconds = self.options.seconds
        rounds = [
            (self._turn(self.raw, scenario, seconds), self._turn(self.ours, scenario, seconds))
            for _ in range(self.options.rounds)
        ]
        return Both(*map(list, zip(*rounds, strict=True)))

    def alone(self, scenario: Scenario, connections: int) -> list[Seen]:
        self._turn(self.ours, scenario, WARM_UP_SECONDS, connections)
        return [self._turn(self.ours, scenario, self.options.seconds, connections) for _ in range(self.options.rounds)]

    def _turn(self, server: Server, scenario: Scenario, seconds: float, connections: int | None = None) -> Seen:
        number = connections or self.options.connections
        requests = [scenario(self.known, each) for each in range(number)]
        run = f"{random.randrange(16**6):06x}"  # noqa: S311 - a name
        return measure(server, self.postgres, Plan(server.port, seconds, requests, run))


def main() -> None:
    options = _options()
    folder = Path(tempfile.mkdtemp(prefix="duetime-bench-"))
    folder.chmod(0o755)  # run by root, PostgreSQL is another user who has to get in
    try:
        with ExitStack() as stack:
            postgres = stack.enter_context(embedded_postgres(folder))
            stack.callback(shutil.rmtree, postgres.home.folder)
            counting = asyncio.run(fill(postgres, options.tickets, options.closed))
            raw = stack.enter_context(raw_server(postgres.url(SUPERUSER, DATABASE)))
            ours = stack.enter_context(service(postgres.urls.app))
            known = _known(postgres, introduce(ours.port), ours.port)
            _report(Bench(options, postgres_of(postgres), known, raw, ours), postgres, counting)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.http", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2.0, help="of each turn")
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--tickets", type=int, default=10_000, help="that are there already")
    parser.add_argument("--closed", type=int, default=85, help="percent of them")
    parser.add_argument("--only", type=lambda names: names.split(","), default=[*ORDER, "status"])
    return parser.parse_args()


def _known(postgres: EmbeddedPostgres, callers: Callers, port: int) -> Known:
    # Few enough to be read in the warm-up already: the vendor's first look at a ticket is written into the trail.
    rows = ask_now(postgres, "SELECT id FROM tickets WHERE status <> 'signal' ORDER BY random() LIMIT 100")
    return Known(callers, [str(row["id"]) for row in rows], datetime.now(UTC), port)


def _report(bench: Bench, postgres: EmbeddedPostgres, counting: float) -> None:
    load = os.getloadavg()[0]
    print(f"{bench.options.tickets:,} tickets, {bench.options.connections} connections, CPython", end=" ")
    print(f"{platform.python_version()}, {os.cpu_count()} cores, load {load:.1f}.", end=" ")
    print(f"Ready in {bench.ours.started_in:.1f} s (raw: {bench.raw.started_in:.1f} s).\n")
    head = ("", "req/s", "p50 ms", "p99 ms", "CPU µs", "PostgreSQL µs", "ratio")
    print("{:<18}{:>9}{:>9}{:>9}{:>9}{:>15}{:>8}".format(*head))
    only = bench.options.only
    if "status" in only:
        print(f"  counted before: clocks at rest of {bench.options.tickets:,} tickets, in {counting:.0f} s")
        _status("status, at rest", bench, postgres)
    for name in (each for each in ORDER if each in only):
        if name == "peers":
            _beside_peers(bench)
            continue
        both = bench.in_turns(SCENARIOS[name])
        _row(f"{name}, raw", both.raw)
        _row(f"{name}, ours", both.ours, f"{both.ratio:.2f} of {GOALS[name]}")
    if "status" in only:
        with service(postgres.urls.app, "--without-worker") as alone:
            asyncio.run(bring_in(postgres, IMPORTED))
            _status("status, imported", replace(bench, ours=alone), postgres)


def _status(label: str, bench: Bench, postgres: EmbeddedPostgres) -> None:
    going = ask_now(postgres, "SELECT count(*) FROM clocks WHERE stopped_at IS NULL AND started_at IS NOT NULL")[0][0]
    _row(label, bench.alone(status, 1))
    print(f"  {going:,} clocks go, one request at a time; aimed at: {STATUS_GOAL_MS} ms, twice that just imported")


def _beside_peers(bench: Bench) -> None:
    seen = bench.alone(SCENARIOS["post"], 8)
    _row("post, 8 at once", seen)
    for peer, (recorded, factor) in PEERS.items():
        times = median(each.per_second for each in seen) / recorded
        print(f"  {times:.1f} × {peer}: {recorded}/s as recorded, not run here; aimed at: {factor} ×")


def _row(name: str, seen: Sequence[Seen], ratio: str = "") -> None:
    values = [median(getattr(each, field) for each in seen) for field in Seen.__dataclass_fields__]
    print("{:<18}{:>9,.0f}{:>9.1f}{:>9.1f}{:>9.0f}{:>15.0f}".format(name, *values), f"  {ratio}", flush=True)


if __name__ == "__main__":
    main()
