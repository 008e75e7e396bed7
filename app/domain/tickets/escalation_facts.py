"""An escalation of a ticket (§1): direct action is needed, and its cost is settled afterwards."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from app.clock import Instant


@dataclass(frozen=True)
class Escalation:
    """One that stands: neither ended nor the ticket closed."""

    id: UUID
    declared_at: Instant
    reason: str


@dataclass(frozen=True, kw_only=True)
class Escalated:
    """Customer or vendor says that it cannot wait (§1)."""

    escalation_id: UUID
    reason: str
    type: Literal["escalated"] = "escalated"


@dataclass(frozen=True, kw_only=True)
class EscalationEnded:
    """It needs no direct action any more."""

    escalation_id: UUID
    reason: str
    type: Literal["escalation_ended"] = "escalation_ended"


EscalationFact = Escalated | EscalationEnded
