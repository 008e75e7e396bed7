"""Promises that are no ticket's clocks: recovery, copies, telling of a leak, reviews; and why each falls due when it
does.
"""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.clock import Instant, instant
from app.domain.explanation.phrasing import Phrasing
from app.domain.terms.explaining import explain_term
from app.domain.terms.term_page import term_page
from app.routers.explanations.wording import WordsDep, language_headers
from app.routers.http.documented import lists, shows, tells
from app.routers.http.negotiation import CSV, TEXT
from app.routers.http.pagination import PageWindow, window
from app.routers.http.replies import collection, rendered, reply
from app.routers.http.tables import as_csv
from app.routers.operations.term_schemas import LINE_COLUMNS, TERM_COLUMNS, TermExplanationOut, TermOut, TermsQuery
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.parameters import TermId
from app.routers.request.route import api_router
from app.terms import terms

router = api_router("SLA", prefix="/sla/terms")


@router.get("", summary="List terms", responses=lists(TermOut))
async def list_terms(request: Request, query: Annotated[TermsQuery, Query()], uow: UnitOfWorkDep) -> Response:
    """Promises with a due time that are no clocks of tickets: latest begun first. A customer's people find its own."""
    asked = window(request, query)
    rows = await terms.page(uow, query.wanted(), after=_after(asked), limit=asked.fetch)
    page = asked.page(rows, lambda term: (term.started_at, term.id))
    items = (TermOut.of(each, uow.now) for each in page.rows)
    return collection(request, TermOut, items, page.next_cursor, TERM_COLUMNS)


@router.get("/{termId}", summary="Read a term", responses=shows(TermOut))
async def read_term(term_id: TermId, uow: UnitOfWorkDep) -> Response:
    return reply(TermOut.of(await terms.find(uow, term_id), uow.now))


@router.get("/{termId}/explanation", summary="Explain a term", responses=tells(TermExplanationOut, CSV, TEXT))
async def read_term_explanation(term_id: TermId, request: Request, uow: UnitOfWorkDep, words: WordsDep) -> Response:
    """Every stretch from its start to its due time, with what it counted for. As text: a page for a mail; as CSV: the
    lines.
    """
    term = await terms.find(uow, term_id)
    calendar = uow.book.in_force(term.started_at).services.recovery_calendar
    explained = explain_term(term, calendar, uow.now, words)
    view = TermExplanationOut.of(explained)
    return rendered(
        request,
        view,
        csv=lambda: as_csv(LINE_COLUMNS, view.lines),
        text=lambda: term_page(explained, Phrasing(words, calendar.zone)),
        headers=language_headers(words),
    )


def _after(asked: PageWindow) -> tuple[Instant, UUID] | None:
    match asked.after:
        case (datetime() as started_at, UUID() as term_id):
            return instant(started_at), term_id
        case _:
            return None
