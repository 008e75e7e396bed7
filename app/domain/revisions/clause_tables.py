"""How a row of each table of the agreement is read: the inverse of `clause_rows`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, get_args, get_type_hints

from app.business_time.hours import WeeklyHours
from app.domain.agreement.agreement import (
    CLOSED,
    CallTypeRule,
    Commitment,
    DecisionRule,
    KindRule,
    ProductRule,
    RequestClass,
    StepRule,
)
from app.domain.agreement.cells import camel_case
from app.domain.agreement.measures import Section, Target, Unit
from app.domain.agreement.service_terms import ServiceTerms
from app.domain.agreement.terms import Source, Terms
from app.domain.revisions.cell_reading import Unreadable
from app.domain.vocabulary import (
    CallType,
    Cause,
    Channel,
    ClockName,
    ClockState,
    CoverageOutcome,
    Decision,
    Impact,
    Output,
    Priority,
    ProblemType,
    Responsibility,
    Role,
    ServiceLevel,
    StepName,
    Urgency,
)

Cells = Mapping[str, Any]
MOST_STEPS: Final = 99


@dataclass(frozen=True)
class TableReader:
    """`columns`: the type of each, by how the API calls it. `read`: the typed rows that a row makes."""

    name: str
    columns: Mapping[str, Any]
    read: Callable[[Cells, Section], Sequence[Any]]


def _typed(name: str, row: type[Any]) -> TableReader:
    """Of a dataclass that ends with its section."""
    hints = {each: hint for each, hint in get_type_hints(row).items() if each in row.__dataclass_fields__}
    columns = {camel_case(each): (each, hint) for each, hint in hints.items() if each != "section"}
    return TableReader(
        name,
        {column: hint for column, (_, hint) in columns.items()},
        lambda cells, section: [row(**{columns[each][0]: cells[each] for each in cells}, section=section)],
    )


def _typed_tables(chapter: type[Terms] | type[ServiceTerms]) -> Sequence[tuple[TableReader, bool]]:
    """Each with whether it is of a single row."""
    found: list[tuple[TableReader, bool]] = []
    for name, hint in get_type_hints(chapter).items():
        row = get_args(hint)[0] if get_args(hint) else hint
        if "section" in get_type_hints(row):
            found.append((_typed(name, row), not get_args(hint)))
    return found


def _level(cells: Cells, section: Section) -> Sequence[Any]:
    day: Target = cells["day"]
    if day.unit is not Unit.HOURS:
        raise Unreadable("A day is worth so many hours.")
    covered = dict.fromkeys(cells["covered"], True) | dict.fromkeys(cells["notCovered"], False)
    if len(covered) != len(cells["covered"]) + len(cells["notCovered"]) or len(covered) != len(CallType):
        raise Unreadable("Each call type is covered, or not covered.")
    return [
        {
            "level": cells["level"],
            "hours": cells["supportHours"],
            "day": timedelta(hours=day.amount),
            "reports_a_year": cells["reportsAYear"],
            "own_consultant": cells["ownConsultant"],
            "booking_lead_days": cells["bookingLeadDays"],
            "max_registrants": cells["maxRegistrants"],
            "channels": cells["channels"],
            "sources": cells["sources"],
            "call_types": tuple(CallTypeRule(each, covered[each], section) for each in CallType),
            "section": section,
        }
    ]


_LEVEL_COLUMNS: Final[Mapping[str, Any]] = {
    "level": ServiceLevel,
    "supportHours": WeeklyHours,
    "day": Target,
    "reportsAYear": int,
    "ownConsultant": bool,
    "bookingLeadDays": int,
    "maxRegistrants": int,
    "channels": frozenset[Channel],
    "sources": frozenset[Source],
    "covered": tuple[CallType, ...],
    "notCovered": tuple[CallType, ...],
}


def _commitments(cells: Cells, section: Section) -> Sequence[Commitment]:
    head = (section, cells["level"], cells["requestClass"], cells["clock"])
    targets = {priority: cells[priority.value] for priority in (Priority.HIGH, Priority.NORMAL, Priority.LOW)}
    if any(isinstance(each, ClockState) and each is not ClockState.BEST_EFFORT for each in targets.values()):
        raise Unreadable("A target is an amount, or best_effort.")
    return [
        Commitment(*head, priority, target if isinstance(target, Target) else None)
        for priority, target in targets.items()
    ]


def _product(cells: Cells, section: Section) -> Sequence[ProductRule]:
    coverage = {problem: cells[problem.value] for problem in ProblemType}
    named = {name: cells[camel_case(name)] for name in ("key", "name", "platform", "aliases", "oldest_version")}
    return [ProductRule(**named, coverage=coverage, section=section)]


def _step(cells: Cells, section: Section) -> Sequence[StepRule]:
    """Its letters come from the matrix."""
    return [StepRule(**cells, raci={}, raci_section=section, section=section)]


def _raci(cells: Cells, section: Section) -> Sequence[Any]:
    letters = {role: cells[camel_case(role.value)] for role in Role}
    return [{"step": cells["step"], "name": cells["name"], "raci": letters, "section": section}]


def _decision(cells: Cells, section: Section) -> Sequence[DecisionRule]:
    at, to = (CLOSED if cells[each] == "closed" else cells[each] for each in ("at", "to"))
    if any(isinstance(each, str) for each in (at, to)):
        raise Unreadable('A place is a step, or "closed".')
    rest = {name: cells[name] for name in ("decision", "needs", "may", "causes")}
    return [DecisionRule(at=at, to=to, section=section, **rest)]


def _priority(cells: Cells, _: Section) -> Sequence[Any]:
    return [{(cells["urgency"], impact): cells[impact.value] for impact in Impact}]


def _business_hours(cells: Cells, _: Section) -> Sequence[Any]:
    return [(cells["hours"], cells["zone"])]


_OF_CHAPTERS: Final = [*_typed_tables(Terms), *_typed_tables(ServiceTerms)]
_OWN: Final = (
    TableReader("levels", _LEVEL_COLUMNS, _level),
    TableReader(
        "commitments",
        {
            "level": ServiceLevel,
            "requestClass": RequestClass,
            "clock": ClockName,
            **{each.value: Target | ClockState for each in Priority},
        },
        _commitments,
    ),
    TableReader(
        "products",
        {
            **dict.fromkeys(("key", "name", "platform"), str),
            "aliases": tuple[str, ...],
            "oldestVersion": str | None,
            **{each.value: CoverageOutcome for each in ProblemType},
        },
        _product,
    ),
    TableReader(
        "steps",
        {"number": int, "name": StepName, **dict.fromkeys(("original", "input", "activity", "output"), str)},
        _step,
    ),
    TableReader(
        "raci",
        {"step": int, "name": StepName, **{camel_case(each.value): Responsibility for each in Role}},
        _raci,
    ),
    TableReader(
        "decisions",
        {
            "at": int | str,
            "decision": Decision,
            "to": int | str,
            **dict.fromkeys(("needs", "may"), tuple[Output, ...]),
            "causes": tuple[Cause, ...],
        },
        _decision,
    ),
    TableReader("priorities", {"urgency": Urgency, **{each.value: Priority for each in Impact}}, _priority),
    TableReader("business_hours", {"hours": WeeklyHours, "zone": str}, _business_hours),
    _typed("kinds", KindRule),
)
READERS: Final[Mapping[str, TableReader]] = {
    camel_case(each.name): each for each in (*_OWN, *(reader for reader, _ in _OF_CHAPTERS))
}
"""By the name that the API gives the table."""
SINGLE: Final = frozenset({"business_hours", *(reader.name for reader, single in _OF_CHAPTERS if single)})
