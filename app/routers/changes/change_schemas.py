"""Changes in JSON: as they are registered, and as they stand."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import MISSING, Field, model_validator
from pydantic_core import PydanticCustomError

from app.changes.changes import ChangeView, NewChange
from app.changes.store.changes import WIDTH, ChangesFilter
from app.clock import Instant
from app.domain.agreement.changes import ChangeState, RiskLevel
from app.domain.changes.change_facts import ChangePlan, ChangeRisk, Rollback
from app.domain.changes.change_record import Implementation, PlannedFor, PostReview
from app.domain.vocabulary import ChangeType
from app.routers.http.pagination import PageQuery
from app.routers.http.tables import Column
from app.routers.http.types import Description, Id, In, InstantIn, Note, Out, PatchIn, Title

MOST_INSTANCES = 1_000
NUMBER = rf"^[Cc]-[0-9]{{4}}-[0-9]{{{WIDTH},12}}$"


class ChangeRiskIn(In):
    """How risky it is, and why."""

    level: RiskLevel
    reason: Note

    def value(self) -> ChangeRisk:
        return ChangeRisk(self.level, self.reason)


class ChangePlanIn(In):
    """How it goes, how it is taken back, how it is known to have worked; and for when, if that is known."""

    steps: Description
    rollback: Description
    test: Description
    planned_from: InstantIn | None = None
    planned_until: InstantIn | None = None
    implementer_id: Annotated[Id | None, Field(description="Who is to carry it out: they do not vote on it.")] = None

    @model_validator(mode="after")
    def _has_two_ends(self) -> Self:
        if (self.planned_from is None) != (self.planned_until is None):
            raise PydanticCustomError("two_ends", "Give plannedFrom and plannedUntil, or neither.")
        return self

    def value(self) -> ChangePlan:
        return ChangePlan(
            steps=self.steps,
            rollback=self.rollback,
            test=self.test,
            planned_from=self.planned_from,
            planned_until=self.planned_until,
            implementer_id=self.implementer_id,
        )


class ChangeIn(In):
    """A standard one follows a model, whose plan and risk it has; an urgent one says why it cannot wait (4.1.3).

    `customerId`: whose it is; left out, the ticket's customer, or that of whoever asks; else the vendor's own.
    """

    change_type: ChangeType
    title: Title
    description: Description
    customer_id: Id | None = None
    ticket_id: Id | None = None
    instance_ids: Annotated[tuple[Id, ...], Field(max_length=MOST_INSTANCES)] = ()
    model_id: Id | None = None
    risk: ChangeRiskIn | None = None
    plan: ChangePlanIn | None = None
    reason: Note | None = None

    def new(self) -> NewChange:
        return NewChange(
            change_type=self.change_type,
            title=self.title,
            description=self.description,
            customer_id=self.customer_id,
            ticket_id=self.ticket_id,
            instance_ids=self.instance_ids,
            model_id=self.model_id,
            risk=None if self.risk is None else self.risk.value(),
            plan=None if self.plan is None else self.plan.value(),
            reason=self.reason,
        )


class ChangePatch(PatchIn):
    """What was assessed is to be approved anew, and a ballot that is open is void."""

    plan: ChangePlanIn | MISSING = MISSING
    risk: ChangeRiskIn | MISSING = MISSING

    def parts(self) -> tuple[ChangeRisk | None, ChangePlan | None]:
        risk = None if self.risk is MISSING else self.risk.value()
        return risk, None if self.plan is MISSING else self.plan.value()


class ChangeRiskOut(Out):
    """How risky it is, and why."""

    level: RiskLevel
    reason: str

    @classmethod
    def of(cls, risk: ChangeRisk) -> Self:
        return cls(level=risk.level, reason=risk.reason)


class ChangePlanOut(Out):
    """How it goes; and for when, if that is known."""

    steps: str
    rollback: str
    test: str
    planned_from: Instant | None
    planned_until: Instant | None
    implementer_id: UUID | None

    @classmethod
    def of(cls, plan: ChangePlan) -> Self:
        return cls(**vars(plan))


class PlannedForOut(Out):
    """Settled. `conflictReason`: why it is planned in spite of what is in the way."""

    from_at: Annotated[Instant, Field(alias="from")]
    until: Instant
    conflict_reason: str | None

    @classmethod
    def of(cls, planned: PlannedFor) -> Self:
        return cls(from_at=planned.from_at, until=planned.until, conflict_reason=planned.conflict_reason)


class ImplementationOut(Out):
    """How it was carried out. `rollback`: of one that failed, whether it was taken back."""

    begun_at: Instant
    ended_at: Instant | None
    by: tuple[UUID, ...]
    report: str | None
    hotfix_version: str | None
    rollback: Rollback | None

    @classmethod
    def of(cls, implementation: Implementation) -> Self:
        return cls(**vars(implementation))


class PostReviewOut(Out):
    """What somebody who did not carry it out made of it afterwards (4.1.3)."""

    worked: bool
    lessons: str
    reviewed_by: UUID | None
    reviewed_at: Instant

    @classmethod
    def of(cls, review: PostReview) -> Self:
        return cls(**vars(review))


class ChangeOut(Out):
    """`customerId` null: the vendor's own. `instanceIds` and `outageIds` are those in the caller's sight."""

    id: UUID
    number: Annotated[str, Field(examples=["C-2026-000123"])]
    customer_id: UUID | None
    change_type: ChangeType
    title: str
    description: str
    state: ChangeState
    ticket_id: UUID | None
    instance_ids: tuple[UUID, ...]
    reason: Annotated[str | None, Field(description="Why it is urgent.")]
    model_id: UUID | None
    risk: ChangeRiskOut | None
    plan: ChangePlanOut | None
    requested_by: UUID | None
    approved_at: Instant | None
    approved_by: Annotated[UUID | None, Field(description="Null: by nobody, or by the board's ballot.")]
    planned: PlannedForOut | None
    implementation: ImplementationOut | None
    review: PostReviewOut | None
    review_due: Annotated[bool, Field(description="Whether it is still to be reviewed before it is closed (4.1.3).")]
    ended_because: Annotated[str | None, Field(description="Why it was rejected or withdrawn.")]
    outage_ids: Annotated[tuple[UUID, ...], Field(description="What it did to production.")]
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, view: ChangeView) -> Self:
        change = view.stored.state
        return cls(
            id=change.id,
            number=change.number,
            customer_id=change.customer_id,
            change_type=change.change_type,
            title=change.title,
            description=change.description,
            state=change.state,
            ticket_id=change.ticket_id,
            instance_ids=view.instance_ids,
            reason=change.reason,
            model_id=change.model_id,
            risk=None if change.risk is None else ChangeRiskOut.of(change.risk),
            plan=None if change.plan is None else ChangePlanOut.of(change.plan),
            requested_by=change.requested_by,
            approved_at=change.approved_at,
            approved_by=change.approved_by,
            planned=None if change.planned is None else PlannedForOut.of(change.planned),
            implementation=None if change.implementation is None else ImplementationOut.of(change.implementation),
            review=None if change.review is None else PostReviewOut.of(change.review),
            review_due=change.owes_review and change.review is None,
            ended_because=change.ended_because,
            outage_ids=view.outage_ids,
            created_at=view.stored.created_at,
            updated_at=view.stored.updated_at,
        )


class ChangesQuery(PageQuery):
    state: ChangeState | None = None
    change_type: ChangeType | None = None
    customer_id: Id | None = None
    instance_id: Id | None = None
    ticket_id: Id | None = None
    number: Annotated[str | None, Field(pattern=NUMBER, examples=["C-2026-000123"])] = None

    def wanted(self) -> ChangesFilter:
        return ChangesFilter(
            state=self.state,
            change_type=self.change_type,
            customer_id=self.customer_id,
            instance_id=self.instance_id,
            ticket_id=self.ticket_id,
            number=self.number,
        )


CHANGE_COLUMNS: tuple[Column[ChangeOut], ...] = (
    Column("number", lambda each: each.number),
    Column("changeType", lambda each: each.change_type, heading="type"),
    Column("state", lambda each: each.state),
    Column("risk", lambda each: None if each.risk is None else each.risk.level),
    Column("plannedFrom", lambda each: None if each.planned is None else each.planned.from_at),
    Column("plannedUntil", lambda each: None if each.planned is None else each.planned.until, wide=True),
    Column("reviewDue", lambda each: each.review_due, wide=True),
    Column("instances", lambda each: len(each.instance_ids), wide=True),
    Column("ticketId", lambda each: each.ticket_id, wide=True),
    Column("customerId", lambda each: each.customer_id, wide=True),
    Column("id", lambda each: each.id, wide=True),
    Column("title", lambda each: each.title, gives_way=True),
)
