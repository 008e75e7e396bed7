"""§4.1 How a change is decided on: the document names the approvals; the process around them is ours."""

from app.domain.agreement.changes import (
    ChangeDecision,
    ChangeDecisionRule,
    ChangeNeed,
    ChangeReviewTerms,
    ChangeState,
    RiskLevel,
)
from app.domain.agreement.measures import Section, Span, SpanUnit
from app.domain.vocabulary import ChangeType, Responsibility
from app.sla.document import s

R, A = Responsibility.RESPONSIBLE, Responsibility.ACCOUNTABLE
C, I = Responsibility.CONSULTED, Responsibility.INFORMED  # noqa: E741 (the legend's own letter)

STANDARD, NORMAL, URGENT = ((each,) for each in ChangeType)
NOT_URGENT = (ChangeType.STANDARD, ChangeType.NORMAL)
ALL = tuple(ChangeType)

REGISTERED, ASSESSED, SUBMITTED = ChangeState.REGISTERED, ChangeState.ASSESSED, ChangeState.SUBMITTED
APPROVED, PLANNED, IMPLEMENTING = ChangeState.APPROVED, ChangeState.PLANNED, ChangeState.IMPLEMENTING
IMPLEMENTED, FAILED, REVIEWED = ChangeState.IMPLEMENTED, ChangeState.FAILED, ChangeState.REVIEWED
REJECTED, CLOSED, WITHDRAWN = ChangeState.REJECTED, ChangeState.CLOSED, ChangeState.WITHDRAWN

Letters = tuple[Responsibility, Responsibility, Responsibility, Responsibility]
"""Of the customer, support, a consultant, the support manager."""
PREPARED: Letters = (C, R, R, A)
CARRIED_OUT: Letters = (I, R, R, A)
ANSWERED_FOR: Letters = (I, R, C, A)

REASON, REPORT = ChangeNeed.REASON, ChangeNeed.REPORT
RISK_AND_PLAN = (ChangeNeed.RISK, ChangeNeed.PLAN)
WHEN = (ChangeNeed.PLANNED_FROM, ChangeNeed.PLANNED_UNTIL)
LEARNT = (ChangeNeed.WORKED, ChangeNeed.LESSONS)


def _rule(
    decision: ChangeDecision,
    types: tuple[ChangeType, ...],
    at: tuple[ChangeState, ...],
    to: tuple[ChangeState, ...],
    letters: Letters,
    section: Section,
    needs: tuple[ChangeNeed, ...] = (),
    *,
    by: tuple[Responsibility, ...] = (R, A),
    risk: RiskLevel | None = None,
    requester_too: bool = False,
) -> ChangeDecisionRule:
    return ChangeDecisionRule(
        decision=decision,
        types=types,
        at=at,
        to=to,
        customer=letters[0],
        support=letters[1],
        consultant=letters[2],
        support_manager=letters[3],
        by=by,
        needs=needs,
        risk=risk,
        requester_too=requester_too,
        section=section,
    )


D, LOW, HIGH = ChangeDecision, RiskLevel.LOW, RiskLevel.HIGH

CHANGE_DECISIONS: tuple[ChangeDecisionRule, ...] = (
    _rule(D.ASSESS, STANDARD, (REGISTERED,), (ASSESSED,), PREPARED, s("4.1.1"), (ChangeNeed.MODEL,)),
    _rule(D.ASSESS, NORMAL, (REGISTERED,), (ASSESSED,), PREPARED, s("4.1.2"), RISK_AND_PLAN),
    _rule(D.ASSESS, URGENT, (REGISTERED,), (ASSESSED,), PREPARED, s("4.1.3"), RISK_AND_PLAN),
    _rule(D.APPROVE, NORMAL, (ASSESSED,), (APPROVED,), ANSWERED_FOR, s("4.1.2"), by=(A,), risk=LOW),
    _rule(D.REJECT, NORMAL, (ASSESSED,), (REJECTED,), ANSWERED_FOR, s("4.1.2"), (REASON,), by=(A,), risk=LOW),
    _rule(
        D.SUBMIT, NORMAL, (ASSESSED,), (SUBMITTED,), ANSWERED_FOR, s("4.1.2"), (ChangeNeed.BOARD,), by=(A,), risk=HIGH
    ),
    _rule(
        D.CLOSE_BALLOT,
        NORMAL,
        (SUBMITTED,),
        (APPROVED, REJECTED, ASSESSED),
        ANSWERED_FOR,
        s("4.1.2"),
        by=(A,),
        risk=HIGH,
    ),
    _rule(D.PLAN, STANDARD, (ASSESSED, PLANNED), (PLANNED,), PREPARED, s("4.1.1"), WHEN),
    _rule(D.PLAN, NORMAL, (APPROVED, PLANNED), (PLANNED,), PREPARED, s("4.1.2"), WHEN),
    _rule(D.BEGIN, STANDARD, (PLANNED,), (IMPLEMENTING,), CARRIED_OUT, s("4.1.1")),
    _rule(D.BEGIN, NORMAL, (PLANNED,), (IMPLEMENTING,), CARRIED_OUT, s("4.1.2")),
    _rule(D.BEGIN, URGENT, (REGISTERED, ASSESSED), (IMPLEMENTING,), CARRIED_OUT, s("4.1.3")),
    _rule(D.IMPLEMENTED, ALL, (IMPLEMENTING,), (IMPLEMENTED,), CARRIED_OUT, s("4"), (REPORT,)),
    _rule(D.FAILED, ALL, (IMPLEMENTING,), (FAILED,), CARRIED_OUT, s("4"), (ChangeNeed.ROLLBACK, REPORT)),
    _rule(D.REVIEW, ALL, (IMPLEMENTED, FAILED), (REVIEWED,), CARRIED_OUT, s("4.1.3"), LEARNT),
    _rule(D.CLOSE, NOT_URGENT, (IMPLEMENTED, REVIEWED), (CLOSED,), ANSWERED_FOR, s("4")),
    _rule(D.CLOSE, URGENT, (REVIEWED,), (CLOSED,), ANSWERED_FOR, s("4.1.3")),
    _rule(
        D.WITHDRAW,
        ALL,
        (REGISTERED, ASSESSED, SUBMITTED, APPROVED, PLANNED),
        (WITHDRAWN,),
        ANSWERED_FOR,
        s("4"),
        (REASON,),
        requester_too=True,
    ),
)

CHANGE_REVIEW = ChangeReviewTerms(within=Span(5, SpanUnit.NEXT_BUSINESS_DAYS), section=s("4.1.3"))
"""The document has it reviewed afterwards, and gives no period: the figure is ours."""
