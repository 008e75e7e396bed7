"""The days on which consultants come, in the calendars of those whom it concerns."""

from datetime import date
from typing import Any

from icalendar import Event

from app.domain.vocabulary import Role
from tests.organisations import Organisation
from tests.routers.calendar_feeds.subscribing import calendar_of, fetch, make
from tests.routers.callers import Api, Caller
from tests.routers.consultancy.conftest import make_own_consultant
from tests.routers.tickets.conftest import Desk, new_key

BOOKINGS: dict[str, Any] = {"includes": ["bookings"], "titles": True}


async def booked(by: Caller, organisation: Organisation, booked_on: str, **more: Any) -> str:
    body = {"subject": "Setting up the rounds", "bookedOn": booked_on, **more}
    path = f"/v1/customers/{organisation.customer.id}/bookings"
    answer = await by.post(path, json=body, headers=new_key())
    assert answer.status_code == 201, answer.text
    return f"{path}/{answer.json()['id']}"


async def shown(api: Api, link: str) -> list[Event]:
    return list(calendar_of(await fetch(api, link)).events)


async def test_a_session_takes_its_open_days_until_it_is_cancelled(
    api: Api, desk: Desk, registrant: Caller, support: Caller, extended: Organisation
) -> None:
    await desk.ticket()
    path = await booked(registrant, extended, "2026-12-03", days=3)  # Thursday, Friday and Monday
    link, without = await make(registrant, **BOOKINGS), await make(registrant, includes=["clocks", "bookings"])

    [event] = await shown(api, link)

    assert str(event["summary"]) == "Sessie met consultant: Extended Dairy, Setting up the rounds"
    assert (event.start, event.end) == (date(2026, 12, 3), date(2026, 12, 8))
    assert (event["status"], event.sequence, event["description"]) == ("TENTATIVE", 0, "§ 1.2.2")
    summaries = [str(each["summary"]) for each in await shown(api, without)]
    assert (len(summaries), summaries[-1]) == (3, "Sessie met consultant")

    await support.post(f"{path}/transitions", json={"decision": "confirm"})
    [again] = await shown(api, link)
    assert (again["uid"], again["status"], again.sequence) == (event["uid"], "CONFIRMED", 1)
    await registrant.post(f"{path}/transitions", json={"decision": "cancel", "reason": "Too busy."})
    assert await shown(api, link) == []


async def test_everybody_sees_their_own(
    api: Api,
    registrant: Caller,
    stranger: Caller,
    support: Caller,
    manager: Caller,
    consultant: Caller,
    extended: Organisation,
    standard: Organisation,
) -> None:
    cora = await make_own_consultant(api, manager, extended)
    both = await api.as_(Role.CONSULTANT, Role.SUPPORT)
    await booked(registrant, extended, "2026-12-03")
    await booked(stranger, standard, "2026-12-15")

    seen = {
        name: [each.start.day for each in await shown(api, await make(by, **BOOKINGS))]
        for name, by in {
            "registrant": registrant,
            "stranger": stranger,
            "support": support,
            "cora": cora,
            "consultant": consultant,
            "both": both,
        }.items()
    }

    assert seen == {
        "registrant": [3],
        "stranger": [15],
        "support": [3, 15],
        "cora": [3],
        "consultant": [],
        "both": [3, 15],
    }
