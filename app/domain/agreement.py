"""The shape of a service level agreement. The figures are data in `sla/`; a customer's own figures go over them (§1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from app.business_time.calendar import Calendar
from app.domain.vocabulary import (
    CallType,
    Channel,
    ClockName,
    CoverageOutcome,
    Decision,
    Impact,
    Output,
    Priority,
    ProblemType,
    Responsibility,
    Role,
    ServiceLevel,
    StepName,
    Urgency,
)


@dataclass(frozen=True)
class Section:
    """A numbered place in the document, e.g. 1.2.3."""

    number: str
    heading: str

    def __str__(self) -> str:
        return self.number


class Unit(StrEnum):
    """HOURS are support hours of the level. A DAY is one business day's worth of them (6 h standard, 9 h extended)."""

    HOURS = "hours"
    DAYS = "days"


class RequestClass(StrEnum):
    """Which row of §1.2.3 a ticket follows: the four kinds of §3.1 are all incidents; a change is a change."""

    INCIDENT = "incident"
    CHANGE = "change"


@dataclass(frozen=True)
class Target:
    """An amount of support time, e.g. 4 hours or ½ day."""

    amount: float
    unit: Unit


@dataclass(frozen=True)
class Commitment:
    """One promise: this clock, for this class and priority at this level. `target` None is best effort."""

    section: Section
    level: ServiceLevel
    request_class: RequestClass
    clock: ClockName
    priority: Priority
    target: Target | None


@dataclass(frozen=True)
class StepRule:
    """One of the 13 steps with its row of the RACI matrix."""

    number: int
    name: StepName
    section: Section
    raci: Mapping[Role, Responsibility]
    raci_section: Section


CLOSED: None = None
"""Where `close` leads: no step."""


@dataclass(frozen=True)
class DecisionRule:
    """At step `at` (None: closed) this decision leads to step `to` (None: closed; equal to `at`: stays)."""

    at: int | None
    decision: Decision
    to: int | None
    needs: tuple[Output, ...]
    section: Section


@dataclass(frozen=True)
class ProductRule:
    """A supported product and who helps with which problem (§1.3). `aliases` are other ways to write its key."""

    key: str
    name: str
    platform: str
    coverage: Mapping[ProblemType, CoverageOutcome]
    section: Section
    aliases: tuple[str, ...] = ()
    oldest_major_version: int | None = None


@dataclass(frozen=True)
class CallTypeRule:
    call_type: CallType
    covered: bool
    section: Section


@dataclass(frozen=True)
class ServiceLevelTerms:
    """One column of §1.2.2."""

    level: ServiceLevel
    section: Section
    calendar: Calendar
    day: timedelta
    reports_a_year: int
    own_consultant: bool
    booking_lead_days: int
    max_registrants: int
    channels: frozenset[Channel]
    call_types: tuple[CallTypeRule, ...]


@dataclass(frozen=True)
class Agreement:
    """A revision of the document, complete enough to decide everything about a ticket."""

    revision: int
    title: str
    in_force_from: date
    pause_when_customer_is_responsible: bool
    levels: Mapping[ServiceLevel, ServiceLevelTerms]
    commitments: tuple[Commitment, ...]
    steps: tuple[StepRule, ...]
    decisions: tuple[DecisionRule, ...]
    priorities: Mapping[tuple[Urgency, Impact], Priority]
    priority_section: Section
    products: tuple[ProductRule, ...]
    registration_section: Section
    cause_section: Section
    pause_section: Section
    sections: Mapping[str, Section] = field(default_factory=dict[str, Section])
