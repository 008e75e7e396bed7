"""The figures in the tables are those of the document: read from its text, not written down again."""

import re
from collections.abc import Iterable, Iterator

import pytest

from app.domain.agreement.agreement import RequestClass
from app.domain.agreement.measures import Target
from app.domain.vocabulary import CallType, Channel, ClockName, Impact, Priority, Role, ServiceLevel, Urgency
from app.sla.agreement import AGREEMENT
from tests.sla.dutch_text import BODY, figures, part

STANDARD, EXTENDED = ServiceLevel.STANDARD, ServiceLevel.EXTENDED
NUMBER_OF = {"1": Priority.HIGH, "2": Priority.NORMAL, "3": Priority.LOW}


def promised(
    section: str, level: ServiceLevel, request_class: RequestClass, clock: ClockName
) -> dict[Priority, Target | None]:
    wanted = (section, level, request_class, clock)
    return {
        each.priority: each.target
        for each in AGREEMENT.commitments
        if (each.section.number, each.level, each.request_class, each.clock) == wanted
    }


def written(targets: Iterable[Target | None]) -> Iterator[str]:
    """As §1.2.3 writes a column: one figure a line, best effort once for all three."""
    words = ["Best Effort" if target is None else f"{target.amount:g}".replace("0.5", "½") for target in targets]
    return iter(dict.fromkeys(words) if set(words) == {"Best Effort"} else words)


@pytest.mark.parametrize(
    ("heading", "next_heading", "request_class", "clock", "unit"),
    [
        ("Incident Reactietijd (uren)", "• Incident", RequestClass.INCIDENT, ClockName.RESPONSE, "hours"),
        ("Incident Oplostijd* (dagen)", "• Wijziging", RequestClass.INCIDENT, ClockName.RESOLUTION, "days"),
        ("Wijziging Reactietijd (dagen)", "• Wijziging", RequestClass.CHANGE, ClockName.RESPONSE, "days"),
        ("Wijziging Oplostijd (dagen)", "* Scope", RequestClass.CHANGE, ClockName.RESOLUTION, "days"),
    ],
)
def test_response_and_resolution_times(
    heading: str, next_heading: str, request_class: RequestClass, clock: ClockName, unit: str
) -> None:
    """§1.2.3"""
    columns = [promised("1.2.3", level, request_class, clock) for level in (STANDARD, EXTENDED)]

    assert [list(column) for column in columns] == [list(Priority)] * 2
    assert {target.unit for column in columns for target in column.values() if target} <= {unit}
    assert [figure for column in columns for figure in written(column.values())] == figures(part(heading, next_heading))


def test_second_table_of_the_standard_service() -> None:
    """§3.1.1"""
    rows = re.findall(
        r"^(Hoog|Middel|Laag) < (\d+) (uur|werk dagen) Best efforts",
        part("Reactietijd standaard", "Bovenst"),
        re.MULTILINE,
    )
    units = {"uur": "hours", "werk dagen": "days"}
    response = promised("3.1.1", STANDARD, RequestClass.INCIDENT, ClockName.RESPONSE)

    assert [(f"{target.amount}", target.unit.value) for target in response.values() if target] == [
        (amount, units[unit]) for _, amount, unit in rows
    ]
    assert list(promised("3.1.1", STANDARD, RequestClass.INCIDENT, ClockName.RESOLUTION).values()) == [None] * 3


def test_priority_matrix() -> None:
    """§3.1.1"""
    rows = re.findall(r"^U-(\d) (\d) (\d) (\d)", BODY, re.MULTILINE)

    assert AGREEMENT.priorities == {
        (Urgency(f"u{urgency}"), Impact(f"i{impact}")): NUMBER_OF[priority]
        for urgency, *priorities in rows
        for impact, priority in enumerate(priorities, start=1)
    }


def test_raci_matrix() -> None:
    """§2.1, and the names of the steps of §2"""
    rows = re.findall(r"^(\d+) (\S.*?) ([RACI]) ([RACI]) ([RACI]) ([RACI]) *$", BODY, re.MULTILINE)

    assert [
        (f"{step.number}", step.original, *(step.raci[role].value for role in Role)) for step in AGREEMENT.steps
    ] == rows


def test_attainment() -> None:
    """§1.2.3"""
    shares = re.findall(r"(\d+)% (?:binnen )?(volgende werkdag|\d+ werkdagen|\d+ maanden)", BODY)
    english = {"volgende werkdag": "1 next business day", "werkdagen": "days", "maanden": "calendar months"}
    resolution = [each for each in AGREEMENT.terms.attainment if each.clock is ClockName.RESOLUTION]
    spoken = [re.sub("volgende werkdag|werkdagen|maanden", lambda it: english[it[0]], within) for _, within in shares]

    assert [f"{each.share.percent}" for each in resolution] == [share for share, _ in shares]
    assert [str(each.within) for each in resolution] == spoken


def test_attainment_of_the_response() -> None:
    """§1.2.3"""
    assert "< Hoog 1 Werkdag" in BODY
    assert "Hoog 4 uur (gedurende Werkdagen)" in BODY
    assert [
        (each.priorities, str(each.within)) for each in AGREEMENT.terms.attainment if each.clock is ClockName.RESPONSE
    ] == [((Priority.NORMAL, Priority.LOW), "1 day"), ((Priority.HIGH,), "4 hours")]


def test_support_hours() -> None:
    """§1.2.2"""
    columns = re.search(r"Support Business Tijden (\d+)-(\d+)\* (\d+)-(\d+)\*", BODY)
    assert columns
    *_, friday, saturday, sunday = AGREEMENT.levels[EXTENDED].calendar.hours.days

    assert [
        f"{bound.total_seconds() / 3600:02.0f}"
        for terms in AGREEMENT.levels.values()
        for bound in (terms.calendar.hours.days[0][0].opens, terms.calendar.hours.days[0][0].closes)
    ] == list(columns.groups())
    assert len(friday) == 1
    assert not saturday
    assert not sunday


@pytest.mark.parametrize(
    ("label", "attribute"),
    [
        (r"Service Rapportage Frequentie \(per jaar\)", "reports_a_year"),
        (r"Consultant Boektijd \(min dagen\)", "booking_lead_days"),
        (r"Eigen Consultant", "own_consultant"),
    ],
)
def test_a_line_of_the_levels(label: str, attribute: str) -> None:
    """§1.2.2"""
    line = re.search(rf"{label} (\S+) (\S+)", BODY)
    assert line

    assert [str(getattr(terms, attribute)) for terms in AGREEMENT.levels.values()] == [
        {"-": "False", "√": "True"}.get(cell, cell) for cell in line.groups()
    ]


def test_registrants_and_channels() -> None:
    """§1.2.2"""
    columns = re.findall(r"Max (\d)\s+([√-])\s+([√-])\s+([√-])", BODY)

    assert [
        (f"{terms.max_registrants}", *("√" if channel in terms.channels else "-" for channel in Channel))
        for terms in AGREEMENT.levels.values()
    ] == [(most, portal, mail, phone) for most, portal, mail, phone in columns]


@pytest.mark.parametrize(
    ("label", "call_type"),
    [
        ("1e Support Analyse & Scan", CallType.FIRST_ANALYSIS),
        ("Software bugs", CallType.SOFTWARE_BUG),
        ("Data Problemen", CallType.DATA_PROBLEM),
        ("Verzoek voor informatie", CallType.INFORMATION_REQUEST),
    ],
)
def test_call_types(label: str, call_type: CallType) -> None:
    """§1.2.2"""
    line = re.search(rf"{label} ([√-]) ([√-])", BODY)
    assert line

    assert [
        "√" if rule.covered else "-"
        for terms in AGREEMENT.levels.values()
        for rule in terms.call_types
        if rule.call_type is call_type
    ] == list(line.groups())


def test_recovery_times() -> None:
    """§5.8.2"""
    assert [f"{each.within.amount}" for each in AGREEMENT.services.recovery_times] == figures(
        part("RTO \n(u)*", "* Scope")
    )


def test_availability_and_recovery_points() -> None:
    """§5.2, §5.8.1"""
    snapshot, copy = AGREEMENT.services.recovery_points
    share = AGREEMENT.services.availability.share

    assert f"beschikbaarheid van {share.percent}% per" in BODY
    assert snapshot.kept is not None
    assert f"bewaren we {snapshot.kept.amount} maanden" in BODY
    assert copy.at_most_old is not None
    assert f"ouderdom van {copy.at_most_old.amount} uur" in BODY


def test_revisions() -> None:
    """§Wijzigingen"""
    assert "één maand voor de ingangsdatum" in BODY
    assert "binnen \néén maand na aankondiging" in BODY
    assert str(AGREEMENT.terms.revising.announced_before) == "1 calendar month"
    assert str(AGREEMENT.terms.revising.objection_within) == "1 calendar month"
    assert AGREEMENT.terms.revising.objection_to in BODY
