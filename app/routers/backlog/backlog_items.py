"""The vendor's backlog (§2, steps 6–8): its items, and which one a ticket is about."""

from typing import Annotated

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.backlog import items, linking
from app.errors import ErrorCode
from app.routers.backlog.backlog_schemas import (
    BACKLOG_COLUMNS,
    BacklogItemIn,
    BacklogItemOut,
    BacklogItemPatch,
    BacklogItemsQuery,
    BacklogLinkIn,
)
from app.routers.http.documented import changes, creates, lists, refuses, shows_version
from app.routers.http.etags import IfMatch, require_match
from app.routers.http.pagination import window
from app.routers.http.replies import collection, nothing, reply, reply_unless_known
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.idempotency import idempotent
from app.routers.request.parameters import BacklogItemId, after_id
from app.routers.request.route import api_router
from app.routers.tickets.parameters import TicketId

router = api_router("Backlog", prefix="/backlog-items")
of_tickets = api_router("Backlog", prefix="/tickets/{ticketId}/backlog-item")


@router.post(
    "",
    summary="Register an item of the backlog",
    status_code=201,
    responses={**creates(BacklogItemOut), **refuses(ErrorCode.CONFLICT)},
)
@idempotent()
async def register_backlog_item(body: BacklogItemIn, uow: UnitOfWorkDep) -> Response:
    """By support. A reference that is given when a bug is registered (step 6) makes one too, if there is none."""
    made = await items.register(uow, body.made(), None if body.known_error is None else body.known_error.stated())
    location = f"/backlog-items/{made.stored.id}"
    return reply(BacklogItemOut.of(made), status=201, version=made.stored.version, location=location)


@router.get("", summary="List items of the backlog", responses=lists(BacklogItemOut))
async def list_backlog_items(
    request: Request, query: Annotated[BacklogItemsQuery, Query()], uow: UnitOfWorkDep
) -> Response:
    """Latest registered first. A customer's people find what a ticket of their own is about."""
    asked = window(request, query)
    rows = await items.page(uow, query.wanted(), after=after_id(asked), limit=asked.fetch)
    page = asked.page(rows, lambda view: (view.stored.id,))
    return collection(request, BacklogItemOut, map(BacklogItemOut.of, page.rows), page.next_cursor, BACKLOG_COLUMNS)


@router.get("/{backlogItemId}", summary="Read an item of the backlog", responses=shows_version(BacklogItemOut))
async def read_backlog_item(item_id: BacklogItemId, request: Request, uow: UnitOfWorkDep) -> Response:
    view = await items.find(uow, item_id)
    return reply_unless_known(request, BacklogItemOut.of(view), version=view.stored.version)


@router.patch("/{backlogItemId}", summary="Change an item of the backlog", responses=changes(BacklogItemOut))
async def change_backlog_item(
    item_id: BacklogItemId, body: BacklogItemPatch, uow: UnitOfWorkDep, if_match: IfMatch = None
) -> Response:
    """By support. Where it is moved, who is responsible for an open ticket about it is told; no ticket moves."""
    stored = await items.find_for_change(uow, item_id)
    require_match(if_match, stored.version)
    changed = await items.change(uow, stored, body.changes())
    return reply(BacklogItemOut.of(changed), version=changed.stored.version)


@of_tickets.put("", status_code=204, summary="Say which item of the backlog a ticket is about")
async def link_backlog_item(ticket_id: TicketId, body: BacklogLinkIn, uow: UnitOfWorkDep) -> Response:
    """By support, in place of the one before. The ticket's history says so, and shows it in `outputs`."""
    await linking.link(uow, ticket_id, body.backlog_item_id)
    return nothing()


@of_tickets.delete("", status_code=204, summary="Take back which item of the backlog a ticket is about")
async def unlink_backlog_item(ticket_id: TicketId, uow: UnitOfWorkDep) -> Response:
    await linking.unlink(uow, ticket_id)
    return nothing()
