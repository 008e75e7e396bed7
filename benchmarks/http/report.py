"""What is printed."""

import os
import platform
from collections.abc import Sequence
from statistics import median
from typing import Final

from benchmarks.http.database import BYTES, Written, ask
from benchmarks.http.scenarios import SCENARIOS, Scenario
from benchmarks.http.servers import MEGABYTE, Seen, Server
from benchmarks.http.turns import Bench

STATUS_GOAL_MS: Final = 20
RESIDENT_GOAL_MB: Final = 130
TICKET_GOAL_KB: Final = 3.2
"""320 MB for 100,000."""
WAL_GOALS: Final = {"POST a ticket": 9_000, "POST a transition": 6_000}
NAMES: Final = ("raw", "idiomatic", "ours")


def head(bench: Bench) -> None:
    load = os.getloadavg()[0]
    print(f"{bench.options.tickets:,} tickets, {bench.options.connections} connections, CPython", end=" ")
    print(f"{platform.python_version()}, {os.cpu_count()} cores, load {load:.1f}")
    for known in bench.known:
        server = known.server
        size = ask(bench.postgres, BYTES, database=server.database)[0][0]
        ticket, resident = size / bench.options.tickets / 1e3, server.resident / MEGABYTE
        print(f"  {server.name:<10} ready in {server.started_in:.1f} s, RSS {resident:.0f} MB", end="")
        print(f"{_met(resident <= RESIDENT_GOAL_MB, f'≤ {RESIDENT_GOAL_MB}') if known is bench.ours else ''};", end=" ")
        print(f"{ticket:.2f} kB a ticket in all tables", end="")
        print(_met(ticket <= TICKET_GOAL_KB, f"≤ {TICKET_GOAL_KB}") if known is bench.ours else "")


def rates_head() -> None:
    columns = ("", "", "req/s", "p50 ms", "p99 ms", "CPU µs", "PostgreSQL µs")
    print("\n{:<28} {:<10}{:>8}{:>8}{:>8}{:>8}{:>15}  {}".format(*columns, "ours / theirs: by CPU, by rate"))


def rates(scenario: Scenario, seen: Sequence[Sequence[Seen]]) -> None:
    goals = {"raw": scenario.of_raw, "idiomatic": scenario.of_idiomatic}
    for name, theirs in zip(NAMES, seen, strict=True):
        label = scenario.label if name == NAMES[0] else ""
        by_cpu = _ratio(seen[-1], theirs, None, "cpu_a_second")
        _row(label, name, theirs, f"{by_cpu}  {_ratio(seen[-1], theirs, goals[name])}" if name in goals else "")
    if scenario is SCENARIOS["first"]:
        told = (
            f"{name} {_ratio(seen[-1], theirs, None, 'finished')}"
            for name, theirs in zip(NAMES, seen[:-1], strict=False)
        )
        ours = median(each.finished for each in seen[-1])
        print(f"  until all of ours was in the trail: {ours:,.0f} req/s; ours / {', ours / '.join(told)}")


def _ratio(ours: Sequence[Seen], theirs: Sequence[Seen], goal: float | None, of: str = "per_second") -> str:
    """The median over the rounds, as what else the machine had to do was alike for both."""
    ratio = median(getattr(a, of) / getattr(b, of) for a, b in zip(ours, theirs, strict=True))
    return f"{ratio:.2f}" + (_met(ratio >= goal, f"≥ {goal:.2f}") if goal else "")


def _met(met: bool, goal: str) -> str:  # noqa: FBT001 - the one thing that it says
    return f" (goal {goal}: {'met' if met else 'MISSED'})"


def _row(label: str, name: str, seen: Sequence[Seen], ratio: str = "") -> None:
    fields = ("per_second", "p50", "p99", "server_cpu", "postgres_cpu")
    values = [median(getattr(each, field) for each in seen) for field in fields]
    print(f"{label:<28} {name:<10}", end="")
    print("{:>8,.0f}{:>8.1f}{:>8.1f}{:>8.0f}{:>15.0f}".format(*values), f" {ratio}", flush=True)


def costs_head(bench: Bench) -> None:
    print(
        f"\nPer request, of {bench.options.counted} right after a checkpoint, with what is written until it is quiet;"
    )
    print("statements with BEGIN and COMMIT. Images are of whole pages, at their first change after the checkpoint")
    print("*Told*: of it for the feed and for the notices to each of those who are told")
    columns = ("", "", "statements", "WAL B", "told B", "images B", "updates", "HOT %")
    print("{:<28} {:<10}{:>11}{:>9}{:>9}{:>10}{:>9}{:>7}".format(*columns))


def costs(scenario: Scenario, written: Sequence[Written], number: int) -> None:
    for name, each in zip(NAMES, written, strict=True):
        values = [value / number for value in (each.statements, each.records, each.told, each.images, each.updates)]
        hot = f"{100 * each.hot / each.updates:.0f}" if each.updates else "–"
        goal = next((bytes_ for label, bytes_ in WAL_GOALS.items() if scenario.label.startswith(label)), None)
        label = scenario.label if name == NAMES[0] else ""
        print(
            "{:<28} {:<10}{:>11.1f}{:>9,.0f}{:>9,.0f}{:>10,.0f}{:>9.1f}{:>7}".format(label, name, *values, hot), end=""
        )
        told = goal and name == "ours"
        print(
            _met((each.records - each.told) / number <= goal, f"≤ {goal:,} B beside what is told")
            if told and goal
            else "",
            flush=True,
        )


def status(label: str, bench: Bench, server: Server) -> None:
    going = "SELECT count(*) FROM clocks WHERE stopped_at IS NULL AND started_at IS NOT NULL"
    _row(label, "ours", bench.status(server))
    print(f"  {ask(bench.postgres, going)[0][0]:,} clocks go, one request at a time", end="")
    print(f"; aimed at: {STATUS_GOAL_MS} ms, twice that just imported")
