"""Several processes over one database remember who came in: what one of them changes holds in the others at once."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from fastapi import APIRouter
from httpx import AsyncClient, Response
from sqlalchemy import text
from starlette.requests import Request
from starlette.responses import Response as Answer

from app.access.identity import digest
from app.access.visitors import Visitors
from app.accounts.store import customers
from app.agreements.book import Agreements
from app.domain.vocabulary import Role
from app.main import RESOURCES
from app.postgres.engine import create_engine, transaction
from app.postgres.tenancy import SYSTEM
from app.postgres.urls import DatabaseUrls
from app.routers.http.replies import nothing
from app.routers.http.types import In
from app.routers.request.backend import attach
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.route import api_router
from app.sla.agreement import REVISIONS
from tests.organisations import make_customer, make_person
from tests.routers.callers import Api, Caller
from tests.routers.conftest import api_over

CUSTOMER: Final = {"name": "Another customer", "serviceLevel": "standard"}
OFFICE: Final = "10.1.2.3"

door = api_router("People", prefix="/door")


class Knock(In):
    times: int


@door.get("")
async def look(uow: UnitOfWorkDep) -> Answer:
    """Reads no row."""
    return Answer(" ".join(sorted(uow.actor.roles)))


@door.post("", status_code=204)
async def knock(request: Request, body: Knock, uow: UnitOfWorkDep) -> Answer:
    request.app.state.knocks = getattr(request.app.state, "knocks", 0) + body.times
    await make_customer(uow.connection, at=uow.now)
    return nothing()


@pytest.fixture
def resources() -> Sequence[APIRouter]:
    return (*RESOURCES, door)


@pytest.fixture
async def there(
    fresh_database: DatabaseUrls, concurrent_api: Api, resources: Sequence[APIRouter]
) -> AsyncGenerator[Api]:
    """Another process than `concurrent_api`."""
    engine = create_engine(fresh_database.app, pool_size=4)
    async with api_over(engine, resources) as api:
        api.clock = concurrent_api.clock
        yield api
    await engine.dispose()


@pytest.fixture
async def eve(concurrent_api: Api) -> Caller:
    return await concurrent_api.as_(Role.SUPPORT_MANAGER)


@pytest.fixture
async def root(concurrent_api: Api) -> AsyncClient:
    """An administrator, in the office."""
    return concurrent_api.from_(OFFICE, (await concurrent_api.as_administrator()).key)


def is_known(api: Api, key: str) -> bool:
    visitors: Visitors = api.app.state.runtime.visitors
    return visitors.recognised(digest(key), api.clock.now, None) is not None


async def known(api: Api, key: str) -> AsyncClient:
    client = api.from_("192.0.2.1", key)
    assert (await client.get("/v1/door")).status_code == 200
    assert is_known(api, key)
    return client


async def customer_count(api: Api) -> int:
    async with transaction(api.engine, SYSTEM) as connection:
        return await connection.scalar(text("SELECT count(*) FROM customers")) or 0


ASKED: Final[list[tuple[str, str, dict[str, Any]]]] = [
    ("GET", "/v1/door", {}),
    ("HEAD", "/v1/door", {}),
    ("GET", "/v1/people", {}),
    ("GET", "/v1/sla/clocks", {}),
    ("GET", "/v1/sla/clocks?limit=many&state=odd", {}),
    ("GET", f"/v1/tickets/{uuid4()}", {}),
    ("GET", "/v1/tickets/no-id", {}),
    ("POST", "/v1/customers", {"json": CUSTOMER}),
    ("POST", "/v1/customers", {"json": CUSTOMER, "headers": {"Idempotency-Key": "a-key"}}),
    ("POST", "/v1/customers", {"json": {"name": ""}}),
    ("POST", "/v1/customers", {"content": b"{", "headers": {"Content-Type": "application/json"}}),
    ("POST", "/v1/door", {"json": {"times": 1}}),
    ("PATCH", f"/v1/people/{uuid4()}", {"json": {"name": ""}, "headers": {"Idempotency-Key": "a key"}}),
]
Change = Callable[[Api, AsyncClient, Caller], Awaitable[object]]


async def keys_of(root: AsyncClient, eve: Caller) -> list[str]:
    listed = (await root.get("/v1/api-keys", params={"personId": str(eve.person.id), "limit": 100})).json()["items"]
    return [f"/v1/api-keys/{each['id']}" for each in listed]


async def revoke(_: Api, root: AsyncClient, eve: Caller) -> None:
    for place in await keys_of(root, eve):
        assert (await root.delete(place)).status_code == 204


async def rotate(_: Api, root: AsyncClient, eve: Caller) -> None:
    for place in await keys_of(root, eve):
        assert (await root.post(f"{place}/rotations", json={"overlapSeconds": 0})).status_code == 201


async def change_person(root: AsyncClient, eve: Caller, **members: Any) -> None:
    answer = await root.patch(f"/v1/people/{eve.person.id}", json=members, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text


async def deactivate(_: Api, root: AsyncClient, eve: Caller) -> None:
    await change_person(root, eve, active=False)


async def let_management_in_from_the_office_only(_: Api, root: AsyncClient, eve: Caller) -> None:
    del eve
    answer = await root.post("/v1/administration-networks", json={"network": "10.0.0.0/8", "label": "Office"})
    assert answer.status_code == 201, answer.text


async def wait(api: Api, root: AsyncClient, eve: Caller) -> None:
    del root, eve
    async with transaction(api.engine, SYSTEM) as connection:
        await connection.execute(text("UPDATE api_keys SET expires_at = :at"), {"at": api.clock.now})


@pytest.mark.parametrize(
    ("change", "status"),
    [(revoke, 401), (rotate, 401), (deactivate, 401), (wait, 401), (let_management_in_from_the_office_only, 403)],
)
async def test_what_one_process_shuts_is_shut_in_the_other(
    concurrent_api: Api, there: Api, root: AsyncClient, eve: Caller, change: Change, status: int
) -> None:
    """Whatever is asked, right or wrong: each with a key that the other one knows."""
    clients = [await known(there, (await concurrent_api.as_(eve.person)).key) for _ in ASKED]

    await change(concurrent_api, root, eve)

    answers = [await client.request(*asked[:2], **asked[2]) for client, asked in zip(clients, ASKED, strict=True)]
    assert [answer.status_code for answer in answers] == [status] * len(ASKED)
    assert await customer_count(there) == 0


async def test_who_has_another_role_has_its_rights_with_the_next_request(
    there: Api, root: AsyncClient, eve: Caller
) -> None:
    client = await known(there, eve.key)

    await change_person(root, eve, roles=["consultant"])
    refused = await client.post("/v1/customers", json=CUSTOMER)
    assert (refused.status_code, (await client.get("/v1/door")).text) == (403, "consultant")

    await change_person(root, eve, roles=["support", "support_manager"])
    assert (await client.get("/v1/door")).text == "support support_manager"
    assert (await client.get("/v1/door")).status_code == 200


async def test_a_key_expires_by_the_clock_where_it_is_remembered(there: Api, root: AsyncClient, eve: Caller) -> None:
    soon = there.app.state.runtime.clock
    body = {"personId": str(eve.person.id), "expiresAt": (soon() + timedelta(seconds=30)).isoformat()}
    key = (await root.post("/v1/api-keys", json=body)).json()["key"]
    client = there.from_(None, key)
    assert [(await client.get("/v1/door")).status_code for _ in range(2)] == [200, 200]
    assert is_known(there, key)

    soon.advance(timedelta(seconds=30))
    assert (await client.get("/v1/door")).status_code == 401


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_limits_of_a_key_are_those_of_each_request(
    there: Api, root: AsyncClient, eve: Caller, method: str
) -> None:
    limits = {"allowedNetworks": ["192.0.2.0/24"], "scopes": ["people:read"]}
    key = (await root.post("/v1/api-keys", json={"personId": str(eve.person.id), **limits})).json()["key"]
    inside = there.from_("192.0.2.1", key)
    assert [(await inside.get("/v1/door")).status_code for _ in range(2)] == [200, 200]

    for _ in range(2):
        outside = await there.from_("198.51.100.1", key).request(method, "/v1/door", json={"times": 1})
        assert outside.status_code == 401
        assert (await inside.post("/v1/door", json={"times": 1})).status_code == 403
        assert (await inside.get("/v1/sla/clocks?limit=many")).status_code == 403
        assert (await inside.get("/v1/door")).status_code == 200
    assert await customer_count(there) == 0


async def touch(api: Api) -> None:
    async with transaction(api.engine, SYSTEM) as connection:
        await connection.execute(text("UPDATE api_keys SET last_used_at = :at"), {"at": api.clock.now})


class Forgetless(Visitors):
    """As if another request remembered again at once whom one forgets."""

    def forget(self, credential: bytes) -> None:
        del credential


@pytest.mark.parametrize("visitors", [Visitors(), Forgetless()], ids=["forgotten", "remembered again"])
async def test_what_starts_over_is_done_once(concurrent_api: Api, there: Api, eve: Caller, visitors: Visitors) -> None:
    attach(there.app, there.engine, Agreements(REVISIONS), visitors=visitors)
    client = await known(there, eve.key)

    await touch(concurrent_api)
    assert (await client.post("/v1/door", json={"times": 1})).status_code == 204
    assert (there.app.state.knocks, await customer_count(there)) == (1, 1)
    await touch(concurrent_api)
    assert (await client.get("/v1/door")).status_code == 200


async def test_a_look_of_who_was_known_is_on_record(there: Api, eve: Caller) -> None:
    client = await known(there, eve.key)
    customer = (await client.post("/v1/customers", json=CUSTOMER)).json()
    async with transaction(there.engine, SYSTEM) as connection:
        rosa = await make_person(connection, "Rosa", customer_id=UUID(customer["id"]))
        await customers.add_registrant(connection, UUID(customer["id"]), rosa.id, there.clock.now)
    what = {"kind": "incident", "callType": "software_bug", "product": "idu", "problemType": "technical"}
    how = {"urgency": "u2", "impact": "i2", "channel": "portal", "title": "Grey", "description": "Since today."}
    behalf = {"customerId": customer["id"], "registrantId": str(rosa.id)}
    ticket = await client.post("/v1/tickets", json={**behalf, **what, **how})
    assert ticket.status_code == 201, ticket.text

    for _ in range(2):
        assert (await client.get(ticket.headers["Location"])).status_code == 200
    await there.write_looks()
    async with transaction(there.engine, SYSTEM) as connection:
        seen = await connection.scalars(text("SELECT operation FROM audit_entries WHERE outcome = 'seen'"))
        assert list(seen) == ["read_ticket"]


async def test_after_the_answer_to_a_revocation_nothing_opens(there: Api, root: AsyncClient, eve: Caller) -> None:
    client = await known(there, eve.key)
    [place] = await keys_of(root, eve)
    enough, revoked, answers = asyncio.Event(), asyncio.Event(), list[tuple[bool, Response]]()

    async def keep_asking(number: int) -> None:
        while sum(after for after, _ in answers) < 100:
            after = revoked.is_set()
            answers.append((after, await client.request(*ASKED[number % 4][:2])))
            if len(answers) == 100:
                enough.set()

    async def take_away() -> None:
        await enough.wait()
        assert (await root.delete(place)).status_code == 204
        revoked.set()

    await asyncio.gather(take_away(), *(keep_asking(number) for number in range(50)))

    assert {answer.status_code for after, answer in answers if after} <= {401, 429}
    assert {answer.status_code for after, answer in answers if not after} <= {200, 401, 429}
    assert 200 in {answer.status_code for _, answer in answers}


@pytest.mark.parametrize("place", ["/v1/sla/agreement", "/v1/raci/matrix"])
async def test_what_is_the_same_for_all_takes_no_statement_for_who_is_known(
    there: Api, root: AsyncClient, eve: Caller, place: str
) -> None:
    """So a key that is revoked reads it for the rest of its minute, and nothing else."""
    client = await known(there, eve.key)
    [key] = await keys_of(root, eve)
    assert (await root.delete(key)).status_code == 204

    assert (await client.get(place)).status_code == 200
    there.app.state.runtime.clock.advance(timedelta(minutes=1))
    assert (await client.get(place)).status_code == 401


async def hang_up(url: str) -> None:
    engine = create_engine(url, pool_size=1)
    others = "FROM pg_stat_activity WHERE usename = current_user AND datname = current_database()"
    async with transaction(engine, SYSTEM) as connection:
        await connection.execute(text(f"SELECT pg_terminate_backend(pid, 5000) {others} AND pid <> pg_backend_pid()"))
    await engine.dispose()


async def test_connections_that_broke_while_nobody_looked_cost_nobody_a_request(
    fresh_database: DatabaseUrls, there: Api, eve: Caller
) -> None:
    client = await known(there, eve.key)
    many = [client.get("/v1/people") for _ in range(8)]
    assert {answer.status_code for answer in await asyncio.gather(*many)} == {200}
    with ThreadPoolExecutor() as elsewhere:  # so that this loop cannot notice before it asks
        elsewhere.submit(asyncio.run, hang_up(fresh_database.app)).result()

    many = [client.request(*asked[:2], **asked[2]) for asked in (*ASKED[:4], ASKED[7], *ASKED[:3])]
    assert [answer.status_code for answer in await asyncio.gather(*many)] == [200] * 4 + [201] + [200] * 3
