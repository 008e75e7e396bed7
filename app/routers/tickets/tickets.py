"""Tickets: taken in, listed, read, corrected, registered."""

from datetime import datetime
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.accounts import customers
from app.backlog import items as backlog_items
from app.backlog import linking
from app.errors import ErrorCode
from app.routers.http.documented import changes, creates, lists, refuses, shows_version
from app.routers.http.etags import IfMatch, OptionalIfMatch, allow_match, require_match
from app.routers.http.negotiation import TEXT
from app.routers.http.pagination import PageWindow, window
from app.routers.http.replies import listed, page_reply, rendered, reply, reply_unless_known
from app.routers.http.request import negotiated
from app.routers.http.terminal import wall_time
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.idempotency import idempotent
from app.routers.request.route import api_router
from app.routers.tickets.expansion import (
    ExpandedTicketOut,
    TicketPageOut,
    TicketReadQuery,
    expanded,
    require_json,
)
from app.routers.tickets.histories import TicketWithHistoryIn
from app.routers.tickets.list_parameters import TicketQuery
from app.routers.tickets.parameters import TicketId
from app.routers.tickets.schemas import RegistrationIn, TicketOut, TicketPatch, WithdrawalIn
from app.routers.tickets.ticket_page import ticket_page
from app.routers.tickets.views import TICKET_COLUMNS, ticket_view, ticket_views, tickets_in_brief
from app.tickets import corrections, intake
from app.tickets.moments import ticket_as_of
from app.tickets.recording import found, found_for_change
from app.tickets.store import ticket_lists
from app.tickets.store.listed_tickets import ListedTicket
from app.tickets.store.ticket_lists import Place
from app.tickets.store.ticket_mapping import StoredTicket
from app.unit_of_work import UnitOfWork

router = api_router("Tickets", prefix="/tickets")


@router.post(
    "",
    summary="Report a ticket",
    status_code=201,
    responses={**creates(TicketOut), **refuses(ErrorCode.FORBIDDEN, ErrorCode.NOT_FOUND, ErrorCode.CONFLICT)},
)
@idempotent()
async def create_ticket(body: TicketWithHistoryIn, uow: UnitOfWorkDep) -> Response:
    """Stores a report with its coverage, priority and number, and starts its clocks if it is registered by it.

    By a registrant of the customer or its integration, or by the accountable support manager on behalf of a named
    registrant: a registration (sections 1.2.2 and 2.1). Vendor staff take a call or a mail down as a signal. A channel
    that the customer's service level lacks is refused (section 1.2.2). With a `history` all of it is stored, or
    nothing: 400 says at which entry what is wrong.
    """
    stored = await intake.raise_ticket(uow, await linking.resolved(uow, body.report()))
    return await _made(uow, stored)


@router.get("", summary="List tickets", responses=lists(TicketOut, TicketPageOut))
async def list_tickets(request: Request, query: Annotated[TicketQuery, Query()], uow: UnitOfWorkDep) -> Response:
    """Newest first, unless `sort` says otherwise: each order is one that goes on by key, whatever comes in meanwhile.
    For what falls due next see `/sla/clocks`.
    """
    require_json(request, query)
    wanted, order, asked = query.filter(uow.actor.id), query.order(), window(request, query)
    key = partial(ticket_lists.place, order)

    async def read(part: PageWindow) -> list[ListedTicket]:
        return await ticket_lists.page(
            uow.connection, uow.scope, wanted, uow.now, after=_place(part), limit=part.fetch, order=order
        )

    if query.expand is not None:
        page = asked.page(await read(asked), key)
        items = await ticket_views(uow, page.rows)
        names = await expanded(uow, items, query.expand)
        shown = TicketPageOut(items=tuple(items), next_cursor=page.next_cursor, expanded=names)
        return page_reply(request, shown, page.next_cursor)
    return await listed(
        request,
        asked,
        TicketOut,
        TICKET_COLUMNS,
        read=read,
        key=key,
        view=partial(ticket_views, uow),
        brief=tickets_in_brief(uow),
    )


@router.get("/{ticketId}", summary="Read a ticket", responses=shows_version(ExpandedTicketOut, TEXT))
async def read_ticket(
    ticket_id: TicketId, request: Request, query: Annotated[TicketReadQuery, Query()], uow: UnitOfWorkDep
) -> Response:
    """As text: a page for a terminal. As of another moment it comes without an ETag: what is changed is always the
    ticket of now.
    """
    require_json(request, query)
    moment = query.moment()
    then, stored = await ticket_as_of(uow, ticket_id, moment) if moment else (uow, await found(uow, ticket_id))
    view = await ticket_view(then, stored)
    if negotiated(request) == TEXT:
        customer = await customers.find(uow, view.customer_id)
        item_id, day = view.outputs.backlog_item_id, then.book.day_lengths(then.now)[view.service_level]
        bug = None if item_id is None else await backlog_items.called(uow, item_id)
        return rendered(request, view, text=lambda: ticket_page(view, customer.name, bug, day, wall_time(request)))
    if query.expand is not None:
        view = ExpandedTicketOut(**vars(view), expanded=await expanded(uow, [view], query.expand))
    if moment:
        return reply(view)
    return reply_unless_known(request, view, version=stored.version, of_now=True)


@router.patch(
    "/{ticketId}",
    summary="Correct or reassess a ticket",
    responses={**changes(TicketOut), **refuses(ErrorCode.FORBIDDEN, ErrorCode.CONFLICT)},
)
async def correct_ticket(
    ticket_id: TicketId, body: TicketPatch, uow: UnitOfWorkDep, if_match: IfMatch = None
) -> Response:
    """Corrects the wording or the classification, or assesses urgency and impact anew.

    Coverage and due times follow as if it had held from registration. A classification is corrected at steps 3 and 4,
    by who is responsible or accountable there: 409 elsewhere, 403 for others.
    """
    stored = await found_for_change(uow, ticket_id)
    require_match(if_match, stored.version)
    stored = await corrections.correct(uow, stored, body.correction())
    return reply(await ticket_view(uow, stored), version=stored.version, of_now=True)


@router.post(
    "/{ticketId}/registration",
    summary="Register a signal",
    status_code=201,
    responses={**creates(TicketOut), **refuses(ErrorCode.FORBIDDEN, ErrorCode.CONFLICT)},
)
@idempotent()
async def register_ticket(ticket_id: TicketId, body: RegistrationIn, uow: UnitOfWorkDep) -> Response:
    """Turns a signal into a registered ticket, by one of the customer's registrants (section 1.2.2), or by the
    accountable support manager on behalf of one.
    """
    return await _made(uow, await intake.registered(uow, ticket_id, body.registered_at, body.registrant_id))


@router.post(
    "/{ticketId}/withdrawal",
    summary="Withdraw a signal",
    status_code=201,
    responses={**creates(TicketOut), **refuses(ErrorCode.FORBIDDEN, ErrorCode.CONFLICT, ErrorCode.STALE)},
)
@idempotent()
async def withdraw_signal(
    ticket_id: TicketId, body: WithdrawalIn, uow: UnitOfWorkDep, if_match: OptionalIfMatch = None
) -> Response:
    """Closes a signal that comes to nothing, by vendor staff or a registrant of the customer."""
    stored = await found_for_change(uow, ticket_id)
    allow_match(if_match, stored.version)
    return await _made(uow, await intake.withdraw(uow, stored, body.reason))


async def _made(uow: UnitOfWork, stored: StoredTicket) -> Response:
    view = await ticket_view(uow, stored)
    return reply(view, status=201, version=stored.version, of_now=True, location=f"/tickets/{stored.ticket.id}")


def _place(part: PageWindow) -> Place | None:
    match part.after:
        case (UUID() as last,):
            return (last,)
        case (datetime() as at, UUID() as last):
            return at, last
        case _:
            return None
