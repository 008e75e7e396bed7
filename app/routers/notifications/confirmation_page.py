"""The page behind the link that a new address is sent. Opening it changes nothing, so that a program that looks at the
links of a mail confirms nothing.
"""

from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from app.notifications import confirming
from app.routers.request.backend import backend_of
from app.routers.request.strangers import for_stranger

confirmation_page = APIRouter(include_in_schema=False, redirect_slashes=False)

POLICY: Final = {
    "Content-Security-Policy": "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
}
PAGE: Final = """<!doctype html>
<html lang="nl">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Duetime</title>
{content}
</html>
"""
_QUESTION: Final = """<form method="post">
<p>Wilt u op dit adres berichten ontvangen?<br><span lang="en">Would you have messages sent to this address?</span></p>
<button>Ja / <span lang="en">Yes</span></button>
</form>"""
_DONE: Final = '<p>Het adres is bevestigd. <span lang="en">The address is confirmed.</span></p>'


@confirmation_page.get("/contact-confirmations/{token}")
async def ask_for_confirmation(token: str) -> Response:
    del token
    return HTMLResponse(PAGE.format(content=_QUESTION), headers=POLICY)


@confirmation_page.post("/contact-confirmations/{token}")
async def confirm_contact(token: str, request: Request) -> Response:
    """Open to whoever has the link: it is the proof that the address is read."""
    async with for_stranger(request, backend_of(request).admission.stranger(request)) as uow:
        await confirming.confirm(uow, token)
    return HTMLResponse(PAGE.format(content=_DONE), headers=POLICY)
