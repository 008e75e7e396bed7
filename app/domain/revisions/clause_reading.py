"""An agreement read back from its clauses, as `clauses` gives them: with every fault of them, or as the typed value.

What no clause says (the holidays, how the vendor is reached, which section speaks of what) stays as it is in the
agreement that it revises.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, TypeVar

from app.business_time.calendar import Calendar
from app.domain.agreement.agreement import Agreement
from app.domain.agreement.cells import Json, camel_case
from app.domain.agreement.clauses import clauses as clauses_of
from app.domain.agreement.consistency import flaws
from app.domain.agreement.maintenance import weekly_hours
from app.domain.agreement.measures import Section
from app.domain.agreement.service_terms import ServiceTerms
from app.domain.agreement.terms import Terms
from app.domain.revisions.cell_reading import Unreadable, cell_from, known
from app.domain.revisions.clause_tables import READERS, SINGLE, TableReader
from app.domain.revisions.followable import not_followed

Row = TypeVar("Row")
CLAUSES: Final = "/clauses"


@dataclass(frozen=True)
class RevisedTable:
    name: str
    rows: Sequence[Mapping[str, Json]]


@dataclass(frozen=True)
class RevisedClause:
    section: str
    heading: str
    original_heading: str
    tables: Sequence[RevisedTable]


@dataclass(frozen=True, kw_only=True)
class RevisedAgreement:
    """As a client sends it: `number` is what it is to be called."""

    number: int
    title: str
    vendor: str
    time_zone: str
    in_force_on: date
    clauses: Sequence[RevisedClause]


@dataclass(frozen=True)
class AgreementFault:
    """`section` None: it is of no clause."""

    pointer: str
    section: str | None
    detail: str


@dataclass(frozen=True)
class ReadAgreement:
    """`agreement` None: the faults keep it from being one."""

    agreement: Agreement | None
    faults: Sequence[AgreementFault]


@dataclass
class _Found:
    """What was read so far: rows by table, where each table stands first, and what is wrong."""

    rows: dict[str, list[Any]] = field(default_factory=dict[str, list[Any]])
    places: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    faults: list[AgreementFault] = field(default_factory=list[AgreementFault])

    def wrong(self, pointer: str, section: str | None, detail: str) -> None:
        self.faults.append(AgreementFault(pointer, section, detail))


def revised_clauses(clauses: Sequence[Mapping[str, Any]]) -> Sequence[RevisedClause]:
    """Of JSON in which each member is of its kind."""
    return [
        RevisedClause(
            clause["section"],
            clause["heading"],
            clause["originalHeading"],
            [RevisedTable(table["name"], table["rows"]) for table in clause["tables"]],
        )
        for clause in clauses
    ]


def completed(clauses: Sequence[RevisedClause], base: Agreement) -> Sequence[RevisedClause]:
    """With the tables that `base` has and these do not: an agreement that was kept when there were fewer of them says
    of the others what the one says that it revises.
    """
    known = {table.name for clause in clauses for table in clause.tables}
    more = {
        each.section.number: [
            RevisedTable(camel_case(table.name), table.json_rows())
            for table in each.tables
            if camel_case(table.name) not in known
        ]
        for each in clauses_of(base)
    }
    return [replace(each, tables=[*each.tables, *more.get(each.section, ())]) for each in clauses]


def read_agreement(given: RevisedAgreement, base: Agreement) -> ReadAgreement:
    """The revision of `base` that these clauses make, with every fault at once."""
    found = _Found()
    if given.time_zone != base.vendor.zone.key:
        found.wrong("/timeZone", None, f"Days and hours are those of {base.vendor.zone.key}.")
    if given.vendor != base.vendor.name:
        found.wrong("/vendor", None, f"Another vendor than {base.vendor.name} makes an agreement of its own.")
    sections = _sections(given, base, found)
    for place, clause in enumerate(given.clauses):
        if (section := sections.get(clause.section)) is not None:
            _read_tables(clause, section, f"{CLAUSES}/{place}", found)
    for name in READERS if len(sections) == len(base.sections) else ():
        _require_rows(name, found)
    if found.faults:
        return ReadAgreement(None, found.faults)
    try:
        agreement = _made(given, base, sections, found.rows)
    except ValueError as error:
        found.wrong(CLAUSES, None, str(error))
        return ReadAgreement(None, found.faults)
    for table, detail in (*((each.table, each.detail) for each in flaws(agreement)), *not_followed(agreement, base)):
        pointer, section = found.places.get(table, (CLAUSES, ""))
        found.wrong(pointer, section or None, f"{detail[0].upper()}{detail[1:]}.")
    return ReadAgreement(None if found.faults else agreement, found.faults)


def _sections(given: RevisedAgreement, base: Agreement, found: _Found) -> Mapping[str, Section]:
    sections = dict[str, Section]()
    for place, clause in enumerate(given.clauses):
        pointer = f"{CLAUSES}/{place}/section"
        if clause.section not in base.sections:
            found.wrong(pointer, None, f"The agreement has no section {clause.section}.")
        elif clause.section in sections:
            found.wrong(pointer, clause.section, f"Section {clause.section} is there twice.")
        else:
            sections[clause.section] = Section(clause.section, clause.heading, clause.original_heading)
    for number in [each for each in base.sections if each not in sections]:
        found.wrong(CLAUSES, number, f"Section {number} is missing.")
    return {number: sections[number] for number in base.sections if number in sections}


def _read_tables(clause: RevisedClause, section: Section, pointer: str, found: _Found) -> None:
    for place, table in enumerate(clause.tables):
        at = f"{pointer}/tables/{place}"
        reader = READERS.get(table.name)
        if reader is None:
            found.wrong(f"{at}/name", section.number, f"There is no such table; there is {known(READERS)}.")
            continue
        found.places.setdefault(reader.name, (at, section.number))
        for number, row in enumerate(table.rows):
            made = _read_row(reader, row, section, f"{at}/rows/{number}", found)
            if made is not None:
                found.rows.setdefault(reader.name, []).extend(made)


def _read_row(
    reader: TableReader, row: Mapping[str, Json], section: Section, pointer: str, found: _Found
) -> Sequence[Any] | None:
    """None: something is wrong with it."""
    before, cells = len(found.faults), dict[str, Any]()
    for column in row.keys() - reader.columns.keys():
        found.wrong(f"{pointer}/{_escaped(column)}", section.number, "There is no such column.")
    for column, hint in reader.columns.items():
        if column not in row:
            found.wrong(f"{pointer}/{column}", section.number, "It is missing.")
            continue
        try:
            cells[column] = cell_from(row[column], hint)
        except Unreadable as error:
            found.wrong(f"{pointer}/{column}", section.number, str(error))
    if len(found.faults) > before:
        return None
    try:
        return reader.read(cells, section)
    except Unreadable as error:
        found.wrong(pointer, section.number, str(error))
        return None


def _escaped(column: str) -> str:
    """As a part of a pointer (RFC 6901); what no text can hold is left out."""
    shown = "".join(each if each.isprintable() else "?" for each in column)
    return shown.replace("~", "~0").replace("/", "~1")


def _require_rows(name: str, found: _Found) -> None:
    reader = READERS[name]
    rows, (pointer, section) = found.rows.get(reader.name, []), found.places.get(reader.name, (CLAUSES, ""))
    if reader.name not in found.places:
        found.wrong(pointer, None, f"There is no {name}.")
    elif reader.name in SINGLE and len(rows) > 1:
        found.wrong(pointer, section, f"There is one row of {name}.")


def _made(
    given: RevisedAgreement, base: Agreement, sections: Mapping[str, Section], rows: Mapping[str, list[Any]]
) -> Agreement:
    """Raises ValueError where the typed values do not take it."""
    letters = {row["step"]: row for row in rows["raci"]}
    named = {step.number: step.name for step in rows["steps"]}
    if len(letters) != len(rows["raci"]) or named != {number: row["name"] for number, row in letters.items()}:
        raise ValueError("The matrix has one row of letters for each step, by its number and name.")
    steps = [
        replace(step, raci=letters[step.number]["raci"], raci_section=letters[step.number]["section"])
        for step in rows["steps"]
    ]
    levels = {row["level"]: _level(row, base) for row in rows["levels"]}
    if missing := base.levels.keys() - levels.keys():
        raise ValueError(f"There is no level {known(missing)}.")
    cited = {name: sections[getattr(base, name).number] for name in vars(base) if name.endswith("_section")}
    return replace(
        base,
        revision=given.number,
        title=given.title,
        in_force_from=given.in_force_on,
        sections=sections,
        levels={level: levels[level] for level in base.levels},
        commitments=tuple(rows["commitments"]),
        products=tuple(rows["products"]),
        steps=tuple(sorted(steps, key=lambda each: each.number)),
        decisions=_in_order(rows["decisions"], base.decisions, lambda each: (each.at, each.decision)),
        kinds=tuple(rows["kinds"]),
        priorities={key: value for row in rows["priorities"] for key, value in row.items()},
        terms=_terms(base, rows),
        services=_services(base, rows),
        **cited,
    )


def _level(row: Mapping[str, Any], base: Agreement) -> Any:
    before = base.levels.get(row["level"])
    if before is None:
        raise ValueError(f"There is no level {row['level']}.")
    same = before.calendar.hours == row["hours"]
    calendar = before.calendar if same else replace(before.calendar, hours=row["hours"])
    members = {name: value for name, value in row.items() if name != "hours"}
    return type(before)(calendar=calendar, **members)


def _terms(base: Agreement, rows: Mapping[str, list[Any]]) -> Terms:
    given, before = rows["change_decisions"], base.terms.change_decisions
    ordered = list(_in_order(given, before, lambda each: (each.decision, each.types)))
    return Terms(**_chapter(Terms, {**rows, "change_decisions": ordered}))


def _services(base: Agreement, rows: Mapping[str, list[Any]]) -> ServiceTerms:
    hours, zone = rows["business_hours"][0]
    if zone != base.vendor.zone.key:
        raise ValueError(f"The vendor's business hours are those of {base.vendor.zone.key}.")
    recovery, maintenance = base.services.recovery_calendar, base.services.maintenance_calendar
    return ServiceTerms(
        **_chapter(ServiceTerms, rows),
        maintenance_calendar=_opening(maintenance, weekly_hours(rows["maintenance"])),
        recovery_calendar=_opening(recovery, hours),
    )


def _opening(calendar: Calendar, hours: Any) -> Calendar:
    return calendar if calendar.hours == hours else replace(calendar, hours=hours)


def _chapter(chapter: type[Terms] | type[ServiceTerms], rows: Mapping[str, list[Any]]) -> dict[str, Any]:
    names = [name for name in chapter.__dataclass_fields__ if name in rows]
    return {name: rows[name][0] if name in SINGLE else tuple(rows[name]) for name in names}


def _in_order(rows: Sequence[Row], before: Sequence[Row], key: Callable[[Row], object]) -> tuple[Row, ...]:
    """In the order of `before`; what is new comes last. By clause, the rows of several sections are put apart."""
    places = {key(each): place for place, each in enumerate(before)}
    return tuple(sorted(rows, key=lambda each: places.get(key(each), len(places))))
