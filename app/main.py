"""Puts the app together: the only module that knows all the others."""

import asyncio
import secrets
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from typing import Any, Final

from fastapi import APIRouter, FastAPI
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Router

from app.access.oidc.door import token_door
from app.access.store import service_secrets
from app.agreements.book import Agreements
from app.clock import Clock, system_clock
from app.errors import ServiceError
from app.postgres.engine import AsyncEngine, create_engine, transaction
from app.postgres.errors import DRIVER_ERRORS, translate
from app.postgres.tenancy import SYSTEM
from app.routers.accounts import administration_networks, api_keys, customers, people
from app.routers.audit import audit_entries
from app.routers.http.envelope import CommonHeaders, HeadAsGet, Limits
from app.routers.http.guard import ErrorBoundary, answer_problems
from app.routers.http.openapi import TITLE, openapi_document
from app.routers.http.pages import pages
from app.routers.http.runtime import Runtime
from app.routers.integrations import integrations, webhooks
from app.routers.operations import operations
from app.routers.raci import handovers, raci
from app.routers.request.backend import Backend, attach
from app.routers.sla import ROUTERS as SLA_ROUTERS
from app.routers.tickets import events, priority_requests, proof, reopen_requests, tickets, transitions
from app.settings import Settings
from app.sla.agreement import REVISIONS
from app.sla.document import VENDOR

VERSION: Final = version("duetime")
RESOURCES: Final[Sequence[APIRouter]] = (
    tickets.router,
    transitions.router,
    events.router,
    proof.router,
    priority_requests.router,
    reopen_requests.router,
    raci.router,
    *SLA_ROUTERS,
    customers.router,
    people.router,
    handovers.router,
    integrations.router,
    api_keys.router,
    administration_networks.router,
    audit_entries.router,
    webhooks.router,
)
TAGS: Final[Sequence[Mapping[str, str]]] = (
    {"name": "Tickets", "description": "What is reported: taken in, read, corrected, commented; and its history."},
    {"name": "Transitions", "description": "The 13 steps of section 2: what can be decided now, and deciding it."},
    {"name": "Priority requests", "description": "Asking for another assessment, and the vendor's answer (3.1.1)."},
    {"name": "Reopen requests", "description": "Asking to open a closed ticket again, and the vendor's answer (2)."},
    {"name": "RACI", "description": "Who is responsible, accountable, consulted and informed (2.1)."},
    {"name": "SLA", "description": "What was promised, when it falls due, how it stands, and why."},
    {"name": "Customers", "description": "Who has a contract, at which level, and who may register for them."},
    {"name": "People", "description": "A customer's people and the vendor's, and what each is responsible for."},
    {"name": "Integrations", "description": "A customer's systems that post tickets by webhook."},
    {"name": "API keys", "description": "How people come in. A key is shown once."},
    {"name": "Administration", "description": "From where support managers and administrators are let in (5.7.1)."},
    {
        "name": "Audit",
        "description": "Who did what, and who of the vendor looked at which ticket. It cannot be changed.",
    },
    {"name": "Webhooks", "description": "Where a customer's systems post, signed as Standard Webhooks says."},
)

RETRY_SECONDS = 1.0
KNOWING_SECONDS = 30.0
"""Until a key that was made elsewhere is known here."""


@asynccontextmanager
async def _with_database(app: FastAPI) -> AsyncGenerator[None]:
    settings: Settings = app.state.runtime.settings
    if (url := settings.database_url) is None:
        yield  # whoever made the app attaches what it works with
        return
    engine = create_engine(url, pool_size=settings.pool_size)
    beside = [asyncio.create_task(_share_cursor_key(app, engine))]
    try:
        async with token_door(settings) as tokens:
            backend = attach(app, engine, Agreements(REVISIONS), tokens=tokens)
            beside.append(asyncio.create_task(_get_to_know_keys(backend)))
            yield
    finally:
        for task in beside:
            task.cancel()
        await engine.dispose()


async def _get_to_know_keys(backend: Backend) -> None:
    while True:
        with suppress(ServiceError, *DRIVER_ERRORS):
            await backend.admission.get_to_know(backend.clock())
        await asyncio.sleep(KNOWING_SECONDS)


async def _share_cursor_key(app: FastAPI, engine: AsyncEngine) -> None:
    """As soon as the database is there: until then /health/ready keeps traffic away."""
    while True:
        with suppress(ServiceError, *DRIVER_ERRORS):
            async with transaction(engine, SYSTEM) as connection:
                key = await service_secrets.shared(connection, "cursor", app.state.runtime.clock())
            app.state.runtime = replace(app.state.runtime, cursor_key=key)
            return
        await asyncio.sleep(RETRY_SECONDS)


def create_app(
    settings: Settings, *, clock: Clock = system_clock, resources: Sequence[APIRouter] = RESOURCES
) -> FastAPI:
    """Served, it works with the database of `settings.database_url`, which its lifespan opens."""
    app = FastAPI(
        title=TITLE,
        version=VERSION,
        openapi_url=None,
        redirect_slashes=False,
        lifespan=_with_database,
        middleware=_middleware(settings),
    )
    app.state.runtime = Runtime(settings, clock, secrets.token_bytes(32), VENDOR.zone)
    app.mount("/v1", Router(_routes(*resources, pages), redirect_slashes=False))
    app.include_router(operations)
    answer_problems(app)
    app.openapi = cache(lambda: openapi_document(v1_router(resources), VERSION, TAGS))
    return app


def _routes(*routers: APIRouter) -> list[BaseRoute]:
    """In one list: FastAPI asks routers within routers several times over at each request, and there is nothing that
    it would have to pass on to them.
    """
    return [route for router in routers for route in router.routes]


def v1_router(resources: Sequence[APIRouter] = RESOURCES) -> APIRouter:
    v1 = APIRouter(redirect_slashes=False)
    for resource in resources:
        v1.include_router(resource)
    return v1


def openapi() -> dict[str, Any]:
    """The document that is committed and served."""
    return openapi_document(v1_router(), VERSION, TAGS)


def _middleware(settings: Settings) -> list[Middleware]:
    """From the outermost on."""
    return [
        Middleware(CommonHeaders, version=VERSION),
        Middleware(HeadAsGet),
        Middleware(ErrorBoundary, translate=translate),
        Middleware(Limits, max_body_bytes=settings.max_body_bytes),
    ]
