"""What a person reads in a browser, without any CDN: the API's documentation, and what each problem means.

Served under /v1, like the OpenAPI document itself, and open to everybody.
"""

import html
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.errors import NotFound
from app.routers.contract import docs_assets
from app.routers.contract.served_contract import ServedContract
from app.routers.http.packed import KEEP, Packed, packed, packed_response
from app.routers.http.problems import NOTHING_HERE, PROBLEM_TYPES, slug

DOCS: Final = "/v1/docs"
ICON: Final = f"{DOCS}/{docs_assets.ICON}"
_DOCS: Final = f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Duetime API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<script src="{DOCS}/{docs_assets.START}"></script>
<script src="{DOCS}/{docs_assets.BUNDLE}" defer></script>
<link rel="stylesheet" href="{DOCS}/{docs_assets.STYLE}">
<link rel="icon" href="{ICON}">
<div id="docs"></div>
</html>
"""
_PROBLEM: Final = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>{status} {title}</title>
<h1>{status} {title}</h1>
<p>{meaning}</p>
</html>
"""
_DOCS_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
_PROBLEMS: Final = {slug(code): kind for code, kind in PROBLEM_TYPES.items()}

pages = APIRouter(include_in_schema=False, redirect_slashes=False)


@pages.get("/openapi.json")
async def read_openapi(request: Request) -> Response:
    return _document(request, await _contract(request).whole())


@pages.get("/openapi-client.json")
async def read_client_openapi(request: Request) -> Response:
    """JSON only, for generators of clients."""
    return _document(request, await _contract(request).for_clients())


@pages.get("/")
@pages.get("/docs/")
async def redirect_to_docs() -> Response:
    return RedirectResponse(DOCS)


@pages.get("/docs")
async def read_docs(request: Request) -> Response:
    page = packed(_DOCS.encode(), "text/html")
    return packed_response(request, page, {"Content-Security-Policy": _DOCS_POLICY})


@pages.get("/docs/{name}")
async def read_asset(request: Request, name: str) -> Response:
    found = docs_assets.asset(name)
    if found is None:
        raise NotFound(NOTHING_HERE)
    return packed_response(request, found, KEEP)


@pages.get("/problems/{name}")
async def read_problem_type(name: str) -> Response:
    kind = _PROBLEMS.get(name)
    if kind is None:
        raise NotFound(NOTHING_HERE)
    title, meaning = html.escape(kind.title), html.escape(kind.meaning)
    return HTMLResponse(_PROBLEM.format(status=kind.status, title=title, meaning=meaning))


def _contract(request: Request) -> ServedContract:
    return request.app.state.contract


def _document(request: Request, content: Packed) -> Response:
    return packed_response(request, content, {"Access-Control-Allow-Origin": "*"})
