"""What can happen to a customer's instance of a service (chapter 5, §1.4)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal
from uuid import UUID

from app.clock import Instant
from app.domain.agreement.service_terms import FairUseResponse
from app.domain.agreement.terms import Side
from app.domain.streams import RecordedFact
from app.domain.terms.term_facts import TermFact


class Region(StrEnum):
    """§5.1"""

    NETHERLANDS = "nl"
    ABROAD = "abroad"


class Environment(StrEnum):
    PRODUCTION = "production"
    TEST = "test"


class Hosting(StrEnum):
    """§1.4"""

    CLOUD = "cloud"
    ON_PREMISES = "on_premises"


class ReleaseKind(StrEnum):
    """§5.5, §5.5.1"""

    PRODUCTION = "production"
    HOTFIX = "hotfix"


class CopyKind(StrEnum):
    """§5.8.1"""

    FULL_COPY = "full_copy"
    SNAPSHOT = "snapshot"


class FindingKind(StrEnum):
    """§5.9.1"""

    CONFIGURATION = "configuration"
    TECHNICAL = "technical"


class HostedPart(StrEnum):
    """What stands on the customer's own infrastructure (§1.4.1, §1.4.2)."""

    DATA_MANAGER = "data_manager"
    AGENT = "agent"


class MeasureUse(StrEnum):
    """How far a measure is in use: by everybody, by who wants to, by nobody."""

    ENFORCED = "enforced"
    OPTIONAL = "optional"
    OFF = "off"


@dataclass(frozen=True, kw_only=True)
class InstanceAdded:
    """`starts_on`: from that local day on it is judged. `provider` None: hosted by the customer itself. `agent`: one
    connects it to what the customer has on its own site (§1.4.2).
    """

    service_id: UUID
    region: Region
    provider: str | None = None
    name: str
    url: str
    environment: Environment
    hosting: Hosting
    starts_on: date
    version: str | None = None
    bespoke: bool = False
    agent: bool = False
    measured_by: str | None = None
    type: Literal["instance_added"] = "instance_added"


@dataclass(frozen=True, kw_only=True)
class InstanceCorrected:
    """What it is called, where it is reached, who measures it, whether it has an agent. None: that stays."""

    name: str | None = None
    url: str | None = None
    agent: bool | None = None
    measured_by: str | None = None
    type: Literal["instance_corrected"] = "instance_corrected"


@dataclass(frozen=True, kw_only=True)
class VersionInstalled:
    """`maintenance_id`: in which it was done. The agent comes along (§5.5)."""

    version: str
    kind: ReleaseKind
    by: Side
    maintenance_id: UUID | None = None
    test_reference: str | None = None
    type: Literal["version_installed"] = "version_installed"


@dataclass(frozen=True, kw_only=True)
class ReleaseExcluded:
    """By agreement left out of the roll-out, that day included (§5.5)."""

    until_on: date
    reason: str
    agreement_reference: str
    type: Literal["release_excluded"] = "release_excluded"


@dataclass(frozen=True, kw_only=True)
class BespokeMarked:
    """Whether there is bespoke work in it (§5.5.4)."""

    bespoke: bool
    reason: str
    type: Literal["bespoke_marked"] = "bespoke_marked"


@dataclass(frozen=True, kw_only=True)
class CopyTaken:
    """`taken_at`: the state that it holds. `server`: of a snapshot, which is recorded on each instance that it carries.

    One that failed is none, and no fact.
    """

    copy_id: UUID
    kind: CopyKind
    taken_at: Instant
    finished_at: Instant
    verified: bool
    location: str
    size: int | None = None
    server: str | None = None
    type: Literal["copy_taken"] = "copy_taken"


@dataclass(frozen=True, kw_only=True)
class CopyVerified:
    copy_id: UUID
    type: Literal["copy_verified"] = "copy_verified"


@dataclass(frozen=True, kw_only=True)
class CopyRemoved:
    copy_id: UUID
    reason: str
    type: Literal["copy_removed"] = "copy_removed"


@dataclass(frozen=True, kw_only=True)
class TrafficMeasured:
    """All of a month, by its first day; measured again, it stands in place of what was (§5.6.1)."""

    month: date
    byte_count: int
    type: Literal["traffic_measured"] = "traffic_measured"


@dataclass(frozen=True, kw_only=True)
class FairUseStepTaken:
    step: FairUseResponse
    month: date
    note: str
    type: Literal["fair_use_step_taken"] = "fair_use_step_taken"


@dataclass(frozen=True, kw_only=True)
class MeasuringStopped:
    """From here on nobody knows whether it is up (§5.2)."""

    reason: str
    type: Literal["measuring_stopped"] = "measuring_stopped"


@dataclass(frozen=True, kw_only=True)
class MeasuringResumed:
    reason: str | None = None
    type: Literal["measuring_resumed"] = "measuring_resumed"


@dataclass(frozen=True, kw_only=True)
class LogFinding:
    """`pattern` is what alike ones have in common, whoever's they are."""

    kind: FindingKind
    pattern: str
    text: str


@dataclass(frozen=True, kw_only=True)
class LogAnalysed:
    findings: tuple[LogFinding, ...] = ()
    type: Literal["log_analysed"] = "log_analysed"


@dataclass(frozen=True, kw_only=True)
class InfrastructureChanged:
    """The customer tells of a change to its own infrastructure (§1.4.1, §1.4.2)."""

    part: HostedPart
    text: str
    planned_on: date | None = None
    type: Literal["infrastructure_changed"] = "infrastructure_changed"


@dataclass(frozen=True, kw_only=True)
class AccessSurveyed:
    """What is in use of what §5.7.2 advises."""

    multi_factor: MeasureUse
    single_sign_on: MeasureUse
    strong_passwords: MeasureUse
    type: Literal["access_surveyed"] = "access_surveyed"


@dataclass(frozen=True, kw_only=True)
class InstanceEnded:
    reason: str
    type: Literal["instance_ended"] = "instance_ended"


@dataclass(frozen=True, kw_only=True)
class RecoveryPointExceeded:
    """The newest verified full copy became older than it may (§5.8.1). `copy_id` None: there was none yet."""

    copy_id: UUID | None = None
    exceeded_at: Instant
    type: Literal["recovery_point_exceeded"] = "recovery_point_exceeded"


@dataclass(frozen=True, kw_only=True)
class TrafficFlagged:
    """Far above the mean of the other comparable customers: for a person to judge (§5.6.1). Bytes."""

    month: date
    byte_count: int
    mean_of_others: int
    comparable: int
    type: Literal["traffic_flagged"] = "traffic_flagged"


@dataclass(frozen=True, kw_only=True)
class TrafficFlagWithdrawn:
    """What has been measured since, of it or of the others, says otherwise."""

    month: date
    type: Literal["traffic_flag_withdrawn"] = "traffic_flag_withdrawn"


InstanceProcessFact = (
    InstanceAdded
    | InstanceCorrected
    | VersionInstalled
    | ReleaseExcluded
    | BespokeMarked
    | CopyTaken
    | CopyVerified
    | CopyRemoved
    | TrafficMeasured
    | FairUseStepTaken
    | MeasuringStopped
    | MeasuringResumed
    | LogAnalysed
    | InfrastructureChanged
    | AccessSurveyed
    | InstanceEnded
)

InstanceDerivedFact = RecoveryPointExceeded | TrafficFlagged | TrafficFlagWithdrawn | TermFact

InstanceFact = InstanceProcessFact | InstanceDerivedFact

InstanceEvent = RecordedFact[InstanceFact]
