"""The second wall: what PostgreSQL itself shows, whatever the query forgets."""

from uuid import UUID

import pytest
from asyncpg import PostgresError
from sqlalchemy import insert, select, text, update

from app.agreements.book import Agreements
from app.domain.access.caller import Caller
from app.domain.vocabulary import Impact, ServiceLevel, Urgency
from app.postgres.connection import Connection
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.tables import metadata, people, ticket_events, tickets
from app.postgres.tenancy import NOTHING, SYSTEM, Tenant, TenantScope, set_tenant
from app.sla.agreement import REVISIONS
from app.tickets.intake import NewTicket, raise_ticket
from app.unit_of_work import UnitOfWork
from tests.domain.tickets.histories import details
from tests.organisations import MONDAY, Organisation, make_organisation, make_person
from tests.savepoints import nested

OTHER_THAN_OURS = {"alembic_version"}

POINTING_ACROSS = [
    """INSERT INTO ticket_events
    (ticket_id, sequence, customer_id, type, occurred_at, recorded_at, actor_kind, internal, seal, payload)
    VALUES (:ticket, 9, :customer, 'x', now(), now(), 'system', false, '', '{}')""",
    """INSERT INTO ticket_assignments (ticket_id, role, customer_id, person_id)
    VALUES (:ticket, 'support', :customer, :person)""",
    """INSERT INTO registrants (customer_id, person_id, added_at) VALUES (:customer, :stranger, now())""",
]


@pytest.fixture
async def two(engine: AsyncEngine) -> tuple[Organisation, Organisation]:
    """Two customers with a ticket each."""
    async with transaction(engine, SYSTEM) as connection:
        made = (
            await make_organisation(connection, "One", ServiceLevel.STANDARD, "Ona"),
            await make_organisation(connection, "Two", ServiceLevel.STANDARD, "Twan"),
        )
        for organisation in made:
            actor = organisation.registrants[0].actor
            report = NewTicket(customer_id=None, details=details(), urgency=Urgency.U2, impact=Impact.I2)
            await raise_ticket(UnitOfWork(connection, Caller(actor), MONDAY, Agreements(REVISIONS)), report)
    return made


async def counts(connection: Connection) -> dict[str, int]:
    return {
        table.name: (await connection.execute(text(f"SELECT count(*) FROM {table.name}"))).scalar_one()  # noqa: S608
        for table in metadata.sorted_tables
    }


def own(organisation: Organisation) -> Tenant:
    return Tenant(TenantScope.CUSTOMER, organisation.customer.id, organisation.registrants[0].id)


async def test_every_table_has_its_policies_and_forces_them(connection: Connection) -> None:
    statement = text(
        "SELECT relname, relrowsecurity AND relforcerowsecurity AND"
        " EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid) AS walled FROM pg_class"
        " WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
    )
    guarded = {row.relname: row.walled for row in await connection.execute(statement)}

    assert set(guarded) - OTHER_THAN_OURS == set(metadata.tables)
    assert [name for name, walled in guarded.items() if not walled] == list(OTHER_THAN_OURS)


async def test_the_services_role_owns_nothing_and_cannot_look_past_the_policies(connection: Connection) -> None:
    role = (
        await connection.execute(
            text("SELECT rolname, rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user")
        )
    ).one()
    owned = await connection.scalar(text("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole"))

    assert tuple(role) == ("duetime_app", False, False, False)
    assert owned == 0


async def test_views_look_with_the_eyes_of_who_asks(connection: Connection) -> None:
    views = await connection.execute(
        text("SELECT relname, reloptions FROM pg_class WHERE relkind = 'v' AND relnamespace = 'public'::regnamespace")
    )

    assert [name for name, options in views if "security_invoker=true" not in (options or [])] == []


async def test_without_a_context_nothing_is_there(engine: AsyncEngine, two: tuple[Organisation, Organisation]) -> None:
    async with transaction(engine, NOTHING) as connection:
        seen = await counts(connection)
        versions = await connection.scalar(text("SELECT count(*) FROM alembic_version"))

    assert set(seen.values()) == {0}
    assert versions == 0


async def test_a_context_does_not_outlive_its_transaction(fresh_engine: AsyncEngine) -> None:
    async with transaction(fresh_engine, SYSTEM) as connection:
        assert (await counts(connection))["calendar_revisions"] == 1
    driver = await fresh_engine.acquire()
    assert set((await counts(Connection(driver))).values()) == {0}
    await fresh_engine.release(driver)


async def test_a_customer_sees_its_own_rows_only(engine: AsyncEngine, two: tuple[Organisation, Organisation]) -> None:
    for organisation in two:
        async with transaction(engine, own(organisation)) as connection:
            seen = await counts(connection)
            owners = set(await connection.scalars(select(tickets.c.customer_id)))

        assert owners == {organisation.customer.id}
        assert (seen["customers"], seen["tickets"], seen["clocks"], seen["registrants"]) == (1, 1, 2, 1)
        assert (seen["service_secrets"], seen["idempotency_keys"]) == (0, 0)


async def test_a_customer_can_neither_change_nor_make_a_row_of_another(
    engine: AsyncEngine, two: tuple[Organisation, Organisation]
) -> None:
    mine, theirs = two
    async with transaction(engine, own(mine)) as connection:
        moved = await connection.execute(
            update(tickets).where(tickets.c.customer_id == theirs.customer.id).values(title="Mine now")
        )
        assert moved.rowcount == 0
        with pytest.raises(PostgresError, match="row-level security"):
            async with nested(connection):
                await connection.execute(
                    update(tickets)
                    .where(tickets.c.customer_id == mine.customer.id)
                    .values(customer_id=theirs.customer.id)
                )


async def test_a_customer_cannot_make_vendor_staff(engine: AsyncEngine, two: tuple[Organisation, Organisation]) -> None:
    mine, _ = two
    async with transaction(engine, own(mine)) as connection:
        with pytest.raises(PostgresError, match="row-level security"):
            async with nested(connection):
                await make_person(connection, "An intruder", administrator=True)


async def test_a_customer_does_not_see_the_vendors_internal_events(
    engine: AsyncEngine, two: tuple[Organisation, Organisation]
) -> None:
    mine, _ = two
    async with transaction(engine, SYSTEM) as connection:
        ticket_id = await connection.scalar(select(tickets.c.id).where(tickets.c.customer_id == mine.customer.id))
        await connection.execute(
            insert(ticket_events).values(
                ticket_id=ticket_id,
                sequence=2,
                customer_id=mine.customer.id,
                type="comment_added",
                occurred_at=MONDAY,
                recorded_at=MONDAY,
                actor_kind="system",
                internal=True,
                payload={},
                seal=b"",
            )
        )
    async with transaction(engine, own(mine)) as connection:
        assert list(await connection.scalars(select(ticket_events.c.sequence))) == [1]


async def test_no_row_points_across_customers(engine: AsyncEngine, two: tuple[Organisation, Organisation]) -> None:
    mine, theirs = two
    async with transaction(engine, SYSTEM) as connection:
        ticket_id = await connection.scalar(select(tickets.c.id).where(tickets.c.customer_id == theirs.customer.id))
        for statement in POINTING_ACROSS:
            with pytest.raises(PostgresError, match="foreign key"):
                async with nested(connection):
                    await connection.execute(
                        text(statement),
                        {
                            "ticket": ticket_id,
                            "customer": mine.customer.id,
                            "person": mine.registrants[0].id,
                            "stranger": theirs.registrants[0].id,
                        },
                    )


async def test_at_the_door_one_row_is_seen(engine: AsyncEngine, two: tuple[Organisation, Organisation]) -> None:
    async with transaction(engine, NOTHING) as connection:
        await set_tenant(connection, Tenant(key=b"\x01" * 32, integration_id=UUID(int=7)))
        assert set((await counts(connection)).values()) == {0}
        assert list(await connection.scalars(select(people.c.id))) == []


@pytest.mark.parametrize(
    ("issuer", "subject", "seen"),
    [
        ("https://login.example", "sub-of-ona", ["Ona"]),
        ("https://login.example", "", []),
        ("", "sub-of-ona", []),
        ("https://login.example", "sub-of-%", []),
        ("https://other.example", "sub-of-ona", []),
    ],
)
async def test_at_the_door_a_token_shows_whom_it_names(
    engine: AsyncEngine, two: tuple[Organisation, Organisation], issuer: str, subject: str, seen: list[str]
) -> None:
    async with transaction(engine, SYSTEM) as connection:
        for organisation in two:
            person = organisation.registrants[0]
            identity = {"issuer": "https://login.example", "subject": f"sub-of-{person.name.lower()}"}
            await connection.execute(update(people).where(people.c.id == person.id).values(identity))
    async with transaction(engine, NOTHING) as connection:
        await set_tenant(connection, Tenant(issuer=issuer, subject=subject))
        counted = await counts(connection)

        assert list(await connection.scalars(select(people.c.name))) == seen
        assert sum(counted.values()) == len(seen)
        changed = await connection.execute(update(people).values(administrator=True))
        assert changed.rowcount == 0


@pytest.mark.parametrize("promoted", [{"administrator": True}, {"administrator": True, "name": "Ona"}])
async def test_a_customer_makes_none_of_its_people_an_administrator(
    engine: AsyncEngine, two: tuple[Organisation, Organisation], promoted: dict[str, object]
) -> None:
    mine, _ = two
    async with transaction(engine, own(mine)) as connection:
        renamed = await connection.execute(update(people).values(name="Ona B."))
        assert renamed.rowcount == 1
        with pytest.raises(PostgresError, match="row-level security"):
            async with nested(connection):
                await connection.execute(update(people).values(promoted))


@pytest.mark.parametrize("change", ["position = position - 1", "position = 0", "position = position, hash = ''"])
@pytest.mark.parametrize("whose", ["customer", "vendor"])
async def test_the_head_of_a_chain_goes_on_and_never_back(
    engine: AsyncEngine, two: tuple[Organisation, Organisation], change: str, whose: str
) -> None:
    mine, _ = two
    async with transaction(engine, SYSTEM) as connection:
        head = "INSERT INTO audit_heads (chain, position, hash) VALUES (:chain, 3, '') ON CONFLICT DO NOTHING"
        await connection.execute(text(head), {"chain": mine.customer.id})
    sight = own(mine) if whose == "customer" else Tenant(TenantScope.VENDOR)
    async with transaction(engine, sight) as connection:
        await connection.execute(text("UPDATE audit_heads SET position = position + 1, hash = 'x'"))
        with pytest.raises(PostgresError, match="goes on by one entry"):
            async with nested(connection):
                await connection.execute(text(f"UPDATE audit_heads SET {change}"))  # noqa: S608
