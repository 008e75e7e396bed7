"""What an explanation says beside the state: how late, paused since when, by a workaround, after another priority."""

from typing import Any

import pytest

from app.domain.agreement.agreement import RequestClass, hours
from app.domain.explanation.dutch import DUTCH
from app.domain.explanation.english import ENGLISH
from app.domain.explanation.explaining import explain
from app.domain.explanation.lines import LineKind
from app.domain.explanation.page import page
from app.domain.explanation.words import Language, Words
from app.domain.tickets.facts import OwnTarget
from app.domain.vocabulary import ClockName, ClockState, Decision, Priority, ServiceLevel
from app.sla.agreement import AGREEMENT
from app.sla.languages import WORDS
from tests.domain.tickets.histories import BY_CONSULTANCY, NOT_TREATED, History, local, registered
from tests.domain.tickets.worked_tickets import ASKED, OWN, PLAIN, explained

RESPONSE, RESOLUTION = ClockName.RESPONSE, ClockName.RESOLUTION

SUBJECT = "of an incident of normal priority at the standard service level"
PROMISED = f"The resolution {SUBJECT} is promised within 8 hours of support time (§1, agreed with this customer)."
COUNTED = "Counted from Fri 6 Feb 2026 10:00 +01:00 (Europe/Amsterdam) in the support hours Mon–Fri 10:00–16:00"
RESPONSE_WAS_DUE = (
    "The response to an incident of normal priority at the standard service level is promised within 8 hours of "
    f"support time (§1.2.3). {COUNTED}, it was due on Mon 9 Feb 2026 12:00 +01:00. §3.1.1 also promises it within 2 "
    "business days, by Mon 9 Feb 2026 16:00 +01:00; the earliest governs."
)
BEGAN = "The vendor began to investigate on Mon 9 Feb 2026"
BEST_EFFORT = f"The resolution {SUBJECT} is best effort: the agreement names no time (§1.2.3 and §3.1.1)."
SINCE = "Since Fri 6 Feb 2026 10:00 +01:00 (Europe/Amsterdam),"
AWAITED = "not counting 2 h of waiting for information from the customer"
PAUSED = "The clock has been paused since Mon 9 Feb 2026 13:00 +01:00, because information from the customer is awaited"
WORKAROUND = "A workaround, which counts as a solution (§1.2.3), was given on Fri 6 Feb 2026 14:00 +01:00"
SINCE_REGISTRATION = "the time counts as if that had held from registration."

BARELY_LATE_BEGIN = PLAIN.decided("2026-02-09 12:00:00.000001", Decision.START_INVESTIGATION)
CLOSED_HOURS_BEGIN = registered("2026-02-09 12:00", priority=Priority.HIGH).decided(
    "2026-02-10 09:59", Decision.START_INVESTIGATION
)
LATE_AND_ASKED = OWN.decided("2026-02-09 13:00", Decision.REQUEST_INFORMATION)
BEST_EFFORT_ASKED = PLAIN.decided("2026-02-06 15:00", Decision.REQUEST_INFORMATION)
WORKED_AROUND = OWN.decided("2026-02-06 14:00", Decision.UNCLEAR).decided("2026-02-06 14:00", Decision.WORKAROUND)
SOLVED_AFTER_WORKAROUND = (
    WORKED_AROUND.decided("2026-02-09 10:00", Decision.BUG)
    .decided("2026-02-09 10:00", Decision.BUG_REGISTERED)
    .decided("2026-02-10 10:00", Decision.BUG_SOLVED)
    .decided("2026-02-11 10:00", Decision.IMPLEMENTED)
    .decided("2026-02-12 10:00", Decision.SOLVED)
    .decided("2026-02-12 10:00", Decision.CLOSE)
)


@pytest.mark.parametrize(
    ("history", "name", "now", "state", "told"),
    [
        (
            BARELY_LATE_BEGIN,
            RESPONSE,
            "2026-02-10 12:00",
            ClockState.BREACHED,
            [RESPONSE_WAS_DUE, f"{BEGAN} 12:00 +01:00, after 8 h of support time: less than a second too late."],
        ),
        (  # scenario 3
            CLOSED_HOURS_BEGIN,
            RESPONSE,
            "2026-02-10 12:00",
            ClockState.BREACHED,
            [
                "The response to an incident of high priority at the standard service level is promised within 4 hours",
                "of support time (§1.2.3). Counted from Mon 9 Feb 2026 12:00 +01:00 (Europe/Amsterdam) in the support",
                "hours Mon–Fri 10:00–16:00, it was due on Mon 9 Feb 2026 16:00 +01:00. §3.1.1 also promises it within",
                "8 hours, by Tue 10 Feb 2026 14:00 +01:00; the earliest governs. The vendor began to investigate",
                "on Tue 10 Feb 2026 09:59 +01:00, after 4 h of support time: too late, although no support time had",
                "passed since it was due.",
            ],
        ),
        (
            BEST_EFFORT_ASKED,
            RESOLUTION,
            "2026-02-09 11:00",
            ClockState.BEST_EFFORT,
            [
                f"{BEST_EFFORT} {SINCE} 5 h of support time has passed, {AWAITED}. The clock has been paused since",
                "Fri 6 Feb 2026 15:00 +01:00, because information from the customer is awaited.",
            ],
        ),
        (
            BEST_EFFORT_ASKED.decided("2026-02-09 11:00", Decision.CLEAR).decided("2026-02-09 12:00", Decision.SOLVED),
            RESOLUTION,
            "2026-02-10 11:00",
            ClockState.BEST_EFFORT,
            [
                f"{BEST_EFFORT} The ticket was solved on Mon 9 Feb 2026 12:00 +01:00, after 6 h of support time,",
                f"{AWAITED}.",
            ],
        ),
        (  # scenario 31
            LATE_AND_ASKED,
            RESOLUTION,
            "2026-02-10 11:00",
            ClockState.BREACHED,
            [
                f"{PROMISED} {COUNTED}, it was due on Mon 9 Feb 2026 12:00 +01:00. The due time has passed: the",
                f"promise is breached, by 1 h of support time so far. {PAUSED}; the promise stays breached.",
            ],
        ),
        (
            LATE_AND_ASKED.decided("2026-02-10 11:00", Decision.INFORMATION_RECEIVED),
            RESOLUTION,
            "2026-02-10 11:30",
            ClockState.BREACHED,
            [
                f"{PROMISED} {COUNTED}, it was due on Mon 9 Feb 2026 12:00 +01:00. The due time has passed: the",
                "promise is breached, by 1 h 30 min of support time so far.",
            ],
        ),
        (
            WORKED_AROUND,
            RESOLUTION,
            "2026-02-06 15:00",
            ClockState.MET,
            [
                f"{PROMISED} {COUNTED}, it was due on Mon 9 Feb 2026 12:00 +01:00.",
                f"{WORKAROUND}, after 4 h of support time: in time.",
            ],
        ),
        (  # the structural solution follows without a clock
            SOLVED_AFTER_WORKAROUND,
            RESOLUTION,
            "2026-02-13 15:00",
            ClockState.MET,
            [
                f"{PROMISED} {COUNTED}, it was due on Mon 9 Feb 2026 12:00 +01:00.",
                f"{WORKAROUND}, after 4 h of support time: in time.",
            ],
        ),
        (  # paused before the priority moved, and still
            ASKED.assessed("2026-02-06 15:30", Priority.LOW),
            RESOLUTION,
            "2026-02-09 11:00",
            ClockState.PAUSED,
            [
                PROMISED.replace("normal", "low").replace("8 hours", "16 hours"),
                f"{COUNTED}, {AWAITED}, 5 h has been used and 11 h is left. The priority went from normal to low",
                f"on Fri 6 Feb 2026 15:30 +01:00 (§3.1.1); {SINCE_REGISTRATION} The clock has been paused since",
                "Fri 6 Feb 2026 15:00 +01:00, because information from the customer is awaited:",
                "when it is due is not known until the clock goes on.",
            ],
        ),
        (  # of two moves the later one is told
            OWN.assessed("2026-02-06 11:00", Priority.HIGH).assessed("2026-02-06 12:00", Priority.NORMAL),
            RESOLUTION,
            "2026-02-06 12:00",
            ClockState.RUNNING,
            [
                f"{PROMISED} {COUNTED}, it is due on Mon 9 Feb 2026 12:00 +01:00. The priority went from high to",
                f"normal on Fri 6 Feb 2026 12:00 +01:00 (§3.1.1); {SINCE_REGISTRATION} The clock is running, with",
                "6 h left.",
            ],
        ),
    ],
)
def test_the_sentence(history: History, name: ClockName, now: str, state: ClockState, told: list[str]) -> None:
    explanation = explained(history, now, name)
    assert explanation.state is state
    assert explanation.sentence == " ".join(told)


@pytest.mark.parametrize(
    ("amount", "dutch", "english"),
    [
        (0.25, "0,25 uur", "0.25 hour"),
        (1.25, "1,25 uur", "1.25 hours"),
        (1.5, "1½ uur", "1½ hours"),
        (40, "40 uur", "40 hours"),
    ],
)
def test_a_figure_of_one_s_own_is_written_as_each_language_does(amount: float, dutch: str, english: str) -> None:
    target = OwnTarget(
        request_class=RequestClass.INCIDENT, clock=RESOLUTION, priority=Priority.NORMAL, target=hours(amount)
    )
    history = registered("2026-02-06 10:00", own_targets=(target,))
    told = {
        language: explain(RESOLUTION, history.ticket, AGREEMENT, history.calendars, local("2026-02-06 10:00"), words)
        for language, words in WORDS.items()
    }
    assert f"toegezegd binnen {dutch} supporttijd" in told[Language.DUTCH].sentence
    assert f"promised within {english} of support time" in told[Language.ENGLISH].sentence


NOT_TREATED_IN_ENGLISH = (
    "No resolution time holds for this ticket: support does not treat what is reported (§1.2.2), and work outside "
    "support is agreed and charged beforehand (§1.1)."
)
NOT_TREATED_IN_DUTCH = (
    "Voor dit ticket geldt geen oplostijd: wat is gemeld, wordt niet door support behandeld (§1.2.2); werkzaamheden "
    "buiten support worden vooraf afgestemd en in rekening gebracht (§1.1)."
)
BY_CONSULTANCY_IN_ENGLISH = (
    "No resolution time holds for this ticket: what is reported is helped through consultancy, not support (§1.3), and "
    "that is agreed and charged beforehand (§1.1)."
)
BY_CONSULTANCY_IN_DUTCH = (
    "Voor dit ticket geldt geen oplostijd: wat is gemeld, loopt via consultancy en niet via support (§1.3); dat wordt "
    "vooraf afgestemd en in rekening gebracht (§1.1)."
)


@pytest.mark.parametrize(
    ("otherwise", "words", "said"),
    [
        (NOT_TREATED, ENGLISH, NOT_TREATED_IN_ENGLISH),
        (NOT_TREATED, DUTCH, NOT_TREATED_IN_DUTCH),
        (BY_CONSULTANCY, ENGLISH, BY_CONSULTANCY_IN_ENGLISH),
        (BY_CONSULTANCY, DUTCH, BY_CONSULTANCY_IN_DUTCH),
    ],
)
def test_where_no_resolution_is_promised_it_says_so_and_counts_nothing(
    otherwise: dict[str, Any], words: Words, said: str
) -> None:
    history = registered("2026-02-06 10:00", ServiceLevel.EXTENDED, **otherwise)
    told = explain(RESOLUTION, history.ticket, AGREEMENT, history.calendars, local("2026-03-06 10:00"), words)
    assert (told.sentence, told.lines, told.due_at, told.target) == (said, (), None, None)
    text = page(told, "T-2026-000123", "Knop is grijs", words)
    assert words.page.kind[LineKind.COUNTED] not in text
    assert words.page.counted not in text


def test_a_holiday_on_a_saturday_is_no_exception() -> None:
    """Boxing Day of 2026: it kept no support hours from counting."""
    history = registered("2026-12-24 15:30", priority=Priority.HIGH)
    told = explain(RESPONSE, history.ticket, AGREEMENT, history.calendars, local("2026-12-24 15:30"))
    assert "Christmas Day (Fri 25 Dec 2026)" in told.sentence
    assert "Boxing Day" not in told.sentence
