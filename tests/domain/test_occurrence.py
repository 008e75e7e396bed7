"""When something happened, as clients with clocks of their own say it."""

from dataclasses import replace

import pytest

from app.clock import Instant
from app.domain.explanation.records import Happening, RecordedHappening
from app.domain.streams import is_late
from app.domain.tickets.occurrence import occurred_at
from app.domain.tickets.stopwatch import Stopwatch
from app.errors import Invalid
from tests.domain.tickets.histories import local, registered

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


@pytest.mark.parametrize(("happened", "late"), [("10:59:00.500000", False), ("10:59:00.499999", True)])
def test_it_is_the_same_for_an_event_a_clock_and_its_explanation(happened: str, late: bool) -> None:  # noqa: FBT001 - a column
    at = local(f"2026-02-09 {happened}")
    stopped = Stopwatch().start(LATEST).stop(at, NOW)

    assert RecordedHappening(Happening.INVESTIGATED, at, NOW).is_late is late
    assert (stopped.recorded_late_at is not None) is late
    assert replace(registered("2026-02-09 10:00").events[0], occurred_at=at, recorded_at=NOW).is_late is late
