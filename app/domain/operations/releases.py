"""Releases of a service (§5.5): about one a month, and which of its instances run which."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from app.clock import Instant
from app.domain.agreement.measures import Span, SpanUnit
from app.domain.agreement.service_terms import ReleaseTerms, ServiceTerms
from app.domain.agreement.spans import day_after
from app.domain.agreement.versions import Version, version_in
from app.domain.operations.instance_facts import Environment, Hosting, ReleaseKind
from app.domain.operations.instances import Instance
from app.errors import Conflict, Fault, Invalid

ONE_MONTH = Span(1, SpanUnit.CALENDAR_MONTHS)


@dataclass(frozen=True)
class ReleaseTests:
    """References to what was tested by machine and by hand (§5.5.3)."""

    automatic: str
    manual: str


@dataclass(frozen=True, kw_only=True)
class Release:
    id: UUID
    service_id: UUID
    version: str
    released_on: date
    kind: ReleaseKind
    notes_url: str | None = None
    tests: ReleaseTests | None = None


def check_release(release: Release, known: Iterable[Release]) -> None:
    """Of the same service. Raises Invalid where notes (§5.5.2) or tests (§5.5.3) are missing, all faults at once, and
    Conflict for a version that is there, or a hotfix on no production version (§5.5.1).
    """
    known = list(known)
    if (version := version_in(release.version)) is None:
        raise Invalid.at("/version", "invalid", "A version is numbers with dots between: 4.2 or 4.2.1.")
    if release.kind is ReleaseKind.PRODUCTION and (faults := _missing(release)):
        section = "5.5.2" if release.notes_url is None else "5.5.3"
        raise Invalid("The request is not valid.", section=section, faults=faults)
    if any(_number(each.version) == _trimmed(version) for each in known):
        raise Conflict(f"Version {release.version} is there already.", section="5.5")
    if release.kind is ReleaseKind.HOTFIX and base_of(release.version, known, release.released_on) is None:
        detail = f"A hotfix is on a production version, and {release.version} is on none that has come out."
        raise Conflict(detail, section="5.5.1")


def _missing(release: Release) -> list[Fault]:
    faults: list[Fault] = []
    if release.notes_url is None:
        faults.append(Fault("/notesUrl", "required", "A production version comes with release notes (§5.5.2)."))
    if release.tests is None:
        detail = "A production version is tested first, in part automatically and in part by hand (§5.5.3)."
        faults.append(Fault("/tests", "required", detail))
    return faults


def base_of(version: str, releases: Iterable[Release], on: date) -> Release | None:
    """The production version that this one is, or is a hotfix on: the newest whose number its own begins with."""
    number = _number(version)
    found = [each for each in _production(releases, on) if number is not None and _is_of(number, each)]
    return max(found, key=lambda each: len(_stem(each.version)), default=None)


def newer_than(version: str, releases: Iterable[Release], on: date) -> tuple[Release, ...] | None:
    """The production versions that have come out since, until this day; None: nobody knows which version it is on."""
    out = _production(releases, on)
    base = base_of(version, out, on)
    return None if base is None else tuple(out[out.index(base) + 1 :])


def is_excluded(instance: Instance, on: date) -> bool:
    return instance.exclusion is not None and on <= instance.exclusion.until_on


class RolloutStanding(StrEnum):
    """NOT_APPLICABLE: the customer applies updates itself. UNKNOWN: its version is none of the releases."""

    AS_AIMED = "as_aimed"
    BEHIND = "behind"
    EXCLUDED = "excluded"
    BESPOKE = "bespoke"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class RolloutLine:
    """`behind_since`: the day on which a version came out that it should have been past. `agent`: one comes along.

    `test_environment_advised`: there is bespoke work in it, and no test instance to try a release on (§5.5.4).
    """

    instance_id: UUID
    customer_id: UUID
    version: str | None
    versions_behind: int | None
    standing: RolloutStanding
    behind_since: date | None = None
    agent: bool = False
    test_environment_advised: bool = False


def rollout(
    instances: Iterable[Instance], releases: Iterable[Release], at: Instant, services: ServiceTerms
) -> tuple[RolloutLine, ...]:
    """The instances of a service that go, those furthest behind first, those of which nobody knows it last."""
    releases, on = list(releases), at.astimezone(services.maintenance_calendar.zone).date()
    going = [instance for instance in instances if not instance.has_ended(at)]
    testing = {instance.customer_id for instance in going if instance.environment is Environment.TEST}
    lines = [_line(instance, releases, on, services.releases, testing) for instance in going]
    return tuple(sorted(lines, key=lambda line: -1 if line.versions_behind is None else line.versions_behind)[::-1])


def _line(
    instance: Instance, releases: Sequence[Release], on: date, terms: ReleaseTerms, testing: Collection[UUID]
) -> RolloutLine:
    """`testing`: the customers that have a test instance of the service."""
    newer = None if instance.version is None else newer_than(instance.version, releases, on)
    is_behind = newer is not None and len(newer) > terms.versions_behind
    standing = _standing(instance, on, terms, is_known=newer is not None, is_behind=is_behind)
    return RolloutLine(
        instance_id=instance.id,
        customer_id=instance.customer_id,
        version=instance.version,
        versions_behind=None if newer is None else len(newer),
        standing=standing,
        behind_since=newer[terms.versions_behind].released_on
        if newer is not None and standing is RolloutStanding.BEHIND
        else None,
        agent=instance.agent,
        test_environment_advised=instance.bespoke and instance.customer_id not in testing,
    )


def _standing(instance: Instance, on: date, terms: ReleaseTerms, *, is_known: bool, is_behind: bool) -> RolloutStanding:
    if instance.hosting is Hosting.ON_PREMISES:
        return RolloutStanding.NOT_APPLICABLE
    if instance.bespoke and not terms.bespoke_follows:
        return RolloutStanding.BESPOKE
    if is_excluded(instance, on):
        return RolloutStanding.EXCLUDED
    if not is_known:
        return RolloutStanding.UNKNOWN
    return RolloutStanding.BEHIND if is_behind else RolloutStanding.AS_AIMED


@dataclass(frozen=True)
class ReleaseMonth:
    """An aim (§5.5): reported, and never breached."""

    month: date
    versions: tuple[str, ...]
    is_as_aimed: bool


def release_months(
    releases: Iterable[Release], first: date, last: date, terms: ReleaseTerms
) -> tuple[ReleaseMonth, ...]:
    """The production versions of each month from that of `first` to that of `last`, none left out."""
    out, months = _production(releases, last), list[ReleaseMonth]()
    month = first.replace(day=1)
    while month <= last:
        after = day_after(ONE_MONTH, month)
        versions = tuple(each.version for each in out if month <= each.released_on < after)
        months.append(ReleaseMonth(month, versions, len(versions) == terms.versions_about))
        month = after
    return tuple(months)


def _production(releases: Iterable[Release], on: date) -> list[Release]:
    """That have come out, in their order; those of one day by their number."""
    out = [each for each in releases if each.kind is ReleaseKind.PRODUCTION and each.released_on <= on]
    return sorted(out, key=lambda each: (each.released_on, _number(each.version) or ()))


def _number(version: str) -> Version | None:
    found = version_in(version)
    return None if found is None else _trimmed(found)


def _trimmed(version: Version) -> Version:
    """4.2.0 is 4.2."""
    while version and version[-1] == 0:
        version = version[:-1]
    return version


def _stem(version: str) -> Version:
    """What the numbers of its hotfixes begin with: 4.2 of 4.2.0, and 4.0 of 4.0.0, since 4.2.1 is none on that."""
    found = version_in(version) or ()
    return max(_trimmed(found), found[:2], key=len)


def _is_of(number: Version, release: Release) -> bool:
    stem = _stem(release.version)
    return number == _trimmed(stem) or (len(number) > len(stem) and number[: len(stem)] == stem)
