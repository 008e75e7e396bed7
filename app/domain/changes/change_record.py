"""A change as its facts add up (§4.1). `advance_change` is the fold."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from app.clock import Instant
from app.domain.agreement.changes import ChangeState, RiskLevel
from app.domain.changes.ballots import Ballot, BallotState, CastVote
from app.domain.changes.change_facts import (
    BallotClosed,
    BallotOpened,
    BallotOutcome,
    ChangeApproved,
    ChangeAssessed,
    ChangeClosed,
    ChangeEvent,
    ChangeFact,
    ChangeImplemented,
    ChangePlan,
    ChangePlanned,
    ChangeRegistered,
    ChangeRejected,
    ChangeReviewed,
    ChangeRisk,
    ChangeWithdrawn,
    ConflictFound,
    DisturbanceLinked,
    DisturbanceUnlinked,
    ImplementationBegun,
    ImplementationFailed,
    PlanSet,
    Rollback,
    VoteCast,
)
from app.domain.replacing import replace
from app.domain.vocabulary import ChangeType


@dataclass(frozen=True, kw_only=True)
class PlannedFor:
    """Settled: [from_at, until), in spite of conflicts for this reason."""

    from_at: Instant
    until: Instant
    conflict_reason: str | None


@dataclass(frozen=True, kw_only=True)
class Implementation:
    """`rollback`: of one that failed. `by`: who began it, and who said how it ended."""

    begun_at: Instant
    by: tuple[UUID, ...]
    ended_at: Instant | None = None
    report: str | None = None
    hotfix_version: str | None = None
    rollback: Rollback | None = None

    @property
    def is_done(self) -> bool:
        return self.ended_at is not None and self.rollback is None


@dataclass(frozen=True, kw_only=True)
class PostReview:
    worked: bool
    lessons: str
    reviewed_by: UUID | None
    reviewed_at: Instant


@dataclass(frozen=True, kw_only=True)
class ChangeRecord:
    """`customer_id` None: the vendor's own. `ended_because`: why it was rejected or withdrawn. `moved_at`: when
    what led it to its state happened. `in_spite_of`: the changes and freezes that were known to be in its way.
    """

    id: UUID
    number: str
    customer_id: UUID | None
    change_type: ChangeType
    title: str
    description: str
    instance_ids: tuple[UUID, ...]
    ticket_id: UUID | None
    reason: str | None
    requested_by: UUID | None
    registered_at: Instant
    state: ChangeState = ChangeState.REGISTERED
    model_id: UUID | None
    risk: ChangeRisk | None
    plan: ChangePlan | None
    ballots: tuple[Ballot, ...] = ()
    approved_at: Instant | None = None
    approved_by: UUID | None = None
    planned: PlannedFor | None = None
    in_spite_of: tuple[UUID, ...] = ()
    implementation: Implementation | None = None
    review: PostReview | None = None
    ended_because: str | None = None
    moved_at: Instant
    outage_ids: tuple[UUID, ...] = ()

    @property
    def risk_level(self) -> RiskLevel | None:
        return None if self.risk is None else self.risk.level

    @property
    def ballot(self) -> Ballot | None:
        """The latest."""
        return self.ballots[-1] if self.ballots else None

    @property
    def is_carried_out(self) -> bool:
        return self.implementation is not None and self.implementation.is_done

    @property
    def has_failed(self) -> bool:
        return self.implementation is not None and self.implementation.rollback is not None

    @property
    def owes_review(self) -> bool:
        """It was not approved beforehand, or did not work (§4.1.3)."""
        is_over = self.is_carried_out or self.has_failed
        return is_over and (self.has_failed or self.change_type is ChangeType.URGENT)

    def is_implementer(self, person_id: UUID) -> bool:
        """Who carried it out, or is to."""
        named = self.plan is not None and self.plan.implementer_id == person_id
        return named or (self.implementation is not None and person_id in self.implementation.by)


def begin_change(change_id: UUID, customer_id: UUID | None, event: ChangeEvent) -> ChangeRecord:
    """ValueError when it is not its registration."""
    fact = event.fact
    if not isinstance(fact, ChangeRegistered):
        raise ValueError("a change begins with its registration")  # noqa: TRY004 - wrong facts, not a wrong type
    members = {name: value for name, value in vars(fact).items() if name != "type"}
    return ChangeRecord(
        id=change_id,
        customer_id=customer_id,
        requested_by=event.actor_id,
        registered_at=event.recorded_at,
        moved_at=event.occurred_at,
        **members,
    )


def advance_change(change: ChangeRecord, event: ChangeEvent) -> ChangeRecord:
    """The change after one more fact. Derived facts change nothing."""
    moved = _MOVED.get(type(event.fact))
    members = {} if moved is None else moved(change, event, event.fact)
    return replace(change, **members, **({"moved_at": event.occurred_at} if "state" in members else {}))


Members = dict[str, Any]


def _registered(_: ChangeRecord, __: ChangeEvent, ___: ChangeRegistered) -> Members:
    raise ValueError("a change is registered once")


def _assessed(_: ChangeRecord, __: ChangeEvent, fact: ChangeAssessed) -> Members:
    return {"state": ChangeState.ASSESSED, "risk": fact.risk, "plan": fact.plan, "model_id": fact.model_id}


def _set(change: ChangeRecord, event: ChangeEvent, fact: PlanSet) -> Members:
    """Before it was assessed, nothing is lost by it."""
    fresh: Members = {"risk": fact.risk or change.risk, "plan": fact.plan or change.plan}
    if change.state is ChangeState.REGISTERED:
        return fresh
    back = {"state": ChangeState.ASSESSED, "approved_at": None, "approved_by": None, "planned": None, "in_spite_of": ()}
    return {**fresh, **back, "ballots": _void(change, event)}


def _void(change: ChangeRecord, event: ChangeEvent) -> tuple[Ballot, ...]:
    return tuple(
        replace(each, ended_at=event.occurred_at) if each.state is BallotState.OPEN else each for each in change.ballots
    )


def _approved(_: ChangeRecord, event: ChangeEvent, __: ChangeApproved) -> Members:
    return {"state": ChangeState.APPROVED, "approved_at": event.occurred_at, "approved_by": event.actor_id}


def _rejected(_: ChangeRecord, __: ChangeEvent, fact: ChangeRejected) -> Members:
    return {"state": ChangeState.REJECTED, "ended_because": fact.reason}


def _opened(change: ChangeRecord, event: ChangeEvent, fact: BallotOpened) -> Members:
    ballot = Ballot(
        id=fact.ballot_id,
        board_id=fact.board_id,
        members=fact.members,
        quorum=fact.quorum,
        opened_at=event.occurred_at,
        closes_at=fact.closes_at,
    )
    return {"state": ChangeState.SUBMITTED, "ballots": (*change.ballots, ballot)}


def _cast(change: ChangeRecord, event: ChangeEvent, fact: VoteCast) -> Members:
    *before, ballot = change.ballots
    vote = CastVote(person_id=fact.person_id, vote=fact.vote, reason=fact.reason, cast_at=event.occurred_at)
    return {"ballots": (*before, replace(ballot, votes=(*ballot.votes, vote)))}


def _counted(change: ChangeRecord, event: ChangeEvent, fact: BallotClosed) -> Members:
    *before, ballot = change.ballots
    closed = replace(ballot, outcome=fact.outcome, reason=fact.reason, ended_at=event.occurred_at)
    ballots: Members = {"ballots": (*before, closed)}
    match fact.outcome:
        case BallotOutcome.APPROVED:
            return {**ballots, "state": ChangeState.APPROVED, "approved_at": event.occurred_at}
        case BallotOutcome.REJECTED:
            return {**ballots, "state": ChangeState.REJECTED, "ended_because": fact.reason}
        case BallotOutcome.NO_QUORUM:
            return {**ballots, "state": ChangeState.ASSESSED}


def _planned(_: ChangeRecord, __: ChangeEvent, fact: ChangePlanned) -> Members:
    planned = PlannedFor(from_at=fact.planned_from, until=fact.planned_until, conflict_reason=fact.conflict_reason)
    return {"state": ChangeState.PLANNED, "planned": planned, "in_spite_of": ()}


def _found(change: ChangeRecord, _: ChangeEvent, fact: ConflictFound) -> Members:
    with_id = fact.conflict.with_id
    return {} if with_id is None else {"in_spite_of": (*change.in_spite_of, with_id)}


def _begun(_: ChangeRecord, event: ChangeEvent, __: ImplementationBegun) -> Members:
    begun = Implementation(begun_at=event.occurred_at, by=() if event.actor_id is None else (event.actor_id,))
    return {"state": ChangeState.IMPLEMENTING, "implementation": begun}


def _implemented(change: ChangeRecord, event: ChangeEvent, fact: ChangeImplemented) -> Members:
    ended = {"report": fact.report, "hotfix_version": fact.hotfix_version}
    return {"state": ChangeState.IMPLEMENTED, "implementation": _ended(change, event, ended)}


def _failed(change: ChangeRecord, event: ChangeEvent, fact: ImplementationFailed) -> Members:
    ended = {"report": fact.report, "rollback": fact.rollback}
    return {"state": ChangeState.FAILED, "implementation": _ended(change, event, ended)}


def _ended(change: ChangeRecord, event: ChangeEvent, ended: Members) -> Implementation:
    if change.implementation is None:
        raise ValueError("an implementation ends after it has begun")
    by = change.implementation.by if event.actor_id is None else (*change.implementation.by, event.actor_id)
    return replace(change.implementation, ended_at=event.occurred_at, by=tuple(dict.fromkeys(by)), **ended)


def _reviewed(_: ChangeRecord, event: ChangeEvent, fact: ChangeReviewed) -> Members:
    review = PostReview(
        worked=fact.worked, lessons=fact.lessons, reviewed_by=event.actor_id, reviewed_at=event.occurred_at
    )
    return {"state": ChangeState.REVIEWED, "review": review}


def _withdrawn(change: ChangeRecord, event: ChangeEvent, fact: ChangeWithdrawn) -> Members:
    return {"state": ChangeState.WITHDRAWN, "ended_because": fact.reason, "ballots": _void(change, event)}


def _closed(_: ChangeRecord, __: ChangeEvent, ___: ChangeClosed) -> Members:
    return {"state": ChangeState.CLOSED}


def _linked(change: ChangeRecord, _: ChangeEvent, fact: DisturbanceLinked) -> Members:
    return {"outage_ids": (*change.outage_ids, fact.outage_id)}


def _unlinked(change: ChangeRecord, _: ChangeEvent, fact: DisturbanceUnlinked) -> Members:
    return {"outage_ids": tuple(each for each in change.outage_ids if each != fact.outage_id)}


_MOVED: Final[Mapping[type[ChangeFact], Callable[[ChangeRecord, ChangeEvent, Any], Members]]] = {
    ChangeRegistered: _registered,
    ChangeAssessed: _assessed,
    PlanSet: _set,
    ChangeApproved: _approved,
    ChangeRejected: _rejected,
    BallotOpened: _opened,
    VoteCast: _cast,
    BallotClosed: _counted,
    ChangePlanned: _planned,
    ConflictFound: _found,
    ImplementationBegun: _begun,
    ChangeImplemented: _implemented,
    ImplementationFailed: _failed,
    ChangeReviewed: _reviewed,
    ChangeWithdrawn: _withdrawn,
    ChangeClosed: _closed,
    DisturbanceLinked: _linked,
    DisturbanceUnlinked: _unlinked,
}
