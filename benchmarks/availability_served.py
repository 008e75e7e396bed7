"""What the availability of one instance costs through HTTP, and that of a thousand with ten thousand outages.

    python -m benchmarks.availability_served [--rounds 100]

A year in which every instance had ten outages, one in ten of them with a claim that somebody else accepted, and all of
them weekly maintenance, announced beforehand. The service answers on a socket; CPU is that of this process, client
included, without PostgreSQL's. `decoding` is what making the states of what was read takes alone: from text, as it is
done, beside from what the driver reads JSON into.
"""

import argparse
import asyncio
import http.client
import json
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any, Final
from uuid import UUID

import asyncpg
import uvicorn
from sqlalchemy import String, cast, select
from uuid_utils.compat import uuid7

from app.accounts.bootstrap import bootstrap
from app.accounts.store import customers
from app.accounts.store.customers import Customer
from app.agreements.book import Agreements
from app.clock import Instant, instant
from app.domain.access.caller import Caller
from app.domain.actor import OF_VENDOR, Actor, ActorKind
from app.domain.agreement.agreed_terms import TermsChange
from app.domain.agreement.service_terms import LeftOut
from app.domain.operations.instance_facts import Environment, Hosting, InstanceAdded, Region
from app.domain.operations.maintenance_facts import (
    MaintenanceAnnounced,
    MaintenanceBegun,
    MaintenanceEnded,
    MaintenanceKind,
)
from app.domain.operations.outage_facts import (
    DetectedBy,
    LeftOutClaimed,
    LeftOutDecided,
    OutageBegun,
    OutageCategory,
    OutageEnded,
)
from app.domain.vocabulary import ServiceLevel
from app.main import create_app
from app.operations.kinds import INSTANCES, MAINTENANCE, OUTAGES
from app.operations.store import hits, instances, services
from app.operations.store.instances import InstanceRow, InstancesFilter
from app.operations.store.services import HostedService
from app.postgres import migrations
from app.postgres.embedded.server import DATABASE, SUPERUSER, EmbeddedPostgres, embedded_postgres
from app.postgres.engine import AsyncEngine, create_engine, transaction
from app.postgres.scope import Scope
from app.postgres.tables import maintenance_hits, outage_hits, outages
from app.postgres.tenancy import SYSTEM
from app.postgres.urls import dsn
from app.routers.request.backend import attach
from app.settings import Settings
from app.sla.agreement import REVISIONS
from app.streams import subjects
from app.unit_of_work import UnitOfWork

INSTANCES_MADE: Final = 1_000
OUTAGES_MADE: Final = 10_000
WEEKS: Final = 50
BATCH: Final = 500
CLAIMED: Final = 10
"""One in so many."""
KEY: Final = "the-administrators-key-of-the-benchmark"
NOW: Final = instant(datetime(2027, 1, 2, tzinfo=UTC))
BEGAN: Final = instant(datetime(2026, 1, 6, 1, tzinfo=UTC))
HOUR: Final = timedelta(hours=1)
ADA: Final = Actor(id=uuid7(), kind=ActorKind.PERSON, name="Ada", administrator=True)
BOOK: Final = Agreements(REVISIONS)


async def seed(engine: AsyncEngine) -> list[UUID]:
    async with transaction(engine, SYSTEM) as connection:
        await bootstrap(connection, BEGAN, KEY)
        uow = UnitOfWork(connection, Caller(ADA), BEGAN, BOOK)
        await _instances(uow)
        rows = await instances.search(connection, Scope(None), InstancesFilter())
    async with transaction(engine, SYSTEM) as connection:
        for week in range(WEEKS):
            await _maintenance(UnitOfWork(connection, Caller(ADA), BEGAN, BOOK), rows, week)
    for first in range(0, OUTAGES_MADE, BATCH):
        async with transaction(engine, SYSTEM) as connection:
            uow = UnitOfWork(connection, Caller(ADA), NOW, BOOK)
            for number in range(first, first + BATCH):
                await _outage(uow, rows[number % len(rows)], number)
    return [each.id for each in rows]


async def _instances(uow: UnitOfWork) -> None:
    agreed = TermsChange(
        number=1, from_at=BEGAN, service_level=ServiceLevel.EXTENDED, own_targets=(), recorded_at=BEGAN
    )
    customer = Customer(
        id=uuid7(),
        name="Dairy",
        terms=(agreed,),
        consultant_id=None,
        created_at=BEGAN,
        updated_at=BEGAN,
        version=1,
    )
    await customers.add(uow.connection, customer)
    service = HostedService(
        id=uuid7(),
        name="IDU",
        product="idu",
        provider="A provider",
        region=Region.NETHERLANDS,
        created_at=BEGAN,
        updated_at=BEGAN,
        version=1,
    )
    await services.add(uow.connection, service)
    for number in range(INSTANCES_MADE):
        added = InstanceAdded(
            service_id=service.id,
            region=service.region,
            provider=service.provider,
            name=f"Instance {number}",
            url="https://dairy.example",
            environment=Environment.PRODUCTION,
            hosting=Hosting.CLOUD,
            starts_on=date(2026, 1, 1),
        )
        await subjects.begin(uow, INSTANCES, customer.id, [added])


async def _maintenance(uow: UnitOfWork, rows: Sequence[InstanceRow], week: int) -> None:
    """On Tuesday nights from the second week on: announced a week ahead."""
    planned = Instant(BEGAN + timedelta(weeks=week + 1))
    announced = MaintenanceAnnounced(
        instance_ids=tuple(each.id for each in rows),
        kind=MaintenanceKind.PREVENTIVE,
        planned_from=planned,
        planned_until=Instant(planned + 2 * HOUR),
    )
    made = await subjects.begin(uow, MAINTENANCE, OF_VENDOR, [announced])
    await hits.add(uow.connection, maintenance_hits, made.id, rows)
    made = await subjects.record(uow, MAINTENANCE, made, [MaintenanceBegun()], at=planned)
    await subjects.record(uow, MAINTENANCE, made, [MaintenanceEnded()], at=Instant(planned + HOUR))


async def _outage(uow: UnitOfWork, row: InstanceRow, number: int) -> None:
    began = Instant(BEGAN + timedelta(minutes=number * 51 % 500_000))
    begun = OutageBegun(
        service_id=None,
        instance_ids=(row.id,),
        detected_by=DetectedBy.MONITORING,
        category=OutageCategory.FAILURE,
        degradation=False,
        summary="Nobody can sign in",
    )
    made = await subjects.begin(uow, OUTAGES, OF_VENDOR, [begun], at=began)
    await hits.add(uow.connection, outage_hits, made.id, [row])
    made = await subjects.record(uow, OUTAGES, made, [OutageEnded()], at=Instant(began + 2 * HOUR))
    if number % CLAIMED == 0:
        claim_id = uuid7()
        claim = LeftOutClaimed(
            claim_id=claim_id, from_at=began, until=None, reason=LeftOut.SUPPLIER, evidence="Their own report."
        )
        decided = LeftOutDecided(claim_id=claim_id, accepted=True, reason="It says so.")
        await subjects.record(uow, OUTAGES, made, [claim, decided])


class Served:
    """The service on a socket of its own, in a thread of its own."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.server: uvicorn.Server | None = None
        self.thread = threading.Thread(target=lambda: asyncio.run(self._serve()))

    async def _serve(self) -> None:
        engine = create_engine(self.url, pool_size=2)
        app = create_app(Settings(), clock=lambda: NOW)
        attach(app, engine, BOOK)
        config = uvicorn.Config(app, port=0, log_level="error", lifespan="off", access_log=False)
        self.server = uvicorn.Server(config)
        await self.server.serve()
        await engine.dispose()

    def __enter__(self) -> http.client.HTTPConnection:
        self.thread.start()
        while self.server is None or not self.server.started:
            time.sleep(0.05)
        port: int = self.server.servers[0].sockets[0].getsockname()[1]
        return http.client.HTTPConnection("127.0.0.1", port)

    def __exit__(self, *failure: object) -> None:
        if self.server is not None:
            self.server.should_exit = True
        self.thread.join()


def read(client: http.client.HTTPConnection, path: str) -> Any:
    client.request("GET", path, headers={"Authorization": f"Bearer {KEY}"})
    answer = client.getresponse()
    body = answer.read()
    if answer.status != http.HTTPStatus.OK:
        raise RuntimeError(body.decode())
    return json.loads(body)


def timed(rounds: int, call: Callable[[int], object]) -> tuple[list[float], list[float]]:
    """Seconds on the wall, and of CPU, of each round but the first few."""
    wall, cpu = list[float](), list[float]()
    for number in range(rounds + 5):
        began, began_cpu = time.perf_counter(), time.process_time()
        call(number)
        wall.append(time.perf_counter() - began)
        cpu.append(time.process_time() - began_cpu)
    return wall[5:], cpu[5:]


def tell(what: str, spent: tuple[list[float], list[float]]) -> None:
    wall, cpu = ([each * 1e3 for each in times] for times in spent)
    print(f"{what}: {median(wall):.2f} ms, 95th {quantiles(wall, n=20)[-1]:.2f} ms; CPU {median(cpu):.2f} ms")


async def decoding(engine: AsyncEngine) -> None:
    async with transaction(engine, SYSTEM) as connection:
        texts = list(await connection.scalars(select(cast(outages.c.state, String))))
        values = list(await connection.scalars(select(outages.c.state)))
    states = OUTAGES.states
    ways: Mapping[str, tuple[Sequence[Any], Callable[[Any], object]]] = {
        "from text": (texts, states.validate_json),
        "from text by way of values": (texts, lambda text: states.validate_python(json.loads(text))),
        "from values": (values, states.validate_python),
    }
    for way, (kept, decode) in ways.items():
        began = time.process_time()
        for each in kept:
            decode(each)
        print(f"decoding {len(kept):,} outages {way}: {(time.process_time() - began) * 1e3:.0f} ms of CPU")


async def prepare(server: EmbeddedPostgres) -> list[UUID]:
    await migrations.upgrade(server.urls.owner)
    engine = create_engine(server.urls.app, pool_size=1)
    ids = await seed(engine)
    await decoding(engine)
    await engine.dispose()
    owner = await asyncpg.connect(dsn(server.url(SUPERUSER, DATABASE)))
    await owner.execute("VACUUM ANALYZE")
    await owner.close()
    return ids


def measure(server: EmbeddedPostgres, rounds: int) -> None:
    ids = asyncio.run(prepare(server))
    with Served(server.urls.app) as client:
        one = timed(
            rounds, lambda number: read(client, f"/v1/instances/{ids[number % len(ids)]}/availability?year=2026")
        )
        tell("one instance with 10 outages and 50 maintenances, GET", one)
        plain = timed(rounds, lambda number: read(client, f"/v1/instances/{ids[number % len(ids)]}"))
        tell("the instance itself, GET, for comparison", plain)
        line = timed(rounds, lambda number: read(client, f"/v1/instances/{ids[number % len(ids)]}/timeline?year=2026"))
        tell("its timeline, GET", line)
        listed = timed(5, lambda _: read(client, "/v1/sla/availability?year=2026"))
        tell(f"all {len(ids):,} with {OUTAGES_MADE:,} outages, GET", listed)
        client.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=100)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="duetime-benchmark-"))
    folder.chmod(0o755)
    home = None
    try:
        with embedded_postgres(folder) as server:
            home = server.home.folder
            measure(server, options.rounds)
    finally:
        for each in (home, folder):
            if each is not None:
                shutil.rmtree(each, ignore_errors=True)


if __name__ == "__main__":
    main()
