"""People who come in with what they came in with before, and the questions whether all is as it was afterwards."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from typing import Any, Final

from sqlalchemy import ColumnElement, Text, func, literal_column, select, text

from app.access.identity import digest
from app.access.store import api_keys
from app.access.store.people import Person
from app.errors import NotFound
from app.postgres.connection import Connection
from app.postgres.engine import AsyncEngine, transaction, visit
from app.postgres.statements import Statement
from app.postgres.tables import customers
from app.postgres.tenancy import SYSTEM, Pass, Tenant
from tests.organisations import MONDAY, make_customer, make_key

CONTEXT: Final = ("scope", "customer", "principal", "key", "integration", "issuer", "subject")
SETTINGS: Final[list[ColumnElement[str]]] = [
    literal_column(f"coalesce(current_setting('duetime.{name}', true), '')", Text()).label(name) for name in CONTEXT
]
SIGHT: Final = Statement.reading(lambda: select(*SETTINGS))
"""What is shown while it is asked."""
SIZE: Final = 2
"""Of the pool: see `pair`."""
Way = Callable[[Connection], Awaitable[object]]

COUNTING: Final = Statement(lambda: select(func.count()).select_from(customers))
DIVIDING: Final = Statement.reading(lambda: select((1 / literal_column("0")).label("nothing")))
SLEEPING: Final = Statement.reading(lambda: select(func.pg_sleep(20)))
STALE: Final = {  # what makes a pass hold no longer
    "revoked": "UPDATE api_keys SET revoked_at = now()",
    "expires earlier": "UPDATE api_keys SET expires_at = now() + interval '1 day'",
    "renamed": "UPDATE api_keys SET name = 'other'",
    "narrowed": "UPDATE api_keys SET scopes = '{sla:read}'",
    "used": "UPDATE api_keys SET last_used_at = now()",
    "deleted": "DELETE FROM api_keys",
    "deactivated": "UPDATE people SET active = false",
    "another role": "UPDATE people SET roles = '{support}'",
    "erased": "UPDATE people SET name = '', email = '', active = false, erased_at = now()",
    "network added": "INSERT INTO administration_networks (id, network, label, added_at)"
    " VALUES (gen_random_uuid(), '192.0.2.0/24', 'Home', now())",
    "network changed": "UPDATE administration_networks SET network = '10.0.0.0/9'",
    "network removed": "DELETE FROM administration_networks",
}


async def change(engine: AsyncEngine, *statements: str) -> None:
    async with transaction(engine, SYSTEM) as connection:
        for statement in statements:
            await connection.execute(text(statement))


async def pass_of(engine: AsyncEngine, person: Person) -> Pass:
    """For a key that is made for it."""
    async with transaction(engine, SYSTEM) as connection:
        key = await make_key(connection, person)
    async with transaction(engine, Tenant(key=digest(key))) as connection:
        holder = await api_keys.holder(connection, digest(key), MONDAY)
    assert holder is not None
    return Pass(digest(key), holder.mark)


async def sight(connection: Connection) -> dict[str, Any]:
    """What this connection was told to show, asked within its transaction."""
    return dict((await connection.execute(select(*SETTINGS))).mappings().one())


async def assert_whole(engine: AsyncEngine, size: int) -> None:
    """As many connections as there were, each in no transaction, and showing nothing."""
    async with AsyncExitStack() as stack:
        for _ in range(size):
            driver = await engine.begun("SELECT 1")
            stack.push_async_callback(engine.release, driver)
            [settings] = await driver.fetch(str(select(*SETTINGS)))
            assert set(settings.values()) == {""}
            assert await driver.fetchval("SELECT count(*) FROM people") == 0


async def write(connection: Connection) -> None:
    await make_customer(connection)


async def write_many(connection: Connection) -> None:
    await connection.execute(
        text(
            "INSERT INTO customers (id, name, created_at, updated_at, version)"
            " VALUES (gen_random_uuid(), :name, now(), now(), 1)"
        ),
        [{"name": "One"}, {"name": "Two"}],
    )


async def ask(connection: Connection) -> object:
    return await SIGHT.one(connection, {})


async def ask_all(connection: Connection) -> object:
    return await SIGHT.all(connection, {})


async def count(connection: Connection) -> object:
    return await COUNTING.value(connection, {})


async def nothing(connection: Connection) -> None:
    del connection


async def refuse(connection: Connection) -> None:
    del connection
    raise NotFound("There is no such thing.")


async def fail(connection: Connection) -> None:
    await DIVIDING.one(connection, {})


async def ignore_failure(connection: Connection) -> None:
    with suppress(Exception):
        await write(connection)


WAYS: Final[list[Way]] = [
    write, write_many, ask, ask_all, count, nothing, refuse, fail, ignore_failure,
]  # fmt: skip


async def visited(engine: AsyncEngine, presented: Pass, *ways: Way, at_once: bool = False) -> list[Any]:
    async with visit(engine, presented, at_once=at_once) as connection:
        return [await way(connection) for way in ways]


async def customer_count(engine: AsyncEngine) -> int:
    async with transaction(engine, SYSTEM) as connection:
        return await COUNTING.value(connection, {})
