"""What is open is decided on while nobody ends it: beginnings, ends and reopenings wait for each other (§5.2)."""

import asyncio
from datetime import date, timedelta
from uuid import UUID

from app.clock import Instant
from app.domain.operations.instance_facts import Environment, Hosting, Region
from app.domain.operations.outage_facts import DetectedBy
from app.errors import Conflict
from app.operations import instances, outages, services
from app.operations.instances import NewInstance
from app.operations.outages import NewOutage
from app.operations.services import NewService
from tests.office import Office
from tests.organisations import MONDAY

BEGAN, ENDED = Instant(MONDAY - timedelta(hours=2)), Instant(MONDAY - timedelta(hours=1))
MOMENT = 0.3


async def instance_of(office: Office) -> UUID:
    customer_id = await office.customer()
    async with office.uow() as uow:
        service = await services.create(uow, NewService(name="IDU", product="idu", region=Region.NETHERLANDS))
    new = NewInstance(
        customer_id=customer_id,
        service_id=service.id,
        name="Production",
        url="https://dairy.example",
        environment=Environment.PRODUCTION,
        hosting=Hosting.CLOUD,
        starts_on=date(2026, 1, 1),
    )
    async with office.uow() as uow:
        return (await instances.add(uow, new)).id


async def begin(office: Office, instance: UUID, began_at: Instant = BEGAN) -> tuple[UUID, bool]:
    """Also whether it is a new one."""
    detected = NewOutage(
        service_id=None,
        instance_ids=(instance,),
        began_at=began_at,
        detected_by=DetectedBy.MONITORING,
        summary="No answer",
    )
    async with office.uow() as uow:
        view, is_new = await outages.begin(uow, detected)
    return view.stored.id, is_new


async def test_what_is_being_ended_is_not_taken_for_open(busy_office: Office) -> None:
    instance = await instance_of(busy_office)
    first, _ = await begin(busy_office, instance)
    async with busy_office.uow() as uow:
        stored = await outages.find_for_change(uow, first, ending=True)
        await outages.end(uow, stored, ENDED)
        again = asyncio.create_task(begin(busy_office, instance, ENDED))
        done, _ = await asyncio.wait([again], timeout=MOMENT)
        assert not done
    second, is_new = await again
    assert (is_new, second == first) == (True, False)


async def test_what_begins_meanwhile_is_not_reopened_beside(busy_office: Office) -> None:
    instance = await instance_of(busy_office)
    first, _ = await begin(busy_office, instance)
    async with busy_office.uow() as uow:
        await outages.ended(uow, first, ENDED)

    async def reopened() -> None:
        async with busy_office.uow() as uow:
            stored = await outages.find_for_change(uow, first, ending=True)
            await outages.reopen(uow, stored, "It fails again.")

    results = await asyncio.gather(begin(busy_office, instance, ENDED), reopened(), return_exceptions=True)
    async with busy_office.uow() as uow:
        found = await outages.page(uow, outages.OutagesFilter(is_open=True), after=None, limit=10)
    assert len(found) == 1
    assert isinstance(results[1], Conflict) or results[0] == (first, False)
