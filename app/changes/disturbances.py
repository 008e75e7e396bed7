"""A change that disturbed production is linked to the outage that it was (§4), which counts as every other (§5.2)."""

from collections.abc import Callable
from uuid import UUID

from app.changes.changes import find_for_change
from app.changes.kinds import CHANGE_TERMS
from app.domain.changes import change_decisions
from app.domain.changes.change_facts import DisturbanceLinked, DisturbanceUnlinked
from app.domain.changes.change_record import ChangeRecord
from app.domain.operations import outage_decisions
from app.domain.operations.outage_facts import OutageLinked, OutageLinkTo, OutageUnlinked
from app.domain.operations.outages import Outage
from app.operations import outages
from app.operations.kinds import OUTAGE_TERMS
from app.terms import terms
from app.unit_of_work import UnitOfWork

OutageTold = Callable[[Outage, OutageLinkTo, UUID], OutageLinked | OutageUnlinked | None]
ChangeTold = Callable[[ChangeRecord, UUID], DisturbanceLinked | DisturbanceUnlinked]


async def link(uow: UnitOfWork, outage_id: UUID, change_id: UUID) -> None:
    """By staff, a change that has been begun. Nothing happens where they are linked already."""
    await _told(uow, outage_id, change_id, outage_decisions.link, change_decisions.link_disturbance)


async def unlink(uow: UnitOfWork, outage_id: UUID, change_id: UUID) -> None:
    """Nothing happens where they are not linked."""
    await _told(uow, outage_id, change_id, outage_decisions.unlink, change_decisions.unlink_disturbance)


async def _told(
    uow: UnitOfWork, outage_id: UUID, change_id: UUID, of_outage: OutageTold, of_change: ChangeTold
) -> None:
    """The change is locked first, then the outage: both histories say so."""
    change = await find_for_change(uow, change_id)
    outage = await outages.find_for_change(uow, outage_id)
    fact = of_outage(outage.state, OutageLinkTo.CHANGE, change_id)
    if fact is not None:
        also = of_change(change.state, outage_id)
        await terms.record(uow, OUTAGE_TERMS, outage, fact)
        await terms.record(uow, CHANGE_TERMS, change, also)
