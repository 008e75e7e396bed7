"""What the lifespan opened and endpoints work with: the database, and the agreement with its calendars."""

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, cast

from fastapi import FastAPI
from starlette.requests import Request

from app.access.visitors import Visitors
from app.agreements.book import Agreements
from app.audit.looks import Looks
from app.feed.streaming import FeedStreams
from app.postgres.engine import AsyncEngine
from app.routers.http.runtime import Runtime, runtime_of
from app.routers.metrics.readings import Standing
from app.routers.request.admission import Admission

if TYPE_CHECKING:
    from app.access.oidc.door import TokenDoor


@dataclass(frozen=True, kw_only=True)
class Backend(Runtime):
    engine: AsyncEngine
    book: Agreements
    admission: Admission
    looks: Looks
    tokens: "TokenDoor | None" = None
    """None: only keys open."""
    visitors: Visitors = field(default_factory=Visitors)
    standing: Standing = field(default_factory=Standing)
    feed_streams: FeedStreams


def attach(app: FastAPI, engine: AsyncEngine, book: Agreements, **more: Any) -> Backend:
    """Makes an app that was created able to answer. `more` members of the backend."""
    runtime: Runtime = app.state.runtime
    made = {each.name: getattr(runtime, each.name) for each in fields(Runtime)}
    opened = {"engine": engine, "book": book, "admission": Admission(engine, runtime.settings), "looks": Looks(engine)}
    app.state.runtime = backend = Backend(**made, **opened, feed_streams=FeedStreams(engine), **more)
    return backend


def backend_of(request: Request) -> Backend:
    return cast("Backend", runtime_of(request))
