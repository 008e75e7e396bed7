"""Which instances something of the running service concerns, and that their data stay apart (§5.1)."""

from collections.abc import Sequence
from uuid import UUID

from app.clock import Instant
from app.errors import Conflict, Invalid
from app.operations import services
from app.operations.store import instances
from app.operations.store.instances import InstanceRow, InstancesFilter
from app.unit_of_work import UnitOfWork

PROVIDER = "5.1"


async def concerned(
    uow: UnitOfWork, service_id: UUID | None, instance_ids: Sequence[UUID], at: Instant
) -> Sequence[InstanceRow]:
    """Those named, or those of the service that existed `at` the moment, on the vendor's calendar.

    Raises NotFound, Invalid at /instanceIds, and Conflict when they are of more than one region or provider, or none.
    """
    day = at.astimezone(uow.book.in_force(at).vendor.zone).date()
    if service_id is not None:
        await services.find(uow, service_id)
        found = await instances.search(
            uow.connection, uow.scope, InstancesFilter(service_id=service_id, existing_on=day)
        )
        if not found:
            raise Conflict("The service had no instance then: there is nothing that it concerns.")
        return found
    found = await instances.search(uow.connection, uow.scope, InstancesFilter(ids=instance_ids))
    require_known(instance_ids, found)
    for index, instance_id in enumerate(instance_ids):
        instance = next(each for each in found if each.id == instance_id)
        if not instance.existed_on(day):
            raise Invalid.at(f"/instanceIds/{index}", "not_there_then", "This instance did not exist then.")
    if len({(each.region, each.provider) for each in found}) > 1:
        raise Conflict(
            "These instances are in different regions or at different providers, which are kept strictly apart:"
            " record it for each.",
            section=PROVIDER,
        )
    return found


def require_known(instance_ids: Sequence[UUID], found: Sequence[InstanceRow]) -> None:
    """Raises Invalid at /instanceIds."""
    known = {each.id for each in found}
    for index, instance_id in enumerate(instance_ids):
        if instance_id not in known:
            raise Invalid.at(f"/instanceIds/{index}", "unknown", "There is no such instance.")
