"""§1.6: somebody without a key asks for an account; the answer tells nothing, and no ticket exists before."""

import asyncio
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from asyncpg import PostgresError
from httpx import Response
from sqlalchemy import select, text

from app.agreements.book import Agreements
from app.clock import Instant
from app.consultancy.kinds import ACCOUNT_REQUESTS
from app.domain.notifications.notices import NoticeChannel
from app.domain.vocabulary import Role, ServiceLevel
from app.notifications import composing
from app.notifications.store import notices
from app.postgres.engine import transaction
from app.postgres.tables import account_request_events, account_requests, audit_entries, feed
from app.postgres.tables import notices as notice_table
from app.postgres.tenancy import SYSTEM
from app.sla.agreement import REVISIONS
from app.tickets.store.replay import TicketSelection
from app.verification.verification import verify
from app.workers.housekeeping import sweep
from tests.organisations import Organisation, make_organisation
from tests.postgres.explained import listening
from tests.routers.callers import Api, Caller
from tests.routers.first_registration.asked import ask_for_account
from tests.routers.subjects_verified import verified
from tests.routers.tickets.conftest import REPORT, new_key
from tests.savepoints import nested
from tests.windows import not_about_to_end

PATH = "/v1/account-requests"
TICKET = {name: value for name, value in REPORT.items() if name != "channel"}
NINA: dict[str, Any] = {
    "organisation": "Cheese Factory",
    "name": "Nina New",
    "email": "nina@cheese.example",
    "ticket": TICKET,
}
LINK = "https://support.example"


@pytest.fixture
async def mail(api: Api) -> None:
    """There is a mail server."""
    runtime = api.app.state.runtime
    settings = runtime.settings.model_copy(update={"smtp_url": "smtp://mail.example", "mail_from": "d@mail.example"})
    api.app.state.runtime = replace(runtime, settings=settings)


async def ask(api: Api, **changes: Any) -> Response:
    return await api.anonymous().post(PATH, json={**NINA, **changes})


async def only(by: Caller) -> dict[str, Any]:
    [one] = (await by.get(PATH)).json()["items"]
    return one


async def confirmed(api: Api, by: Caller) -> dict[str, Any]:
    """The newest request, by the link that support has handed on."""
    asked = (await by.get(PATH)).json()["items"][0]
    answer = await api.anonymous().post(asked["confirmationLink"].removeprefix(LINK))
    assert answer.status_code == 200, answer.text
    return asked


async def accept(by: Caller, request: dict[str, Any], **body: Any) -> Response:
    return await by.post(f"{PATH}/{request['id']}/acceptance", json=body, headers=new_key())


async def mails(api: Api) -> list[tuple[str, str, str]]:
    """What is sent now: to whom, about what, and the words."""
    now = api.clock.now
    async with transaction(api.engine, SYSTEM) as connection:
        claimed = await notices.claim(connection, NoticeChannel.MAIL, now, timedelta(minutes=5), 50)
        written = [
            (each, await composing.message(connection, Agreements(REVISIONS), each, LINK, now)) for each in claimed
        ]
    return [(each.address or "", mail.subject, mail.text) for each, mail in written if mail is not None]


async def test_the_answer_is_the_same_whoever_asks(api: Api, support: Caller, extended: Organisation) -> None:
    known = extended.registrants[0].email
    answers = [await ask(api), *[await ask(api) for _ in range(2)], await ask(api, email=known)]
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.content for answer in answers}) == 1
    items = (await support.get(PATH)).json()["items"]
    first = items[-1]["id"]
    assert [each["linkedTo"] for each in items] == [None, first, first, None]
    async with transaction(api.engine, SYSTEM) as connection:
        assert (await connection.scalar(text("SELECT count(*) FROM tickets"))) == 0


async def test_it_takes_the_same_whoever_asks(api: Api, extended: Organisation, mail: None) -> None:
    """B10 of the cases: in equal time, since the same is asked of the database, and nobody is looked up."""
    asked: list[list[str]] = []
    for number, email in enumerate(2 * ("nobody@new.example", extended.registrants[0].email)):
        with listening() as heard:
            assert (await ask(api, email=email)).status_code == 202
        asked += [[each.text for each in heard]] if number >= 2 else []
    assert asked[0] == asked[1]
    assert not [each for each in asked[0] if "people" in each or "customers" in each]


async def test_what_says_nothing_is_refused_and_too_much_is(api: Api) -> None:
    await not_about_to_end(api.engine)
    for changes, pointer in (
        ({"email": "nobody"}, "/email"),
        ({"email": "nina@localhost"}, "/email"),
        ({"organisation": " "}, "/organisation"),
        ({"ticket": {**TICKET, "changeType": "normal"}}, "/ticket/changeType"),
        ({"ticket": {**TICKET, "customerId": "x"}}, "/ticket/customerId"),
    ):
        refused = await ask(api, **changes)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, pointer)
    answers = [(await ask(api)).status_code for _ in range(12)]
    assert (answers.count(202), answers.count(429)) == (9, 3)  # one of those above had come as far


async def test_whose_a_request_was_that_nobody_confirmed_in_time_is_forgotten(
    api: Api, support: Caller, mail: None
) -> None:
    """Its link holds 72 hours. What happened stands, as of nobody; what was confirmed is kept."""
    book = Agreements(REVISIONS)
    await ask(api)
    await ask(api, email="kim@jansen.example", name="Kim")
    kim, waits = (await support.get(PATH)).json()["items"]
    declined = {"reason": "No customer of ours."}
    assert (await support.post(f"{PATH}/{kim['id']}/decline", json=declined, headers=new_key())).status_code == 201
    await ask(api, email="ann@dairy.example")
    link = next(words for to, _, words in await mails(api) if to == "ann@dairy.example")
    followed = re.search(rf"{LINK}(/\S+)", link)
    assert followed is not None
    assert (await api.anonymous().post(followed[1])).status_code == 200

    names = list[list[str]]()
    for passed in (timedelta(hours=72), timedelta(microseconds=1)):
        api.clock.advance(passed)
        await sweep(api.engine, lambda: api.clock.now, book)
        names.append([each["name"] for each in (await support.get(PATH)).json()["items"]])
    assert names == [[NINA["name"], "Kim", NINA["name"]], [NINA["name"], "Forgotten", "Forgotten"]]
    assert await sweep(api.engine, lambda: api.clock.now, book) == 0

    kept, gone, forgotten = (await support.get(PATH)).json()["items"]
    assert (kept["state"], kept["email"], kept["name"]) == ("confirmed", "ann@dairy.example", NINA["name"])
    assert [each["id"] for each in (gone, forgotten)] == [kim["id"], waits["id"]]
    for each in (gone, forgotten):
        assert {each[name] for name in ("organisation", "name")} == {each["ticket"]["title"]} == {"Forgotten"}
    assert (gone["state"], gone["declinedBecause"]) == ("declined", declined["reason"])
    refused = await support.post(f"{PATH}/{waits['id']}/decline", json=declined, headers=new_key())
    assert (refused.status_code, refused.json()["section"]) == (409, "1.6")

    async with transaction(api.engine, SYSTEM) as connection:
        everything = list[str]()
        for table in (account_requests, account_request_events, notice_table, feed, audit_entries):
            everything += [str(row) for row in await connection.execute(select(table))]
    assert [each for each in everything if NINA["email"] in each or "kim@" in each] == []
    assert await verified(api.engine, ACCOUNT_REQUESTS) == (3, [])
    assert [each async for each in verify(api.engine, book, TicketSelection()) if each.differences] == []


@pytest.mark.parametrize(
    "changed",
    ["type = 'confirmed'", "payload = '{}'", 'payload = payload || \'{"name": "Kim"}\'', "seal = '-'"],
)
async def test_nothing_else_of_it_is_ever_changed(api: Api, support: Caller, changed: str) -> None:
    await ask(api)
    async with transaction(api.engine, SYSTEM) as connection:
        with pytest.raises(PostgresError, match=r"append-only|permission denied"):
            async with nested(connection):
                await connection.execute(text(f"UPDATE account_request_events SET {changed}"))  # noqa: S608 - words of our own


async def test_only_support_sees_and_decides(
    api: Api, support: Caller, consultant: Caller, registrant: Caller, stranger: Caller
) -> None:
    await ask(api)
    request = await only(support)
    for by in (consultant, registrant, stranger):
        assert (await by.get(PATH)).status_code == 403
        assert (await by.get(f"{PATH}/{request['id']}")).status_code in (403, 404)
        answer = await accept(by, request, newCustomer={"name": "Mine", "serviceLevel": "extended"})
        assert answer.status_code in (403, 404)
        declined = await by.post(f"{PATH}/{request['id']}/decline", json={"reason": "No."})
        assert declined.status_code in (403, 404)
    assert (await api.anonymous().get(PATH)).status_code == 401


async def test_without_a_mail_server_support_hands_the_link_on(api: Api, support: Caller) -> None:
    assert (await ask(api)).json()["detail"].startswith("Support")
    request = await only(support)
    assert (request["byMail"], request["state"]) == (False, "received")
    link = request["confirmationLink"].removeprefix(LINK)
    early = await accept(support, request, newCustomer={"name": "Cheese Factory", "serviceLevel": "standard"})
    assert (early.status_code, early.json()["section"]) == (409, "1.6")

    page = await api.anonymous().get(link)
    assert "Hebt u op dit adres" in page.text
    assert (await only(support))["state"] == "received"  # opening it changes nothing
    for _ in range(2):
        assert (await api.anonymous().post(link)).status_code == 200

    after = await only(support)
    assert (after["state"], after["confirmationLink"]) == ("confirmed", None)
    assert (await api.anonymous().post(link[:-3] + "AAA")).status_code == 404
    assert (await mails(api)) == []


async def test_the_address_is_mailed_a_link_and_what_came_of_it(api: Api, support: Caller, mail: None) -> None:
    del mail
    answers = [(await ask(api)).content for _ in range(5)]
    assert len({*answers}) == 1
    assert b"mail" in answers[0]
    sent = await mails(api)
    assert [(to, subject) for to, subject, _ in sent] == [("nina@cheese.example", "Klopt dit adres?")] * 3
    assert (await support.get(PATH)).json()["items"][0]["confirmationLink"] is None
    link = next(line for line in sent[0][2].splitlines() if line.startswith(LINK))

    assert (await api.anonymous().post(link.removeprefix(LINK))).status_code == 200

    items = (await support.get(PATH)).json()["items"]
    assert {each["state"] for each in items} == {"confirmed"}
    await accept(support, items[-1], newCustomer={"name": "Cheese Factory", "serviceLevel": "standard"})
    await support.post(f"{PATH}/{items[0]['id']}/decline", json={"reason": "Asked five times."})
    declined, told = sorted(await mails(api), key=lambda each: "[" in each[1])
    assert "Asked five times." in declined[2]
    assert "T-2026-" in told[1]
    assert "Uw inloggegevens: het adres nina@cheese.example" in told[2]


async def test_an_acceptance_makes_a_registrant_and_registers_the_ticket_from_then_on(
    api: Api, support: Caller, admin: Caller
) -> None:
    await ask(api)
    request = await confirmed(api, support)
    api.clock.advance(timedelta(days=7))

    answer = await accept(support, request, newCustomer={"name": "Cheese Factory", "serviceLevel": "extended"})

    assert answer.status_code == 201, answer.text
    made = answer.json()["accepted"]
    ticket = (await support.get(f"/v1/tickets/{made['ticketId']}")).json()
    assert (ticket["raisedAt"], ticket["registeredAt"]) == ("2026-11-23T09:30:00Z", "2026-11-30T09:30:00Z")
    assert (ticket["step"]["number"], ticket["registrantId"]) == (3, made["personId"])
    response = next(each for each in ticket["clocks"] if each["name"] == "response")
    assert response["dueAt"] > "2026-11-30T09:30:00Z"
    person = (await admin.get(f"/v1/people/{made['personId']}")).json()
    assert (person["name"], person["email"], person["customerId"]) == ("Nina New", NINA["email"], made["customerId"])
    customer = (await support.get(f"/v1/customers/{made['customerId']}")).json()
    assert (customer["name"], customer["registrants"]) == ("Cheese Factory", {"count": 1, "limit": 4})
    again = await accept(support, request, customerId=made["customerId"])
    assert (again.status_code, again.json()["section"]) == (409, "1.6")
    await nothing_is_amiss(api, 1)


async def nothing_is_amiss(api: Api, requests: int) -> None:
    found = verify(api.engine, Agreements(REVISIONS), TicketSelection(), batch=50)
    assert [each.words async for verified in found for each in verified.differences] == []
    assert await verified(api.engine, ACCOUNT_REQUESTS) == (requests, [])


async def test_without_a_seat_nothing_is_made(api: Api, support: Caller, standard: Organisation) -> None:
    customer_id = str(standard.customer.id)
    for name in ("nina", "nora"):
        await ask(api, email=f"{name}@bakery.example", name=name)
        request = await confirmed(api, support)
        answer = await accept(support, request, customerId=customer_id)
        if name == "nina":
            assert answer.status_code == 201, answer.text
    assert (answer.status_code, answer.json()["section"]) == (409, "1.2.2")
    assert "at most 2" in answer.json()["detail"]
    async with transaction(api.engine, SYSTEM) as connection:
        counted = [
            await connection.scalar(text(f"SELECT count(*) FROM {table}"))  # noqa: S608 - ours
            for table in ("tickets", "people WHERE name = 'nora'", "registrants")
        ]
    assert counted == [1, 0, 2]
    await nothing_is_amiss(api, 2)


async def test_a_second_request_from_the_address_gets_the_same_account(
    api: Api, support: Caller, standard: Organisation
) -> None:
    await ask(api)
    await ask(api, email="NINA@cheese.example")
    second, first = (await support.get(PATH)).json()["items"]
    await confirmed(api, support)
    customer_id = str(standard.customer.id)
    made = (await accept(support, first, customerId=customer_id)).json()["accepted"]

    other = await accept(support, second, newCustomer={"name": "Another", "serviceLevel": "standard"})
    same = await accept(support, second, customerId=customer_id)

    assert (other.status_code, other.json()["section"]) == (409, "1.6")
    assert same.status_code == 201, same.text
    theirs = same.json()["accepted"]
    assert (theirs["customerId"], theirs["personId"]) == (customer_id, made["personId"])
    assert theirs["ticketId"] != made["ticketId"]


async def test_an_address_that_was_accepted_gets_no_second_account(
    api: Api, support: Caller, standard: Organisation
) -> None:
    await ask(api)
    first = await confirmed(api, support)
    customer_id = str(standard.customer.id)
    made = (await accept(support, first, customerId=customer_id)).json()["accepted"]
    api.clock.advance(timedelta(days=100))
    await ask(api, email="Nina@Cheese.example")
    second = await confirmed(api, support)
    assert second["linkedTo"] == first["id"]

    new = await accept(support, second, newCustomer={"name": "Another", "serviceLevel": "standard"})
    assert (new.status_code, new.json()["section"]) == (409, "1.6")
    names = [each["name"] for each in (await support.get("/v1/customers")).json()["items"]]
    assert "Another" not in names

    assert (await accept(support, second, customerId=customer_id)).json()["accepted"]["personId"] == made["personId"]


async def test_an_account_that_has_lost_its_seat_takes_a_free_one(
    api: Api, support: Caller, manager: Caller, standard: Organisation
) -> None:
    await ask(api)
    await ask(api)
    second, first = (await support.get(PATH)).json()["items"]
    await confirmed(api, support)
    customer_id = str(standard.customer.id)
    person_id = (await accept(support, first, customerId=customer_id)).json()["accepted"]["personId"]
    seats = f"/v1/customers/{customer_id}/registrants"
    assert (await manager.delete(f"{seats}/{person_id}")).status_code == 204
    other = {"name": "Otto", "email": "o@bakery.example", "roles": ["customer"], "customerId": customer_id}
    person = (await manager.post("/v1/people", json=other, headers=new_key())).json()
    assert (await manager.post(seats, json={"personId": person["id"]}, headers=new_key())).status_code == 201

    full = await accept(support, second, customerId=customer_id)

    assert (full.status_code, full.json()["section"]) == (409, "1.2.2")
    await manager.delete(f"{seats}/{person['id']}")
    assert (await accept(support, second, customerId=customer_id)).status_code == 201
    assert (await support.get(f"/v1/customers/{customer_id}")).json()["registrants"]["count"] == 2


async def test_who_is_there_already_is_named_and_proposed(
    api: Api, support: Caller, extended: Organisation, standard: Organisation
) -> None:
    rosa = extended.registrants[0]
    await ask(api, email=rosa.email)
    request = await confirmed(api, support)
    of_domain = {each.email.rpartition("@")[2] for each in (*extended.registrants, *standard.registrants)}
    alone = rosa.email.rpartition("@")[2] not in {each.email.rpartition("@")[2] for each in standard.registrants}
    assert of_domain
    assert (request["proposedCustomerId"] == str(extended.customer.id)) is alone
    wrong = await accept(support, request, customerId=str(standard.customer.id), personId=str(rosa.id))
    assert (wrong.status_code, wrong.json()["section"]) == (409, "1.6")
    another = await accept(
        support, request, customerId=str(extended.customer.id), personId=str(extended.registrants[1].id)
    )
    assert another.status_code == 409

    answer = await accept(support, request, customerId=str(extended.customer.id), personId=str(rosa.id))

    assert answer.json()["accepted"]["personId"] == str(rosa.id)
    await ask(api, email=rosa.email.upper())
    unnamed = await accept(support, await confirmed(api, support), customerId=str(extended.customer.id))
    assert unnamed.json()["accepted"]["personId"] == str(rosa.id)
    assert (await support.get(f"/v1/customers/{extended.customer.id}")).json()["registrants"]["count"] == 2


async def test_a_link_holds_for_three_days(api: Api, support: Caller) -> None:
    await ask(api)
    link = (await only(support))["confirmationLink"].removeprefix(LINK)
    api.clock.now = Instant(api.clock.now + timedelta(hours=72, seconds=1))

    late = await api.anonymous().post(link)

    assert late.status_code == 409
    shown = await only(support)
    assert (shown["state"], shown["confirmationLink"]) == ("received", None)
    assert (await mails(api)) == []


async def test_links_that_hold_no_more_lock_nobody_out(api: Api, support: Caller, mail: None) -> None:
    del mail
    for _ in range(4):
        await ask(api)
    assert len(await mails(api)) == 3
    api.clock.now = Instant(api.clock.now + timedelta(hours=72, seconds=1))

    await ask(api)

    [(to, _, words)] = await mails(api)
    link = next(line for line in words.splitlines() if line.startswith(LINK))
    assert to == NINA["email"]
    assert (await api.anonymous().post(link.removeprefix(LINK))).status_code == 200
    items = (await support.get(PATH)).json()["items"]
    assert [(each["state"], each["linkedTo"]) for each in items][:2] == [
        ("confirmed", None),
        ("received", items[4]["id"]),
    ]


async def test_a_mail_that_was_held_up_has_no_link_that_holds_no_more(api: Api, mail: None) -> None:
    del mail
    await ask(api)
    api.clock.now = Instant(api.clock.now + timedelta(hours=72, seconds=1))
    assert await mails(api) == []


async def test_a_declined_request_stays_without_a_ticket(api: Api, support: Caller) -> None:
    await ask(api)
    request = await confirmed(api, support)
    seen = (await support.get(f"{PATH}/{request['id']}")).headers["etag"]
    path = f"{PATH}/{request['id']}/decline"
    stale = await support.post(path, json={"reason": "No."}, headers={"If-Match": '"1"', **new_key()})
    assert stale.status_code == 412
    assert (await support.post(path, json={"reason": "No."}, headers={"If-Match": seen})).status_code == 201

    after = await only(support)
    assert (after["state"], after["declinedBecause"], after["accepted"]) == ("declined", "No.", None)
    late = await accept(support, request, newCustomer={"name": "Cheese", "serviceLevel": "standard"})
    assert late.status_code == 409
    csv = await support.get(PATH, headers={"Accept": "text/csv"}, params={"state": "declined"})
    assert csv.text.splitlines()[1].startswith(f"{request['id']},declined,")


async def test_one_that_is_declined_keeps_the_others_of_the_address_from_nothing(api: Api, support: Caller) -> None:
    await ask(api)
    await ask(api)
    second, first = (await support.get(PATH)).json()["items"]
    assert (await support.post(f"{PATH}/{second['id']}/decline", json={"reason": "Twice."})).status_code == 201

    answer = await api.anonymous().post(first["confirmationLink"].removeprefix(LINK))

    assert answer.status_code == 200
    states = [each["state"] for each in (await support.get(PATH)).json()["items"]]
    assert states == ["declined", "confirmed"]


async def test_whatever_is_done_about_an_address_at_once_is_done_one_after_the_other(concurrent_api: Api) -> None:
    api = concurrent_api
    support, manager = await api.as_(Role.SUPPORT), await api.as_(Role.SUPPORT_MANAGER)
    for round_ in range(4):
        email = f"nina{round_}@cheese.example"
        for _ in range(2):
            await ask(api, email=email)
        second, first = (await support.get(PATH)).json()["items"][:2]
        links = [each["confirmationLink"].removeprefix(LINK) for each in (second, first)]

        confirming = [api.anonymous().post(link) for link in links]
        declining = support.post(f"{PATH}/{first['id']}/decline", json={"reason": "Twice."})
        accepting = accept(manager, second, newCustomer={"name": f"Cheese {round_}", "serviceLevel": "standard"})
        one, other, declined, accepted = await asyncio.gather(*confirming, declining, accepting)

        assert (one.status_code, declined.status_code) == (200, 201)
        assert other.status_code in (200, 409)  # declined before
        assert accepted.status_code in (201, 409)  # not confirmed yet
        states = {each["id"]: each["state"] for each in (await support.get(PATH)).json()["items"]}
        expected = "accepted" if accepted.status_code == 201 else "confirmed"
        assert (states[first["id"]], states[second["id"]]) == ("declined", expected)
    await nothing_is_amiss(api, 8)


async def test_an_address_that_is_accepted_twice_at_once_gets_one_account(concurrent_api: Api) -> None:
    api = concurrent_api
    support = await api.as_(Role.SUPPORT)
    ids = [await ask_for_account(api, support, "nina@dairy.example") for _ in range(2)]
    dairies = [{"name": f"Dairy {number}", "serviceLevel": "standard"} for number in range(2)]

    answers = await asyncio.gather(
        *(accept(support, {"id": each}, newCustomer=dairy) for each, dairy in zip(ids, dairies, strict=True))
    )

    assert sorted(answer.status_code for answer in answers) == [201, 409]
    [refused] = [answer.json() for answer in answers if answer.status_code == 409]
    assert refused["section"] == "1.6"
    assert len((await support.get("/v1/customers")).json()["items"]) == 1


async def test_two_at_once_do_not_take_the_same_seat(concurrent_api: Api) -> None:
    api = concurrent_api
    support = await api.as_(Role.SUPPORT)
    async with transaction(api.engine, SYSTEM) as connection:
        bakery = await make_organisation(connection, "Standard Bakery", ServiceLevel.STANDARD, "Sam")
    customer_id = str(bakery.customer.id)
    ids = [await ask_for_account(api, support, f"{name}@bakery.example") for name in ("nina", "nora")]

    answers = await asyncio.gather(*(accept(support, {"id": each}, customerId=customer_id) for each in ids))

    assert sorted(answer.status_code for answer in answers) == [201, 409]
    counted = (await support.get(f"/v1/customers/{customer_id}")).json()["registrants"]
    assert counted == {"count": 2, "limit": 2}
