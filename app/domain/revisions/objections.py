"""A customer's objection to a revision, and by which revision it is bound meanwhile (Wijzigingen).

The document names no effect; as read here, while an objection is undecided, or once it is accepted, what the customer
registers is bound by the revision before; declined, from the moment of that on by the new one. No ticket ever moves.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from app.clock import Instant
from app.domain.agreement.agreement import Agreement, begun_by
from app.domain.replacing import replace
from app.domain.revisions.revision_facts import ObjectionDecided, ObjectionEvent, ObjectionMade
from app.errors import Conflict


@dataclass(frozen=True, kw_only=True)
class Objection:
    """`received_at`: when it was first made. `accepted` None: it is undecided."""

    id: UUID
    customer_id: UUID
    revision: int
    reasons: str
    received_at: Instant
    made_by: UUID | None
    accepted: bool | None = None
    decided_at: Instant | None = None
    decided_by: UUID | None = None
    decision_reason: str | None = None

    def keeps_from(self, at: Instant) -> bool:
        """Whether the revision does not bind what its customer registers at that moment."""
        is_over = self.decided_at is not None and not self.accepted and at >= self.decided_at
        return self.received_at <= at and not is_over


def begin_objection(objection_id: UUID, customer_id: UUID, event: ObjectionEvent) -> Objection:
    """ValueError when it was not made."""
    match event.fact:
        case ObjectionMade() as made:
            return Objection(
                id=objection_id,
                customer_id=customer_id,
                revision=made.revision,
                reasons=made.reasons,
                received_at=made.received_at,
                made_by=event.actor_id,
            )
        case _:
            raise ValueError("an objection begins with being made")


def advance_objection(objection: Objection, event: ObjectionEvent) -> Objection:
    match event.fact:
        case ObjectionMade(reasons=reasons):
            return replace(objection, reasons=reasons)
        case ObjectionDecided(accepted=accepted, reason=reason):
            return replace(
                objection,
                accepted=accepted,
                decided_at=event.recorded_at,
                decided_by=event.actor_id,
                decision_reason=reason,
            )


def agreement_for(revisions: Sequence[Agreement], objections: Iterable[Objection], at: Instant) -> Agreement:
    """The revision that binds what a customer with these objections registers at that moment."""
    kept_from = {each.revision for each in objections if each.keeps_from(at)}
    begun = begun_by(revisions, at)
    return next((each for each in begun if each.revision not in kept_from), begun[-1])


def require_in_time(until_on: date, received_at: Instant, zone: ZoneInfo, section: str) -> None:
    """The last day is the vendor's, whole. Raises Conflict (Wijzigingen)."""
    if received_at.astimezone(zone).date() > until_on:
        raise Conflict(f"Objections were to be made by {until_on}.", section=section)


def require_undecided(objection: Objection, section: str) -> None:
    """Raises Conflict (Wijzigingen)."""
    if objection.accepted is not None:
        was = "accepted" if objection.accepted else "declined"
        raise Conflict(f"The objection was {was} already.", section=section)
