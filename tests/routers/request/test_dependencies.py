"""Who gets in, and that nothing is answered before it is kept."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from fastapi import APIRouter
from httpx import Response
from sqlalchemy import select, text, update
from starlette.responses import Response as Answer

from app.access.identity import digest
from app.clock import Instant
from app.domain.vocabulary import Role
from app.postgres.engine import create_engine, transaction
from app.postgres.tables import api_keys
from app.postgres.tenancy import SYSTEM, tenant_of
from app.postgres.urls import DatabaseUrls
from app.routers.http.replies import nothing
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.route import api_router
from tests.organisations import make_customer, make_key, make_person
from tests.routers.callers import Api, Caller

door = api_router("Door", prefix="/door")


@door.get("")
async def look(uow: UnitOfWorkDep) -> Answer:
    return Answer(f"{uow.actor.name} at {uow.now.isoformat()}")


@door.get("/sight")
async def see(uow: UnitOfWorkDep) -> Answer:
    """Where the transaction was told otherwise than `tenant_of` says."""
    names = ("scope", "customer", "principal", "key")
    told = [await uow.connection.scalar(text(f"SELECT current_setting('duetime.{name}')")) for name in names]
    sight = tenant_of(uow.actor)
    meant = [sight.range.value, str(sight.customer_id or ""), str(sight.principal_id or ""), ""]
    return Answer("" if told == meant else f"{told}, not {meant}")


@door.post("", status_code=204)
async def leave_a_customer(uow: UnitOfWorkDep) -> Answer:
    await make_customer(uow.connection, at=uow.now)
    return nothing()


@pytest.fixture
def resources() -> Sequence[APIRouter]:
    return (door,)


async def knock(api: Api, authorization: str) -> Response:
    headers = [(b"Authorization", authorization.encode("latin-1"))]
    return await api.anonymous().get("/v1/door", headers=headers)


async def change_key(api: Api, key: str, **moments: Instant) -> None:
    async with transaction(api.engine, SYSTEM) as connection:
        await connection.execute(update(api_keys).where(api_keys.c.digest == digest(key)).values(**moments))


async def test_a_key_tells_who_is_calling_and_the_request_has_one_moment(api: Api, support: Caller) -> None:
    answer = await support.get("/v1/door")

    assert answer.text == f"A support at {api.clock.now.isoformat()}"


@pytest.mark.parametrize("who", ["admin", "manager", "support", "consultant", "registrant", "colleague"])
async def test_once_in_a_caller_sees_what_its_person_may_see(callers: dict[str, Caller], who: str) -> None:
    answer = await callers[who].get("/v1/door/sight")

    assert (answer.status_code, answer.text) == (200, "")


async def test_every_key_that_does_not_open_gets_the_same_answer(api: Api) -> None:
    async with transaction(api.engine, SYSTEM) as connection:
        person = await make_person(connection, "Eve", Role.SUPPORT)
        gone = await make_person(connection, "Left", Role.SUPPORT, active=False)
        expired, revoked, left = [await make_key(connection, who) for who in (person, person, gone)]
    await change_key(api, expired, expires_at=api.clock.now)
    await change_key(api, revoked, revoked_at=api.clock.now)

    keys = (expired, revoked, left, "dt_unknown", "x" * 2_000, "ÿ")
    answers = [await knock(api, f"Bearer {key}") for key in keys]

    assert {answer.status_code for answer in answers} == {401}
    assert {answer.headers["WWW-Authenticate"] for answer in answers} == {'Bearer error="invalid_token"'}
    assert len({answer.text.replace(answer.headers["X-Request-Id"], "") for answer in answers}) == 1


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", "Token {key}", "{key}"])
async def test_without_a_bearer_key_nobody_gets_in(api: Api, support: Caller, authorization: str) -> None:
    answer = await knock(api, authorization.format(key=support.key))

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert (await knock(api, f"Bearer {support.key}")).status_code == 200


async def test_a_key_expires_at_its_moment_and_not_before(api: Api, support: Caller) -> None:
    await change_key(api, support.key, expires_at=Instant(api.clock.now + timedelta(hours=1)))

    api.clock.advance(timedelta(hours=1) - timedelta(microseconds=1))
    assert (await support.get("/v1/door")).status_code == 200
    api.clock.advance(timedelta(microseconds=1))
    assert (await support.get("/v1/door")).status_code == 401


async def test_the_use_of_a_key_is_noted_once_a_minute(api: Api, support: Caller) -> None:
    start = api.clock.now
    noted: list[object] = []
    for seconds in (0, 59, 60, 119):
        api.clock.now = Instant(start + timedelta(seconds=seconds))
        await support.get("/v1/door")
        async with transaction(api.engine, SYSTEM) as connection:
            noted.append(await connection.scalar(select(api_keys.c.last_used_at)))

    assert noted == [start + timedelta(seconds=seconds) for seconds in (0, 0, 60, 60)]


async def test_nobody_waits_for_another_request_with_the_same_key(concurrent_api: Api) -> None:
    eve = await concurrent_api.as_(Role.SUPPORT)
    async with transaction(concurrent_api.engine, SYSTEM) as lingering:
        await lingering.execute(text("UPDATE api_keys SET last_used_at = now()"))

        assert (await eve.get("/v1/door")).status_code == 200


async def test_what_could_not_be_kept_is_not_answered_as_done(
    concurrent_api: Api, fresh_database: DatabaseUrls
) -> None:
    eve = await concurrent_api.as_(Role.SUPPORT)
    await refuse_customers_at_commit(fresh_database.owner)

    answer = await eve.post("/v1/door")

    assert answer.status_code == 503
    assert answer.headers["Content-Type"] == "application/problem+json"


async def refuse_customers_at_commit(url: str) -> None:
    owner = create_engine(url)
    async with transaction(owner, SYSTEM) as connection:
        await connection.execute(
            text(
                "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
                " $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = 'serialization_failure'; END $$"
            )
        )
        await connection.execute(
            text(
                "CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON customers DEFERRABLE INITIALLY DEFERRED"
                " FOR EACH ROW EXECUTE FUNCTION refuse()"
            )
        )
    await owner.dispose()
