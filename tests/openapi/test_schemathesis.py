"""Schemathesis against the service as it is run: `duetime serve` in a process of its own, with demo data."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Final

import httpx
import pytest

from app.postgres.embedded.process import waited_for
from app.postgres.urls import DatabaseUrls

ROOT: Final = Path(__file__).parents[2]
DUETIME: Final = "import sys; from app.cli import main; sys.exit(main())"
SCHEMATHESIS: Final = Path(sys.executable).with_name("st")
CONFIG: Final = "tests/openapi/schemathesis.toml"
KEY: Final = "a-key-for-schemathesis-only"
CHECKS: Final = ["--checks", "all", "--warnings", "off", "--seed", "1"]
PATIENCE_SECONDS: Final = 60


@pytest.fixture
async def service(fresh_database: DatabaseUrls, tmp_path: Path) -> AsyncGenerator[str]:
    """The address of the service, once its demo data are there. What it logs is told if the test fails."""
    settings = {
        "DUETIME_DATABASE_URL": fresh_database.app,
        "DUETIME_BOOTSTRAP_API_KEY": KEY,
        "DUETIME_DEMO_DATA": "true",
    }
    log = tmp_path / "log"
    with log.open("w") as stderr:
        serving = await asyncio.create_subprocess_exec(
            sys.executable, "-c", DUETIME, "serve", "--port", "0", env=settings, stdout=PIPE, stderr=stderr
        )
        assert serving.stdout is not None
        address = (await serving.stdout.readline()).decode().split()[4].rstrip(".")
        assert await asyncio.to_thread(waited_for, lambda: has_data(address), PATIENCE_SECONDS)
        yield address
        serving.terminate()
        await serving.communicate()
    sys.stdout.write(log.read_text())


def has_data(address: str) -> bool:
    tickets = httpx.get(f"{address}/v1/tickets", headers={"Authorization": f"Bearer {KEY}"})
    return tickets.status_code == 200 and tickets.json()["items"] != []


@pytest.mark.parametrize(
    "bounds",
    [
        ("--phases", "examples,coverage,fuzzing", "--max-time", "15"),
        pytest.param(("--max-time", "240"), marks=pytest.mark.long),
    ],
    ids=["in seconds", "every phase"],
)
async def test_schemathesis_finds_nothing_that_is_not_argued(service: str, bounds: tuple[str, ...]) -> None:
    run = ["run", f"{service}/v1/openapi.json", "--url", f"{service}/v1", *CHECKS, *bounds]
    trying = await asyncio.create_subprocess_exec(
        SCHEMATHESIS,
        *("--config-file", CONFIG, "--no-color", *run),
        env={**os.environ, "DUETIME_API_KEY": KEY},
        cwd=ROOT,
        stdout=PIPE,
        stderr=STDOUT,
    )
    output, _ = await trying.communicate()
    told = output.decode(errors="replace")

    assert trying.returncode == 0, told[-20_000:]
    assert "Tested: " in told
