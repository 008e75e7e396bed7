"""Every row of an agreement with the section it stands in. The typed rows are the source; this only lays them out."""

from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass, fields
from datetime import timedelta
from itertools import groupby
from typing import Any, ClassVar, Protocol, cast

from app.business_time.calendar import Calendar
from app.domain.agreement.agreement import CLOSED, Agreement, Commitment, hours
from app.domain.agreement.measures import Section
from app.domain.agreement.service_terms import ServiceTerms
from app.domain.agreement.terms import Terms
from app.domain.vocabulary import ClockState, Impact, ProblemType, Urgency


class Row(Protocol):
    """A dataclass that ends with its section."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def section(self) -> Section: ...


@dataclass(frozen=True)
class PlacedRow:
    section: Section
    table: str
    cells: Mapping[str, object]


def rows_of(agreement: Agreement) -> Iterator[PlacedRow]:
    yield from _levels(agreement)
    yield from _typed_rows(agreement.terms)
    yield from _products(agreement)
    yield from _steps(agreement)
    yield from _raci(agreement)
    yield from (_placed("kinds", rule) for rule in agreement.kinds)
    yield from _priorities(agreement)
    yield from _commitments(agreement)
    yield from _decisions(agreement)
    yield from _typed_rows(agreement.services)
    yield from _recovery_hours(agreement)


def _placed(table: str, row: Row) -> PlacedRow:
    cells = {each.name: getattr(row, each.name) for each in fields(row) if each.name != "section"}
    return PlacedRow(row.section, table, cells)


def _typed_rows(chapter: Terms | ServiceTerms) -> Iterator[PlacedRow]:
    for each in fields(chapter):
        value = cast("Calendar | Row | tuple[Row, ...]", getattr(chapter, each.name))
        if not isinstance(value, Calendar):
            rows = value if isinstance(value, tuple) else (value,)
            yield from (_placed(each.name, row) for row in rows)


def _levels(agreement: Agreement) -> Iterator[PlacedRow]:
    for terms in agreement.levels.values():
        row = _placed("levels", terms)
        kept = {name: cell for name, cell in row.cells.items() if name not in ("calendar", "call_types")}
        shown = {
            "support_hours": terms.calendar.hours,
            "day": hours(terms.day / timedelta(hours=1)),
            "covered": tuple(rule.call_type for rule in terms.call_types if rule.covered),
            "not_covered": tuple(rule.call_type for rule in terms.call_types if not rule.covered),
        }
        yield PlacedRow(row.section, row.table, {**kept, **shown})


def _line(commitment: Commitment) -> tuple[str, ...]:
    return commitment.section.number, commitment.level, commitment.request_class, commitment.clock


def _commitments(agreement: Agreement) -> Iterator[PlacedRow]:
    """As the document has them: a line of three priorities."""
    for _, grouped in groupby(agreement.commitments, key=_line):
        line = list(grouped)
        head = line[0]
        by_priority = {each.priority.value: each.target or ClockState.BEST_EFFORT for each in line}
        cells = {"level": head.level, "request_class": head.request_class, "clock": head.clock, **by_priority}
        yield PlacedRow(head.section, "commitments", cells)


def _products(agreement: Agreement) -> Iterator[PlacedRow]:
    for rule in agreement.products:
        coverage = {problem.value: rule.coverage[problem] for problem in ProblemType}
        row = _placed("products", rule)
        rest = {name: cell for name, cell in row.cells.items() if name != "coverage"}
        yield PlacedRow(row.section, row.table, {**rest, **coverage})


def _steps(agreement: Agreement) -> Iterator[PlacedRow]:
    for rule in agreement.steps:
        row = _placed("steps", rule)
        shown = {name: cell for name, cell in row.cells.items() if not name.startswith("raci")}
        yield PlacedRow(row.section, row.table, shown)


def _decisions(agreement: Agreement) -> Iterator[PlacedRow]:
    for rule in agreement.decisions:
        at, to = ("closed" if place is CLOSED else place for place in (rule.at, rule.to))
        brought = {"needs": rule.needs, "may": rule.may, "causes": rule.causes}
        yield PlacedRow(rule.section, "decisions", {"at": at, "decision": rule.decision, "to": to, **brought})


def _raci(agreement: Agreement) -> Iterator[PlacedRow]:
    for rule in agreement.steps:
        letters = {role.value: letter for role, letter in rule.raci.items()}
        yield PlacedRow(rule.raci_section, "raci", {"step": rule.number, "name": rule.name, **letters})


def _priorities(agreement: Agreement) -> Iterator[PlacedRow]:
    for urgency in Urgency:
        cells = {impact.value: agreement.priorities[urgency, impact] for impact in Impact}
        yield PlacedRow(agreement.priority_section, "priorities", {"urgency": urgency, **cells})


def _recovery_hours(agreement: Agreement) -> Iterator[PlacedRow]:
    calendar = agreement.services.recovery_calendar
    for section in dict.fromkeys(row.section for row in agreement.services.recovery_times):
        yield PlacedRow(section, "business_hours", {"hours": calendar.hours, "zone": calendar.zone.key})
