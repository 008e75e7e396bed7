"""What would be promised, in JSON."""

from collections.abc import Iterator
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field

from app.clock import Instant
from app.domain.clocks.clock_readings import reader
from app.domain.tickets.classification import call_types_of
from app.domain.tickets.facts import Details
from app.domain.vocabulary import (
    CallType,
    ChangeType,
    Channel,
    ClockName,
    Impact,
    Kind,
    Priority,
    ProblemType,
    ServiceLevel,
    Urgency,
)
from app.errors import Fault, Invalid
from app.routers.explanations.explanation_schemas import ExplanationOut
from app.routers.http.tables import Column
from app.routers.http.types import Id, InstantIn, Out, QueryIn
from app.routers.sla.clock_schemas import ClockOut, clock_members, commitments_told
from app.routers.tickets.classification_schemas import CoverageOut, Product, ProductVersion
from app.sla.agreement import REVISIONS
from app.tickets.explanations import Assessment, Preview, PreviewedClock, PreviewRequest


class PreviewQuery(QueryIn):
    kind: Kind
    service_level: Annotated[ServiceLevel | None, Field(description="Without it, the customer's.")] = None
    customer_id: Annotated[
        Id | None, Field(description="Whose own figures go over the level's (section 1); without it, the caller's own.")
    ] = None
    priority: Annotated[Priority | None, Field(description="Or urgency and impact, from which it follows.")] = None
    urgency: Urgency | None = None
    impact: Impact | None = None
    change_type: Annotated[ChangeType | None, Field(description="Of a change only. It moves no due time.")] = None
    registered_at: Annotated[InstantIn | None, Field(description="Without it, now.")] = None
    call_type: Annotated[
        CallType | None,
        Field(description="With product and problemType: what support covers of it is told and judged, as at intake."),
    ] = None
    product: Product | None = None
    product_version: ProductVersion | None = None
    problem_type: ProblemType | None = None

    def supposed(self, now: Instant) -> PreviewRequest:
        """Invalid for what makes no priority, or contradicts itself."""
        assessed, faults = self._assessed(), list(self._faults())
        if assessed is None or faults:
            raise Invalid("The request is not valid.", faults=faults)
        return PreviewRequest(
            kind=self.kind,
            service_level=self.service_level,
            customer_id=self.customer_id,
            assessed=assessed,
            registered_at=self.registered_at or now,
            details=self._details(),
        )

    def _details(self) -> Details | None:
        match self.call_type, self.product, self.problem_type:
            case CallType() as call_type, str() as product, ProblemType() as problem_type:
                return Details(
                    kind=self.kind,
                    call_type=call_type,
                    product=product,
                    product_version=self.product_version,
                    problem_type=problem_type,
                    title="",
                    description="",
                    channel=Channel.PORTAL,
                )
            case _:
                return None

    def _assessed(self) -> Priority | Assessment | None:
        match self.priority, self.urgency, self.impact:
            case Priority() as priority, None, None:
                return priority
            case None, Urgency() as urgency, Impact() as impact:
                return Assessment(urgency, impact)
            case _:
                return None

    def _faults(self) -> Iterator[Fault]:
        if self.priority is not None:
            for name, given in (("urgency", self.urgency), ("impact", self.impact)):
                if given is not None:
                    yield Fault(f"/query/{name}", "with_priority", "Give a priority, or urgency and impact, not both.")
        elif self.urgency is None and self.impact is None:
            yield Fault("/query/priority", "missing", "Give a priority, or urgency and impact.")
        elif self.urgency is None:
            yield Fault("/query/urgency", "missing", "Impact makes a priority together with urgency.")
        elif self.impact is None:
            yield Fault("/query/impact", "missing", "Urgency makes a priority together with impact.")
        if self.change_type is not None and self.kind is not Kind.CHANGE:
            yield Fault("/query/changeType", "not_a_change", "Only a change has a type.")
        yield from self._coverage_faults()

    def _coverage_faults(self) -> Iterator[Fault]:
        if self.call_type is not None and self.call_type not in call_types_of(self.kind, REVISIONS):
            yield Fault("/query/callType", "contradicts", "This call type does not go with this kind.")
        given = {"callType": self.call_type, "product": self.product, "problemType": self.problem_type}
        if self.product_version is None and not any(given.values()):
            return
        for name, each in given.items():
            if each is None:
                yield Fault(f"/query/{name}", "missing", "Coverage follows from callType, product and problemType.")


class ForeseenClockOut(ClockOut):
    """A clock as it would stand at registration."""

    explanation: ExplanationOut


class PreviewOut(Out):
    """What would be promised to a ticket that is registered at that moment. Nothing is stored."""

    kind: Kind
    service_level: ServiceLevel
    customer_id: Annotated[UUID | None, Field(description="Whose own figures are reckoned with.")]
    priority: Priority
    registered_at: Instant
    agreement_revision: int
    coverage: Annotated[
        CoverageOut | None, Field(description="Of what was said to be reported; null: that was not said.")
    ]
    response: ForeseenClockOut
    resolution: ForeseenClockOut

    @classmethod
    def of(cls, preview: Preview) -> Self:
        read = reader(preview.calendar, preview.registered_at)

        def clock(foreseen: PreviewedClock) -> ForeseenClockOut:
            members = clock_members(foreseen.clock, read(foreseen.clock))
            return ForeseenClockOut(**members, explanation=ExplanationOut.of(foreseen.explanation))

        return cls(
            kind=preview.subject.kind,
            service_level=preview.subject.level,
            customer_id=None if preview.customer is None else preview.customer.id,
            priority=preview.subject.priority,
            registered_at=preview.registered_at,
            agreement_revision=preview.agreement.revision,
            coverage=None
            if preview.coverage is None
            else CoverageOut(outcome=preview.coverage.outcome, section=preview.coverage.section),
            response=clock(preview.clocks[ClockName.RESPONSE]),
            resolution=clock(preview.clocks[ClockName.RESOLUTION]),
        )

    @property
    def clocks(self) -> tuple[ForeseenClockOut, ...]:
        return self.response, self.resolution


PREVIEW_COLUMNS: tuple[Column[ForeseenClockOut], ...] = (
    Column("clock", lambda clock: clock.name),
    Column("state", lambda clock: clock.state),
    Column("dueAt", lambda clock: clock.due_at),
    Column("targetSeconds", lambda clock: clock.target_seconds),
    Column("section", lambda clock: clock.section),
    Column("commitments", lambda clock: commitments_told(clock.commitments)),
    Column("sentence", lambda clock: clock.explanation.sentence),
)
