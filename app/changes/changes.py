"""Changes are registered, found, and read with those of their instances that are in sight (§4.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from app.access.store import people
from app.accounts import customers
from app.changes.kinds import CHANGES
from app.changes.store import changes as stored_changes
from app.changes.store import pre_approvals
from app.changes.store.changes import WIDTH, ChangesFilter, StoredChange
from app.domain.access.permissions import Operation, require
from app.domain.actor import OF_VENDOR
from app.domain.changes import change_decisions
from app.domain.changes.change_decisions import Deciding
from app.domain.changes.change_facts import ChangePlan, ChangeRegistered, ChangeRisk
from app.domain.changes.change_process import ChangeOption, change_options
from app.domain.tickets.links import TicketLinked, TicketLinkTo
from app.domain.vocabulary import ChangeType, Role
from app.errors import Fault, Invalid, StartOver
from app.operations import hitting
from app.operations.store import hits
from app.operations.store.instances import InstanceRow
from app.postgres.tables import change_hits, outage_hits
from app.streams import subjects
from app.tickets.recording import found_for_change, record
from app.tickets.store.ticket_mapping import StoredTicket
from app.unit_of_work import UnitOfWork

LINKED: Final = "linked to a change"


@dataclass(frozen=True, kw_only=True)
class NewChange:
    """`customer_id` None: the vendor's own, or that of the ticket, or of whoever asks for it."""

    change_type: ChangeType
    title: str
    description: str
    customer_id: UUID | None = None
    ticket_id: UUID | None = None
    instance_ids: tuple[UUID, ...] = ()
    model_id: UUID | None = None
    risk: ChangeRisk | None = None
    plan: ChangePlan | None = None
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class ChangeView:
    """With those of its instances and outages that are in sight."""

    stored: StoredChange
    instance_ids: tuple[UUID, ...]
    outage_ids: tuple[UUID, ...]


async def register(uow: UnitOfWork, new: NewChange) -> ChangeView:
    """By staff, or by a customer's person for their customer. With its ticket, which is told of it."""
    if Role.CUSTOMER not in uow.actor.roles:
        require(uow.actor, Operation.KEEP_CHANGES)
    ticket = await _ticket(uow, new.ticket_id)
    customer_id = await _whose(uow, new, ticket)
    fact = change_decisions.register(
        ChangeRegistered(
            number=await _number(uow),
            change_type=new.change_type,
            title=new.title,
            description=new.description,
            instance_ids=tuple(dict.fromkeys(new.instance_ids)),
            ticket_id=new.ticket_id,
            model_id=new.model_id,
            risk=new.risk,
            plan=new.plan,
            reason=new.reason,
        )
    )
    await require_known(uow, fact.model_id, fact.plan)
    instances = await hitting.concerned(uow, None, fact.instance_ids, uow.now) if fact.instance_ids else ()
    _require_its_own(customer_id, fact.instance_ids, instances)
    made = await subjects.begin(uow, CHANGES, customer_id or OF_VENDOR, [fact])
    if instances:
        async with subjects.as_itself(uow):
            await hits.add(uow.connection, change_hits, made.id, instances)
    if ticket is not None:
        await record(uow, ticket, TicketLinked(to=TicketLinkTo.CHANGE, id=made.id), reason=LINKED)
    return ChangeView(stored=made, instance_ids=fact.instance_ids, outage_ids=())


async def _ticket(uow: UnitOfWork, ticket_id: UUID | None) -> StoredTicket | None:
    """Locked: before the change, as everywhere."""
    if ticket_id is None:
        return None
    if not uow.locks:
        raise StartOver
    return await found_for_change(uow, ticket_id)


async def _whose(uow: UnitOfWork, new: NewChange, ticket: StoredTicket | None) -> UUID | None:
    whose = new.customer_id or (ticket.ticket.customer_id if ticket else uow.actor.customer_id)
    if whose is not None:
        await customers.find(uow, whose)
    if ticket is not None and whose != ticket.ticket.customer_id:
        raise Invalid.at("/ticketId", "of_another_customer", "The ticket is another customer's.")
    return whose


async def _number(uow: UnitOfWork) -> str:
    serial, zone = await stored_changes.next_serial(uow.connection), uow.book.in_force(uow.now).vendor.zone
    return f"C-{uow.now.astimezone(zone).year}-{serial:0{WIDTH}}"


async def require_known(uow: UnitOfWork, model_id: UUID | None, plan: ChangePlan | None) -> None:
    """Raises Invalid at what is named and not there: the model, the implementer."""
    faults: list[Fault] = []
    if model_id is not None and await pre_approvals.find_model(uow.connection, model_id) is None:
        faults.append(Fault("/modelId", "unknown", "There is no such model."))
    implementer_id = None if plan is None else plan.implementer_id
    if implementer_id is not None and await people.find(uow.connection, uow.scope, implementer_id) is None:
        faults.append(Fault("/plan/implementerId", "unknown", "There is no such person."))
    if faults:
        raise Invalid("The request is not valid.", faults=faults)


def _require_its_own(customer_id: UUID | None, instance_ids: Sequence[UUID], instances: Sequence[InstanceRow]) -> None:
    """A customer's change is of its own instances."""
    others = {each.id for each in instances if customer_id not in (None, each.customer_id)}
    detail = "This instance is another customer's."
    faults = [
        Fault(f"/instanceIds/{place}", "of_another_customer", detail)
        for place, each in enumerate(instance_ids)
        if each in others
    ]
    if faults:
        raise Invalid("The request is not valid.", faults=faults)


async def find(uow: UnitOfWork, change_id: UUID) -> ChangeView:
    """A customer's people find their own, and those of an instance of theirs."""
    return await view(uow, await subjects.found(uow, CHANGES, change_id))


async def page(uow: UnitOfWork, wanted: ChangesFilter, *, after: UUID | None, limit: int) -> Sequence[ChangeView]:
    """Latest recorded first."""
    found = await stored_changes.page(uow.connection, uow.scope, wanted, after=after, limit=limit)
    return await _views(uow, found)


async def options(uow: UnitOfWork, change_id: UUID) -> tuple[StoredChange, tuple[ChangeOption, ...]]:
    """What can be decided now, by whom, and with what."""
    stored = await subjects.found(uow, CHANGES, change_id)
    return stored, change_options(stored.state, uow.book.in_force(uow.now), uow.actor)


async def find_for_change(uow: UnitOfWork, change_id: UUID) -> StoredChange:
    """Locked. Who may do what to it is decided by its process."""
    return await subjects.found(uow, CHANGES, change_id, lock=True)


def deciding(uow: UnitOfWork) -> Deciding:
    return Deciding(uow.actor, uow.now, uow.book.in_force(uow.now))


async def view(uow: UnitOfWork, stored: StoredChange) -> ChangeView:
    return (await _views(uow, [stored]))[0]


async def _views(uow: UnitOfWork, found: Sequence[StoredChange]) -> Sequence[ChangeView]:
    hit = await hits.of(uow.connection, uow.scope, change_hits, [each.id for each in found])
    linked = {outage_id for each in found for outage_id in each.state.outage_ids}
    disturbed = await hits.of(uow.connection, uow.scope, outage_hits, linked) if linked else dict[UUID, object]()
    return [
        ChangeView(
            stored=each,
            instance_ids=tuple(hit[each.id]),
            outage_ids=tuple(outage_id for outage_id in each.state.outage_ids if disturbed[outage_id]),
        )
        for each in found
    ]
