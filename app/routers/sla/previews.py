"""What would be promised, without a ticket."""

from typing import Annotated

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.domain.explanation.page import page
from app.domain.explanation.words import Words
from app.routers.dependencies import WorkDep
from app.routers.http.documented import tells
from app.routers.http.negotiation import CSV, TEXT
from app.routers.http.replies import rendered
from app.routers.http.route import api_router
from app.routers.http.tables import as_csv
from app.routers.sla.preview_schemas import PREVIEW_COLUMNS, PreviewOut, PreviewQuery
from app.routers.sla.wording import WordsDep, language_headers
from app.services import explanations
from app.services.explanations import Preview, Supposed

router = api_router("SLA", prefix="/sla")


@router.get("/preview", responses=tells(PreviewOut, CSV, TEXT))
async def preview_clocks(
    request: Request, query: Annotated[PreviewQuery, Query()], work: WorkDep, words: WordsDep
) -> Response:
    """By the agreement in force at that moment and the calendar as it is known now; a customer's own figures left out.

    As text: a page for each clock.
    """
    supposed = query.supposed(work.now)
    preview = await explanations.preview(work, supposed, words)
    view = PreviewOut.of(supposed, preview)
    return rendered(
        request,
        view,
        csv=lambda: as_csv(PREVIEW_COLUMNS, view.clocks),
        text=lambda: _pages(supposed, preview, words),
        headers=language_headers(words),
    )


def _pages(supposed: Supposed, preview: Preview, words: Words) -> str:
    nouns = words.nouns
    about = words.sentence.subject.format(
        kind=nouns.kind[supposed.kind],
        priority=nouns.priority[preview.priority],
        level=nouns.level[supposed.service_level],
    )
    return "\n".join(page(clock.explanation, words.page.preview, about, words) for clock in preview.clocks.values())
