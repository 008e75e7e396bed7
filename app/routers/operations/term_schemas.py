"""Promises that are no ticket's clocks, in JSON."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import Field

from app.clock import Instant
from app.domain.agreement.measures import Span, SpanUnit, Target, Unit
from app.domain.terms.explaining import TermExplanation
from app.domain.terms.subject_terms import SubjectTerm, TermCalendar, TermKind, TermSubjectType
from app.domain.vocabulary import ClockState
from app.routers.explanations.line_schemas import LineOut
from app.routers.http.pagination import PageQuery
from app.routers.http.tables import Column
from app.routers.http.types import Id, InstantIn, Out
from app.terms.store.terms import TermsFilter


class TermSubjectOut(Out):
    """What it is about: a change, a leak, an instance, an outage; or a revision of the agreement."""

    type: TermSubjectType
    id: UUID


class TermTargetOut(Out):
    """What was promised, in what its `calendar` counts."""

    amount: float
    unit: Unit | SpanUnit

    @classmethod
    def of(cls, target: Target | Span | None) -> Self | None:
        return None if target is None else cls(amount=target.amount, unit=target.unit)


class TermCommitmentOut(Out):
    """One of those that were promised; the first governs."""

    section: str
    due_at: Instant | None


class TermOut(Out):
    """A promise with a due time that is no ticket's clock. `customerId` null: the vendor's own."""

    id: UUID
    kind: TermKind
    subject: TermSubjectOut
    customer_id: UUID | None
    state: Annotated[ClockState, Field(description="As of now.")]
    started_at: Instant
    due_at: Annotated[Instant | None, Field(description="Null: not known yet.")]
    stopped_at: Instant | None
    breached_at: Instant | None
    target: TermTargetOut | None
    calendar: TermCalendar
    section: str
    commitments: tuple[TermCommitmentOut, ...]
    reason: Annotated[str | None, Field(description="Why it does not apply.")]

    @classmethod
    def of(cls, told: SubjectTerm, now: Instant) -> Self:
        term = told.as_at(now)
        return cls(
            id=term.id,
            kind=term.kind,
            subject=TermSubjectOut(type=term.subject.type, id=term.subject.id),
            customer_id=term.customer_id,
            state=term.state_at(now),
            started_at=term.started_at,
            due_at=term.due_at,
            stopped_at=term.stopped_at,
            breached_at=term.breached_at(now),
            target=TermTargetOut.of(term.target),
            calendar=term.calendar,
            section=term.section,
            commitments=tuple(TermCommitmentOut(section=each.section, due_at=each.due_at) for each in term.commitments),
            reason=term.not_applicable,
        )


class TermExplanationOut(Out):
    """The lines go from `startedAt` to `dueAt` (without one, to the stop or to now)."""

    kind: TermKind
    title: str
    state: ClockState
    started_at: Instant
    due_at: Annotated[Instant | None, Field(description="Null: not known yet.")]
    stopped_at: Instant | None
    breached_at: Instant | None
    target: TermTargetOut | None
    calendar: TermCalendar
    section: str
    lines: tuple[LineOut, ...]
    sentence: str

    @classmethod
    def of(cls, explained: TermExplanation) -> Self:
        return cls(
            kind=explained.kind,
            title=explained.title,
            state=explained.state,
            started_at=explained.started_at,
            due_at=explained.due_at,
            stopped_at=explained.stopped_at,
            breached_at=explained.breached_at,
            target=TermTargetOut.of(explained.target),
            calendar=explained.calendar,
            section=explained.section,
            lines=tuple(map(LineOut.of, explained.lines)),
            sentence=explained.sentence,
        )


class TermsQuery(PageQuery):
    customer_id: Id | None = None
    kind: TermKind | None = None
    state: Annotated[ClockState | None, Field(description="As of now.")] = None
    due_before: Annotated[InstantIn | None, Field(description="Of those that go.")] = None
    subject_id: Annotated[Id | None, Field(description="Of the instance, the outage, the leak or the change.")] = None

    def wanted(self) -> TermsFilter:
        return TermsFilter(
            customer_id=self.customer_id,
            kind=self.kind,
            state=self.state,
            subject_id=self.subject_id,
            due_before=self.due_before,
        )


TERM_COLUMNS: tuple[Column[TermOut], ...] = (
    Column("kind", lambda each: each.kind),
    Column("state", lambda each: each.state),
    Column("startedAt", lambda each: each.started_at, wide=True),
    Column("dueAt", lambda each: each.due_at),
    Column("stoppedAt", lambda each: each.stopped_at, wide=True),
    Column("breachedAt", lambda each: each.breached_at),
    Column("section", lambda each: each.section, gives_way=True),
    Column("subjectType", lambda each: each.subject.type, wide=True),
    Column("subjectId", lambda each: each.subject.id, wide=True),
    Column("customerId", lambda each: each.customer_id, wide=True),
    Column("id", lambda each: each.id, wide=True),
)
LINE_COLUMNS: tuple[Column[LineOut], ...] = (
    Column("from", lambda line: line.from_at),
    Column("until", lambda line: line.until),
    Column("kind", lambda line: line.kind),
    Column("seconds", lambda line: line.seconds),
    Column("reason", lambda line: line.reason),
)
