"""What a customer has bought, approved, used and has left of work outside support (§1.1)."""

from typing import Annotated

from fastapi import Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.consultancy import ledgers
from app.errors import ErrorCode
from app.routers.consultancy.ledger_schemas import (
    CARD_COLUMNS,
    LEDGER_COLUMNS,
    DayCardIn,
    DayCardOut,
    LedgerEntryOut,
    LedgerOut,
    OverrunIn,
    OverrunOut,
)
from app.routers.http.documented import creates, lists, refuses
from app.routers.http.pagination import PageQuery, window
from app.routers.http.replies import collection, reply
from app.routers.http.types import InstantIn
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.idempotency import idempotent
from app.routers.request.parameters import CustomerId
from app.routers.request.route import api_router

router = api_router("Consultancy")


class LedgerQuery(PageQuery):
    as_of: Annotated[
        InstantIn | None,
        Field(description="What had been recorded by then, and the balance of then; or, later than now, to come."),
    ] = None


@router.post(
    "/customers/{customerId}/day-cards",
    summary="Sell a day card",
    status_code=201,
    responses={**creates(DayCardOut), **refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT)},
)
@idempotent()
async def sell_day_card(customer_id: CustomerId, body: DayCardIn, uow: UnitOfWorkDep) -> Response:
    """By a support manager, at either level. It pays at once for what was drawn below zero."""
    stored, card = await ledgers.buy_card(uow, customer_id, body.new())
    where = f"/customers/{customer_id}/day-cards"
    return reply(DayCardOut.of(customer_id, card), status=201, version=stored.version, location=where)


@router.get("/customers/{customerId}/day-cards", summary="List day cards", responses=lists(DayCardOut))
async def list_day_cards(
    customer_id: CustomerId, request: Request, query: Annotated[PageQuery, Query()], uow: UnitOfWorkDep
) -> Response:
    """In the order in which they are drawn from: the one that ends first comes first."""
    asked = window(request, query)
    cards = [*enumerate(await ledgers.day_cards(uow, customer_id), start=1)]
    page = asked.page(cards[asked.after_number :][: asked.fetch], lambda each: (each[0],))
    shown = (DayCardOut.of(customer_id, card) for _, card in page.rows)
    return collection(request, DayCardOut, shown, page.next_cursor, CARD_COLUMNS)


@router.get(
    "/customers/{customerId}/ledger",
    summary="Read a customer's ledger",
    responses=lists(LedgerEntryOut, LedgerOut),
)
async def read_ledger(
    customer_id: CustomerId, request: Request, query: Annotated[LedgerQuery, Query()], uow: UnitOfWorkDep
) -> Response:
    """What happened, oldest first; nothing of it is ever changed. The balance is that of the whole ledger."""
    asked = window(request, query)
    view = await ledgers.read(uow, customer_id, query.as_of, after=asked.after_number, limit=asked.fetch)
    page = asked.page(view.events, lambda each: (each.sequence,))
    items = tuple(map(LedgerEntryOut.of, page.rows))
    whole = LedgerOut.page(view, items, page.next_cursor)
    return collection(request, LedgerEntryOut, items, page.next_cursor, LEDGER_COLUMNS, page=whole)


@router.post(
    "/customers/{customerId}/overruns",
    summary="Approve going below zero",
    status_code=201,
    responses={**creates(OverrunOut), **refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT)},
)
@idempotent()
async def approve_overrun(customer_id: CustomerId, body: OverrunIn, uow: UnitOfWorkDep) -> Response:
    """By a registrant of the customer; or by a support manager, from what was signed."""
    stored, fact = await ledgers.approve_overdraft(uow, customer_id, body.new())
    where = f"/customers/{customer_id}/ledger"
    return reply(OverrunOut.of(customer_id, fact), status=201, version=stored.version, location=where)
