"""The page behind the link by which whoever asks for an account confirms their address. Opening it changes nothing."""

from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from app.first_registration import asking
from app.routers.notifications.confirmation_page import PAGE, POLICY
from app.routers.request.backend import backend_of
from app.routers.request.strangers import for_stranger

account_confirmation_page = APIRouter(include_in_schema=False, redirect_slashes=False)

_QUESTION: Final = """<form method="post">
<p>Hebt u op dit adres om een account gevraagd?<br>
<span lang="en">Did you ask for an account at this address?</span></p>
<button>Ja / <span lang="en">Yes</span></button>
</form>"""
_DONE: Final = (
    "<p>Het adres is bevestigd; support kijkt ernaar."
    ' <span lang="en">The address is confirmed; support looks at it.</span></p>'
)


@account_confirmation_page.get("/account-confirmations/{token}")
async def ask_whether_account_was_asked_for(token: str) -> Response:
    del token
    return HTMLResponse(PAGE.format(content=_QUESTION), headers=POLICY)


@account_confirmation_page.post("/account-confirmations/{token}")
async def confirm_account_request(token: str, request: Request) -> Response:
    """Open to whoever has the link: it is the proof that the address is read."""
    async with for_stranger(request, backend_of(request).admission.stranger(request)) as uow:
        await asking.confirm(uow, token)
    return HTMLResponse(PAGE.format(content=_DONE), headers=POLICY)
