"""The agreement, clause by clause, in JSON and as a page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import fill
from typing import Annotated, Self

from pydantic import Field, JsonValue

from app.domain.agreement.agreement import Agreement
from app.domain.agreement.cells import as_text as cell_text
from app.domain.agreement.cells import camel_case
from app.domain.agreement.clauses import Clause, ClauseTable, clauses
from app.routers.http.tables import WIDTH, Column
from app.routers.http.tables import as_text as table_text
from app.routers.http.types import IN_DIGITS, Out, QueryIn


class AgreementQuery(QueryIn):
    revision: Annotated[
        int | None, Field(ge=1, le=9_999, description="Without it, the one in force now."), IN_DIGITS
    ] = None


class ClauseTableOut(Out):
    """Rows of one sort. Figures keep their unit: `{"amount": 4, "unit": "hours"}`; null is best effort or not said."""

    name: str
    rows: tuple[dict[str, JsonValue], ...]

    @classmethod
    def of(cls, table: ClauseTable) -> Self:
        return cls(name=camel_case(table.name), rows=table.json_rows())


class ClauseOut(Out):
    """A section in its place; one that only introduces others has no table."""

    section: str
    heading: str
    original_heading: str
    tables: tuple[ClauseTableOut, ...]

    @classmethod
    def of(cls, clause: Clause) -> Self:
        return cls(
            section=clause.section.number,
            heading=clause.section.heading,
            original_heading=clause.section.original,
            tables=tuple(map(ClauseTableOut.of, clause.tables)),
        )


class AgreementOut(Out):
    """The agreement as it is reckoned with: every figure under the section that gives it."""

    revision: int
    title: str
    vendor: str
    time_zone: str
    in_force_on: Annotated[date, Field(description="The first day.")]
    clauses: tuple[ClauseOut, ...]

    @classmethod
    def of(cls, agreement: Agreement) -> Self:
        return cls(
            revision=agreement.revision,
            title=agreement.title,
            vendor=agreement.vendor.name,
            time_zone=agreement.vendor.zone.key,
            in_force_on=agreement.in_force_from,
            clauses=tuple(map(ClauseOut.of, clauses(agreement))),
        )


@dataclass(frozen=True)
class AgreementFigure:
    """One cell of the agreement, with where it stands."""

    section: str
    table: str
    row: int
    column: str
    value: str


FIGURE_COLUMNS: tuple[Column[AgreementFigure], ...] = (
    Column("section", lambda figure: figure.section),
    Column("table", lambda figure: figure.table),
    Column("row", lambda figure: figure.row),
    Column("column", lambda figure: figure.column),
    Column("value", lambda figure: figure.value),
)


def figures(agreement: Agreement) -> Iterator[AgreementFigure]:
    for clause in clauses(agreement):
        for table in clause.tables:
            for number, row in enumerate(table.rows, start=1):
                for column, cell in row.items():
                    yield AgreementFigure(clause.section.number, table.name, number, column, cell_text(cell))


def page(agreement: Agreement) -> str:
    since = agreement.in_force_from.isoformat()
    about = f"{agreement.vendor.name}, revision {agreement.revision}, in force from {since}"
    head = f"{fill(agreement.title, WIDTH)}\n{about}\n"
    return "\n".join([head, *(_clause_page(clause) for clause in clauses(agreement))])


def _clause_page(clause: Clause) -> str:
    heading = f"{clause.section.number}  {clause.section.heading} ({clause.section.original})"
    tables = [f"\n{table.title}\n{_aligned(table)}" for table in clause.tables]
    return "".join([f"{fill(heading, WIDTH)}\n{'=' * min(len(heading), WIDTH)}\n", *tables])


def _aligned(table: ClauseTable) -> str:
    """Row by row, with a line for each of its columns, where these are too many to stand beside each other."""
    head, *rows = table.as_text()
    text = _as_table(head, *rows)
    if max(map(len, text.splitlines())) <= WIDTH:
        return text
    return "\n".join(_as_table(*zip(head, row, strict=True)) for row in rows)


def _as_table(head: Sequence[str], *rows: Sequence[str]) -> str:
    columns = [
        Column[Sequence[str]](name, lambda row, index=index: row[index], gives_way=True)
        for index, name in enumerate(head)
    ]
    return table_text(columns, rows, width=WIDTH, wraps=True)
