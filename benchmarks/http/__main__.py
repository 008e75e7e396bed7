"""The service beside a raw server and an idiomatic one, in turns: requests a second and what each request takes.

    python -m benchmarks.http [--quick] [--rounds 3] [--seconds 2] [--tickets 10000] [--only post,look]

All three are one process on the same PostgreSQL, which is made for the run and thrown away. The load generator takes
its share of the machine too: read the ratios, and the CPU per request where the machine is busy.
"""

import shutil
import signal
import sys
import tempfile
import traceback
from argparse import Namespace
from asyncio import run
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from app.postgres.embedded.server import DATABASE, SUPERUSER, EmbeddedPostgres, embedded_postgres
from benchmarks.http import report
from benchmarks.http.callers import introduce, known, known_to_idiomatic
from benchmarks.http.database import IDIOMATIC, bring_in, fill, logged
from benchmarks.http.options import options
from benchmarks.http.scenarios import SCENARIOS
from benchmarks.http.servers import idiomatic_server, raw_server, service
from benchmarks.http.turns import Bench

IMPORTED: Final = 25_000
"""Tickets, of two clocks each, before a status with no worker."""


def main() -> None:
    chosen = options((__doc__ or "").splitlines()[0])
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))  # what was started ends with it
    try:
        _compare(chosen)
    except Exception:
        if not chosen.quick:
            raise
        traceback.print_exc()
        print("NOT MEASURED: what a request costs, to the end", flush=True)


def _compare(chosen: Namespace) -> None:
    with _postgres() as postgres:
        counting = run(fill(postgres, chosen.tickets, chosen.closed))
        with ExitStack() as stack:
            ours = stack.enter_context(service(postgres.urls.app))
            raw = stack.enter_context(raw_server(postgres.url(SUPERUSER, DATABASE)))
            idiomatic = stack.enter_context(idiomatic_server(postgres.url(SUPERUSER, IDIOMATIC)))
            callers = introduce(ours)
            known_to_all = (
                known(postgres, raw, ours, callers, chosen.seen),
                known_to_idiomatic(postgres, idiomatic, callers, chosen.seen),
                known(postgres, ours, ours, callers, chosen.seen),
            )
            bench = Bench(chosen, postgres, known_to_all)
            report.head(bench)
            _in_turns(bench)
            if "status" in chosen.only:
                _statuses(bench, counting)


@contextmanager
def _postgres() -> Generator[EmbeddedPostgres]:
    folder = Path(tempfile.mkdtemp(prefix="duetime-bench-"))
    folder.chmod(0o755)  # run by root, PostgreSQL is another user who has to get in
    try:
        with embedded_postgres(folder) as postgres:
            try:
                yield postgres
            finally:
                shutil.rmtree(postgres.home.folder, ignore_errors=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _in_turns(bench: Bench) -> None:
    wanted = {name: each for name, each in SCENARIOS.items() if name in bench.options.only}
    report.rates_head()
    for scenario in wanted.values():
        report.rates(scenario, bench.in_turns(scenario))
    report.costs_head(bench)
    with logged(bench.postgres):
        for scenario in wanted.values():
            report.costs(scenario, bench.counted(scenario), bench.options.counted)


def _statuses(bench: Bench, counting: float) -> None:
    print(f"\nThe status; clocks at rest of {bench.options.tickets:,} tickets were counted in {counting:.0f} s")
    report.status("status, at rest", bench, bench.known[-1].server)
    with service(bench.postgres.urls.app, "--without-worker") as alone:
        run(bring_in(bench.postgres, IMPORTED))
        report.status("status, imported", bench, alone)


if __name__ == "__main__":
    main()
