"""What may be done with a customer's instance, and by which clause it may not."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from app.clock import Instant
from app.domain.agreement.service_terms import AccessRule, AccessTo, ClauseForce, ServiceTerms
from app.domain.agreement.terms import Side, Vendor
from app.domain.operations.instance_facts import (
    AccessSurveyed,
    CopyKind,
    CopyRemoved,
    Hosting,
    MeasureUse,
    Region,
    ReleaseKind,
    VersionInstalled,
)
from app.domain.operations.instances import DataCopy, Instance
from app.domain.operations.releases import Release, base_of, is_excluded
from app.errors import Conflict, Invalid, NotFound

PROVIDER: Final = "5.1"
ROLL_OUT: Final = "5.5"
BESPOKE: Final = "5.5.4"
COPIES: Final = "5.8.1"
ON_PREMISES: Final = "1.4.1"

_ADVISED: Final[Mapping[str, str]] = {
    "multi-factor authentication activated": "multi_factor",
    "strong passwords": "strong_passwords",
    "single sign-on for access": "single_sign_on",
}


def provider_of(region: Region, provider: str | None, hosting: Hosting, vendor: Vendor) -> str | None:
    """Whose services it runs on (§5.1): the Dutch ones on the vendor's Dutch provider, those abroad on another.

    Raises Invalid where region and provider do not go together; None: on the customer's own site.
    """
    if hosting is Hosting.ON_PREMISES:
        if provider is not None:
            raise Invalid.at("/provider", "not_allowed", "What the customer hosts has no provider.", section="1.4")
        return None
    dutch = vendor.hosting_provider
    if region is Region.NETHERLANDS:
        if provider not in (None, dutch):
            raise Invalid.at("/provider", "wrong_region", f"Dutch services run on {dutch}.", section=PROVIDER)
        return dutch
    if provider is None:
        raise Invalid.at("/provider", "required", "A service abroad names its provider.", section=PROVIDER)
    if provider == dutch:
        detail = f"{dutch} is for Dutch services: those abroad are strictly apart."
        raise Invalid.at("/provider", "wrong_region", detail, section=PROVIDER)
    return provider


def check_going(instance: Instance, at: Instant) -> None:
    """Raises Conflict for a moment at which it had ended."""
    if instance.ended_at is not None and instance.has_ended(at):
        raise Conflict(f"The instance ended at {instance.ended_at:%Y-%m-%d %H:%M}Z.")


def remove_copy(instance: Instance, copy_id: UUID, reason: str, at: Instant) -> CopyRemoved:
    """Raises NotFound for a copy that it does not have, Conflict where nothing verified would remain (§5.8.1).

    Of an instance that has ended `at` the moment of it all may go.
    """
    copy = instance.copy(copy_id)
    if copy is None:
        raise NotFound("There is no such copy.")
    if copy.removed_at is not None:
        raise Conflict("The copy has been removed already.", section=COPIES)
    is_needed = copy.verified and not instance.has_ended(at)
    if is_needed and not any(_stands_in(other, copy) for other in instance.copies):
        detail = "It is the only verified copy: without it there is none to recover from."
        raise Conflict(detail, section=COPIES)
    return CopyRemoved(copy_id=copy_id, reason=reason)


def _stands_in(other: DataCopy, copy: DataCopy) -> bool:
    """A full copy for anything, a snapshot for a snapshot."""
    is_kept = other.id != copy.id and other.verified and other.removed_at is None
    return is_kept and (other.kind is CopyKind.FULL_COPY or copy.kind is CopyKind.SNAPSHOT)


def roll_out(
    instance: Instance,
    release: Release,
    at: Instant,
    known: Iterable[Release],
    services: ServiceTerms,
    announced_in: UUID | None,
    test_reference: str | None = None,
) -> VersionInstalled:
    """The vendor installs a release (§5.5). `announced_in`: the maintenance, announced beforehand, that `at` lies in.

    `known` are all releases of the service. `test_reference`: the customer's own test of its bespoke work. A hotfix
    goes out at any time (§5.5.1), on the version that the instance runs: it brings no other along.
    """
    check_going(instance, at)
    if instance.hosting is Hosting.ON_PREMISES:
        detail = "It is hosted by the customer, who applies updates itself: nothing is rolled out there."
        raise Conflict(detail, section=ON_PREMISES)
    if release.kind is ReleaseKind.PRODUCTION:
        _check_production(instance, at, services, announced_in, test_reference)
    else:
        _check_hotfix(instance, release, at.astimezone(services.maintenance_calendar.zone).date(), list(known))
    return VersionInstalled(
        version=release.version,
        kind=release.kind,
        by=Side.VENDOR,
        maintenance_id=announced_in,
        test_reference=test_reference,
    )


def _check_hotfix(instance: Instance, release: Release, on: date, known: Sequence[Release]) -> None:
    running = None if instance.version is None else base_of(instance.version, known, on)
    base = base_of(release.version, known, on)
    if base is None or (running is not None and running.version != base.version):
        detail = f"{release.version} is no hotfix on the production version that it runs, {instance.version}."
        raise Conflict(detail, section="5.5.1")


def _check_production(
    instance: Instance, at: Instant, services: ServiceTerms, announced_in: UUID | None, test_reference: str | None
) -> None:
    calendar = services.maintenance_calendar
    if instance.bespoke and not services.releases.bespoke_follows and test_reference is None:
        detail = "It has bespoke work, which the customer tests first: only a hotfix may be enforced."
        raise Conflict(detail, section=BESPOKE)
    if instance.exclusion is not None and is_excluded(instance, at.astimezone(calendar.zone).date()):
        until = instance.exclusion.until_on.isoformat()
        raise Conflict(f"By agreement it is left out of releases until {until}.", section=ROLL_OUT)
    if services.releases.in_maintenance_hours and announced_in is None and not calendar.is_open(at):
        detail = "This is outside the maintenance window, and no maintenance was announced for it."
        raise Conflict(detail, section=ROLL_OUT)


def install(instance: Instance, release: Release) -> VersionInstalled:
    """The customer applies an update itself, on its own site (§1.4.1)."""
    if instance.hosting is not Hosting.ON_PREMISES:
        raise Conflict("It is hosted by the vendor, who rolls releases out.", section=ROLL_OUT)
    return VersionInstalled(version=release.version, kind=release.kind, by=Side.CUSTOMER)


def advice(uses: AccessSurveyed, rules: Iterable[AccessRule]) -> tuple[AccessRule, ...]:
    """What §5.7.2 advises and this instance does not enforce."""
    advised = [rule for rule in rules if (rule.to, rule.standing) == (AccessTo.INSTANCE, ClauseForce.ADVISED)]
    return tuple(rule for rule in advised if getattr(uses, _ADVISED[rule.measure]) is not MeasureUse.ENFORCED)
