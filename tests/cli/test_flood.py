"""One integration floods two processes of `duetime serve` that share a database: it is stopped, and nobody else is."""

import asyncio
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final

import httpx
import pytest
from standardwebhooks.webhooks import Webhook
from uuid_utils.compat import uuid7

from app.clock import system_clock
from app.domain.vocabulary import ServiceLevel
from app.integrations.store import integrations
from app.integrations.store.integrations import Integration, IntegrationKind
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.tenancy import SYSTEM
from app.postgres.urls import DatabaseUrls
from tests.organisations import make_key, make_organisation
from tests.routers.integrations.webhook_sender import SECRET, message
from tests.windows import not_about_to_end

DUETIME: Final = [sys.executable, "-c", "import sys; from app.cli import main; sys.exit(main())"]
ALLOWED: Final = 30
FLOOD: Final = 600
AT_ONCE: Final = 40
CALM: Final = 60


@asynccontextmanager
async def serving(database: DatabaseUrls) -> AsyncGenerator[str]:
    settings = {
        "DUETIME_DATABASE_URL": database.app,
        "DUETIME_DEMO_DATA": "false",
        "DUETIME_WEBHOOKS_PER_MINUTE": str(ALLOWED),
    }
    command = [*DUETIME, "serve", "--port", "0", "--without-worker"]
    process: Process = await asyncio.create_subprocess_exec(*command, env=settings, stdout=PIPE, stderr=DEVNULL)
    assert process.stdout is not None
    yield (await process.stdout.readline()).decode().split()[4].rstrip(".")
    process.terminate()
    await process.communicate()


@pytest.fixture
async def addresses(fresh_database: DatabaseUrls) -> AsyncGenerator[list[str]]:
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(serving(fresh_database)) for _ in range(2)]


async def flood(addresses: list[str], integration: Integration) -> "Counter[int]":
    numbers = iter(range(FLOOD))
    found: Counter[int] = Counter()

    async def send() -> None:
        async with httpx.AsyncClient(timeout=30, limits=httpx.Limits(max_keepalive_connections=0)) as client:
            for number in numbers:
                now = system_clock()
                body = json.loads(message())
                content = json.dumps({**body, "timestamp": now.isoformat()})
                headers = {
                    "webhook-id": f"msg_{number}",
                    "webhook-timestamp": str(int(now.timestamp())),
                    "webhook-signature": Webhook(SECRET).sign(f"msg_{number}", now, content),
                    "content-type": "application/json",
                }
                url = f"{addresses[number % len(addresses)]}/v1/webhooks/{integration.id}"
                found[(await client.post(url, content=content, headers=headers)).status_code] += 1

    await asyncio.gather(*(send() for _ in range(AT_ONCE)))
    return found


async def visit(addresses: list[str], key: str) -> "Counter[int]":
    """Another customer's person, one request after another."""
    found: Counter[int] = Counter()
    async with httpx.AsyncClient(timeout=30, headers={"Authorization": f"Bearer {key}"}) as client:
        for number in range(CALM):
            url = f"{addresses[number % len(addresses)]}/v1/tickets"
            found[(await client.get(url)).status_code] += 1
    return found


@pytest.mark.long
async def test_a_flood_of_one_integration_is_its_own_affair(addresses: list[str], fresh_engine: AsyncEngine) -> None:
    now = system_clock()
    async with transaction(fresh_engine, SYSTEM) as connection:
        flooding = await make_organisation(connection, "Flooding Dairy", ServiceLevel.EXTENDED, "Rosa Registrant")
        calm = await make_organisation(connection, "Calm Bakery", ServiceLevel.EXTENDED, "Sam Serene")
        key = await make_key(connection, calm.registrants[0])
        integration = Integration(
            id=uuid7(),
            customer_id=flooding.customer.id,
            name="Monitoring",
            kind=IntegrationKind.STANDARD_WEBHOOKS,
            active=True,
            created_at=now,
            updated_at=now,
            version=1,
        )
        await integrations.add(connection, integration, SECRET)
    await not_about_to_end(fresh_engine, needed=12)

    flooded, visited = await asyncio.gather(flood(addresses, integration), visit(addresses, key))
    assert flooded == {201: ALLOWED, 429: FLOOD - ALLOWED}
    assert visited == {200: CALM}
