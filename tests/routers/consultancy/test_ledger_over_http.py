"""Day cards, approvals, hours and corrections (§1.1), as those see them whom they concern."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest

from app.clock import instant
from app.consultancy import ledgers
from tests.routers.callers import Api, Caller
from tests.routers.consultancy.conftest import HOUR, Books
from tests.routers.tickets.conftest import new_key


async def test_hours_are_bought_approved_written_and_shown(books: Books) -> None:
    card = await books.sold(8, days=2)
    walker = await books.ticket(approved=3)

    answer = await books.write(walker, 2 * HOUR + 1)

    assert answer.status_code == 201
    entry = answer.json()
    assert (entry["durationSeconds"], entry["accountedSeconds"]) == (2 * HOUR + 1, 2 * HOUR + 1)
    assert entry["cards"] == [{"dayCardId": card, "seconds": 2 * HOUR + 1}]
    assert answer.headers["Location"] == f"{walker.path}/hours"
    ledger = await books.ledger()
    assert [each["type"] for each in ledger["items"]] == ["day_card_bought", "hours_approved", "hours_written"]
    balance = ledger["balance"]
    assert (balance["seconds"], balance["reservedSeconds"]) == (14 * HOUR - 1, HOUR - 1)
    assert balance["byCard"][0]["usedSeconds"] == 2 * HOUR + 1
    [listed] = (await books.registrant.get(f"{walker.path}/hours")).json()["items"]
    assert listed == entry


async def test_what_a_card_says_is_as_the_agreement_is_read(books: Books) -> None:
    body = {"days": 2.5, "boughtOn": "2026-11-20", "reference": "PO 8"}
    answer = await books.manager.post(f"/v1/customers/{books.customer_id}/day-cards", json=body)

    card = answer.json()
    assert (card["hoursPerDay"], card["accountingUnitSeconds"], card["seconds"]) == (8, 900, 20 * HOUR)
    assert card["validUntilOn"] is None
    listed = await books.registrant.get(f"/v1/customers/{books.customer_id}/day-cards")
    assert listed.json()["items"] == [card]


async def test_hours_are_rounded_up_by_the_unit_of_the_card(books: Books) -> None:
    await books.sold(8, accountingUnitSeconds=900)
    walker = await books.ticket(approved=8)

    entry = (await books.write(walker, 901)).json()

    assert (entry["durationSeconds"], entry["accountedSeconds"]) == (901, 1800)


async def test_no_more_than_is_left_and_below_zero_only_as_far_as_somebody_approved_it(books: Books) -> None:
    await books.sold(1)
    walker = await books.ticket(approved=4)
    refused = await books.write(walker, HOUR + 1)
    assert (refused.status_code, refused.json()["section"]) == (409, "1.1")

    path = f"/v1/customers/{books.customer_id}/overruns"
    body = {"seconds": HOUR, "reason": "It has to be ready", "untilOn": "2026-11-30"}
    assert (await books.support.post(path, json=body)).status_code == 403
    unsigned = await books.manager.post(path, json=body)
    assert (unsigned.status_code, unsigned.json()["section"]) == (409, "1.1")
    assert (await books.registrant.post(path, json=body)).status_code == 201

    assert (await books.write(walker, 2 * HOUR + 1)).status_code == 409
    assert (await books.write(walker, 2 * HOUR)).status_code == 201
    assert await books.left() == -HOUR
    await books.sold(3)
    assert await books.left() == 2 * HOUR


async def test_no_more_than_is_approved_for_the_ticket(books: Books) -> None:
    await books.sold(8, days=10)
    walker = await books.ticket()
    without = await books.write(walker, 60)
    assert (without.status_code, without.json()["section"]) == (409, "1.1")

    assert (await books.approve(walker, 2)).status_code == 201
    too_many = await books.write(walker, 40 * HOUR // 2)
    assert (too_many.status_code, too_many.json()["section"]) == (409, "1.1")
    assert (await books.write(walker, 2 * HOUR)).status_code == 201
    assert (await books.write(walker, 1)).status_code == 409
    assert (await books.approve(walker, 0.5)).status_code == 201
    assert (await books.write(walker, HOUR // 2)).status_code == 201


async def test_who_approves(books: Books, colleague: Caller, stranger: Caller) -> None:
    walker = await books.ticket()
    signed = {"agreementReference": "Mail of 20 November", "approvedBy": "Dirk Director"}

    assert (await books.approve(walker, 1)).status_code == 201
    for caller in (colleague, books.consultant, books.support):
        refused = await books.approve(walker, 1, by=caller, **signed)
        assert (refused.status_code, refused.json()["section"]) == (403, "1.1")
    assert (await books.approve(walker, 1, by=stranger)).status_code == 404
    unsigned = await books.approve(walker, 1, by=books.manager)
    assert (unsigned.status_code, unsigned.json()["section"]) == (409, "1.1")
    recorded = await books.approve(walker, 1, by=books.manager, **signed)
    assert recorded.json()["approvedByName"] == "Dirk Director"
    by_id = {**signed, "approvedBy": str(books.registrant.person.id)}
    assert (await books.approve(walker, 1, by=books.manager, **by_id)).json()["approvedById"] == by_id["approvedBy"]
    foreign = {**signed, "approvedBy": str(stranger.person.id)}
    unknown = await books.approve(walker, 1, by=books.manager, **foreign)
    assert [fault["pointer"] for fault in unknown.json()["errors"]] == ["/approvedBy"]


async def test_who_writes_whose_hours(books: Books, api: Api, stranger: Caller) -> None:
    walker = await books.ticket(approved=8)
    whose = {"consultantId": str(books.consultant.person.id)}

    for caller in (books.registrant, books.support):
        assert (await books.write(walker, 60, by=caller)).status_code == 403
    assert (await books.write(walker, 60, by=stranger)).status_code == 404
    written = await books.write(walker, 60, by=books.manager, **whose)
    assert written.json()["consultantId"] == whose["consultantId"]
    nobodys = await books.write(walker, 60, by=books.manager, consultantId=str(stranger.person.id))
    assert [fault["pointer"] for fault in nobodys.json()["errors"]] == ["/consultantId"]
    other = await books.write(walker, 60, consultantId=str(books.manager.person.id))
    assert (other.status_code, other.json()["section"]) == (403, "1.1")
    assert (await books.correct(written.json()["id"], -1, by=stranger)).status_code == 404
    assert (await books.correct(written.json()["id"], -1, by=books.registrant)).status_code == 403
    assert (await books.correct(written.json()["id"], -1)).status_code == 201


async def test_a_customer_sees_its_own_ledger_and_nobody_else_does(
    books: Books, colleague: Caller, stranger: Caller
) -> None:
    await books.sold(8)
    walker = await books.ticket(approved=1)
    paths = [f"/v1/customers/{books.customer_id}/{name}" for name in ("ledger", "day-cards")]
    for path in (*paths, f"{walker.path}/hours"):
        for caller in (books.registrant, books.support, books.consultant, books.manager):
            assert (await caller.get(path)).status_code == 200
        assert (await stranger.get(path)).status_code == 404
        assert (await colleague.get(path)).status_code == 403
    theirs = f"/v1/customers/{stranger.person.customer_id}/ledger"
    assert (await stranger.get(theirs)).json()["items"] == []


@pytest.mark.parametrize(("hours", "status"), [("0.1", 201), ("0.0001", 400)])
async def test_hours_are_what_is_written_and_come_to_whole_seconds(books: Books, hours: str, status: int) -> None:
    walker = await books.ticket()
    headers = {**new_key(), "Content-Type": "application/json"}
    path = f"{walker.path}/approved-hours"

    answer = await books.registrant.post(path, content=f'{{"hours": {hours}}}', headers=headers)

    assert answer.status_code == status
    if status == 400:
        assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/hours"]
    else:
        assert (answer.json()["hours"], answer.json()["seconds"]) == (0.1, 360)


async def test_a_card_is_drawn_from_by_the_day_of_the_work_and_what_comes_back_late_is_lost(
    books: Books, api: Api
) -> None:
    """B3 of the cases."""
    first = await books.sold(4, validUntilOn="2027-01-31")
    second = await books.sold(8, validUntilOn="2027-06-30")
    walker = await books.ticket(approved=6)
    api.clock.now = instant(datetime(2027, 2, 2, 9, tzinfo=UTC))

    entry = (await books.write(walker, 6 * HOUR, workedOn="2027-01-31")).json()
    assert entry["cards"] == [
        {"dayCardId": first, "seconds": 4 * HOUR},
        {"dayCardId": second, "seconds": 2 * HOUR},
    ]
    api.clock.now = instant(datetime(2027, 2, 5, 9, tzinfo=UTC))
    correction = (await books.correct(entry["id"], -5 * HOUR)).json()

    assert correction["cards"] == [
        {"dayCardId": second, "seconds": -2 * HOUR},
        {"dayCardId": first, "seconds": -3 * HOUR},
    ]
    assert correction["entry"]["durationSeconds"] == HOUR
    ledger = await books.ledger()
    assert ledger["balance"]["seconds"] == 8 * HOUR
    assert [each["type"] for each in ledger["items"]][-2:] == ["hours_written", "entry_corrected"]
    assert await books.left(asOf="2027-02-04T09:00:00Z") == 6 * HOUR


async def test_the_ledger_stands_as_it_stood_and_as_it_will(books: Books, api: Api) -> None:
    await books.sold(4, validUntilOn="2026-12-31")
    before = api.clock.now
    walker = await books.ticket(approved=2)
    api.clock.advance(timedelta(hours=1))
    entry = (await books.write(walker, HOUR)).json()
    api.clock.advance(timedelta(hours=1))
    await books.correct(entry["id"], -HOUR)

    assert await books.left() == 4 * HOUR
    assert await books.left(asOf=f"{before + timedelta(hours=1):%FT%TZ}") == 3 * HOUR
    assert await books.left(asOf=f"{before:%FT%TZ}") == 4 * HOUR
    assert await books.left(asOf="2026-12-31T22:59:59Z") == 4 * HOUR
    assert await books.left(asOf="2026-12-31T23:00:00Z") == 0
    assert len((await books.ledger(asOf=f"{before:%FT%TZ}"))["items"]) == 2


async def test_who_began_sooner_and_waited_is_recorded_after_whoever_had_the_ledger(books: Books, api: Api) -> None:
    """A moment is read before the lock is taken. What stands on the ledger stood on it in this order at any `asOf`."""
    await books.sold(8)
    walker = await books.ticket(approved=2)
    api.clock.advance(timedelta(seconds=5))
    entry = (await books.write(walker, 2 * HOUR)).json()
    api.clock.advance(timedelta(seconds=-1))

    assert (await books.correct(entry["id"], -HOUR)).status_code == 201

    api.clock.advance(timedelta(minutes=1))
    items = (await books.ledger(limit=50))["items"]
    assert [each["recordedAt"] for each in items] == sorted(each["recordedAt"] for each in items)
    assert await books.left(asOf="2026-11-23T09:30:04Z") == 8 * HOUR
    assert await books.left(asOf="2026-11-23T09:30:05Z") == 7 * HOUR


async def test_the_ledger_is_a_statement_too_a_page_at_a_time(books: Books) -> None:
    await books.sold(8)
    walker = await books.ticket(approved=2)
    await books.write(walker, HOUR)
    path = f"/v1/customers/{books.customer_id}/ledger"

    statement = await books.registrant.get(path, headers={"Accept": "text/csv"})
    rows = list(csv.DictReader(io.StringIO(statement.text)))
    assert [row["type"] for row in rows] == ["day_card_bought", "hours_approved", "hours_written"]
    assert rows[-1]["accountedSeconds"] == str(HOUR)
    table = await books.registrant.get(path, headers={"Accept": "text/plain"})
    assert "hours_written" in table.text
    seen, cursor = list[int](), None
    while cursor is not None or not seen:
        page = await books.ledger(limit=2, **({} if cursor is None else {"cursor": cursor}))
        seen += [each["sequence"] for each in page["items"]]
        cursor = page["nextCursor"]
        assert page["balance"]["seconds"] == 7 * HOUR
    assert seen == [1, 2, 3]


async def test_the_ledger_of_now_is_not_added_up_again_for_each_page(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    await books.sold(8)

    def refused(*_: object) -> None:
        raise AssertionError("it stands in the ledger's row")

    monkeypatch.setattr(ledgers, "replay_ledger", refused)
    assert await books.left() == await books.left(asOf="2026-11-23T09:30:00Z") == 8 * HOUR
    assert await books.left(asOf="2027-11-23T09:30:00Z") == 8 * HOUR


async def test_the_vendors_own_bugs_are_never_charged(books: Books) -> None:
    await books.sold(8)
    walker = await books.ticket("unclear", "bug")

    refused = await books.approve(walker, 1)

    assert (refused.status_code, refused.json()["section"]) == (409, "1.1")


async def test_the_same_request_again_is_written_once(books: Books) -> None:
    await books.sold(8)
    walker, key = await books.ticket(approved=8), new_key()
    body = {"workedOn": "2026-11-23", "durationSeconds": HOUR, "description": "Set it up anew"}

    first = await books.consultant.post(f"{walker.path}/hours", json=body, headers=key)
    again = await books.consultant.post(f"{walker.path}/hours", json=body, headers=key)

    assert (again.status_code, again.json()) == (201, first.json())
    assert await books.left() == 7 * HOUR


async def test_what_is_wrong_with_a_card_is_said_where_it_is(books: Books) -> None:
    path = f"/v1/customers/{books.customer_id}/day-cards"
    body = {"days": 0, "hoursPerDay": 25, "boughtOn": "2026-11-01", "accountingUnitSeconds": 0, "reference": " "}
    answer = await books.manager.post(path, json=body)
    pointers = {fault["pointer"] for fault in answer.json()["errors"]}
    assert (answer.status_code, pointers) == (400, {"/days", "/hoursPerDay", "/accountingUnitSeconds", "/reference"})

    future = {"days": 1, "boughtOn": "2026-11-24", "reference": "PO 9"}
    answer = await books.manager.post(path, json=future)
    assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/boughtOn"]
    assert json.loads((await books.manager.get(path)).text)["items"] == []
    sold = {**future, "boughtOn": "2026-11-23"}
    for caller in (books.registrant, books.support, books.consultant):
        refused = await caller.post(path, json=sold)
        assert (refused.status_code, refused.json()["section"]) == (403, "1.1")
