"""What the lifespan opened and endpoints work with: the database, and the agreement with its calendars."""

from dataclasses import dataclass, field
from typing import cast

from fastapi import FastAPI
from starlette.requests import Request

from app.access.oidc.door import TokenDoor
from app.access.visitors import Visitors
from app.agreements.book import Agreements
from app.postgres.engine import AsyncEngine
from app.routers.http.runtime import Runtime
from app.routers.request.admission import Admission
from app.routers.request.looks import RecordedViews


@dataclass(frozen=True)
class Backend:
    engine: AsyncEngine
    book: Agreements
    tokens: TokenDoor | None = None
    """None: only keys open."""
    looks: RecordedViews = field(default_factory=RecordedViews)
    visitors: Visitors = field(default_factory=Visitors)


def attach(app: FastAPI, backend: Backend) -> None:
    runtime: Runtime = app.state.runtime
    app.state.backend = backend
    app.state.admission = Admission(backend.engine, runtime.settings)


def backend_of(request: Request) -> Backend:
    return cast("Backend", request.app.state.backend)
