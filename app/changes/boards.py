"""Change advisory boards (§4.1.2): who decides on changes that are risky. A ballot keeps the board of its opening."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypedDict
from uuid import UUID

from uuid_utils.compat import uuid7

from app.access.store import people
from app.changes.store import pre_approvals
from app.domain.access.permissions import Operation, require
from app.domain.changes.balloting import BOARD, check_board
from app.domain.changes.pre_approved import AdvisoryBoard
from app.errors import Fault, Forbidden, Invalid, NotFound
from app.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class NewAdvisoryBoard:
    name: str
    members: tuple[UUID, ...]
    quorum: int
    voting_seconds: int


class BoardChanges(TypedDict, total=False):
    """What is not there stays as it is."""

    name: str
    members: tuple[UUID, ...]
    quorum: int
    voting_seconds: int


async def add(uow: UnitOfWork, new: NewAdvisoryBoard) -> AdvisoryBoard:
    require(uow.actor, Operation.OPEN_BALLOTS)
    check_board(new.members, new.quorum)
    await _require_active(uow, new.members)
    board = AdvisoryBoard(id=uuid7(), created_at=uow.now, updated_at=uow.now, version=1, **vars(new))
    await pre_approvals.add_board(uow.connection, board)
    return board


async def find(uow: UnitOfWork, board_id: UUID) -> AdvisoryBoard:
    """NotFound is the same for a customer's people: who decides is told with each ballot."""
    board = await pre_approvals.find_board(uow.connection, board_id) if uow.scope.is_vendor else None
    if board is None:
        raise NotFound("There is no such board.")
    return board


async def page(uow: UnitOfWork, *, after: UUID | None, limit: int) -> Sequence[AdvisoryBoard]:
    """In the order in which they were made."""
    _require_vendor(uow)
    return await pre_approvals.page_of_boards(uow.connection, after=after, limit=limit)


async def find_for_change(uow: UnitOfWork, board_id: UUID) -> AdvisoryBoard:
    board = await pre_approvals.find_board(uow.connection, board_id, lock=True) if uow.scope.is_vendor else None
    if board is None:
        raise NotFound("There is no such board.")
    require(uow.actor, Operation.OPEN_BALLOTS)
    return board


async def change(uow: UnitOfWork, board: AdvisoryBoard, changes: BoardChanges) -> AdvisoryBoard:
    """A locked one. Ballots that are open keep the members and the quorum that they were opened with."""
    changed = replace(board, **changes)
    if changed == board:
        return board
    check_board(changed.members, changed.quorum)
    if "members" in changes:
        await _require_active(uow, changed.members)
    changed = replace(changed, updated_at=uow.now, version=board.version + 1)
    await pre_approvals.save_board(uow.connection, changed)
    return changed


async def _require_active(uow: UnitOfWork, members: tuple[UUID, ...]) -> None:
    known = await people.active_among(uow.connection, members)
    detail = "There is no such person, or they are not active."
    faults = [Fault(f"/members/{place}", "unknown", detail) for place, each in enumerate(members) if each not in known]
    if faults:
        raise Invalid("The request is not valid.", section=BOARD, faults=faults)


def _require_vendor(uow: UnitOfWork) -> None:
    if not uow.scope.is_vendor:
        raise Forbidden("Boards are for vendor staff to see.", section=BOARD)
