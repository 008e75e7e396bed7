"""The board's page. It has no data in it and is open to everybody: its reader gives it a key."""

from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from app.errors import NotFound
from app.routers.board.board_assets import VERSION, asset
from app.routers.http.packed import KEEP, packed, packed_response
from app.routers.http.problems import NOTHING_HERE

_ASSETS: Final = f"/v1/board/{VERSION}"
_PAGE: Final = f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Duetime</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark light">
<link rel="stylesheet" href="{_ASSETS}/board.css">
<link rel="icon" href="{_ASSETS}/icon.svg">
<script type="module" src="{_ASSETS}/main.js"></script>
<body>
<noscript>The board takes JavaScript. Het bord heeft JavaScript nodig.</noscript>
</body>
</html>
"""
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
    "img-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
"""`blob:` is the picture of an explanation, which takes a key to be fetched."""

board_page = APIRouter(include_in_schema=False, redirect_slashes=False)


@board_page.get("/board")
async def read_board(request: Request) -> Response:
    return packed_response(request, packed(_PAGE.encode(), "text/html"), {"Content-Security-Policy": _POLICY})


@board_page.get("/board/{version}/{name}")
async def read_board_asset(request: Request, version: str, name: str) -> Response:
    found = asset(name) if version == VERSION else None
    if found is None:
        raise NotFound(NOTHING_HERE)
    return packed_response(request, found, KEEP)
