"""The shapes of chapter 5: what the vendor promises about the running service, tickets or not."""

from dataclasses import dataclass
from enum import StrEnum

from app.business_time.calendar import Calendar
from app.domain.agreement.maintenance import MaintenanceHours
from app.domain.agreement.measures import Section, Share, Span, Target
from app.domain.agreement.terms import Side


@dataclass(frozen=True)
class AvailabilityTerms:
    """The share of the time that each service is available, over a period (§5.2)."""

    share: Share
    over: Span
    section: Section


class LeftOut(StrEnum):
    """Why an outage does not count against the availability."""

    ANNOUNCED_MAINTENANCE = "announced_maintenance"
    ATTACK = "attack"
    VITAL_INFRASTRUCTURE = "vital_infrastructure"
    SUPPLIER = "supplier"
    OUTSIDE_CONTROL = "outside_control"


@dataclass(frozen=True)
class AvailabilityExclusion:
    reason: LeftOut
    meaning: str
    section: Section


@dataclass(frozen=True)
class MaintenanceNotice:
    """How long before it begins a deviation from the hours is told (§5.4), in the vendor's own business time."""

    ahead: Target
    section: Section


@dataclass(frozen=True)
class ReleaseTerms:
    """How often there is a production version, and how far behind an instance may be (§5.5)."""

    versions_about: int
    every: Span
    versions_behind: int
    in_maintenance_hours: bool
    exclusion_by_agreement: bool
    bespoke_follows: bool
    section: Section


class FairUseResponse(StrEnum):
    MONITOR = "monitor"
    FILTER = "filter"
    DISCUSS = "discuss"
    NORMALISE = "normalise"
    BLOCK = "block"
    CHARGE = "charge"


@dataclass(frozen=True)
class FairUseRule:
    """What is done about excessive data traffic, and by whom (§5.6.1)."""

    response: FairUseResponse
    side: Side
    meaning: str
    section: Section


@dataclass(frozen=True)
class FairUseThreshold:
    """What deviates significantly (§5.6.1): so many times the mean of the others, among at least so many customers."""

    times_the_mean: int
    comparable_at_least: int
    section: Section


class AccessTo(StrEnum):
    MANAGEMENT = "management"
    INSTANCE = "instance"


class ClauseForce(StrEnum):
    REQUIRED = "required"
    OPTION = "option"
    ADVISED = "advised"


@dataclass(frozen=True)
class AccessRule:
    to: AccessTo
    measure: str
    standing: ClauseForce
    section: Section


@dataclass(frozen=True)
class RecoveryPoint:
    """A copy that is made regularly (§5.8.1). `at_most_old` is the age of the newest one."""

    copy: str
    every: Span
    in_maintenance_hours: bool
    kept: Span | None
    at_most_old: Span | None
    section: Section


class Loss(StrEnum):
    DATA = "data"
    INSTANCE = "instance"
    SYSTEM = "system"
    SITE = "site"
    OPERATION = "operation"


@dataclass(frozen=True)
class RecoveryTime:
    """Within how many of the vendor's own business hours a loss is repaired (§5.8.2)."""

    loss: Loss
    meaning: str
    within: Target
    section: Section


@dataclass(frozen=True)
class LeakTerms:
    """By when whom is told of a data leak (§5.9.2), and where the law, beside the agreement, says that they are."""

    authority_within: Span
    authority_law: str
    customer_within: Span
    customer_law: str
    section: Section


class MonitoringOf(StrEnum):
    AVAILABILITY = "availability"
    RESOURCE = "resource"
    LOGS = "logs"
    BEHAVIOUR = "behaviour"


@dataclass(frozen=True)
class MonitoringRule:
    of: MonitoringOf
    subject: str
    every: Span | None
    section: Section


class Topic(StrEnum):
    """What a customer is informed about (§5.9.2)."""

    DATA_LEAK = "data_leak"
    DISRUPTION = "disruption"
    RELEASE = "release"
    NEWS = "news"


@dataclass(frozen=True)
class InformingRule:
    topic: Topic
    original: str
    section: Section


@dataclass(frozen=True)
class ServiceTerms:
    """Chapter 5. `recovery_calendar` holds the vendor's own business hours."""

    availability: AvailabilityTerms
    availability_exclusions: tuple[AvailabilityExclusion, ...]
    maintenance: tuple[MaintenanceHours, ...]
    maintenance_calendar: Calendar
    maintenance_notice: MaintenanceNotice
    releases: ReleaseTerms
    fair_use: tuple[FairUseRule, ...]
    fair_use_threshold: FairUseThreshold
    access: tuple[AccessRule, ...]
    recovery_points: tuple[RecoveryPoint, ...]
    recovery_times: tuple[RecoveryTime, ...]
    recovery_calendar: Calendar
    monitoring: tuple[MonitoringRule, ...]
    informing: tuple[InformingRule, ...]
    leaks: LeakTerms
