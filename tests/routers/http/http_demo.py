"""A small service on top of the HTTP layer: things that are made, listed, read, changed, and that break."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

import uuid_utils
from fastapi import APIRouter, Depends, Query
from pydantic import Field, TypeAdapter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.clock import Instant
from app.errors import (
    Conflict,
    ErrorCode,
    Forbidden,
    NotFound,
    Unauthenticated,
    Unavailable,
)
from app.postgres.errors import OutOfReach
from app.routers.http.bearer import SECURED, bearer_token
from app.routers.http.documented import changes, creates, lists, refuses, shows, shows_version
from app.routers.http.etags import IfMatch, require_match
from app.routers.http.faults import read_as
from app.routers.http.negotiation import TEXT
from app.routers.http.pagination import PageQuery, window
from app.routers.http.replies import collection, rendered, reply, reply_unless_known
from app.routers.http.tables import Column
from app.routers.http.types import WHOLE, DateIn, Email, Id, In, InstantIn, Note, Out, Title
from app.routers.request.idempotency import idempotent
from app.routers.request.route import api_router


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class NewThing(In):
    title: Title
    colour: Colour
    hours: Annotated[int, Field(ge=0, le=100), WHOLE]
    made_at: InstantIn | None = None
    due_on: DateIn | None = None
    owner_id: Id | None = None
    parent_id: UUID | None = None
    owner_email: Email | None = None
    note: Note | None = None
    is_urgent: bool | None = None
    tags: tuple[Colour, ...] = ()
    labels: dict[str, str] | None = None


class ThingChange(In):
    title: Title | None = None
    hours: Annotated[int, Field(ge=0, le=100), WHOLE] | None = None


class ThingOut(Out):
    id: UUID
    title: str
    colour: Colour
    hours: int
    made_at: Instant | None


class ThingFilters(PageQuery):
    colour: Colour | None = None
    tag: tuple[Colour, ...] = ()
    before: InstantIn | None = None


@dataclass(frozen=True)
class Thing:
    id: UUID
    body: NewThing
    version: int = 1

    def shown(self) -> ThingOut:
        body = self.body
        return ThingOut(id=self.id, title=body.title, colour=body.colour, hours=body.hours, made_at=body.made_at)


@dataclass
class Shop:
    """What a database would hold."""

    things: dict[UUID, Thing] = field(default_factory=dict[UUID, Thing])


async def the_shop(request: Request) -> Shop:
    return request.app.state.shop


TheShop = Annotated[Shop, Depends(the_shop)]

COLUMNS = [
    Column[ThingOut]("title", lambda thing: thing.title),
    Column[ThingOut]("colour", lambda thing: thing.colour),
    Column[ThingOut]("hours", lambda thing: thing.hours),
    Column[ThingOut]("madeAt", lambda thing: thing.made_at),
]

things = api_router("Things", prefix="/things")


async def a_token(request: Request) -> str:
    return bearer_token(request)


@things.post("", status_code=201, responses=creates(ThingOut), openapi_extra=SECURED)
@idempotent()
async def create_thing(body: NewThing, shop: TheShop, token: Annotated[str, Depends(a_token)]) -> Response:
    del token
    thing = Thing(UUID(str(uuid_utils.uuid7())), body)
    shop.things[thing.id] = thing
    return reply(thing.shown(), status=201, version=1, location=f"/things/{thing.id}")


@things.get("", responses=lists(ThingOut))
async def list_things(request: Request, filters: Annotated[ThingFilters, Query()], shop: TheShop) -> Response:
    asked = window(request, filters)
    found = [thing for thing in shop.things.values() if filters.colour in (None, thing.body.colour)]
    rows = sorted(found, key=lambda thing: (thing.body.hours, thing.id))
    if asked.after is not None:
        rows = [thing for thing in rows if (thing.body.hours, thing.id) > asked.after]  # type: ignore[operator]
    page = asked.page(rows[: asked.fetch], key=lambda thing: (thing.body.hours, thing.id))
    return collection(request, ThingOut, (thing.shown() for thing in page.rows), page.next_cursor, COLUMNS)


@things.get("/{thingId}", responses=shows_version(ThingOut))
async def read_thing(request: Request, thingId: Id, shop: TheShop) -> Response:  # noqa: N803
    thing = _found(shop, thingId)
    return reply_unless_known(request, thing.shown(), version=thing.version)


@things.patch("/{thingId}", responses={**changes(ThingOut), **refuses(ErrorCode.CONFLICT)})
async def change_thing(
    thingId: Id,  # noqa: N803
    body: ThingChange,
    shop: TheShop,
    if_match: IfMatch = None,
) -> Response:
    thing = _found(shop, thingId)
    require_match(if_match, thing.version)
    updates = body.model_dump(exclude_none=True)
    changed = replace(thing, version=thing.version + 1, body=thing.body.model_copy(update=updates))
    shop.things[thing.id] = changed
    return reply(changed.shown(), version=changed.version)


@things.get("/{thingId}/reason", responses=shows(ThingOut, TEXT))
async def explain_thing(request: Request, thingId: Id, shop: TheShop) -> Response:  # noqa: N803
    thing = _found(shop, thingId)
    return rendered(request, thing.shown(), text=lambda: f"{thing.body.title}, because.\n")


def _found(shop: Shop, thing_id: UUID) -> Thing:
    if thing_id not in shop.things:
        raise NotFound("There is no such thing.")
    return shop.things[thing_id]


def _unreached(error: OSError) -> OutOfReach:
    unreached = OutOfReach()
    unreached.__cause__ = error
    return unreached


FAILURES: dict[str, Exception] = {
    "conflict": Conflict("It is closed.", section="3.1.2"),
    "forbidden": Forbidden("A consultant decides this.", section="2.1"),
    "unauthenticated": Unauthenticated("The key is revoked."),
    "not-found": NotFound("There is no thing 42."),
    "unavailable": Unavailable("The database is away.", retry_after=7),
    "refused-below": _unreached(ConnectionRefusedError("10.0.0.7:5432")),
    "too-slow": _unreached(TimeoutError()),
    "missing-file": FileNotFoundError("/srv/secret/template.html"),
    "refused-elsewhere": ConnectionRefusedError("10.0.0.8:443"),
    "too-slow-elsewhere": TimeoutError(),
    "bug": RuntimeError("the secret is 1234"),
}

breaking = api_router("Breaking", prefix="/breaking")


class Failure(In):
    kind: str


class Agreement(In):
    decision: Literal["agree"]
    hours: Annotated[int, WHOLE]
    dates: tuple[DateIn, ...] = ()


class Refusal(In):
    decision: Literal["decline"]
    reason: Note


Decision = Annotated[Agreement | Refusal, Field(discriminator="decision")]


@breaking.post("/decisions")
async def decide(body: Decision) -> Response:
    return Response(body.model_dump_json(), media_type="application/json")


@breaking.get("/now/{kind}")
async def break_now(kind: str) -> Response:
    raise FAILURES[kind]


async def _breaking_commit(kind: str) -> AsyncIterator[None]:
    yield
    raise FAILURES[kind]


@breaking.get("/commit/{kind}", dependencies=[Depends(_breaking_commit, scope="function")])
async def break_at_commit(kind: str) -> Response:
    return Response(b'{"committed": true}', media_type="application/json")


@breaking.get("/slowly")
async def answer_slowly() -> Response:
    await asyncio.sleep(0.2)
    return Response(b"{}", media_type="application/json")


@breaking.get("/halfway")
async def break_halfway() -> Response:
    async def parts() -> AsyncIterator[bytes]:
        yield b"the beginning"
        raise RuntimeError("and no end")

    return StreamingResponse(parts())


@breaking.post("/raw")
async def read_raw(request: Request) -> Response:
    failure, _ = read_as(TypeAdapter(Failure), await request.body())
    return Response(failure.model_dump_json(), media_type="application/json")


RESOURCES: list[APIRouter] = [things, breaking]
