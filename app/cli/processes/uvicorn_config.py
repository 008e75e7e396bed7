"""How uvicorn is set up, be it in this process or in several."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

import uvicorn
from starlette.types import ASGIApp

from app.cli.http_connection import HttpConnection

GRACE_SECONDS: Final = 10
"""For requests under way when we are told to stop; a body that is never sent in full would hold us for ever."""

Companion = Callable[[asyncio.Event], Awaitable[None]]
"""Runs beside the API until the event is set."""


def uvicorn_config(app: ASGIApp | str, http: type[HttpConnection] | str, **more: Any) -> uvicorn.Config:
    """The peer of a connection stays as it is: whose word on the client is taken, `client_address` decides.

    `app` and `http` are given as "module:name" to processes that are started for them.
    """
    return uvicorn.Config(
        app,
        http=http,
        ws="none",
        loop="uvloop",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        **more,
    )
