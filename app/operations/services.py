"""Services: what the vendor runs, with which provider and in which region (§5.1)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypedDict
from uuid import UUID

from uuid_utils.compat import uuid7

from app.domain.access.permissions import Operation, require
from app.domain.operations.instance_facts import Hosting, Region
from app.domain.operations.instance_rules import provider_of
from app.errors import Invalid, NotFound
from app.operations.store import services
from app.operations.store.services import HostedService
from app.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class NewService:
    """`provider` None: the one that hosts the vendor's Dutch services."""

    name: str
    product: str
    region: Region
    provider: str | None = None


class ServiceChanges(TypedDict, total=False):
    """What is not there stays. Where a service runs does not change: that would be another one (§5.1)."""

    name: str
    product: str


async def create(uow: UnitOfWork, new: NewService) -> HostedService:
    require(uow.actor, Operation.KEEP_SERVICES)
    made = HostedService(
        id=uuid7(),
        name=new.name,
        product=new.product,
        provider=_provider(uow, new),
        region=new.region,
        created_at=uow.now,
        updated_at=uow.now,
        version=1,
    )
    await services.add(uow.connection, made)
    return made


def _provider(uow: UnitOfWork, new: NewService) -> str:
    vendor = uow.book.in_force(uow.now).vendor
    found = provider_of(new.region, new.provider, Hosting.CLOUD, vendor)
    if found is None:
        raise Invalid.at("/provider", "missing", "Say with which provider the service runs.", section="5.1")
    return found


async def find(uow: UnitOfWork, service_id: UUID, *, lock: bool = False) -> HostedService:
    """A customer's people find those that they have an instance of."""
    found = await services.find(uow.connection, uow.scope, service_id, lock=lock)
    if found is None:
        raise NotFound("There is no such service.")
    return found


async def find_for_change(uow: UnitOfWork, service_id: UUID) -> HostedService:
    """Locked, for someone who may change it."""
    found = await find(uow, service_id, lock=uow.actor.is_vendor)
    require(uow.actor, Operation.KEEP_SERVICES)
    return found


async def page(uow: UnitOfWork, region: Region | None, *, after: UUID | None, limit: int) -> Sequence[HostedService]:
    return await services.page(uow.connection, uow.scope, region, after=after, limit=limit)


async def change(uow: UnitOfWork, service: HostedService, changes: ServiceChanges) -> HostedService:
    """Changes a locked service."""
    changed = replace(service, **changes)
    if changed == service:
        return service
    changed = replace(changed, version=service.version + 1, updated_at=uow.now)
    await services.save(uow.connection, changed)
    return changed
