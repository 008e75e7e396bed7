"""Appending to the trail: whose chain, on whose behalf, once in a while, and by many at once."""

import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from asyncpg import PostgresError
from asyncpg.exceptions import InsufficientPrivilegeError
from sqlalchemy import func, select, text

from app.audit.store import audit_appending as trail
from app.clock import Instant
from app.domain.access.audit import AuditOutcome, AuditSubject
from app.domain.actor import OF_VENDOR
from app.domain.vocabulary import ServiceLevel
from app.postgres.engine import AsyncEngine, Connection, create_engine, transaction
from app.postgres.tables import audit_entries, audit_heads
from app.postgres.tenancy import SYSTEM, Tenant, TenantScope
from app.postgres.urls import DatabaseUrls
from tests.organisations import MONDAY, make_customer, make_organisation
from tests.savepoints import nested
from tests.verification.trail import act, make_trail, of_customer

TASKS = 32
EACH = 8


async def test_many_at_once_make_one_chain_without_a_gap(fresh_database: DatabaseUrls) -> None:
    """32 tasks on as many connections, in two chains at random, from the very first entry on."""
    engine = create_engine(fresh_database.app, pool_size=TASKS)
    made = await make_trail(fresh_database, engine)
    await made.tamper("TRUNCATE audit_entries", "TRUNCATE audit_heads")

    async def uow(task: int) -> None:
        for number in range(EACH):
            chain = made.ours if (task + number) % 3 else made.theirs
            async with transaction(engine, SYSTEM) as connection:
                await connection.execute(text("SELECT pg_sleep(random() / 500)"))
                await trail.append(connection, act(number, of_customer(chain)))

    await asyncio.gather(*(uow(task) for task in range(TASKS)))

    for chain in (made.ours, made.theirs):
        entries = await made.entries(chain)
        assert [entry.place.position for entry in entries] == list(range(1, len(entries) + 1))
        assert await made.broken(chain, batch=1000) is None
    async with transaction(engine, SYSTEM) as connection:
        assert await connection.scalar(select(func.count()).select_from(audit_entries)) == TASKS * EACH
    await engine.dispose()


async def test_what_is_rolled_back_leaves_neither_entry_nor_gap(
    fresh_database: DatabaseUrls, fresh_engine: AsyncEngine
) -> None:
    made = await make_trail(fresh_database, fresh_engine)
    before = await made.entries()
    with suppress(ZeroDivisionError):
        async with transaction(fresh_engine, SYSTEM) as connection:
            await trail.append(connection, act(0, of_customer(made.ours)))
            raise ZeroDivisionError
    assert await made.entries() == before

    await made.append(act(0, of_customer(made.ours)))

    assert [entry.place.position for entry in await made.entries()][-2:] == [len(before), len(before) + 1]
    assert await made.broken() is None


async def chains(connection: Connection) -> Counter[object]:
    return Counter(await connection.scalars(select(audit_entries.c.chain)))


async def test_an_entry_is_in_the_chain_of_whose_the_subject_is(connection: Connection) -> None:
    organisation = await make_organisation(connection, "One", ServiceLevel.EXTENDED, "Ona")
    ours = organisation.customer.id
    subjects = [
        of_customer(ours),
        AuditSubject("person", str(organisation.registrants[0].id)),
        AuditSubject("person", str(uuid4())),
        AuditSubject("closing_day", "2030-01-02"),
        AuditSubject("ticket"),
        None,
    ]
    for subject in subjects:
        await trail.append(connection, act(subject=subject))

    assert await chains(connection) == {ours: 2, OF_VENDOR: 4}


async def test_what_is_of_nobody_else_is_in_the_callers_chain(connection: Connection) -> None:
    ours = (await make_customer(connection)).id

    await trail.append(connection, act(subject=AuditSubject("ticket")), own_chain=ours)

    assert await chains(connection) == {ours: 1}


@pytest.mark.parametrize("outcome", [AuditOutcome.SEEN, AuditOutcome.REFUSED])
async def test_what_was_seen_or_refused_is_recorded_once_in_a_quarter_of_an_hour(
    connection: Connection, outcome: AuditOutcome
) -> None:
    ticket = AuditSubject("ticket", str(uuid4()))
    positions: list[object] = []
    for minutes in (0, 5, 14.99, 15, 29, 30):
        at = Instant(MONDAY + timedelta(minutes=minutes))
        await trail.append(connection, replace(act(subject=ticket, outcome=outcome), recorded_at=at))
        positions.append(await connection.scalar(select(func.max(audit_entries.c.position))))

    assert positions == [1, 1, 1, 2, 2, 3]


async def test_looks_differ_by_person_and_ticket(connection: Connection) -> None:
    tickets = [AuditSubject("ticket", str(uuid4())) for _ in range(2)]
    for ticket in (*tickets, *tickets):
        for actor_id in (uuid4(), act().actor_id):
            await trail.append(connection, replace(act(subject=ticket, outcome=AuditOutcome.SEEN), actor_id=actor_id))

    assert await connection.scalar(select(func.count()).select_from(audit_entries)) == 6


async def test_a_customer_sees_and_extends_its_own_chain_only(engine: AsyncEngine) -> None:
    async with transaction(engine, SYSTEM) as connection:
        one, two = [await make_organisation(connection, name, ServiceLevel.STANDARD, name) for name in ("One", "Two")]
        for organisation in (one, two):
            await trail.append(connection, act(subject=of_customer(organisation.customer.id)))
        await trail.append(connection, act())
    async with transaction(engine, Tenant(TenantScope.CUSTOMER, one.customer.id, one.registrants[0].id)) as connection:
        await trail.append(connection, act(), own_chain=one.customer.id)

        assert await chains(connection) == {one.customer.id: 2}
        assert list(await connection.scalars(select(audit_heads.c.chain))) == [one.customer.id]
        with pytest.raises(InsufficientPrivilegeError, match="row-level security"):
            async with nested(connection):
                await trail.append(connection, act(), own_chain=two.customer.id)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET status = 1",
        "DELETE FROM audit_entries",
        "TRUNCATE audit_entries",
        "DELETE FROM audit_heads",
        "TRUNCATE audit_heads",
        "UPDATE audit_heads SET chain = gen_random_uuid()",
        "ALTER TABLE audit_entries DISABLE TRIGGER USER",
        "SET session_replication_role = replica",
    ],
)
async def test_the_services_role_adds_and_nothing_else(connection: Connection, statement: str) -> None:
    with pytest.raises(PostgresError, match=r"permission denied|must be owner"):
        await connection.execute(text(statement))
