"""Whom a server knows: customers with a registrant each, people of support, and the tickets that there are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import httpx

from app.postgres.embedded.server import EmbeddedPostgres
from benchmarks.http.database import ADMINISTRATORS_KEY, ask
from benchmarks.http.servers import Server

CUSTOMERS: Final = 32
SUPPORT: Final = 8
"""People: of the requests of one, the service works on a few at once."""
OF_THE_FILL: Final = "SELECT id FROM customers WHERE name LIKE 'Customer %' ORDER BY id"


Look = tuple[str, str]


@dataclass(frozen=True)
class Reporter:
    customer_id: str
    key: str


@dataclass(frozen=True)
class Known:
    """`support` are keys; `maker` makes tickets that `server` can move. A look is a key of support and a ticket:
    `first_looks` gives each once, and none of `seen_before`, which are of tickets all over the table.
    """

    server: Server
    maker: Server
    reporters: Sequence[Reporter]
    support: Sequence[str]
    customer_ids: Sequence[str]
    seen_before: Sequence[Look]
    first_looks: Iterator[Look]


@dataclass(frozen=True)
class Callers:
    reporters: Sequence[Reporter]
    support: Sequence[str]


def introduce(server: Server) -> Callers:
    """By way of the API."""
    with httpx.Client(
        base_url=f"http://127.0.0.1:{server.port}/v1", headers={"Authorization": f"Bearer {ADMINISTRATORS_KEY}"}
    ) as api:

        def made(path: str, **body: Any) -> dict[str, Any]:
            answer = api.post(path, json=body)
            assert answer.status_code == 201, answer.text
            return answer.json()

        def reporter(number: int) -> Reporter:
            customer = made("/customers", name=f"Dairy {number}", serviceLevel="extended")["id"]
            who = {"name": "Rosa", "email": f"r{number}@example.org", "roles": ["customer"], "customerId": customer}
            person = made("/people", **who)["id"]
            made(f"/customers/{customer}/registrants", personId=person)
            return Reporter(customer, made("/api-keys", personId=person)["key"])

        def of_support(number: int) -> str:
            person = made("/people", name=f"Sam {number}", email=f"s{number}@example.org", roles=["support"])["id"]
            return made("/api-keys", personId=person)["key"]

        return Callers([*map(reporter, range(CUSTOMERS))], [*map(of_support, range(SUPPORT))])


def known(postgres: EmbeddedPostgres, server: Server, ours: Server, callers: Callers, seen: int) -> Known:
    """Of raw and ours, which have the same rows. Raw moves what ours has made. `seen`: how many looks are not first."""
    tickets = ask(postgres, "SELECT id FROM tickets WHERE status <> 'signal' ORDER BY random()")
    customers = [str(row["id"]) for row in ask(postgres, OF_THE_FILL)]
    looks = _looks(callers.support, [str(row["id"]) for row in tickets])
    return Known(server, ours, callers.reporters, callers.support, customers, [*islice(looks, seen)], looks)


def known_to_idiomatic(postgres: EmbeddedPostgres, server: Server, callers: Callers, seen: int) -> Known:
    """It asks nobody who they are, and has its own customers."""
    tickets = ask(postgres, "SELECT id FROM tickets ORDER BY random()", database=server.database)
    customers = [str(row["id"]) for row in ask(postgres, OF_THE_FILL, database=server.database)]
    reporters = [Reporter(each, callers.reporters[0].key) for each in customers[:CUSTOMERS]]
    looks = _looks(callers.support, [str(row["id"]) for row in tickets])
    return Known(server, server, reporters, callers.support, customers, [*islice(looks, seen)], looks)


def _looks(keys: Sequence[str], ticket_ids: Sequence[str]) -> Iterator[Look]:
    for shift in range(len(keys)):
        for at, ticket_id in enumerate(ticket_ids):
            yield keys[(at + shift) % len(keys)], ticket_id
