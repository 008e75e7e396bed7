"""Who came in before comes in again if everything is as it was, and otherwise leaves no trace."""

from typing import Any, Final

import pytest
from sqlalchemy import text

from app.access.store.people import Person
from app.domain.vocabulary import Role
from app.errors import Invalid, NotFound, StartOver
from app.postgres.connection import Connection
from app.postgres.engine import AsyncEngine, transaction, visit
from app.postgres.tenancy import SYSTEM, Pass, tenant_of
from tests.organisations import make_customer, make_person
from tests.postgres.visitors import (
    SIGHT,
    STALE,
    WAYS,
    Way,
    ask,
    ask_all,
    change,
    count,
    customer_count,
    fail,
    pass_of,
    refuse,
    sight,
    visited,
    write,
    write_many,
)

PEOPLE: Final[dict[str, dict[str, Any]]] = {
    "customer": {"roles": (), "customer": True},
    "support": {"roles": (Role.SUPPORT,)},
    "consultant": {"roles": (Role.CONSULTANT,)},
    "manager": {"roles": (Role.SUPPORT_MANAGER,)},
    "all three": {"roles": (Role.SUPPORT, Role.CONSULTANT, Role.SUPPORT_MANAGER)},
    "administrator": {"roles": (), "administrator": True},
    "administrator with a role": {"roles": (Role.SUPPORT,), "administrator": True},
    "nobody": {"roles": ()},
}


@pytest.mark.parametrize("kind", PEOPLE)
async def test_the_sight_is_that_of_the_person(pair: AsyncEngine, kind: str) -> None:
    described = dict(PEOPLE[kind])
    async with transaction(pair, SYSTEM) as connection:
        customer_id = (await make_customer(connection)).id if described.pop("customer", False) else None
        roles = described.pop("roles")
        person = await make_person(connection, "Pat", *roles, customer_id=customer_id, **described)
    presented = await pass_of(pair, person)
    async with transaction(pair, tenant_of(person.actor)) as connection:
        meant = await sight(connection)

    for at_once in (True, False):
        assert await visited(pair, presented, sight, at_once=at_once) == [meant]
        [asked, first] = await visited(pair, presented, ask_all, ask, at_once=at_once)
        assert [dict(row) for row in asked] == [dict(first)] == [meant]


@pytest.mark.parametrize("how", STALE)
async def test_a_pass_that_no_longer_holds_opens_nothing(
    pair: AsyncEngine, owner: AsyncEngine, presented: Pass, how: str
) -> None:
    await change(owner, STALE[how])

    for at_once in (True, False):
        for way in WAYS:
            with pytest.raises(StartOver):
                await visited(pair, presented, way, at_once=at_once)
    assert await customer_count(pair) == 0


async def test_what_concerns_others_takes_nothing_from_a_pass(pair: AsyncEngine, presented: Pass) -> None:
    async with transaction(pair, SYSTEM) as connection:
        other = await make_person(connection, "Other", Role.SUPPORT)
    await pass_of(pair, other)
    await change(
        pair,
        "UPDATE people SET active = false WHERE name = 'Other'",
        "UPDATE api_keys SET revoked_at = now() WHERE person_id = (SELECT id FROM people WHERE name = 'Other')",
        "UPDATE administration_networks SET label = 'Head office'",
    )

    assert (await visited(pair, presented, ask))[0]["scope"] == "vendor"


@pytest.mark.parametrize("mark", ["", "0" * 32])
@pytest.mark.parametrize("digest", [b"", b"\0" * 32])
async def test_a_key_that_never_was_opens_nothing(pair: AsyncEngine, eve: Person, digest: bytes, mark: str) -> None:
    del eve
    for way in WAYS:
        with pytest.raises(StartOver):
            await visited(pair, Pass(digest, mark), way)


async def test_no_mark_is_no_mark_of_a_key_that_never_was(pair: AsyncEngine) -> None:
    async with transaction(pair, SYSTEM) as connection:
        with pytest.raises(Exception, match="holds no longer"):
            await connection.execute(text("SELECT duetime_enter('\\x00', NULL)"))
        await connection.execute(text("ROLLBACK"))
        await connection.execute(text("BEGIN"))


@pytest.mark.parametrize("ways", [(write, ask), (ask, write), (ask, write, ask, count), (ask, write_many)])
async def test_what_is_written_beside_questions_is_kept(pair: AsyncEngine, presented: Pass, ways: list[Way]) -> None:
    await visited(pair, presented, *ways)

    assert await customer_count(pair) == (2 if write_many in ways else 1)


async def test_questions_begin_no_transaction_and_leave_no_sight(pair: AsyncEngine, presented: Pass) -> None:
    async with visit(pair, presented, at_once=False) as connection:
        await SIGHT.one(connection, {})
        driver = connection.driver
        assert await driver.fetchval("SELECT coalesce(current_setting('duetime.scope', true), '')") == ""
        assert await driver.fetchval("SELECT count(*) FROM people") == 0
        assert not connection.has_begun


@pytest.mark.parametrize(("way", "kind"), [(refuse, NotFound), (fail, Invalid)])
@pytest.mark.parametrize("before", [(), (ask,), (write,), (ask, write)])
async def test_a_refusal_of_who_is_let_in_is_theirs_and_undoes_what_was_done(
    pair: AsyncEngine, presented: Pass, before: tuple[Way, ...], way: Way, kind: type[Exception]
) -> None:
    with pytest.raises(kind):
        await visited(pair, presented, *before, way)
    assert await customer_count(pair) == 0


@pytest.mark.parametrize("then", [write, ask, count])
async def test_a_pass_that_stops_to_hold_after_a_question(
    pair: AsyncEngine, owner: AsyncEngine, presented: Pass, then: Way
) -> None:
    async def use_the_key(connection: Connection) -> None:
        del connection
        await change(owner, STALE["used"])

    with pytest.raises(StartOver):
        await visited(pair, presented, ask, use_the_key, then)
    assert await customer_count(pair) == 0


async def test_a_pass_that_stops_to_hold_after_a_write_held_when_it_counted(
    pair: AsyncEngine, owner: AsyncEngine, presented: Pass
) -> None:
    async def revoke(connection: Connection) -> None:
        del connection
        await change(owner, STALE["revoked"])

    await visited(pair, presented, write, revoke, ask, count)
    assert await customer_count(pair) == 1
