"""Schemathesis against the service as it is run: `duetime serve` in a process of its own, with demo data."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Final

import pytest

from app.postgres.urls import DatabaseUrls
from tests.serving import served

ROOT: Final = Path(__file__).parents[2]
SCHEMATHESIS: Final = Path(sys.executable).with_name("st")
CONFIG: Final = "tests/openapi/schemathesis.toml"
KEY: Final = "a-key-for-schemathesis-only"
CHECKS: Final = ["--checks", "all", "--warnings", "off", "--seed", "1"]


@pytest.fixture
async def service(fresh_database: DatabaseUrls, tmp_path: Path) -> AsyncGenerator[str]:
    """Its address. What it logs is told if the test fails. Each operation is tried with wrong credentials."""
    log = tmp_path / "log"
    async with served(
        fresh_database, KEY, log, DUETIME_WRONG_CREDENTIALS_PER_MINUTE="100000", DUETIME_REPORTS_PER_MINUTE="0"
    ) as address:
        yield address
    sys.stdout.write(log.read_text())


@pytest.mark.parametrize(
    "bounds",
    [
        ("--phases", "examples,coverage,fuzzing", "--max-time", "15"),
        pytest.param(("--max-time", "600"), marks=pytest.mark.long),
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
