"""Hours written on the ledgers of 50 customers, beside tickets posted for the same customers, in turns.

    python -m benchmarks.ledger [--rounds 3] [--seconds 2] [--connections 8]

One process serves, on a PostgreSQL that is made for the run. A ledger's row holds what its facts add up to, so an entry
costs more the more there are: the last column says how many each ledger had by the end of the turn.
"""

import argparse
import asyncio
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any, Final

import httpx

from app.accounts.bootstrap import bootstrap
from app.clock import system_clock
from app.postgres import migrations
from app.postgres.embedded.server import EmbeddedPostgres, embedded_postgres
from app.postgres.engine import create_engine, transaction
from app.postgres.tenancy import SYSTEM
from benchmarks.http.database import ADMINISTRATORS_KEY, ask, postgres_of
from benchmarks.http.load import UNIQUE, Plan
from benchmarks.http.servers import Seen, Server, measure, service

CUSTOMERS: Final = 50
CONSULTANTS: Final = 8
GOAL: Final = 0.8
ENTRIES: Final = "SELECT count(*) FROM ledger_events WHERE type = 'hours_written'"
REPORT: Final = {
    "kind": "incident",
    "callType": "software_bug",
    "product": "idu",
    "problemType": "technical",
    "title": "The line stands still",
    "description": "Since ten o'clock the scale at the gate has weighed every truck twice.",
    "urgency": "u2",
    "impact": "i2",
    "channel": "portal",
}


@dataclass(frozen=True)
class Party:
    """A customer with its registrant's key, and a ticket on which hours are approved."""

    customer_id: str
    key: str
    ticket_id: str


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--connections", type=int, default=8)
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="duetime-bench-"))
    folder.chmod(0o755)  # run by root, PostgreSQL is another user who has to get in
    try:
        with embedded_postgres(folder) as postgres:
            asyncio.run(_prepare(postgres))
            with service(postgres.urls.app, "--without-worker") as server:
                _compare(postgres, server, chosen)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _prepare(postgres: EmbeddedPostgres) -> None:
    await migrations.upgrade(postgres.urls.owner)
    engine = create_engine(postgres.urls.app, pool_size=1)
    async with transaction(engine, SYSTEM) as connection:
        await bootstrap(connection, system_clock(), ADMINISTRATORS_KEY)
    await engine.dispose()


def _compare(postgres: EmbeddedPostgres, server: Server, chosen: argparse.Namespace) -> None:
    parties, consultants = _introduce(server)
    asked = {
        "POST a ticket": [("/v1/tickets", each.key, {**REPORT, "customerId": each.customer_id}) for each in parties],
        "POST hours": [
            (f"/v1/tickets/{each.ticket_id}/hours", consultants[at % CONSULTANTS], _hours())
            for at, each in enumerate(parties)
        ],
    }
    print(f"{'':16}{'req/s':>8}{'p50 ms':>8}{'p99 ms':>8}{'µs server':>11}{'µs PG':>8}{'entries a ledger':>18}")
    seen: dict[str, list[Seen]] = {name: [] for name in asked}
    for turn in range(chosen.rounds):
        for name, requests in asked.items():
            plan = Plan(
                port=server.port,
                seconds=chosen.seconds,
                requests=[_from(requests, at) for at in range(chosen.connections)],
                run=f"{turn:03d}{'h' if name == 'POST hours' else 't'}00",
            )
            one = measure(server, postgres_of(postgres), plan, None)
            seen[name].append(one)
            entries = ask(postgres, ENTRIES)[0][0] / CUSTOMERS
            print(
                f"{name:16}{one.per_second:8.0f}{one.p50:8.1f}{one.p99:8.1f}"
                f"{one.server_cpu:11.0f}{one.postgres_cpu:8.0f}{entries:18.0f}"
            )
    tickets, hours = seen.values()
    pairs = list(zip(hours, tickets, strict=True))
    rate = median(one.per_second / other.per_second for one, other in pairs)
    cpu = median(one.cpu_a_second / other.cpu_a_second for one, other in pairs)
    print(f"hours / tickets: {rate:.2f} of the requests a second, {cpu:.2f} by CPU; goal {GOAL}")


def _hours() -> dict[str, Any]:
    return {"workedOn": f"{datetime.now(UTC):%Y-%m-%d}", "durationSeconds": 1, "description": "Set it up anew"}


def _from(requests: Sequence[tuple[str, str, Mapping[str, Any]]], at: int) -> list[bytes]:
    """Each connection goes through all customers, and begins at another."""
    turned = [*requests[at * 6 % len(requests) :], *requests[: at * 6 % len(requests)]]
    return [_request(*each) for each in turned]


def _request(path: str, key: str, body: Mapping[str, Any]) -> bytes:
    content = json.dumps(body).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\n"
        f"Idempotency-Key: {UNIQUE.decode()}\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


def _introduce(server: Server) -> tuple[list[Party], list[str]]:
    base = f"http://127.0.0.1:{server.port}/v1"
    with httpx.Client(base_url=base, timeout=60) as api:

        def made(path: str, key: str = ADMINISTRATORS_KEY, **body: Any) -> dict[str, Any]:
            answer = api.post(path, json=body, headers={"Authorization": f"Bearer {key}"})
            assert answer.status_code == 201, answer.text
            return answer.json()

        def party(number: int) -> Party:
            customer = made("/customers", name=f"Dairy {number}", serviceLevel="extended")["id"]
            who: dict[str, Any] = {
                "name": "Rosa",
                "email": f"r{number}@example.org",
                "roles": ["customer"],
                "customerId": customer,
            }
            person = made("/people", **who)["id"]
            made(f"/customers/{customer}/registrants", personId=person)
            key = made("/api-keys", personId=person)["key"]
            card: dict[str, Any] = {"days": 5000, "boughtOn": f"{datetime.now(UTC):%Y-%m-%d}", "reference": "PO 7"}
            made(f"/customers/{customer}/day-cards", accountingUnitSeconds=1, **card)
            ticket = made("/tickets", key, **REPORT, customerId=customer)["id"]
            made(f"/tickets/{ticket}/approved-hours", key, hours=10_000)
            return Party(customer, key, ticket)

        def consultant(number: int) -> str:
            who: dict[str, Any] = {"name": f"Coen {number}", "email": f"c{number}@example.org", "roles": ["consultant"]}
            return made("/api-keys", personId=made("/people", **who)["id"])["key"]

        return [*map(party, range(CUSTOMERS))], [*map(consultant, range(CONSULTANTS))]


if __name__ == "__main__":
    main()
