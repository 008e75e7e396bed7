"""Day cards that end, or are nearly used up, are told of: once each."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.agreements.book import Agreements
from app.clock import instant
from app.consultancy import ledger_news
from app.consultancy.ledgers import LEDGERS
from app.domain.vocabulary import ServiceLevel
from app.feed.sequencing import sequence
from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from app.sla.agreement import REVISIONS
from app.unit_of_work import UnitOfWork
from app.workers.ledgers import tell_batch
from tests.organisations import make_organisation, make_person
from tests.routers.callers import Api, Caller
from tests.routers.consultancy.conftest import HOUR, Books, books_of
from tests.routers.subjects_verified import verified

DERIVED = {"card_expired", "balance_warned"}


async def told(api: Api) -> int:
    return await tell_batch(api.engine, api.clock, Agreements(REVISIONS))


async def derived(books: Books) -> Sequence[dict[str, Any]]:
    return [each for each in (await books.ledger(limit=200))["items"] if each["type"] in DERIVED]


async def test_a_card_that_is_four_fifths_used_is_warned_of_once(concurrent_api: Api) -> None:
    api, books = concurrent_api, await books_of(concurrent_api)
    card = await books.sold(10)
    walker = await books.ticket(approved=10)
    await books.write(walker, 8 * HOUR - 1)
    assert (await told(api), await derived(books)) == (0, [])

    await books.write(walker, 1)
    assert sum(await asyncio.gather(told(api), told(api), told(api))) == 1
    await books.write(walker, HOUR)
    assert await told(api) == 0

    [warned] = await derived(books)
    assert (warned["type"], warned["id"], warned["durationSeconds"]) == ("balance_warned", card, 8 * HOUR)
    assert warned["actorId"] is None


async def test_a_card_that_has_ended_is_told_as_of_then_however_late(concurrent_api: Api) -> None:
    api, books = concurrent_api, await books_of(concurrent_api)
    card = await books.sold(4, validUntilOn="2026-11-30")
    await books.sold(4)
    api.clock.now = instant(datetime(2026, 11, 30, 22, 59, 59, tzinfo=UTC))
    assert await told(api) == 0
    assert await books.left() == 8 * HOUR

    api.clock.advance(timedelta(days=2))
    assert await books.left() == 4 * HOUR  # whether or not anybody told of it
    assert await told(api) == 1
    assert await told(api) == 0

    [ended] = await derived(books)
    assert (ended["type"], ended["id"], ended["durationSeconds"]) == ("card_expired", card, -4 * HOUR)
    assert ended["occurredAt"] == "2026-11-30T23:00:00Z"
    assert await verified(api.engine, LEDGERS) == (1, [])


async def test_a_ledger_that_cannot_be_told_of_keeps_no_other_from_it_and_is_no_success(
    concurrent_api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = concurrent_api
    broken, sound = await books_of(api), await books_of(api)
    for number, books in enumerate((broken, sound)):
        await books.sold(4, validUntilOn=f"2026-11-2{4 + number}")
    api.clock.now = instant(datetime(2026, 11, 27, 9, tzinfo=UTC))
    tell = ledger_news.tell

    async def break_on_one(uow: UnitOfWork, customer_id: UUID) -> int:
        if str(customer_id) == broken.customer_id:
            raise RuntimeError("this one is broken")
        return await tell(uow, customer_id)

    monkeypatch.setattr(ledger_news, "tell", break_on_one)
    assert await tell_batch(api.engine, api.clock, Agreements(REVISIONS), at_once=1) == 1
    assert [each["type"] for each in await derived(sound)] == ["card_expired"]
    with pytest.raises(RuntimeError, match="broken"):
        await tell_batch(api.engine, api.clock, Agreements(REVISIONS), at_once=1)


async def test_the_feed_tells_a_ledger_to_whoever_may_read_it(concurrent_api: Api) -> None:
    api, books = concurrent_api, await books_of(concurrent_api)
    async with transaction(api.engine, SYSTEM) as connection:
        other = await make_organisation(connection, "Standard Bakery", ServiceLevel.STANDARD, "Sam Stranger")
        person = await make_person(connection, "Carla Colleague", customer_id=UUID(books.customer_id))
    colleague, stranger = await api.as_(person), await api.as_(other.registrants[0])
    await books.sold(4)
    async with transaction(api.engine, SYSTEM) as connection:
        await sequence(connection, api.clock.now)

    async def told(caller: Caller) -> list[str]:
        answer = await caller.get("/v1/events", params={"type": "ledger.*"})
        return [each["type"].rpartition("ledger.")[2] for each in answer.json()["items"]]

    assert await told(books.registrant) == await told(books.support) == ["day_card_bought"]
    assert await told(colleague) == await told(stranger) == []
    path = f"/v1/events/{books.customer_id}:1"
    statuses = [(await each.get(path)).status_code for each in (books.registrant, books.manager, colleague, stranger)]
    assert statuses == [200, 200, 404, 404]
