"""A customer's level and own figures have dates: what is agreed for later, and what a late record goes by (§1)."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import Response

from app.clock import Instant
from app.domain.vocabulary import Role
from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from tests.organisations import Organisation, make_person
from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import REPORT

OWN = {"requestClass": "incident", "clock": "response", "priority": "normal", "amount": 1.0, "unit": "hours"}
LATER = "2026-12-01T00:00:00+01:00"
LATER_OUT = "2026-11-30T23:00:00Z"
NO_FIGURES = {"registrants": None, "bookingLeadDays": None, "availabilityPercent": None}
BEFORE = {"serviceLevel": "standard", "targetSeconds": 8 * 3600}


async def agree(manager: Caller, organisation: Organisation, **changes: Any) -> Response:
    place = f"/v1/customers/{organisation.customer.id}"
    return await manager.patch(place, json=changes, headers={"If-Match": "*"})


async def agreed(manager: Caller, organisation: Organisation, **changes: Any) -> dict[str, Any]:
    answer = await agree(manager, organisation, **changes)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def registered(admin: Caller, organisation: Organisation, at: Instant | None = None) -> dict[str, Any]:
    """The level and the response's target that bind a ticket of that moment."""
    when = {} if at is None else {"registeredAt": at.isoformat()}
    answer = await admin.post("/v1/tickets", json={"customerId": str(organisation.customer.id), **REPORT, **when})
    assert answer.status_code == 201, answer.text
    return bound_by(answer.json())


def bound_by(ticket: dict[str, Any]) -> dict[str, Any]:
    return {"serviceLevel": ticket["serviceLevel"], "targetSeconds": ticket["clocks"][0]["targetSeconds"]}


async def foreseen(admin: Caller, organisation: Organisation, at: Instant) -> dict[str, Any]:
    asked = {"kind": "incident", "priority": "normal", "registeredAt": at.isoformat()}
    answer = await admin.get("/v1/sla/preview", params={"customerId": str(organisation.customer.id), **asked})
    assert answer.status_code == 200, answer.text
    preview = answer.json()
    return {"serviceLevel": preview["serviceLevel"], "targetSeconds": preview["response"]["targetSeconds"]}


@pytest.mark.parametrize(
    ("change", "after"),
    [
        ({"serviceLevel": "extended"}, {"serviceLevel": "extended", "targetSeconds": 4 * 3600}),
        ({"ownTargets": [OWN]}, {"serviceLevel": "standard", "targetSeconds": 3600}),
        (
            {"serviceLevel": "extended", "ownTargets": [OWN]},
            {"serviceLevel": "extended", "targetSeconds": 3600},
        ),
    ],
)
async def test_what_is_recorded_late_is_bound_by_what_was_agreed_then(
    api: Api, admin: Caller, manager: Caller, standard: Organisation, change: dict[str, Any], after: dict[str, Any]
) -> None:
    before = api.clock.advance(timedelta(hours=1))
    since = api.clock.advance(timedelta(microseconds=1))
    await agreed(manager, standard, **change)

    for _ in range(2):
        assert await registered(admin, standard, before) == await foreseen(admin, standard, before) == BEFORE
        assert await registered(admin, standard, since) == await foreseen(admin, standard, since) == after
        api.clock.advance(timedelta(days=40))


async def test_before_the_first_terms_the_first_ones_hold(
    api: Api, admin: Caller, manager: Caller, standard: Organisation
) -> None:
    api.clock.advance(timedelta(hours=1))
    await agreed(manager, standard, serviceLevel="extended")

    assert await registered(admin, standard, Instant(standard.customer.created_at - timedelta(days=300))) == BEFORE


async def test_a_change_for_later_takes_effect_by_itself(
    api: Api, admin: Caller, manager: Caller, standard: Organisation
) -> None:
    customer = await agreed(manager, standard, **{"serviceLevel": "extended", "from": LATER})
    assert customer["serviceLevel"] == "standard"
    assert customer["termsToCome"] == [
        {"from": LATER_OUT, "serviceLevel": "extended", "ownTargets": [], "ownFigures": NO_FIGURES}
    ]
    assert customer["registrants"]["limit"] == 2
    assert await registered(admin, standard) == BEFORE
    begins = Instant(api.clock.now.replace(day=30, hour=23, minute=0))

    api.clock.now = Instant(begins - timedelta(microseconds=1))
    assert await registered(admin, standard) == BEFORE
    api.clock.now = begins
    assert (await registered(admin, standard))["serviceLevel"] == "extended"

    customer = (await manager.get(f"/v1/customers/{standard.customer.id}")).json()
    assert (customer["serviceLevel"], customer["termsToCome"]) == ("extended", [])
    assert customer["registrants"]["limit"] == 4
    found = (await manager.get("/v1/customers?serviceLevel=extended")).json()["items"]
    assert [each["id"] for each in found] == [customer["id"]]
    assert (await manager.get("/v1/customers?serviceLevel=standard")).json()["items"] == []


async def test_a_change_for_later_leaves_what_it_does_not_name(
    api: Api, manager: Caller, standard: Organisation
) -> None:
    """What is agreed in between stands when it begins: a change is no picture of everything."""
    await agreed(manager, standard, **{"serviceLevel": "extended", "from": LATER})
    customer = await agreed(manager, standard, ownTargets=[OWN])

    assert customer["termsToCome"] == [
        {"from": LATER_OUT, "serviceLevel": "extended", "ownTargets": [OWN], "ownFigures": NO_FIGURES}
    ]
    taken_back = await agreed(manager, standard, **{"serviceLevel": "standard", "from": LATER})
    assert taken_back["termsToCome"] == []


async def test_what_shows_by_itself_is_another_version(api: Api, manager: Caller, standard: Organisation) -> None:
    place = f"/v1/customers/{standard.customer.id}"
    await agreed(manager, standard, **{"serviceLevel": "extended", "from": LATER})
    before = (await manager.get(place)).headers["ETag"]
    assert (await manager.get(place, headers={"If-None-Match": before})).status_code == 304

    api.clock.advance(timedelta(days=10))

    fresh = await manager.get(place, headers={"If-None-Match": before})
    assert (fresh.status_code, fresh.json()["serviceLevel"]) == (200, "extended")
    assert (await manager.patch(place, json={"name": "A"}, headers={"If-Match": before})).status_code == 412
    changed = await manager.patch(place, json={"name": "A"}, headers={"If-Match": fresh.headers["ETag"]})
    assert changed.headers["ETag"] not in (before, fresh.headers["ETag"])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"serviceLevel": "extended", "from": "2026-11-23T09:29:59.999999Z"}, "in_the_past"),
        ({"ownTargets": [OWN], "from": "2026-01-01T00:00:00Z"}, "in_the_past"),
        ({"name": "Another", "from": LATER}, "nothing_from_then"),
        ({"from": LATER}, "nothing_from_then"),
        ({"serviceLevel": "extended", "from": "tomorrow"}, "instant"),
    ],
)
async def test_from_is_now_or_later_and_of_something(
    manager: Caller, standard: Organisation, change: dict[str, Any], code: str
) -> None:
    refusal = await agree(manager, standard, **change)

    assert refusal.status_code == 400
    assert [(each["pointer"], each["code"]) for each in refusal.json()["errors"]] == [("/from", code)]
    terms = await manager.get(f"/v1/customers/{standard.customer.id}/terms")
    assert len(terms.json()["items"]) == 1


async def test_from_now_is_now(api: Api, manager: Caller, standard: Organisation) -> None:
    customer = await agreed(manager, standard, **{"serviceLevel": "extended", "from": api.clock.now.isoformat()})

    assert (customer["serviceLevel"], customer["termsToCome"]) == ("extended", [])


async def test_the_history_says_what_when_and_by_whom(api: Api, manager: Caller, standard: Organisation) -> None:
    place = f"/v1/customers/{standard.customer.id}/terms"
    api.clock.advance(timedelta(hours=1))
    await agreed(manager, standard, **{"serviceLevel": "extended", "from": LATER})
    await agreed(manager, standard, serviceLevel="standard")  # which it is
    await agreed(manager, standard, ownTargets=[OWN], name="Another")

    items = (await manager.get(place)).json()["items"]

    by = {"recordedAt": "2026-11-23T10:30:00Z", "recordedById": str(manager.person.id)}
    assert items[1:] == [
        {"number": 2, "from": LATER_OUT, "serviceLevel": "extended", "ownTargets": None, "ownFigures": None, **by},
        {
            "number": 3,
            "from": "2026-11-23T10:30:00Z",
            "serviceLevel": None,
            "ownTargets": [OWN],
            "ownFigures": None,
            **by,
        },
    ]
    assert (items[0]["from"], items[0]["serviceLevel"]) == ("2026-11-23T09:30:00Z", "standard")
    first = (await manager.get(f"{place}?limit=1")).json()
    rest = (await manager.get(f"{place}?limit=5&cursor={first['nextCursor']}")).json()
    assert [*first["items"], *rest["items"]] == items
    page = (await manager.get(place, headers={"Accept": "text/plain"})).text
    assert "incident response normal 1 hours" in page


async def test_a_lower_level_to_come_leaves_room_for_so_many(api: Api, manager: Caller, extended: Organisation) -> None:
    """Nobody is asked when it begins: so there are never more than it allows."""
    place = f"/v1/customers/{extended.customer.id}"
    async with transaction(api.engine, SYSTEM) as connection:
        third = await make_person(connection, "Third", customer_id=extended.customer.id)
    body = {"personId": str(third.id)}
    assert (await manager.post(f"{place}/registrants", json=body)).status_code == 201
    refusal = await agree(manager, extended, **{"serviceLevel": "standard", "from": LATER})
    assert (refusal.status_code, refusal.json()["section"]) == (409, "1.2.2")

    assert (await manager.delete(f"{place}/registrants/{third.id}")).status_code == 204
    await agreed(manager, extended, **{"serviceLevel": "standard", "from": LATER})

    refusal = await manager.post(f"{place}/registrants", json=body)
    assert (refusal.status_code, refusal.json()["section"]) == (409, "1.2.2")


async def test_an_own_consultant_fits_every_level_to_come(api: Api, manager: Caller, extended: Organisation) -> None:
    cora = str((await api.as_(Role.CONSULTANT)).person.id)
    await agreed(manager, extended, **{"serviceLevel": "standard", "from": LATER})

    refusal = await agree(manager, extended, consultantId=cora)

    assert (refusal.status_code, refusal.json()["section"]) == (409, "1.2.2")


async def test_a_channel_is_of_the_level_of_the_moment(
    api: Api, support: Caller, manager: Caller, extended: Organisation
) -> None:
    call = {"customerId": str(extended.customer.id), **REPORT, "channel": "phone"}
    then = api.clock.now
    api.clock.advance(timedelta(minutes=5))
    await agreed(manager, extended, serviceLevel="standard")

    refusal = await support.post("/v1/tickets", json=call)
    assert (refusal.status_code, refusal.json()["section"]) == (409, "1.2.2")
    earlier = await support.post("/v1/tickets", json={**call, "registeredAt": then.isoformat()})
    assert (earlier.status_code, earlier.json()["status"]) == (201, "signal")


async def test_a_signal_is_bound_by_what_holds_when_it_is_registered(
    api: Api, support: Caller, registrant: Caller, manager: Caller, extended: Organisation
) -> None:
    body = {"customerId": str(extended.customer.id), **REPORT, "channel": "phone"}
    signal = (await support.post("/v1/tickets", json=body)).json()
    assert signal["serviceLevel"] == "extended"
    await agreed(manager, extended, **{"serviceLevel": "standard", "from": LATER})
    api.clock.advance(timedelta(days=10))

    ticket = (await registrant.post(f"/v1/tickets/{signal['id']}/registration", json={})).json()

    assert bound_by(ticket) == BEFORE
