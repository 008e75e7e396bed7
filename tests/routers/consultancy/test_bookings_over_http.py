"""§1.2.2: a consultant is booked so many calendar days ahead, on an open day, and comes, or does not."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import Response

from app.consultancy.kinds import BOOKINGS
from app.domain.vocabulary import Role
from tests.organisations import Organisation
from tests.routers.callers import Api, Caller
from tests.routers.consultancy.conftest import make_own_consultant
from tests.routers.subjects_verified import verified
from tests.routers.tickets.conftest import Desk, new_key

SESSION: dict[str, Any] = {"subject": "Setting up the rounds"}


def path_of(organisation: Organisation) -> str:
    return f"/v1/customers/{organisation.customer.id}/bookings"


async def book(by: Caller, organisation: Organisation, booked_on: str, **more: Any) -> Response:
    return await by.post(path_of(organisation), json={**SESSION, "bookedOn": booked_on, **more}, headers=new_key())


async def booked(by: Caller, organisation: Organisation, booked_on: str, **more: Any) -> dict[str, Any]:
    answer = await book(by, organisation, booked_on, **more)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def decide(by: Caller, booking: dict[str, Any], decision: str, **more: Any) -> Response:
    path = f"/v1/customers/{booking['customerId']}/bookings/{booking['id']}/transitions"
    return await by.post(path, json={"decision": decision, **more}, headers=new_key())


@pytest.mark.parametrize(("level", "days", "earliest"), [("extended", 7, "2026-11-30"), ("standard", 21, "2026-12-14")])
async def test_the_terms_say_from_when_on(
    registrant: Caller,
    stranger: Caller,
    extended: Organisation,
    standard: Organisation,
    level: str,
    days: int,
    earliest: str,
) -> None:
    """Today is Monday 23 November 2026."""
    by, organisation = (registrant, extended) if level == "extended" else (stranger, standard)

    terms = await by.get(f"/v1/customers/{organisation.customer.id}/booking-terms")

    assert terms.json() == {"leadDays": days, "earliestOn": earliest, "consultantId": None, "section": "1.2.2"}
    assert (await booked(by, organisation, earliest))["state"] == "requested"
    the_day_before = await book(by, organisation, "2026-11-27" if days == 7 else "2026-12-11")
    assert (the_day_before.status_code, the_day_before.json()["section"]) == (409, "1.2.2")
    assert earliest in the_day_before.json()["detail"]
    assert the_day_before.json()["earliestOn"] == earliest


async def test_it_goes_by_the_day_where_the_vendor_is(api: Api, registrant: Caller, extended: Organisation) -> None:
    api.clock.advance(timedelta(hours=13, minutes=29))  # 22:59 UTC, 23:59 in Amsterdam
    assert (await book(registrant, extended, "2026-11-30")).status_code == 201
    api.clock.advance(timedelta(minutes=1))
    assert (await book(registrant, extended, "2026-11-30")).status_code == 409
    assert (await book(registrant, extended, "2026-12-01")).status_code == 201


async def test_nobody_comes_on_a_closed_day_or_in_the_past(registrant: Caller, extended: Organisation) -> None:
    for day, why in (("2026-12-25", "Christmas Day"), ("2026-12-05", "Saturday")):
        closed = await book(registrant, extended, day, waiverReason="We are there.")
        assert (closed.status_code, closed.json()["section"]) == (409, "1.2.2")
        assert why in closed.json()["detail"]
    past = await book(registrant, extended, "2026-11-20", waiverReason="It was agreed.")
    assert (past.status_code, past.json()["errors"][0]["pointer"]) == (400, "/bookedOn")


async def test_the_customer_waives_the_booking_time_and_support_does_not(
    registrant: Caller, support: Caller, manager: Caller, extended: Organisation
) -> None:
    refused = await book(support, extended, "2026-11-25", waiverReason="They asked for it.")
    assert refused.status_code == 403

    for by, is_customer in ((registrant, True), (manager, False)):
        made = await booked(by, extended, "2026-11-25", waiverReason="It cannot wait.")
        assert made["waiver"] == {
            "reason": "It cannot wait.",
            "waivedById": str(by.person.id),
            "byCustomer": is_customer,
        }
    assert (await booked(registrant, extended, "2026-12-01", waiverReason="Not needed."))["waiver"] is None


async def test_a_session_is_confirmed_moved_confirmed_again_and_held(
    api: Api, registrant: Caller, support: Caller, extended: Organisation
) -> None:
    booking = await booked(registrant, extended, "2026-12-01", days=2)
    assert (await decide(registrant, booking, "confirm")).status_code == 403
    assert (await decide(support, booking, "confirm")).json()["state"] == "confirmed"
    too_soon = await decide(registrant, booking, "move", bookedOn="2026-11-26")
    assert (too_soon.status_code, too_soon.json()["section"]) == (409, "1.2.2")
    moved = await decide(registrant, booking, "move", bookedOn="2026-12-02")
    assert (moved.json()["state"], moved.json()["bookedOn"]) == ("moved", "2026-12-02")
    assert (await decide(support, booking, "held", hours=4)).status_code == 409
    await decide(support, booking, "confirm")
    early = await decide(support, booking, "held", hours=4)
    assert "2026-12-02" in early.json()["detail"]

    api.clock.advance(timedelta(days=9))
    assert (await decide(support, booking, "held", hours=0)).status_code == 400
    uneven = await decide(support, booking, "held", hours=0.00001)
    assert (uneven.status_code, uneven.json()["errors"][0]["code"]) == (400, "not_whole_seconds")
    held = await decide(support, booking, "held", hours=7.6)

    assert (held.json()["state"], held.json()["heldSeconds"]) == ("held", 27_360)
    late = await decide(registrant, booking, "cancel", reason="We could not.")
    assert (late.status_code, late.json()["section"]) == (409, "1.2.2")
    assert await verified(api.engine, BOOKINGS) == (1, [])


async def test_what_is_seen_decides_and_a_stale_sight_does_not(
    registrant: Caller, support: Caller, extended: Organisation
) -> None:
    booking = await booked(registrant, extended, "2026-12-01")
    path = f"{path_of(extended)}/{booking['id']}"
    seen = (await registrant.get(path)).headers["etag"]
    assert (await registrant.get(path, headers={"If-None-Match": seen})).status_code == 304
    await decide(support, booking, "confirm")

    stale = await registrant.post(
        f"{path}/transitions", json={"decision": "cancel", "reason": "No."}, headers={**new_key(), "If-Match": seen}
    )

    assert stale.status_code == 412
    assert (await registrant.get(path)).json()["state"] == "confirmed"


async def test_a_list_has_the_customers_own_and_narrows(
    registrant: Caller, colleague: Caller, stranger: Caller, support: Caller, extended: Organisation
) -> None:
    first, second = [await booked(registrant, extended, day) for day in ("2026-12-01", "2026-12-08")]
    await decide(registrant, first, "cancel", reason="Too busy.")

    async def listed(by: Caller, **wanted: str) -> list[str]:
        return [each["id"] for each in (await by.get(path_of(extended), params=wanted)).json()["items"]]

    assert await listed(colleague) == [second["id"], first["id"]]
    assert await listed(support, state="cancelled") == [first["id"]]
    assert await listed(support, until="2026-12-07") == [first["id"]]
    assert await listed(support, **{"from": "2026-12-02"}) == [second["id"]]
    table = await registrant.get(path_of(extended), headers={"Accept": "text/csv"}, params={"limit": "1"})
    assert table.text.splitlines()[1].startswith(f"{second['id']},2026-12-08,1,requested")
    assert "next" in table.headers["link"]
    for path in ("", f"/{first['id']}"):
        assert (await stranger.get(path_of(extended) + path)).status_code == 404
    assert (await book(stranger, extended, "2026-12-15")).status_code == 404
    assert (await decide(stranger, first, "cancel", reason="No.")).status_code == 404
    assert (await book(colleague, extended, "2026-12-15")).status_code == 403


async def test_one_of_another_customer_is_not_found_under_this_one(
    registrant: Caller, support: Caller, extended: Organisation, standard: Organisation
) -> None:
    booking = await booked(registrant, extended, "2026-12-01")
    assert (await support.get(f"{path_of(standard)}/{booking['id']}")).status_code == 404
    assert (await decide(support, {**booking, "customerId": str(standard.customer.id)}, "confirm")).status_code == 404


async def test_it_is_about_a_ticket_of_the_customer(
    desk: Desk, support: Caller, extended: Organisation, standard: Organisation
) -> None:
    walker = await desk.ticket()
    assert (await booked(support, extended, "2026-12-01", ticketId=walker.id))["ticketId"] == walker.id
    assert (await book(support, standard, "2026-12-15", ticketId=walker.id)).status_code == 404


async def test_the_own_consultant_comes_unless_another_is_named(
    api: Api, registrant: Caller, manager: Caller, extended: Organisation
) -> None:
    cora = await make_own_consultant(api, manager, extended)
    carl = await api.as_(Role.CONSULTANT)

    ours = await booked(registrant, extended, "2026-12-01")
    theirs = await booked(registrant, extended, "2026-12-02", consultantId=str(carl.person.id))

    assert (ours["consultantId"], theirs["consultantId"]) == (str(cora.person.id), str(carl.person.id))
    assert (await decide(carl, ours, "confirm")).status_code == 403
    assert (await decide(cora, ours, "confirm")).status_code == 201
    nobody = await book(registrant, extended, "2026-12-03", consultantId=str(registrant.person.id))
    assert nobody.status_code == 409


async def test_no_consultant_is_ones_own_at_the_standard_level(
    api: Api, stranger: Caller, standard: Organisation
) -> None:
    carl = await api.as_(Role.CONSULTANT)
    answer = await book(stranger, standard, "2026-12-15", consultantId=str(carl.person.id))
    assert (answer.status_code, answer.json()["section"]) == (409, "1.2.2")


async def test_a_consultant_takes_what_nobody_is_named_for_by_confirming_it(
    api: Api, stranger: Caller, support: Caller, standard: Organisation
) -> None:
    carl, cora = await api.as_(Role.CONSULTANT), await api.as_(Role.CONSULTANT)
    booking = await booked(stranger, standard, "2026-12-15")
    refused = await decide(carl, booking, "cancel", reason="Too far.")
    assert (refused.status_code, refused.json()["section"]) == (403, "1.2.2")

    taken = await decide(carl, booking, "confirm")

    assert (taken.json()["state"], taken.json()["consultantId"]) == ("confirmed", str(carl.person.id))
    assert (await decide(cora, booking, "cancel", reason="Not mine.")).status_code == 403
    [listed] = (await support.get(path_of(standard))).json()["items"]
    assert listed["consultantId"] == str(carl.person.id)
    assert (await booked(cora, standard, "2026-12-16"))["consultantId"] == str(cora.person.id)
    assert await verified(api.engine, BOOKINGS) == (2, [])


async def test_who_has_left_comes_no_more(
    api: Api, registrant: Caller, manager: Caller, extended: Organisation
) -> None:
    cora = await make_own_consultant(api, manager, extended)
    await manager.patch(f"/v1/people/{cora.person.id}", json={"active": False}, headers={"If-Match": "*"})

    assert (await booked(registrant, extended, "2026-12-01"))["consultantId"] is None
    terms = await registrant.get(f"/v1/customers/{extended.customer.id}/booking-terms")
    assert terms.json()["consultantId"] is None
