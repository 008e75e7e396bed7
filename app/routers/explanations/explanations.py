"""Why a ticket's clock is due when it is."""

from typing import Annotated

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.domain.explanation.page import page
from app.domain.vocabulary import ClockName
from app.routers.explanations.explanation_picture import POLICY, picture
from app.routers.explanations.explanation_schemas import ExplanationOut, line_columns
from app.routers.explanations.wording import WordsDep, language_headers
from app.routers.http.documented import tells
from app.routers.http.negotiation import CSV, SVG, TEXT
from app.routers.http.replies import rendered
from app.routers.http.tables import as_csv
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.parameters import MomentQuery
from app.routers.request.route import api_router
from app.routers.tickets.parameters import TicketId
from app.tickets import explanations

router = api_router("SLA", prefix="/tickets")


@router.get(
    "/{ticketId}/clocks/{name}/explanation",
    summary="Explain a due time",
    responses=tells(ExplanationOut, CSV, TEXT, SVG),
)
async def read_explanation(
    ticket_id: TicketId,
    name: ClockName,
    request: Request,
    query: Annotated[MomentQuery, Query()],
    uow: UnitOfWorkDep,
    words: WordsDep,
) -> Response:
    """Every stretch from registration to due time, with what it counted for. As text: a page for a mail; as CSV: the
    lines; as SVG: a timeline.
    """
    explained = await explanations.explanation_of(uow, ticket_id, name, words, query.moment())
    stored, explanation = explained.stored, explained.explanation
    view = ExplanationOut.of(explanation)
    return rendered(
        request,
        view,
        csv=lambda: as_csv(line_columns(view), view.lines),
        text=lambda: page(explanation, stored.number, stored.ticket.details.title, words),
        svg=lambda: picture(explanation, stored.number, stored.ticket.details.title, words, explained.at),
        headers={**language_headers(words), "Content-Security-Policy": POLICY},
    )
