"""`duetime serve --workers N` and `--reload`: uvicorn's own supervisors over processes that serve `app.asgi:app`.

    this process ── the listening socket, the embedded database, uvicorn's supervisor
        ├─ N × app.asgi:app
        └─ duetime worker       unless --without-worker

All of them count into one folder, so that `/metrics` tells of all whichever is asked.
"""

import argparse
import asyncio
import os
import socket
import sys
import tempfile
import threading
from asyncio.subprocess import create_subprocess_exec
from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Final

import uvicorn
from uvicorn.supervisors import ChangeReload, Multiprocess

from app.cli.database import keep_up
from app.cli.processes.uvicorn_config import Companion, uvicorn_config
from app.postgres.embedded.server import EmbeddedPostgres
from app.settings import Settings
from app.telemetry.metrics import SHARED

WORKER: Final = (sys.executable, "-c", "import sys; from app.cli import main; sys.exit(main(['worker']))")
AGAIN_SECONDS: Final = 1.0
STARTING_SECONDS: Final = 60
"""Until a process that does not answer its supervisor is given up: on a busy machine the imports take a while."""


def serve_from_others(
    settings: Settings, url: str, listening: socket.socket, server: EmbeddedPostgres | None, options: argparse.Namespace
) -> None:
    """Until told to stop. What they are to know they are told by the environment, as any other process would be."""
    config = uvicorn_config(
        "app.asgi:app",
        "app.cli.processes.patient:PatientConnection",
        workers=options.workers,
        timeout_worker_healthcheck=STARTING_SECONDS,
        reload=options.reload,
        reload_dirs=[str(Path(__file__).parents[2])] if options.reload else None,
    )
    companions: list[Companion] = [] if options.without_worker else [_keep_working]
    companions += [partial(keep_up, server)] if server else []
    with ExitStack() as stack:
        told = {"DUETIME_DATABASE_URL": url, "DUETIME_PUBLIC_URL": settings.public_url}
        if settings.cors_origins:
            told["DUETIME_CORS_ORIGINS"] = ",".join(settings.cors_origins)
        if SHARED not in os.environ:
            told[SHARED] = stack.enter_context(tempfile.TemporaryDirectory(prefix="duetime-metrics-"))
        os.environ.update(told)
        stack.enter_context(_accompanied(companions))
        if options.reload:
            ChangeReload(config, target=uvicorn.Server(config).run, sockets=[listening]).run()
        else:
            Multiprocess(config, sockets=[listening]).run()


@contextmanager
def _accompanied(companions: Sequence[Companion]) -> Generator[None]:
    """In a thread, as the supervisor has this one."""
    loop, stop = asyncio.new_event_loop(), asyncio.Event()

    async def together() -> None:
        await asyncio.gather(*(each(stop) for each in companions))

    thread = threading.Thread(target=loop.run_until_complete, args=[together()])
    thread.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()


async def _keep_working(stop: asyncio.Event) -> None:
    """`duetime worker`, again should it die."""
    told = asyncio.create_task(stop.wait())
    while not stop.is_set():
        worker = await create_subprocess_exec(*WORKER)
        ended = asyncio.create_task(worker.wait())
        await asyncio.wait({told, ended}, return_when=asyncio.FIRST_COMPLETED)
        if not ended.done():
            worker.terminate()
        await ended
        await asyncio.wait({told}, timeout=AGAIN_SECONDS)
