"""Puts the app together: the only module that knows all the others."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from functools import cache
from importlib.metadata import version
from typing import Any, Final

from fastapi import APIRouter, FastAPI
from starlette.middleware import Middleware

from app.clock import Clock, system_clock
from app.db.errors import translate
from app.routers import api_keys, customers, integrations, people, raci, webhooks
from app.routers.http.envelope import Envelope, HeadAsGet, Limits
from app.routers.http.guard import Guard, Translate, answer_problems
from app.routers.http.openapi import TITLE, openapi_document
from app.routers.http.pages import pages
from app.routers.http.runtime import Runtime
from app.routers.operations import operations
from app.routers.tickets import events, priority_requests, tickets, transitions
from app.settings import Settings

VERSION: Final = version("duetime")
RESOURCES: Final[Sequence[APIRouter]] = (
    tickets.router,
    transitions.router,
    events.router,
    priority_requests.router,
    raci.router,
    customers.router,
    people.router,
    integrations.router,
    api_keys.router,
    webhooks.router,
)
TAGS: Final[Sequence[Mapping[str, str]]] = ()

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def create_app(
    settings: Settings,
    *,
    clock: Clock = system_clock,
    resources: Sequence[APIRouter] = RESOURCES,
    lifespan: Lifespan | None = None,
    failures: Translate = translate,
) -> FastAPI:
    app = FastAPI(
        title=TITLE,
        version=VERSION,
        openapi_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        middleware=_middleware(settings, failures),
    )
    app.state.runtime = Runtime(settings, clock, _cursor_key(settings))
    v1 = v1_router(resources)
    app.include_router(v1, prefix="/v1")
    app.include_router(pages, prefix="/v1")
    app.include_router(operations)
    answer_problems(app)
    app.openapi = cache(lambda: openapi_document(v1, VERSION, TAGS))
    return app


def v1_router(resources: Sequence[APIRouter] = RESOURCES) -> APIRouter:
    v1 = APIRouter(redirect_slashes=False)
    for resource in resources:
        v1.include_router(resource)
    return v1


def openapi() -> dict[str, Any]:
    """The document that is committed and served."""
    return openapi_document(v1_router(), VERSION, TAGS)


def _middleware(settings: Settings, failures: Translate) -> list[Middleware]:
    """From the outermost on."""
    return [
        Middleware(Envelope, version=VERSION),
        Middleware(HeadAsGet),
        Middleware(Guard, translate=failures),
        Middleware(Limits, max_body_bytes=settings.max_body_bytes),
    ]


def _cursor_key(settings: Settings) -> bytes:
    """The same in every worker. A cursor opens nothing: its key need not be more secret than the database's address."""
    return hashlib.sha256(f"cursor {settings.database_url}".encode()).digest()
