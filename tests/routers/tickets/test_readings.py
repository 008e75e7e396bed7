"""The tag of a ticket: If-Match goes by its version, If-None-Match by what would be read."""

from datetime import timedelta

import pytest

from app.clock import Instant
from tests.organisations import MONDAY
from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import REPORT


@pytest.mark.parametrize("later", [timedelta(seconds=1), timedelta(minutes=30), timedelta(hours=3), timedelta(days=9)])
async def test_a_clock_that_went_on_is_never_answered_with_an_old_reading(
    api: Api, registrant: Caller, later: timedelta
) -> None:
    """No worker is running: nothing announces the due times that pass."""
    path = (await registrant.post("/v1/tickets", json=REPORT)).headers["Location"]
    before = await registrant.get(path)
    api.clock.advance(later)
    after = await registrant.get(path, headers={"If-None-Match": before.headers["ETag"]})

    assert after.status_code == 200
    assert after.json() != before.json()
    assert after.headers["ETag"] != before.headers["ETag"]
    assert after.headers["ETag"].partition("-")[0] == before.headers["ETag"].partition("-")[0] == '"v1'
    known = await registrant.get(path, headers={"If-None-Match": after.headers["ETag"]})
    assert (known.status_code, known.headers["ETag"]) == (304, after.headers["ETag"])


async def test_the_same_tag_is_the_same_body_through_the_night_and_whoever_asks(
    api: Api, registrant: Caller, admin: Caller
) -> None:
    path = (await registrant.post("/v1/tickets", json=REPORT)).headers["Location"]
    bodies: dict[str, bytes] = {}
    for hours in range(40):
        api.clock.now = Instant(MONDAY + timedelta(hours=hours))
        for caller in (registrant, admin):
            answer = await caller.get(path)
            assert bodies.setdefault(answer.headers["ETag"], answer.content) == answer.content
    assert 2 < len(bodies) < 40


async def test_a_change_goes_by_the_version_however_old_the_reading(api: Api, registrant: Caller) -> None:
    made = await registrant.post("/v1/tickets", json=REPORT)
    path, tag = made.headers["Location"], made.headers["ETag"]
    api.clock.advance(timedelta(hours=2))
    changed = await registrant.patch(path, json={"title": "Another"}, headers={"If-Match": tag})
    stale = await registrant.patch(path, json={"title": "Yet another"}, headers={"If-Match": tag})
    plain = await registrant.patch(path, json={"title": "Yet another"}, headers={"If-Match": '"v2"'})
    weak = await registrant.patch(path, json={"title": "x"}, headers={"If-Match": f"W/{plain.headers['ETag']}"})

    assert (changed.status_code, stale.status_code, plain.status_code, weak.status_code) == (200, 412, 200, 412)


async def test_what_was_made_has_the_tag_that_it_is_read_with(registrant: Caller) -> None:
    made = await registrant.post("/v1/tickets", json=REPORT)
    read = await registrant.get(made.headers["Location"])
    head = await registrant.head(made.headers["Location"], headers={"If-None-Match": made.headers["ETag"]})

    assert (read.headers["ETag"], head.status_code) == (made.headers["ETag"], 304)


@pytest.mark.parametrize("moment", ["2026-12-04T16:00:00 01:00", "2026-12-04T16:00:00.5 00:00"])
async def test_a_plus_that_became_a_space_is_explained(registrant: Caller, moment: str) -> None:
    for path, name in (("/v1/tickets", "dueBefore"), ("/v1/sla/clocks", "dueBefore"), ("/v1/sla/status", "asOf")):
        refusal = await registrant.get(path, params={name: moment})
        (fault,) = refusal.json()["errors"]
        assert (refusal.status_code, fault["pointer"], fault["code"]) == (400, f"/query/{name}", "instant")
        assert "%2B" in fault["detail"]
    plain = await registrant.get("/v1/tickets?dueBefore=2026-12-04T16:00")
    assert "%2B" not in plain.text
