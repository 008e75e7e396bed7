"""What a person reads in a browser, without any CDN: the API's documentation, and what each problem means.

Served under /v1, like the OpenAPI document itself, and open to everybody.
"""

import html
from functools import cache
from pathlib import Path
from typing import Any, Final

import fastapi_offline
from fastapi import APIRouter
from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.errors import NotFound
from app.routers.contract.client_document import client_document
from app.routers.http.problems import NOTHING_HERE, PROBLEM_TYPES, slug

DOCS: Final = "/v1/docs"
_ASSETS: Final = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "favicon.png": "image/png",
}
_STATIC: Final = Path(fastapi_offline.__file__).parent / "static"
_DOCS: Final = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Duetime API</title>
<link rel="stylesheet" href="/v1/docs/swagger-ui.css">
<link rel="icon" href="/v1/docs/favicon.png">
<div id="docs"></div>
<script src="/v1/docs/swagger-ui-bundle.js"></script>
<script src="/v1/docs/start.js"></script>
</html>
"""
_START: Final = """SwaggerUIBundle({
  url: "/v1/openapi.json", dom_id: "#docs", deepLinking: true, validatorUrl: null,
  filter: true, persistAuthorization: true,
});
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
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)


_PROBLEMS: Final = {slug(code): kind for code, kind in PROBLEM_TYPES.items()}

pages = APIRouter(include_in_schema=False, redirect_slashes=False)


@pages.get("/openapi.json")
async def read_openapi(request: Request) -> Response:
    return _document(request.app.openapi())


@pages.get("/openapi-client.json")
async def read_client_openapi(request: Request) -> Response:
    """JSON only, for generators of clients."""
    return _document(client_document(request.app.openapi()))


@pages.get("/")
@pages.get("/docs/")
async def redirect_to_docs() -> Response:
    return RedirectResponse(DOCS)


@pages.get("/docs")
async def read_docs() -> Response:
    return HTMLResponse(_DOCS, headers={"Content-Security-Policy": _DOCS_POLICY})


@pages.get("/docs/start.js")
async def read_start() -> Response:
    return Response(_START, media_type="text/javascript")


@pages.get("/docs/{name}")
async def read_asset(name: str) -> Response:
    if name not in _ASSETS:
        raise NotFound(NOTHING_HERE)
    return Response(_asset(name), media_type=_ASSETS[name])


@pages.get("/problems/{name}")
async def read_problem_type(name: str) -> Response:
    kind = _PROBLEMS.get(name)
    if kind is None:
        raise NotFound(NOTHING_HERE)
    title, meaning = html.escape(kind.title), html.escape(kind.meaning)
    return HTMLResponse(_PROBLEM.format(status=kind.status, title=title, meaning=meaning))


def _document(document: dict[str, Any]) -> Response:
    headers = {"Access-Control-Allow-Origin": "*"}
    return Response(to_json(document), headers=headers, media_type="application/json")


@cache
def _asset(name: str) -> bytes:
    return (_STATIC / name).read_bytes()
