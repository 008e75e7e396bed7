"""PostgreSQL for a run: tickets for both kinds of tables, questions to it, and what a turn wrote into it."""

import asyncio
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import asyncpg
import psutil
from sqlalchemy.ext.asyncio import create_async_engine

from app.accounts.bootstrap import bootstrap
from app.agreements.book import Agreements
from app.clock import system_clock
from app.postgres import migrations
from app.postgres.embedded.server import DATABASE, SUPERUSER, EmbeddedPostgres
from app.postgres.engine import create_engine, transaction
from app.postgres.tenancy import SYSTEM
from app.sla.agreement import REVISIONS
from app.workers.counting import count_customer
from benchmarks.http.idiomatic_server import Base

IDIOMATIC: Final = "idiomatic"
"""The database that the idiomatic service has to itself."""
ADMINISTRATORS_KEY: Final = "the-administrators-key-of-the-benchmark"
FILL: Final = Path(__file__).parents[2] / "tests" / "postgres" / "many_tickets.sql"
MORE: Final = Path(__file__).with_name("more_open_tickets.sql")
SAME: Final = Path(__file__).with_name("idiomatic_tickets.sql")
OURSELVES: Final = {"application_name": "benchmark"}

QUIET_BYTES: Final = 20_000
"""In a second."""
QUIET_WITHIN_SECONDS: Final = 90

WRITTEN: Final = """
SELECT sum(record_size) AS records, sum(fpi_size) AS images FROM pg_get_wal_stats($1, $2)
"""
TOLD: Final = """
WITH changed AS (
    SELECT DISTINCT block.start_lsn FROM pg_get_wal_block_info($1, $2, false) AS block
    JOIN pg_class ON pg_relation_filenode(oid) = block.relfilenode AND relnamespace = 'public'::regnamespace
    LEFT JOIN pg_index ON indexrelid = oid
    WHERE coalesce(indrelid, oid) IN (to_regclass('feed'), to_regclass('notices'))
        AND reldatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
)
SELECT coalesce(sum(record_length - fpi_length), 0) AS records
FROM changed JOIN pg_get_wal_records_info($1, $2) USING (start_lsn)
"""
UPDATED: Final = """
SELECT count(*) FILTER (WHERE record_type LIKE 'HOT_UPDATE%') AS hot, count(*) AS updates
FROM pg_get_wal_block_info($1, $2, false) AS changed
JOIN pg_class ON pg_relation_filenode(oid) = changed.relfilenode AND relnamespace = 'public'::regnamespace
WHERE resource_manager = 'Heap' AND record_type ~ '^(HOT_)?UPDATE' AND block_id = 0
    AND reldatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
BYTES: Final = """
SELECT sum(pg_total_relation_size(oid))::bigint FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""


@dataclass
class Written:
    """By a turn, in bytes: records of the WAL, and the images of whole pages in them that came after a checkpoint.

    `told`: of the records, those by which events come into the feed and to each of those who are told of them.
    """

    records: int = 0
    told: int = 0
    images: int = 0
    updates: int = 0
    hot: int = 0
    statements: int = 0


async def fill(server: EmbeddedPostgres, tickets: int, closed: int) -> float:
    """The seconds that counting those at rest took, as the worker does."""
    await migrations.upgrade(server.urls.owner)
    engine = create_engine(server.urls.app, pool_size=1)
    async with transaction(engine, SYSTEM) as made:
        await bootstrap(made, system_clock(), ADMINISTRATORS_KEY)
    await engine.dispose()
    connection = await _connect(server)
    await connection.execute(f"SET fill.tickets = {tickets}; SET fill.closed = {closed}")
    await connection.execute("SELECT set_config('fill.now', now()::text, false)")
    await connection.execute(FILL.read_text())
    await connection.execute("VACUUM ANALYZE")
    seconds = await _count(server)
    await connection.execute("CREATE EXTENSION pg_walinspect")
    await connection.execute(f"CREATE DATABASE {IDIOMATIC}")
    await connection.close()
    await _fill_idiomatic(server, tickets, closed)
    for database in (DATABASE, IDIOMATIC):
        connection = await _connect(server, database)
        await connection.execute("VACUUM ANALYZE")
        await connection.execute("CHECKPOINT")
        await connection.close()
    return seconds


async def _fill_idiomatic(server: EmbeddedPostgres, tickets: int, closed: int) -> None:
    url = server.url(SUPERUSER, IDIOMATIC)
    engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://"))
    async with engine.begin() as made:
        await made.run_sync(Base.metadata.create_all)
    await engine.dispose()
    connection = await _connect(server, IDIOMATIC)
    await connection.execute(
        f"CREATE EXTENSION pg_walinspect; SET fill.tickets = {tickets}; SET fill.closed = {closed}"
    )
    await connection.execute(SAME.read_text())
    await connection.close()


async def _count(server: EmbeddedPostgres) -> float:
    engine, begun = create_engine(server.urls.app, pool_size=1), time.perf_counter()
    book = Agreements(REVISIONS)
    while await count_customer(engine, system_clock, book):
        pass
    await engine.dispose()
    return time.perf_counter() - begun


async def bring_in(server: EmbeddedPostgres, tickets: int) -> None:
    """Open tickets, all at once, as an import would: nobody has come by since, no autovacuum either."""
    connection = await _connect(server)
    await connection.execute(f"SET fill.more = {tickets}")
    await connection.execute(MORE.read_text())
    await connection.close()


async def _connect(server: EmbeddedPostgres, database: str = DATABASE) -> asyncpg.Connection:
    return await asyncpg.connect(server.url(SUPERUSER, database), server_settings=OURSELVES)


async def _ask(
    server: EmbeddedPostgres, database: str, question: str, arguments: Sequence[Any]
) -> Sequence[asyncpg.Record]:
    connection = await _connect(server, database)
    try:
        return await connection.fetch(question, *arguments)
    finally:
        await connection.close()


def ask(server: EmbeddedPostgres, question: str, *arguments: Any, database: str = DATABASE) -> Sequence[asyncpg.Record]:
    return asyncio.run(_ask(server, database, question, arguments))


def postgres_of(server: EmbeddedPostgres) -> psutil.Process:
    first_line = (server.home.cluster / "postmaster.pid").read_text().splitlines()[0]
    return psutil.Process(int(first_line))


@contextmanager
def logged(server: EmbeddedPostgres) -> Generator[None]:
    """Every statement goes to the log, and autovacuum does not come by."""
    meanwhile: Mapping[str, str] = {"log_statement": "'all'", "log_line_prefix": "'%a '", "autovacuum": "off"}
    for name, value in meanwhile.items():
        ask(server, f"ALTER SYSTEM SET {name} = {value}")
    ask(server, "SELECT pg_reload_conf()")
    time.sleep(0.2)  # until every session has heard of it
    try:
        yield
    finally:
        for name in meanwhile:
            ask(server, f"ALTER SYSTEM RESET {name}")
        ask(server, "SELECT pg_reload_conf()")


def quiet(server: EmbeddedPostgres) -> None:
    """Until nothing is written any more: whoever is to be told of what happened has been."""
    end = time.perf_counter() + QUIET_WITHIN_SECONDS
    before, at = -QUIET_BYTES, 0
    while at - before >= QUIET_BYTES and time.perf_counter() < end:
        before, at = at, int(ask(server, "SELECT pg_current_wal_insert_lsn() - '0/0'")[0][0])
        time.sleep(1)


@contextmanager
def written(server: EmbeddedPostgres, database: str) -> Generator[Written]:
    """Filled in at the end of the block. All pages are new to the WAL at its beginning: images are at their most."""
    seen, log = Written(), server.home.log
    ask(server, "CHECKPOINT")
    before, at = ask(server, "SELECT pg_current_wal_insert_lsn()")[0][0], log.stat().st_size
    yield seen
    with log.open("rb") as lines:
        lines.seek(at)
        seen.statements = sum(_is_asked(line) for line in lines)
    ask(server, "SELECT pg_logical_emit_message(true, 'benchmark', '')")  # at least one record to be found
    after = ask(server, "SELECT pg_current_wal_flush_lsn()")[0][0]
    wal, told, rows = (ask(server, each, before, after, database=database)[0] for each in (WRITTEN, TOLD, UPDATED))
    seen.records, seen.images, seen.told = int(wal["records"]), int(wal["images"]), int(told["records"])
    seen.updates, seen.hot = rows["updates"], rows["hot"]


def _is_asked(line: bytes) -> bool:
    """By a server for a request: neither by a round of the worker, nor by this program."""
    program, found, rest = line.partition(b" LOG:  ")
    return (
        bool(found)
        and program not in {b"duetime worker", b"benchmark"}
        and rest.startswith((b"statement:", b"execute"))
    )
