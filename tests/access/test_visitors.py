"""Whom a process remembers, and when it rather asks again."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest
from uuid_utils.compat import uuid7

from app.access import visitors
from app.access.store.api_keys import ApiKey, KeyHolder
from app.access.store.people import Person
from app.access.visitors import Visitors
from app.addresses import address, network
from app.clock import Instant
from app.domain.access.scopes import ApiScope
from app.domain.vocabulary import Role
from app.postgres.tenancy import Pass
from tests.organisations import MONDAY

HERE: Final = address("192.0.2.1")
THERE: Final = address("198.51.100.1")
OFFICE: Final = network("192.0.2.0/24")
CREDENTIAL: Final = b"\1" * 32


def later(**by: float) -> Instant:
    return Instant(MONDAY + timedelta(**by))


def holder(*roles: Role, administration: tuple[Any, ...] = (), **limits: Any) -> KeyHolder:
    person = Person(
        id=uuid7(),
        customer_id=None,
        name="Eve",
        email="eve@example.org",
        roles=frozenset(roles or (Role.SUPPORT,)),
        administrator=False,
        active=True,
        created_at=MONDAY,
        updated_at=MONDAY,
        version=1,
    )
    key = ApiKey(id=uuid7(), person_id=person.id, name="test", prefix="dt_x", created_at=MONDAY, last_used_at=MONDAY)
    return KeyHolder(person, replace(key, **limits), administration, "a mark")


def remembering(*holders: KeyHolder) -> Visitors:
    known = Visitors()
    for each in holders:
        known.remember(CREDENTIAL, each)
    return known


def test_who_came_in_comes_in_with_what_postgresql_is_to_hold_it_against() -> None:
    eve = holder(scopes=frozenset({ApiScope.SLA_READ}))

    visitor = remembering(holder(), eve).recognised(CREDENTIAL, MONDAY, HERE)

    assert visitor is not None
    assert (visitor.caller.actor, visitor.caller.address) == (eve.person.actor, HERE)
    assert visitor.caller.reach.scopes == {ApiScope.SLA_READ}
    assert visitor.presented == Pass(CREDENTIAL, "a mark")


def test_nobody_else_does() -> None:
    known = remembering(holder())
    assert known.recognised(b"\2" * 32, MONDAY, HERE) is None
    known.forget(CREDENTIAL)
    known.forget(CREDENTIAL)
    assert known.recognised(CREDENTIAL, MONDAY, HERE) is None


@pytest.mark.parametrize(
    ("limits", "at", "is_recognised"),
    [
        ({}, later(seconds=59.999999), True),
        ({}, later(seconds=60), False),
        ({"last_used_at": None}, MONDAY, False),
        ({"expires_at": later(seconds=1)}, MONDAY, True),
        ({"expires_at": later(seconds=1)}, later(seconds=1), False),
        ({"revoked_at": MONDAY}, MONDAY, False),
    ],
)
def test_what_depends_on_the_moment_is_looked_at_every_time(
    limits: dict[str, Any], at: Instant, *, is_recognised: bool
) -> None:
    assert (remembering(holder(**limits)).recognised(CREDENTIAL, at, HERE) is not None) is is_recognised


@pytest.mark.parametrize(
    "limited", [holder(networks=(OFFICE,)), holder(Role.SUPPORT_MANAGER, administration=(OFFICE,))]
)
def test_what_depends_on_the_address_is_looked_at_every_time(
    limited: KeyHolder, caplog: pytest.LogCaptureFixture
) -> None:
    """And is told by whoever refuses it, the long way: here it is no refusal yet."""
    known = remembering(limited)
    found = [known.recognised(CREDENTIAL, MONDAY, where) for where in (HERE, THERE, None, HERE)]

    assert [visitor is not None for visitor in found] == [True, False, False, True]
    assert not caplog.records


def test_the_longest_unseen_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visitors, "MOST_REMEMBERED", 3)
    known = Visitors()
    for each in (b"a", b"b", b"c", b"a", b"d", b"d"):
        known.remember(each, holder())

    assert [known.recognised(each, MONDAY, HERE) is not None for each in (b"a", b"b", b"c", b"d")] == [
        True,
        False,
        True,
        True,
    ]
