"""For whoever runs the service: outside /v1, and in no contract with its clients."""

from datetime import timedelta
from ipaddress import ip_address
from typing import Final
from urllib.parse import quote, urlsplit

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.clock import Instant
from app.postgres import readiness
from app.routers.contract.pages import DOCS, ICON
from app.routers.http.runtime import runtime_of
from app.routers.metrics.scraping import scraped
from app.routers.request.backend import backend_of
from app.settings import Settings

probes = APIRouter(include_in_schema=False, redirect_slashes=False)

SECURITY_TXT: Final = "/.well-known/security.txt"
GOOD_FOR: Final = timedelta(days=180)
"""RFC 9116 §2.5.5 wants less than a year."""


ELSEWHERE: Final = {
    "/": DOCS,
    "/docs": DOCS,
    "/redoc": DOCS,
    "/v1": DOCS,
    "/openapi.json": "/v1/openapi.json",
    "/favicon.ico": ICON,
    "/health": "/health/ready",
}
"""Where people look first, and where it is."""


async def redirect(request: Request) -> Response:
    return RedirectResponse(ELSEWHERE[request.scope["path"]])


for address in ELSEWHERE:
    probes.add_api_route(address, redirect, methods=["GET"])


@probes.get("/health/live")
async def read_liveness() -> Response:
    """The process answers. Says nothing of the database: a restart would not mend that."""
    return Response('{"status":"live"}', media_type="application/json")


@probes.get("/health/ready")
async def read_readiness(request: Request) -> Response:
    """Whether requests can be served: the database answers, takes writes and has the schema of this version."""
    await readiness.require(backend_of(request).engine)
    return Response('{"status":"ready"}', media_type="application/json")


@probes.get("/metrics")
async def read_metrics(request: Request) -> Response:
    return await scraped(request)


@probes.get(SECURITY_TXT)
async def read_security_txt(request: Request) -> Response:
    """Whom to tell of a vulnerability (RFC 9116)."""
    runtime = runtime_of(request)
    return Response(_security_txt(runtime.settings, runtime.clock()), media_type="text/plain")


def _security_txt(settings: Settings, now: Instant) -> str:
    contact = settings.security_contact or f"mailto:security@{_mail_domain(settings.public_url)}"
    public = settings.public_url.rstrip("/")
    is_public = public.startswith("https://")  # RFC 9116 §2.5.2 and §2.5.3 take no other scheme
    lines = [
        f"Contact: {contact}",
        *([f"Contact: {public}/v1/vulnerability-reports"] if is_public else []),
        f"Expires: {now + GOOD_FOR:%Y-%m-%dT00:00:00Z}",
        "Preferred-Languages: nl, en",
    ]
    if is_public:
        lines.append(f"Canonical: {public}{SECURITY_TXT}")
    return "\n".join([*lines, ""])


def _mail_domain(url: str) -> str:
    """RFC 5321 §4.1.3 puts an address that is no name between brackets, which RFC 6068 §2 has escaped in a URI."""
    host = urlsplit(url).hostname or "localhost"
    try:
        literal = ip_address(host)
    except ValueError:
        return host
    return quote(f"[{literal}]" if literal.version == 4 else f"[IPv6:{literal}]", safe=":")  # noqa: PLR2004
