"""What a stop that was recorded late counts as, by the microsecond."""

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from app.clock import Instant
from app.domain.attainment.attainment import Verdict, done
from app.domain.tickets.stopwatch import is_late_record

DUE: Final = Instant(datetime(2026, 11, 23, 16, tzinfo=UTC))
TICK: Final = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("recorded_at", "is_late", "verdict"),
    [
        (None, False, Verdict.IN_TIME),
        (Instant(DUE - TICK), False, Verdict.IN_TIME),
        (DUE, False, Verdict.IN_TIME),
        (Instant(DUE + TICK), True, Verdict.RECORDED_LATE),
    ],
)
def test_recorded_at_the_due_time_is_recorded_in_time(
    recorded_at: Instant | None,
    is_late: bool,  # noqa: FBT001
    verdict: Verdict,
) -> None:
    assert is_late_record(recorded_at, DUE) is is_late
    assert done(DUE, recorded_at, DUE) is verdict
    assert done(Instant(DUE + TICK), recorded_at, DUE) is Verdict.MISSED


def test_what_never_falls_due_is_not_recorded_late() -> None:
    assert not is_late_record(DUE, None)
