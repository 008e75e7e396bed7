"""What went out to a subscription, each attempt, and sending again."""

from datetime import datetime
from typing import Annotated, Final, Literal, Self
from uuid import UUID

from fastapi import Query
from pydantic import MISSING, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError
from starlette.requests import Request
from starlette.responses import Response
from uuid_utils.compat import uuid7

from app.clock import Instant
from app.domain.subscriptions.states import DeliveryState
from app.errors import ErrorCode, NotFound
from app.feed.cloud_events import Naming, event_id
from app.routers.feed.parameters import EventId, EventIdIn
from app.routers.http.documented import creates, lists, refuses
from app.routers.http.pagination import PageQuery, window
from app.routers.http.replies import Afterwards, collection, reply
from app.routers.http.tables import Column
from app.routers.http.types import WHOLE, In, InstantIn, Out
from app.routers.request.backend import backend_of
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.idempotency import idempotent
from app.routers.request.parameters import SubscriptionId
from app.routers.request.route import api_router
from app.subscriptions import pinging, replays, subscriptions
from app.subscriptions.replays import Wanted
from app.subscriptions.sending import SinkWalls
from app.subscriptions.store import attempts, deliveries
from app.subscriptions.store.attempts import Attempt
from app.subscriptions.store.deliveries import Delivery

router = api_router("Subscriptions", prefix="/subscriptions/{subscriptionId}")

MOST_AT_ONCE: Final = 1_000


class DeliveryOut(Out):
    """One event. `skipped`: it came while the subscription was not active; a replay sends it yet."""

    event_id: str
    type: str
    position: Annotated[int, Field(description="Its place in the feed.")]
    state: Annotated[DeliveryState, Field(description="How far it has come.")]
    attempts: int
    next_attempt_at: Instant | None
    last_status: int | None
    last_fault: str | None

    @classmethod
    def of(cls, delivery: Delivery) -> Self:
        return cls(
            event_id=event_id(delivery.subject_id, delivery.sequence),
            type=delivery.type,
            position=delivery.position,
            state=delivery.state,
            attempts=delivery.attempts,
            next_attempt_at=delivery.next_attempt_at,
            last_status=delivery.last_status,
            last_fault=delivery.last_fault,
        )


class AttemptOut(Out):
    """`status` null: there was no answer; `fault` null: it was taken. `answer`: its beginning, to the vendor alone."""

    at: Annotated[Instant, Field(description="When it was sent.")]
    duration_seconds: Annotated[float, Field(description="A decimal number.")]
    status: Annotated[int | None, Field(description="The HTTP status; null: there was no answer.")]
    fault: Annotated[
        str | None,
        Field(
            description="status, redirect, timeout, name_not_found, forbidden_address, not_reached, tls, broken_off."
        ),
    ]
    address: Annotated[str | None, Field(description="To which it was sent; null: none was found, or allowed.")]
    answer: Annotated[str | None, Field(description="The beginning of the answer; null: not yours to see.")]

    @classmethod
    def of(cls, attempt: Attempt, *, is_vendor: bool) -> Self:
        return cls(
            at=attempt.at,
            duration_seconds=attempt.duration.total_seconds(),
            status=attempt.status,
            fault=attempt.fault,
            address=attempt.address,
            answer=attempt.answer if is_vendor else None,
        )


class DeliveryQuery(PageQuery):
    state: DeliveryState | None = None


Bound = Annotated[int, Field(ge=0, le=10**15), WHOLE] | InstantIn
"""A position of the feed, or a moment."""


def _yes(value: object) -> object:
    if value is not True:
        raise PydanticCustomError("not_true", "It is true, or left out.")
    return value


Yes = Annotated[Literal[True], BeforeValidator(_yes)]
"""By itself the literal takes 1 as well."""


class ReplayIn(In):
    """One of three: the ids of events; `from` and `until`, two positions or two moments, both included; `undelivered`,
    what was skipped or given up.
    """

    event_ids: Annotated[
        tuple[EventIdIn, ...] | MISSING,
        Field(min_length=1, max_length=MOST_AT_ONCE, description="These events."),
    ] = MISSING
    from_: Annotated[Bound | MISSING, Field(alias="from")] = MISSING
    until: Bound | MISSING = MISSING
    undelivered: Annotated[Yes | MISSING, Field(description="What was skipped or given up.")] = MISSING

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if self.model_fields_set not in ({"event_ids"}, {"from_", "until"}, {"undelivered"}):
            raise PydanticCustomError("which_events", "Give eventIds, or from and until, or undelivered.")
        if type(self.from_) is not type(self.until) and self.from_ is not MISSING:
            raise PydanticCustomError("which_events", "From and until are two positions, or two moments.")
        return self

    def wanted(self) -> Wanted:
        match self.from_, self.until:
            case int(), int():
                return Wanted(positions=(self.from_, self.until))
            case datetime(), datetime():
                return Wanted(moments=(Instant(self.from_), Instant(self.until)))
            case _:
                events = () if self.event_ids is MISSING else self.event_ids
                return Wanted(
                    events=[(each.subject_id, each.sequence) for each in events],
                    undelivered=self.undelivered is True,
                )


class ReplayOut(Out):
    """`events`: how many go out again, with the ids that they have."""

    id: UUID
    events: Annotated[int, Field(description="How many go out.")]


DELIVERY_COLUMNS = (
    Column[DeliveryOut]("position", lambda each: each.position),
    Column[DeliveryOut]("eventId", lambda each: each.event_id),
    Column[DeliveryOut]("type", lambda each: each.type),
    Column[DeliveryOut]("state", lambda each: each.state),
    Column[DeliveryOut]("attempts", lambda each: each.attempts),
    Column[DeliveryOut]("nextAttemptAt", lambda each: each.next_attempt_at),
    Column[DeliveryOut]("lastStatus", lambda each: each.last_status),
    Column[DeliveryOut]("lastFault", lambda each: each.last_fault),
)
ATTEMPT_COLUMNS = (
    Column[AttemptOut]("at", lambda each: each.at),
    Column[AttemptOut]("durationSeconds", lambda each: each.duration_seconds),
    Column[AttemptOut]("status", lambda each: each.status),
    Column[AttemptOut]("fault", lambda each: each.fault),
    Column[AttemptOut]("address", lambda each: each.address),
)


@router.post(
    "/pings",
    status_code=201,
    summary="Ping a sink",
    responses={**creates(AttemptOut), **refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT)},
)
async def ping_subscription(subscription_id: SubscriptionId, request: Request, uow: UnitOfWorkDep) -> Response:
    """Sends `subscription.ping` now, also where it is paused or suspended, and waits at most five seconds."""
    settings, is_vendor = backend_of(request).settings, uow.actor.is_vendor
    ping = await pinging.prepare(uow, subscription_id, Naming.of(settings))
    location = f"/subscriptions/{subscription_id}"

    async def sent() -> Response:
        made = await pinging.send(ping, SinkWalls.of(settings.sink_allowed_hosts))
        return reply(AttemptOut.of(made, is_vendor=is_vendor), status=201, location=location)

    return Afterwards(sent, status=201)


@router.get("/deliveries", summary="List deliveries", responses=lists(DeliveryOut))
async def list_deliveries(
    subscription_id: SubscriptionId, request: Request, query: Annotated[DeliveryQuery, Query()], uow: UnitOfWorkDep
) -> Response:
    """What went out, waits, was skipped or given up, the newest first; for 30 days."""
    found, asked = await subscriptions.find(uow, subscription_id), window(request, query)
    rows = await deliveries.page(
        uow.connection, found, query.state, after=asked.after_number or None, limit=asked.fetch
    )
    page = asked.page(rows, lambda each: (each.position,))
    return collection(request, DeliveryOut, map(DeliveryOut.of, page.rows), page.next_cursor, DELIVERY_COLUMNS)


@router.get("/deliveries/{eventId}/attempts", summary="List the attempts of a delivery", responses=lists(AttemptOut))
async def list_delivery_attempts(
    subscription_id: SubscriptionId,
    event_id: EventId,
    request: Request,
    query: Annotated[PageQuery, Query()],
    uow: UnitOfWorkDep,
) -> Response:
    """Each time that this event was sent, the first one first."""
    found, asked = await subscriptions.find(uow, subscription_id), window(request, query)
    delivery = await deliveries.find(uow.connection, found, event_id.subject_id, event_id.sequence)
    if delivery is None:
        raise NotFound("There is no such delivery.")
    rows = await attempts.page(uow.connection, delivery.key, after=asked.after_number, limit=asked.fetch)
    page = asked.page(rows, lambda each: (each[0],))
    items = tuple(AttemptOut.of(each, is_vendor=uow.actor.is_vendor) for _, each in page.rows)
    return collection(request, AttemptOut, items, page.next_cursor, ATTEMPT_COLUMNS)


@router.post(
    "/replays",
    status_code=202,
    summary="Send events again",
    responses={
        202: {"model": ReplayOut, "description": "They go out."},
        **refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT),
    },
)
@idempotent()
async def replay_events(subscription_id: SubscriptionId, body: ReplayIn, uow: UnitOfWorkDep) -> Response:
    """Sends events again, whether they were taken before or not, up to what is settled; while it is active."""
    events = await replays.replay(uow, subscription_id, body.wanted())
    return reply(ReplayOut(id=uuid7(), events=events), status=202)
