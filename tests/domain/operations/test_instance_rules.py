"""What may be done with an instance, and what its facts add up to."""

from datetime import date
from uuid import UUID

import pytest

from app.domain.agreement.service_terms import FairUseResponse
from app.domain.agreement.terms import Side
from app.domain.operations import instance_rules as rules
from app.domain.operations.instance_facts import (
    AccessSurveyed,
    FairUseStepTaken,
    HostedPart,
    Hosting,
    InfrastructureChanged,
    InstanceEnded,
    MeasureUse,
    MeasuringResumed,
    MeasuringStopped,
    RecoveryPointExceeded,
    Region,
    ReleaseKind,
    TrafficMeasured,
    VersionInstalled,
)
from app.domain.operations.instance_rules import advice, provider_of
from app.domain.operations.instances import Instance, replay_instance
from app.errors import Conflict, Invalid, NotFound
from app.sla.agreement import AGREEMENT
from tests.domain.operations.instance_histories import (
    INSTANCE,
    OWNER,
    SERVICES,
    SNAPSHOT,
    added,
    events,
    instance_of,
    removed,
    taken,
)
from tests.domain.tickets.histories import AMSTERDAM, local, wall

DUTCH = AGREEMENT.vendor.hosting_provider


NOW = "2026-11-10 09:00"


def remove_copy(instance: Instance, number: int, at: str = NOW) -> UUID:
    return rules.remove_copy(instance, UUID(int=number), "to make room", local(at)).copy_id


def refusal(instance: Instance, number: int, at: str = NOW) -> str | None:
    with pytest.raises(Conflict) as refused:
        remove_copy(instance, number, at)
    return refused.value.section


def test_the_only_verified_copy_stays() -> None:
    first, second = taken(1, "2026-11-02 21:00"), taken(2, "2026-11-03 21:00")
    assert refusal(instance_of(first), 1) == "5.8.1"
    assert remove_copy(instance_of(first, second), 1) == UUID(int=1)
    assert refusal(instance_of(first, second, removed(1, "2026-11-04 09:00")), 2) == "5.8.1"
    assert refusal(instance_of(first, second, removed(1, "2026-11-04 09:00")), 1) == "5.8.1"


def test_only_a_full_verified_copy_stands_in_for_a_full_one() -> None:
    full, snapshot = taken(1, "2026-11-02 21:00"), taken(2, "2026-11-02 22:00", SNAPSHOT)
    assert refusal(instance_of(full, snapshot), 1) == "5.8.1"
    assert remove_copy(instance_of(full, snapshot), 2)
    assert remove_copy(instance_of(snapshot, taken(3, "2026-11-09 22:00", SNAPSHOT)), 2)
    assert refusal(instance_of(full, taken(3, "2026-11-03 21:00", verified=False)), 1) == "5.8.1"
    assert remove_copy(instance_of(taken(3, "2026-11-03 21:00", verified=False)), 3)


def test_of_what_has_ended_every_copy_may_go_and_not_before() -> None:
    ended = "2026-11-11 00:00", InstanceEnded(reason="moved away")
    whole = instance_of(taken(1, "2026-11-02 21:00"), ended)
    assert refusal(whole, 1, "2026-11-10 23:59:59.999999") == "5.8.1"
    assert remove_copy(whole, 1, "2026-11-11 00:00")


def test_an_end_is_one_once_it_is_reached() -> None:
    going, ended = instance_of(), instance_of(("2026-11-11 00:00", InstanceEnded(reason="moved away")))
    assert not going.has_ended(local(NOW))
    assert [ended.has_ended(local(each)) for each in ("2026-11-10 23:59:59.999999", "2026-11-11 00:00")] == [
        False,
        True,
    ]
    assert (going.last_day(AMSTERDAM), ended.last_day(AMSTERDAM)) == (None, date(2026, 11, 10))
    rules.check_going(ended, local("2026-11-10 23:59"))
    with pytest.raises(Conflict):
        rules.check_going(ended, local("2026-11-11 00:00"))


def test_a_copy_that_is_not_there() -> None:
    with pytest.raises(NotFound):
        remove_copy(instance_of(), 1)


def test_dutch_services_run_on_the_dutch_provider_and_no_others_do() -> None:
    """§5.1"""

    def of(region: Region, provider: str | None, hosting: Hosting = Hosting.CLOUD) -> str | None:
        return provider_of(region, provider, hosting, AGREEMENT.vendor)

    assert of(Region.NETHERLANDS, None) == of(Region.NETHERLANDS, DUTCH) == DUTCH
    assert of(Region.ABROAD, "Nimbus") == "Nimbus"
    assert of(Region.NETHERLANDS, None, Hosting.ON_PREMISES) is None
    for region, provider, hosting, section in (
        (Region.NETHERLANDS, "Nimbus", Hosting.CLOUD, "5.1"),
        (Region.ABROAD, DUTCH, Hosting.CLOUD, "5.1"),
        (Region.ABROAD, None, Hosting.CLOUD, "5.1"),
        (Region.NETHERLANDS, DUTCH, Hosting.ON_PREMISES, "1.4"),
    ):
        with pytest.raises(Invalid) as refused:
            of(region, provider, hosting)
        assert (refused.value.faults[0].pointer, refused.value.section) == ("/provider", section)


def test_what_is_advised_and_not_enforced_is_listed() -> None:
    """§5.7.2"""
    uses = AccessSurveyed(
        multi_factor=MeasureUse.OPTIONAL, single_sign_on=MeasureUse.OFF, strong_passwords=MeasureUse.ENFORCED
    )
    assert [rule.measure for rule in advice(uses, SERVICES.access)] == [
        "multi-factor authentication activated",
        "single sign-on for access",
    ]
    every = MeasureUse.ENFORCED
    assert (
        advice(AccessSurveyed(multi_factor=every, single_sign_on=every, strong_passwords=every), SERVICES.access) == ()
    )


def test_versions_are_in_the_order_in_which_they_were_installed() -> None:
    newest = VersionInstalled(version="4.4", kind=ReleaseKind.PRODUCTION, by=Side.VENDOR)
    found = instance_of(
        ("2026-12-01 21:00", newest),
        ("2026-11-03 21:00", VersionInstalled(version="4.3", kind=ReleaseKind.PRODUCTION, by=Side.VENDOR)),
    )
    assert [each.version for each in found.installed] == ["4.2", "4.3", "4.4"]
    assert found.version == "4.4"


def test_what_nobody_measured_is_a_gap() -> None:
    stopped, resumed = MeasuringStopped(reason="no network"), MeasuringResumed()
    found = instance_of(
        ("2026-11-02 10:00", resumed),
        ("2026-11-02 11:00", stopped),
        ("2026-11-02 12:00", stopped),
        ("2026-11-02 13:00", resumed),
        ("2026-11-02 14:00", stopped),
    )
    assert [(wall(gap.from_at), wall(gap.until)) for gap in found.gaps] == [
        ("2026-11-02 11:00", "2026-11-02 13:00"),
        ("2026-11-02 14:00", "none"),
    ]


def test_the_rest_is_kept_as_it_was_told() -> None:
    """Changes at the customer's site among it: of Data Manager (§1.4.1), and of an agent (§1.4.2)."""
    month, change = date(2026, 11, 1), InfrastructureChanged(part=HostedPart.AGENT, text="another firewall")
    uses = AccessSurveyed(multi_factor=MeasureUse.OFF, single_sign_on=MeasureUse.OFF, strong_passwords=MeasureUse.OFF)
    found = instance_of(
        ("2026-12-01 09:00", TrafficMeasured(month=month, byte_count=10)),
        ("2026-12-02 09:00", TrafficMeasured(month=month, byte_count=12)),
        ("2026-12-03 09:00", FairUseStepTaken(step=FairUseResponse.MONITOR, month=month, note="watched")),
        ("2026-12-04 09:00", change),
        ("2026-12-05 09:00", uses),
        ("2026-12-06 09:00", RecoveryPointExceeded(copy_id=None, exceeded_at=local("2026-12-06 09:00"))),
        ("2026-12-07 09:00", InstanceEnded(reason="moved away")),
    )
    assert found.traffic == {month: 12}
    assert [(each.step, wall(each.taken_at)) for each in found.fair_use] == [
        (FairUseResponse.MONITOR, "2026-12-03 09:00")
    ]
    assert [each.change for each in found.infrastructure] == [change]
    assert found.access is not None
    assert (found.access.uses, wall(found.access.surveyed_at)) == (uses, "2026-12-05 09:00")
    assert wall(found.ended_at) == "2026-12-07 09:00"


def test_an_instance_begins_with_being_added_and_is_added_once() -> None:
    with pytest.raises(ValueError, match="begins"):
        replay_instance(INSTANCE, OWNER, events(("2026-11-01 09:00", MeasuringResumed())))
    with pytest.raises(ValueError, match="once"):
        instance_of(("2026-11-01 09:00", added()))
