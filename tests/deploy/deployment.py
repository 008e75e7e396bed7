"""What compose.yaml starts, as processes of this machine: the database's roles, migrate, api, worker, Prometheus."""

import asyncio
import os
import re
import socket
import subprocess
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit

import httpx
import yaml

from app.postgres.embedded.server import APP_ROLE, DATABASE, OWNER_ROLE, PORT, SUPERUSER, EmbeddedPostgres
from tests.deploy.composed import DEPLOY, environment, services
from tests.savepoints import connected
from tests.serving import DUETIME

KEY: Final = "an-administrator-of-the-deployment"
ENV: Final[Mapping[str, str]] = {
    "OWNER_PASSWORD": "owners",
    "APP_PASSWORD": "apps",
    "DUETIME_PUBLIC_URL": "https://support.example",
    "DUETIME_BOOTSTRAP_API_KEY": KEY,
    "DUETIME_DEMO_DATA": "true",
}
PATIENCE_SECONDS: Final = 90


@dataclass(frozen=True)
class Deployment:
    """Ports of this machine, and where what they say is written."""

    api: int
    worker: int
    folder: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.api}"


async def make_roles(postgres: EmbeddedPostgres) -> None:
    """By roles.sql, in the place of those that an embedded server begins with."""
    superuser = await connected(postgres.url(SUPERUSER, "postgres"))
    await superuser.execute(f"DROP DATABASE {DATABASE}")
    await superuser.execute(f"DROP ROLE {OWNER_ROLE}")
    await superuser.execute(f"DROP ROLE {APP_ROLE}")
    await superuser.close()
    psql = [postgres.home.binaries / "psql", "--no-psqlrc", "--dbname", postgres.url(SUPERUSER, "postgres")]
    done = subprocess.run(  # noqa: ASYNC221, S603
        [*psql, "--file", DEPLOY / "postgres" / "roles.sql"],
        env={name: ENV[name] for name in ("OWNER_PASSWORD", "APP_PASSWORD")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@asynccontextmanager
async def deployed(postgres: EmbeddedPostgres, folder: Path) -> AsyncGenerator[Deployment]:
    """Once migrate is through, as it stands in depends_on."""
    found = Deployment(api=free_port(), worker=free_port(), folder=folder)
    migrated = await start(postgres, found, "migrate")
    assert await migrated.wait() == 0, (folder / "migrate.log").read_text()
    async with AsyncExitStack() as stack:
        for service in ("api", "worker"):
            stack.push_async_callback(end, await start(postgres, found, service))
        yield found


async def start(postgres: EmbeddedPostgres, found: Deployment, service: str) -> Process:
    """Its command and environment, but for where the database is and which ports are free."""
    _, *arguments = services()[service]["command"]
    arguments = [re.sub(r"^9101$", str(found.worker), each) for each in arguments]
    told = environment(service, ENV)
    told["DUETIME_DATABASE_URL"] = _here(told["DUETIME_DATABASE_URL"], postgres)
    told |= {"DUETIME_HOST": "127.0.0.1", "DUETIME_PORT": str(found.api)} if service != "migrate" else {}
    with (found.folder / f"{service}.log").open("w") as log:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", DUETIME, *arguments), env=told, cwd=found.folder, stdout=log, stderr=log
        )


def _here(url: str, postgres: EmbeddedPostgres) -> str:
    parts = urlsplit(url)
    assert (parts.hostname, parts.path) == ("postgres", f"/{DATABASE}")
    where = quote(str(postgres.home.socket_folder), safe="")
    return f"postgresql://{parts.username}:{parts.password}@/{DATABASE}?host={where}&port={PORT}"


@asynccontextmanager
async def prometheus(program: str, found: Deployment) -> AsyncGenerator[httpx.AsyncClient]:
    """With its own configuration and rules, asking and judging every second."""
    port, folder = free_port(), found.folder / "prometheus"
    folder.mkdir()
    config = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text())
    config["global"] = dict.fromkeys(config["global"], "1s")
    config["rule_files"] = [str(DEPLOY / "prometheus" / each) for each in config["rule_files"]]
    here = {"api:8000": f"127.0.0.1:{found.api}", "worker:9101": f"127.0.0.1:{found.worker}"}
    for job in config["scrape_configs"]:
        for each in job["static_configs"]:
            each["targets"] = [here[target] for target in each["targets"]]
    (folder / "prometheus.yml").write_text(yaml.safe_dump(config))
    flags = [
        re.sub(r"(?<==)/etc/prometheus|(?<==)/prometheus", str(folder), each)
        for each in services()["prometheus"]["command"]
    ]
    with (found.folder / "prometheus.log").open("w") as log:
        process = await asyncio.create_subprocess_exec(
            *(program, *flags, f"--web.listen-address=127.0.0.1:{port}"), env={"PATH": os.defpath}, stderr=log
        )
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}/api/v1") as client:
            yield client
    finally:
        await end(process)


async def end(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.terminate()
    await process.wait()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


async def query(prometheus: httpx.AsyncClient, question: str) -> Sequence[Any]:
    """The series that it finds. Raises AssertionError where the question cannot be understood."""
    answer = (await prometheus.get("/query", params={"query": question})).json()
    assert answer["status"] == "success", (question, answer)
    return answer["data"]["result"]
