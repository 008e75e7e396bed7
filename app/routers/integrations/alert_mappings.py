"""What the labels of alerts come to, as whoever keeps the integration says it."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints

from app.domain.alerts.alerts import AlertAssessment, AlertMapping
from app.domain.vocabulary import Impact, Urgency
from app.routers.http.types import In, Out
from app.routers.tickets.classification_schemas import Product

MOST_SEVERITIES = 20
MOST_NAMES = 100
AlertName = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Severity = Annotated[str, StringConstraints(min_length=1, max_length=100)]
LabelName = Annotated[str, StringConstraints(pattern=r"^[a-zA-Z_][a-zA-Z0-9_]{0,99}$")]
"""As Prometheus has it."""


class AlertAssessmentIn(In):
    """What tickets of alerts of one severity are given (3.1.1)."""

    urgency: Urgency
    impact: Impact


class AlertMappingIn(In):
    """`severity`: by the value that the label `severity` has; any other is u2 and i2. The product of a ticket is what
    the label `product` says, or else `product`. `instanceLabel`: the value of this label is the ticket's `instance`.

    `solveOnResolve`: once nothing of its fingerprint fires any more, `solved` is decided on a ticket where that is for
    the customer to decide, with a report that says so; anywhere else people decide it.

    `outageFor`: of the vendor's own monitoring, the names of alerts that say that an instance cannot be used. There
    `instanceLabel`, or else `instance`, has the instance's id, address or name.
    """

    severity: Annotated[dict[Severity, AlertAssessmentIn], Field(max_length=MOST_SEVERITIES)] = Field(
        default_factory=dict[Severity, AlertAssessmentIn]
    )
    product: Product | None = None
    instance_label: LabelName | None = None
    solve_on_resolve: bool = False
    outage_for: Annotated[tuple[AlertName, ...], Field(max_length=MOST_NAMES)] = ()

    def mapping(self) -> AlertMapping:
        severity = {word: AlertAssessment(given.urgency, given.impact) for word, given in self.severity.items()}
        return AlertMapping(
            severity, self.product, self.instance_label, self.solve_on_resolve, frozenset(self.outage_for)
        )


class AlertAssessmentOut(Out):
    """What tickets of alerts of one severity are given (3.1.1)."""

    urgency: Urgency
    impact: Impact


class AlertMappingOut(Out):
    """What labels come to: `severity` by the value of the label of that name, `product` where no label says it, the
    instance by the label `instanceLabel`; whether `solved` follows where the customer decides that; and which alerts
    of the vendor's own monitoring are outages.
    """

    severity: dict[str, AlertAssessmentOut]
    product: str | None
    instance_label: str | None
    solve_on_resolve: bool
    outage_for: tuple[str, ...]

    @classmethod
    def of(cls, mapping: AlertMapping) -> Self:
        severity = {
            word: AlertAssessmentOut(urgency=given.urgency, impact=given.impact)
            for word, given in mapping.severity.items()
        }
        return cls(
            severity=severity,
            product=mapping.product,
            instance_label=mapping.instance_label,
            solve_on_resolve=mapping.solve_on_resolve,
            outage_for=tuple(sorted(mapping.outage_for)),
        )
