"""How a subscription and a delivery stand, and when a subscription is suspended."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

from app.clock import Instant

SUSPENDED_AFTER: Final = timedelta(days=5)
SUSPENDED_FROM: Final = 10
"""Attempts, all of them in vain."""


class SubscriptionState(StrEnum):
    """`verifying`: nothing goes out before its sink has said that it wants to be told."""

    VERIFYING = "verifying"
    ACTIVE = "active"
    PAUSED = "paused"
    SUSPENDED = "suspended"
    ENDED = "ended"


class DeliveryState(StrEnum):
    """`skipped`: the subscription was not active when it came; a replay sends it yet."""

    PENDING = "pending"
    DELIVERING = "delivering"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"


class PayloadForm(StrEnum):
    """Whether an event says what happened, or only that it did."""

    THIN = "thin"
    FULL = "full"


class DeliveryOrdering(StrEnum):
    """`subject`: what comes later of a subject waits for what came before, and for nothing else."""

    SUBJECT = "subject"
    NONE = "none"


def is_to_be_suspended(failing_since: Instant | None, failures: int, now: Instant) -> bool:
    return failing_since is not None and failures >= SUSPENDED_FROM and now - failing_since >= SUSPENDED_AFTER
