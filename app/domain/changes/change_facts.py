"""What can happen to a change (§4.1)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal
from uuid import UUID

from app.clock import Instant
from app.domain.agreement.changes import RiskLevel
from app.domain.streams import RecordedFact
from app.domain.terms.term_facts import TermFact
from app.domain.vocabulary import ChangeType


class BallotVote(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"
    ABSTAIN = "abstain"


class BallotOutcome(StrEnum):
    APPROVED = "approved"
    REJECTED = "rejected"
    NO_QUORUM = "no_quorum"


class Rollback(StrEnum):
    """Whether a change that failed was taken back."""

    DONE = "done"
    NONE = "none"


class ConflictKind(StrEnum):
    SAME_INSTANCE = "same_instance"
    OUTSIDE_WINDOW = "outside_window"  # of §5.4, and announced
    NOT_ANNOUNCED = "not_announced"  # outside the window
    FREEZE = "freeze"


class ConflictTarget(StrEnum):
    CHANGE = "change"
    FREEZE = "freeze"
    MAINTENANCE = "maintenance"


@dataclass(frozen=True)
class ChangeRisk:
    level: RiskLevel
    reason: str


@dataclass(frozen=True, kw_only=True)
class ChangePlan:
    """For [planned_from, planned_until), both or neither. `implementer_id`: who is to carry it out, if known."""

    steps: str
    rollback: str
    test: str
    planned_from: Instant | None = None
    planned_until: Instant | None = None
    implementer_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class ChangeConflict:
    """What it is in the way of. `with_id` None: of nothing but the hours of §5.4. `number`: of the other change."""

    kind: ConflictKind
    with_type: ConflictTarget | None = None
    with_id: UUID | None = None
    number: str | None = None


@dataclass(frozen=True, kw_only=True)
class ChangeRegistered:
    """`reason`: why it is urgent. `plan` and `risk` are what whoever asks for it proposes."""

    number: str
    change_type: ChangeType
    title: str
    description: str
    instance_ids: tuple[UUID, ...] = ()
    ticket_id: UUID | None = None
    model_id: UUID | None = None
    risk: ChangeRisk | None = None
    plan: ChangePlan | None = None
    reason: str | None = None
    type: Literal["change_registered"] = "change_registered"


@dataclass(frozen=True, kw_only=True)
class ChangeAssessed:
    """`model_id`: of the pre-approved model that it follows."""

    risk: ChangeRisk
    plan: ChangePlan
    model_id: UUID | None = None
    type: Literal["change_assessed"] = "change_assessed"


@dataclass(frozen=True, kw_only=True)
class PlanSet:
    """Plan or risk are others: what was assessed is to be approved anew, and a ballot that is open is void."""

    risk: ChangeRisk | None = None
    plan: ChangePlan | None = None
    type: Literal["plan_set"] = "plan_set"


@dataclass(frozen=True, kw_only=True)
class ChangeApproved:
    """By the accountable manager."""

    reason: str | None = None
    type: Literal["change_approved"] = "change_approved"


@dataclass(frozen=True, kw_only=True)
class ChangeRejected:
    reason: str
    type: Literal["change_rejected"] = "change_rejected"


@dataclass(frozen=True, kw_only=True)
class BallotOpened:
    """`members` and `quorum` are the board's at that moment, and stay."""

    ballot_id: UUID
    board_id: UUID
    members: tuple[UUID, ...]
    quorum: int
    closes_at: Instant
    type: Literal["ballot_opened"] = "ballot_opened"


@dataclass(frozen=True, kw_only=True)
class VoteCast:
    """The latest of a member counts; those before are kept."""

    ballot_id: UUID
    person_id: UUID
    vote: BallotVote
    reason: str
    type: Literal["vote_cast"] = "vote_cast"


@dataclass(frozen=True, kw_only=True)
class BallotClosed:
    ballot_id: UUID
    outcome: BallotOutcome
    reason: str | None = None
    type: Literal["ballot_closed"] = "ballot_closed"


@dataclass(frozen=True, kw_only=True)
class ChangePlanned:
    """`conflict_reason`: why it is planned all the same."""

    planned_from: Instant
    planned_until: Instant
    conflict_reason: str | None = None
    type: Literal["change_planned"] = "change_planned"


@dataclass(frozen=True, kw_only=True)
class ImplementationBegun:
    """`conflict_reason`: why it is begun in a freeze."""

    conflict_reason: str | None = None
    type: Literal["implementation_begun"] = "implementation_begun"


@dataclass(frozen=True, kw_only=True)
class ChangeImplemented:
    report: str
    hotfix_version: str | None = None
    type: Literal["change_implemented"] = "change_implemented"


@dataclass(frozen=True, kw_only=True)
class ImplementationFailed:
    report: str
    rollback: Rollback
    type: Literal["implementation_failed"] = "implementation_failed"


@dataclass(frozen=True, kw_only=True)
class ChangeReviewed:
    worked: bool
    lessons: str
    type: Literal["change_reviewed"] = "change_reviewed"


@dataclass(frozen=True, kw_only=True)
class ChangeWithdrawn:
    reason: str
    type: Literal["change_withdrawn"] = "change_withdrawn"


@dataclass(frozen=True, kw_only=True)
class ChangeClosed:
    type: Literal["change_closed"] = "change_closed"


@dataclass(frozen=True, kw_only=True)
class DisturbanceLinked:
    """The outage is what it did to production. The outage's history says so as well."""

    outage_id: UUID
    type: Literal["disturbance_linked"] = "disturbance_linked"


@dataclass(frozen=True, kw_only=True)
class DisturbanceUnlinked:
    outage_id: UUID
    type: Literal["disturbance_unlinked"] = "disturbance_unlinked"


@dataclass(frozen=True, kw_only=True)
class ConflictFound:
    """It was planned, or begun, in spite of this."""

    conflict: ChangeConflict
    type: Literal["conflict_found"] = "conflict_found"


@dataclass(frozen=True, kw_only=True)
class ReviewOverdue:
    due_at: Instant
    type: Literal["review_overdue"] = "review_overdue"


ChangeProcessFact = (
    ChangeRegistered
    | ChangeAssessed
    | PlanSet
    | ChangeApproved
    | ChangeRejected
    | BallotOpened
    | VoteCast
    | BallotClosed
    | ChangePlanned
    | ImplementationBegun
    | ChangeImplemented
    | ImplementationFailed
    | ChangeReviewed
    | ChangeWithdrawn
    | ChangeClosed
    | DisturbanceLinked
    | DisturbanceUnlinked
)
ChangeFact = ChangeProcessFact | ConflictFound | ReviewOverdue | TermFact
ChangeEvent = RecordedFact[ChangeFact]
