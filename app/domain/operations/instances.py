"""A customer's instance as its facts add up. `advance` is the fold: one fact on; `replay_instance` is all of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from app.clock import Instant
from app.domain import streams
from app.domain.agreement.service_terms import FairUseResponse
from app.domain.operations.instance_facts import (
    AccessSurveyed,
    BespokeMarked,
    CopyKind,
    CopyRemoved,
    CopyTaken,
    CopyVerified,
    Environment,
    FairUseStepTaken,
    Hosting,
    InfrastructureChanged,
    InstanceAdded,
    InstanceCorrected,
    InstanceEnded,
    InstanceEvent,
    InstanceProcessFact,
    LogAnalysed,
    LogFinding,
    MeasuringResumed,
    MeasuringStopped,
    RecoveryPointExceeded,
    Region,
    ReleaseExcluded,
    TrafficFlagged,
    TrafficFlagWithdrawn,
    TrafficMeasured,
    VersionInstalled,
)
from app.domain.replacing import replace
from app.domain.terms.term_facts import TermBreached, TermWithdrawn

JUST_BEFORE: Final = timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True)
class DataCopy:
    """`taken_at` is the state that it holds; from `removed_at` on there is none of it."""

    id: UUID
    kind: CopyKind
    taken_at: Instant
    finished_at: Instant
    verified: bool
    location: str
    size: int | None = None
    server: str | None = None
    removed_at: Instant | None = None


@dataclass(frozen=True)
class Exclusion:
    """From the roll-out of releases, `until_on` included (§5.5)."""

    until_on: date
    reason: str
    agreement_reference: str


@dataclass(frozen=True)
class Installation:
    version: str
    installed_at: Instant


@dataclass(frozen=True)
class MeasuringGap:
    """Time in which nobody measured; `until` None: nobody does."""

    from_at: Instant
    until: Instant | None
    reason: str


@dataclass(frozen=True)
class LogAnalysis:
    analysed_at: Instant
    findings: tuple[LogFinding, ...]


@dataclass(frozen=True)
class FairUseStep:
    step: FairUseResponse
    month: date
    taken_at: Instant
    note: str


@dataclass(frozen=True)
class InfrastructureNotice:
    told_at: Instant
    change: InfrastructureChanged


@dataclass(frozen=True)
class AccessSurvey:
    surveyed_at: Instant
    uses: AccessSurveyed


@dataclass(frozen=True, kw_only=True)
class Instance:
    """`copies` are in the order of the states that they hold; `traffic` is in bytes, by the first day of the month."""

    id: UUID
    customer_id: UUID
    service_id: UUID
    region: Region
    provider: str | None
    name: str
    url: str
    environment: Environment
    hosting: Hosting
    starts_on: date
    measured_by: str | None
    bespoke: bool
    agent: bool = False
    ended_at: Instant | None = None
    installed: tuple[Installation, ...] = ()
    exclusion: Exclusion | None = None
    copies: tuple[DataCopy, ...] = ()
    gaps: tuple[MeasuringGap, ...] = ()
    analyses: tuple[LogAnalysis, ...] = ()
    traffic: Mapping[date, int] = field(default_factory=dict[date, int])
    flagged: tuple[date, ...] = ()
    fair_use: tuple[FairUseStep, ...] = ()
    infrastructure: tuple[InfrastructureNotice, ...] = ()
    access: AccessSurvey | None = None

    @property
    def is_promised(self) -> bool:
        return promises_about(self.environment, self.hosting)

    def has_ended(self, at: Instant) -> bool:
        """An end that is planned, and still to come, is none."""
        return self.ended_at is not None and self.ended_at <= at

    def last_day(self, zone: ZoneInfo) -> date | None:
        """The local one, which may be to come; None: nobody has said."""
        return None if self.ended_at is None else (self.ended_at - JUST_BEFORE).astimezone(zone).date()

    @property
    def version(self) -> str | None:
        return self.installed[-1].version if self.installed else None

    def copy(self, copy_id: UUID) -> DataCopy | None:
        return next((each for each in self.copies if each.id == copy_id), None)


def promises_about(environment: Environment, hosting: Hosting) -> bool:
    """Chapter 5 promises about production in the cloud; anything else is measured and shown."""
    return environment is Environment.PRODUCTION and hosting is Hosting.CLOUD


_Gathered = (
    CopyTaken
    | CopyVerified
    | CopyRemoved
    | MeasuringStopped
    | MeasuringResumed
    | TrafficMeasured
    | FairUseStepTaken
    | LogAnalysed
    | InfrastructureChanged
    | AccessSurveyed
)


def replay_instance(instance_id: UUID, customer_id: UUID, events: Iterable[InstanceEvent]) -> Instance:
    """The instance that these facts make; ValueError when the first one is not its beginning."""
    return streams.replay(lambda first: begin_instance(instance_id, customer_id, first), advance_instance, events)


def begin_instance(instance_id: UUID, customer_id: UUID, event: InstanceEvent) -> Instance:
    fact = event.fact
    if not isinstance(fact, InstanceAdded):
        raise ValueError("an instance begins with being added")  # noqa: TRY004 - wrong facts, not a wrong type
    return Instance(
        id=instance_id,
        customer_id=customer_id,
        service_id=fact.service_id,
        region=fact.region,
        provider=fact.provider,
        name=fact.name,
        url=fact.url,
        environment=fact.environment,
        hosting=fact.hosting,
        starts_on=fact.starts_on,
        measured_by=fact.measured_by,
        bespoke=fact.bespoke,
        agent=fact.agent,
        installed=() if fact.version is None else (Installation(fact.version, event.occurred_at),),
    )


def advance_instance(instance: Instance, event: InstanceEvent) -> Instance:
    """The instance after one more fact. Of those that follow from others, it keeps which months it is flagged for."""
    match event.fact:
        case TrafficFlagged(month=month):
            return replace(instance, flagged=tuple(sorted({*instance.flagged, month})))
        case TrafficFlagWithdrawn(month=month):
            return replace(instance, flagged=tuple(each for each in instance.flagged if each != month))
        case RecoveryPointExceeded() | TermBreached() | TermWithdrawn():
            return instance
        case fact:
            return _apply(instance, event.occurred_at, fact)


def _apply(instance: Instance, at: Instant, fact: InstanceProcessFact) -> Instance:
    """What it is; the rest is what is gathered about it."""
    match fact:
        case VersionInstalled(version=version):
            installed = sorted([*instance.installed, Installation(version, at)], key=lambda each: each.installed_at)
            return replace(instance, installed=tuple(installed))
        case ReleaseExcluded(until_on=until_on, reason=reason, agreement_reference=reference):
            return replace(instance, exclusion=Exclusion(until_on, reason, reference))
        case BespokeMarked(bespoke=bespoke):
            return replace(instance, bespoke=bespoke)
        case InstanceCorrected():
            given = {name: value for name, value in vars(fact).items() if value is not None and name != "type"}
            return replace(instance, **given)
        case InstanceEnded():
            return replace(instance, ended_at=at)
        case InstanceAdded():
            raise ValueError("an instance is added once")
        case _:
            return _gather(instance, at, fact)


def _gather(instance: Instance, at: Instant, fact: _Gathered) -> Instance:
    match fact:
        case CopyTaken() | CopyVerified() | CopyRemoved():
            return replace(instance, copies=_copies_after(instance.copies, at, fact))
        case MeasuringStopped() | MeasuringResumed():
            return replace(instance, gaps=_gaps_after(instance.gaps, at, fact))
        case TrafficMeasured(month=month, byte_count=byte_count):
            return replace(instance, traffic={**instance.traffic, month: byte_count})
        case FairUseStepTaken(step=step, month=month, note=note):
            return replace(instance, fair_use=(*instance.fair_use, FairUseStep(step, month, at, note)))
        case LogAnalysed(findings=findings):
            return replace(instance, analyses=(*instance.analyses, LogAnalysis(at, findings)))
        case InfrastructureChanged():
            return replace(instance, infrastructure=(*instance.infrastructure, InfrastructureNotice(at, fact)))
        case AccessSurveyed():
            return replace(instance, access=AccessSurvey(at, fact))


def _copies_after(
    copies: tuple[DataCopy, ...], at: Instant, fact: CopyTaken | CopyVerified | CopyRemoved
) -> tuple[DataCopy, ...]:
    match fact:
        case CopyTaken():
            made = DataCopy(
                id=fact.copy_id,
                kind=fact.kind,
                taken_at=fact.taken_at,
                finished_at=fact.finished_at,
                verified=fact.verified,
                location=fact.location,
                size=fact.size,
                server=fact.server,
            )
            return tuple(sorted((*copies, made), key=lambda copy: copy.taken_at))
        case CopyVerified(copy_id=copy_id):
            return tuple(replace(copy, verified=True) if copy.id == copy_id else copy for copy in copies)
        case CopyRemoved(copy_id=copy_id):
            return tuple(replace(copy, removed_at=at) if copy.id == copy_id else copy for copy in copies)


def _gaps_after(
    gaps: tuple[MeasuringGap, ...], at: Instant, fact: MeasuringStopped | MeasuringResumed
) -> tuple[MeasuringGap, ...]:
    """Stopped twice is stopped since the first time."""
    is_going_on = bool(gaps) and gaps[-1].until is None
    if isinstance(fact, MeasuringStopped):
        return gaps if is_going_on else (*gaps, MeasuringGap(at, None, fact.reason))
    return (*gaps[:-1], replace(gaps[-1], until=at)) if is_going_on else gaps
