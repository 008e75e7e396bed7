"""Which decisions a change can take now, and who may take them: looked up in the agreement's table (§4.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.domain.actor import Actor
from app.domain.agreement.agreement import Agreement
from app.domain.agreement.changes import BEFORE_BEGINNING, ChangeDecision, ChangeDecisionRule, ChangeNeed, RiskLevel
from app.domain.changes.change_record import ChangeRecord
from app.domain.vocabulary import Role
from app.errors import Conflict, Forbidden

AFTERWARDS: Final = "4.1.3"


@dataclass(frozen=True)
class ChangeOption:
    """A decision that can be taken now. `needs`: what of that is not known yet; `roles`: who may take it."""

    rule: ChangeDecisionRule
    needs: tuple[ChangeNeed, ...]
    roles: tuple[Role, ...]
    allowed: bool


def change_options(change: ChangeRecord, agreement: Agreement, actor: Actor) -> tuple[ChangeOption, ...]:
    return tuple(
        ChangeOption(rule, _missing(rule, change), deciding_roles(rule), may_decide(rule, change, actor))
        for rule in _rules_of(change, agreement)
        if change.state in rule.at and rule.risk in (None, change.risk_level)
    )


def require_decision(
    change: ChangeRecord, agreement: Agreement, actor: Actor, decision: ChangeDecision
) -> ChangeDecisionRule:
    """Its row. Raises Conflict (not now, with what can be), then Forbidden (not by you, with who may)."""
    rule = next((each for each in _rules_of(change, agreement) if each.decision is decision), None)
    if rule is None:
        section = next(each for each in agreement.terms.changes if each.change_type is change.change_type).section
        raise Conflict(f"On {_a(change)} change there is nothing to {_said(decision)}.", section=section.number)
    if change.state not in rule.at:
        raise _not_now(change, agreement, rule)
    if rule.risk not in (None, change.risk_level):
        raise _wrong_risk(rule)
    if not may_decide(rule, change, actor):
        who = " or ".join(role.replace("_", " ") for role in deciding_roles(rule))
        raise Forbidden(f"To {_said(decision)} a change is for {who}.", section=rule.section.number)
    return rule


def deciding_roles(rule: ChangeDecisionRule) -> tuple[Role, ...]:
    return tuple(role for role, letter in rule.raci.items() if letter in rule.by)


def may_decide(rule: ChangeDecisionRule, change: ChangeRecord, actor: Actor) -> bool:
    asked_for_it = rule.requester_too and change.requested_by == actor.id
    return actor.administrator or asked_for_it or not actor.roles.isdisjoint(deciding_roles(rule))


def _rules_of(change: ChangeRecord, agreement: Agreement) -> Sequence[ChangeDecisionRule]:
    return [rule for rule in agreement.terms.change_decisions if change.change_type in rule.types]


def _missing(rule: ChangeDecisionRule, change: ChangeRecord) -> tuple[ChangeNeed, ...]:
    plan = change.plan
    known = {
        ChangeNeed.MODEL: change.model_id,
        ChangeNeed.RISK: change.risk,
        ChangeNeed.PLAN: plan,
        ChangeNeed.PLANNED_FROM: plan and plan.planned_from,
        ChangeNeed.PLANNED_UNTIL: plan and plan.planned_until,
    }
    return tuple(each for each in rule.needs if known.get(each) is None)


def _not_now(change: ChangeRecord, agreement: Agreement, rule: ChangeDecisionRule) -> Conflict:
    if rule.decision is ChangeDecision.CLOSE and change.owes_review and change.review is None:
        why = "It failed" if change.has_failed else "It was not approved beforehand"
        return Conflict(f"{why}: it is reviewed before it is closed.", section=AFTERWARDS)
    if rule.decision is ChangeDecision.BEGIN and change.state in BEFORE_BEGINNING:
        at = " or ".join(rule.at)
        return Conflict(
            f"A change that is {change.state} is not begun: it has to be {at}.", section=rule.section.number
        )
    options = [each for each in _rules_of(change, agreement) if change.state in each.at]
    can = ", ".join(each.decision for each in options if each.risk in (None, change.risk_level)) or "nothing"
    return Conflict(
        f"A change that is {change.state} takes no {rule.decision}; what can be decided now: {can}.",
        section=rule.section.number,
    )


def _wrong_risk(rule: ChangeDecisionRule) -> Conflict:
    if rule.risk is RiskLevel.LOW:
        return Conflict(
            "It is risky: the change advisory board decides on it, so submit it.", section=rule.section.number
        )
    return Conflict("It is not risky: the support manager decides on it.", section=rule.section.number)


def _said(decision: ChangeDecision) -> str:
    return _VERBS.get(decision, decision.value)


_VERBS: Final = {
    ChangeDecision.CLOSE_BALLOT: "close the ballot on",
    ChangeDecision.IMPLEMENTED: "end",
    ChangeDecision.FAILED: "end",
}


def _a(change: ChangeRecord) -> str:
    return f"an {change.change_type}" if change.change_type.startswith("u") else f"a {change.change_type}"
