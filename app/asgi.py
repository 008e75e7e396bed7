"""`app`, for any ASGI server: `uvicorn app.asgi:app`, gunicorn with uvicorn's worker, granian, `fastapi dev`.

It takes the database of DUETIME_DATABASE_URL once `duetime migrate` has made it ready; without one it starts the
embedded one, or joins who has it running. What falls due is announced by `duetime worker`, which runs beside it.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from fastapi import FastAPI

from app.cli.banner import banner
from app.cli.database import shared_database
from app.cli.first_start import prepare_other, prepare_own
from app.main import create_app
from app.routers.middleware.cors import THIS_MACHINE
from app.settings import Settings
from app.telemetry import logs


def served(settings: Settings) -> FastAPI:
    if settings.database_url is None and settings.cors_origins is None:
        settings = settings.model_copy(update={"cors_origins": (THIS_MACHINE,)})
    app = create_app(settings)
    opened = app.router.lifespan_context

    @asynccontextmanager
    async def over_a_database(app: FastAPI) -> AsyncGenerator[Any]:
        with shared_database(settings) as urls:
            known = settings.model_copy(update={"database_url": urls.app})
            app.state.runtime = replace(app.state.runtime, settings=known)
            if settings.database_url is None:
                print(banner(settings.public_url, await prepare_own(urls, settings)), flush=True)  # noqa: T201
            async with _prepared(urls.app, settings), opened(app) as state:
                yield state

    app.router.lifespan_context = over_a_database
    return app


@asynccontextmanager
async def _prepared(url: str, settings: Settings) -> AsyncGenerator[None]:
    """As soon as the database is there; the app answers that it is not until then."""
    stop = asyncio.Event()
    preparing = asyncio.create_task(prepare_other(url, settings, stop))
    try:
        yield
    finally:
        stop.set()
        await preparing


def configured() -> FastAPI:
    settings = Settings()
    logs.configure(settings.log_format)
    return served(settings)


app = configured()
