"""What a transition costs on a ticket with a short, a long and a very long history, through the services.

    python benchmarks/fold.py [--rounds 40]

Every event is a question to the customer or its answer, so that the histories are as full of pauses as they can be.
The tickets take turns; a transition is loaded, decided, computed, stored and committed, and what counts are the ratios.
`replayed` is what it would cost to fold the whole history instead, without reading it.
"""

import argparse
import asyncio
import shutil
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from statistics import median
from uuid import UUID, uuid4

from recompute_tickets import NOW, seed
from sqlalchemy import select

from app.agreements.book import Agreements
from app.clock import Instant
from app.domain.access.caller import Caller
from app.domain.actor import Actor, ActorKind
from app.domain.clocks.clocks import clocks_of
from app.domain.tickets.facts import Outputs
from app.domain.tickets.fold import replay
from app.domain.vocabulary import Decision, ServiceLevel
from app.postgres import migrations
from app.postgres.embedded.server import DATABASE, SUPERUSER, EmbeddedPostgres, embedded_postgres
from app.postgres.engine import AsyncEngine, create_engine, transaction
from app.postgres.scope import Scope
from app.postgres.tables import tickets
from app.postgres.tenancy import SYSTEM
from app.sla.agreement import AGREEMENT, REVISIONS
from app.tickets import recording, transitions
from app.tickets.store.tickets import events
from app.tickets.transitions import RequestedDecision
from app.unit_of_work import UnitOfWork

LENGTHS = (10, 100, 1_000)
ADA = Actor(id=uuid4(), kind=ActorKind.PERSON, name="Ada", administrator=True)
BOOK = Agreements(REVISIONS)
MINUTE = timedelta(minutes=1)
CALENDARS = {1: AGREEMENT.levels[ServiceLevel.EXTENDED].calendar}


async def transit(engine: AsyncEngine, ticket_id: UUID, number: int) -> None:
    """One more question or answer, a minute after the one before."""
    async with transaction(engine, SYSTEM) as connection:
        uow = UnitOfWork(connection, Caller(ADA), Instant(NOW + number * MINUTE), BOOK)
        stored = await recording.found_for_change(uow, ticket_id)
        decision = Decision.INFORMATION_RECEIVED if stored.ticket.waiting else Decision.REQUEST_INFORMATION
        asked = RequestedDecision(decision, Outputs(), "Which one?", None)
        await transitions.take(uow, stored, await transitions.decide(uow, stored, asked))


async def replayed(engine: AsyncEngine, ticket_id: UUID, rounds: int) -> float:
    async with transaction(engine, SYSTEM) as connection:
        history = await events(connection, Scope(None), ticket_id)
    spent: list[float] = []
    for _ in range(rounds):
        began = time.perf_counter()
        clocks_of(replay(ticket_id, ticket_id, history, REVISIONS), AGREEMENT, CALENDARS)
        spent.append(time.perf_counter() - began)
    return median(spent)


async def measure(server: EmbeddedPostgres, rounds: int) -> None:
    await migrations.upgrade(server.urls.owner)
    await seed(server.url(SUPERUSER, DATABASE), 2 * len(LENGTHS))
    engine = create_engine(server.urls.app, pool_size=1)
    async with transaction(engine, SYSTEM) as connection:
        ids = list((await connection.execute(select(tickets.c.id).limit(len(LENGTHS)))).scalars())
    numbers = dict.fromkeys(ids, 0)
    for ticket_id, length in zip(ids, LENGTHS, strict=True):
        while numbers[ticket_id] < length:
            numbers[ticket_id] += 1
            await transit(engine, ticket_id, numbers[ticket_id])
    spent: dict[UUID, list[float]] = {each: [] for each in ids}
    for _ in range(rounds):
        for ticket_id in ids:
            numbers[ticket_id] += 1
            began = time.perf_counter()
            await transit(engine, ticket_id, numbers[ticket_id])
            spent[ticket_id].append(time.perf_counter() - began)
    least = median(spent[ids[0]])
    for ticket_id, length in zip(ids, LENGTHS, strict=True):
        took, whole = median(spent[ticket_id]), await replayed(engine, ticket_id, rounds)
        print(f"{length:5,} events: {took * 1e3:.2f} ms = {took / least:.2f} x; replayed {whole * 1e3:.2f} ms")
    await engine.dispose()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=40)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="duetime-benchmark-"))
    folder.chmod(0o755)
    home = None
    try:
        with embedded_postgres(folder) as server:
            home = server.home.folder
            asyncio.run(measure(server, options.rounds))
    finally:
        for each in (home, folder):
            if each is not None:
                shutil.rmtree(each, ignore_errors=True)


if __name__ == "__main__":
    main()
