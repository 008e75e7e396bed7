"""What a dry run of a revision of the agreement takes over many open tickets, beside replaying their histories alone.

    python benchmarks/revision.py [--clocks 20000]

On a database of its own, in turns. *Replaying* reads the same events and adds them up twice, by the agreement that
binds them and by the other. *Ours* is what `POST /v1/sla/revisions` does, in one transaction, for other times of the
same process. The goal is 100,000 open tickets within ten seconds.
"""

import argparse
import asyncio
import shutil
import tempfile
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from recompute_tickets import NOW, seed

from app.agreements.book import Agreements
from app.calendars.foresight import AT_ONCE, foresee_agreement
from app.calendars.store import calendar_followers
from app.domain.access.caller import Caller
from app.domain.actor import SYSTEM
from app.domain.agreement.agreement import hours
from app.domain.tickets import fold
from app.postgres import migrations
from app.postgres.embedded.server import DATABASE, SETTINGS, SUPERUSER, EmbeddedPostgres, embedded_postgres
from app.postgres.engine import create_engine, transaction
from app.postgres.tenancy import SYSTEM as SEES_ALL
from app.sla.agreement import AGREEMENT, REVISIONS
from app.tickets.store import replay
from app.tickets.store.event_mapping import event_from
from app.tickets.store.replay import TicketSelection
from app.unit_of_work import UnitOfWork

GOAL_A_SECOND = 10_000
OTHER = replace(
    AGREEMENT,
    revision=2,
    in_force_from=date(2027, 3, 1),
    commitments=tuple(
        each if each.target is None else replace(each, target=hours(1)) for each in AGREEMENT.commitments
    ),
)


@asynccontextmanager
async def working(url: str) -> AsyncGenerator[UnitOfWork]:
    engine = create_engine(url, pool_size=1)
    async with transaction(engine, SEES_ALL) as connection:
        yield UnitOfWork(connection, Caller(SYSTEM), NOW, Agreements(REVISIONS))
    await engine.dispose()


async def replaying(uow: UnitOfWork) -> int:
    after, done = None, 0
    while page := await calendar_followers.page(uow.connection, TicketSelection(), None, AT_ONCE, after):
        histories = await replay.events_of(uow.connection, [each.id for each in page])
        for each in page:
            events = [event_from(row) for row in histories[each.id]]
            for _ in range(2):
                fold.replay(each.id, each.customer_id, events, REVISIONS)
        done, after = done + len(page), page[-1].id
    return done


async def ours(uow: UnitOfWork) -> int:
    return (await foresee_agreement(uow, OTHER, AGREEMENT)).open_tickets


async def timed(url: str, act: Callable[[UnitOfWork], Awaitable[int]]) -> float:
    """Tickets a second of CPU, which a busy machine stretches less."""
    async with working(url) as uow:
        began, wall = time.process_time(), time.perf_counter()
        done = await act(uow)
        spent, wall = time.process_time() - began, time.perf_counter() - wall
    print(
        f"{act.__name__}: {done:,} tickets, {done / wall:,.0f} a second, {done / spent:,.0f} a second of CPU",
        flush=True,
    )
    return done / spent


def measure(server: EmbeddedPostgres, clocks: int) -> None:
    asyncio.run(migrations.upgrade(server.urls.owner))
    tickets = asyncio.run(seed(server.url(SUPERUSER, DATABASE), clocks))
    print(f"{clocks:,} open clocks of {tickets:,} tickets", flush=True)
    ratios = [
        asyncio.run(timed(server.urls.app, ours)) / asyncio.run(timed(server.urls.app, replaying)) for _ in range(3)
    ]
    shown = ", ".join(f"{each:.2f}" for each in sorted(ratios))
    print(f"ours / replaying: {shown}; the goal is {GOAL_A_SECOND:,} a second")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clocks", type=int, default=20_000)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="duetime-benchmark-"))
    folder.chmod(0o755)
    home = None
    try:
        with embedded_postgres(folder, {**SETTINGS, "autovacuum": "off"}) as server:
            home = server.home.folder
            measure(server, options.clocks)
    finally:
        for each in (home, folder):
            if each is not None:
                shutil.rmtree(each, ignore_errors=True)


if __name__ == "__main__":
    main()
