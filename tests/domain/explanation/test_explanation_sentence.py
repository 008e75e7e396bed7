"""What an explanation says, for every state of a clock."""

import pytest

from app.domain.clocks.promises import promises
from app.domain.explanation.case import PromiseSubject
from app.domain.explanation.explaining import explain, explain_preview
from app.domain.vocabulary import ClockName, ClockState, Decision, Kind, Priority, ServiceLevel
from app.sla.agreement import AGREEMENT
from tests.domain.tickets.histories import History, local
from tests.domain.tickets.worked_tickets import (
    ANSWERED,
    ASKED,
    AT_CUSTOMER,
    EXCUSED,
    OWN,
    PLAIN,
    RAISED,
    REOPENED,
    SIGNAL,
    SOLVED,
    explained,
)

RESPONSE, RESOLUTION = ClockName.RESPONSE, ClockName.RESOLUTION

SUBJECT = "of an incident of normal priority at the standard service level"
COUNTED = "Counted from Fri 6 Feb 2026 10:00 +01:00 (Europe/Amsterdam) in the support hours Mon–Fri 10:00–16:00"
PROMISED = f"The resolution {SUBJECT} is promised within 8 hours of support time (§1, agreed with this customer)."
RESPONSE_DUE = (
    "The response to an incident of normal priority at the standard service level is promised within 8 hours of "
    f"support time (§1.2.3). {COUNTED}, it is due on Mon 9 Feb 2026 12:00 +01:00. §3.1.1 also promises it within 2 "
    "business days, by Mon 9 Feb 2026 16:00 +01:00; the earliest governs."
)
RESPONSE_WAS_DUE = RESPONSE_DUE.replace("it is due", "it was due")
BEST_EFFORT = f"The resolution {SUBJECT} is best effort: the agreement names no time (§1.2.3 and §3.1.1)."
SINCE = "Since Fri 6 Feb 2026 10:00 +01:00 (Europe/Amsterdam),"
BEGAN = "The vendor began to investigate on Mon 9 Feb 2026"
AWAITED = "not counting 2 h of waiting for information from the customer"
UNKNOWN = "when it is due is not known until the clock goes on."
LATE_BEGIN = PLAIN.decided("2026-02-09 12:00:01", Decision.START_INVESTIGATION)
BEGIN = PLAIN.decided("2026-02-09 12:00", Decision.START_INVESTIGATION)


@pytest.mark.parametrize(
    ("history", "name", "now", "state", "told"),
    [
        (
            SIGNAL,
            RESPONSE,
            "2026-02-06 12:00",
            ClockState.NOT_STARTED,
            [
                "No clock runs yet: the ticket has been signalled but not officially registered, and response and",
                "resolution times count from the registration (§1.2.2).",
            ],
        ),
        (PLAIN, RESPONSE, "2026-02-06 10:00", ClockState.RUNNING, [RESPONSE_DUE]),
        (
            PLAIN,
            RESPONSE,
            "2026-02-06 12:00:20",
            ClockState.RUNNING,
            [RESPONSE_DUE, "The clock is running, with 5 h 59 min 40 s left."],
        ),
        (
            BEGIN,
            RESPONSE,
            "2026-02-10 12:00",
            ClockState.MET,
            [RESPONSE_WAS_DUE, f"{BEGAN} 12:00 +01:00, after 8 h of support time: in time."],
        ),
        (
            LATE_BEGIN,
            RESPONSE,
            "2026-02-10 12:00",
            ClockState.BREACHED,
            [RESPONSE_WAS_DUE, f"{BEGAN} 12:00:01 +01:00, after 8 h 1 s of support time: 1 s too late."],
        ),
        (
            PLAIN,
            RESPONSE,
            "2026-02-09 12:00:00.9",
            ClockState.BREACHED,
            [RESPONSE_WAS_DUE, "The due time has passed: the promise is breached."],
        ),
        (
            PLAIN,
            RESPONSE,
            "2026-02-10 10:30",
            ClockState.BREACHED,
            [
                RESPONSE_WAS_DUE,
                "The due time has passed: the promise is breached, by 4 h 30 min of support time so far.",
            ],
        ),
        (PLAIN, RESOLUTION, "2026-02-06 10:00", ClockState.BEST_EFFORT, [BEST_EFFORT]),
        (
            PLAIN,
            RESOLUTION,
            "2026-02-09 12:00",
            ClockState.BEST_EFFORT,
            [BEST_EFFORT, SINCE, "8 h of support time has passed."],
        ),
        (
            EXCUSED,
            RESOLUTION,
            "2026-02-06 12:00",
            ClockState.NOT_APPLICABLE,
            [
                "No resolution time holds for this ticket: the cause lies with the customer's infrastructure, for",
                "which the customer itself answers (§1.4).",
            ],
        ),
        (
            ASKED,
            RESOLUTION,
            "2026-02-09 11:00",
            ClockState.PAUSED,
            [
                f"{PROMISED} {COUNTED}, {AWAITED}, 5 h has been used and 3 h is left.",
                "The clock has been paused since Fri 6 Feb 2026 15:00 +01:00,",
                f"because information from the customer is awaited: {UNKNOWN}",
            ],
        ),
        (
            AT_CUSTOMER,
            RESOLUTION,
            "2026-02-06 12:00",
            ClockState.PAUSED,
            [
                f"{PROMISED} {COUNTED}, 2 h has been used and 6 h is left.",
                "The clock has been paused since Fri 6 Feb 2026 12:00 +01:00,",
                f"because the customer is responsible for the current step: {UNKNOWN}",
            ],
        ),
        (
            ANSWERED,
            RESOLUTION,
            "2026-02-09 11:00",
            ClockState.RUNNING,
            [
                f"{PROMISED} {COUNTED}, {AWAITED}, it is due on Mon 9 Feb 2026 14:00 +01:00.",
                "The clock is running, with 3 h left.",
            ],
        ),
        (
            SOLVED,
            RESOLUTION,
            "2026-02-09 11:00",
            ClockState.MET,
            [
                f"{PROMISED} {COUNTED}, it was due on Mon 9 Feb 2026 12:00 +01:00.",
                "The ticket was solved on Fri 6 Feb 2026 15:30 +01:00, after 5 h 30 min of support time: in time.",
            ],
        ),
        (
            REOPENED,
            RESOLUTION,
            "2026-02-09 11:00",
            ClockState.RUNNING,
            [
                f"{PROMISED} {COUNTED}, not counting 1 h 30 min between solution and reopening,",
                "it is due on Mon 9 Feb 2026 13:30 +01:00. The clock is running, with 2 h 30 min left.",
            ],
        ),
        (
            RAISED,
            RESOLUTION,
            "2026-02-06 15:00",
            ClockState.BREACHED,
            [
                PROMISED.replace("normal", "high").replace("8 hours", "4 hours"),
                f"{COUNTED}, it was due on Fri 6 Feb 2026 14:00 +01:00.",
                "The priority went from normal to high on Fri 6 Feb 2026 15:00 +01:00 (§3.1.1); the new time",
                "counts from registration and had run out by then.",
                "The due time has passed: the promise is breached, by 1 h of support time so far.",
            ],
        ),
    ],
)
def test_the_sentence_of_every_state(
    history: History, name: ClockName, now: str, state: ClockState, told: list[str]
) -> None:
    explanation = explained(history, now, name)
    assert explanation.state is state
    assert explanation.sentence == " ".join(told)


def test_a_pause_that_took_no_support_time_is_not_taken_off() -> None:
    over_night = OWN.decided("2026-02-06 17:00", Decision.REQUEST_INFORMATION)
    told = explained(over_night, "2026-02-06 18:00").sentence

    assert f"{COUNTED}, 6 h has been used" in told
    assert "paused since Fri 6 Feb 2026 17:00" in told


def test_closing_days_of_one_name_that_follow_one_another_are_told_as_one_stretch() -> None:
    closed = {local(f"2026-02-{day:02} 12:00").date(): "Office moves" for day in (9, 10)}
    told = explain(
        RESOLUTION, OWN.ticket, AGREEMENT, {1: OWN.calendar.with_closures(closed, 2)}, local("2026-02-06 10:00")
    )
    assert (
        "not counting Office moves (closing days, Mon 9 Feb 2026 to Tue 10 Feb 2026), it is due on Wed 11 Feb"
        in told.sentence
    )


def test_holidays_are_named_and_a_day_is_defined() -> None:
    calendar = AGREEMENT.levels[ServiceLevel.EXTENDED].calendar
    explanation = explain_preview(
        RESPONSE,
        PromiseSubject(Kind.CHANGE, Priority.NORMAL, ServiceLevel.EXTENDED),
        promises(AGREEMENT, ServiceLevel.EXTENDED, Kind.CHANGE, Priority.NORMAL, RESPONSE),
        local("2026-05-04 15:00"),
        AGREEMENT,
        calendar.with_closures({local("2026-05-06 12:00").date(): "Office moves"}, revision=2),
    )
    assert explanation.sentence == (
        "The response to a change of normal priority at the extended service level is promised within 2 "
        "business days, a business day counting for 9 h of support time (§1.2.3). Counted from Mon 4 May 2026 15:00 "
        "+02:00 (Europe/Amsterdam) in the support hours Mon–Fri 08:00–17:00, not counting Liberation Day (Tue 5 May "
        "2026) and Office moves (closing day, Wed 6 May 2026), it is due on Fri 8 May 2026 15:00 +02:00."
    )
    assert explanation.calendar is not None
    hours = explanation.calendar
    assert (hours.opens_at, hours.closes_at, hours.time_zone, hours.revision) == (
        "08:00",
        "17:00",
        "Europe/Amsterdam",
        2,
    )
