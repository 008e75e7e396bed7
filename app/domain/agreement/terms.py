"""The shapes of what the agreement says around the tickets, chapters 0 to 4. Chapter 5 is `service_terms`."""

from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.domain.agreement.changes import ChangeDecisionRule, ChangeReviewTerms
from app.domain.agreement.measures import Section, Share, Span, Target
from app.domain.vocabulary import ChangeType, Channel, ClockName, Impact, Priority, Urgency


@dataclass(frozen=True)
class Vendor:
    """The party that gives support. The only place where its name and its suppliers' names stand."""

    name: str
    short_name: str
    zone: ZoneInfo
    email: str
    registration_page: str
    service_management_system: str
    hosting_provider: str


class Side(StrEnum):
    VENDOR = "vendor"
    CUSTOMER = "customer"


@dataclass(frozen=True)
class Definition:
    term: str
    original: str
    meaning: str
    section: Section


@dataclass(frozen=True)
class Duty:
    """What a side undertakes in words, without a figure."""

    side: Side
    text: str
    section: Section


@dataclass(frozen=True)
class AgreementReading:
    """An unclear place of the document, and how it is read here."""

    unclear: str
    followed: str
    section: Section


@dataclass(frozen=True)
class RevisionTerms:
    """How the agreement itself changes (Wijzigingen)."""

    announced_before: Span
    objection_within: Span
    objection_needs_reasons: bool
    objection_to: str
    section: Section


@dataclass(frozen=True)
class ConsultancyTerms:
    """Work outside support (§1.1). An entry is rounded up to whole `accounting_unit_seconds`."""

    sold_as: str
    original: str
    prepaid: bool
    hours_approved_beforehand: bool
    below_zero_needs_approval: bool
    hours_a_day: int
    accounting_unit_seconds: int
    warned_when_used: Share
    section: Section


@dataclass(frozen=True)
class FirstRegistrationTerms:
    """How an account is asked for the first time (§1.6): the link in the mail holds so long."""

    link_valid_for: Span
    section: Section


class Source(StrEnum):
    """§1.2.2, Bron"""

    KNOWLEDGE_BASE = "knowledge_base"
    DOCUMENTATION = "documentation"


@dataclass(frozen=True)
class ChannelRule:
    """Whether a call by this channel is an official registration, from which the clocks count (§1.2.2 **)."""

    channel: Channel
    is_registration: bool
    section: Section


@dataclass(frozen=True)
class AttainmentPromise:
    """This share of the tickets of these priorities, within this time (§1.2.3, second table)."""

    priorities: tuple[Priority, ...]
    clock: ClockName
    share: Share
    within: Target | Span
    section: Section

    @property
    def name(self) -> str:
        """By which it is asked for, for example `resolution-normal-low-5-days`."""
        return "-".join([self.clock, *self.priorities, f"{self.within.amount:g}", self.within.unit])

    def asks_of(self, clock: str, priority: str) -> bool:
        return clock == self.clock and priority in self.priorities


@dataclass(frozen=True)
class AssessmentRule:
    """Who determines what of a priority (§3.1.1)."""

    element: str
    original: str
    meaning: str
    by: tuple[Side, ...]
    section: Section


@dataclass(frozen=True)
class ImpactRule:
    """`about` is what a large number means, relative to the process."""

    impact: Impact
    signs: tuple[str, ...]
    about: Share | None
    section: Section


@dataclass(frozen=True)
class UrgencyRule:
    urgency: Urgency
    signs: tuple[str, ...]
    section: Section


class Approval(StrEnum):
    STANDING = "standing"  # given once, for every change of its sort
    BEFOREHAND = "beforehand"
    AFTERWARDS = "afterwards"


@dataclass(frozen=True)
class ChangeRule:
    """How a change of this type is managed (§4.1). A board decides on risky ones."""

    change_type: ChangeType
    original: str
    meaning: str
    process_and_risk_known: bool
    approval: Approval
    board_when_risky: bool
    as_hotfix: bool
    section: Section


@dataclass(frozen=True)
class Terms:
    """Everything of chapters 0 to 4 that is not needed to move a ticket."""

    definitions: tuple[Definition, ...]
    duties: tuple[Duty, ...]
    revising: RevisionTerms
    consultancy: ConsultancyTerms
    first_registration: FirstRegistrationTerms
    channels: tuple[ChannelRule, ...]
    attainment: tuple[AttainmentPromise, ...]
    assessment: tuple[AssessmentRule, ...]
    impacts: tuple[ImpactRule, ...]
    urgencies: tuple[UrgencyRule, ...]
    changes: tuple[ChangeRule, ...]
    change_decisions: tuple[ChangeDecisionRule, ...]
    change_review: ChangeReviewTerms
    readings: tuple[AgreementReading, ...]
