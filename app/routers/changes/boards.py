"""Change advisory boards (§4.1.2)."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import Query
from pydantic import MISSING, Field
from starlette.requests import Request
from starlette.responses import Response

from app.changes import boards
from app.changes.boards import BoardChanges, NewAdvisoryBoard
from app.clock import Instant
from app.domain.changes.pre_approved import AdvisoryBoard
from app.errors import ErrorCode
from app.routers.changes.decision_schemas import VotingSeconds
from app.routers.changes.parameters import BoardId
from app.routers.http.documented import changes, creates, lists, refuses, shows_version
from app.routers.http.etags import IfMatch, require_match
from app.routers.http.pagination import PageQuery, window
from app.routers.http.replies import collection, reply, reply_unless_known
from app.routers.http.tables import Column
from app.routers.http.types import WHOLE, Id, In, Name, Out, PatchIn
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.idempotency import idempotent
from app.routers.request.parameters import after_id
from app.routers.request.route import api_router

router = api_router("Changes", prefix="/advisory-boards")

MOST_MEMBERS = 200
Members = Annotated[tuple[Id, ...], Field(min_length=1, max_length=MOST_MEMBERS)]
Quorum = Annotated[
    int, Field(ge=1, le=MOST_MEMBERS, description="So many vote at least; abstentions count as votes."), WHOLE
]


class AdvisoryBoardIn(In):
    """Who decides on changes that are risky."""

    name: Name
    members: Members
    quorum: Quorum
    voting_seconds: VotingSeconds

    def new(self) -> NewAdvisoryBoard:
        return NewAdvisoryBoard(
            name=self.name, members=self.members, quorum=self.quorum, voting_seconds=self.voting_seconds
        )


class AdvisoryBoardPatch(PatchIn):
    """Ballots that are open keep the members and the quorum that they were opened with."""

    name: Name | MISSING = MISSING
    members: Members | MISSING = MISSING
    quorum: Quorum | MISSING = MISSING
    voting_seconds: VotingSeconds | MISSING = MISSING

    def changes(self) -> BoardChanges:
        given: BoardChanges = {}
        if self.name is not MISSING:
            given["name"] = self.name
        if self.members is not MISSING:
            given["members"] = self.members
        if self.quorum is not MISSING:
            given["quorum"] = self.quorum
        if self.voting_seconds is not MISSING:
            given["voting_seconds"] = self.voting_seconds
        return given


class AdvisoryBoardOut(Out):
    """A change advisory board: a ballot is decided by those who were its members when it was opened."""

    id: UUID
    name: str
    members: tuple[UUID, ...]
    quorum: int
    voting_seconds: int
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, board: AdvisoryBoard) -> Self:
        return cls(**{name: value for name, value in vars(board).items() if name != "version"})


BOARD_COLUMNS: tuple[Column[AdvisoryBoardOut], ...] = (
    Column("name", lambda each: each.name, gives_way=True),
    Column("members", lambda each: len(each.members)),
    Column("quorum", lambda each: each.quorum),
    Column("votingSeconds", lambda each: each.voting_seconds),
    Column("id", lambda each: each.id),
)


@router.post(
    "",
    summary="Set up an advisory board",
    status_code=201,
    responses={**creates(AdvisoryBoardOut), **refuses(ErrorCode.FORBIDDEN)},
)
@idempotent()
async def create_board(body: AdvisoryBoardIn, uow: UnitOfWorkDep) -> Response:
    """By a support manager. Members may be of the vendor or of a customer."""
    board = await boards.add(uow, body.new())
    location = f"/advisory-boards/{board.id}"
    return reply(AdvisoryBoardOut.of(board), status=201, version=board.version, location=location)


@router.get(
    "",
    summary="List advisory boards",
    responses={**lists(AdvisoryBoardOut), **refuses(ErrorCode.FORBIDDEN)},
)
async def list_boards(request: Request, query: Annotated[PageQuery, Query()], uow: UnitOfWorkDep) -> Response:
    """By vendor staff, in the order in which they were set up."""
    asked = window(request, query)
    rows = await boards.page(uow, after=after_id(asked), limit=asked.fetch)
    page = asked.page(rows, lambda board: (board.id,))
    return collection(request, AdvisoryBoardOut, map(AdvisoryBoardOut.of, page.rows), page.next_cursor, BOARD_COLUMNS)


@router.get("/{boardId}", summary="Read an advisory board", responses=shows_version(AdvisoryBoardOut))
async def read_board(board_id: BoardId, request: Request, uow: UnitOfWorkDep) -> Response:
    board = await boards.find(uow, board_id)
    return reply_unless_known(request, AdvisoryBoardOut.of(board), version=board.version)


@router.patch(
    "/{boardId}",
    summary="Change an advisory board",
    responses={**changes(AdvisoryBoardOut), **refuses(ErrorCode.FORBIDDEN)},
)
async def change_board(
    board_id: BoardId, body: AdvisoryBoardPatch, uow: UnitOfWorkDep, if_match: IfMatch = None
) -> Response:
    """By a support manager."""
    board = await boards.find_for_change(uow, board_id)
    require_match(if_match, board.version)
    changed = await boards.change(uow, board, body.changes())
    return reply(AdvisoryBoardOut.of(changed), version=changed.version)
