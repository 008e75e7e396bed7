"""The calendar behind a link, for programs that can send no key with it."""

import asyncio
from typing import Annotated, Any, Final

from fastapi import Path
from starlette.requests import Request
from starlette.responses import Response

from app.access.identity import digest
from app.calendar_feeds import reading
from app.calendar_feeds.reading import CalendarContent
from app.calendar_feeds.rendering import MEDIA_TYPE, rendered
from app.domain.actor import Actor
from app.errors import NotFound, Unauthenticated
from app.postgres.engine import transaction
from app.postgres.tenancy import Tenant
from app.routers.http.client_address import client_address
from app.routers.http.documented import header_refs
from app.routers.http.etags import etag, is_known
from app.routers.http.route import router_of
from app.routers.middleware.envelope import tell_nothing
from app.routers.request.backend import backend_of
from app.unit_of_work import UnitOfWork

router = router_of("Calendar feeds")

FeedSecret = Annotated[str, Path(alias="secret", description="The last part of the link that was shown once.")]
_HEADERS: Final = {
    "Cache-Control": "private, no-cache",  # kept by whoever asked, who asks each time whether it is still the same
    "Content-Disposition": 'attachment; filename="duetime.ics"',  # else a browser names the file after the secret
}
_NEVER_CHANGED: Final = 1
"""The version of what is the feed's own, for its ETag."""


class CalendarResponse(Response):
    media_type = MEDIA_TYPE


_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The whole calendar.", "headers": header_refs("ETag", "Content-Disposition")},
    304: {"description": "You have it as it is.", "headers": header_refs("ETag")},
    404: {"description": "The link opens nothing."},
}


@router.get(
    "/calendar-feeds/{secret}",
    summary="Fetch the calendar of a feed",
    response_class=CalendarResponse,
    responses=_RESPONSES,
    openapi_extra={"security": []},
)
async def fetch_calendar(secret: FeedSecret, request: Request) -> Response:
    """Whoever has the link needs no key. Clocks that go and that the feed's person may see now: due up to 366 days from
    now, or at most 30 days ago; the 500 that are due soonest. What is met or paused is not in it any more.

    The same 404 for a link that was made up, is revoked or has expired, and for one whose person has left.
    """
    text = await asyncio.to_thread(rendered, await _content(request, secret))
    headers = {**_HEADERS, "ETag": etag(_NEVER_CHANGED, text)}
    if is_known(request.headers.get("if-none-match"), _NEVER_CHANGED, text):
        return Response(status_code=304, headers=headers)
    return CalendarResponse(text, headers=headers)


async def _content(request: Request, secret: str) -> CalendarContent:
    """As with a key: counted against whose link it is, or as a guess against the address that it comes from."""
    backend, credential = backend_of(request), digest(secret)
    now, address = backend.clock(), client_address(request)

    async def holder() -> Actor:
        async with transaction(backend.engine, Tenant(key=credential)) as connection:
            return (await reading.open_by_link(connection, credential, now, address)).reader.actor

    try:
        async with (
            backend.admission.bearer(request, credential, holder) as turn,
            turn,
            transaction(backend.engine, Tenant(key=credential)) as connection,
        ):
            opened = await reading.open_by_link(connection, credential, now, address)
            uow = request.state.uow = UnitOfWork(connection, opened.reader, now, backend.book)
            return await reading.read(uow, opened.feed)
    except Unauthenticated:
        tell_nothing(request.scope)  # of a quota: there is one only where the link was known
        raise NotFound("There is no such calendar. If its link was revoked or has expired, make another.") from None
