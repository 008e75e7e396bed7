"""What would be promised, without a ticket."""

from typing import Annotated

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.domain.explanation.page import page
from app.domain.explanation.words import Words
from app.errors import ErrorCode
from app.routers.explanations.wording import WordsDep, language_headers
from app.routers.http.documented import refuses, tells
from app.routers.http.negotiation import CSV, TEXT
from app.routers.http.replies import rendered
from app.routers.http.tables import as_csv
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.route import api_router
from app.routers.sla.preview_schemas import PREVIEW_COLUMNS, PreviewOut, PreviewQuery
from app.tickets import explanations
from app.tickets.explanations import Preview

router = api_router("SLA", prefix="/sla")


@router.get(
    "/preview", summary="Preview due times", responses={**tells(PreviewOut, CSV, TEXT), **refuses(ErrorCode.NOT_FOUND)}
)
async def preview_clocks(
    request: Request, query: Annotated[PreviewQuery, Query()], uow: UnitOfWorkDep, words: WordsDep
) -> Response:
    """By the agreement in force at that moment, the calendar as it is known now, and the customer's own figures. With
    what is to be reported also whether support covers it (sections 1.2.2 and 1.3), without which no resolution is
    promised.

    As text: a page for each clock.
    """
    preview = await explanations.preview(uow, query.supposed(uow.now), words)
    view = PreviewOut.of(preview)
    return rendered(
        request,
        view,
        csv=lambda: as_csv(PREVIEW_COLUMNS, view.clocks),
        text=lambda: _pages(preview, words),
        headers=language_headers(words),
    )


def _pages(preview: Preview, words: Words) -> str:
    nouns, subject = words.nouns, preview.subject
    about = words.sentence.subject.format(
        kind=nouns.kind[subject.kind], priority=nouns.priority[subject.priority], level=nouns.level[subject.level]
    )
    return "\n".join(page(clock.explanation, words.page.preview, about, words) for clock in preview.clocks.values())
