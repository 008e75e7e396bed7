"""The clocks behind the numbers, soonest due first."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache, partial
from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.agreements.book import Book
from app.attainment import attainments, sla_status
from app.clock import instant
from app.domain.tickets.raci import step_rule
from app.domain.vocabulary import ClockName
from app.routers.http.documented import lists
from app.routers.http.pagination import PageOut, Window, window
from app.routers.http.replies import collection
from app.routers.request.dependencies import WorkDep
from app.routers.request.route import api_router
from app.routers.sla.clock_list_schemas import CLOCK_COLUMNS, ClockQuery, PlaceOut, TicketClockOut
from app.tickets.moments import all_then
from app.tickets.store.clock_lists import ListedClock, Position
from app.unit_of_work import UnitOfWork

router = api_router("SLA", prefix="/sla")


@router.get("/clocks", responses=lists(PageOut[TicketClockOut]))
async def list_clocks(request: Request, query: Annotated[ClockQuery, Query()], work: WorkDep) -> Response:
    """Soonest due first; those that are never due, such as best effort and paused ones, come last."""
    asked = window(request, query)
    then = await all_then(work, query.moment(), query.customer_id)
    wanted = query.filter(attainments.promises_of(then.work))
    rows = await sla_status.clocks(then, wanted, after=_after(asked), limit=asked.fetch)
    page = asked.page(rows, lambda listed: listed.position)
    items = await clock_views(then.work, page.rows)
    return collection(request, PageOut(items=items, next_cursor=page.next_cursor), CLOCK_COLUMNS)


async def clock_views(work: UnitOfWork, several: Sequence[ListedClock]) -> tuple[TicketClockOut, ...]:
    place = cache(partial(_place, work.book))
    readings = await sla_status.readings(work, several)
    return tuple(
        [
            TicketClockOut.of_listed(listed, reading, place(listed.agreement_revision, listed.step))
            for listed, reading in zip(several, readings, strict=True)
        ]
    )


def _place(book: Book, revision: int, step: int) -> PlaceOut:
    return PlaceOut(number=step, name=step_rule(book.revision(revision), step).name)


def _after(asked: Window) -> Position | None:
    match asked.after:
        case (datetime() as due, UUID() as ticket_id, str(name)):
            return instant(due), ticket_id, ClockName(name)
        case _:
            return None
