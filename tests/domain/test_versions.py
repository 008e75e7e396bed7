"""Versions as people write them (§1.3, ORB 5.x)."""

import pytest

from app.domain.agreement.versions import Version, is_older, version_in

NAMES = ("orb", "ORB", "ORB Server")


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("5", (5,)),
        ("5.x", (5,)),
        ("5.X", (5,)),
        ("5.*", (5,)),
        ("v5.1", (5, 1)),
        ("V 5.1", (5, 1)),
        ("version 5.1", (5, 1)),
        ("versie: 5.1", (5, 1)),
        ("ORB 5.x", (5,)),
        ("ORB5.2", (5, 2)),
        ("orb-4.9.12", (4, 9, 12)),
        ("ORB Server v4.9", (4, 9)),
        (" 10.0 ", (10, 0)),
        ("5.10", (5, 10)),
        ("05.1", (5, 1)),
        ("5.1-rc1", (5, 1)),
        ("5.1rc1", (5, 1)),
        ("5.1 (build 4711)", (5, 1)),
        ("latest", None),
        ("", None),
        ("   ", None),
        ("x.5", None),
        ("-5", None),
        ("Windows 10, ORB 4.9", None),
        ("the one of 2024", None),
        ("9" * 5000, None),
        ("٥.١", None),
        ("IDU 5.1", None),
    ],
)
def test_the_version_in_a_text(text: str, version: Version | None) -> None:
    assert version_in(text, NAMES) == version


def test_without_names_a_text_is_a_version_or_none() -> None:
    assert version_in("5.1") == (5, 1)
    assert version_in("ORB 5.1") is None


@pytest.mark.parametrize(
    ("version", "oldest", "older"),
    [
        ("5.9", "5.10", True),
        ("5.10", "5.9", False),
        ("5.10", "5.10", False),
        ("4.99", "5.x", True),
        ("5", "5.x", False),
        ("5.0", "5.x", False),
        ("10.0", "5.x", False),
        ("9", "10", True),
        ("5.x", "5.3", False),
        ("5", "5.3", False),
        ("5.2.9", "5.3", True),
        ("5.3", "5.3.1", False),
    ],
)
def test_versions_are_compared_number_by_number(version: str, oldest: str, *, older: bool) -> None:
    one, other = version_in(version), version_in(oldest)
    assert one is not None
    assert other is not None
    assert is_older(one, other) is older
