"""What the running app was made with: `create_app` puts it there, and its lifespan a `Backend`, which is more of it."""

from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import cast

from starlette.requests import Request

from app.clock import Clock
from app.settings import Settings


@dataclass(frozen=True)
class Runtime:
    settings: Settings
    clock: Clock
    cursor_key: bytes
    """Signs cursors; the same in every worker."""
    zone: tzinfo = UTC
    """In which tables for a terminal tell the time."""


def runtime_of(request: Request) -> Runtime:
    return cast("Runtime", request.app.state.runtime)
