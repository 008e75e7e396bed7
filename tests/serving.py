"""The service as it is run: `duetime serve` in a process of its own, with demo data."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import httpx

from app.postgres.embedded.process import waited_for
from app.postgres.urls import DatabaseUrls

DUETIME: Final = "import sys; from app.cli import main; sys.exit(main())"
PATIENCE_SECONDS: Final = 60


@asynccontextmanager
async def served(database: DatabaseUrls, key: str, log: Path, **further: str) -> AsyncGenerator[str]:
    """The address of the service, once its demo data are there; `key` is the administrator's. `further` settings."""
    settings = {
        "DUETIME_DATABASE_URL": database.app,
        "DUETIME_BOOTSTRAP_API_KEY": key,
        "DUETIME_DEMO_DATA": "true",
        **further,
    }
    with log.open("w") as stderr:
        serving = await asyncio.create_subprocess_exec(
            sys.executable, "-c", DUETIME, "serve", "--port", "0", env=settings, stdout=PIPE, stderr=stderr
        )
        try:
            assert serving.stdout is not None
            address = (await serving.stdout.readline()).decode().split()[4].rstrip(".")
            assert await asyncio.to_thread(waited_for, lambda: _has_data(address, key), PATIENCE_SECONDS)
            yield address
        finally:
            serving.terminate()
            await serving.communicate()


def _has_data(address: str, key: str) -> bool:
    tickets = httpx.get(f"{address}/v1/tickets", headers={"Authorization": f"Bearer {key}"})
    return tickets.status_code == 200 and tickets.json()["items"] != []
