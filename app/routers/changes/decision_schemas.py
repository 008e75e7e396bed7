"""What is decided on a change, in JSON; and what can be decided now."""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field

from app.changes.store.changes import StoredChange
from app.domain.agreement.changes import ChangeDecision, ChangeNeed, ChangeState
from app.domain.changes.balloting import LONGEST, SHORTEST
from app.domain.changes.change_facts import Rollback
from app.domain.changes.change_process import ChangeOption
from app.domain.vocabulary import Responsibility, Role
from app.routers.changes.change_schemas import ChangePlanIn, ChangeRiskIn
from app.routers.http.tables import Column
from app.routers.http.types import WHOLE, Description, Id, In, InstantIn, Note, Out, Reference

HappenedAt = Annotated[
    InstantIn | None,
    Field(description="When it happened, if not now: not in the future, and not before the change's latest decision."),
]
VotingSeconds = Annotated[int, Field(ge=SHORTEST, le=LONGEST, description="For how long a ballot is open."), WHOLE]


class AcceptedConflictIn(In):
    """It goes on in spite of what is in the way, for this reason."""

    reason: Note


AcceptConflict = Annotated[
    AcceptedConflictIn | None,
    Field(description="In spite of another change on the same instance, or of a freeze; nothing else is accepted."),
]


class AssessChangeIn(In):
    """What is left out is as it was proposed. A standard change takes the id of its model alone."""

    decision: Literal["assess"]
    risk: ChangeRiskIn | None = None
    plan: ChangePlanIn | None = None
    model_id: Id | None = None


class ApproveChangeIn(In):
    """What is not risky, by the accountable (4.1.2)."""

    decision: Literal["approve"]
    reason: Note | None = None


class RejectChangeIn(In):
    """What is not risky, by the accountable; with that it is over (4.1.2)."""

    decision: Literal["reject"]
    reason: Note


class SubmitChangeIn(In):
    """What is risky, to an advisory board, whose members and quorum of now decide (4.1.2)."""

    decision: Literal["submit"]
    board_id: Id
    voting_seconds: VotingSeconds | None = None


class CloseBallotIn(In):
    """Once the quorum is met, or the time is over. A tie approves nothing; without its quorum nothing is decided."""

    decision: Literal["close_ballot"]
    reason: Note | None = None


class PlanChangeIn(In):
    """In the maintenance window, or when it was announced (5.4). Where the plan says when, that is when."""

    decision: Literal["plan"]
    planned_from: InstantIn | None = None
    planned_until: InstantIn | None = None
    accept_conflict: AcceptConflict = None


class BeginChangeIn(In):
    """As planned; an urgent one at once."""

    decision: Literal["begin"]
    occurred_at: HappenedAt = None
    accept_conflict: AcceptConflict = None


class ChangeImplementedIn(In):
    """It works. `hotfixVersion`: of an urgent one, the version that it went out with (5.5.1)."""

    decision: Literal["implemented"]
    report: Description
    hotfix_version: Reference | None = None
    occurred_at: HappenedAt = None


class ChangeFailedIn(In):
    """It does not work, and was taken back or not."""

    decision: Literal["failed"]
    report: Description
    rollback: Rollback
    occurred_at: HappenedAt = None


class ReviewChangeIn(In):
    """By somebody who did not carry it out."""

    decision: Literal["review"]
    worked: bool
    lessons: Description


class CloseChangeIn(In):
    """An urgent one, and one that failed, once it is reviewed (4.1.3)."""

    decision: Literal["close"]


class WithdrawChangeIn(In):
    """Until it is begun, also by whoever asked for it."""

    decision: Literal["withdraw"]
    reason: Note


CarryingOutIn = PlanChangeIn | BeginChangeIn | ChangeImplementedIn | ChangeFailedIn | ReviewChangeIn | CloseChangeIn
ChangeTransitionIn = Annotated[
    AssessChangeIn
    | ApproveChangeIn
    | RejectChangeIn
    | SubmitChangeIn
    | CloseBallotIn
    | WithdrawChangeIn
    | CarryingOutIn,
    Field(discriminator="decision"),
]


class ChangeDeciderOut(Out):
    """A role that may decide, with its letter."""

    role: Role
    responsibility: Responsibility


class PossibleChangeDecisionOut(Out):
    """`toStates`: where it leads; several where votes are counted."""

    decision: ChangeDecision
    to_states: tuple[ChangeState, ...]
    required_fields: tuple[ChangeNeed, ...]
    decided_by: tuple[ChangeDeciderOut, ...]
    allowed: Annotated[bool, Field(description="Whether you may take this decision.")]
    section: str

    @classmethod
    def of(cls, option: ChangeOption) -> Self:
        rule = option.rule
        return cls(
            decision=rule.decision,
            to_states=rule.to,
            required_fields=option.needs,
            decided_by=tuple(ChangeDeciderOut(role=role, responsibility=rule.raci[role]) for role in option.roles),
            allowed=option.allowed,
            section=rule.section.number,
        )


class PossibleChangeDecisionsOut(Out):
    """What can be decided on a change as it stands."""

    change_id: UUID
    state: ChangeState
    items: tuple[PossibleChangeDecisionOut, ...]

    @classmethod
    def of(cls, stored: StoredChange, options: tuple[ChangeOption, ...]) -> Self:
        return cls(
            change_id=stored.id, state=stored.state.state, items=tuple(map(PossibleChangeDecisionOut.of, options))
        )


OPTION_COLUMNS: tuple[Column[PossibleChangeDecisionOut], ...] = (
    Column("decision", lambda each: each.decision),
    Column("toStates", lambda each: ",".join(each.to_states)),
    Column("requiredFields", lambda each: ",".join(each.required_fields), gives_way=True),
    Column("decidedBy", lambda each: ",".join(decider.role for decider in each.decided_by), gives_way=True),
    Column("allowed", lambda each: each.allowed),
)
