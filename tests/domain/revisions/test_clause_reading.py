"""An agreement read back from its clauses is the same one; what is wrong is named where it is, all at once."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any, cast

import pytest
from hypothesis import given as tried
from hypothesis import strategies as st

from app.domain.agreement.agreement import Commitment, hours
from app.domain.revisions.clause_reading import (
    AgreementFault,
    RevisedAgreement,
    completed,
    read_agreement,
    revised_clauses,
)
from app.domain.vocabulary import ClockName, Priority, ServiceLevel
from app.sla.agreement import AGREEMENT
from tests.domain.revisions.revised import CLAUSES, given, read, rows

Change = Callable[[list[dict[str, Any]]], object]


def test_what_is_sent_back_as_it_was_is_the_same_agreement() -> None:
    reading = read(given(), number=1, in_force_on=AGREEMENT.in_force_from)
    assert not reading.faults
    assert reading.agreement == AGREEMENT


def test_a_figure_that_is_another_is_all_that_differs() -> None:
    sent = given()
    rows(sent, "1.2.3", "commitments")[0]["high"] = {"amount": 2, "unit": "hours"}
    agreement = read(sent).agreement
    assert agreement is not None
    same = replace(agreement, revision=1, in_force_from=AGREEMENT.in_force_from, commitments=AGREEMENT.commitments)
    assert same == AGREEMENT
    [changed] = [each for each in agreement.commitments if each not in AGREEMENT.commitments]
    assert isinstance(changed, Commitment)
    expected = (ServiceLevel.STANDARD, ClockName.RESPONSE, Priority.HIGH, hours(2))
    assert (changed.level, changed.clock, changed.priority, changed.target) == expected


def test_other_hours_open_otherwise_on_the_same_holidays() -> None:
    sent = given()
    rows(sent, "1.2.2", "levels")[0]["supportHours"] = "Monday–Thursday 09:00–12:00, 13:00–16:00; Friday 09:00–15:00"
    agreement = read(sent).agreement
    assert agreement is not None
    calendar, before = (each.levels[ServiceLevel.STANDARD].calendar for each in (agreement, AGREEMENT))
    assert [len(day) for day in calendar.hours.days] == [2, 2, 2, 2, 1, 0, 0]
    assert calendar.holidays == before.holidays
    assert agreement.levels[ServiceLevel.EXTENDED] == AGREEMENT.levels[ServiceLevel.EXTENDED]


def without(section: str, table: str, place: int) -> Change:
    return lambda sent: rows(sent, section, table).pop(place)


def with_cell(section: str, table: str, place: int, column: str, cell: object) -> Change:
    return lambda sent: rows(sent, section, table)[place].update({column: cell})


def without_section(number: str) -> Change:
    return lambda sent: sent.remove(next(each for each in sent if each["section"] == number))


def twice(section: str, table: str) -> Change:
    return lambda sent: rows(sent, section, table).append(rows(sent, section, table)[0])


def without_rows(section: str, table: str, column: str, cell: object) -> Change:
    """Without those that say this."""

    def change(sent: list[dict[str, Any]]) -> None:
        found = rows(sent, section, table)
        found[:] = [row for row in found if row[column] != cell]

    return change


def with_span(table: str, column: str, amount: int, unit: str) -> Change:
    """In the first row of the first such table."""

    def change(sent: list[dict[str, Any]]) -> None:
        section = next(each["section"] for each in sent for its in each["tables"] if its["name"] == table)
        rows(sent, section, table)[0][column] = {"amount": amount, "unit": unit}

    return change


FAULTS: list[tuple[Change, str | None, str]] = [
    (without("1.2.3", "commitments", 1), "1.2.3", "No commitment for extended, incident, response, high"),
    (with_cell("2.1", "raci", 4, "supportManager", "I"), "2.1", "Step 5: exactly one role is accountable (A)"),
    (with_cell("1.2.2", "levels", 0, "supportHours", "Monday–Friday"), "1.2.2", "Hours are written"),
    (with_cell("1.2.2", "levels", 0, "supportHours", "Monday 25:00–26:00"), "1.2.2", "Hours are written"),
    (with_cell("1.2.2", "levels", 0, "day", {"amount": 7, "unit": "hours"}), "1.2.2", "Standard has no business day"),
    (with_cell("1.2.2", "levels", 0, "channels", ["mail"]), "1.2.2", "Standard cannot register: it has no portal"),
    (with_cell("1.2.2", "levels", 0, "notCovered", []), "1.2.2", "Each call type is covered"),
    (without("1.2.2", "levels", 1), None, "There is no level extended."),
    (without_section("5.4"), "5.4", "Section 5.4 is missing."),
    (lambda sent: sent.append({**sent[0], "section": "9.9"}), None, "The agreement has no section 9.9."),
    (lambda sent: sent.append(sent[0]), "Introductie", "Section Introductie is there twice."),
    (lambda sent: sent[0]["tables"].append({"name": "x", "rows": []}), "Introductie", "There is no such table"),
    (with_cell("5.2", "availability", 0, "share", {"percent": 101}), "5.2", "It is a whole number from 0 to 100."),
    (lambda sent: rows(sent, "5.2", "availability").append(rows(sent, "5.2", "availability")[0]), "5.2", "one row"),
    (with_cell("3.1.1", "priorities", 0, "i1", "urgent"), "3.1.1", "It is one of high, low, normal."),
    (with_cell("1.2.3", "commitments", 0, "high", "paused"), "1.2.3", "A target is an amount, or best_effort."),
    (with_cell("1.2.3", "commitments", 0, "high", {"amount": -1, "unit": "hours"}), "1.2.3", "It is one of"),
    (with_cell("2", "decisions", 0, "to", 14), None, "leads from"),
    (with_cell("2", "decisions", 0, "needs", ["hours"]), None, "customer_known takes no hours"),
    (with_cell("2", "decisions", 0, "extra", 1), "2", "There is no such column."),
    (lambda sent: rows(sent, "2", "decisions")[0].pop("needs"), "2", "It is missing."),
    (with_cell("5.8.2", "businessHours", 0, "zone", "UTC"), None, "Europe/Amsterdam"),
    (with_cell("2.1", "raci", 0, "name", "register_bug"), None, "one row of letters for each step"),
    (with_cell("3.1", "kinds", 0, "callTypes", ["information_request"]), None, "goes no information_request"),
    (twice("5.8.2", "recoveryTimes"), "5.8.2", "2 times a recovery time for data"),
    (twice("3.1", "kinds"), "3.1", "2 times a kind for"),
    (without("5.8.2", "recoveryTimes", 0), "5.8.2", "No recovery time for data"),
    (without("4.1.3", "changes", 0), None, "No type of change for"),
    (without_rows("5.8.1", "recoveryPoints", "kept", None), "5.8.1", "One row says how old a copy may be"),
    (twice("5.8.1", "recoveryPoints"), "5.8.1", "One row says how long a copy is kept"),
    (with_cell("1.1", "consultancy", 0, "hoursADay", 0), "1.1", "HoursADay is at least 1"),
    (with_cell("1.1", "consultancy", 0, "warnedWhenUsed", {"percent": 50}), "1.1", "WarnedWhenUsed stays"),
    (with_span("revising", "announcedBefore", 1, "elapsed_hours"), None, "is in calendar_months, not in elapsed_hours"),
    (with_span("firstRegistration", "linkValidFor", 3, "calendar_days"), None, "is in elapsed_hours"),
    (with_span("recoveryTimes", "within", 2, "days"), None, "is in hours, not in days"),
    (with_span("revising", "announcedBefore", 121, "calendar_months"), None, "from 1 to 120"),
    (with_span("availability", "over", 11, "calendar_years"), None, "from 1 to 10"),
    (with_span("commitments", "high", 1_001, "days"), None, "at most 1000"),
]


@pytest.mark.parametrize(("change", "section", "detail"), FAULTS, ids=[detail for _, _, detail in FAULTS])
def test_a_fault_is_named_where_it_is(change: Change, section: str | None, detail: str) -> None:
    sent = given()
    change(sent)
    reading = read(sent)
    assert reading.agreement is None
    found = [each for each in reading.faults if detail in each.detail]
    assert found, reading.faults
    assert section is None or found[0].section == section
    assert all(stands(each, sent) for each in reading.faults)


def test_all_faults_are_named_at_once() -> None:
    sent = given()
    for change, _, _ in FAULTS[1:4]:
        change(sent)
    rows(sent, "3.1.1", "priorities")[0]["i1"] = "urgent"
    found = read(sent, time_zone="UTC", vendor="Another").faults
    assert len(found) == 4
    assert {each.pointer for each in found} >= {"/timeZone", "/vendor"}


def test_what_it_revises_may_be_a_revision_itself() -> None:
    sent = given()
    rows(sent, "1.2.2", "levels")[0]["bookingLeadDays"] = 14
    second = read(sent).agreement
    assert second is not None
    third = read(sent, second, number=3, in_force_on=date(2027, 6, 1)).agreement
    assert third is not None
    assert replace(third, revision=2, in_force_from=second.in_force_from) == second


def test_what_was_kept_with_fewer_tables_says_what_the_one_before_says() -> None:
    """As after an upgrade that puts another table into the agreement."""
    sent = given()
    for clause in sent:
        clause["tables"] = [each for each in clause["tables"] if each["name"] not in ("changeReview", "fairUse")]
    assert [each.detail for each in read(sent).faults] == ["There is no changeReview.", "There is no fairUse."]
    whole = completed(revised_clauses(sent), AGREEMENT)
    reading = read_agreement(
        RevisedAgreement(
            number=1,
            title=AGREEMENT.title,
            vendor=AGREEMENT.vendor.name,
            time_zone=AGREEMENT.vendor.zone.key,
            in_force_on=AGREEMENT.in_force_from,
            clauses=whole,
        ),
        AGREEMENT,
    )
    assert reading.agreement == AGREEMENT


PLACES = [
    (clause, table, row, column)
    for clause, each in enumerate(CLAUSES)
    for table, rows_ in enumerate(each["tables"])
    for row, cells in enumerate(rows_["rows"])
    for column in cells
]
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 20_000),
    st.floats(allow_nan=False),
    st.text(max_size=3),
    st.sampled_from(["high", "04:00", "closed", "Monday–Friday 08:00–17:00", "best_effort", "\ud800", "\0"]),
    st.lists(st.sampled_from(["portal", "high", 1, None]), max_size=2),
    st.fixed_dictionaries({"amount": st.integers(-1, 5), "unit": st.sampled_from(["hours", "calendar_days", "x"])}),
)


@tried(st.sampled_from(PLACES), ODD)
def test_whatever_stands_in_a_cell_it_is_read_or_named(place: tuple[int, int, int, str], cell: Any) -> None:
    """Read, it is what was sent: sent back again it is the same."""
    clause, table, row, column = place
    sent = given()
    sent[clause]["tables"][table]["rows"][row][column] = cell
    before = deepcopy(sent)
    reading = read(sent)
    assert sent == before
    assert (reading.agreement is None) is bool(reading.faults)
    assert all(stands(each, sent) for each in reading.faults)


def stands(fault: AgreementFault, sent: list[dict[str, Any]]) -> bool:
    """Whether its pointer leads to something in the body, or to what is missing from a row that is there."""
    at: Any = {"clauses": sent, "timeZone": ""}
    parts = fault.pointer.split("/")[1:]
    for number, part in enumerate(parts):
        if isinstance(at, list):
            at = cast("list[Any]", at)[int(part)]
        elif part in at or number == len(parts) - 1:
            at = at.get(part)
        else:
            return False
    return True
