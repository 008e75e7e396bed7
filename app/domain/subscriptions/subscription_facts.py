"""What happens to a subscription without its keeper, or for good."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from app.clock import Instant


class EndedBy(StrEnum):
    """`gone`: its sink answered 410. `deleted`: whoever keeps it."""

    GONE = "gone"
    DELETED = "deleted"


@dataclass(frozen=True, kw_only=True)
class SubscriptionSuspended:
    """Nothing is sent until somebody wakes it: in so many attempts nothing was taken since then."""

    failing_since: Instant
    attempts: int
    type: Literal["suspended"] = "suspended"


@dataclass(frozen=True, kw_only=True)
class SubscriptionEnded:
    by: EndedBy
    type: Literal["ended"] = "ended"


@dataclass(frozen=True, kw_only=True)
class SubscriptionPinged:
    """Sent to its sink alone and never recorded: nothing has happened."""

    type: Literal["ping"] = "ping"


SubscriptionFact = SubscriptionSuspended | SubscriptionEnded
