"""Which item of the backlog a ticket is about: said by a decision (§2, steps 3 and 6), or linked by staff."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from uuid import UUID

from app.backlog import items
from app.backlog.store import backlog_items
from app.domain.access.permissions import Operation, require
from app.domain.tickets.links import TicketLinked, TicketLinkTo, TicketUnlinked
from app.errors import Fault, Invalid, StartOver
from app.tickets.histories import PastDecision
from app.tickets.intake import NewTicket
from app.tickets.recording import found_for_change, record
from app.tickets.store.ticket_mapping import StoredTicket
from app.tickets.transitions import Decided
from app.unit_of_work import UnitOfWork

NOT_THERE = "There is no such backlog item."


async def link(uow: UnitOfWork, ticket_id: UUID, item_id: UUID) -> None:
    """By staff, in place of the one that it was linked to. Raises Invalid at /backlogItemId."""
    stored = await _ticket(uow, ticket_id)
    await _require_known(uow, {"/backlogItemId": item_id})
    if stored.ticket.outputs.backlog_item_id != item_id:
        freed = await _unlinked(uow, stored)
        await record(uow, freed, TicketLinked(to=TicketLinkTo.BACKLOG_ITEM, id=item_id), reason="linked to a bug")


async def unlink(uow: UnitOfWork, ticket_id: UUID) -> None:
    """Nothing happens where it is not linked."""
    await _unlinked(uow, await _ticket(uow, ticket_id))


async def settle(uow: UnitOfWork, decided: Decided) -> Decided:
    """A decision with the item that it names: by id, or by a reference that may be new here, which is for the vendor
    to give. Raises Invalid at /backlogItemId.
    """
    outputs = decided.fact.outputs
    if outputs.backlog_item_id is not None:
        await _require_known(uow, {"/backlogItemId": outputs.backlog_item_id})
    if outputs.backlog_item is None or not uow.actor.is_vendor:
        return decided
    named = replace(outputs, backlog_item_id=await _item_of(uow, outputs.backlog_item))
    return replace(decided, fact=replace(decided.fact, outputs=named))


async def resolved(uow: UnitOfWork, report: NewTicket) -> NewTicket:
    """A ticket that comes in with its history, which may name items as decisions do. Raises Invalid at /history."""
    if not report.history or not uow.actor.is_management:
        return report
    named = {f"/history/{place}/backlogItemId": each for place, each in _ids(report.history)}
    await _require_known(uow, named)
    references = {each.outputs.backlog_item for each in report.history} - {None}
    known = {reference: await _item_of(uow, reference) for reference in sorted(filter(None, references))}
    history = (replace(each, backlog_item_id=known.get(each.outputs.backlog_item or "")) for each in report.history)
    return replace(report, history=tuple(history))


async def _item_of(uow: UnitOfWork, reference: str) -> UUID:
    """Raises StartOver where a ticket may not be locked yet: its lock comes first."""
    if not uow.locks:
        raise StartOver
    return await items.found_or_made(uow, reference)


def _ids(history: Sequence[PastDecision]) -> Iterator[tuple[int, UUID]]:
    for place, each in enumerate(history):
        if each.outputs.backlog_item_id is not None:
            yield place, each.outputs.backlog_item_id


async def _ticket(uow: UnitOfWork, ticket_id: UUID) -> StoredTicket:
    stored = await found_for_change(uow, ticket_id)
    require(uow.actor, Operation.KEEP_BACKLOG)
    return stored


async def _unlinked(uow: UnitOfWork, stored: StoredTicket) -> StoredTicket:
    item_id = stored.ticket.outputs.backlog_item_id
    if item_id is None:
        return stored
    fact = TicketUnlinked(to=TicketLinkTo.BACKLOG_ITEM, id=item_id)
    return await record(uow, stored, fact, reason="no longer linked to a bug")


async def _require_known(uow: UnitOfWork, named: dict[str, UUID]) -> None:
    known = await backlog_items.known_among(uow.connection, named.values()) if named else set[UUID]()
    faults = [Fault(pointer, "unknown", NOT_THERE) for pointer, each in named.items() if each not in known]
    if faults:
        raise Invalid(NOT_THERE, section=items.PROCESS, faults=faults)
