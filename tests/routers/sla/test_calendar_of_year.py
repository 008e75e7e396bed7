"""A year of support hours over HTTP."""

import csv
from datetime import date
from typing import Any

import pytest

from tests.routers.callers import Caller

HOLIDAYS_2026 = {
    "2026-01-01": "New Year's Day",
    "2026-04-06": "Easter Monday",
    "2026-04-27": "King's Day",
    "2026-05-05": "Liberation Day",
    "2026-05-14": "Ascension Day",
    "2026-05-25": "Whit Monday",
    "2026-12-25": "Christmas Day",
    "2026-12-26": "Boxing Day",
}


WINDOW = "Monday 20:00–24:00\nTuesday–Friday 00:00–04:00, 20:00–24:00\nSaturday–Sunday 00:00–24:00"


def level(body: dict[str, Any], name: str) -> dict[str, Any]:
    return next(each for each in body["serviceLevels"] if each["serviceLevel"] == name)


async def test_open_days_and_hours_and_holidays_by_name(registrant: Caller) -> None:
    body = (await registrant.get("/v1/sla/calendar", params={"year": 2026})).json()

    assert (body["year"], body["timeZone"], body["calendarRevision"]) == (2026, "Europe/Amsterdam", 1)
    for name, opens, closes, hours in (("standard", "10:00", "16:00", 6), ("extended", "08:00", "17:00", 9)):
        found = level(body, name)
        assert found["hours"] == [
            {"weekday": weekday, "opensAt": opens, "closesAt": closes}
            for weekday in ("monday", "tuesday", "wednesday", "thursday", "friday")
        ]
        assert {day["fallsOn"]: day["name"] for day in found["holidays"]} == HOLIDAYS_2026
        days = [date.fromisoformat(day) for day in found["openDays"]]
        assert all(day.weekday() < 5 and day.isoformat() not in HOLIDAYS_2026 for day in days)
        assert len(days) == found["openDayCount"] == 261 - 7
        assert found["openSeconds"] == found["openDayCount"] * hours * 3600
        assert found["closingDays"] == []


async def test_the_maintenance_window_is_beside_the_support_hours(registrant: Caller) -> None:
    """§5.4: "0:00-23:59" is the whole day, and what ends after midnight is of two days."""
    window = (await registrant.get("/v1/sla/calendar")).json()["maintenanceWindow"]

    night = [("00:00", "04:00"), ("20:00", "24:00")]
    expected = {"monday": night[1:], "tuesday": night, "wednesday": night, "thursday": night, "friday": night}
    expected |= {"saturday": [("00:00", "24:00")], "sunday": [("00:00", "24:00")]}
    found = dict[str, list[tuple[str, str]]]()
    for each in window["hours"]:
        found.setdefault(each["weekday"], []).append((each["opensAt"], each["closesAt"]))
    assert (window["section"], found) == ("5.4", expected)
    page = await registrant.get("/v1/sla/calendar", headers={"Accept": "text/plain"})
    assert page.text.endswith(f"\n\nMaintenance window\n{WINDOW}\n")


async def test_without_a_year_it_is_the_vendor_s(registrant: Caller) -> None:
    assert (await registrant.get("/v1/sla/calendar")).json()["year"] == 2026


@pytest.mark.parametrize("year", ["2000", "2100"])
async def test_from_the_first_year_to_the_last(registrant: Caller, year: str) -> None:
    body = (await registrant.get("/v1/sla/calendar", params={"year": year})).json()

    assert level(body, "extended")["openSeconds"] == level(body, "extended")["openDayCount"] * 9 * 3600


@pytest.mark.parametrize("year", ["1999", "2101", "0", "-1", "26", "2026.0", "x", "9" * 30, ""])
async def test_other_years_are_refused(registrant: Caller, year: str) -> None:
    answer = await registrant.get("/v1/sla/calendar", params={"year": year})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/query/year"


async def test_day_by_day_as_csv_and_in_short_as_text(registrant: Caller) -> None:
    rows = (await registrant.get("/v1/sla/calendar?year=2028", headers={"Accept": "text/csv"})).text
    text = (await registrant.get("/v1/sla/calendar?year=2026", headers={"Accept": "text/plain"})).text

    days = list(csv.DictReader(rows.splitlines()))
    assert len(days) == 2 * 366
    assert {"2028-12-25": "Christmas Day"}.items() <= {day["date"]: day["name"] for day in days}.items()
    assert [(day["opensAt"], day["closesAt"]) for day in days if day["date"] == "2028-01-03"] == [
        ("10:00", "16:00"),
        ("08:00", "17:00"),
    ]
    assert [day["opensAt"] for day in days if day["date"] == "2028-01-01"] == ["", ""]
    assert "Monday–Friday 10:00–16:00" in text
    assert "2026-04-27  monday    King's Day" in text
