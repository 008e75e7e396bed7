"""A ballot is opened, voted in, and closed (§4.1.2)."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from app.clock import Instant
from app.domain.agreement.changes import ChangeDecision
from app.domain.changes.ballots import Ballot, BallotState, outcome_of, tally
from app.domain.changes.change_decisions import Deciding
from app.domain.changes.change_facts import BallotClosed, BallotOpened, BallotVote, VoteCast
from app.domain.changes.change_record import ChangeRecord
from app.domain.changes.pre_approved import AdvisoryBoard
from app.errors import Conflict, Fault, Forbidden, Invalid, NotFound

BOARD: Final = "4.1.2"
SHORTEST, LONGEST = 60, 30 * 24 * 3600
"""Seconds that a ballot is open."""


def check_board(members: tuple[UUID, ...], quorum: int) -> None:
    """Raises Invalid where so many of them can never vote."""
    faults: list[Fault] = []
    if len(set(members)) < len(members):
        faults.append(Fault("/members", "repeated", "Name each member once."))
    if quorum > len(set(members)):
        faults.append(Fault("/quorum", "too_many", "So many members there are not."))
    if faults:
        raise Invalid("The request is not valid.", section=BOARD, faults=faults)


def submit(
    change: ChangeRecord, by: Deciding, board: AdvisoryBoard | None, ballot_id: UUID, voting_seconds: int | None
) -> BallotOpened:
    """With the members and the quorum of now."""
    by.require(change, ChangeDecision.SUBMIT)
    if board is None:
        raise Invalid.at("/boardId", "unknown", "There is no such board.", section=BOARD)
    voters = [each for each in board.members if not _is_concerned(change, each)]
    if len(voters) < board.quorum:
        raise Conflict(
            f"Without whoever asked for the change or is to carry it out the board has {len(voters)} votes, and it"
            f" takes {board.quorum}.",
            section=BOARD,
        )
    return BallotOpened(
        ballot_id=ballot_id,
        board_id=board.id,
        members=board.members,
        quorum=board.quorum,
        closes_at=Instant(by.at + timedelta(seconds=voting_seconds or board.voting_seconds)),
    )


def vote(
    change: ChangeRecord, by: Deciding, ballot_id: UUID, person_id: UUID, vote: BallotVote, reason: str
) -> VoteCast | None:
    """By a member, for themselves. None: the member has voted just so.

    Raises NotFound, Forbidden for who has no vote in it, Conflict where it takes none any more.
    """
    ballot = _ballot(change, ballot_id)
    if by.actor.id != person_id:
        raise Forbidden("Everybody votes for themselves alone.", section=BOARD)
    if person_id not in ballot.members:
        raise Forbidden("Only who was a member when the ballot was opened votes in it.", section=BOARD)
    if _is_concerned(change, person_id):
        raise Forbidden("Who asked for a change, or carries it out, does not vote on it.", section=BOARD)
    if not ballot.takes_votes(by.at):
        ended = "is void" if ballot.state is BallotState.VOID else "is over"
        raise Conflict(f"The ballot {ended}: it takes no votes.", section=BOARD)
    before = ballot.counted.get(person_id)
    if before is not None and (before.vote, before.reason) == (vote, reason):
        return None
    return VoteCast(ballot_id=ballot_id, person_id=person_id, vote=vote, reason=reason)


def close_ballot(change: ChangeRecord, by: Deciding, reason: str | None) -> BallotClosed:
    """Once the quorum is met, or its time is over."""
    by.require(change, ChangeDecision.CLOSE_BALLOT)
    ballot = change.ballot
    if ballot is None:
        raise ValueError("a change was submitted without a ballot")
    cast = tally(ballot).cast
    if cast < ballot.quorum and by.at < ballot.closes_at:
        raise Conflict(
            f"{cast} of the {ballot.quorum} votes that it takes have been cast, and the ballot goes on.", section=BOARD
        )
    return BallotClosed(ballot_id=ballot.id, outcome=outcome_of(ballot), reason=reason)


def _ballot(change: ChangeRecord, ballot_id: UUID) -> Ballot:
    found = next((each for each in change.ballots if each.id == ballot_id), None)
    if found is None:
        raise NotFound("There is no such ballot.")
    return found


def _is_concerned(change: ChangeRecord, person_id: UUID) -> bool:
    return change.requested_by == person_id or change.is_implementer(person_id)
