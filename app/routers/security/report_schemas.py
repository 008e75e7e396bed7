"""Reports of vulnerabilities in JSON."""

import re
from typing import Annotated, Final, Literal, Self
from uuid import UUID

from fastapi import Path
from pydantic import ConfigDict, Field, PlainValidator
from pydantic.json_schema import WithJsonSchema
from pydantic_core import PydanticCustomError

from app.clock import Instant
from app.domain.security.vulnerabilities import TriageVerdict, Vulnerability, VulnerabilityState
from app.routers.http.pagination import PageQuery
from app.routers.http.tables import Column
from app.routers.http.types import (
    UUID_PATTERN,
    In,
    Name,
    Note,
    Out,
    Reference,
    given,
    identifier,
    line,
    not_given,
    prose,
)
from app.security.reports import REFERENCE_LENGTH, REFERENCE_LETTERS, NewReport, Receipt, StoredReport

MOST_CHARACTERS: Final = 20_000
_REFERENCE: Final = rf"V-[{REFERENCE_LETTERS}]{{{REFERENCE_LENGTH}}}"


def _named(text: object) -> UUID | str:
    if isinstance(text, str) and re.fullmatch(_REFERENCE, text):
        return text
    if isinstance(text, str) and re.fullmatch(UUID_PATTERN, text):
        return identifier(text)
    raise PydanticCustomError("reference", "Write the reference as it was given, such as V-7K3M9QX2TB.")


_NAMED: Final = {"type": "string", "pattern": f"^(?:{_REFERENCE}|{UUID_PATTERN})$"}
ReportName = Annotated[
    Annotated[UUID | str, PlainValidator(_named), WithJsonSchema(_NAMED)],
    Path(alias="reference", description="As it was given, such as V-7K3M9QX2TB; or the id that its events have."),
]
ReportReference = Annotated[str, Field(pattern=f"^{_REFERENCE}$")]
ReportText = Annotated[str, prose(MOST_CHARACTERS)]


class VulnerabilityReportIn(In):
    """`contact`: where you would be answered, if anywhere: a mail address, a page, a number."""

    text: ReportText
    product: Name | None = None
    contact: Annotated[str, line(254)] | None = None

    def new(self) -> NewReport:
        return NewReport(text=self.text, product=self.product, contact=self.contact)


class ReceiptOut(Out):
    """`token` is shown this once: with it, as `Authorization: Bearer …`, you read and supplement your report."""

    reference: str
    token: str

    @classmethod
    def of(cls, receipt: Receipt) -> Self:
        return cls(reference=receipt.reference, token=receipt.token)


class SupplementIn(In):
    text: ReportText


class TriageIn(In):
    """`duplicateOf`: the reference of the report that it repeats. `reason` is read by the reporter."""

    model_config = ConfigDict(
        json_schema_extra={
            "if": {"properties": {"verdict": {"const": TriageVerdict.DUPLICATE.value}}},
            "then": given("duplicateOf"),
            "else": not_given("duplicateOf"),
        }
    )

    decision: Literal["triage"]
    verdict: TriageVerdict
    reason: Note
    duplicate_of: ReportReference | None = None


class SolveIn(In):
    """`version`: the hotfix or release in which it is solved (section 5.5.1). `report` is read by the reporter."""

    decision: Literal["solve"]
    version: Reference
    report: Note


class PublishIn(In):
    """`reference`: where it is told to everybody."""

    decision: Literal["publish"]
    reference: Reference


ReportTransitionIn = Annotated[TriageIn | SolveIn | PublishIn, Field(discriminator="decision")]


class SupplementOut(Out):
    text: str
    added_at: Instant


class TriageOutcomeOut(Out):
    """`duplicateOf`: the id of the report that it repeats, for whoever handles them."""

    verdict: TriageVerdict
    reason: str
    duplicate_of: UUID | None


class SolutionOut(Out):
    version: str
    report: str
    solved_at: Instant


class VulnerabilityReportOut(Out):
    """`publication`: where it is told to everybody; null: nowhere yet."""

    id: UUID
    reference: str
    state: VulnerabilityState
    reported_at: Instant
    text: str
    product: str | None
    contact: str | None
    supplements: tuple[SupplementOut, ...]
    verdict: TriageOutcomeOut | None
    solution: SolutionOut | None
    publication: str | None
    updated_at: Instant

    @classmethod
    def of(cls, stored: StoredReport, *, for_reporter: bool) -> Self:
        """A reporter is not told of other reports."""
        found = stored.state
        published = found.published
        return cls(
            id=found.id,
            reference=found.report.reference,
            state=found.state,
            reported_at=found.reported_at,
            text=found.report.text,
            product=found.report.product,
            contact=found.report.contact,
            supplements=tuple(SupplementOut(text=each.text, added_at=each.added_at) for each in found.supplements),
            verdict=_verdict(found, for_reporter=for_reporter),
            solution=_solution(found),
            publication=None if published is None else published.reference,
            updated_at=stored.updated_at,
        )


def _verdict(found: Vulnerability, *, for_reporter: bool) -> TriageOutcomeOut | None:
    triaged = found.triaged
    if triaged is None:
        return None
    repeated = None if for_reporter else triaged.duplicate_of
    return TriageOutcomeOut(verdict=triaged.verdict, reason=triaged.reason, duplicate_of=repeated)


def _solution(found: Vulnerability) -> SolutionOut | None:
    if found.solved is None or found.solved_at is None:
        return None
    return SolutionOut(version=found.solved.version, report=found.solved.report, solved_at=found.solved_at)


class ReportSummaryOut(Out):
    """A report without its text, which is read one by one, on record."""

    id: UUID
    reference: str
    state: VulnerabilityState
    reported_at: Instant
    product: str | None
    updated_at: Instant

    @classmethod
    def of(cls, stored: StoredReport) -> Self:
        found = stored.state
        return cls(
            id=found.id,
            reference=found.report.reference,
            state=found.state,
            reported_at=found.reported_at,
            product=found.report.product,
            updated_at=stored.updated_at,
        )


class ReportsQuery(PageQuery):
    state: VulnerabilityState | None = None


REPORT_COLUMNS: tuple[Column[ReportSummaryOut], ...] = (
    Column("reference", lambda each: each.reference),
    Column("state", lambda each: each.state),
    Column("reportedAt", lambda each: each.reported_at),
    Column("product", lambda each: each.product, gives_way=True),
    Column("updatedAt", lambda each: each.updated_at),
    Column("id", lambda each: each.id, wide=True),
)
