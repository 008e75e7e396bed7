"""§4.1 How a change is decided on: the document names the approvals; the process around them is ours."""

from app.domain.agreement.changes import (
    BEFORE_BEGINNING,
    ChangeDecision,
    ChangeDecisionRule,
    ChangeNeed,
    ChangeReviewTerms,
    ChangeState,
    RiskLevel,
)
from app.domain.agreement.measures import Span, SpanUnit
from app.domain.vocabulary import ChangeType, Responsibility
from app.sla.document import s

R, A = Responsibility.RESPONSIBLE, Responsibility.ACCOUNTABLE
C, I = Responsibility.CONSULTED, Responsibility.INFORMED  # noqa: E741 (the legend's own letter)
BY_MANAGER, LOW, HIGH = (A,), RiskLevel.LOW, RiskLevel.HIGH

STANDARD, NORMAL, URGENT = ((each,) for each in ChangeType)
NOT_URGENT, ALL = (ChangeType.STANDARD, ChangeType.NORMAL), tuple(ChangeType)

D = ChangeDecision
REGISTERED, ASSESSED, SUBMITTED = ChangeState.REGISTERED, ChangeState.ASSESSED, ChangeState.SUBMITTED
APPROVED, PLANNED, IMPLEMENTING = ChangeState.APPROVED, ChangeState.PLANNED, ChangeState.IMPLEMENTING
IMPLEMENTED, FAILED, REVIEWED = ChangeState.IMPLEMENTED, ChangeState.FAILED, ChangeState.REVIEWED
REJECTED, CLOSED, WITHDRAWN = ChangeState.REJECTED, ChangeState.CLOSED, ChangeState.WITHDRAWN
COUNTED = (APPROVED, REJECTED, ASSESSED)

MODEL, BOARD, REASON, REPORT = ChangeNeed.MODEL, ChangeNeed.BOARD, ChangeNeed.REASON, ChangeNeed.REPORT
RISK_AND_PLAN = (ChangeNeed.RISK, ChangeNeed.PLAN)
WHEN = (ChangeNeed.PLANNED_FROM, ChangeNeed.PLANNED_UNTIL)
TAKEN_BACK = (ChangeNeed.ROLLBACK, REPORT)
LEARNT = (ChangeNeed.WORKED, ChangeNeed.LESSONS)

Rule = ChangeDecisionRule
# fmt: off
CHANGE_DECISIONS: tuple[ChangeDecisionRule, ...] = (
    # decision, types, at, to; customer, support, consultant, support manager
    Rule(D.ASSESS, STANDARD, (REGISTERED,), (ASSESSED,), C, R, R, A, s("4.1.1"), (MODEL,)),
    Rule(D.ASSESS, NORMAL, (REGISTERED,), (ASSESSED,), C, R, R, A, s("4.1.2"), RISK_AND_PLAN),
    Rule(D.ASSESS, URGENT, (REGISTERED,), (ASSESSED,), C, R, R, A, s("4.1.3"), RISK_AND_PLAN),
    Rule(D.APPROVE, NORMAL, (ASSESSED,), (APPROVED,), I, R, C, A, s("4.1.2"), (), BY_MANAGER, LOW),
    Rule(D.REJECT, NORMAL, (ASSESSED,), (REJECTED,), I, R, C, A, s("4.1.2"), (REASON,), BY_MANAGER, LOW),
    Rule(D.SUBMIT, NORMAL, (ASSESSED,), (SUBMITTED,), I, R, C, A, s("4.1.2"), (BOARD,), BY_MANAGER, HIGH),
    Rule(D.CLOSE_BALLOT, NORMAL, (SUBMITTED,), COUNTED, I, R, C, A, s("4.1.2"), (), BY_MANAGER, HIGH),
    Rule(D.PLAN, STANDARD, (ASSESSED, PLANNED), (PLANNED,), C, R, R, A, s("4.1.1"), WHEN),
    Rule(D.PLAN, NORMAL, (APPROVED, PLANNED), (PLANNED,), C, R, R, A, s("4.1.2"), WHEN),
    Rule(D.BEGIN, STANDARD, (PLANNED,), (IMPLEMENTING,), I, R, R, A, s("4.1.1")),
    Rule(D.BEGIN, NORMAL, (PLANNED,), (IMPLEMENTING,), I, R, R, A, s("4.1.2")),
    Rule(D.BEGIN, URGENT, (REGISTERED, ASSESSED), (IMPLEMENTING,), I, R, R, A, s("4.1.3")),
    Rule(D.IMPLEMENTED, ALL, (IMPLEMENTING,), (IMPLEMENTED,), I, R, R, A, s("4"), (REPORT,)),
    Rule(D.FAILED, ALL, (IMPLEMENTING,), (FAILED,), I, R, R, A, s("4"), TAKEN_BACK),
    Rule(D.REVIEW, ALL, (IMPLEMENTED, FAILED), (REVIEWED,), I, R, R, A, s("4.1.3"), LEARNT),
    Rule(D.CLOSE, NOT_URGENT, (IMPLEMENTED, REVIEWED), (CLOSED,), I, R, C, A, s("4")),
    Rule(D.CLOSE, URGENT, (REVIEWED,), (CLOSED,), I, R, C, A, s("4.1.3")),
    Rule(D.WITHDRAW, ALL, BEFORE_BEGINNING, (WITHDRAWN,), I, R, C, A, s("4"), (REASON,), requester_too=True),
)
# fmt: on

CHANGE_REVIEW = ChangeReviewTerms(within=Span(5, SpanUnit.NEXT_BUSINESS_DAYS), section=s("4.1.3"))
"""The document has it reviewed afterwards, and gives no period: the figure is ours."""
