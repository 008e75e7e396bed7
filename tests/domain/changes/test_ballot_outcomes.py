"""What the votes come to (§4.1.2), against a count that shares nothing with it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import Instant, instant
from app.domain.changes.ballots import Ballot, BallotState, CastVote, outcome_of, tally
from app.domain.changes.change_facts import BallotOutcome, BallotVote

NOON = instant(datetime(2026, 11, 23, 12, tzinfo=UTC))
MEMBERS = tuple(UUID(int=number) for number in range(1, 8))

votes = st.lists(st.tuples(st.sampled_from(MEMBERS), st.sampled_from(BallotVote)), max_size=20)


def ballot(cast: list[tuple[UUID, BallotVote]], quorum: int, ended_at: Instant | None = None) -> Ballot:
    return Ballot(
        id=UUID(int=100),
        board_id=UUID(int=101),
        members=MEMBERS,
        quorum=quorum,
        opened_at=NOON,
        closes_at=Instant(NOON + timedelta(hours=1)),
        votes=tuple(CastVote(person_id=who, vote=vote, reason="So.", cast_at=NOON) for who, vote in cast),
        ended_at=ended_at,
    )


@given(votes, st.integers(1, 7))
def test_the_latest_of_each_counts(cast: list[tuple[UUID, BallotVote]], quorum: int) -> None:
    words = dict[UUID, str]()
    for who, vote in cast:
        words[who] = vote.value
    said = sorted(words.values())
    if len(said) < quorum:
        expected = "no_quorum"
    else:
        expected = "approved" if said.count("approve") - said.count("reject") >= 1 else "rejected"
    found = ballot(cast, quorum)
    assert outcome_of(found) == expected
    assert (tally(found).cast, len(found.votes)) == (len(words), len(cast))


@given(votes, st.integers(1, 7), st.sampled_from(MEMBERS))
def test_an_abstention_more_changes_nobodys_mind(
    cast: list[tuple[UUID, BallotVote]], quorum: int, member: UUID
) -> None:
    """It may bring the quorum about; it turns nothing that was decided round."""
    if any(who == member for who, _ in cast):
        return
    before, after = outcome_of(ballot(cast, quorum)), outcome_of(ballot([*cast, (member, BallotVote.ABSTAIN)], quorum))
    assert before in (after, BallotOutcome.NO_QUORUM)


@pytest.mark.parametrize(("minutes", "takes"), [(0, True), (59, True), (60, False), (61, False)])
def test_until_when_it_takes_votes(minutes: int, *, takes: bool) -> None:
    at = Instant(NOON + timedelta(minutes=minutes))
    assert ballot([], 1).takes_votes(at) is takes
    void = ballot([], 1, ended_at=NOON)
    assert (void.state, void.takes_votes(at)) == (BallotState.VOID, False)
