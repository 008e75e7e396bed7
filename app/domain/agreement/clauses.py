"""The agreement clause by clause, for a machine and for a reader."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.agreement.agreement import Agreement
from app.domain.agreement.cells import Json, as_json, as_text, camel_case
from app.domain.agreement.clause_rows import PlacedRow, rows_of
from app.domain.agreement.measures import Section

LAST = ("attainment", "duties", "readings")
"""In a clause the figures that bind come first, then those that are reported, then words."""


@dataclass(frozen=True)
class ClauseTable:
    """Rows of one sort; all have the same columns."""

    name: str
    rows: tuple[Mapping[str, object], ...]

    @property
    def title(self) -> str:
        return self.name.replace("_", " ").capitalize()

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.rows[0])

    def as_text(self) -> list[list[str]]:
        """The heading, then the rows."""
        head = [column.replace("_", " ") for column in self.columns]
        return [head, *([as_text(cell) for cell in row.values()] for row in self.rows)]

    def json_rows(self) -> tuple[dict[str, Json], ...]:
        return tuple({camel_case(column): as_json(cell) for column, cell in row.items()} for row in self.rows)

    def as_json(self) -> dict[str, Json]:
        return {"name": camel_case(self.name), "rows": list[Json](self.json_rows())}


@dataclass(frozen=True)
class Clause:
    section: Section
    tables: tuple[ClauseTable, ...]

    def as_json(self) -> dict[str, Json]:
        return {
            "section": self.section.number,
            "heading": self.section.heading,
            "originalHeading": self.section.original,
            "tables": [table.as_json() for table in self.tables],
        }


def clauses(agreement: Agreement) -> tuple[Clause, ...]:
    """Every section, in the document's order; one that only introduces others has no table."""
    placed = sorted(rows_of(agreement), key=lambda row: row.table in LAST and LAST.index(row.table) + 1)
    return tuple(
        Clause(section, _tables([row for row in placed if row.section == section]))
        for section in agreement.sections.values()
    )


def _tables(placed: Iterable[PlacedRow]) -> tuple[ClauseTable, ...]:
    by_name: dict[str, list[Mapping[str, object]]] = {}
    for row in placed:
        by_name.setdefault(row.table, []).append(row.cells)
    return tuple(ClauseTable(name, tuple(rows)) for name, rows in by_name.items())


def as_markdown(agreement: Agreement) -> str:
    vendor, since = agreement.vendor.name, agreement.in_force_from.isoformat()
    head = f"# {agreement.title}\n\n{vendor}, revision {agreement.revision}, in force from {since}\n"
    return "\n".join([head, *(_markdown_of(clause) for clause in clauses(agreement))])


def _markdown_of(clause: Clause) -> str:
    section = clause.section
    heading = f"## {section.number} {section.heading}\n\n*{section.original}*\n"
    return "\n".join([heading, *(_markdown_table(table) for table in clause.tables)])


def _markdown_table(table: ClauseTable) -> str:
    head, *rows = table.as_text()
    lines = [head, ["---" for _ in head], *rows]
    return f"**{table.title}**\n\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines)
