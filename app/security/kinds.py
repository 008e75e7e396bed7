"""Data leaks and reports of vulnerabilities: the fold of each, what its row is found by; and all that has a stream."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import Field, TypeAdapter
from sqlalchemy import ColumnElement, and_

from app.changes.kinds import CHANGE_TERMS, CHANGES
from app.domain.security.leaks import (
    Leak,
    LeakFact,
    LeakState,
    advance_leak,
    begin_leak,
    leak_terms,
    overdue_fact,
)
from app.domain.security.vulnerabilities import (
    Vulnerability,
    VulnerabilityFact,
    advance_vulnerability,
    begin_vulnerability,
)
from app.domain.terms.subject_terms import TermSubjectType
from app.operations.kinds import INSTANCE_TERMS, INSTANCES, MAINTENANCE, OUTAGE_TERMS, OUTAGES, seen_by_hits
from app.postgres.tables import data_leaks, leak_events, leak_hits, vulnerability_events, vulnerability_reports
from app.revisions.kinds import REVISION_TERMS
from app.streams.subjects import SubjectKind
from app.terms.terms import Promising, Terms
from app.unit_of_work import UnitOfWork


def seen_once_established(customer_id: UUID) -> ColumnElement[bool]:
    """A customer's people see no suspicion, and nothing that hit others alone."""
    return and_(data_leaks.c.progress == LeakState.ESTABLISHED.value, seen_by_hits(leak_hits, data_leaks)(customer_id))


LEAKS: Final = SubjectKind[LeakFact, Leak](
    stream=leak_events,
    subjects=data_leaks,
    facts=TypeAdapter(Annotated[LeakFact, Field(discriminator="type")]),
    states=TypeAdapter(Leak),
    begin=lambda leak_id, _, event: begin_leak(leak_id, event),
    advance=advance_leak,
    columns=lambda leak: {"progress": leak.state.value},
    missing="There is no such data leak.",
    seen=seen_once_established,
    is_internal=lambda _: True,
)


async def _of_leaks(uow: UnitOfWork, _: Sequence[Leak]) -> Callable[[Leak], Terms]:
    within = uow.book.in_force(uow.now).services.leaks
    return lambda leak: leak_terms(leak, within)


LEAK_TERMS: Final = Promising(
    LEAKS,
    _of_leaks,
    goes_by=lambda leak: leak,
    also=lambda said: (overdue_fact(said),),
)


def _vulnerability_columns(vulnerability: Vulnerability) -> Mapping[str, Any]:
    report = vulnerability.report
    return {
        "progress": vulnerability.state.value,
        "reference": report.reference,
        "token": bytes.fromhex(report.opened_by),
    }


VULNERABILITIES: Final = SubjectKind[VulnerabilityFact, Vulnerability](
    stream=vulnerability_events,
    subjects=vulnerability_reports,
    facts=TypeAdapter(Annotated[VulnerabilityFact, Field(discriminator="type")]),
    states=TypeAdapter(Vulnerability),
    begin=lambda vulnerability_id, _, event: begin_vulnerability(vulnerability_id, event),
    advance=advance_vulnerability,
    columns=_vulnerability_columns,
    missing="There is no such report.",
    is_internal=lambda _: True,
)

PROMISES: Final[Mapping[TermSubjectType, Promising[Any, Any]]] = {
    TermSubjectType.INSTANCE: INSTANCE_TERMS,
    TermSubjectType.OUTAGE: OUTAGE_TERMS,
    TermSubjectType.LEAK: LEAK_TERMS,
    TermSubjectType.CHANGE: CHANGE_TERMS,
    TermSubjectType.AGREEMENT: REVISION_TERMS,
}
KINDS: Final[Sequence[SubjectKind[Any, Any]]] = (INSTANCES, OUTAGES, MAINTENANCE, LEAKS, VULNERABILITIES, CHANGES)
"""Of every stream but that of tickets."""
