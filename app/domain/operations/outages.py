"""An outage as its facts add up (§5.2). `advance` is the fold."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar
from uuid import UUID

from app.clock import Instant
from app.domain import streams
from app.domain.agreement.service_terms import LeftOut, Loss
from app.domain.operations.outage_facts import (
    CauseFound,
    DetectedBy,
    LeftOutClaimed,
    LeftOutDecided,
    LossFound,
    OutageBegun,
    OutageCategory,
    OutageEnded,
    OutageEvent,
    OutageFact,
    OutageLinked,
    OutageLinkTo,
    OutageReopened,
    OutageUnlinked,
    RebuttalClaim,
    RebuttalDecided,
    Rebutted,
)
from app.domain.replacing import replace


@dataclass(frozen=True, kw_only=True)
class SecondOpinion:
    """What somebody else made of it."""

    accepted: bool
    reason: str
    decided_by: UUID | None
    decided_at: Instant


@dataclass(frozen=True, kw_only=True)
class LeftOutClaim:
    """That [from_at, until) of the outage was outside the vendor's control; `until` None: to its end."""

    id: UUID
    from_at: Instant
    until: Instant | None
    reason: LeftOut
    evidence: str
    claimed_by: UUID | None
    claimed_at: Instant
    decision: SecondOpinion | None = None

    @property
    def is_accepted(self) -> bool:
        return self.decision is not None and self.decision.accepted


@dataclass(frozen=True, kw_only=True)
class Rebuttal:
    """See `Rebutted`."""

    id: UUID
    customer_id: UUID
    claim: RebuttalClaim
    from_at: Instant | None
    until: Instant | None
    evidence: str
    reference: str | None
    rebutted_by: UUID | None
    rebutted_at: Instant
    decision: SecondOpinion | None = None

    @property
    def holds(self) -> bool:
        return self.decision is not None and self.decision.accepted


class FoundLoss(NamedTuple):
    loss: Loss
    found_at: Instant


@dataclass(frozen=True, kw_only=True)
class FoundCause:
    text: str
    ticket_id: UUID | None
    found_at: Instant


class OutageLink(NamedTuple):
    to: OutageLinkTo
    id: UUID


class OutageSpan(NamedTuple):
    """Half open; `ended_at` None: it goes on."""

    began_at: Instant
    ended_at: Instant | None


@dataclass(frozen=True, kw_only=True)
class Outage:
    """`began_at` and `ended_at` are as the vendor measured. `losses` are in the order in which they were found."""

    id: UUID
    service_id: UUID | None
    instance_ids: tuple[UUID, ...]
    began_at: Instant
    ended_at: Instant | None = None
    detected_by: DetectedBy
    category: OutageCategory
    degradation: bool
    summary: str
    losses: tuple[FoundLoss, ...] = ()
    cause: FoundCause | None = None
    claims: Mapping[UUID, LeftOutClaim] = field(default_factory=dict[UUID, LeftOutClaim])
    rebuttals: Mapping[UUID, Rebuttal] = field(default_factory=dict[UUID, Rebuttal])
    links: tuple[OutageLink, ...] = ()

    @property
    def ticket_ids(self) -> tuple[UUID, ...]:
        return tuple(each.id for each in self.links if each.to is OutageLinkTo.TICKET)

    @property
    def change_ids(self) -> tuple[UUID, ...]:
        return tuple(each.id for each in self.links if each.to is OutageLinkTo.CHANGE)

    def proven_by(self, customer_id: UUID) -> tuple[Rebuttal, ...]:
        """The proofs of this customer that were accepted: they hold for its own instances."""
        return tuple(each for each in self.rebuttals.values() if each.holds and each.customer_id == customer_id)

    def span_for(self, customer_id: UUID) -> OutageSpan:
        """From when until when it counts for this customer's instances: as measured, unless it proved otherwise."""
        began_at, ended_at = self.began_at, self.ended_at
        for proof in self.proven_by(customer_id) if self.rebuttals else ():
            if proof.claim is RebuttalClaim.BEGAN_EARLIER and proof.from_at is not None:
                began_at = min(began_at, proof.from_at)
            if proof.claim is RebuttalClaim.ENDED_LATER and proof.until is not None and ended_at is not None:
                ended_at = max(ended_at, proof.until)
        return OutageSpan(began_at, ended_at)


def replay(outage_id: UUID, events: Iterable[OutageEvent]) -> Outage:
    """The outage that these facts make; ValueError when the first one is not its beginning."""
    return streams.replay(lambda first: begin(outage_id, first), advance, events)


def begin(outage_id: UUID, event: OutageEvent) -> Outage:
    fact = event.fact
    if not isinstance(fact, OutageBegun):
        raise ValueError("an outage begins with its beginning")  # noqa: TRY004 - the history is wrong, not a type
    return Outage(
        id=outage_id,
        service_id=fact.service_id,
        instance_ids=fact.instance_ids,
        began_at=event.occurred_at,
        detected_by=fact.detected_by,
        category=fact.category,
        degradation=fact.degradation,
        summary=fact.summary,
    )


def advance(outage: Outage, event: OutageEvent) -> Outage:
    """The outage after one more fact."""
    match event.fact:
        case OutageEnded():
            return replace(outage, ended_at=event.occurred_at)
        case OutageReopened():
            return replace(outage, ended_at=None)
        case LossFound(loss=loss):
            return replace(outage, losses=(*outage.losses, FoundLoss(loss, event.occurred_at)))
        case CauseFound(text=text, ticket_id=ticket_id):
            return replace(outage, cause=FoundCause(text=text, ticket_id=ticket_id, found_at=event.occurred_at))
        case LeftOutClaimed() | LeftOutDecided() as fact:
            claim = _claim(event, fact) if isinstance(fact, LeftOutClaimed) else outage.claims[fact.claim_id]
            return replace(outage, claims={**outage.claims, claim.id: _judged(claim, event, fact)})
        case Rebutted() | RebuttalDecided() as fact:
            proof = _rebuttal(event, fact) if isinstance(fact, Rebutted) else outage.rebuttals[fact.rebuttal_id]
            return replace(outage, rebuttals={**outage.rebuttals, proof.id: _judged(proof, event, fact)})
        case OutageLinked() | OutageUnlinked() as fact:
            others = tuple(each for each in outage.links if each != (fact.to, fact.id))
            linked = (OutageLink(fact.to, fact.id),) if isinstance(fact, OutageLinked) else ()
            return replace(outage, links=(*others, *linked))
        case OutageBegun():
            raise ValueError("an outage begins once")


def _claim(event: OutageEvent, fact: LeftOutClaimed) -> LeftOutClaim:
    return LeftOutClaim(
        id=fact.claim_id,
        from_at=fact.from_at,
        until=fact.until,
        reason=fact.reason,
        evidence=fact.evidence,
        claimed_by=event.actor_id,
        claimed_at=event.recorded_at,
    )


def _rebuttal(event: OutageEvent, fact: Rebutted) -> Rebuttal:
    return Rebuttal(
        id=fact.rebuttal_id,
        customer_id=fact.customer_id,
        claim=fact.claim,
        from_at=fact.from_at,
        until=fact.until,
        evidence=fact.evidence,
        reference=fact.reference,
        rebutted_by=event.actor_id,
        rebutted_at=event.recorded_at,
    )


Judged = TypeVar("Judged", LeftOutClaim, Rebuttal)


def _judged(claim: Judged, event: OutageEvent, fact: OutageFact) -> Judged:
    """With the second person's opinion, if this is one."""
    if not isinstance(fact, LeftOutDecided | RebuttalDecided):
        return claim
    opinion = SecondOpinion(
        accepted=fact.accepted, reason=fact.reason, decided_by=event.actor_id, decided_at=event.recorded_at
    )
    return replace(claim, decision=opinion)
