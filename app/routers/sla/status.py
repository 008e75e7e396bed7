"""The status of the SLA: one object, or a page for a terminal."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Final

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.attainment import sla_status
from app.attainment.store.clock_lists import ListedClock
from app.domain.attainment.attainment import Attainment
from app.domain.clocks.standings import ClockStanding
from app.domain.vocabulary import ClockName, Priority
from app.routers.http.documented import shows
from app.routers.http.negotiation import CSV, TEXT
from app.routers.http.replies import rendered
from app.routers.http.request import negotiated
from app.routers.http.tables import WIDTH, Column, as_csv, as_text, local
from app.routers.http.terminal import WallTime, left_in_words, wall_time
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.route import api_router
from app.routers.sla.clock_schemas import NOTHING
from app.routers.sla.status_schemas import (
    ByPriorityOut,
    FigureOut,
    NextDueOut,
    NumbersOut,
    StatusOut,
    StatusQuery,
)
from app.tickets.moments import tickets_as_of
from app.unit_of_work import UnitOfWork

router = api_router("SLA", prefix="/sla")

Row = tuple[str, str, NumbersOut]


@router.get("/status", summary="See how the promises stand", responses=shows(StatusOut, CSV, TEXT))
async def read_status(request: Request, query: Annotated[StatusQuery, Query()], uow: UnitOfWorkDep) -> Response:
    """Every clock that the caller may see is counted, also those of closed tickets. CSV has the numbers only."""
    then = await tickets_as_of(uow, query.moment(), query.customer_id)
    status = await sla_status.status(then, query.filter(), query.registered_from, query.registered_until)
    view = StatusOut.of(status, then.uow.now, query.lists(then.uow.now), query.registered_until)
    left = await _left(then.uow, status.next_due) if negotiated(request) == TEXT else ()
    return rendered(
        request,
        view,
        csv=lambda: as_csv(_NUMBERS, _rows(view)[:-1]),
        text=lambda: _page(request, view, status.figures, left),
    )


async def _left(uow: UnitOfWork, several: Sequence[ListedClock]) -> Sequence[str]:
    days = uow.book.day_lengths(uow.now)
    readings = await sla_status.readings(uow, several)
    lengths = [
        (reading.remaining or NOTHING, days[each.service_level])
        for reading, each in zip(readings, several, strict=True)
    ]
    return [left_in_words(*each) for each in lengths]


def _rows(view: StatusOut) -> Sequence[Row]:
    """Per clock and priority, and the total last."""
    each = [
        (name.value, priority.value, getattr(getattr(view.counts, name), priority))
        for name in ClockName
        for priority in Priority
    ]
    return [*each, ("total", "", view.counts.total.total)]


def _page(request: Request, view: StatusOut, figures: Sequence[Attainment], left: Sequence[str]) -> str:
    """In local time: the first line says of where. What is urgent comes first: a terminal may show no more."""
    wall, period = wall_time(request), view.attainment
    until = "now" if period.registered_until is None else wall.to_the_minute(period.registered_until)
    sections = ", ".join(dict.fromkeys(figure.section for figure in period.figures))
    next_due = as_text(_next_due(wall), list(zip(view.next_due, left, strict=True)), width=WIDTH)
    parts = [
        f"SLA status as of {local(view.as_of, wall.zone)} ({wall.zone})\n",
        _standings(view),
        *([f"{view.escalated} escalated (§1): /v1/tickets?escalated=true\n"] if view.escalated else []),
        next_due if left else "Nothing runs.\n",
        f"Attainment (§{sections}), registered {wall.to_the_minute(period.registered_from)} – {until}\n"
        + as_text(_FIGURES, list(zip(figures, period.figures, strict=True)), width=WIDTH, wraps=True),
    ]
    return "\n".join(parts)


_ALWAYS: Final = (
    ClockStanding.BREACHED,
    ClockStanding.AT_RISK,
    ClockStanding.RUNNING,
    ClockStanding.PAUSED,
    ClockStanding.MET,
)
_RARELY: Final = tuple(standing for standing in ClockStanding if standing not in _ALWAYS)
_DIGITS: Final = 6


def _standings(view: StatusOut) -> str:
    """A line for each way in which clocks may stand; without what is rare where it is nothing."""
    counts = view.counts
    rows = [*_ALWAYS, *(each for each in _RARELY if getattr(counts.total.total, each))]
    columns = [Column[ClockStanding]("", lambda standing: standing.replace("_", " "))]
    for name in ClockName:
        of_clock: ByPriorityOut = getattr(counts, name)
        for heading in (*Priority, "all"):
            numbers: NumbersOut = of_clock.total if heading == "all" else getattr(of_clock, heading)
            columns.append(Column(heading.rjust(_DIGITS), partial(getattr, numbers)))
    first = max(len(each) for each in rows)
    over = f"{ClockName.RESPONSE:<{4 * (_DIGITS + 2)}}{ClockName.RESOLUTION}"
    return f"{'':{first + 2}}{over}\n{as_text(columns, rows)}"


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


def _next_due(wall: WallTime) -> tuple[Column[tuple[NextDueOut, str]], ...]:
    return (
        Column("next due", lambda due: due[0].number),
        Column("clock", lambda due: due[0].clock),
        Column("prio", lambda due: due[0].priority),
        Column("due", lambda due: wall.to_the_minute(due[0].due_at)),
        Column("left", lambda due: due[1]),
        Column("title", lambda due: due[0].title, gives_way=True),
    )


_FIGURES: tuple[Column[tuple[Attainment, FigureOut]], ...] = (
    Column("clock", lambda figure: figure[1].clock),
    Column("prio", lambda figure: ", ".join(figure[1].priorities)),
    Column("within", lambda figure: str(figure[0].promise.within), gives_way=True),
    Column("promised", lambda figure: str(figure[0].promise.share)),
    Column(
        "achieved", lambda figure: "–" if figure[1].achieved_percent is None else f"{figure[1].achieved_percent:g} %"
    ),
    Column("of", lambda figure: f"{figure[1].numerator} of {figure[1].denominator}"),
    Column("late", lambda figure: figure[1].recorded_late),
    Column("kept", lambda figure: {True: "yes", False: "no", None: "–"}[figure[1].attained]),
)
