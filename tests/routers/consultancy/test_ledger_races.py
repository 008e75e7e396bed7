"""Many write on one ledger at once: it never goes below zero, and nothing is lost (§1.1)."""

import asyncio
from collections import Counter

from app.consultancy.ledgers import LEDGERS
from tests.routers.callers import Api
from tests.routers.consultancy.conftest import HOUR, books_of
from tests.routers.subjects_verified import verified


async def test_two_at_once_do_not_both_get_the_last_hours(concurrent_api: Api) -> None:
    """B1 of the cases."""
    books = await books_of(concurrent_api)
    await books.sold(8)
    tickets = [await books.ticket(approved=5) for _ in range(2)]

    answers = await asyncio.gather(*(books.write(each, 5 * HOUR) for each in tickets))

    assert sorted(each.status_code for each in answers) == [201, 409]
    assert {each.json().get("section") for each in answers} == {None, "1.1"}
    assert await books.left() == 3 * HOUR == 10_800


async def test_of_fifty_at_once_as_many_are_written_as_there_is_time_for(concurrent_api: Api) -> None:
    books = await books_of(concurrent_api)
    await books.sold(1, accountingUnitSeconds=360)
    walker = await books.ticket(approved=50)

    answers = await asyncio.gather(*(books.write(walker, 360) for _ in range(50)))

    assert Counter(each.status_code for each in answers) == {201: 10, 409: 40}
    ledger = await books.ledger(limit=200)
    assert ledger["balance"]["seconds"] == 0
    assert [each["sequence"] for each in ledger["items"]] == [*range(1, 13)]
    for each in ledger["items"]:
        assert (await books.ledger(asOf=each["recordedAt"]))["balance"]["seconds"] >= 0
    assert await verified(concurrent_api.engine, LEDGERS) == (1, [])


async def test_a_ledger_that_many_need_first_is_made_once(concurrent_api: Api) -> None:
    books = await books_of(concurrent_api)
    tickets = [await books.ticket() for _ in range(20)]

    answers = await asyncio.gather(*(books.approve(each, 1) for each in tickets))

    assert {each.status_code for each in answers} == {201}
    ledger = await books.ledger(limit=200)
    assert len(ledger["items"]) == 20
    assert ledger["balance"]["reservedSeconds"] == 0  # on an invoice, for there is no card
    assert await verified(concurrent_api.engine, LEDGERS) == (1, [])
