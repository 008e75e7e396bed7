"""The shape of a service level agreement. The figures are data in `sla/`; a customer's own go over them (§1)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

from app.business_time.calendar import Calendar
from app.clock import Instant
from app.domain.agreement.measures import Section, Target, Unit
from app.domain.agreement.service_terms import ServiceTerms
from app.domain.agreement.terms import Source, Terms, Vendor
from app.domain.vocabulary import (
    CallType,
    Cause,
    Channel,
    ClockName,
    CoverageOutcome,
    Decision,
    Impact,
    Kind,
    Output,
    Priority,
    ProblemType,
    Responsibility,
    Role,
    ServiceLevel,
    StepName,
    Urgency,
)


def hours(amount: float) -> Target:
    return Target(amount, Unit.HOURS)


def days(amount: float) -> Target:
    return Target(amount, Unit.DAYS)


BEST_EFFORT: None = None
"""A promise without a figure."""


class RequestClass(StrEnum):
    """Which row of §1.2.3 a ticket follows: the four kinds of §3.1 are all incidents; a change is a change."""

    INCIDENT = "incident"
    CHANGE = "change"


@dataclass(frozen=True)
class Commitment:
    """One promise: this clock, for this class and priority at this level. `target` None is best effort."""

    section: Section
    level: ServiceLevel
    request_class: RequestClass
    clock: ClockName
    priority: Priority
    target: Target | None


CommitmentKey = tuple[ServiceLevel, RequestClass, ClockName, Priority]


def commitments(
    level: ServiceLevel,
    request_class: RequestClass,
    clock: ClockName,
    high: Target | None,
    normal: Target | None,
    low: Target | None,
    section: Section,
) -> tuple[Commitment, ...]:
    """A row of the document's table: one promise for each priority."""
    by_priority = {Priority.HIGH: high, Priority.NORMAL: normal, Priority.LOW: low}
    return tuple(
        Commitment(section, level, request_class, clock, priority, target) for priority, target in by_priority.items()
    )


@dataclass(frozen=True)
class KindRule:
    """What may be asked (§3.1, §4.1), which row of §1.2.3 it follows, and which call types (§1.2.2) go with it."""

    kind: Kind
    request_class: RequestClass
    call_types: frozenset[CallType]
    meaning: str
    original: str
    section: Section


@dataclass(frozen=True)
class RaciRow:
    """One line of the matrix of §2.1, in the order of its columns."""

    step: int
    customer: Responsibility
    support: Responsibility
    consultant: Responsibility
    support_manager: Responsibility
    section: Section

    @property
    def by_role(self) -> Mapping[Role, Responsibility]:
        return {
            Role.CUSTOMER: self.customer,
            Role.SUPPORT: self.support,
            Role.CONSULTANT: self.consultant,
            Role.SUPPORT_MANAGER: self.support_manager,
        }


@dataclass(frozen=True)
class StepRule:
    """One of the 13 steps with its row of the RACI matrix. `input`, `activity` and `output` are the columns of §2."""

    number: int
    name: StepName
    section: Section
    raci: Mapping[Role, Responsibility]
    raci_section: Section
    original: str
    input: str
    activity: str
    output: str


CLOSED: None = None
"""Where `close` leads: no step."""


@dataclass(frozen=True)
class DecisionRule:
    """At step `at` (None: closed) this decision leads to step `to` (None: closed; equal to `at`: stays).

    It takes what it `needs` and what it `may` have, and no other output but a note. `causes`: those that it can find.
    """

    at: int | None
    decision: Decision
    to: int | None
    needs: tuple[Output, ...]
    section: Section
    may: tuple[Output, ...] = ()
    causes: tuple[Cause, ...] = ()

    @property
    def takes(self) -> frozenset[Output]:
        return frozenset({*self.needs, *self.may, Output.NOTE})


@dataclass(frozen=True)
class ProductRule:
    """A supported product and who helps with which problem (§1.3). `aliases` are other ways to write its key.

    `oldest_version` is the first that is supported, as the document writes it; see `versions`.
    """

    key: str
    name: str
    platform: str
    coverage: Mapping[ProblemType, CoverageOutcome]
    section: Section
    aliases: tuple[str, ...] = ()
    oldest_version: str | None = None

    @property
    def names(self) -> Sequence[str]:
        return (self.key, self.name, *self.aliases)


def plain_name(text: str) -> str:
    """Letters and digits alone, whatever their case."""
    return "".join(character for character in text.casefold() if character.isalnum())


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
    sources: frozenset[Source]


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """A revision of the document. The chapters that move no ticket are in `terms` and `services`."""

    revision: int
    title: str
    in_force_from: date
    vendor: Vendor
    sections: Mapping[str, Section]
    levels: Mapping[ServiceLevel, ServiceLevelTerms]
    commitments: tuple[Commitment, ...]
    products: tuple[ProductRule, ...]
    steps: tuple[StepRule, ...]
    decisions: tuple[DecisionRule, ...]
    kinds: tuple[KindRule, ...]
    priorities: Mapping[tuple[Urgency, Impact], Priority]
    pause_when_customer_is_responsible: bool
    own_figures_section: Section
    registration_section: Section
    cause_section: Section
    hosting_section: Section
    charging_section: Section
    process_section: Section
    raci_section: Section
    pause_section: Section
    priority_section: Section
    terms: Terms
    services: ServiceTerms

    @cached_property
    def products_by_name(self) -> Mapping[str, ProductRule]:
        """By key, name and alias, as `plain_name` writes them; the first one of a name."""
        named = [(plain_name(name), product) for product in self.products for name in product.names]
        return dict(reversed(named))

    @cached_property
    def commitments_by_key(self) -> Mapping[CommitmentKey, Sequence[Commitment]]:
        """Those that hold together, in the document's order."""
        found: defaultdict[CommitmentKey, list[Commitment]] = defaultdict(list)
        for row in self.commitments:
            found[row.level, row.request_class, row.clock, row.priority].append(row)
        return found


def in_force(revisions: Sequence[Agreement], at: Instant) -> Agreement:
    """The revision that binds what is registered now, by the vendor's local date. The first one reads what is older."""
    return begun_by(revisions, at)[0]


def revision(revisions: Sequence[Agreement], number: int) -> Agreement:
    return next(each for each in revisions if each.revision == number)


def begun_by(revisions: Sequence[Agreement], at: Instant) -> Sequence[Agreement]:
    """Those that had taken effect, the latest first; or the first one alone."""
    begun = [each for each in revisions if each.in_force_from <= at.astimezone(each.vendor.zone).date()]
    return sorted(begun, key=_beginning, reverse=True) or [min(revisions, key=_beginning)]


def _beginning(agreement: Agreement) -> date:
    return agreement.in_force_from
