"""What the queue costs: events delivered to a receiver on this machine, beside the same client without the queue.

    python -m benchmarks.delivering [--events 3000] [--rounds 3] [--quick]

On a database of its own, in turns. *Without a queue*: the same bodies, each signed, by the same client (SinkSender), as
many at once as it is quickest with, from memory; nothing is looked up or put on record. *Ours*: as one worker does it,
from leasing until it is settled and each attempt on record. The receiver is a process of its own and answers 204 at
once. The goal is half as many a second.
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
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Final

import asyncpg
from uuid_utils.compat import uuid7

from app.agreements.book import Agreements
from app.clock import system_clock
from app.domain.access.caller import Caller
from app.domain.actor import SYSTEM as ITSELF
from app.domain.actor import Actor, ActorKind
from app.domain.subscriptions.states import DeliveryOrdering, PayloadForm
from app.feed.cloud_events import Naming
from app.feed.store.feed import EVERYTHING
from app.notifications.suspensions import SuspensionTeller
from app.postgres import migrations
from app.postgres.embedded.server import DATABASE, SETTINGS, SUPERUSER, EmbeddedPostgres, embedded_postgres
from app.postgres.engine import AsyncEngine, create_engine, transaction
from app.postgres.tenancy import SYSTEM
from app.postgres.urls import dsn
from app.sla.agreement import REVISIONS
from app.subscriptions import subscriptions
from app.subscriptions.delivering import AT_ONCE, Courier, Parcel
from app.subscriptions.sending import SinkSender, SinkWalls
from app.subscriptions.store import subscriptions as stored
from app.subscriptions.subscriptions import NewSubscription
from app.unit_of_work import UnitOfWork
from app.workers.carrying import LOOPS
from app.workers.feeding import sequence
from benchmarks.recompute_tickets import seed

GOAL: Final = 0.5
POOL: Final = 5
"""Connections of a worker, as it has them."""
NAMING: Final = Naming("nl.duetime", "urn:nld:kvknr:00000000:systeem:duetime", "https://support.example")
ANEW: Final = """
    UPDATE deliveries SET state = 'pending', next_attempt_at = now(), tries = 0, attempts = 0, lease_until = NULL
"""


@contextmanager
def receiver() -> Generator[int]:
    """Its port."""
    command = [sys.executable, str(Path(__file__).with_name("receiver.py"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout is not None
        yield int(process.stdout.readline())
        process.communicate()


async def subscribed(engine: AsyncEngine, port: int) -> None:
    """To all that has happened."""
    administrator = Actor(id=uuid7(), kind=ActorKind.PERSON, name="Ada", administrator=True)
    new = NewSubscription(
        name="Screen",
        customer_id=None,
        sink=f"http://127.0.0.1:{port}/events",
        types=("ticket.*",),
        payload=PayloadForm.THIN,
        ordering=DeliveryOrdering.SUBJECT,
        include_bulk=False,
        reference=None,
        access_token=None,
        access_token_expires_at=None,
    )
    book = Agreements(REVISIONS)
    async with transaction(engine, SYSTEM) as connection:
        made = await subscriptions.create(UnitOfWork(connection, Caller(administrator), system_clock(), book), new)
    async with transaction(engine, SYSTEM) as connection:
        found = await stored.find(connection, EVERYTHING, made.subscription.id, lock=True)
        assert found is not None
        await subscriptions.answered(UnitOfWork(connection, Caller(ITSELF), system_clock(), book), found, None)


async def anew(root: str) -> None:
    """All of it is to be delivered."""
    connection = await asyncpg.connect(dsn(root))
    await connection.execute("TRUNCATE delivery_attempts")
    await connection.execute(ANEW)
    await connection.execute("VACUUM ANALYZE")
    await connection.execute("CHECKPOINT")
    await connection.close()


async def alone(courier: Courier, parcels: Sequence[Parcel], at_once: int) -> float:
    left = iter(parcels)

    async def loop() -> None:
        for parcel in left:
            assert (await courier.sent(parcel)).outcome.fault is None

    began = time.perf_counter()
    await asyncio.gather(*(loop() for _ in range(at_once)))
    return time.perf_counter() - began


async def ours(courier: Courier) -> float:
    async def loop() -> None:
        while await courier.deliver():
            pass

    began = time.perf_counter()
    await asyncio.gather(*(loop() for _ in range(LOOPS)))
    return time.perf_counter() - began


async def all_leased(courier: Courier, root: str) -> list[Parcel]:
    """The first of each subject, for which the others wait."""
    parcels: list[Parcel] = []
    while leased := await courier.leased():
        parcels += leased
    await anew(root)
    return parcels


async def delivered(root: str) -> tuple[int, int]:
    connection = await asyncpg.connect(dsn(root))
    counts = "SELECT count(*) FILTER (WHERE state = 'delivered'), count(*) FROM deliveries"
    done, number = await connection.fetchrow(counts)
    await connection.close()
    return done, number


async def measure(server: EmbeddedPostgres, port: int, options: argparse.Namespace) -> None:
    root = server.url(SUPERUSER, DATABASE)
    engine = create_engine(server.urls.app, pool_size=POOL)
    await seed(root, options.events * 15 // 9)  # of eight tickets one has three events and one open clock
    async with SinkSender(SinkWalls.of(["127.0.0.1"])) as sender:
        courier = Courier(engine, system_clock, sender, NAMING, SuspensionTeller(by_mail=False).tell)
        await subscribed(engine, port)
        await sequence(engine, system_clock)
        await courier.settle()
        parcels = await all_leased(courier, root)
        print(
            f"{(await delivered(root))[1]:,} events, at most {LOOPS * AT_ONCE} at once; load {os.getloadavg()[0]:.1f}",
            flush=True,
        )
        spent: list[Sequence[float]] = []
        quickest = min([(await alone(courier, parcels[:500], each), each) for each in (8, AT_ONCE, LOOPS * AT_ONCE)])[1]
        print(f"without a queue it is quickest with {quickest} at once", flush=True)
        for _ in range(options.rounds):
            cpu = [_cpu()]
            bare = await alone(courier, parcels, quickest)
            cpu.append(_cpu())
            own = await ours(courier)
            cpu.append(_cpu())
            done, number = await delivered(root)
            assert done == number, (done, number)
            each = len(parcels), len(parcels), number, number
            costs = bare, cpu[1] - cpu[0], own, cpu[2] - cpu[1]
            spent.append(tuple(cost / count for cost, count in zip(costs, each, strict=True)))
            await anew(root)
    await engine.dispose()
    _report(spent)


def _report(spent: Sequence[Sequence[float]]) -> None:
    """Seconds of each event: without a queue, of its CPU, ours, of its CPU."""
    bare, bare_cpu, own, own_cpu = (median(each) for each in zip(*spent, strict=True))
    ratio = median(each[0] / each[2] for each in spent)
    print(
        f"without a queue {1 / bare:,.0f}/s ({bare_cpu * 1e6:,.0f} µs of CPU each),"
        f" ours {1 / own:,.0f}/s ({own_cpu * 1e6:,.0f} µs, PostgreSQL's aside)"
        f" = {ratio:.2f} {'(reached)' if ratio >= GOAL else f'(below the goal of {GOAL:g})'}"
    )


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.delivering", description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=3_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="500 events, once: whether it runs")
    options = parser.parse_args()
    if options.quick:
        options.events, options.rounds = 500, 1
    folder = Path(tempfile.mkdtemp(prefix="duetime-benchmark-"))
    folder.chmod(0o755)
    home = None
    try:
        with embedded_postgres(folder, {**SETTINGS, "autovacuum": "off"}) as server, receiver() as port:
            home = server.home.folder
            asyncio.run(migrations.upgrade(server.urls.owner))
            asyncio.run(measure(server, port, options))
    finally:
        for each in (home, folder):
            if each is not None:
                shutil.rmtree(each, ignore_errors=True)


if __name__ == "__main__":
    main()
