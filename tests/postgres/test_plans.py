"""At 100,000 tickets no question that the API answers reads a big table from end to end.

Every GET of the API is asked, plainly and with each of its parameters, by the vendor and by a customer; the plan of
every statement that this comes to is looked at. A new list, or a new filter, is in the test by being in the API.
"""

import asyncio
import json
import re
from collections.abc import AsyncGenerator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, cast
from uuid import UUID

import pytest

from app.access.store import people
from app.attainment.counting import terms_of
from app.attainment.store import recounts
from app.attainment.store.recounts import BEFORE_ALL
from app.clock import system_clock
from app.main import RESOURCES, openapi
from app.postgres.connection import Connection, Driver
from app.postgres.embedded.server import SUPERUSER, EmbeddedPostgres
from app.postgres.engine import AsyncEngine, create_engine, transaction
from app.postgres.scope import Scope
from app.postgres.tenancy import SYSTEM
from app.sla.agreement import AGREEMENT
from tests.conftest import clone
from tests.routers.callers import Api, Caller
from tests.routers.conftest import api_over
from tests.savepoints import connected

BIG: Final = {"tickets", "clocks", "ticket_events"}
FILL, COUNTED = ((Path(__file__).parent / name).read_text() for name in ("many_tickets.sql", "counted_tickets.sql"))
CUSTOMER: Final = UUID("00000000-0000-7000-8000-00000000000c")
ADMINISTRATOR, SUPPORT, REGISTRANT = (UUID(f"00000000-0000-7000-9000-0000000000{n:02x}") for n in (118, 105, 11))
TICKET: Final = UUID("01900000-0001-7860-8000-000000018600")

IN_PATH: Final = {
    "ticketId": str(TICKET),
    "customerId": str(CUSTOMER),
    "name": "response",
    "personId": str(SUPPORT),
}
IN_QUERY: Final[dict[str, list[str]]] = {
    "customerId": [str(CUSTOMER)],
    "kind": ["incident", "change"],
    "priority": ["high", "low"],
    "serviceLevel": ["standard", "extended"],
    "step": ["9", "13"],
    "status": ["open", "closed", "signal"],
    "clockState": ["running", "paused", "met", "breached", "not_started", "best_effort"],
    "state": ["running", "at_risk", "paused", "met", "breached", "not_started", "best_effort", "not_applicable"],
    "clock": ["response", "resolution"],
    "dueBefore": ["2026-11-24T00:00:00Z"],
    "dueAfter": ["2026-11-24T00:00:00Z"],
    "externalReference": ["INC4000"],
    "q": ["4711", "the nightly import"],
    "figure": ["resolution-normal-low-5-days"],
    "registeredFrom": ["2026-09-01T00:00:00Z"],
    "registeredUntil": ["2024-06-01T00:00:00Z"],
    "role": ["support"],
    "holder": ["lapsed"],
    "as": ["responsible", "accountable", "consulted", "informed"],
    "personId": [str(SUPPORT)],
    "year": ["2026"],
    "operation": ["read_ticket"],
    "outcome": ["seen", "done"],
    "subjectType": ["ticket"],
    "subjectId": [str(TICKET)],
    "recordedFrom": ["2026-11-20T00:00:00Z"],
    "recordedUntil": ["2026-11-24T00:00:00Z"],
    "limit": ["200"],
    "asOf": ["2026-11-22T00:00:00Z", "2026-12-24T00:00:00Z"],
}
TOGETHER: Final = {("/sla/clocks", "outcome"): {"figure": "resolution-normal-low-5-days", "outcome": "missed"}}
"""What narrows together with something else only."""
NOT_NARROWING: Final = {"cursor", "knowledge", "revision", "type", "types", "active", "internal"}
PREVIEW: Final = {"/sla/preview"}
AT_LEAST: Final = 200
"""Statements that were looked at; fewer would mean that the test asks nothing any more."""


@pytest.fixture(scope="module")
async def filled(postgres: EmbeddedPostgres, template: str) -> AsyncGenerator[AsyncEngine]:
    async with clone(postgres, template, "many") as urls:
        owner = await connected(postgres.url(SUPERUSER, "many"))
        await owner.execute(FILL)
        await owner.execute("SELECT set_config('fill.terms', $1, false)", terms_of(AGREEMENT))
        await owner.execute(COUNTED)
        await owner.execute("VACUUM FULL ANALYZE clocks")
        await owner.execute("VACUUM ANALYZE")
        await owner.close()
        engine = create_engine(urls.app)
        yield engine
        await engine.dispose()


async def as_(api: Api, person_id: UUID) -> Caller:
    async with transaction(api.engine, SYSTEM) as connection:
        person = await people.find(connection, Scope(None), person_id)
    assert person is not None
    return await api.as_(person)


@asynccontextmanager
async def listening(engine: AsyncEngine) -> AsyncGenerator[list[tuple[str, Any]]]:
    """What is asked of the database meanwhile, on the connection that is lent next."""
    asked: list[tuple[str, Any]] = []

    def note(query: Any) -> None:
        asked.append((query.query, query.args))

    acquire, release = engine.acquire, engine.release

    async def acquire_and_note() -> Driver:
        driver: Any = await acquire()
        driver.add_query_logger(note)
        return driver

    async def release_unnoted(driver: Any, error: BaseException | None = None) -> None:
        driver.remove_query_logger(note)
        await release(driver, error)

    vars(engine).update(acquire=acquire_and_note, release=release_unnoted)
    yield asked
    await asyncio.sleep(0)
    vars(engine).update(acquire=acquire, release=release)


def questions() -> Iterator[tuple[str, dict[str, str]]]:
    for path, operations in openapi()["paths"].items():
        if "get" not in operations or path in PREVIEW:
            continue
        address = path.format_map(IN_PATH) if set(_named_in(path)) <= set(IN_PATH) else None
        if address is None:
            continue
        yield address, {}
        for parameter in operations["get"].get("parameters", ()):
            if parameter["in"] == "query" and parameter["name"] not in NOT_NARROWING:
                yield from ((address, each) for each in narrowed(path, parameter["name"]))


def narrowed(path: str, name: str) -> Iterator[dict[str, str]]:
    if (path, name) in TOGETHER:
        yield TOGETHER[path, name]
    else:
        yield from ({name: value} for value in IN_QUERY[name])


def _named_in(path: str) -> Iterator[str]:
    yield from (part[1:-1] for part in path.split("/") if part.startswith("{"))


async def big_scans(connection: Connection, statement: str, parameters: Any) -> set[str]:
    plan = await connection.driver.fetchval(f"EXPLAIN (FORMAT JSON) {statement}", *parameters)
    return set(_scanned(json.loads(plan) if isinstance(plan, str) else plan))


def _scanned(node: Any) -> Iterator[str]:
    match node:
        case {"Node Type": "Seq Scan", "Relation Name": table} if table in BIG:
            yield str(table)
        case _:
            pass
    for part in _parts(node):
        yield from _scanned(part)


def _parts(node: Any) -> Iterable[Any]:
    if isinstance(node, dict):
        return cast("dict[str, Any]", node).values()
    return cast("list[Any]", node) if isinstance(node, list) else ()


async def test_nothing_reads_a_big_table_from_end_to_end(filled: AsyncEngine) -> None:
    looked_at = 0
    async with api_over(filled, RESOURCES) as api:
        for who in (await as_(api, ADMINISTRATOR), await as_(api, REGISTRANT)):
            for address, query in questions():
                statements = await asked_for(api, who, address, query)
                async with transaction(filled, SYSTEM) as connection:
                    for statement, parameters in statements:
                        scans = await big_scans(connection, statement, parameters)
                        assert not scans, (who.person.name, address, query, scans, statement)
                looked_at += len(statements)
    assert looked_at > AT_LEAST


async def asked_for(api: Api, who: Caller, address: str, query: dict[str, str]) -> list[tuple[str, Any]]:
    """What the first page and the second one ask of the big tables."""
    async with listening(api.engine) as asked:
        answer = await who.get(f"/v1{address}", params=query)
        cursor = answer.json().get("nextCursor") if answer.status_code == 200 else None
        if cursor:
            await who.get(f"/v1{address}", params={**query, "cursor": cursor})
    assert answer.status_code in (200, 403, 404), (address, query, answer.text)
    return [
        (each, values)
        for each, values in asked
        if each.startswith(("SELECT", "WITH")) and BIG & set(re.findall(r"\w+", each))
    ]


async def test_what_the_worker_looks_for_is_found_by_index(filled: AsyncEngine) -> None:
    async with listening(filled) as asked, transaction(filled, SYSTEM) as connection:
        held = await recounts.hold(connection)
        assert held is not None
        assert await recounts.waiting(connection, BEFORE_ALL, system_clock(), 500) == []
        assert await recounts.take(connection, [TICKET]) == []
        assert await recounts.look_up(connection, replace(held, reached=BEFORE_ALL), 500) == 500
        await asyncio.sleep(0)
        for statement, values in list(asked):
            if BIG & set(re.findall(r"\w+", statement)):
                assert not await big_scans(connection, statement, values), statement
