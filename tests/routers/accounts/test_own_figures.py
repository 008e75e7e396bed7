"""A customer's own figures beyond its targets (§1): each holds from its date, and where it is gone by."""

from datetime import timedelta
from typing import Any

import pytest

from tests.organisations import Organisation
from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import new_key

NONE = {"registrants": None, "bookingLeadDays": None, "availabilityPercent": None}
LATER = "2026-12-01T00:00:00+01:00"


async def agree(manager: Caller, organisation: Organisation, **changes: Any) -> dict[str, Any]:
    place = f"/v1/customers/{organisation.customer.id}"
    answer = await manager.patch(place, json=changes, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_they_hold_from_their_date_and_are_taken_back(api: Api, manager: Caller, standard: Organisation) -> None:
    own = {"registrants": 3, "bookingLeadDays": 5, "availabilityPercent": 99.95}
    customer = await agree(manager, standard, ownFigures=own, **{"from": LATER})
    assert customer["ownFigures"] == NONE
    assert [each["ownFigures"] for each in customer["termsToCome"]] == [own]

    api.clock.advance(timedelta(days=8))
    customer = (await manager.get(f"/v1/customers/{standard.customer.id}")).json()
    assert (customer["ownFigures"], customer["registrants"]["limit"]) == (own, 3)
    assert (await agree(manager, standard, ownFigures=own))["ownFigures"] == own
    assert (await agree(manager, standard, ownFigures=None))["ownFigures"] == NONE
    history = (await manager.get(f"/v1/customers/{standard.customer.id}/terms")).json()["items"]
    assert [each["ownFigures"] for each in history] == [None, own, NONE]
    assert [each["serviceLevel"] for each in history] == ["standard", None, None]


@pytest.mark.parametrize(("own", "seats", "section"), [({"registrants": 1}, 1, "1"), (None, 2, "1.2.2")])
async def test_so_many_may_register_as_its_own_figure_says(
    api: Api, manager: Caller, standard: Organisation, own: dict[str, Any] | None, seats: int, section: str
) -> None:
    """One does already."""
    await agree(manager, standard, ownFigures=own, serviceLevel="standard")
    path = f"/v1/customers/{standard.customer.id}/registrants"
    answers = [
        await manager.post(path, json={"personId": str((await api.as_colleague(standard)).person.id)})
        for _ in range(seats)
    ]

    assert [each.status_code for each in answers] == [*[201] * (seats - 1), 409]
    assert answers[-1].json()["section"] == section


async def test_fewer_than_there_are_is_refused(manager: Caller, extended: Organisation) -> None:
    place, few = f"/v1/customers/{extended.customer.id}", {"registrants": 1}
    refused = await manager.patch(place, json={"ownFigures": few, "from": LATER}, headers={"If-Match": "*"})

    assert (refused.status_code, refused.json()["section"]) == (409, "1")
    assert "this customer has 2" in refused.json()["detail"]


async def test_a_consultant_is_booked_so_many_days_ahead(
    manager: Caller, stranger: Caller, standard: Organisation
) -> None:
    """Today is Monday 23 November 2026."""
    await agree(manager, standard, ownFigures={"bookingLeadDays": 2})
    path = f"/v1/customers/{standard.customer.id}"

    terms = (await stranger.get(f"{path}/booking-terms")).json()
    assert (terms["leadDays"], terms["earliestOn"], terms["section"]) == (2, "2026-11-25", "1")
    session = {"subject": "Setting up", "bookedOn": "2026-11-24"}
    refused = await stranger.post(f"{path}/bookings", json=session, headers=new_key())
    assert (refused.status_code, refused.json()["section"]) == (409, "1")
    session["bookedOn"] = "2026-11-25"
    assert (await stranger.post(f"{path}/bookings", json=session, headers=new_key())).status_code == 201


@pytest.mark.parametrize(
    ("figure", "value"),
    [
        *[("registrants", each) for each in (0, 2.5, "3", 1_001)],
        *[("bookingLeadDays", each) for each in (-1, 366)],
        *[("availabilityPercent", each) for each in (0, 100.1, "99")],
    ],
)
async def test_what_is_no_figure_is_refused_where_it_stands(
    manager: Caller, standard: Organisation, figure: str, value: object
) -> None:
    place = f"/v1/customers/{standard.customer.id}"
    refused = await manager.patch(place, json={"ownFigures": {figure: value}}, headers={"If-Match": "*"})

    assert refused.status_code == 400
    assert [each["pointer"] for each in refused.json()["errors"]] == [f"/ownFigures/{figure}"]
