"""Networks from which support managers and administrators are let in (§5.7.1); without any, from everywhere."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from uuid_utils.compat import uuid7

from app.access.store import administration_networks
from app.access.store.administration_networks import AdministrationNetwork
from app.addresses import Network
from app.domain.access.management import require_stays_in, standing_warnings
from app.domain.access.permissions import Operation, require
from app.errors import Conflict, NotFound
from app.unit_of_work import UnitOfWork

MOST: Final = 100
"""They are read with every request."""


async def add(uow: UnitOfWork, network: Network, label: str) -> AdministrationNetwork:
    """Conflict if it would lock the caller out, or is there already."""
    require(uow.actor, Operation.KEEP_NETWORKS)
    kept = [each.network for each in await administration_networks.hold(uow.connection)]
    if network in kept:
        raise Conflict("This network is there already.")
    if len(kept) >= MOST:
        raise Conflict(f"There are {MOST} networks already: take one away first, or add one that holds several.")
    require_stays_in(uow.caller, [*kept, network])
    new = AdministrationNetwork(id=uuid7(), network=network, label=label, added_by=uow.actor.id, added_at=uow.now)
    await administration_networks.add(uow.connection, new)
    return new


async def remove(uow: UnitOfWork, network_id: UUID) -> None:
    """Conflict if those that are left would lock the caller out. With the last one goes the restriction."""
    require(uow.actor, Operation.KEEP_NETWORKS)
    kept = await administration_networks.hold(uow.connection)
    left = [each.network for each in kept if each.id != network_id]
    if len(left) == len(kept):
        raise NotFound("There is no such network.")
    require_stays_in(uow.caller, left)
    await administration_networks.remove(uow.connection, network_id)


async def warnings(uow: UnitOfWork) -> Sequence[str]:
    """What whoever manages is to be told of how they are let in."""
    if not uow.actor.is_management:
        return ()
    return [*standing_warnings(uow.caller, await administration_networks.networks(uow.connection))]


async def find(uow: UnitOfWork, network_id: UUID) -> AdministrationNetwork:
    require(uow.actor, Operation.KEEP_NETWORKS)
    network = await administration_networks.find(uow.connection, network_id)
    if network is None:
        raise NotFound("There is no such network.")
    return network


async def page(uow: UnitOfWork, *, after: UUID | None, limit: int) -> Sequence[AdministrationNetwork]:
    require(uow.actor, Operation.KEEP_NETWORKS)
    return await administration_networks.page(uow.connection, after=after, limit=limit)
