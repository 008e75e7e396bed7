"""How the change advisory board decides (§4.1.2): who votes, what counts, and what comes of it."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.clock import Instant
from app.domain.changes.change_facts import BallotOutcome, BallotVote


class BallotState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    VOID = "void"  # the plan or the risk changed, or the change was withdrawn


@dataclass(frozen=True, kw_only=True)
class CastVote:
    person_id: UUID
    vote: BallotVote
    reason: str
    cast_at: Instant


@dataclass(frozen=True, kw_only=True)
class Ballot:
    """`members` and `quorum` are the board's at the opening. `votes`: all that were cast, in that order."""

    id: UUID
    board_id: UUID
    members: tuple[UUID, ...]
    quorum: int
    opened_at: Instant
    closes_at: Instant
    votes: tuple[CastVote, ...] = ()
    outcome: BallotOutcome | None = None
    reason: str | None = None
    ended_at: Instant | None = None

    @property
    def state(self) -> BallotState:
        if self.ended_at is None:
            return BallotState.OPEN
        return BallotState.VOID if self.outcome is None else BallotState.CLOSED

    @property
    def counted(self) -> dict[UUID, CastVote]:
        """The latest of each member."""
        return {each.person_id: each for each in self.votes}

    def takes_votes(self, at: Instant) -> bool:
        return self.state is BallotState.OPEN and at < self.closes_at


@dataclass(frozen=True)
class BallotTally:
    """An abstention is a vote cast: it counts for the quorum, and for neither side."""

    approve: int
    reject: int
    abstain: int

    @property
    def cast(self) -> int:
        return self.approve + self.reject + self.abstain


def tally(ballot: Ballot) -> BallotTally:
    found = Counter(each.vote for each in ballot.counted.values())
    return BallotTally(found[BallotVote.APPROVE], found[BallotVote.REJECT], found[BallotVote.ABSTAIN])


def outcome_of(ballot: Ballot) -> BallotOutcome:
    """What the votes come to: without its quorum a ballot decides nothing, and a tie approves nothing."""
    counted = tally(ballot)
    if counted.cast < ballot.quorum:
        return BallotOutcome.NO_QUORUM
    return BallotOutcome.APPROVED if counted.approve > counted.reject else BallotOutcome.REJECTED
