"""Closing days: added and taken away by a support manager, followed by the due times of open tickets."""

from datetime import date
from itertools import islice
from typing import Annotated

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from app.calendars import closing_days
from app.errors import ErrorCode
from app.routers.http.documented import creates, lists, refuses, shows
from app.routers.http.pagination import PageQuery, PageWindow, window
from app.routers.http.replies import collection, nothing, reply
from app.routers.http.types import DateIn
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.idempotency import idempotent
from app.routers.request.route import api_router
from app.routers.sla.closing_day_schemas import CLOSING_DAY_COLUMNS, ClosingDayIn, ClosingDayMadeOut, ClosingDayOut

router = api_router("SLA", prefix="/sla/closing-days")

ClosesOn = Annotated[DateIn, Path(alias="closesOn")]


@router.get("", summary="List closing days", responses=lists(ClosingDayOut))
async def list_closing_days(request: Request, query: Annotated[PageQuery, Query()], uow: UnitOfWorkDep) -> Response:
    """Earliest first."""
    asked = window(request, query)
    known = (await closing_days.latest(uow)).closing_days
    days = [ClosingDayOut(closes_on=day, name=known[day]) for day in sorted(known) if day > _after(asked)]
    page = asked.page(list(islice(days, asked.fetch)), lambda day: (day.closes_on.isoformat(),))
    return collection(request, ClosingDayOut, page.rows, page.next_cursor, CLOSING_DAY_COLUMNS)


@router.get("/{closesOn}", summary="Read a closing day", responses=shows(ClosingDayOut))
async def read_closing_day(closes_on: ClosesOn, uow: UnitOfWorkDep) -> Response:
    return reply(ClosingDayOut(closes_on=closes_on, name=await closing_days.name_of(uow, closes_on)))


@router.post(
    "",
    summary="Add a closing day",
    status_code=201,
    responses={**creates(ClosingDayMadeOut), **refuses(ErrorCode.CONFLICT)},
)
@idempotent()
async def add_closing_day(body: ClosingDayIn, uow: UnitOfWorkDep) -> Response:
    """By a support manager, from today on. Due times of open tickets move, with an event that names the calendar's
    revision; those of closed tickets stay.
    """
    revised = await closing_days.add(uow, body.closes_on, body.name)
    made = ClosingDayMadeOut(
        closes_on=body.closes_on,
        name=body.name,
        calendar_revision=revised.revision.revision,
        tickets_moved=revised.followed.moved,
        tickets_waiting=revised.waiting,
    )
    return reply(made, status=201, location=f"/sla/closing-days/{body.closes_on.isoformat()}")


@router.delete("/{closesOn}", summary="Remove a closing day", status_code=204, responses=refuses(ErrorCode.CONFLICT))
async def remove_closing_day(closes_on: ClosesOn, uow: UnitOfWorkDep) -> Response:
    """By a support manager, from today on. Due times of open tickets move back."""
    await closing_days.remove(uow, closes_on)
    return nothing()


def _after(asked: PageWindow) -> date:
    match asked.after:
        case (str(day),):
            return date.fromisoformat(day)
        case _:
            return date.min
