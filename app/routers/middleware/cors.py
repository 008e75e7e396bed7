"""Which pages in a browser may call the API (the Fetch standard's CORS). There are no cookies: a page needs a key."""

from collections.abc import Collection
from typing import Final

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from app.routers.http.documented import HEADERS

THIS_MACHINE: Final = "localhost"
_ON_THIS_MACHINE: Final = r"https?://(localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?"
_METHODS: Final = ("GET", "HEAD", "POST", "PATCH", "PUT", "DELETE")
_SENT: Final = (
    "Authorization",
    "Idempotency-Key",
    "If-Match",
    "If-None-Match",
    "Last-Event-ID",
    "X-Request-Id",
    "Traceparent",
    "Tracestate",
)
"""Beside those that need no permission, Accept-Language among them. What signs a message no page sends."""
_KNOWN_FOR_SECONDS: Final = 7_200
"""How long a browser need not ask again; Chromium keeps it no longer."""


def cross_origin(origins: Collection[str]) -> list[Middleware]:
    """For pages of these origins; `localhost` stands for every port of this machine. Nothing without any."""
    if not origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=[origin for origin in origins if origin != THIS_MACHINE],
            allow_origin_regex=_ON_THIS_MACHINE if THIS_MACHINE in origins else None,
            allow_methods=_METHODS,
            allow_headers=_SENT,
            expose_headers=tuple(HEADERS),
            max_age=_KNOWN_FOR_SECONDS,
        )
    ]
