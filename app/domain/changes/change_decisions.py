"""What may be done to a change (§4.1), as facts; or as refusals: Conflict (not now), Forbidden (not you), Invalid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from app.clock import Instant
from app.domain.actor import Actor
from app.domain.agreement.agreement import Agreement
from app.domain.agreement.changes import BEFORE_BEGINNING, ChangeDecision
from app.domain.agreement.closing_days import today
from app.domain.changes.ballots import CastVote
from app.domain.changes.change_facts import (
    ChangeApproved,
    ChangeAssessed,
    ChangeClosed,
    ChangeConflict,
    ChangeImplemented,
    ChangePlan,
    ChangePlanned,
    ChangeRegistered,
    ChangeRejected,
    ChangeReviewed,
    ChangeRisk,
    ChangeWithdrawn,
    ConflictKind,
    DisturbanceLinked,
    DisturbanceUnlinked,
    ImplementationBegun,
    ImplementationFailed,
    PlanSet,
    Rollback,
)
from app.domain.changes.change_process import require_decision
from app.domain.changes.change_record import ChangeRecord
from app.domain.changes.pre_approved import ChangeModel, require_model
from app.domain.vocabulary import ChangeType
from app.errors import Conflict, Fault, Forbidden, Invalid

WHOLE: Final = "4"
STANDARD: Final = "4.1.1"
NORMAL: Final = "4.1.2"
AFTERWARDS: Final = "4.1.3"
MAINTENANCE: Final = "5.4"


@dataclass(frozen=True)
class Deciding:
    """Who decides, when, and by which agreement."""

    actor: Actor
    at: Instant
    agreement: Agreement

    def require(self, change: ChangeRecord, decision: ChangeDecision) -> str:
        """The section by which it is decided."""
        return require_decision(change, self.agreement, self.actor, decision).section.number


def register(fact: ChangeRegistered) -> ChangeRegistered:
    """Raises Invalid with every fault: what is urgent says why, what is standard is what its model says."""
    faults: list[Fault] = []
    if fact.change_type is ChangeType.URGENT:
        if not (fact.reason and fact.reason.strip()):
            faults.append(Fault("/reason", "missing", "Say why it cannot wait for an approval."))
    elif fact.reason is not None:
        faults.append(Fault("/reason", "not_taken", "Only an urgent change takes a reason."))
    if fact.change_type is ChangeType.STANDARD:
        of_model = "A standard change is as its model has it."
        given: Mapping[str, object] = {"/plan": fact.plan, "/risk": fact.risk}
        faults += [Fault(pointer, "of_the_model", of_model) for pointer, each in given.items() if each is not None]
    elif fact.model_id is not None:
        faults.append(Fault("/modelId", "not_taken", "Only a standard change follows a model."))
    faults += _faults_of_plan(fact.plan)
    if faults:
        section = {ChangeType.STANDARD: STANDARD, ChangeType.NORMAL: NORMAL, ChangeType.URGENT: AFTERWARDS}
        raise Invalid("The request is not valid.", section=section[fact.change_type], faults=faults)
    return fact


def assess(
    change: ChangeRecord,
    by: Deciding,
    risk: ChangeRisk | None,
    plan: ChangePlan | None,
    model: ChangeModel | None,
) -> ChangeAssessed:
    """What is left out is as it was proposed. `model`: that which is named, now or before."""
    section = by.require(change, ChangeDecision.ASSESS)
    if change.change_type is ChangeType.STANDARD:
        if risk is not None or plan is not None:
            raise Conflict("A standard change is as its model has it.", section=section)
        known = require_model(model, today(by.agreement, by.at))
        words = ChangePlan(steps=known.plan.steps, rollback=known.plan.rollback, test=known.plan.test)
        return ChangeAssessed(risk=known.risk, plan=words, model_id=known.id)
    if model is not None:
        raise Invalid.at("/modelId", "not_taken", "Only a standard change follows a model.", section=section)
    risk, plan = risk or change.risk, plan or change.plan
    missing = [("/risk", risk, "Say how risky it is."), ("/plan", plan, "Say how it is to go.")]
    faults = [Fault(pointer, "missing", detail) for pointer, each, detail in missing if each is None]
    faults += _faults_of_plan(plan)
    if faults or risk is None or plan is None:
        raise Invalid("The request is not valid.", section=section, faults=faults)
    return ChangeAssessed(risk=risk, plan=plan)


def set_plan(change: ChangeRecord, risk: ChangeRisk | None, plan: ChangePlan | None) -> PlanSet | None:
    """Until it is begun. None: they are what they were."""
    if change.state not in BEFORE_BEGINNING:
        raise Conflict(f"A change that is {change.state} keeps its plan and its risk.", section=WHOLE)
    if change.change_type is ChangeType.STANDARD:
        raise Conflict("A standard change is as its model has it: what differs is a normal change.", section=STANDARD)
    if faults := _faults_of_plan(plan):
        raise Invalid("The request is not valid.", section=WHOLE, faults=faults)
    fresh = PlanSet(risk=None if risk == change.risk else risk, plan=None if plan == change.plan else plan)
    return None if fresh == PlanSet() else fresh


def approve(change: ChangeRecord, by: Deciding, reason: str | None) -> ChangeApproved:
    by.require(change, ChangeDecision.APPROVE)
    return ChangeApproved(reason=reason)


def reject(change: ChangeRecord, by: Deciding, reason: str) -> ChangeRejected:
    by.require(change, ChangeDecision.REJECT)
    return ChangeRejected(reason=reason)


def planned_for(change: ChangeRecord, by: Deciding, from_at: Instant | None, until: Instant | None) -> ChangePlanned:
    """For when its plan says, or for when that says nothing. Conflicts are settled by `settle_conflicts`."""
    section = by.require(change, ChangeDecision.PLAN)
    plan = change.plan
    if plan is not None and plan.planned_from is not None and plan.planned_until is not None:
        asked = (from_at or plan.planned_from, until or plan.planned_until)
        if asked != (plan.planned_from, plan.planned_until):
            raise Conflict(
                "It was approved for another time: change the plan, and have that approved.", section=section
            )
        from_at, until = asked
    times = {"/plannedFrom": from_at, "/plannedUntil": until}
    faults = [Fault(pointer, "missing", "Say for when.") for pointer, each in times.items() if each is None]
    if faults or from_at is None or until is None:
        raise Invalid("The request is not valid.", section=section, faults=faults)
    if until <= from_at:
        raise Invalid.at("/plannedUntil", "not_after_from", "It ends after it begins.", section=section)
    if from_at < by.at:
        raise Invalid.at("/plannedFrom", "in_the_past", "What is planned lies ahead.", section=section)
    return ChangePlanned(planned_from=from_at, planned_until=until)


def settle_conflicts(conflicts: Sequence[ChangeConflict], accepted: str | None) -> Sequence[ChangeConflict]:
    """Those that it is done in spite of.

    Raises Conflict that names all of them: §5.4 for what is not announced, which nobody accepts; else without a reason.
    """
    against = [each for each in conflicts if each.kind is not ConflictKind.OUTSIDE_WINDOW]
    unannounced = [each for each in against if each.kind is ConflictKind.NOT_ANNOUNCED]
    faults = [Fault("/plannedFrom", each.kind.value, _told(each)) for each in unannounced]
    if accepted is None:
        faults += [
            Fault("/acceptConflict", each.kind.value, _told(each)) for each in against if each not in unannounced
        ]
    if faults:
        detail = " ".join(dict.fromkeys(fault.detail for fault in faults))
        raise Conflict(detail, section=MAINTENANCE if unannounced else WHOLE, faults=faults)
    return against


def _told(conflict: ChangeConflict) -> str:
    match conflict.kind:
        case ConflictKind.SAME_INSTANCE:
            return f"{conflict.number} is planned on the same instance at that time ({conflict.with_id})."
        case ConflictKind.FREEZE:
            return f"There is a freeze at that time ({conflict.with_id})."
        case _:
            return "It is outside the maintenance window: announce that first."


def begin(
    change: ChangeRecord, by: Deciding, conflicts: Sequence[ChangeConflict], accepted: str | None
) -> tuple[ImplementationBegun, Sequence[ChangeConflict]]:
    """With the conflicts that it is begun in spite of: of an urgent one all of them, of others as they are accepted."""
    by.require(change, ChangeDecision.BEGIN)
    if any(vote.person_id == by.actor.id for vote in _deciding_votes(change)):
        raise Forbidden("Who voted on a change does not carry it out.", section=NORMAL)
    if change.change_type is ChangeType.URGENT:
        return ImplementationBegun(conflict_reason=accepted), conflicts
    against = settle_conflicts(conflicts, accepted)
    return ImplementationBegun(conflict_reason=accepted if against else None), against


def _deciding_votes(change: ChangeRecord) -> Sequence[CastVote]:
    """Of the ballot by which it is approved, if it is: after another plan it may be the manager who approved it."""
    approved_by_ballot = change.approved_at is not None and change.approved_by is None
    return change.ballot.votes if approved_by_ballot and change.ballot else ()


def implemented(change: ChangeRecord, by: Deciding, report: str, hotfix_version: str | None) -> ChangeImplemented:
    section = by.require(change, ChangeDecision.IMPLEMENTED)
    if hotfix_version is not None and change.change_type is not ChangeType.URGENT:
        raise Invalid.at("/hotfixVersion", "not_taken", "Only an urgent change goes out as a hotfix.", section=section)
    return ChangeImplemented(report=report, hotfix_version=hotfix_version)


def failed(change: ChangeRecord, by: Deciding, report: str, rollback: Rollback) -> ImplementationFailed:
    by.require(change, ChangeDecision.FAILED)
    return ImplementationFailed(report=report, rollback=rollback)


def review(change: ChangeRecord, by: Deciding, lessons: str, *, worked: bool) -> ChangeReviewed:
    section = by.require(change, ChangeDecision.REVIEW)
    if change.is_implementer(by.actor.id):
        raise Forbidden("A change is reviewed by somebody who did not carry it out.", section=section)
    return ChangeReviewed(worked=worked, lessons=lessons)


def close(change: ChangeRecord, by: Deciding) -> ChangeClosed:
    by.require(change, ChangeDecision.CLOSE)
    return ChangeClosed()


def withdraw(change: ChangeRecord, by: Deciding, reason: str) -> ChangeWithdrawn:
    by.require(change, ChangeDecision.WITHDRAW)
    return ChangeWithdrawn(reason=reason)


def link_disturbance(change: ChangeRecord, outage_id: UUID) -> DisturbanceLinked:
    if change.implementation is None:
        raise Conflict("A change that was not begun has disturbed nothing.", section=WHOLE)
    return DisturbanceLinked(outage_id=outage_id)


def unlink_disturbance(_: ChangeRecord, outage_id: UUID) -> DisturbanceUnlinked:
    return DisturbanceUnlinked(outage_id=outage_id)


def not_before(change: ChangeRecord) -> Instant | None:
    """When it can have been begun, or ended: after what led to it. Of an urgent change that may have been begun before
    anybody registered it (None).
    """
    unregistered = change.implementation is None and change.change_type is ChangeType.URGENT
    return None if unregistered else change.moved_at


def _faults_of_plan(plan: ChangePlan | None) -> list[Fault]:
    if plan is None or plan.planned_from is None or plan.planned_until is None:
        return []
    if plan.planned_until <= plan.planned_from:
        return [Fault("/plan/plannedUntil", "not_after_from", "It ends after it begins.")]
    return []
