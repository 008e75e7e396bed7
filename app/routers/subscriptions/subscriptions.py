"""Subscriptions over HTTP: made, read, changed, ended; their secrets, and whether their sinks want to be told."""

from datetime import timedelta
from typing import Annotated

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.errors import ErrorCode
from app.routers.http.documented import changes, creates, header_refs, lists, refuses, shows_version
from app.routers.http.etags import IfMatch, require_match
from app.routers.http.pagination import PageQuery, window
from app.routers.http.replies import collection, nothing, reply, reply_unless_known
from app.routers.http.tables import Column
from app.routers.http.types import Id
from app.routers.request.backend import backend_of
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.idempotency import idempotent
from app.routers.request.parameters import SubscriptionId, after_id
from app.routers.request.route import api_router
from app.routers.subscriptions.schemas import (
    MadeSubscriptionOut,
    SigningSecretIn,
    SigningSecretOut,
    SubscriptionIn,
    SubscriptionOut,
    SubscriptionPatch,
    require_secure,
)
from app.subscriptions import subscriptions
from app.subscriptions.sending import SinkWalls

router = api_router("Subscriptions", prefix="/subscriptions")


class SubscriptionQuery(PageQuery):
    customer_id: Id | None = None


COLUMNS = (
    Column[SubscriptionOut]("id", lambda each: each.id),
    Column[SubscriptionOut]("name", lambda each: each.name),
    Column[SubscriptionOut]("customerId", lambda each: each.customer_id),
    Column[SubscriptionOut]("sink", lambda each: each.sink),
    Column[SubscriptionOut]("types", lambda each: " ".join(each.types)),
    Column[SubscriptionOut]("state", lambda each: each.state),
    Column[SubscriptionOut]("why", lambda each: each.why),
)


@router.post(
    "",
    status_code=201,
    summary="Subscribe to events",
    responses={**creates(MadeSubscriptionOut), **refuses(ErrorCode.NOT_FOUND)},
)
@idempotent(shown_once="secret")
async def create_subscription(body: SubscriptionIn, request: Request, uow: UnitOfWorkDep) -> Response:
    """By a registrant of the customer or a support manager, with a key that is not limited. Events go out from now on,
    once the sink has answered OPTIONS with `WebHook-Allowed-Origin`: it is asked within a second.

    Each event is a POST of the CloudEvent, signed as Standard Webhooks says, that is answered with 2xx within 15
    seconds. Otherwise it is sent again, for three days and more; 410 ends the subscription, redirects are not followed.
    """
    _require_secure(request, body.sink)
    made = await subscriptions.create(uow, body.new())
    view = MadeSubscriptionOut.made(made)
    return reply(view, status=201, version=1, location=f"/subscriptions/{made.subscription.id}")


@router.get("", summary="List subscriptions", responses=lists(SubscriptionOut))
async def list_subscriptions(
    request: Request, query: Annotated[SubscriptionQuery, Query()], uow: UnitOfWorkDep
) -> Response:
    """In the order in which they were made, ended ones too."""
    asked = window(request, query)
    rows = await subscriptions.page(uow, query.customer_id, after=after_id(asked), limit=asked.fetch)
    page = asked.page(rows, lambda each: (each.id,))
    return collection(request, SubscriptionOut, map(SubscriptionOut.of, page.rows), page.next_cursor, COLUMNS)


@router.get("/{subscriptionId}", summary="Read a subscription", responses=shows_version(SubscriptionOut))
async def read_subscription(subscription_id: SubscriptionId, request: Request, uow: UnitOfWorkDep) -> Response:
    """How it stands, and what stood in the way."""
    found = await subscriptions.find(uow, subscription_id)
    return reply_unless_known(request, SubscriptionOut.of(found), version=found.version)


@router.patch(
    "/{subscriptionId}",
    summary="Change a subscription",
    responses={**changes(SubscriptionOut), **refuses(ErrorCode.CONFLICT)},
)
async def change_subscription(
    subscription_id: SubscriptionId,
    body: SubscriptionPatch,
    request: Request,
    uow: UnitOfWorkDep,
    if_match: IfMatch = None,
) -> Response:
    """By whoever may make one. Which events of before go out stays as it was."""
    found = await subscriptions.find_open(uow, subscription_id)
    require_match(if_match, found.version)
    wanted = body.changes()
    if "sink" in wanted:
        _require_secure(request, wanted["sink"])
    changed = await subscriptions.change(uow, found, wanted)
    return reply(SubscriptionOut.of(changed), version=changed.version)


@router.delete("/{subscriptionId}", status_code=204, summary="End a subscription", response_class=Response)
async def end_subscription(subscription_id: SubscriptionId, uow: UnitOfWorkDep) -> Response:
    """At once and for good; it goes on being shown."""
    await subscriptions.end(uow, subscription_id)
    return nothing()


@router.post(
    "/{subscriptionId}/secrets",
    status_code=201,
    summary="Replace the secret of a subscription",
    responses={**creates(SigningSecretOut), **refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT)},
)
@idempotent(shown_once="secret")
async def replace_subscription_secret(
    subscription_id: SubscriptionId, body: SigningSecretIn, uow: UnitOfWorkDep
) -> Response:
    """Another secret, shown this once. Both sign until the overlap is over; while two sign there is no third."""
    overlap = timedelta(seconds=body.overlap_seconds)
    changed, secret, until = await subscriptions.replace_secret(uow, subscription_id, overlap)
    view = SigningSecretOut(subscription_id=changed.id, secret=secret, former_signs_until=until)
    return reply(view, status=201, version=changed.version, location=f"/subscriptions/{changed.id}")


@router.post(
    "/{subscriptionId}/verification",
    status_code=202,
    summary="Ask the sink again",
    responses={
        202: {
            "model": SubscriptionOut,
            "description": "It is asked within a second; read it again.",
            "headers": header_refs("ETag"),
        },
        **refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT),
    },
)
@idempotent()
async def verify_subscription(subscription_id: SubscriptionId, uow: UnitOfWorkDep) -> Response:
    """Has its sink asked again whether it wants to be told (CloudEvents' handshake), while it is `verifying`."""
    asked = await subscriptions.ask_again(uow, subscription_id)
    return reply(SubscriptionOut.of(asked), status=202, version=asked.version)


def _require_secure(request: Request, sink: str) -> None:
    require_secure(sink, SinkWalls.of(backend_of(request).settings.sink_allowed_hosts))
