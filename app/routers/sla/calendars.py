"""When support is open."""

from typing import Annotated

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.calendars import calendar_years
from app.routers.http.documented import shows
from app.routers.http.negotiation import CSV, TEXT
from app.routers.http.replies import rendered
from app.routers.http.tables import as_csv
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.route import api_router
from app.routers.sla.calendar_schemas import DAY_COLUMNS, CalendarOut, CalendarQuery, days, page

router = api_router("SLA", prefix="/sla")


@router.get("/calendar", summary="Read a year of support hours", responses=shows(CalendarOut, CSV, TEXT))
async def read_calendar(request: Request, query: Annotated[CalendarQuery, Query()], uow: UnitOfWorkDep) -> Response:
    """Open days and hours, holidays by name and closing days, at each service level. As CSV: one day a line."""
    year = await calendar_years.of_year(uow, query.year)
    view = CalendarOut.of(year)
    return rendered(request, view, csv=lambda: as_csv(DAY_COLUMNS, days(year)), text=lambda: page(year))
