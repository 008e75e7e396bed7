"""How an outage was recovered from, in JSON."""

from typing import Self

from app.clock import Instant
from app.domain.agreement.service_terms import Loss
from app.domain.operations.recovery import Recovery
from app.routers.http.types import Out


class OutageRecoveryOut(Out):
    """By the worst loss that was found, in the vendor's business hours (section 5.8.2): an objective.

    `providerSeconds`: of what was missed, as much as lay with the supplier by claims that were accepted.
    """

    loss: Loss
    due_at: Instant
    promised_seconds: float
    taken_seconds: float
    missed_seconds: float
    provider_seconds: float
    section: str

    @classmethod
    def of(cls, told: Recovery) -> Self:
        return cls(
            loss=told.loss,
            due_at=told.due_at,
            promised_seconds=told.promised.total_seconds(),
            taken_seconds=told.taken.total_seconds(),
            missed_seconds=told.missed.total_seconds(),
            provider_seconds=told.at_provider.total_seconds(),
            section=told.section,
        )
