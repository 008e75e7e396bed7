"""Each promise behind a clock stands by itself: the looser may be kept where the stricter is not (§1.2.3, §3.1.1)."""

import pytest

from app.domain.clocks.clock_readings import read
from app.domain.clocks.clocks import Clock, compute_clock
from app.domain.clocks.excuses import Excuse
from app.domain.clocks.promises import promises
from app.domain.tickets.stopwatch import PauseReason, Stopwatch
from app.domain.vocabulary import Cause, ClockName, Kind, Priority, ServiceLevel
from app.sla.agreement import AGREEMENT
from tests.domain.tickets.histories import local

STANDARD = AGREEMENT.levels[ServiceLevel.STANDARD]
STARTED = Stopwatch().start(local("2026-02-09 10:00"))
STOPPED_AFTER_6_HOURS = STARTED.stop(local("2026-02-09 16:00"), local("2026-02-09 16:00"))
PAUSED = STARTED.pause(local("2026-02-09 12:00"), PauseReason.INFORMATION_REQUESTED)
PAUSED_BETWEEN = STARTED.pause(local("2026-02-09 15:00"), PauseReason.INFORMATION_REQUESTED)


def clock(watch: Stopwatch, name: ClockName = ClockName.RESPONSE, excuse: Excuse | None = None) -> Clock:
    """High, standard: 4 hours by §1.2.3 (14:00), less than 8 by §3.1.1 (12:00 on the next day)."""
    promised = promises(AGREEMENT, ServiceLevel.STANDARD, Kind.INCIDENT, Priority.HIGH, name)
    assert [each.section for each in promised] == ["1.2.3", "3.1.1"]
    return compute_clock(name, watch, promised, STANDARD.calendar, excuse)


@pytest.mark.parametrize(
    ("watch", "now", "states"),
    [
        (STARTED, "2026-02-09 14:00", ["running", "running"]),
        (STARTED, "2026-02-09 14:00:00.000001", ["breached", "running"]),
        (STARTED, "2026-02-10 12:00", ["breached", "running"]),
        (STARTED, "2026-02-10 12:00:00.000001", ["breached", "breached"]),
        (STOPPED_AFTER_6_HOURS, "2026-02-12 12:00", ["breached", "met"]),
        (PAUSED, "2026-02-12 12:00", ["paused", "paused"]),
        (PAUSED_BETWEEN, "2026-02-12 12:00", ["breached", "paused"]),
    ],
)
def test_each_commitment_has_a_state_of_its_own(watch: Stopwatch, now: str, states: list[str]) -> None:
    assert list(read(clock(watch), STANDARD.calendar, local(now)).commitments) == states


def test_without_a_due_time_all_commitments_stand_as_the_clock_does() -> None:
    now = local("2026-02-10 12:00")
    for each in (
        clock(STARTED, ClockName.RESOLUTION),
        clock(STARTED, excuse=Excuse("1.2.3", "1.1", cause=Cause.CONFIGURATION)),
    ):
        reading = read(each, STANDARD.calendar, now)
        assert reading.commitments == (reading.state, reading.state)
