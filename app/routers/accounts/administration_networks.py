"""Networks from which support managers and administrators are let in."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.access import administration_networks
from app.access.store.administration_networks import AdministrationNetwork
from app.clock import Instant
from app.errors import ErrorCode
from app.routers.http.documented import creates, lists, refuses, shows
from app.routers.http.pagination import PageQuery, window
from app.routers.http.replies import collection, nothing, reply
from app.routers.http.tables import Column
from app.routers.http.types import In, Name, NetworkIn, Out
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.idempotency import idempotent
from app.routers.request.parameters import NetworkId, after_id
from app.routers.request.route import api_router

router = api_router("Administration", prefix="/administration-networks")


class AdministrationNetworkIn(In):
    network: Annotated[NetworkIn, Field(description="An address, or a network as 192.0.2.0/24 or 2001:db8::/32.")]
    label: Annotated[Name, Field(description="What is there.")]


class AdministrationNetworkOut(Out):
    """`addedBy` is null where it was added by whoever runs the service, at its command line."""

    id: UUID
    network: str
    label: str
    added_by: UUID | None
    added_at: Instant

    @classmethod
    def of(cls, found: AdministrationNetwork) -> Self:
        return cls(
            id=found.id,
            network=str(found.network),
            label=found.label,
            added_by=found.added_by,
            added_at=found.added_at,
        )


COLUMNS = (
    Column[AdministrationNetworkOut]("id", lambda each: each.id, wide=True),
    Column[AdministrationNetworkOut]("network", lambda each: each.network),
    Column[AdministrationNetworkOut]("label", lambda each: each.label, gives_way=True),
    Column[AdministrationNetworkOut]("addedBy", lambda each: each.added_by, wide=True),
    Column[AdministrationNetworkOut]("addedAt", lambda each: each.added_at),
)


@router.post(
    "",
    summary="Allow a network",
    status_code=201,
    responses={**creates(AdministrationNetworkOut), **refuses(ErrorCode.CONFLICT)},
)
@idempotent()
async def add_administration_network(body: AdministrationNetworkIn, uow: UnitOfWorkDep) -> Response:
    """By an administrator. From the first one on, support managers and administrators are let in from these networks
    alone (§5.7.1); so the first one has to hold the address of whoever adds it.
    """
    added = await administration_networks.add(uow, body.network, body.label)
    shown = AdministrationNetworkOut.of(added)
    return reply(shown, status=201, location=f"/administration-networks/{added.id}")


@router.get("", summary="List allowed networks", responses=lists(AdministrationNetworkOut))
async def list_administration_networks(
    request: Request, query: Annotated[PageQuery, Query()], uow: UnitOfWorkDep
) -> Response:
    """For administrators, in the order in which they were added. None: support managers and administrators are let in
    from everywhere.
    """
    asked = window(request, query)
    rows = await administration_networks.page(uow, after=after_id(asked), limit=asked.fetch)
    page = asked.page(rows, lambda each: (each.id,))
    items = tuple(map(AdministrationNetworkOut.of, page.rows))
    return collection(request, AdministrationNetworkOut, items, page.next_cursor, COLUMNS)


@router.get("/{networkId}", summary="Read an allowed network", responses=shows(AdministrationNetworkOut))
async def read_administration_network(network_id: NetworkId, uow: UnitOfWorkDep) -> Response:
    return reply(AdministrationNetworkOut.of(await administration_networks.find(uow, network_id)))


@router.delete("/{networkId}", summary="Disallow a network", status_code=204, responses=refuses(ErrorCode.CONFLICT))
async def remove_administration_network(network_id: NetworkId, uow: UnitOfWorkDep) -> Response:
    """By an administrator whom the others still let in. With the last one goes the restriction."""
    await administration_networks.remove(uow, network_id)
    return nothing()
