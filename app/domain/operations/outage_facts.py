"""What can happen to an outage (§5.2). It began, ended or was found at the moment that its event occurred."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal
from uuid import UUID

from app.clock import Instant
from app.domain.agreement.service_terms import LeftOut, Loss
from app.domain.streams import RecordedFact


class DetectedBy(StrEnum):
    MONITORING = "monitoring"
    CUSTOMER = "customer"
    STAFF = "staff"


class OutageCategory(StrEnum):
    """A block is what fair use comes to (§5.6.1): the service works, and is withheld."""

    FAILURE = "failure"
    FAIR_USE_BLOCK = "fair_use_block"


class RebuttalClaim(StrEnum):
    """What the customer proves against the vendor's measurement."""

    BEGAN_EARLIER = "began_earlier"
    ENDED_LATER = "ended_later"
    NOT_LEFT_OUT = "not_left_out"


class OutageLinkTo(StrEnum):
    TICKET = "ticket"
    CHANGE = "change"


@dataclass(frozen=True, kw_only=True)
class OutageBegun:
    """`instance_ids` are those hit: of a whole service, those that existed then. `degradation`: it worked, poorly."""

    service_id: UUID | None = None
    instance_ids: tuple[UUID, ...]
    detected_by: DetectedBy
    category: OutageCategory = OutageCategory.FAILURE
    degradation: bool = False
    summary: str
    type: Literal["outage_begun"] = "outage_begun"


@dataclass(frozen=True, kw_only=True)
class OutageEnded:
    type: Literal["outage_ended"] = "outage_ended"


@dataclass(frozen=True, kw_only=True)
class OutageReopened:
    """It had not ended after all: it lasts from its beginning on, without a break."""

    reason: str
    type: Literal["outage_reopened"] = "outage_reopened"


@dataclass(frozen=True, kw_only=True)
class LossFound:
    loss: Loss
    type: Literal["loss_found"] = "loss_found"


@dataclass(frozen=True, kw_only=True)
class CauseFound:
    """`ticket_id`: where it was found."""

    text: str
    ticket_id: UUID | None = None
    type: Literal["cause_found"] = "cause_found"


@dataclass(frozen=True, kw_only=True)
class LeftOutClaimed:
    """The vendor says that [from_at, until) was outside its control; None: to the end of the outage."""

    claim_id: UUID
    from_at: Instant
    until: Instant | None = None
    reason: LeftOut
    evidence: str
    type: Literal["left_out_claimed"] = "left_out_claimed"


@dataclass(frozen=True, kw_only=True)
class LeftOutDecided:
    claim_id: UUID
    accepted: bool
    reason: str
    type: Literal["left_out_decided"] = "left_out_decided"


@dataclass(frozen=True, kw_only=True)
class Rebutted:
    """The customer's proof of the contrary, for its own instances.

    `from_at`: when it began; `until`: when it ended; both: what of it is not to be left out, None being its beginning
    and its end. `reference`: where the proof lies that staff recorded for the customer.
    """

    rebuttal_id: UUID
    customer_id: UUID
    claim: RebuttalClaim
    from_at: Instant | None = None
    until: Instant | None = None
    evidence: str
    reference: str | None = None
    type: Literal["rebutted"] = "rebutted"


@dataclass(frozen=True, kw_only=True)
class RebuttalDecided:
    rebuttal_id: UUID
    accepted: bool
    reason: str
    type: Literal["rebuttal_decided"] = "rebuttal_decided"


@dataclass(frozen=True, kw_only=True)
class OutageLinked:
    to: OutageLinkTo
    id: UUID
    type: Literal["linked"] = "linked"


@dataclass(frozen=True, kw_only=True)
class OutageUnlinked:
    to: OutageLinkTo
    id: UUID
    type: Literal["unlinked"] = "unlinked"


OutageFact = (
    OutageBegun
    | OutageEnded
    | OutageReopened
    | LossFound
    | CauseFound
    | LeftOutClaimed
    | LeftOutDecided
    | Rebutted
    | RebuttalDecided
    | OutageLinked
    | OutageUnlinked
)

OutageEvent = RecordedFact[OutageFact]
