"""Who of the vendor looked at which ticket: once per person, ticket and quarter of an hour, soon after the answer."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.audit.looks import Looks
from app.domain.vocabulary import Role
from app.errors import Unavailable
from app.main import create_app
from app.postgres.engine import transaction
from app.postgres.tables import audit_entries
from app.postgres.tenancy import SYSTEM
from app.postgres.urls import DatabaseUrls
from app.settings import Settings
from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import REPORT, Desk
from tests.routers.tickets.test_audit_trail import added, forget_looks, trail
from tests.savepoints import WITHIN, rolled_back


async def test_a_look_is_recorded_once_per_person_ticket_and_quarter_of_an_hour(
    api: Api, desk: Desk, support: Caller, registrant: Caller
) -> None:
    ticket, other = await desk.ticket(), await desk.ticket()
    before = await trail(api)

    async def look() -> int:
        for part in ("", "/events", "/comments", "/raci", "/transitions", "/clocks/response/explanation"):
            for caller in (support, registrant):
                assert (await caller.get(f"/v1/tickets/{ticket.id}{part}")).status_code == 200
        return len(await added(api, before))

    assert await look() == 1
    api.clock.advance(timedelta(minutes=14))
    assert await look() == 1
    api.clock.advance(timedelta(minutes=1))
    assert await look() == 2
    await support.get(f"/v1/tickets/{other.id}")
    another = await api.as_(Role.CONSULTANT)
    await another.get(f"/v1/tickets/{ticket.id}")
    assert len(await added(api, before)) == 4
    assert {row["actor_id"] for row in await added(api, before)} == {support.person.id, another.person.id}


@contextmanager
def commits_fail(monkeypatch: pytest.MonkeyPatch) -> Generator[None]:
    with monkeypatch.context() as patch:
        patch.setitem(WITHIN, "COMMIT", "DO $$ BEGIN RAISE SQLSTATE '40001'; END $$")
        yield


async def test_a_look_waits_until_it_can_be_written(
    api: Api, desk: Desk, support: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = await desk.ticket()
    before = await trail(api)
    for _ in range(2):
        assert (await support.get(f"/v1/tickets/{ticket.id}")).status_code == 200
    for _ in range(2):
        with commits_fail(monkeypatch), pytest.raises(Unavailable):
            await api.write_looks()
    async with transaction(api.engine, SYSTEM) as connection:
        assert await connection.scalar(select(func.count()).select_from(audit_entries)) == len(before)

    assert [row["outcome"] for row in await added(api, before)] == ["seen"]


async def test_a_process_that_is_told_to_stop_writes_what_waits(
    concurrent_api: Api, fresh_database: DatabaseUrls
) -> None:
    admin = await concurrent_api.as_administrator()
    customer = await admin.post("/v1/customers", json={"name": "Dairy", "serviceLevel": "extended"})
    call = {**REPORT, "customerId": customer.json()["id"], "channel": "phone"}
    ticket = (await admin.post("/v1/tickets", json=call)).headers["Location"]
    before = await trail(concurrent_api)
    app = create_app(Settings(database_url=fresh_database.app), clock=concurrent_api.clock)

    async with app.router.lifespan_context(app), Caller(app, admin.person, admin.key) as looking:
        assert (await looking.get(ticket)).status_code == 200

    assert [row["outcome"] for row in await added(concurrent_api, before)] == ["seen"]


async def test_what_nobody_foresaw_is_told_and_ends_nothing_and_what_is_lost_is_told_at_the_end(
    fresh_database: DatabaseUrls, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    times, tried_often = 0, asyncio.Event()

    async def write(_: Looks) -> None:
        nonlocal times
        times += 1
        if times == 3:
            tried_often.set()
        raise KeyError(times)

    monkeypatch.setattr("app.main.LOOKS_SECONDS", 0.01)
    monkeypatch.setattr(Looks, "write", write)
    monkeypatch.setattr(Looks, "waiting", 3)
    app = create_app(Settings(database_url=fresh_database.app))

    async with app.router.lifespan_context(app), asyncio.timeout(10):
        await tried_often.wait()

    told = [(each.exc_info and each.exc_info[0], each.getMessage()) for each in caplog.records]
    assert told.count((KeyError, "what goes on beside the requests has failed")) == times
    assert told[-1] == (None, "stopping, with looks at tickets that are not in the trail: 3")


async def test_what_another_process_recorded_is_not_recorded_again_and_holds_no_longer_for_it(
    api: Api, desk: Desk, support: Caller
) -> None:
    ticket = await desk.ticket()
    before = await trail(api)
    looks: list[int] = []
    for minutes in (0, 10, 4, 1):
        api.clock.advance(timedelta(minutes=minutes))
        if minutes == 10:
            forget_looks(api)
        await support.get(f"/v1/tickets/{ticket.id}")
        looks.append(len(await added(api, before)))
    assert looks == [1, 1, 1, 2]


async def test_a_look_that_is_known_to_be_on_record_costs_no_question(api: Api, desk: Desk, support: Caller) -> None:
    """The trail without that entry, as no process of the service can make it: nobody asks for it."""
    ticket = await desk.ticket()
    before = await trail(api)
    async with rolled_back(api.engine):
        await support.get(f"/v1/tickets/{ticket.id}")
        await api.write_looks()

    await support.get(f"/v1/tickets/{ticket.id}")

    assert await added(api, before) == []


async def test_lists_and_what_is_known_already(api: Api, desk: Desk, support: Caller) -> None:
    """A list leaves nothing; that a ticket is as it was, is something that was looked at."""
    ticket = await desk.ticket()
    await support.get(f"/v1/tickets/{ticket.id}")
    api.clock.advance(timedelta(hours=1))
    before = await trail(api)

    for path in ("/v1/tickets", "/v1/sla/clocks", "/v1/sla/status"):
        assert (await support.get(path)).status_code == 200
    assert await added(api, before) == []
    answer = await support.get(f"/v1/tickets/{ticket.id}", headers={"If-None-Match": "*"})
    assert answer.status_code == 304
    assert [row["status"] for row in await added(api, before)] == [304]
