"""At 100,000 tickets no question that the API answers reads a big table from end to end where it could do with half the
pages, and a list keeps its plan.

Every GET of the API is asked, plainly and with each of its parameters, by the vendor and by a customer; the plan of
every statement that this comes to is looked at. A list is asked with any two of its filters, and its pages are counted.
A new list, or a new filter, is in the test by being in the API.
"""

from collections.abc import AsyncGenerator, Iterator
from itertools import combinations, islice
from pathlib import Path
from typing import Final
from uuid import UUID

import pytest

from app.access.store import people
from app.agreements.book import Agreements
from app.clock import system_clock
from app.main import RESOURCES, openapi
from app.postgres.embedded.server import SUPERUSER, EmbeddedPostgres
from app.postgres.engine import AsyncEngine, create_engine, transaction
from app.postgres.scope import Scope
from app.postgres.tenancy import SYSTEM
from app.sla.agreement import REVISIONS
from tests.conftest import clone
from tests.counting import count_all
from tests.postgres.explained import Asked, at_best, big_scans, listening, settled
from tests.routers.callers import Api, Caller
from tests.routers.conftest import api_over
from tests.savepoints import connected

FILL: Final = (Path(__file__).parent / "many_tickets.sql").read_text()
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
    "sort": ["-updatedAt", "registeredAt", "-registeredAt", "updatedAt", "createdAt"],
    "number": ["T-2026-004711"],
    "coverage": ["not_covered", "support"],
    "product": ["datalink", "idu"],
    "updatedAfter": ["2026-11-20T00:00:00Z"],
    "mine": ["true"],
    "waiting": ["true"],
    "escalated": ["true"],
    "withoutConsultant": ["true"],
    "status": ["open", "closed", "signal"],
    "clockState": ["running", "paused", "met", "breached", "at_risk", "not_started", "best_effort"],
    "state": ["running", "at_risk", "paused", "met", "breached", "not_started", "best_effort", "not_applicable"],
    "clock": ["response", "resolution"],
    "dueBefore": ["2026-11-24T00:00:00Z"],
    "dueAfter": ["2026-11-24T00:00:00Z"],
    "externalReference": ["INC4000"],
    "backlogItemId": ["0197a3c2-9b11-7d3a-8b1f-3f0a9c1d2e4b"],
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
    "since": ["2026-11-20T00:00:00Z"],
    "subject": [f"tickets/{TICKET}"],
    "includeBulk": ["false"],
    "topic": ["news"],
    "asOf": ["2026-11-22T00:00:00Z", "2026-12-24T00:00:00Z"],
}
TOGETHER: Final = {("/sla/clocks", "outcome"): {"figure": "resolution-normal-low-5-days", "outcome": "missed"}}
"""What narrows together with something else only."""
NOT_NARROWING: Final = {
    *("cursor", "knowledge", "revision", "type", "types", "active", "internal", "columns", "wide", "expand")
}
ANOTHER_WAY: Final = {"limit", "asOf", "figure", "outcome"}
"""Of a list that is not one of filters: tickets told anew, and verdicts on all of a period."""
PAGES_OF_A_PAGE: Final = 700
"""Of a list, for its 50 tickets and their clocks, whatever the plan: nothing below twice that is looked at closer."""
EACH: Final = 2
"""Values of each filter that are put together with those of another."""
EMPTY: Final = {"registeredFrom", "registeredUntil"}
"""What is asked for above is no period when put together."""
PREVIEW: Final = {"/sla/preview"}
OF_OTHERS: Final = (
    *("/services", "/instances", "/outages", "/maintenance-periods", "/sla/availability", "/releases", "/fair-use"),
    *("/log-patterns", "/sla/terms", "/data-leaks", "/vulnerability-reports", "/compliance-documents"),
    *("/account-requests", "/backlog-items", "/customers/{customerId}/bookings"),
    *("/changes", "/change-models", "/advisory-boards", "/change-freezes"),
)
"""What asks nothing of tickets, their clocks and events."""
AT_LEAST: Final = 200
"""Statements that were looked at; fewer would mean that the test asks nothing any more."""


@pytest.fixture(scope="module")
async def filled(postgres: EmbeddedPostgres, template: str) -> AsyncGenerator[AsyncEngine]:
    async with clone(postgres, template, "many") as urls:
        owner = await connected(postgres.url(SUPERUSER, "many"))
        await owner.execute(FILL)
        engine = create_engine(urls.app)
        await count_all(engine, system_clock, Agreements(REVISIONS))
        await owner.execute("VACUUM ANALYZE")
        await owner.close()
        yield engine
        await engine.dispose()


async def as_(api: Api, person_id: UUID) -> Caller:
    async with transaction(api.engine, SYSTEM) as connection:
        person = await people.find(connection, Scope(None), person_id)
    assert person is not None
    return await api.as_(person)


def questions() -> Iterator[tuple[str, dict[str, str]]]:
    for path, operations in openapi()["paths"].items():
        if "get" not in operations or path in PREVIEW or path.startswith(OF_OTHERS):
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


async def test_nothing_reads_a_big_table_from_end_to_end(filled: AsyncEngine) -> None:
    looked_at = 0
    async with api_over(filled, RESOURCES) as api:
        for who in (await as_(api, ADMINISTRATOR), await as_(api, REGISTRANT)):
            for address, query in questions():
                statements = await asked_for(who, address, query)
                async with transaction(filled, SYSTEM) as connection:
                    for asked in statements:
                        if scans := await big_scans(connection, asked):
                            pages, best = await settled(connection, asked), await at_best(connection, asked)
                            assert pages <= 2 * best, (who.person.name, address, query, scans, asked.text)
                looked_at += len(statements)
    assert looked_at > AT_LEAST


async def asked_for(who: Caller, address: str, query: dict[str, str]) -> list[Asked]:
    """What the first page and the second one ask of the big tables."""
    with listening() as asked:
        answer = await who.get(f"/v1{address}", params=query)
        cursor = answer.json().get("nextCursor") if answer.status_code == 200 else None
        if cursor:
            await who.get(f"/v1{address}", params={**query, "cursor": cursor})
    assert answer.status_code in (200, 403, 404), (address, query, answer.text)
    return [each for each in asked if each.is_of_big_tables]


@pytest.mark.parametrize("address", ["/tickets", "/sla/clocks"])
async def test_a_list_keeps_its_plan(filled: AsyncEngine, address: str) -> None:
    """Whatever two filters it has: after the sixth call on a connection PostgreSQL may plan for any values."""
    faults: list[object] = []
    async with api_over(filled, RESOURCES) as api:
        holder = await as_(api, SUPPORT)
        for who in (await as_(api, ADMINISTRATOR), await as_(api, REGISTRANT), holder):
            for query in pairs(address) if who is not holder else of_a_holder(address):
                with listening() as asked:
                    answer = await who.get(f"/v1{address}", params=query)
                assert answer.status_code == 200, (query, answer.text)
                for each in (each for each in asked if each.is_of_big_tables):
                    async with transaction(filled, SYSTEM) as connection:
                        pages = await settled(connection, each)
                        if pages <= 2 * PAGES_OF_A_PAGE:
                            continue
                        best = await at_best(connection, each)
                        if pages > 2 * best + PAGES_OF_A_PAGE:
                            faults.append((who.person.name, query, pages, best))
    assert not faults, "\n".join(map(str, faults))


def of_a_holder(address: str) -> Iterator[dict[str, str]]:
    """Of somebody who is named on thousands of tickets; the others are on none."""
    yield from (query for query in pairs(address) if "mine" in query)


def pairs(address: str) -> Iterator[dict[str, str]]:
    for one, other in combinations(filters(address), 2):
        if one.keys() != other.keys() and {*one, *other} != EMPTY:
            yield {**one, **other}


def filters(address: str) -> Iterator[dict[str, str]]:
    for parameter in openapi()["paths"][address]["get"]["parameters"]:
        name = parameter["name"]
        if parameter["in"] == "query" and name not in NOT_NARROWING | ANOTHER_WAY:
            yield from islice(narrowed(address, name), EACH)
