"""From an event to whoever reads the stream, while others write: how long it takes, and what it costs the writers.

    python -m benchmarks.streaming [--rounds 3] [--seconds 5] [--streams 4] [--connections 8] [--quick]

`duetime serve` with its worker, on a database of its own. In turns: writers alone (the baseline of their rate); streams
with a writer who rests between two tickets (that of the delay); both at full rate. The delay is from `time`, when the
event was recorded, before its transaction, until the line has been read here; the clock is the same. The feed's lag is
asked every 100 ms, as /metrics does. The goals: p99 within a second, lag within a second.
"""

import argparse
import asyncio
import json
import os
import shutil
import tempfile
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Final

import psutil

from app.clock import system_clock
from app.feed import sequencing
from app.postgres.embedded.server import embedded_postgres
from app.postgres.engine import AsyncEngine, create_engine, transaction
from app.postgres.tenancy import SYSTEM
from benchmarks.http.callers import Known, introduce
from benchmarks.http.database import fill, postgres_of
from benchmarks.http.load import Plan
from benchmarks.http.scenarios import post
from benchmarks.http.servers import Seen, Server, measure, service

GOAL_SECONDS: Final = 1.0
REST_SECONDS: Final = 0.1
LOOK_SECONDS: Final = 0.1
SETTLING_SECONDS: Final = 2.0
RUN: Final = "{:06x}"


@dataclass
class Heard:
    """`delays` of events, in seconds; `reset`: how often a stream was told that it had been too slow."""

    delays: list[float] = field(default_factory=list[float])
    lags: list[float] = field(default_factory=list[float])
    resets: int = 0

    def clear(self) -> None:
        self.delays, self.lags, self.resets = [], [], 0


@dataclass(frozen=True)
class Turn:
    seen: Seen
    delays: Sequence[float]
    lags: Sequence[float]


@dataclass
class Bench:
    server: Server
    postgres: psutil.Process
    known: Known
    engine: AsyncEngine
    options: argparse.Namespace
    heard: Heard = field(default_factory=Heard)
    runs: int = 0

    async def write(self, connections: int, seconds: float) -> Seen:
        self.runs += 1
        plan = Plan(self.server.port, seconds, post(self.known, connections), run=self.run)
        return await asyncio.to_thread(measure, self.server, self.postgres, plan, None)

    @property
    def run(self) -> str:
        return RUN.format(self.runs)

    async def write_slowly(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        [[request, *_]] = post(self.known, 1)
        reader, writer = await asyncio.open_connection("127.0.0.1", self.server.port)
        number = 0
        while time.monotonic() < until:
            number += 1
            writer.write(request.replace(b"@" * 12, b"%012x" % (time.time_ns() % 2**48)))
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 201"), head
            length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            await reader.readexactly(int(length.split(b":")[1]))
            await asyncio.sleep(REST_SECONDS)
        writer.close()

    async def read(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.server.port, limit=2**20)
        head = ["GET /v1/events HTTP/1.1", "Host: 127.0.0.1", "Accept: text/event-stream"]
        key = f"Authorization: Bearer {self.known.support[0]}"
        writer.write("\r\n".join([*head, key, "", ""]).encode())
        assert b" 200 " in await reader.readuntil(b"\r\n\r\n")
        try:
            async for line in reader:
                if line.startswith(b"event: reset"):
                    self.heard.resets += 1
                elif line.startswith(b"data: ") and b'"specversion"' in line:
                    recorded = datetime.fromisoformat(json.loads(line[6:])["time"]).timestamp()
                    self.heard.delays.append(time.time() - recorded)
        finally:
            writer.close()

    async def watch(self) -> None:
        while True:
            async with transaction(self.engine, SYSTEM) as connection:
                lag = await sequencing.lag(connection, system_clock())
            self.heard.lags.append(lag.total_seconds())
            await asyncio.sleep(LOOK_SECONDS)

    @asynccontextmanager
    async def listening(self) -> AsyncGenerator[None]:
        tasks = [asyncio.create_task(self.read()) for _ in range(self.options.streams)]
        tasks.append(asyncio.create_task(self.watch()))
        await asyncio.sleep(SETTLING_SECONDS)  # what was before is read
        self.heard.clear()
        try:
            yield
            await asyncio.sleep(SETTLING_SECONDS)
        finally:
            failed = [each.exception() for each in tasks if each.done()]
            for each in tasks:
                each.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        assert not failed, failed

    async def rounds(self) -> None:
        seconds, connections = self.options.seconds, self.options.connections
        await self.write(connections, 1.0)
        rates: list[tuple[float, float]] = []
        delays: dict[str, list[tuple[float, float]]] = {"quiet": [], "under load": []}
        lags: list[float] = []
        resets = 0
        for _ in range(self.options.rounds):
            alone = await self.write(connections, seconds)
            async with self.listening():
                await self.write_slowly(seconds)
            delays["quiet"].append(_percentiles(self.heard.delays))
            async with self.listening():
                both = await self.write(connections, seconds)
            delays["under load"].append(_percentiles(self.heard.delays))
            lags += self.heard.lags
            resets += self.heard.resets
            rates.append((alone.per_second, both.per_second))
        self._report(rates, delays, lags, resets)

    def _report(
        self,
        rates: Sequence[tuple[float, float]],
        delays: dict[str, list[tuple[float, float]]],
        lags: Sequence[float],
        resets: int,
    ) -> None:
        alone, both = (median(each) for each in zip(*rates, strict=True))
        ratio = median(each / without for without, each in rates)
        print(f"POST {alone:,.0f}/s without streams, {both:,.0f}/s with {self.options.streams} = {ratio:.2f}")
        for name, each in delays.items():
            p50, p99 = (median(values) for values in zip(*each, strict=True))
            print(f"event to reader, {name}: p50 {p50 * 1e3:,.0f} ms, p99 {p99 * 1e3:,.0f} ms {_judged(p99)}")
        worst = max(lags)
        print(
            f"lag of the feed under load: p50 {median(lags) * 1e3:,.0f} ms, most {worst * 1e3:,.0f} ms {_judged(worst)}"
        )
        print(f"streams that were too slow: {resets}")


def _judged(seconds: float) -> str:
    return "(reached)" if seconds <= GOAL_SECONDS else f"(above the goal of {GOAL_SECONDS:g} s)"


def _percentiles(delays: Sequence[float]) -> tuple[float, float]:
    ordered = sorted(delays)
    return ordered[len(ordered) // 2], ordered[len(ordered) * 99 // 100]


async def measured(server: Server, postgres: psutil.Process, url: str, options: argparse.Namespace) -> None:
    callers = await asyncio.to_thread(introduce, server)
    known = Known(server, server, callers.reporters, callers.support, [], [], iter(()))
    engine = create_engine(url, pool_size=1)
    print(f"{options.connections} writers, {options.streams} streams; load {os.getloadavg()[0]:.1f}", flush=True)
    await Bench(server, postgres, known, engine, options).rounds()
    await engine.dispose()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.streaming", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5.0, help="of each turn")
    parser.add_argument("--streams", type=int, default=4)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--tickets", type=int, default=2_000, help="that are there already")
    parser.add_argument("--quick", action="store_true", help="one round of a second: whether it runs")
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.seconds, options.tickets = 1, 1.0, 100
    folder = Path(tempfile.mkdtemp(prefix="duetime-bench-"))
    folder.chmod(0o755)
    home = None
    try:
        with ExitStack() as stack:
            postgres = stack.enter_context(embedded_postgres(folder))
            home = postgres.home.folder
            asyncio.run(fill(postgres, options.tickets, 85))
            server = stack.enter_context(service(postgres.urls.app))
            asyncio.run(measured(server, postgres_of(postgres), postgres.urls.app, options))
    finally:
        for each in (home, folder):
            if each is not None:
                shutil.rmtree(each, ignore_errors=True)


if __name__ == "__main__":
    main()
