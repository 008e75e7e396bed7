"""The lines of an explanation: without gap or overlap, and adding up to the promise."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.business_time.calendar import Calendar
from app.business_time.hours import ALWAYS, OpeningWindow, WeeklyHours
from app.domain.clocks.promises import promises
from app.domain.explanation.case import PromiseSubject
from app.domain.explanation.explaining import Explanation, ExplanationLine, explain, explain_preview
from app.domain.explanation.lines import LineKind, stretches
from app.domain.tickets.stopwatch import Stopwatch
from app.domain.vocabulary import ClockName, ClockState, Decision, Kind, Priority, ServiceLevel
from app.sla.agreement import AGREEMENT
from tests.domain.tickets.histories import AMSTERDAM, local, registered
from tests.domain.tickets.random_histories import Made, made_up, patient
from tests.domain.tickets.worked_tickets import ANSWERED, ASKED, EXCUSED, REOPENED, SOLVED, explained

RESPONSE, RESOLUTION = ClockName.RESPONSE, ClockName.RESOLUTION
STANDARD, EXTENDED = ServiceLevel.STANDARD, ServiceLevel.EXTENDED
HIGH, NORMAL, LOW = Priority
SECOND = timedelta(seconds=1)
Preview = tuple[ClockName, Kind, ServiceLevel, Priority]


def told(line: ExplanationLine) -> str:
    """E.g. "Fri 15:59 counted 60"; the reason behind a colon."""
    reason = f": {line.reason}" if line.reason else ""
    return f"{line.from_at.astimezone(AMSTERDAM):%a %H:%M} {line.kind} {line.seconds}{reason}"


def preview(wanted: Preview, registered_at: str) -> Explanation:
    name, kind, level, priority = wanted
    calendar = AGREEMENT.levels[level].calendar
    promised = promises(AGREEMENT, level, kind, priority, name)
    subject = PromiseSubject(kind, priority, level)
    return explain_preview(name, subject, promised, local(registered_at), AGREEMENT, calendar)


@pytest.mark.parametrize(
    ("wanted", "registered_at", "lines", "end"),
    [
        (
            (RESPONSE, Kind.INCIDENT, STANDARD, HIGH),
            "2026-02-06 15:00",
            [
                "Fri 15:00 counted 3600",
                "Fri 16:00 outside_hours 28800",
                "Sat 00:00 weekend 172800",
                "Mon 00:00 outside_hours 36000",
                "Mon 10:00 counted 10800",
            ],
            "2026-02-09 13:00",
        ),
        (
            (RESPONSE, Kind.INCIDENT, STANDARD, HIGH),
            "2026-02-09 10:00",
            ["Mon 10:00 counted 14400"],
            "2026-02-09 14:00",
        ),
        (  # a week of whole days is one line, an unfinished day another
            (RESPONSE, Kind.CHANGE, STANDARD, LOW),
            "2026-02-09 10:00",
            ["Mon 10:00 counted 108000: 5 business days"],
            "2026-02-13 16:00",
        ),
        (
            (RESPONSE, Kind.CHANGE, STANDARD, LOW),
            "2026-02-09 14:00",
            [
                "Mon 14:00 counted 7200",
                "Mon 16:00 outside_hours 64800",
                "Tue 10:00 counted 86400: 4 business days",
                "Fri 16:00 outside_hours 28800",
                "Sat 00:00 weekend 172800",
                "Mon 00:00 outside_hours 36000",
                "Mon 10:00 counted 14400",
            ],
            "2026-02-16 14:00",
        ),
        (  # holidays by name, two in a row apart
            (RESPONSE, Kind.INCIDENT, EXTENDED, HIGH),
            "2025-12-24 16:00",
            [
                "Wed 16:00 counted 3600",
                "Wed 17:00 outside_hours 25200",
                "Thu 00:00 holiday 86400: Christmas Day",
                "Fri 00:00 holiday 86400: Boxing Day",
                "Sat 00:00 weekend 172800",
                "Mon 00:00 outside_hours 28800",
                "Mon 08:00 counted 3600",
            ],
            "2025-12-29 09:00",
        ),
        (  # a holiday on a Saturday is named
            (RESPONSE, Kind.INCIDENT, EXTENDED, HIGH),
            "2025-04-25 16:00",
            [
                "Fri 16:00 counted 3600",
                "Fri 17:00 outside_hours 25200",
                "Sat 00:00 holiday 86400: King's Day",
                "Sun 00:00 weekend 86400",
                "Mon 00:00 outside_hours 28800",
                "Mon 08:00 counted 3600",
            ],
            "2025-04-28 09:00",
        ),
        (  # the night in which summer time begins is an hour shorter
            (RESPONSE, Kind.INCIDENT, EXTENDED, HIGH),
            "2026-03-28 12:00",
            ["Sat 12:00 weekend 126000", "Mon 00:00 outside_hours 28800", "Mon 08:00 counted 7200"],
            "2026-03-30 10:00",
        ),
        (  # fractions of a second are carried on to the next line of the kind
            (RESPONSE, Kind.INCIDENT, EXTENDED, HIGH),
            "2026-02-09 16:00:00.5",
            ["Mon 16:00 counted 3599", "Mon 17:00 outside_hours 54000", "Tue 08:00 counted 3601"],
            "2026-02-10 09:00:00.5",
        ),
        ((RESOLUTION, Kind.CHANGE, EXTENDED, HIGH), "2026-02-09 16:00", [], "2026-02-09 16:00"),
    ],
)
def test_lines_of_a_preview(wanted: Preview, registered_at: str, lines: list[str], end: str) -> None:
    explanation = preview(wanted, registered_at)
    assert [told(line) for line in explanation.lines] == lines
    assert explanation.due_at == (local(end) if lines else None)


def test_a_pause_is_one_line_with_its_party_its_reason_and_the_support_time_it_took() -> None:
    assert [told(line) for line in explained(ANSWERED, "2026-02-09 11:30").lines] == [
        "Fri 10:00 counted 18000",
        "Fri 15:00 paused 7200: customer: waiting for information",
        "Mon 11:00 counted 10800",
    ]


def test_while_it_is_paused_the_lines_run_to_now() -> None:
    explanation = explained(ASKED, "2026-02-09 11:00")
    assert [told(line) for line in explanation.lines] == [
        "Fri 10:00 counted 18000",
        "Fri 15:00 paused 7200: customer: waiting for information",
    ]
    assert (explanation.due_at, explanation.lines[-1].until) == (None, local("2026-02-09 11:00"))


def test_the_time_between_solved_and_reopened_is_nobodys() -> None:
    assert [told(line) for line in explained(REOPENED, "2026-02-09 12:00").lines] == [
        "Fri 10:00 counted 19800",
        "Fri 15:30 paused 5400: nobody: solved, until it was reopened",
        "Mon 11:00 counted 9000",
    ]


def test_what_does_not_apply_has_no_target() -> None:
    explanation = explained(EXCUSED, "2026-02-06 12:00")
    assert (explanation.target, explanation.due_at, explanation.section) == (None, None, "1.4")
    assert explanation.lines == ()


def test_a_met_clock_is_explained_up_to_its_due_time() -> None:
    explanation = explained(SOLVED, "2026-03-01 12:00")
    assert (explanation.state, explanation.stopped_at) == (ClockState.MET, local("2026-02-06 15:30"))
    assert explanation.lines[-1].until == explanation.due_at == local("2026-02-09 12:00")


def test_best_effort_is_explained_up_to_now_and_then_up_to_the_stop() -> None:
    history = registered("2026-02-09 10:00")
    assert [told(line) for line in explained(history, "2026-02-10 12:00").lines] == [
        "Mon 10:00 counted 21600",
        "Mon 16:00 outside_hours 64800",
        "Tue 10:00 counted 7200",
    ]
    solved = history.decided("2026-02-09 12:00", Decision.CLEAR).decided("2026-02-09 12:00", Decision.SOLVED)
    assert [told(line) for line in explained(solved, "2026-02-10 12:00").lines] == ["Mon 10:00 counted 7200"]


@pytest.mark.parametrize(
    ("hours", "start", "end", "lines"),
    [
        (  # a lunch break shows on a single day
            {
                day: (OpeningWindow.between("08:00", "12:00"), OpeningWindow.between("13:00", "17:00"))
                for day in range(5)
            },
            "2026-02-09 08:00",
            "2026-02-09 14:00",
            ["08:00 counted", "12:00 outside_hours", "13:00 counted"],
        ),
        (  # and not in a run of days
            {
                day: (OpeningWindow.between("08:00", "12:00"), OpeningWindow.between("13:00", "17:00"))
                for day in range(5)
            },
            "2026-02-09 08:00",
            "2026-02-11 12:00",
            ["08:00 counted 2", "17:00 outside_hours", "08:00 counted"],
        ),
        (
            {
                day: (OpeningWindow.between("08:00", "12:00"), OpeningWindow.between("13:00", "17:00"))
                for day in range(5)
            },
            "2026-02-09 10:00",
            "2026-02-10 17:00",
            [
                *("10:00 counted", "12:00 outside_hours", "13:00 counted", "17:00 outside_hours"),
                *("08:00 counted", "12:00 outside_hours", "13:00 counted"),
            ],
        ),
        (  # a weekday that is closed every week
            {0: (OpeningWindow.between("08:00", "12:00"),), 2: (OpeningWindow.between("08:00", "12:00"),)},
            "2026-02-09 08:00",
            "2026-02-11 12:00",
            ["08:00 counted 2"],
        ),
    ],
)
def test_days_with_several_windows(
    hours: dict[int, tuple[OpeningWindow, ...]], start: str, end: str, lines: list[str]
) -> None:
    calendar = Calendar(hours=WeeklyHours.of(hours), zone=AMSTERDAM)
    found = stretches(Stopwatch().start(local(start)), calendar, local(end))
    assert [
        f"{part.from_at.astimezone(AMSTERDAM):%H:%M} {part.kind} {part.business_days or ''}".strip() for part in found
    ] == lines


def test_a_calendar_that_never_closes_is_one_line() -> None:
    calendar = Calendar(hours=ALWAYS, zone=AMSTERDAM)
    (part,) = stretches(Stopwatch().start(local("2026-03-28 20:00")), calendar, local("2026-03-30 05:00"))
    assert (part.kind, part.passed) == (LineKind.COUNTED, timedelta(hours=32))


@patient
@given(made_up(), st.sampled_from(ClockName))
def test_the_lines_of_any_ticket(made: Made, name: ClockName) -> None:
    history, calendar = made.history, made.history.calendar
    clock, reading = history.clock(name), history.reading(name, made.now)
    explanation = explain(name, history.ticket, AGREEMENT, history.calendars, made.now)
    lines, start = explanation.lines, history.events[0].occurred_at
    if explanation.state is ClockState.NOT_APPLICABLE:
        assert not lines
        return
    end = clock.due_at or clock.stopped_at or made.now
    edges = [start, *(line.until for line in lines)]
    assert [line.from_at for line in lines] == edges[:-1]
    assert (edges[-1] if lines else end) == end
    assert all(line.from_at < line.until for line in lines)
    counted = sum(line.seconds for line in lines if line.kind is LineKind.COUNTED)
    paused = sum(line.seconds for line in lines if line.kind is LineKind.PAUSED)
    if explanation.due_at is not None:
        assert explanation.target is not None
        assert counted == explanation.target.seconds
    else:
        assert (counted, paused) == (reading.elapsed // SECOND, reading.paused // SECOND)
    for line in lines:
        _fits(line, calendar)
    for line, following in pairwise(lines):
        assert line.kind is not following.kind or line.kind in (LineKind.PAUSED, LineKind.HOLIDAY)


def _fits(line: ExplanationLine, calendar: Calendar) -> None:
    """A line's seconds are those of its kind, within the second that may be carried on."""
    passed = calendar.open_time(line.from_at, line.until)
    if line.kind not in (LineKind.COUNTED, LineKind.PAUSED):
        assert not passed
        passed = line.until - line.from_at
    assert abs(passed // SECOND - line.seconds) <= 1
