"""Services: what the vendor runs, where and with which provider (§5.1)."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import Query
from pydantic import MISSING, ConfigDict
from starlette.requests import Request
from starlette.responses import Response

from app.clock import Instant
from app.domain.operations.instance_facts import Region
from app.operations import services
from app.operations.services import NewService, ServiceChanges
from app.operations.store.services import HostedService
from app.routers.http.documented import changes, creates, lists, shows_version
from app.routers.http.etags import IfMatch, require_match
from app.routers.http.pagination import PageQuery, window
from app.routers.http.replies import collection, reply, reply_unless_known
from app.routers.http.tables import Column
from app.routers.http.types import In, Name, Out, PatchIn, given
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.idempotency import idempotent
from app.routers.request.parameters import ServiceId, after_id
from app.routers.request.route import api_router

router = api_router("Services", prefix="/services")


class ServiceIn(In):
    """`provider` left out: the one that hosts the vendor's Dutch services. One abroad names its own (section 5.1)."""

    model_config = ConfigDict(
        json_schema_extra={
            "if": {"required": ["region"], "properties": {"region": {"const": Region.ABROAD.value}}},
            "then": given("provider"),
        }
    )

    name: Name
    product: Name
    region: Region = Region.NETHERLANDS
    provider: Name | None = None

    def new(self) -> NewService:
        return NewService(name=self.name, product=self.product, region=self.region, provider=self.provider)


class ServicePatch(PatchIn):
    """Where it runs stays: that would be another service."""

    name: Name | MISSING = MISSING
    product: Name | MISSING = MISSING

    def changes(self) -> ServiceChanges:
        changed = ServiceChanges()
        if self.name is not MISSING:
            changed["name"] = self.name
        if self.product is not MISSING:
            changed["product"] = self.product
        return changed


class ServiceOut(Out):
    id: UUID
    name: str
    product: str
    provider: str
    region: Region
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, service: HostedService) -> Self:
        return cls(**{name: value for name, value in vars(service).items() if name != "version"})


class ServicesQuery(PageQuery):
    region: Region | None = None


COLUMNS: tuple[Column[ServiceOut], ...] = (
    Column("id", lambda each: each.id),
    Column("name", lambda each: each.name),
    Column("product", lambda each: each.product),
    Column("provider", lambda each: each.provider),
    Column("region", lambda each: each.region),
)


@router.post("", summary="Add a service", status_code=201, responses=creates(ServiceOut))
@idempotent()
async def create_service(body: ServiceIn, uow: UnitOfWorkDep) -> Response:
    """By a support manager."""
    made = await services.create(uow, body.new())
    return reply(ServiceOut.of(made), status=201, version=made.version, location=f"/services/{made.id}")


@router.get("", summary="List services", responses=lists(ServiceOut))
async def list_services(request: Request, query: Annotated[ServicesQuery, Query()], uow: UnitOfWorkDep) -> Response:
    """In the order in which they were added. A customer's people find those that they have an instance of."""
    asked = window(request, query)
    rows = await services.page(uow, query.region, after=after_id(asked), limit=asked.fetch)
    page = asked.page(rows, lambda each: (each.id,))
    return collection(request, ServiceOut, map(ServiceOut.of, page.rows), page.next_cursor, COLUMNS)


@router.get("/{serviceId}", summary="Read a service", responses=shows_version(ServiceOut))
async def read_service(service_id: ServiceId, request: Request, uow: UnitOfWorkDep) -> Response:
    found = await services.find(uow, service_id)
    return reply_unless_known(request, ServiceOut.of(found), version=found.version)


@router.patch("/{serviceId}", summary="Change a service", responses=changes(ServiceOut))
async def change_service(
    service_id: ServiceId, body: ServicePatch, uow: UnitOfWorkDep, if_match: IfMatch = None
) -> Response:
    """By a support manager: its name and product."""
    found = await services.find_for_change(uow, service_id)
    require_match(if_match, found.version)
    changed = await services.change(uow, found, body.changes())
    return reply(ServiceOut.of(changed), version=changed.version)
