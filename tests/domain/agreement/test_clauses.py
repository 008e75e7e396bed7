"""The agreement as a machine and as a reader gets it."""

import json
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.business_time.hours import OpeningWindow, WeeklyHours, weekdays
from app.domain.agreement.agreement import days, hours
from app.domain.agreement.cells import Json, as_json, as_text, camel_case
from app.domain.agreement.clauses import Clause, ClauseTable, clauses
from app.domain.agreement.maintenance import Weekday
from app.domain.agreement.measures import Section, Share, elapsed_hours, months, next_business_day
from app.domain.vocabulary import Channel, Role
from app.sla.agreement import AGREEMENT

BY_SECTION = {clause.section.number: clause for clause in clauses(AGREEMENT)}


def table(section: str, name: str) -> ClauseTable:
    return next(table for table in BY_SECTION[section].tables if table.name == name)


@pytest.mark.parametrize(
    ("cell", "text", "value"),
    [
        (None, "–", None),
        (True, "yes", True),
        (False, "no", False),
        (0, "0", 0),
        ("U-1", "U-1", "U-1"),
        (Role.SUPPORT_MANAGER, "support manager", "support_manager"),
        (Weekday.FRIDAY, "friday", "friday"),
        (hours(4), "4 hours", {"amount": 4, "unit": "hours"}),
        (hours(1), "1 hour", {"amount": 1, "unit": "hours"}),
        (days(0.5), "0.5 day", {"amount": 0.5, "unit": "days"}),
        (months(3), "3 calendar months", {"amount": 3, "unit": "calendar_months"}),
        (next_business_day(), "1 next business day", {"amount": 1, "unit": "next_business_days"}),
        (elapsed_hours(24), "24 elapsed hours", {"amount": 24, "unit": "elapsed_hours"}),
        (Share(70), "70 %", {"percent": 70}),
        (date(2023, 3, 1), "2023-03-01", "2023-03-01"),
        (timedelta(hours=20), "20:00", "20:00"),
        (Section("5.4", "Service maintenance"), "5.4", "5.4"),
        (weekdays("08:00", "17:00"), "Monday–Friday 08:00–17:00", "Monday–Friday 08:00–17:00"),
        (("a, b", "c"), "a, b; c", ["a, b", "c"]),
        (frozenset({Channel.PORTAL, Channel.MAIL}), "mail; portal", ["mail", "portal"]),
        ((), "", []),
    ],
)
def test_a_cell(cell: object, text: str, value: Json) -> None:
    assert as_text(cell) == text
    assert as_json(cell) == value


def test_a_week_with_a_lunch_break_and_a_short_saturday() -> None:
    day = (OpeningWindow.between("08:00", "12:00"), OpeningWindow.between("13:00", "17:00"))
    week = WeeklyHours.of({0: day, 1: day, 5: [OpeningWindow.between("09:00", "12:00")]})

    assert as_text(week) == "Monday–Tuesday 08:00–12:00, 13:00–17:00; Saturday 09:00–12:00"


def test_what_is_no_figure_is_refused() -> None:
    with pytest.raises(TypeError, match="no figure of an agreement"):
        as_text(ZoneInfo("UTC"))


@pytest.mark.parametrize(("name", "field"), [("reports_a_year", "reportsAYear"), ("step", "step")])
def test_camel_case(name: str, field: str) -> None:
    assert camel_case(name) == field


def test_every_clause_is_there_in_the_documents_order() -> None:
    assert [clause.section for clause in clauses(AGREEMENT)] == list(AGREEMENT.sections.values())


@pytest.mark.parametrize("clause", BY_SECTION.values(), ids=lambda clause: clause.section.number)
def test_the_rows_of_a_table_have_the_same_columns(clause: Clause) -> None:
    assert all(tuple(row) == table.columns for table in clause.tables for row in table.rows)


def test_a_clause_as_json() -> None:
    clause = json.loads(json.dumps(BY_SECTION["1.2.3"].as_json()))

    assert {name: clause[name] for name in ("section", "heading", "originalHeading")} == {
        "section": "1.2.3",
        "heading": "Response and resolution time",
        "originalHeading": "Reactietijd & Tijd voor oplossing",
    }
    assert [table["name"] for table in clause["tables"]] == [
        "commitments",
        "decisions",
        "attainment",
        "duties",
        "readings",
    ]
    assert clause["tables"][0]["rows"][1] == {
        "level": "extended",
        "requestClass": "incident",
        "clock": "response",
        "high": {"amount": 2, "unit": "hours"},
        "normal": {"amount": 4, "unit": "hours"},
        "low": {"amount": 8, "unit": "hours"},
    }
    assert clause["tables"][0]["rows"][2]["high"] == "best_effort"


def test_the_matrix_is_shown_as_a_matrix() -> None:
    head, *rows = table("2.1", "raci").as_text()

    assert head == ["step", "name", "customer", "support", "consultant", "support manager"]
    assert rows[8] == ["9", "plan consultancy", "C", "I", "R", "A"]
    assert len(rows) == 13


def test_the_levels_side_by_side() -> None:
    standard, extended = table("1.2.2", "levels").rows

    assert (as_text(standard["support_hours"]), as_text(extended["day"])) == ("Monday–Friday 10:00–16:00", "9 hours")
    assert as_text(standard["not_covered"]) == "data problem"


def test_where_closing_and_reopening_lead() -> None:
    rows = table("2", "decisions").rows

    assert [(row["at"], row["decision"], row["to"]) for row in rows[-2:]] == [
        (13, "close", "closed"),
        ("closed", "reopen", 3),
    ]


def test_a_product_has_its_coverage_in_columns() -> None:
    orb = next(row for row in table("1.3", "products").rows if row["key"] == "orb")
    genws = next(row for row in table("1.3", "products").rows if row["key"] == "genws")

    assert (orb["technical"], orb["functional"], orb["oldest_version"]) == ("support", "support", "5.x")
    assert (genws["technical"], genws["functional"]) == ("support", "consultancy")
