"""What the labels of alerts come to, as whoever keeps the integration says it."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints

from app.domain.alerts.alerts import AlertAssessment, AlertMapping
from app.domain.vocabulary import Impact, Urgency
from app.routers.http.types import In, Out
from app.routers.tickets.classification_schemas import Product

MOST_SEVERITIES = 20
Severity = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class AlertAssessmentIn(In):
    """What tickets of alerts of one severity are given (3.1.1)."""

    urgency: Urgency
    impact: Impact


class AlertMappingIn(In):
    """`severity`: by the value that the label `severity` has; any other is u2 and i2. The product of a ticket is what
    the label `product` says, or else `product`.
    """

    severity: Annotated[dict[Severity, AlertAssessmentIn], Field(max_length=MOST_SEVERITIES)] = Field(
        default_factory=dict[Severity, AlertAssessmentIn]
    )
    product: Product | None = None

    def mapping(self) -> AlertMapping:
        severity = {word: AlertAssessment(given.urgency, given.impact) for word, given in self.severity.items()}
        return AlertMapping(severity, self.product)


class AlertAssessmentOut(Out):
    """What tickets of alerts of one severity are given (3.1.1)."""

    urgency: Urgency
    impact: Impact


class AlertMappingOut(Out):
    """What labels come to: `severity` by the value of the label of that name, `product` where no label says it."""

    severity: dict[str, AlertAssessmentOut]
    product: str | None

    @classmethod
    def of(cls, mapping: AlertMapping) -> Self:
        severity = {
            word: AlertAssessmentOut(urgency=given.urgency, impact=given.impact)
            for word, given in mapping.severity.items()
        }
        return cls(severity=severity, product=mapping.product)
