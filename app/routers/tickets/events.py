"""The history of a ticket, and what people say on it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from inspect import cleandoc
from typing import Annotated, Any, Self, cast
from uuid import UUID

from fastapi import Query
from pydantic import Field, GetJsonSchemaHandler
from pydantic.alias_generators import to_camel
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema
from starlette.requests import Request
from starlette.responses import Response

from app.accounts import people
from app.clock import Instant
from app.domain.actor import ActorKind
from app.domain.tickets.facts import CommentAdded, Event, Registered
from app.errors import ErrorCode
from app.routers.http.documented import creates, lists, refuses
from app.routers.http.pagination import Page, PageQuery, PageWindow, window
from app.routers.http.replies import collection, reply
from app.routers.http.tables import Column
from app.routers.http.terminal import narrow
from app.routers.http.types import In, Note, Out
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.idempotency import idempotent
from app.routers.request.route import api_router
from app.routers.tickets.event_schemas import forms
from app.routers.tickets.parameters import TicketId
from app.tickets.comments import comment
from app.tickets.recording import found
from app.tickets.store import tickets
from app.tickets.store.event_mapping import FACT
from app.unit_of_work import UnitOfWork

router = api_router("Tickets", prefix="/tickets/{ticketId}")


class ActorOut(Out):
    """Who did it. `system` is Duetime itself, which announces what follows from what others did."""

    id: UUID | None
    kind: ActorKind
    name: str


class EventOut(Out):
    """Something that happened. `occurredAt` is when it was true, `recordedAt` when we learnt it."""

    sequence: Annotated[int, Field(description="1 for the first of a ticket, without gaps in the vendor's view.")]
    type: str
    occurred_at: Instant
    recorded_at: Instant
    actor: ActorOut
    on_behalf_of: Annotated[
        ActorOut | None, Field(description="The registrant for whom somebody else registered the ticket.")
    ]
    data: Annotated[dict[str, Any], Field(description="What belongs to this type of event.")]

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        del schema
        return {**handler(forms(cls)), "description": cleandoc(cls.__doc__ or "")}

    @classmethod
    def of(cls, event: Event, names: dict[UUID, str]) -> Self:
        return cls(
            sequence=event.sequence,
            type=event.fact.type,
            occurred_at=event.occurred_at,
            recorded_at=event.recorded_at,
            actor=actor_out(event, names),
            on_behalf_of=_on_behalf_of(event, names),
            data=_data(event),
        )


def actor_out(event: Event, names: dict[UUID, str]) -> ActorOut:
    name = None if event.actor_id is None else names.get(event.actor_id)
    return ActorOut(id=event.actor_id, kind=event.actor_kind, name=name or f"the {event.actor_kind}")


def _on_behalf_of(event: Event, names: dict[UUID, str]) -> ActorOut | None:
    registrant_id = _registrant_of(event)
    if registrant_id is None or registrant_id == event.actor_id:
        return None
    return ActorOut(id=registrant_id, kind=ActorKind.PERSON, name=names.get(registrant_id) or "the registrant")


def _registrant_of(event: Event) -> UUID | None:
    return event.fact.registration.registrant_id if isinstance(event.fact, Registered) else None


def _data(event: Event) -> dict[str, Any]:
    payload = FACT.dump_python(event.fact, mode="json", exclude_none=True)
    return {name: value for name, value in _camel(payload).items() if name != "type"}


def _camel(node: dict[str, Any]) -> dict[str, Any]:
    """Names of members, at any depth; the keys of `raci` are roles, which are values and stay as they are."""
    return {to_camel(name): value if name == "raci" else _camel_value(value) for name, value in node.items()}


def _camel_value(value: Any) -> Any:
    match value:
        case dict():
            return _camel(cast("dict[str, Any]", value))
        case list():
            return [_camel_value(each) for each in cast("list[Any]", value)]
        case _:
            return value


EVENT_COLUMNS: tuple[Column[EventOut], ...] = (
    Column("sequence", lambda event: event.sequence, heading="no"),
    Column("occurredAt", lambda event: event.occurred_at),
    Column("recordedAt", lambda event: event.recorded_at, wide=True),
    Column("type", lambda event: event.type),
    Column("actor", lambda event: event.actor.name, gives_way=True),
    Column("onBehalfOf", lambda event: event.on_behalf_of and event.on_behalf_of.name, wide=True),
    Column("data", lambda event: json.dumps(event.data, ensure_ascii=False), wide=True),
)


def _what(data: Mapping[str, Any]) -> str:
    """For eyes: without the ids and the nested parts, which `data` has."""
    plain = {name: value for name, value in data.items() if isinstance(value, str | int | float) and name[-2:] != "Id"}
    return ", ".join(f"{name} {value}" for name, value in plain.items())


_EVENTS_IN_BRIEF = (*narrow(EVENT_COLUMNS), Column[EventOut]("what", lambda event: _what(event.data), gives_way=True))


class CommentIn(In):
    text: Note
    internal: Annotated[bool, Field(description="For the vendor's eyes only; vendor staff only.")] = False
    answers: Annotated[
        bool,
        Field(description="Of a customer's comment while an answer is awaited: false if it is not the answer."),
    ] = True


class CommentOut(Out):
    id: UUID
    sequence: Annotated[int, Field(description="Its place in the ticket's events.")]
    text: str
    internal: bool
    answers: Annotated[bool, Field(description="It was the answer that was awaited: the clock goes on from there.")]
    actor: ActorOut
    created_at: Instant

    @classmethod
    def of(cls, event: Event, fact: CommentAdded, names: dict[UUID, str]) -> Self:
        return cls(
            id=fact.comment_id,
            sequence=event.sequence,
            text=fact.text,
            internal=fact.internal,
            answers=fact.answers is not None,
            actor=actor_out(event, names),
            created_at=event.recorded_at,
        )


COMMENT_COLUMNS: tuple[Column[CommentOut], ...] = (
    Column("createdAt", lambda comment: comment.created_at),
    Column("actor", lambda comment: comment.actor.name, gives_way=True),
    Column("internal", lambda comment: comment.internal),
    Column("answers", lambda comment: comment.answers),
    Column("text", lambda comment: comment.text, gives_way=True),
)


@router.get("/events", summary="Read a ticket's history", responses=lists(EventOut))
async def list_ticket_events(
    ticket_id: TicketId, request: Request, query: Annotated[PageQuery, Query()], uow: UnitOfWorkDep
) -> Response:
    """The history, oldest first. Customers don't see the vendor's internal comments."""
    page = await _events(uow, ticket_id, window(request, query))
    names = await names_in(uow, page.rows)
    items = tuple(EventOut.of(event, names) for event in page.rows)
    return collection(request, EventOut, items, page.next_cursor, EVENT_COLUMNS, _EVENTS_IN_BRIEF)


@router.get("/comments", summary="List comments", responses=lists(CommentOut))
async def list_ticket_comments(
    ticket_id: TicketId, request: Request, query: Annotated[PageQuery, Query()], uow: UnitOfWorkDep
) -> Response:
    """Oldest first. Customers don't see the vendor's internal ones."""
    page = await _events(uow, ticket_id, window(request, query), types=["comment_added"])
    names = await names_in(uow, page.rows)
    items = tuple(CommentOut.of(each, cast("CommentAdded", each.fact), names) for each in page.rows)
    return collection(request, CommentOut, items, page.next_cursor, COMMENT_COLUMNS)


@router.post(
    "/comments",
    summary="Comment, or answer",
    status_code=201,
    responses={**creates(CommentOut), **refuses(ErrorCode.FORBIDDEN)},
)
@idempotent()
async def add_ticket_comment(ticket_id: TicketId, body: CommentIn, uow: UnitOfWorkDep) -> Response:
    """Anyone who sees the ticket may comment. While an answer is awaited, a customer's comment is it: the information
    is received with it, and the clock goes on, unless it says `answers: false`.
    """
    made = await comment(uow, ticket_id, body.text, internal=body.internal, answers=body.answers)
    names = {uow.actor.id: uow.actor.name}
    view = CommentOut.of(made.event, made.fact, names)
    return reply(view, status=201, location=f"/tickets/{ticket_id}/comments")


async def _events(uow: UnitOfWork, ticket_id: UUID, asked: PageWindow, types: Sequence[str] = ()) -> Page[Event]:
    await found(uow, ticket_id)
    rows = await tickets.events(
        uow.connection, uow.scope, ticket_id, after=asked.after_number, limit=asked.fetch, types=types
    )
    return asked.page(rows, lambda event: (event.sequence,))


async def names_in(uow: UnitOfWork, events: Iterable[Event]) -> dict[UUID, str]:
    named = [each for event in events for each in (event.actor_id, _registrant_of(event)) if each is not None]
    return await people.names(uow, set(named))
