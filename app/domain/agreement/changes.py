"""What §4 is made of: where a change can be, what can be decided there, and by whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.domain.agreement.measures import Section, Span
from app.domain.vocabulary import ChangeType, Responsibility, Role


class RiskLevel(StrEnum):
    LOW = "low"
    HIGH = "high"


class ChangeState(StrEnum):
    REGISTERED = "registered"
    ASSESSED = "assessed"
    SUBMITTED = "submitted"  # to the advisory board
    APPROVED = "approved"
    REJECTED = "rejected"
    PLANNED = "planned"
    IMPLEMENTING = "implementing"
    IMPLEMENTED = "implemented"
    FAILED = "failed"
    REVIEWED = "reviewed"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


BEFORE_BEGINNING: Final = (
    *(ChangeState.REGISTERED, ChangeState.ASSESSED, ChangeState.SUBMITTED),
    *(ChangeState.APPROVED, ChangeState.PLANNED),
)
TO_COME: Final = (ChangeState.PLANNED, ChangeState.IMPLEMENTING)
ENDS: Final = (ChangeState.REJECTED, ChangeState.CLOSED, ChangeState.WITHDRAWN)


class ChangeDecision(StrEnum):
    ASSESS = "assess"
    APPROVE = "approve"
    REJECT = "reject"
    SUBMIT = "submit"
    CLOSE_BALLOT = "close_ballot"
    PLAN = "plan"
    BEGIN = "begin"
    IMPLEMENTED = "implemented"
    FAILED = "failed"
    REVIEW = "review"
    CLOSE = "close"
    WITHDRAW = "withdraw"


class ChangeNeed(StrEnum):
    """What a decision takes, by the name of the member."""

    MODEL = "modelId"
    RISK = "risk"
    PLAN = "plan"
    BOARD = "boardId"
    REASON = "reason"
    PLANNED_FROM = "plannedFrom"
    PLANNED_UNTIL = "plannedUntil"
    REPORT = "report"
    ROLLBACK = "rollback"
    WORKED = "worked"
    LESSONS = "lessons"


@dataclass(frozen=True)
class ChangeDecisionRule:
    """In each state of `at` a change of these types may be led to one of `to`, which is the only one but for a ballot.

    By whoever has one of the letters `by` in its row of the matrix, and whoever asked for the change where it is
    `requester_too`. `risk`: for changes of that risk alone.
    """

    decision: ChangeDecision
    types: tuple[ChangeType, ...]
    at: tuple[ChangeState, ...]
    to: tuple[ChangeState, ...]
    customer: Responsibility
    support: Responsibility
    consultant: Responsibility
    support_manager: Responsibility
    section: Section
    needs: tuple[ChangeNeed, ...] = ()
    by: tuple[Responsibility, ...] = (Responsibility.RESPONSIBLE, Responsibility.ACCOUNTABLE)
    risk: RiskLevel | None = None
    requester_too: bool = False

    @property
    def raci(self) -> Mapping[Role, Responsibility]:
        return {
            Role.CUSTOMER: self.customer,
            Role.SUPPORT: self.support,
            Role.CONSULTANT: self.consultant,
            Role.SUPPORT_MANAGER: self.support_manager,
        }


@dataclass(frozen=True, kw_only=True)
class ChangeReviewTerms:
    """By when a change that was not approved beforehand, or failed, is reviewed."""

    within: Span
    section: Section
