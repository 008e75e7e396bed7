"""Promises that are no clocks are announced when they pass: once, whoever is at work, and whatever else is wrong."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text
from uuid_utils.compat import uuid7

from app.clock import Instant
from app.domain.operations.instance_facts import (
    CopyKind,
    CopyTaken,
    CopyVerified,
    Environment,
    Hosting,
    InstanceAdded,
    InstanceEnded,
    InstanceFact,
    Region,
)
from app.domain.terms.subject_terms import TermKind
from app.operations import services
from app.operations.kinds import INSTANCE_TERMS, INSTANCES
from app.operations.services import NewService
from app.postgres.engine import transaction
from app.postgres.scope import EVERYTHING
from app.postgres.tables import instance_events
from app.postgres.tables import terms as term_table
from app.postgres.tenancy import SYSTEM
from app.streams import subjects
from app.terms import terms
from app.terms.store import terms as stored_terms
from app.terms.store.terms import TermsFilter
from app.unit_of_work import UnitOfWork
from app.workers.terms import announce_terms
from tests.office import Office
from tests.organisations import MONDAY

MICROSECOND = timedelta(microseconds=1)
DAY = timedelta(hours=24)


@asynccontextmanager
async def at_work(office: Office) -> AsyncGenerator[UnitOfWork]:
    async with office.uow() as uow:
        yield uow


async def copied(office: Office, instances: int = 1) -> list[UUID]:
    """Instances whose newest full copy is of now."""
    customer_id = await office.customer()
    async with at_work(office) as uow:
        service = await services.create(uow, NewService(name="IDU", product="idu", region=Region.NETHERLANDS))
    made = list[UUID]()
    for _ in range(instances):
        async with at_work(office) as uow:
            added = InstanceAdded(
                service_id=service.id,
                region=service.region,
                provider=service.provider,
                name="Production",
                url="https://dairy.example",
                environment=Environment.PRODUCTION,
                hosting=Hosting.CLOUD,
                starts_on=date(2026, 11, 23),
            )
            stored = await terms.begin(uow, INSTANCE_TERMS, customer_id, added)
            made.append(stored.id)
        await record(office, stored.id, full_copy(office.now))
    return made


def full_copy(at: Instant, *, verified: bool = True, copy_id: UUID | None = None) -> CopyTaken:
    return CopyTaken(
        copy_id=copy_id or uuid7(),
        kind=CopyKind.FULL_COPY,
        taken_at=at,
        finished_at=at,
        verified=verified,
        location="Second site",
    )


async def record(office: Office, instance_id: UUID, fact: InstanceFact, at: Instant | None = None) -> None:
    async with at_work(office) as uow:
        stored = await subjects.found(uow, INSTANCES, instance_id, lock=True)
        await terms.record(uow, INSTANCE_TERMS, stored, fact, at=at)


async def announced(office: Office) -> int:
    return await announce_terms(office.engine, office.clock, office.book)


async def said(office: Office, instance_id: UUID) -> list[tuple[str, Any]]:
    """Of its recovery points."""
    table = instance_events
    of_it = select(table.c.type, table.c.payload).where(table.c.instance_id == instance_id).order_by(table.c.sequence)
    async with transaction(office.engine, SYSTEM) as connection:
        rows = (await connection.execute(of_it)).all()
    return [
        (row.type, row.payload)
        for row in rows
        if row.type == "recovery_point_exceeded" or row.payload.get("kind") == TermKind.RECOVERY_POINT
    ]


async def test_a_promise_is_announced_once_it_has_passed_and_never_again(office: Office) -> None:
    [instance] = await copied(office)
    office.now = Instant(MONDAY + DAY)
    assert (await announced(office), await said(office, instance)) == (0, [])

    office.now = Instant(office.now + MICROSECOND)
    async with at_work(office) as uow:
        assert await terms.unannounced(uow.connection, uow.now) == (1, MICROSECOND)
    assert await announced(office) == 1
    assert await announced(office) == 0
    assert [name for name, _ in await said(office, instance)] == ["term_breached", "recovery_point_exceeded"]
    (_, payload), *_ = await said(office, instance)
    assert payload["breached_at"] == "2026-11-24T09:30:00Z"


async def test_a_copy_that_is_recorded_late_withdraws_what_was_announced(office: Office) -> None:
    """It was taken in time, and turns out to be whole only when the breach has been announced."""
    [instance] = await copied(office)
    copy = full_copy(Instant(MONDAY + timedelta(hours=20)), verified=False)
    office.now = Instant(MONDAY + timedelta(hours=21))
    await record(office, instance, copy)
    office.now = Instant(MONDAY + DAY + MICROSECOND)
    assert await announced(office) == 1

    office.now = Instant(MONDAY + timedelta(hours=25))
    await record(office, instance, CopyVerified(copy_id=copy.copy_id))

    names = [name for name, _ in await said(office, instance)]
    assert names == ["term_breached", "recovery_point_exceeded", "term_withdrawn"]
    assert await announced(office) == 0


async def test_any_number_of_workers_announce_each_once(busy_office: Office) -> None:
    made = await copied(busy_office, 20)
    busy_office.now = Instant(MONDAY + DAY + timedelta(minutes=1))

    counts = await asyncio.gather(
        *(announce_terms(busy_office.engine, busy_office.clock, busy_office.book, at_once=3) for _ in range(4))
    )

    assert sum(counts) == 20
    for each in made:
        assert [name for name, _ in await said(busy_office, each)].count("term_breached") == 1


async def test_one_that_fails_holds_up_no_other(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    """Not even where they are looked up one at a time, and it is the first."""
    broken, other = await copied(office, 2)
    async with transaction(office.engine, SYSTEM) as connection:
        await connection.execute(text("UPDATE instances SET state = '{}' WHERE id = :id"), {"id": broken})
    office.now = Instant(MONDAY + DAY + timedelta(minutes=1))

    assert await announce_terms(office.engine, office.clock, office.book, at_once=1) == 1

    assert str(broken) in caplog.text
    assert [name for name, _ in await said(office, broken)] == []
    assert len(await said(office, other)) == 2
    with pytest.raises(ValueError, match="validation"):
        await announced(office)


async def test_what_goes_is_the_same_in_a_list_and_by_when_it_falls_due(office: Office) -> None:
    """A stop that lies ahead, the planned end of the instance, is none yet."""
    [instance] = await copied(office)
    await record(office, instance, InstanceEnded(reason="Moved"), Instant(MONDAY + timedelta(hours=10)))
    kind, until = TermKind.RECOVERY_POINT, Instant(MONDAY + 2 * DAY)

    async def due(now: Instant) -> list[UUID]:
        wanted = TermsFilter(kind=kind, due_before=until)
        async with at_work(office) as uow:
            listed = await stored_terms.page(uow.connection, EVERYTHING, wanted, now, after=None, limit=9)
            falling = await stored_terms.falling_due(uow.connection, EVERYTHING, kind, now, MONDAY, until, 9)
        assert [each.id for each in listed] == [each.id for each in falling]
        return [each.subject.id for each in falling]

    assert await due(Instant(MONDAY + timedelta(hours=9))) == [instance]
    assert await due(Instant(MONDAY + timedelta(hours=10))) == []


async def test_a_subject_that_somebody_works_on_is_passed_by_and_not_forgotten(busy_office: Office) -> None:
    [instance] = await copied(busy_office)
    busy_office.now = Instant(MONDAY + DAY + timedelta(minutes=1))
    async with at_work(busy_office) as uow:
        await subjects.found(uow, INSTANCES, instance, lock=True)
        assert await announced(busy_office) == 0

    assert await announced(busy_office) == 1
    async with transaction(busy_office.engine, SYSTEM) as connection:
        left = await connection.scalars(select(term_table.c.announce_at).where(term_table.c.announce_at.is_not(None)))
        assert min(left) > busy_office.now


@pytest.mark.parametrize(
    ("amiss", "announced_then"),
    [
        ("UPDATE terms SET announce_at = announce_at - interval '1 hour' WHERE announce_at IS NOT NULL", 1),
        ("UPDATE terms SET id = gen_random_uuid() WHERE announce_at IS NOT NULL", 0),
    ],
    ids=["due_otherwise", "no_such_term"],
)
async def test_what_does_not_follow_as_it_was_written_down_is_not_due_for_ever(
    office: Office, amiss: str, announced_then: int
) -> None:
    """By other rules than those it was written down by."""
    [instance] = await copied(office)
    async with transaction(office.engine, SYSTEM) as connection:
        await connection.execute(text(amiss))
    office.now = Instant(MONDAY + DAY - timedelta(minutes=30) if announced_then else MONDAY + DAY + MICROSECOND)

    assert await announced(office) == 0
    async with at_work(office) as uow:
        assert await terms.unannounced(uow.connection, uow.now) == (0, timedelta())
    office.now = Instant(MONDAY + DAY + MICROSECOND)
    assert await announced(office) == announced_then
    assert len(await said(office, instance)) == 2 * announced_then
