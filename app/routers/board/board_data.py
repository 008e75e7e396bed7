"""What a board on the wall shows: one answer, so that all of it is of one moment."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from app.board import boards
from app.routers.board.board_schemas import BoardDataOut, BoardQuery
from app.routers.http.documented import shows
from app.routers.http.replies import reply
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.route import api_router

router = api_router("SLA")


@router.get("/board-data", summary="Read what the board shows", responses=shows(BoardDataOut))
async def read_board_data(query: Annotated[BoardQuery, Query()], uow: UnitOfWorkDep) -> Response:
    """Everything on the page at `/v1/board`, as far as the caller may see it, in one answer: how clocks stand, what is
    overdue and due next, outages that go on, today's maintenance, availability this year.
    """
    board = await boards.board(uow, query.customer_id, query.service_level)
    return reply(BoardDataOut.of(board, uow.now, query.lists(uow.now)))
