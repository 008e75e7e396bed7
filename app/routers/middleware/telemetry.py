"""What the log and Prometheus are told of each request: one line, and how long it took."""

from functools import lru_cache
from re import compile as pattern
from time import perf_counter
from typing import Any, Final

import structlog
from prometheus_client import Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.routers.middleware.envelope import request_id
from app.telemetry.metrics import REQUESTS

UNMATCHED: Final = "unmatched"
"""No route is as its path: what somebody made up is not to be counted apart."""
GONE: Final = 499
"""As nginx has it: the client left before it was answered."""
FAILED_FROM: Final = 500
_METHODS: Final = {"GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"}
_TRACE: Final = pattern(r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
"""Trace Context, §3.2."""


class RequestTelemetry:
    """The line is written where logs have been configured; the request's id and trace are in all lines of it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._log: Any = structlog.get_logger("duetime.access") if structlog.is_configured() else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, status = perf_counter(), GONE

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        named = _named(scope)
        bound = structlog.contextvars.bind_contextvars(**named)
        try:
            await self.app(scope, receive, noted)
        finally:
            seconds = perf_counter() - begun
            method, route = scope["method"], template(scope)
            counted(method if method in _METHODS else "other", route, status).observe(seconds)
            if self._log is not None:
                tell = self._log.info if status < FAILED_FROM else self._log.error
                milliseconds = round(seconds * 1_000, 2)
                tell("request", method=method, route=route, status=status, ms=milliseconds, **_caller(scope))
            structlog.contextvars.reset_contextvars(**bound)


def template(scope: Scope) -> str:
    """Such as `/v1/tickets/{ticketId}`; known once the app has found it."""
    route = scope.get("route")
    if route is None:
        return UNMATCHED
    prefix: str = scope.get("root_path", "").removeprefix(scope.get("app_root_path", ""))
    return prefix + route.path


@lru_cache(maxsize=4_096)
def counted(method: str, route: str, status: int) -> Histogram:
    return REQUESTS.labels(method, route, status)


def _named(scope: Scope) -> dict[str, str]:
    given = next((value for name, value in scope["headers"] if name == b"traceparent"), None)
    traced = given and _TRACE.fullmatch(given.decode("latin-1"))
    named = {"request_id": request_id(scope)}
    return {**named, "trace_id": traced[1]} if traced else named


def _caller(scope: Scope) -> dict[str, str]:
    """Once they have been let in."""
    uow = scope["state"].get("uow")
    return {} if uow is None else {str(uow.actor.kind): str(uow.actor.id)}
