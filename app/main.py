"""Puts the app together: the only module that knows all the others."""

import asyncio
import importlib
import logging
import secrets
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import cache, partial
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter, FastAPI
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Router

from app.access.store import service_secrets
from app.agreements.book import Agreements
from app.clock import Clock, system_clock
from app.errors import ServiceError
from app.postgres.engine import AsyncEngine, create_engine, transaction
from app.postgres.errors import DRIVER_ERRORS, translate
from app.postgres.tenancy import SYSTEM
from app.revisions.loading import LOOKED_EVERY_SECONDS, look
from app.routers.accounts import administration_networks, api_keys, customers, me, people
from app.routers.audit import audit_entries
from app.routers.backlog import backlog_items
from app.routers.board import board_data
from app.routers.board.board_page import board_page
from app.routers.calendar_feeds import calendars as feed_calendars
from app.routers.calendar_feeds import feeds as calendar_feeds
from app.routers.changes import ROUTERS as CHANGES_ROUTERS
from app.routers.consultancy import ROUTERS as CONSULTANCY_ROUTERS
from app.routers.contract.examples import with_examples
from app.routers.contract.members import with_members
from app.routers.contract.openapi import TITLE, openapi_document
from app.routers.contract.pages import pages
from app.routers.contract.served_contract import ServedContract
from app.routers.feed import events as feed_events
from app.routers.feed.outgoing import outgoing
from app.routers.first_registration import ROUTERS as FIRST_REGISTRATION_ROUTERS
from app.routers.first_registration.account_confirmation_page import account_confirmation_page
from app.routers.http.runtime import Runtime
from app.routers.integrations import alertmanager, integrations, webhooks
from app.routers.metrics.scraping import SAMPLED_EVERY_SECONDS, sampled
from app.routers.middleware.cors import cross_origin
from app.routers.middleware.envelope import CommonHeaders, HeadAsGet, Limits
from app.routers.middleware.guard import ErrorBoundary, answer_problems
from app.routers.middleware.telemetry import RequestTelemetry
from app.routers.notifications import announcements, contacts, customer_notices, notices
from app.routers.notifications.confirmation_page import confirmation_page
from app.routers.operations import ROUTERS as OPERATIONS_ROUTERS
from app.routers.probes import probes
from app.routers.raci import handovers, raci
from app.routers.request.backend import Backend, attach
from app.routers.revisions import ROUTERS as REVISIONS_ROUTERS
from app.routers.security import ROUTERS as SECURITY_ROUTERS
from app.routers.sla import ROUTERS as SLA_ROUTERS
from app.routers.subscriptions import deliveries, subscriptions
from app.routers.tickets import events, priority_requests, proof, reopen_requests, tickets, transitions
from app.settings import Settings
from app.sla.agreement import REVISIONS
from app.sla.document import VENDOR

if TYPE_CHECKING:
    from app.access.oidc.door import TokenDoor

_LOG: Final = logging.getLogger("duetime")
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
    *REVISIONS_ROUTERS,
    board_data.router,
    backlog_items.router,
    backlog_items.of_tickets,
    *CONSULTANCY_ROUTERS,
    *OPERATIONS_ROUTERS,
    *CHANGES_ROUTERS,
    *SECURITY_ROUTERS,
    *FIRST_REGISTRATION_ROUTERS,
    customers.router,
    people.router,
    handovers.router,
    integrations.router,
    api_keys.router,
    me.router,
    administration_networks.router,
    audit_entries.router,
    contacts.router,
    notices.router,
    customer_notices.router,
    calendar_feeds.router,
    feed_calendars.router,
    announcements.router,
    feed_events.router,
    subscriptions.router,
    deliveries.router,
    webhooks.router,
    alertmanager.router,
)
TAGS: Final[Sequence[Mapping[str, str]]] = (
    {"name": "Tickets", "description": "What is reported: taken in, read, corrected, commented; and its history."},
    {"name": "Transitions", "description": "The 13 steps of section 2: what can be decided now, and deciding it."},
    {"name": "Priority requests", "description": "Asking for another assessment, and the vendor's answer (3.1.1)."},
    {"name": "Reopen requests", "description": "Asking to open a closed ticket again, and the vendor's answer (2)."},
    {"name": "Escalations", "description": "What cannot wait (1): declared, and ended."},
    {"name": "Backlog", "description": "Bugs that several tickets are about, and known errors (2, steps 6 to 8)."},
    {"name": "Bookings", "description": "When consultants come, and how long ahead they are booked (1.2.2)."},
    {"name": "Account requests", "description": "Asking for an account without having one (1.6), and the answer."},
    {"name": "RACI", "description": "Who is responsible, accountable, consulted and informed (2.1)."},
    {"name": "SLA", "description": "What was promised, when it falls due, how it stands, and why."},
    {"name": "Consultancy", "description": "Work outside support: day cards, approved hours, hours worked (1.1)."},
    {"name": "Services", "description": "What the vendor runs for customers, and their instances of it (chapter 5)."},
    {"name": "Outages", "description": "When instances could not be used, and what of that does not count (5.2)."},
    {"name": "Maintenance", "description": "Work that is planned, announced and carried out (5.4)."},
    {"name": "Changes", "description": "What is to be changed: approved, planned, carried out, reviewed (chapter 4)."},
    {"name": "Recovery", "description": "Copies of data, how old they are, and how long they are kept (5.8)."},
    {"name": "Releases", "description": "Versions of services, and which instance runs which (5.5)."},
    {"name": "Fair use", "description": "Data traffic against that of comparable customers (5.6)."},
    {"name": "Data leaks", "description": "Suspected, established, and who was told in time (5.9.2, GDPR 33)."},
    {"name": "Vulnerabilities", "description": "Reported by anybody, in confidence, and what came of it."},
    {"name": "Compliance", "description": "Documents that show how the vendor handles data, and how long they hold."},
    {"name": "Customers", "description": "Who has a contract, at which level, and who may register for them."},
    {"name": "People", "description": "A customer's people and the vendor's, and what each is responsible for."},
    {"name": "Integrations", "description": "A customer's systems that post tickets by webhook."},
    {"name": "Me", "description": "Who the caller is, and how far what they came in with reaches."},
    {"name": "API keys", "description": "How people come in. A key is shown once."},
    {"name": "Administration", "description": "From where support managers and administrators are let in (5.7.1)."},
    {
        "name": "Audit",
        "description": "Who did what, and who of the vendor looked at which ticket. It cannot be changed.",
    },
    {"name": "Notices", "description": "Who is told what and when (2.1), and whom a customer has informed (5.9.2)."},
    {
        "name": "Calendar feeds",
        "description": "What falls due, in one's own calendar program, by a secret link.",
    },
    {"name": "Events", "description": "All that happens, in the order in which it was committed: CloudEvents 1.0."},
    {"name": "Subscriptions", "description": "Who is told of events by webhook, and how that went."},
    {
        "name": "Webhooks",
        "description": "Where a customer's systems post: signed as Standard Webhooks says, or as an Alertmanager does.",
    },
)

RETRY_SECONDS = 1.0
KNOWING_SECONDS = 30.0
"""Until a key that was made elsewhere is known here."""
LOOKS_SECONDS = 0.5
"""Until a look is on record: what a process that is killed may lose of them."""


@asynccontextmanager
async def _with_database(app: FastAPI) -> AsyncGenerator[None]:
    settings: Settings = app.state.runtime.settings
    if (url := settings.database_url) is None:
        yield  # whoever made the app attaches what it works with
        return
    engine = create_engine(url, pool_size=settings.pool_size)
    beside = [asyncio.create_task(_share_cursor_key(app, engine))]
    try:
        async with _token_door(settings) as tokens:
            backend = attach(app, engine, Agreements(REVISIONS), tokens=tokens)
            await _done(partial(look, engine, backend.book))
            beside.append(asyncio.create_task(_every(LOOKED_EVERY_SECONDS, partial(look, engine, backend.book))))
            beside.append(asyncio.create_task(_every(KNOWING_SECONDS, partial(_get_to_know_keys, backend))))
            beside.append(asyncio.create_task(_every(SAMPLED_EVERY_SECONDS, partial(sampled, engine))))
            beside.append(asyncio.create_task(_every(LOOKS_SECONDS, backend.looks.write)))
            try:
                yield
            finally:
                await _done(backend.looks.write)
                if lost := backend.looks.waiting:
                    _LOG.error("stopping, with looks at tickets that are not in the trail: %d", lost)
    finally:
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)  # each gives its connection back
        await engine.dispose()


@asynccontextmanager
async def _token_door(settings: Settings) -> AsyncGenerator["TokenDoor | None"]:
    """With what it takes to ask a provider and to check signatures, 17 MB, only where one is set."""
    if settings.oidc_issuer is None:
        yield None
        return
    from app.access.oidc.door import token_door  # noqa: PLC0415 - see above

    async with token_door(settings) as door:
        yield door


async def _every(seconds: float, act: Callable[[], Awaitable[object]]) -> None:
    """Whatever came of it the time before."""
    while True:
        await _done(act)
        await asyncio.sleep(seconds)


async def _done(act: Callable[[], Awaitable[object]]) -> bool:
    """Whether it was done. That there is no database for now is told by every request; what nobody foresaw, here."""
    try:
        await act()
    except (ServiceError, *DRIVER_ERRORS):
        return False
    except Exception:  # noqa: BLE001 - the requests are worth answering without it
        _LOG.exception("what goes on beside the requests has failed")
        return False
    return True


async def _get_to_know_keys(backend: Backend) -> None:
    await backend.admission.get_to_know(backend.clock())


async def _share_cursor_key(app: FastAPI, engine: AsyncEngine) -> None:
    """As soon as the database is there: until then /health/ready keeps traffic away."""

    async def share() -> None:
        async with transaction(engine, SYSTEM) as connection:
            key = await service_secrets.shared(connection, "cursor", app.state.runtime.clock())
        app.state.runtime = replace(app.state.runtime, cursor_key=key)

    while True:
        if await _done(share):
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
    pages_too = (pages, board_page, confirmation_page, account_confirmation_page)
    app.mount("/v1", Router(_routes(*resources, *pages_too), redirect_slashes=False))
    app.include_router(probes)
    answer_problems(app)
    app.openapi = cache(lambda: openapi(resources))
    app.state.contract = ServedContract(lambda: app.openapi())  # noqa: PLW0108 - whichever it is by then
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


def openapi(resources: Sequence[APIRouter] = RESOURCES) -> dict[str, Any]:
    """The document that is committed and served. What goes out is told where the events are that it tells of."""
    sent = outgoing() if feed_events.router in resources else None
    return with_examples(with_members(openapi_document(v1_router(resources), VERSION, TAGS, sent)))


def _middleware(settings: Settings) -> list[Middleware]:
    """From the outermost on. Tracing takes the packages of `duetime[otel]`, which are only needed for it."""
    traced = [Middleware(importlib.import_module("app.routers.middleware.tracing").Traced)] if settings.otel else []
    return [
        *traced,
        Middleware(CommonHeaders, version=VERSION),
        Middleware(RequestTelemetry),
        *cross_origin(settings.cors_origins or ()),
        Middleware(HeadAsGet),
        Middleware(ErrorBoundary, translate=translate),
        Middleware(Limits, max_body_bytes=settings.max_body_bytes),
    ]
