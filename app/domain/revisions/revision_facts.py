"""What can happen to a revision of the agreement, and to a customer's objection to it (Wijzigingen)."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from uuid import UUID

from app.clock import Instant
from app.domain.streams import RecordedFact


@dataclass(frozen=True, kw_only=True)
class RevisionDrafted:
    """`clauses`: the whole agreement as the API gives it. `revises`: the revision that it was made from."""

    revision: int
    revises: int
    in_force_on: date
    title: str
    vendor: str
    clauses: list[dict[str, Any]]
    type: Literal["revision_drafted"] = "revision_drafted"


@dataclass(frozen=True, kw_only=True)
class RevisionAnnounced:
    """`announcement_id`: where it is kept who was told. `objections_until_on`: the last day, whole."""

    announcement_id: UUID
    objections_until_on: date
    type: Literal["revision_announced"] = "revision_announced"


@dataclass(frozen=True, kw_only=True)
class RevisionWithdrawn:
    reason: str
    type: Literal["revision_withdrawn"] = "revision_withdrawn"


@dataclass(frozen=True, kw_only=True)
class RevisionInForce:
    """Told by the service, once, on the day."""

    in_force_on: date
    type: Literal["revision_in_force"] = "revision_in_force"


RevisionFact = RevisionDrafted | RevisionAnnounced | RevisionWithdrawn | RevisionInForce
RevisionEvent = RecordedFact[RevisionFact]


@dataclass(frozen=True, kw_only=True)
class ObjectionMade:
    """`received_at`: when the vendor had it. Made again within the month, it stands as it was made last."""

    revision: int
    reasons: str
    received_at: Instant
    type: Literal["objection_made"] = "objection_made"


@dataclass(frozen=True, kw_only=True)
class ObjectionDecided:
    """Accepted, the revision never binds the customer; declined, it does from then on."""

    accepted: bool
    reason: str
    type: Literal["objection_decided"] = "objection_decided"


ObjectionFact = ObjectionMade | ObjectionDecided
ObjectionEvent = RecordedFact[ObjectionFact]
