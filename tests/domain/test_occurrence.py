"""When something happened, as clients with clocks of their own say it."""

import pytest

from app.clock import Instant
from app.domain.tickets.occurrence import is_late, occurred_at
from app.errors import Invalid
from tests.domain.tickets.histories import local

LATEST = local("2026-02-09 10:00:00.123456")
NOW = local("2026-02-09 11:00:00.500000")


@pytest.mark.parametrize(
    ("given", "means"),
    [
        (None, NOW),
        (NOW, NOW),
        (local("2026-02-09 10:30"), local("2026-02-09 10:30")),
        (LATEST, LATEST),
        (local("2026-02-09 10:00:00.123"), LATEST),
        (local("2026-02-09 10:00:00.123999"), LATEST),
        (local("2026-02-09 10:00:00.124"), local("2026-02-09 10:00:00.124")),
        (local("2026-02-09 11:00:00.500001"), NOW),
        (local("2026-02-09 11:00:02.500000"), NOW),
    ],
)
def test_what_a_moment_means(given: Instant | None, means: Instant) -> None:
    assert occurred_at(given, NOW, LATEST, "/occurredAt") == means


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("2026-02-09 10:00:00.122999", "before_latest_event"),
        ("2026-02-09 09:00", "before_latest_event"),
        ("2026-02-09 11:00:02.500001", "in_the_future"),
    ],
)
def test_what_it_cannot_mean(given: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        occurred_at(local(given), NOW, LATEST, "/occurredAt")
    assert [(fault.pointer, fault.code) for fault in refusal.value.faults] == [("/occurredAt", code)]


def test_a_clock_that_was_set_back_turns_no_history_round() -> None:
    ahead = local("2026-02-09 12:00:00.123456")
    for given in (None, local("2026-02-09 11:00:01"), local("2026-02-09 12:00:00.123")):
        assert occurred_at(given, NOW, ahead, "/occurredAt") == ahead


def test_the_first_fact_comes_after_none() -> None:
    assert occurred_at(local("2023-01-01 10:00"), NOW, None, "/registeredAt") == local("2023-01-01 10:00")


def test_late_is_more_than_a_minute() -> None:
    assert not is_late(local("2026-02-09 10:59:00.500000"), NOW)
    assert is_late(local("2026-02-09 10:59:00.499999"), NOW)
