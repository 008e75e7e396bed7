"""What the lifespan opened and endpoints work with: the database, and the agreement with its calendars."""

from dataclasses import dataclass, field, fields
from typing import Any, Final, cast
from uuid import UUID

from fastapi import FastAPI
from starlette.requests import Request

from app.access.oidc.door import TokenDoor
from app.access.visitors import Visitors
from app.agreements.book import Agreements
from app.clock import Instant
from app.domain.access.audit import AuditSubject
from app.postgres.engine import AsyncEngine
from app.recent import Recent
from app.routers.http.runtime import Runtime, runtime_of
from app.routers.request.admission import Admission

MOST_LOOKS: Final = 10_000

Look = tuple[UUID, AuditSubject]
"""Who looked at what."""


@dataclass(frozen=True, kw_only=True)
class Backend(Runtime):
    engine: AsyncEngine
    book: Agreements
    admission: Admission
    tokens: TokenDoor | None = None
    """None: only keys open."""
    looks: Recent[Look, Instant] = field(default_factory=lambda: Recent[Look, Instant](MOST_LOOKS))
    """Looks at tickets that are known to be in the audit trail, and until when each stands for others of the kind. Each
    process remembers its own; what it does not know, or had to forget, the trail says.
    """
    visitors: Visitors = field(default_factory=Visitors)


def attach(app: FastAPI, engine: AsyncEngine, book: Agreements, **more: Any) -> Backend:
    """Makes an app that was created able to answer. `more` members of the backend."""
    runtime: Runtime = app.state.runtime
    made = {each.name: getattr(runtime, each.name) for each in fields(Runtime)}
    admission = Admission(engine, runtime.settings)
    app.state.runtime = backend = Backend(**made, engine=engine, book=book, admission=admission, **more)
    return backend


def backend_of(request: Request) -> Backend:
    return cast("Backend", runtime_of(request))
