"""The clocks behind the numbers, soonest due first."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache, partial
from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.agreements.book import Agreements
from app.attainment import attainments, sla_status
from app.attainment.store.clock_lists import ListedClock, Position
from app.domain.tickets.raci import step_rule
from app.domain.vocabulary import ClockName
from app.routers.http.documented import lists
from app.routers.http.pagination import PageWindow, window
from app.routers.http.replies import listed
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.route import api_router
from app.routers.sla.clock_list_schemas import CLOCK_COLUMNS, ClockQuery, PlaceOut, TicketClockOut, clocks_in_brief
from app.tickets.moments import tickets_as_of
from app.unit_of_work import UnitOfWork

router = api_router("SLA", prefix="/sla")


@router.get("/clocks", summary="List clocks", responses=lists(TicketClockOut))
async def list_clocks(request: Request, query: Annotated[ClockQuery, Query()], uow: UnitOfWorkDep) -> Response:
    """Soonest due first; those that are never due, such as best effort and paused ones, come last."""
    then = await tickets_as_of(uow, query.moment(), query.customer_id)
    wanted = query.filter(attainments.promises_of(then.uow))

    async def read(part: PageWindow) -> list[ListedClock]:
        return await sla_status.clocks(then, wanted, after=_after(part), limit=part.fetch)

    return await listed(
        request,
        window(request, query),
        TicketClockOut,
        CLOCK_COLUMNS,
        read=read,
        key=lambda each: each.position,
        view=partial(clock_views, then.uow),
        brief=clocks_in_brief(then.uow.book.day_lengths(then.uow.now)),
    )


async def clock_views(uow: UnitOfWork, several: Sequence[ListedClock]) -> tuple[TicketClockOut, ...]:
    place = cache(partial(_place, uow.book))
    readings = await sla_status.readings(uow, several)
    return tuple(
        [
            TicketClockOut.of_listed(listed, reading, place(listed.agreement_revision, listed.step))
            for listed, reading in zip(several, readings, strict=True)
        ]
    )


def _place(book: Agreements, revision: int, step: int) -> PlaceOut:
    return PlaceOut(number=step, name=step_rule(book.revision(revision), step).name)


def _after(asked: PageWindow) -> Position | None:
    match asked.after:
        case (datetime() as due, UUID() as ticket_id, str(name)):
            return due, ticket_id, ClockName(name)
        case _:
            return None
