"""A new key and a known caller: a ticket is written with what is kept and recorded of it in one statement, or not at
all. Whoever is in each other's way starts over, and finds things as the other one left them.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from httpx import Response
from sqlalchemy import func, select, text

from app.agreements.book import Agreements
from app.changes import ticket_steps
from app.domain.vocabulary import Role, ServiceLevel
from app.postgres.engine import create_engine, transaction
from app.postgres.tables import audit_entries, idempotency_keys, ticket_events, tickets
from app.postgres.tenancy import SYSTEM
from app.postgres.urls import DatabaseUrls
from app.sla.agreement import REVISIONS
from app.tickets.store.replay import TicketSelection
from app.verification.verification import verify
from tests.organisations import Organisation, make_organisation
from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import Desk, Walker

DECISION: Final = {"decision": "request_information", "note": "Which one?"}


@pytest.fixture
async def dairy(concurrent_api: Api) -> Organisation:
    async with transaction(concurrent_api.engine, SYSTEM) as connection:
        return await make_organisation(connection, "Dairy", ServiceLevel.EXTENDED, "Rosa")


@pytest.fixture
async def ticket(concurrent_api: Api, dairy: Organisation) -> Walker:
    """With somebody of support, who came in before."""
    registered = await Desk(await concurrent_api.as_administrator(), dairy).ticket()
    support = await concurrent_api.as_(Role.SUPPORT)
    await support.get("/v1/tickets")
    return Walker(registered.id, support)


@pytest.fixture
async def other(concurrent_api: Api) -> Caller:
    caller = await concurrent_api.as_(Role.SUPPORT)
    await caller.get("/v1/tickets")
    return caller


async def post(caller: Caller, path: str, body: Any, key: str | None = None) -> Response:
    return await caller.post(path, json=body, headers={"Idempotency-Key": key or str(uuid4())})


async def decide(ticket: Walker, key: str | None = None, **decision: Any) -> Response:
    return await post(ticket.caller, f"{ticket.path}/transitions", decision or DECISION, key)


async def comment(caller: Caller, ticket: Walker, key: str | None = None) -> Response:
    return await post(caller, f"{ticket.path}/comments", {"text": "Any news?"}, key)


async def ask_for_priority(ticket: Walker) -> Response:
    """Reads somebody's name after it wrote."""
    return await post(ticket.caller, f"{ticket.path}/priority-requests", {"urgency": "u1", "reason": "Now."})


async def numbers(api: Api, *tables: Any) -> list[int | None]:
    """How many rows."""
    async with transaction(api.engine, SYSTEM) as connection:
        return [await connection.scalar(select(func.count()).select_from(table)) for table in tables]


EVERYTHING: Final = (tickets, ticket_events, idempotency_keys, audit_entries)


async def sequences(api: Api, ticket: Walker) -> list[int]:
    statement = select(ticket_events.c.sequence).where(ticket_events.c.ticket_id == UUID(ticket.id))
    async with transaction(api.engine, SYSTEM) as connection:
        return sorted(await connection.scalars(statement))


async def assert_sound(api: Api) -> None:
    batches = [batch async for batch in verify(api.engine, Agreements(REVISIONS), TicketSelection())]
    assert [each.words for batch in batches for each in batch.differences] == []


async def test_many_at_once_on_one_ticket_come_one_after_the_other(
    concurrent_api: Api, ticket: Walker, other: Caller
) -> None:
    """With keys and without, so that some wait for the lock and some for each other."""
    before = len(await sequences(concurrent_api, ticket))
    plain = [ticket.caller.post(f"{ticket.path}/comments", json={"text": "Hello?"}) for _ in range(6)]
    answers = await asyncio.gather(
        *(comment(caller, ticket) for caller in (ticket.caller, other) for _ in range(8)), *plain
    )

    assert {answer.status_code for answer in answers} == {201}
    assert await sequences(concurrent_api, ticket) == [*range(1, before + len(answers) + 1)]
    assert (await ticket.caller.get(ticket.path)).headers["ETag"].startswith(f'"v{before + len(answers)}-')
    await assert_sound(concurrent_api)


async def test_of_two_that_exclude_each_other_one_is_refused(concurrent_api: Api, ticket: Walker) -> None:
    answers = await asyncio.gather(decide(ticket), decide(ticket), decide(ticket))

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    assert len(await ticket.events("decision_taken")) == 1
    await assert_sound(concurrent_api)


async def test_one_key_has_one_effect(concurrent_api: Api, ticket: Walker) -> None:
    answers = await asyncio.gather(*(comment(ticket.caller, ticket, "k-1") for _ in range(12)))

    done = {answer.content for answer in answers if answer.status_code == 201}
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len(done) == 1
    assert len(await ticket.events("comment_added")) == 1


@pytest.mark.parametrize("how", ["the same again", "something else"])
async def test_a_key_that_came_before(concurrent_api: Api, ticket: Walker, how: str) -> None:
    first = await decide(ticket, "k-1")
    before = await numbers(concurrent_api, *EVERYTHING)
    if how == "the same again":
        second = await decide(ticket, "k-1")
        assert (second.status_code, second.content) == (201, first.content)
    else:
        second = await decide(ticket, "k-1", decision="unclear")
        assert second.status_code == 422
    assert await numbers(concurrent_api, *EVERYTHING) == before


@pytest.mark.parametrize(("what", "by_customer"), [(decide, False), (ask_for_priority, True)])
async def test_whoever_waits_finds_the_ticket_as_it_was_left(
    concurrent_api: Api,
    dairy: Organisation,
    ticket: Walker,
    what: Callable[[Walker], Awaitable[Response]],
    by_customer: bool,  # noqa: FBT001
) -> None:
    """The first one decided, and has not ended yet. It waits for nobody, however the other one writes."""
    if by_customer:
        ticket = Walker(ticket.id, await concurrent_api.as_(dairy.registrants[0]))
        await ticket.ticket()
    waiting: asyncio.Future[Response]
    async with transaction(concurrent_api.engine, SYSTEM) as first:
        await first.execute(select(tickets.c.id).with_for_update())
        waiting = asyncio.ensure_future(what(ticket))
        await somebody_waits(concurrent_api)
        await first.execute(
            text(
                "INSERT INTO ticket_events SELECT ticket_id, sequence + 1, customer_id, type, occurred_at, recorded_at,"
                " actor_id, actor_kind, internal, payload, seal FROM ticket_events ORDER BY sequence DESC LIMIT 1"
            )
        )
        await first.execute(text("UPDATE tickets SET version = version + 1, event_count = event_count + 1"))
    answer = await waiting

    assert answer.status_code == 201
    assert (await sequences(concurrent_api, ticket))[:3] == [1, 2, 3]


async def test_the_version_alone_tells_that_somebody_came_before(concurrent_api: Api, ticket: Walker) -> None:
    """Nothing else does where they left no event behind: what they wrote is not written over."""
    version = select(tickets.c.version)
    async with transaction(concurrent_api.engine, SYSTEM) as first:
        before = await first.scalar(version.with_for_update())
        waiting = asyncio.ensure_future(decide(ticket))
        await somebody_waits(concurrent_api)
        await first.execute(text("UPDATE tickets SET version = version + 1, cause = 'third_party'"))
    answer = await waiting

    async with transaction(concurrent_api.engine, SYSTEM) as connection:
        assert (answer.status_code, await connection.scalar(version)) == (201, before + 2)
        assert await connection.scalar(select(tickets.c.cause)) == "third_party"


async def somebody_waits(api: Api) -> None:
    statement = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    while True:
        async with transaction(api.engine, SYSTEM) as connection:
            if await connection.scalar(statement):
                return
        await asyncio.sleep(0.01)


async def test_a_key_revoked_on_the_way_writes_nothing(
    concurrent_api: Api, ticket: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await numbers(concurrent_api, *EVERYTHING)
    decided = ticket_steps.transition

    async def revoked_meanwhile(*asked: Any) -> Any:
        async with transaction(concurrent_api.engine, SYSTEM) as connection:
            await connection.execute(text("UPDATE api_keys SET revoked_at = now()"))
        return await decided(*asked)

    monkeypatch.setattr(ticket_steps, "transition", revoked_meanwhile)

    assert (await decide(ticket)).status_code == 401
    assert await numbers(concurrent_api, *EVERYTHING) == before


async def test_what_the_database_refuses_leaves_nothing_behind(
    concurrent_api: Api, fresh_database: DatabaseUrls, ticket: Walker
) -> None:
    before = await numbers(concurrent_api, *EVERYTHING)
    owner = create_engine(fresh_database.owner, pool_size=1)
    async with transaction(owner, SYSTEM) as connection:
        await connection.execute(
            text("ALTER TABLE ticket_events ADD CONSTRAINT ck_no_question CHECK (type <> 'decision_taken') NOT VALID")
        )
    refused = await decide(ticket, "k-1")
    after = await numbers(concurrent_api, *EVERYTHING)
    async with transaction(owner, SYSTEM) as connection:
        await connection.execute(text("ALTER TABLE ticket_events DROP CONSTRAINT ck_no_question"))
    await owner.dispose()
    mended = await decide(ticket, "k-1")

    assert (refused.status_code, after) == (400, before)
    assert (mended.status_code, "Idempotency-Replayed" in mended.headers) == (201, False)
