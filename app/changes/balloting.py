"""The change advisory board decides on what is risky (§4.1.2).

The change's row is held while a vote is cast and while the ballot is closed: a vote that is accepted is counted.
"""

from uuid import UUID

from uuid_utils.compat import uuid7

from app.access.store import people as stored_people
from app.accounts import people
from app.changes.changes import ChangeView, deciding, view
from app.changes.store import pre_approvals
from app.changes.store.changes import StoredChange
from app.changes.transitions import recorded
from app.domain.changes import balloting
from app.domain.changes.change_facts import BallotVote
from app.unit_of_work import UnitOfWork


async def submit(uow: UnitOfWork, stored: StoredChange, board_id: UUID, voting_seconds: int | None) -> ChangeView:
    board = await pre_approvals.find_board(uow.connection, board_id)
    fact = balloting.submit(stored.state, deciding(uow), board, uuid7(), voting_seconds)
    return await recorded(uow, stored, fact)


async def vote(
    uow: UnitOfWork, stored: StoredChange, ballot_id: UUID, person_id: UUID, cast: BallotVote, reason: str
) -> ChangeView:
    """By a member of the board as it was when the ballot was opened, for themselves. NotFound: there is nobody so."""
    await people.find(uow, person_id)
    fact = balloting.vote(stored.state, deciding(uow), ballot_id, person_id, cast, reason)
    return await view(uow, stored) if fact is None else await recorded(uow, stored, fact)


async def in_sight(uow: UnitOfWork, stored: StoredChange) -> frozenset[UUID]:
    """The members of its ballots whom the caller knows: a customer's people their own, and the vendor's."""
    members = {each for ballot in stored.state.ballots for each in ballot.members}
    return frozenset(each.id for each in await stored_people.several(uow.connection, members))


async def close_ballot(uow: UnitOfWork, stored: StoredChange, reason: str | None) -> ChangeView:
    return await recorded(uow, stored, balloting.close_ballot(stored.state, deciding(uow), reason))
