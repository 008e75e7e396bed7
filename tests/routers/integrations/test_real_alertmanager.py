"""Debian's Alertmanager, two of them as in a cluster, with the configuration of docs/alertmanager.md.

A place where a test may be skipped: an Alertmanager is no part of this project, and PyPI does not have it.
`apt-get install prometheus-alertmanager` brings it.
"""

import asyncio
import json
import shutil
import socket
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.domain.vocabulary import ServiceLevel
from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from tests.organisations import make_organisation
from tests.routers.callers import Api

DOCS: Final = Path(__file__).parents[3] / "docs" / "alertmanager.md"
BINARY: Final = shutil.which("prometheus-alertmanager") or shutil.which("alertmanager")
AMTOOL: Final = shutil.which("amtool")
PATIENCE_SECONDS: Final = 30
QUICKER: Final = {
    "group_wait: 30s": "group_wait: 0s",
    "group_interval: 5m": "group_interval: 1s",
    "repeat_interval: 4h": "repeat_interval: 2s",
}
NOT_HERE: Final = "Alerts of a real Alertmanager were NOT tried: apt-get install prometheus-alertmanager brings one."

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(BINARY is None, reason=NOT_HERE),
]


def documented() -> str:
    _, block, *_ = DOCS.read_text().split("```yaml\n")
    lines = block.partition("```")[0].rstrip().splitlines()
    return "\n".join(line.removeprefix("   ") for line in lines) + "\n"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class LosingAnswers:
    """Before the service: the first notification is taken in, and its answer is lost on the way."""

    app: ASGIApp
    told: list[tuple[int, dict[str, Any]]] = field(default_factory=list[tuple[int, dict[str, Any]]])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        sent: list[Message] = []

        async def keep(message: Message) -> None:
            sent.append(message)

        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        await self.app(scope, receive, keep)
        body = b"".join(each.get("body", b"") for each in sent[1:])
        self.told.append((sent[0]["status"], json.loads(body)))
        if len(self.told) == 1:
            sent = [{"type": "http.response.start", "status": 503, "headers": []}, {"type": "http.response.body"}]
        for each in sent:
            await send(each)

    def outcomes(self) -> list[str]:
        """Of all alerts of all notifications."""
        return [each["outcome"] for status, answer in self.told if status < 300 for each in answer["alerts"]]


@asynccontextmanager
async def listening(app: ASGIApp) -> AsyncGenerator[int]:
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_config=None, lifespan="off", http="h11"))
    serving = asyncio.create_task(server.serve())
    try:
        await until(lambda: server.started)
        yield port
    finally:
        server.should_exit = True
        await serving


@asynccontextmanager
async def alertmanager(configuration: Path, storage: Path) -> AsyncGenerator[httpx.AsyncClient]:
    assert BINARY is not None
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        BINARY,
        f"--config.file={configuration}",
        f"--storage.path={storage}",
        "--cluster.listen-address=",
        f"--web.listen-address=127.0.0.1:{port}",
        stdout=DEVNULL,
        stderr=DEVNULL,
    )
    try:
        transport = httpx.AsyncHTTPTransport(retries=5)
        async with httpx.AsyncClient(transport=transport, base_url=f"http://127.0.0.1:{port}") as client:
            await ready(process, client)
            yield client
    finally:
        process.terminate()
        await process.wait()


async def ready(process: Process, client: httpx.AsyncClient) -> None:
    for _ in range(PATIENCE_SECONDS * 10):
        assert process.returncode is None, "it ended at once"
        try:
            if (await client.get("/-/ready")).is_success:
                return
        except httpx.TransportError:
            await asyncio.sleep(0.1)
    raise TimeoutError


async def until(holds: Callable[[], bool]) -> None:
    for _ in range(PATIENCE_SECONDS * 20):
        if holds():
            return
        await asyncio.sleep(0.05)
    raise TimeoutError


@dataclass(frozen=True)
class Cluster:
    """Two Alertmanagers that know nothing of each other: each tells everything."""

    members: tuple[httpx.AsyncClient, ...]

    async def post(self, *instances: str, starts_at: datetime, ends_at: datetime | None = None) -> None:
        ends = {} if ends_at is None else {"endsAt": ends_at.isoformat()}
        alerts = [
            {
                "labels": {"alertname": "InstanceDown", "instance": each, "severity": "critical"},
                "annotations": {"summary": f"{each} does not answer"},
                "startsAt": starts_at.isoformat(),
                **ends,
            }
            for each in instances
        ]
        for member in self.members:
            (await member.post("/api/v2/alerts", json=alerts)).raise_for_status()


async def test_two_real_alertmanagers_make_one_ticket_of_each_alert(concurrent_api: Api, tmp_path: Path) -> None:
    api, admin = concurrent_api, await concurrent_api.as_administrator()
    async with transaction(api.engine, SYSTEM) as connection:
        organisation = await make_organisation(connection, "Dairy", ServiceLevel.EXTENDED)
    body = {"name": "Prometheus", "customerId": str(organisation.customer.id), "kind": "alertmanager"}
    made = (await admin.post("/v1/integrations", json=body)).json()
    service = LosingAnswers(api.app)
    async with AsyncExitStack() as stack:
        port = await stack.enter_async_context(listening(service))
        url = made["webhookUrl"].replace("https://support.example", f"http://127.0.0.1:{port}")
        configuration = written(tmp_path, url, made["secret"])
        members = [
            await stack.enter_async_context(alertmanager(configuration, tmp_path / str(each))) for each in range(2)
        ]
        cluster, began = Cluster(tuple(members)), datetime.now(UTC) - timedelta(minutes=1)

        await cluster.post("web-1", "web-2", starts_at=began)
        await until(lambda: service.outcomes().count("unchanged") >= 8)
        assert service.outcomes().count("ticket") == 2
        tickets = (await admin.get("/v1/tickets")).json()["items"]
        assert sorted(each["title"] for each in tickets) == [
            "InstanceDown: web-1 does not answer",
            "InstanceDown: web-2 does not answer",
        ]

        await cluster.post("web-1", starts_at=began, ends_at=datetime.now(UTC))
        await until(lambda: "resolved" in service.outcomes())
        await cluster.post("web-1", starts_at=datetime.now(UTC))
        await until(lambda: "comment" in service.outcomes())
        told = len(service.told)
        await until(lambda: len(service.told) > told + 3)

    outcomes = service.outcomes()
    assert [outcomes.count(each) for each in ("ticket", "resolved", "comment")] == [2, 1, 1]
    assert {status for status, _ in service.told} == {200, 201}
    [web_1] = [each["id"] for each in tickets if "web-1" in each["title"]]
    events = (await admin.get(f"/v1/tickets/{web_1}/events")).json()["items"]
    assert [each["type"] for each in events] == ["registered", "alert_resolved", "comment_added"]


def written(place: Path, url: str, secret: str) -> Path:
    """The configuration of the docs, which waits for less."""
    (place / "secret").write_text(secret)
    lines = documented()
    for slow, quick in QUICKER.items():
        assert slow in lines
        lines = lines.replace(slow, quick)
    address = next(line for line in lines.splitlines() if "url:" in line).partition("url: ")[2]
    configuration = place / "alertmanager.yml"
    secret_file = "/etc/alertmanager/duetime.secret"
    configuration.write_text(lines.replace(address, url).replace(secret_file, str(place / "secret")))
    return configuration


@pytest.mark.skipif(AMTOOL is None, reason=NOT_HERE)
async def test_the_configuration_of_the_docs_is_one(tmp_path: Path) -> None:
    assert AMTOOL is not None
    configuration = tmp_path / "alertmanager.yml"
    configuration.write_text(documented())
    checked = await asyncio.create_subprocess_exec(AMTOOL, "check-config", str(configuration), stdout=DEVNULL)

    assert await checked.wait() == 0
