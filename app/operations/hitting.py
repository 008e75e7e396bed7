"""Which instances something of the running service concerns."""

from collections.abc import Sequence
from uuid import UUID

from app.clock import Instant
from app.domain.operations.concerning import check_concerned
from app.errors import Conflict
from app.operations import services
from app.operations.store import instances
from app.operations.store.instances import InstanceRow, InstancesFilter
from app.unit_of_work import UnitOfWork


async def concerned(
    uow: UnitOfWork, service_id: UUID | None, instance_ids: Sequence[UUID], at: Instant
) -> Sequence[InstanceRow]:
    """Those named, or those of the service that existed `at` the moment, on the vendor's calendar.

    Raises NotFound, Invalid at /instanceIds, and Conflict when they are of more than one region or provider, or none.
    """
    day = at.astimezone(uow.book.in_force(at).vendor.zone).date()
    if service_id is None:
        found = await instances.search(uow.connection, uow.scope, InstancesFilter(ids=instance_ids))
        check_concerned(instance_ids, found, day)
        return found
    await services.find(uow, service_id)
    found = await instances.search(uow.connection, uow.scope, InstancesFilter(service_id=service_id, existing_on=day))
    if not found:
        raise Conflict("The service had no instance then: there is nothing that it concerns.")
    return found
