"""Releases (§5.5): about one a month, the newest or the one before, by agreement not, and never over bespoke work."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from app.domain.agreement.terms import Side
from app.domain.operations.instance_facts import (
    BespokeMarked,
    Environment,
    Hosting,
    InstanceEnded,
    ReleaseExcluded,
    ReleaseKind,
    VersionInstalled,
)
from app.domain.operations.instance_rules import install, roll_out
from app.domain.operations.instances import Instance
from app.domain.operations.releases import (
    Release,
    ReleaseMonth,
    ReleaseTests,
    RolloutLine,
    RolloutStanding,
    base_of,
    check_release,
    newer_than,
    release_months,
    rollout,
)
from app.errors import Conflict, Invalid
from tests.domain.operations.instance_histories import SERVICE, SERVICES, instance_of
from tests.domain.tickets.histories import local

PRODUCTION, HOTFIX = ReleaseKind.PRODUCTION, ReleaseKind.HOTFIX
LATER = date(2027, 12, 31)


def release(version: str, on: str, kind: ReleaseKind = PRODUCTION) -> Release:
    return Release(
        id=UUID(int=hash(version) % 1000),
        service_id=SERVICE,
        version=version,
        released_on=date.fromisoformat(on),
        kind=kind,
        notes_url="https://docs.example/notes",
        tests=ReleaseTests("run 17", "protocol 4"),
    )


OUT = [
    release("4.1", "2026-09-15"),
    release("4.2", "2026-10-20"),
    release("4.2.1", "2026-10-28", HOTFIX),
    release("4.3", "2026-12-01"),
    release("4.10", "2026-12-01"),
]


def behind(version: str, on: date = LATER) -> list[str] | None:
    newer = newer_than(version, OUT, on)
    return None if newer is None else [each.version for each in newer]


def test_versions_are_counted_not_days() -> None:
    assert behind("4.2") == ["4.3", "4.10"]
    assert behind("4.3") == ["4.10"]
    assert behind("4.10") == []
    assert behind("4.2", date(2026, 11, 30)) == []
    assert behind("3.9") is None


def test_a_hotfix_counts_as_the_version_it_is_on() -> None:
    """§5.5.1."""
    assert behind("4.2.1", date(2026, 11, 30)) == []
    assert behind("4.2.0") == behind("4.2.7") == behind("4.2")


def test_the_number_of_a_hotfix_begins_with_that_of_its_version() -> None:
    out = [release("4.0.0", "2026-01-10"), release("4.2.0", "2026-02-10")]
    assert [base_of(version, out, LATER) for version in ("4.2.1", "4.0.3", "4.1.1", "4.3", "4.2", "4")] == [
        out[1],
        out[0],
        None,
        None,
        out[1],
        out[0],
    ]
    assert base_of("4.2.1", out, date(2026, 2, 9)) is None


def line(*happened: Any, on: str = "2026-12-02", **otherwise: Any) -> RolloutLine:
    whole = instance_of(*happened, **otherwise)
    return rollout([whole], OUT, local(f"{on} 09:00"), SERVICES)[0]


EXCLUDED = ("2026-11-01 09:00", ReleaseExcluded(until_on=date(2027, 1, 31), reason="audit", agreement_reference="A-1"))


def test_two_behind_is_listed_with_since_when() -> None:
    found = line()
    assert (found.versions_behind, found.standing, found.behind_since) == (2, RolloutStanding.BEHIND, date(2026, 12, 1))
    assert line(version="4.3").standing is RolloutStanding.AS_AIMED
    assert line(version="4.3").behind_since is None
    assert (line(version="4.1").versions_behind, line(version="4.1").behind_since) == (3, date(2026, 12, 1))


def test_an_exclusion_holds_for_its_last_day_too() -> None:
    assert line(EXCLUDED, on="2027-01-31").standing is RolloutStanding.EXCLUDED
    assert line(EXCLUDED, on="2027-02-01").standing is RolloutStanding.BEHIND


def test_bespoke_work_and_other_sites_are_listed_and_not_behind() -> None:
    bespoke = "2026-11-01 09:00", BespokeMarked(bespoke=True, reason="interface")
    assert line(bespoke).standing is RolloutStanding.BESPOKE
    assert line(bespoke).versions_behind == 2
    elsewhere = line(hosting=Hosting.ON_PREMISES, provider=None)
    assert (elsewhere.standing, elsewhere.behind_since) == (RolloutStanding.NOT_APPLICABLE, None)
    assert line(version=None).standing is RolloutStanding.UNKNOWN


def test_bespoke_work_without_a_test_instance_is_advised_to_have_one() -> None:
    """§5.5.4"""
    bespoke, plain = instance_of(id_=UUID(int=61), bespoke=True, agent=True), instance_of(id_=UUID(int=62))
    trial = instance_of(id_=UUID(int=63), environment=Environment.TEST)
    at = local("2026-12-02 09:00")

    def advised(*instances: Instance) -> set[int]:
        return {each.instance_id.int for each in rollout(instances, OUT, at, SERVICES) if each.test_environment_advised}

    assert advised(bespoke, plain) == {61}
    assert advised(bespoke, plain, trial) == set()
    assert {each.instance_id.int: each.agent for each in rollout([bespoke, plain], OUT, at, SERVICES)} == {
        61: True,
        62: False,
    }


def test_those_furthest_behind_come_first() -> None:
    ended = instance_of(("2026-11-01 09:00", InstanceEnded(reason="moved away")))
    versions = ["4.10", None, "4.1", "4.3"]
    instances = [instance_of(id_=UUID(int=50 + n), version=each) for n, each in enumerate(versions)]
    found = rollout([*instances, ended], OUT, local(f"{LATER} 09:00"), SERVICES)
    assert [each.version for each in found] == ["4.1", "4.3", "4.10", None]
    before = rollout([ended], OUT, local("2026-11-01 08:59"), SERVICES)
    assert [each.instance_id for each in before] == [ended.id]


def test_months_with_none_or_several_are_reported() -> None:
    months = release_months(OUT, date(2026, 9, 20), date(2026, 12, 31), SERVICES.releases)
    assert months == (
        ReleaseMonth(date(2026, 9, 1), ("4.1",), is_as_aimed=True),
        ReleaseMonth(date(2026, 10, 1), ("4.2",), is_as_aimed=True),
        ReleaseMonth(date(2026, 11, 1), (), is_as_aimed=False),
        ReleaseMonth(date(2026, 12, 1), ("4.3", "4.10"), is_as_aimed=False),
    )


def test_a_production_version_comes_with_notes_and_tests() -> None:
    """Notes: §5.5.2; tests: §5.5.3."""
    new = replace(release("4.11", "2027-01-10"), notes_url=None, tests=None)
    with pytest.raises(Invalid) as refused:
        check_release(new, OUT)
    assert [fault.pointer for fault in refused.value.faults] == ["/notesUrl", "/tests"]
    assert refused.value.section == "5.5.2"
    with pytest.raises(Invalid) as refused:
        check_release(replace(new, notes_url="https://docs.example"), OUT)
    assert refused.value.section == "5.5.3"
    check_release(replace(new, version="4.10.1", kind=HOTFIX), OUT)


@pytest.mark.parametrize(
    ("new", "section"),
    [
        (release("4.2.0", "2027-01-10"), "5.5"),
        (release("4.4.1", "2027-01-10", HOTFIX), "5.5.1"),
        (release("4.3.1", "2026-11-30", HOTFIX), "5.5.1"),
    ],
)
def test_a_version_is_new_and_a_hotfix_is_on_one_that_is_out(new: Release, section: str) -> None:
    with pytest.raises(Conflict) as refused:
        check_release(new, OUT)
    assert refused.value.section == section


def test_a_version_has_a_number() -> None:
    with pytest.raises(Invalid, match="not valid"):
        check_release(release("newest", "2027-01-10"), OUT)


IN_WINDOW, OUTSIDE = local("2026-12-01 21:00"), local("2026-12-02 12:00")
ANNOUNCED = UUID(int=71)
NEW, FIX = OUT[3], OUT[2]


def test_rolled_out_in_the_window_or_announced() -> None:
    found = roll_out(instance_of(), NEW, IN_WINDOW, OUT, SERVICES, None)
    assert found == VersionInstalled(version="4.3", kind=PRODUCTION, by=Side.VENDOR)
    with pytest.raises(Conflict) as refused:
        roll_out(instance_of(), NEW, OUTSIDE, OUT, SERVICES, None)
    assert refused.value.section == "5.5"
    assert roll_out(instance_of(), NEW, OUTSIDE, OUT, SERVICES, ANNOUNCED).maintenance_id == ANNOUNCED
    assert roll_out(instance_of(), FIX, OUTSIDE, OUT, SERVICES, None).kind is HOTFIX


def test_only_a_hotfix_is_enforced_on_bespoke_work() -> None:
    """§5.5.4."""
    bespoke = instance_of(bespoke=True)
    with pytest.raises(Conflict) as refused:
        roll_out(bespoke, NEW, IN_WINDOW, OUT, SERVICES, None)
    assert refused.value.section == "5.5.4"
    assert roll_out(bespoke, FIX, IN_WINDOW, OUT, SERVICES, None).version == "4.2.1"
    assert roll_out(bespoke, NEW, IN_WINDOW, OUT, SERVICES, None, "their run 3").test_reference == "their run 3"


def test_a_hotfix_brings_no_other_version_along() -> None:
    for version in ("4.1", "4.3"):
        with pytest.raises(Conflict) as refused:
            roll_out(instance_of(version=version, bespoke=True), FIX, OUTSIDE, OUT, SERVICES, None)
        assert refused.value.section == "5.5.1"
    assert roll_out(instance_of(version="4.2.3"), FIX, OUTSIDE, OUT, SERVICES, None).version == "4.2.1"
    assert roll_out(instance_of(version=None), FIX, OUTSIDE, OUT, SERVICES, None).version == "4.2.1"
    with pytest.raises(Conflict):
        roll_out(instance_of(version=None), FIX, OUTSIDE, [], SERVICES, None)


def test_what_is_excluded_is_left_out_until_its_day_is_over() -> None:
    excluded = instance_of(EXCLUDED)
    with pytest.raises(Conflict) as refused:
        roll_out(excluded, NEW, local("2027-01-31 23:00"), OUT, SERVICES, None)
    assert refused.value.section == "5.5"
    assert roll_out(excluded, NEW, local("2027-02-01 21:00"), OUT, SERVICES, None).version == "4.3"


def test_nothing_is_rolled_out_on_the_customers_own_site() -> None:
    elsewhere = instance_of(hosting=Hosting.ON_PREMISES, provider=None)
    for each in (NEW, FIX):
        with pytest.raises(Conflict) as refused:
            roll_out(elsewhere, each, IN_WINDOW, OUT, SERVICES, ANNOUNCED)
        assert refused.value.section == "1.4.1"
    assert install(elsewhere, NEW).by is Side.CUSTOMER
    with pytest.raises(Conflict):
        install(instance_of(), NEW)


def test_nothing_is_rolled_out_on_what_has_ended() -> None:
    ended = instance_of(("2026-11-01 09:00", InstanceEnded(reason="moved away")))
    with pytest.raises(Conflict):
        roll_out(ended, NEW, IN_WINDOW, OUT, SERVICES, None)
