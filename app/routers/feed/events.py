"""The feed over HTTP: pages, one event, and what types there are. As a stream: `event_stream.py`."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Any, cast

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.access import identity
from app.domain.access.audit import AuditSubject
from app.domain.access.scopes import ApiScope, require_scope
from app.domain.feed.entries import EventFilter
from app.domain.feed.places import FeedHead, FeedPlace
from app.errors import Forbidden, Invalid
from app.feed import reading
from app.feed.cloud_events import CloudEvent, Naming, cloud_event
from app.feed.event_types import event_types
from app.feed.reading import FeedStart
from app.feed.streaming import FeedSight, Listener
from app.postgres.engine import transaction
from app.routers.feed.event_stream import MEDIA_TYPE, EventStream
from app.routers.feed.parameters import EventId, FeedQuery, LastEventId
from app.routers.http.bearer import bearer_token
from app.routers.http.client_address import client_address
from app.routers.http.documented import shows
from app.routers.http.replies import rendered, reply
from app.routers.http.request import StrictRequest
from app.routers.http.types import Out
from app.routers.request.auditing import looks_at
from app.routers.request.backend import backend_of
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.route import api_router
from app.tickets.store import ticket_numbers
from app.unit_of_work import UnitOfWork

router = api_router("Events")
_AS_OUT = cast("type[Out]", CloudEvent)
"""It stands below, for whatever goes out by another way, and is written alike."""


class CloudEventPageOut(Out):
    """Events, the first committed first. `nextCursor` is always there: ask with it again for what comes later."""

    items: tuple[CloudEvent, ...]
    next_cursor: str


class EventTypeOut(Out):
    """A type of event. `schema` is the JSON Schema of its `data` with the payload."""

    type: str
    meaning: str
    schema: dict[str, Any]
    example: CloudEvent


class EventTypesOut(Out):
    items: tuple[EventTypeOut, ...]


@router.get("/events", summary="Read the feed", responses=shows(CloudEventPageOut, MEDIA_TYPE))
async def list_events(
    request: Request,
    query: Annotated[FeedQuery, Query()],
    uow: UnitOfWorkDep,
    last_event_id: LastEventId = None,
) -> Response:
    """All that happened, in the order in which it was committed: nothing comes before what was read already.

    With `Accept: text/event-stream` it goes on: what is there already after the place that is asked for, and then what
    comes; without a place, what comes from now on. Besides events it tells `beat` with the place it has come to, at
    least each 15 seconds; `reset` where it could not go on from where it was asked to, or its reader is too slow, and
    from where it goes on instead; `end`. Five streams each at once. Events are kept for 400 days. What is about a
    customer's tickets the customer's people see, but for what is internal.
    """
    wanted = await _wanted(uow, query)
    newest = await reading.head(uow.connection)
    start = await _start(uow, newest, query, last_event_id, live=_streams(request))
    if _streams(request):
        return _stream(request, uow, wanted, start)
    if start.reset is not None:
        pointer = "/query/cursor" if last_event_id is None else "/header/Last-Event-ID"
        raise Invalid.at(pointer, "cursor", "It is of another feed, or too old: begin with `since`, or without it.")
    page = await reading.page(
        uow.connection, uow.scope, wanted, after=start.place, until=newest.place, limit=query.limit
    )
    naming = Naming.of(backend_of(request).settings)
    items = tuple(cloud_event(each, naming, full=False) for each in page.events)
    return rendered(request, CloudEventPageOut(items=items, next_cursor=str(page.next)))


@router.get("/events/{eventId}", summary="Read an event", responses=shows(_AS_OUT))
async def read_event(event_id: EventId, request: Request, uow: UnitOfWorkDep) -> Response:
    """One event, with its payload."""
    event = await reading.event(uow, event_id.subject_id, event_id.sequence)
    looks_at(request, AuditSubject(event.entry.stream, str(event.entry.subject_id)))
    told = cloud_event(event, Naming.of(backend_of(request).settings), full=True)
    return reply(cast("Out", told))


@router.get("/event-types", summary="List the types of events", responses=shows(EventTypesOut))
async def list_event_types(request: Request, uow: UnitOfWorkDep) -> Response:
    """Every type that there is. In `type` filters it is written as here."""
    del uow
    items = [
        EventTypeOut(type=each.type, meaning=each.meaning, schema=each.schema, example=each.example)
        for each in event_types(Naming.of(backend_of(request).settings))
    ]
    return reply(EventTypesOut(items=tuple(items)))


def _streams(request: Request) -> bool:
    return isinstance(request, StrictRequest) and request.media_type == MEDIA_TYPE


async def _start(
    uow: UnitOfWork, newest: FeedHead, query: FeedQuery, last_event_id: FeedPlace | str | None, *, live: bool
) -> FeedStart:
    if isinstance(last_event_id, FeedPlace):
        return await reading.start(uow.connection, newest, after=last_event_id)
    if last_event_id is not None:
        return await reading.start(uow.connection, newest)
    if query.cursor is not None and query.since is not None:
        raise Invalid.at("/query/since", "with_cursor", "A cursor says already from where on.")
    if live and query.cursor is None and query.since is None:
        return FeedStart(newest.place)
    return await reading.start(uow.connection, newest, after=query.cursor, since=query.since)


async def _wanted(uow: UnitOfWork, query: FeedQuery) -> EventFilter:
    left_out = await reading.left_out(uow)
    if query.subject is None:
        return query.wanted(None, left_out)
    subject_id = await ticket_numbers.id_of(uow.connection, uow.scope, query.subject.named)
    return query.wanted(subject_id, left_out)


def _stream(request: Request, uow: UnitOfWork, wanted: EventFilter, start: FeedStart) -> Response:
    backend, sight = backend_of(request), FeedSight.of(uow.actor)
    return EventStream(
        backend.feed_streams,
        Listener(sight, wanted, start.place, reset=start.reset),
        uow.actor,
        Naming.of(backend.settings),
        clock=backend.clock,
        look_again=_looking_again(request, sight, wanted.left_out),
    )


def _looking_again(request: Request, sight: FeedSight, left_out: Sequence[str]) -> Callable[[], Awaitable[None]]:
    """Raises Unauthenticated or Forbidden once whoever opened the stream may not read, or sees another part of it."""
    backend, token, address = backend_of(request), bearer_token(request), client_address(request)

    async def look_again() -> None:
        now = backend.clock()
        presented = await identity.presented(backend.tokens, token, now)
        async with transaction(backend.engine, identity.at_the_door(presented)) as connection:
            caller = await identity.authenticate(connection, presented, now, address)
            unseen = await reading.left_out(UnitOfWork(connection, caller, now, backend.book))
        require_scope(caller.reach.scopes, ApiScope.EVENTS_READ)
        if (FeedSight.of(caller.actor), unseen) != (sight, left_out):
            raise Forbidden("What you see is not what it was.")

    return look_again
