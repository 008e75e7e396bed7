"""deploy/ as it is deployed, without containers: roles, migration, API and worker apart, and Prometheus over them."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from pathlib import Path
from typing import Final

import httpx
import pytest

from app.postgres.embedded.server import SUPERUSER, EmbeddedPostgres, embedded_postgres
from tests.conftest import NOT_DURABLE
from tests.deploy.deployment import KEY, PATIENCE_SECONDS, Deployment, deployed, make_roles, prometheus, query
from tests.deploy.queried import alerts, asked, panels
from tests.savepoints import connected

NEEDS_MORE: Final = {"Breached within an hour", "Events sent, by what became of them"}
"""Panels that compare with what was an hour ago, or show what has not happened here."""

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def server_folder() -> Generator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="duetime-deployed-"))
    folder.chmod(0o755)  # run by root, the server is another user who has to get in
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
async def server(server_folder: Path) -> AsyncGenerator[EmbeddedPostgres]:
    with embedded_postgres(server_folder, NOT_DURABLE) as postgres:
        home = postgres.home.folder
        await make_roles(postgres)
        yield postgres
    shutil.rmtree(home, ignore_errors=True)  # may be within that folder


@pytest.fixture(scope="module")
async def deployment(server: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Deployment]:
    async with deployed(server, tmp_path_factory.mktemp("deployed")) as found:
        async with httpx.AsyncClient(base_url=found.url, headers={"Authorization": f"Bearer {KEY}"}) as admin:

            async def has_demo_data() -> bool:
                tickets = await admin.get("/v1/tickets")
                return tickets.status_code == 200 and tickets.json()["items"] != []

            await until(has_demo_data)
            refused = await admin.post("/v1/webhooks/0b5c3ad0-0000-7000-8000-000000000000", json={})
            assert refused.status_code == 401
        yield found


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            try:
                if await condition():
                    return
            except httpx.TransportError:
                """Not there yet."""
            await asyncio.sleep(0.3)


async def test_the_roles_can_do_no_more_than_they_should(server: EmbeddedPostgres, deployment: Deployment) -> None:
    superuser = await connected(server.url(SUPERUSER))
    roles = await superuser.fetch(
        "SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb, rolpassword ^@ 'SCRAM-'"
        " FROM pg_authid WHERE rolname ^@ 'duetime' ORDER BY rolname"
    )
    owners = await superuser.fetch("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
    leakproof = await superuser.fetchval("SELECT proleakproof FROM pg_proc WHERE proname = 'ts_match_vq'")
    await superuser.close()

    assert [tuple(role) for role in roles] == [("duetime_app", False, True), ("duetime_owner", False, True)]
    assert [tuple(owner) for owner in owners] == [("duetime_owner",)]
    assert leakproof


async def test_both_are_who_they_are_said_to_be(deployment: Deployment) -> None:
    async with httpx.AsyncClient() as anybody:
        ready = await anybody.get(f"{deployment.url}/health/ready")
        worker = await anybody.get(f"http://127.0.0.1:{deployment.worker}/metrics")
        api = await anybody.get(f"{deployment.url}/metrics")

    assert ready.status_code == 200
    assert 'duetime_worker_round_duration_seconds_count{job="deadlines"}' in worker.text
    assert 'duetime_worker_round_duration_seconds_count{job="deadlines"}' not in api.text


@pytest.fixture(scope="module")
async def watched(deployment: Deployment) -> AsyncGenerator[httpx.AsyncClient]:
    program = shutil.which("prometheus")
    if program is None:
        pytest.skip("The queries of deploy/ were NOT asked: there is no prometheus.")
    async with prometheus(program, deployment) as client:

        async def knows_enough() -> bool:
            if not (await client.get(client.base_url.join("/-/ready"))).is_success:
                return False
            seen = await query(client, 'count_over_time(up{job=~"duetime-.*"}[10s]) > 4')
            async with httpx.AsyncClient() as anybody:
                await anybody.get(f"{deployment.url}/v1/sla/status", headers={"Authorization": f"Bearer {KEY}"})
            return len(seen) == 2

        await until(knows_enough)
        yield client


async def test_prometheus_reaches_both(watched: httpx.AsyncClient) -> None:
    up = await query(watched, "up")

    assert {each["metric"]["job"]: each["value"][1] for each in up} == {"duetime-api": "1", "duetime-worker": "1"}


@pytest.mark.parametrize(("title", "question"), [*panels()])
async def test_each_panel_shows_something(watched: httpx.AsyncClient, title: str, question: str) -> None:
    found = await query(watched, asked(question, "10s"))

    assert found or title in NEEDS_MORE


async def test_each_rule_can_be_judged(watched: httpx.AsyncClient) -> None:
    async def are_judged() -> bool:
        answer = (await watched.get("/rules")).json()
        rules = [rule for group in answer["data"]["groups"] for rule in group["rules"]]
        assert len(rules) == len(alerts())
        return all(rule["health"] != "unknown" for rule in rules)

    await until(are_judged)
    answer = (await watched.get("/rules")).json()
    rules = [rule for group in answer["data"]["groups"] for rule in group["rules"]]
    assert [(rule["name"], rule.get("lastError")) for rule in rules if rule["health"] != "ok"] == []


async def test_nothing_is_wrong_with_a_service_that_is_well(watched: httpx.AsyncClient) -> None:
    """What is at risk or late in the demo data may be told."""
    pending = (await watched.get("/alerts")).json()["data"]["alerts"]

    assert {each["labels"]["alertname"] for each in pending} <= {"DuetimePromiseAtRisk", "DuetimePromiseBroken"}
