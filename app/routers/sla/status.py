"""The status of the SLA: one object, or a page for a terminal."""

from collections.abc import Sequence
from datetime import tzinfo
from functools import partial
from typing import Annotated

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.attainment import sla_status
from app.domain.attainment.attainment import Attainment
from app.domain.vocabulary import ClockName, Priority
from app.routers.http.documented import shows
from app.routers.http.negotiation import CSV, TEXT
from app.routers.http.replies import rendered
from app.routers.http.runtime import runtime_of
from app.routers.http.tables import Column, as_csv, as_text, local
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.route import api_router
from app.routers.sla.status_schemas import (
    AttainmentOut,
    CountsOut,
    FigureOut,
    NextDueOut,
    NumbersOut,
    StatusOut,
    StatusQuery,
)
from app.tickets.moments import tickets_as_of

router = api_router("SLA", prefix="/sla")

Row = tuple[str, str, NumbersOut]


@router.get("/status", responses=shows(StatusOut, CSV, TEXT))
async def read_status(request: Request, query: Annotated[StatusQuery, Query()], uow: UnitOfWorkDep) -> Response:
    """Every clock that the caller may see is counted, also those of closed tickets. CSV has the numbers only."""
    then = await tickets_as_of(uow, query.moment(), query.customer_id)
    status = await sla_status.status(then, query.filter(), query.registered_from, query.registered_until)
    lists = query.lists(then.uow.now)
    begun = {"registeredFrom": status.period.from_at, "registeredUntil": query.registered_until}
    view = StatusOut(
        as_of=then.uow.now,
        counts=CountsOut.of(status.numbers, lists),
        next_due=tuple(map(NextDueOut.of, status.next_due)),
        attainment=AttainmentOut(
            registered_from=status.period.from_at,
            registered_until=query.registered_until,
            figures=tuple(FigureOut.of(each, partial(lists.figure, begun=begun)) for each in status.figures),
        ),
    )
    return rendered(
        request,
        view,
        csv=lambda: as_csv(_NUMBERS, _rows(view)[:-1]),
        text=lambda: _page(view, status.figures, runtime_of(request).zone),
    )


def _rows(view: StatusOut) -> Sequence[Row]:
    """Per clock and priority, and the total last."""
    each = [
        (name.value, priority.value, getattr(getattr(view.counts, name), priority))
        for name in ClockName
        for priority in Priority
    ]
    return [*each, ("total", "", view.counts.total.total)]


def _page(view: StatusOut, figures: Sequence[Attainment], zone: tzinfo) -> str:
    """In local time: the first line says of where."""
    period = view.attainment
    until = "now" if period.registered_until is None else local(period.registered_until, zone)
    parts = [
        f"SLA status as of {local(view.as_of, zone)} ({zone})\n",
        as_text(_NUMBERS, _rows(view)),
        "Next due\n" + (as_text(_next_due(zone), view.next_due) if view.next_due else "nothing runs\n"),
        f"Attainment of tickets registered from {local(period.registered_from, zone)} until {until}\n"
        + as_text(_FIGURES, list(zip(figures, period.figures, strict=True))),
    ]
    return "\n".join(parts)


_NUMBERS: tuple[Column[Row], ...] = (
    Column("clock", lambda row: row[0]),
    Column("priority", lambda row: row[1]),
    Column("running", lambda row: row[2].running),
    Column("atRisk", lambda row: row[2].at_risk),
    Column("breached", lambda row: row[2].breached),
    Column("paused", lambda row: row[2].paused),
    Column("met", lambda row: row[2].met),
    Column("recordedLate", lambda row: row[2].recorded_late),
    Column("bestEffort", lambda row: row[2].best_effort),
    Column("notApplicable", lambda row: row[2].not_applicable),
    Column("notStarted", lambda row: row[2].not_started),
)


def _next_due(zone: tzinfo) -> tuple[Column[NextDueOut], ...]:
    return (
        Column("number", lambda due: due.number),
        Column("clock", lambda due: due.clock),
        Column("priority", lambda due: due.priority),
        Column("dueAt", lambda due: local(due.due_at, zone)),
        Column("title", lambda due: due.title),
    )


_FIGURES: tuple[Column[tuple[Attainment, FigureOut]], ...] = (
    Column("clock", lambda figure: figure[1].clock),
    Column("priorities", lambda figure: ", ".join(figure[1].priorities)),
    Column("within", lambda figure: str(figure[0].promise.within)),
    Column("promised", lambda figure: str(figure[0].promise.share)),
    Column(
        "achieved", lambda figure: "–" if figure[1].achieved_percent is None else f"{figure[1].achieved_percent:g} %"
    ),
    Column("of", lambda figure: f"{figure[1].numerator} of {figure[1].denominator}"),
    Column("recordedLate", lambda figure: figure[1].recorded_late),
    Column("attained", lambda figure: {True: "yes", False: "no", None: "–"}[figure[1].attained]),
    Column("section", lambda figure: figure[1].section),
)
