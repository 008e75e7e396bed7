"""What an alert of a monitoring system says, as a ticket says it.

Nobody can be asked to write an alert anew: whatever its labels hold is cut and cleared to what a ticket may hold, and
never a reason to refuse it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from app.clock import Instant
from app.domain.tickets.facts import Details
from app.domain.vocabulary import CallType, Channel, Impact, Kind, ProblemType, Urgency

LONGEST_TITLE: Final = 200
LONGEST_PRODUCT: Final = 200
LONGEST_INSTANCE: Final = 200
LONGEST_TEXT: Final = 20_000
ALERT_NAME: Final = "alertname"
SEVERITY: Final = "severity"
PRODUCT: Final = "product"
UNNAMED_PRODUCT: Final = "not named by the alert"
_CUT: Final = "…"
_TURNING: Final = "\u202a-\u202e\u2066-\u2069"
_IN_A_LINE: Final = re.compile(rf"[\x00-\x1f\x7f-\x9f{_TURNING}]+")
_IN_PROSE: Final = re.compile(rf"[\x00-\x08\x0b-\x1f\x7f-\x9f{_TURNING}]+")


@dataclass(frozen=True)
class AlertAssessment:
    """What urgency and impact a ticket is given (§3.1.1)."""

    urgency: Urgency
    impact: Impact


UNMAPPED: Final = AlertAssessment(Urgency.U2, Impact.I2)
"""Of a severity that the integration's mapping does not name: see `sla/readings.py`, 3.1.1."""


@dataclass(frozen=True)
class AlertMapping:
    """What labels come to, by what whoever keeps the integration says. `product` is that of alerts without the label.

    `severity`: by the value of the label `severity`. `instance_label`: which one names the instance; None: none does.
    `solve_on_resolve`: where it is the customer's to say whether it is solved, that an alert is over says that it is.
    `outage_for`: of the vendor's own monitoring, the names of alerts that say that an instance cannot be used.
    """

    severity: Mapping[str, AlertAssessment] = field(default_factory=dict[str, AlertAssessment])
    product: str | None = None
    instance_label: str | None = None
    solve_on_resolve: bool = False
    outage_for: frozenset[str] = frozenset()

    def is_outage(self, alert: "Alert") -> bool:
        return alert.labels.get(ALERT_NAME, "") in self.outage_for

    def assessment_of(self, alert: "Alert") -> AlertAssessment:
        return self.severity.get(alert.labels.get(SEVERITY, ""), UNMAPPED)

    def product_of(self, alert: "Alert") -> str:
        labelled = _line(alert.labels.get(PRODUCT, ""), LONGEST_PRODUCT)
        return labelled or self.product or UNNAMED_PRODUCT

    def instance_of(self, alert: "Alert") -> str | None:
        return _line(alert.labels.get(self.instance_label or "", ""), LONGEST_INSTANCE) or None


@dataclass(frozen=True, kw_only=True)
class Alert:
    """`fingerprint` is that of its labels; with `starts_at` it names one time that it fires.

    `began` is `starts_at` as it was written, to the nanosecond. `ended_at` None: it is not known when, if it is over.
    """

    fingerprint: str
    starts_at: Instant
    began: str
    is_resolved: bool
    ended_at: Instant | None
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    source: str

    @property
    def identity(self) -> tuple[str, Instant]:
        return self.fingerprint, self.starts_at


def details_of(alert: Alert, mapping: AlertMapping) -> Details:
    """Its reference is the fingerprint, by which lists find it."""
    return _to_look_into(
        product=mapping.product_of(alert),
        title=title_of(alert),
        description=text_of(alert, f"Alert since {alert.began}."),
        external_reference=alert.fingerprint,
        instance=mapping.instance_of(alert),
    )


def details_of_outage(summary: str, began_at: Instant, product: str, instances: Sequence[str]) -> Details:
    """Of one that monitoring has found, for a customer whose `instances` of this product it hits: their names."""
    return _to_look_into(
        product=product,
        title=summary,
        description="\n".join((f"Monitoring has found it, since {began_at:%FT%TZ}.\n", *instances)),
        instance=instances[0],
    )


def _to_look_into(
    *, product: str, title: str, description: str, instance: str | None, external_reference: str | None = None
) -> Details:
    """A technical incident."""
    return Details(
        kind=Kind.INCIDENT,
        call_type=CallType.FIRST_ANALYSIS,
        product=product,
        problem_type=ProblemType.TECHNICAL,
        title=title,
        description=description,
        channel=Channel.PORTAL,
        external_reference=external_reference,
        instance=instance,
    )


def title_of(alert: Alert) -> str:
    name, summary = alert.labels.get(ALERT_NAME, ""), alert.annotations.get("summary", "")
    return _line(": ".join(filter(None, (name, summary))), LONGEST_TITLE) or f"Alert {alert.fingerprint}"


def text_of(alert: Alert, first: str) -> str:
    """`first`, then what it is about in words, then all of its labels, each in a line of its own."""
    words = [_prose(each) for name in ("summary", "description") if (each := alert.annotations.get(name, ""))]
    others = {name: each for name, each in alert.annotations.items() if name not in ("summary", "description")}
    parts = [first, *words, _listed(others), _listed(alert.labels), _line(alert.source, LONGEST_TEXT)]
    whole = "\n\n".join(part for part in parts if part)
    return whole if len(whole) <= LONGEST_TEXT else whole[: LONGEST_TEXT - len(_CUT)] + _CUT


def fires_again(alert: Alert) -> str:
    """What is said of a new time that it fires on the ticket of an earlier one."""
    return text_of(alert, f"The alert fires again, since {alert.began}.")


def is_over(ended_at: Instant) -> str:
    """The report of what is solved by it."""
    return f"Monitoring says that the alert is over since {ended_at:%FT%TZ}."


def _listed(named: Mapping[str, str]) -> str:
    return "\n".join(f"{_line(name, 200)}: {_line(named[name], LONGEST_TEXT)}" for name in sorted(named))


def _line(text: str, longest: int) -> str:
    plain = _IN_A_LINE.sub(" ", text).strip()
    return plain if len(plain) <= longest else plain[: longest - len(_CUT)] + _CUT


def _prose(text: str) -> str:
    return _IN_PROSE.sub(" ", text.replace("\r\n", "\n")).strip()
