"""As a calendar program does: it has a link, and no key."""

from typing import Any, Final

from httpx import Response
from icalendar import Calendar, Event

from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import Walker

PUBLIC: Final = "https://support.example"


def feeds_of(person: Caller) -> str:
    return f"/v1/people/{person.person.id}/calendar-feeds"


async def make(by: Caller, of: Caller | None = None, **asked: Any) -> str:
    """The link, as it goes on the wire."""
    answer = await by.post(feeds_of(of or by), json=asked)
    assert answer.status_code == 201, answer.text
    return answer.json()["url"].removeprefix(PUBLIC)


async def fetch(api: Api, url: str, **headers: str) -> Response:
    return await api.anonymous().get(url, headers=headers)


def calendar_of(answer: Response) -> Calendar:
    assert answer.status_code == 200, answer.text
    return Calendar.from_ical(answer.content)


async def entries(api: Api, url: str) -> dict[str, Event]:
    """By what they are called."""
    return {str(event["summary"]): event for event in calendar_of(await fetch(api, url)).events}


async def entry(api: Api, url: str, ticket: Walker, clock: str) -> Event | None:
    found = calendar_of(await fetch(api, url)).events
    return next((event for event in found if event["uid"] == f"{ticket.id}-{clock}"), None)
