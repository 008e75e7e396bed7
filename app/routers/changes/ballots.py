"""Ballots of the change advisory board, and the votes in them (§4.1.2)."""

from collections.abc import Collection
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.changes import balloting, changes
from app.changes.store.changes import StoredChange
from app.clock import Instant
from app.domain.changes.ballots import Ballot, BallotState, CastVote, tally
from app.domain.changes.change_facts import BallotOutcome, BallotVote
from app.errors import ErrorCode
from app.routers.changes.parameters import BallotId, ChangeId
from app.routers.http.documented import refuses, shows
from app.routers.http.negotiation import TEXT
from app.routers.http.replies import rendered, reply
from app.routers.http.tables import WIDTH, Column, as_text
from app.routers.http.types import In, Note, Out
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.parameters import PersonId
from app.routers.request.route import api_router
from app.unit_of_work import UnitOfWork

router = api_router("Changes", prefix="/changes/{changeId}/ballots")


class BallotPaperIn(In):
    """An abstention counts for the quorum, and for neither side."""

    vote: BallotVote
    reason: Note


class CastVoteOut(Out):
    """A member's vote; a later one of the same member counts in its place."""

    person_id: UUID
    vote: BallotVote
    reason: str
    cast_at: Instant
    counts: Annotated[bool, Field(description="Whether it is the member's latest.")]

    @classmethod
    def of(cls, vote: CastVote, ballot: Ballot) -> Self:
        return cls(**vars(vote), counts=ballot.counted[vote.person_id] is vote)


class BallotOut(Out):
    """`members` and `quorum` are those of the opening. `void`: the plan or the risk changed meanwhile. A customer's
    people see of the members, and of how each voted, their own and the vendor's.
    """

    id: UUID
    round: int
    board_id: UUID
    members: tuple[UUID, ...]
    quorum: int
    state: BallotState
    outcome: BallotOutcome | None
    reason: str | None
    votes_cast: Annotated[int, Field(description="Members who voted, abstentions included.")]
    approve: int
    reject: int
    abstain: int
    opened_at: Instant
    closes_at: Instant
    ended_at: Instant | None
    votes: Annotated[tuple[CastVoteOut, ...], Field(description="Those that were cast, in that order.")]

    @classmethod
    def of(cls, ballot: Ballot, number: int, in_sight: Collection[UUID]) -> Self:
        counted = tally(ballot)
        return cls(
            id=ballot.id,
            round=number,
            board_id=ballot.board_id,
            members=tuple(each for each in ballot.members if each in in_sight),
            quorum=ballot.quorum,
            state=ballot.state,
            outcome=ballot.outcome,
            reason=ballot.reason,
            votes_cast=counted.cast,
            approve=counted.approve,
            reject=counted.reject,
            abstain=counted.abstain,
            opened_at=ballot.opened_at,
            closes_at=ballot.closes_at,
            ended_at=ballot.ended_at,
            votes=tuple(CastVoteOut.of(each, ballot) for each in ballot.votes if each.person_id in in_sight),
        )


class BallotsOut(Out):
    """In the order of their rounds."""

    items: tuple[BallotOut, ...]


BALLOT_COLUMNS: tuple[Column[BallotOut], ...] = (
    Column("round", lambda each: each.round),
    Column("state", lambda each: each.state),
    Column("outcome", lambda each: each.outcome),
    Column("quorum", lambda each: each.quorum),
    Column("votesCast", lambda each: each.votes_cast, heading="cast"),
    Column("approve", lambda each: each.approve),
    Column("reject", lambda each: each.reject),
    Column("abstain", lambda each: each.abstain),
    Column("closesAt", lambda each: each.closes_at),
)


@router.get("", summary="See how the board decides on a change", responses=shows(BallotsOut, TEXT))
async def list_ballots(change_id: ChangeId, request: Request, uow: UnitOfWorkDep) -> Response:
    """All rounds, with every vote that was cast."""
    found = await changes.find(uow, change_id)
    view = BallotsOut(items=await _numbered(uow, found.stored))
    return rendered(request, view, text=lambda: as_text(BALLOT_COLUMNS, view.items, width=WIDTH, wraps=True))


@router.put(
    "/{ballotId}/votes/{personId}",
    summary="Vote on a change",
    responses={**shows(BallotOut), **refuses(ErrorCode.FORBIDDEN, ErrorCode.CONFLICT)},
)
async def cast_vote(
    change_id: ChangeId, ballot_id: BallotId, person_id: PersonId, body: BallotPaperIn, uow: UnitOfWorkDep
) -> Response:
    """By a member of the board as it was when the ballot was opened, for themselves; who asked for the change, or is to
    carry it out, does not vote. Until the ballot is closed the latest counts, and those before are kept.
    """
    stored = await changes.find_for_change(uow, change_id)
    view = await balloting.vote(uow, stored, ballot_id, person_id, body.vote, body.reason)
    return reply(next(each for each in await _numbered(uow, view.stored) if each.id == ballot_id))


async def _numbered(uow: UnitOfWork, stored: StoredChange) -> tuple[BallotOut, ...]:
    in_sight = await balloting.in_sight(uow, stored)
    return tuple(BallotOut.of(ballot, number, in_sight) for number, ballot in enumerate(stored.state.ballots, start=1))
