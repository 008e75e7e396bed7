"""What the vendor's own systems tell: outages, copies, traffic, which version runs, and how far a bug has come."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.backlog import items
from app.clock import Instant
from app.domain.alerts.alerts import UNMAPPED, details_of_outage
from app.domain.backlog.item_facts import BacklogItemState
from app.integrations.store.webhook_messages import MadeOf
from app.operations import copies, fair_use, outages, releases, services
from app.operations.copies import NewCopy
from app.operations.instances import StoredInstance
from app.operations.kinds import INSTANCES
from app.operations.outages import NewOutage, OutageView
from app.operations.releases import Installing
from app.operations.store import instances as stored_instances
from app.operations.store.instances import InstancesFilter
from app.streams import subjects
from app.tickets import intake
from app.tickets.intake import NewTicket
from app.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class OutageOver:
    outage_id: UUID
    ended_at: Instant


@dataclass(frozen=True)
class CopyReport:
    instance_id: UUID
    copy: NewCopy


@dataclass(frozen=True)
class TrafficReport:
    """`month` by its first day."""

    instance_id: UUID
    month: date
    byte_count: int


@dataclass(frozen=True)
class VersionReport:
    instance_id: UUID
    installing: Installing


@dataclass(frozen=True)
class BacklogItemReport:
    """`at`: when the development system said so. `version` None: the one that it has."""

    reference: str
    state: BacklogItemState
    version: str | None
    at: Instant


Reported = NewOutage | OutageOver | CopyReport | TrafficReport | VersionReport | BacklogItemReport


async def take_in(uow: UnitOfWork, said: Reported) -> MadeOf:
    match said:
        case NewOutage():
            view, is_new = await outages.begun(uow, said)
            if is_new:
                await _signalled(uow, view)
            return MadeOf(outage_id=view.stored.id)
        case OutageOver():
            return MadeOf(outage_id=(await outages.ended(uow, said.outage_id, said.ended_at)).stored.id)
        case BacklogItemReport():
            item_id = await items.told_to_move(uow, said.reference, said.state, said.version, said.at)
            return MadeOf(backlog_item_id=item_id)
        case CopyReport():
            await copies.taken(uow, await _instance(uow, said.instance_id), said.copy)
        case TrafficReport():
            await fair_use.measured(uow, said.instance_id, said.month, said.byte_count)
        case VersionReport():
            await releases.installed(uow, await _instance(uow, said.instance_id), said.installing)
    return MadeOf(instance_id=said.instance_id)


async def _signalled(uow: UnitOfWork, view: OutageView) -> None:
    """A ticket without a registrant for each customer that it hits, and each of its services (§5.3): no clock runs."""
    outage = view.stored.state
    rows = await stored_instances.search(uow.connection, uow.scope, InstancesFilter(ids=[*view.instances]))
    hit = defaultdict[tuple[UUID, UUID], list[str]](list)
    for each in rows:
        hit[each.customer_id, each.service_id].append(each.name)
    for (customer_id, service_id), names in sorted(hit.items()):
        product = (await services.find(uow, service_id)).product
        details = details_of_outage(outage.summary, outage.began_at, product, names)
        ticket = await intake.signal(uow, NewTicket(customer_id=customer_id, details=details, **vars(UNMAPPED)))
        await outages.linked(uow, view.stored.id, ticket.ticket.id)


async def _instance(uow: UnitOfWork, instance_id: UUID) -> StoredInstance:
    return await subjects.found(uow, INSTANCES, instance_id, lock=True)
