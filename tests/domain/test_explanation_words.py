"""What an explanation says: a sentence for every state, and the page for a mail."""

import unicodedata
from dataclasses import replace

import pytest
from histories import CUSTOMER, History, local, registered, signalled
from hypothesis import given
from hypothesis import strategies as st
from random_histories import OWN_TARGETS, Made, made_up, patient

from app.domain.english import ENGLISH
from app.domain.explanation import Explanation, explain, explain_preview
from app.domain.explanation_text import WIDTH, page
from app.domain.vocabulary import Cause, ClockName, ClockState, Decision, Kind, Priority, ServiceLevel
from app.sla.agreement import AGREEMENT

RESPONSE, RESOLUTION = ClockName.RESPONSE, ClockName.RESOLUTION

OWN = registered("2026-02-06 10:00", own_targets=OWN_TARGETS)
ASKED = OWN.decided("2026-02-06 15:00", Decision.REQUEST_INFORMATION)
ANSWERED = ASKED.decided("2026-02-09 11:00", Decision.INFORMATION_RECEIVED, CUSTOMER)
SOLVED = OWN.decided("2026-02-06 15:00", Decision.CLEAR).decided("2026-02-06 15:30", Decision.SOLVED)
REOPENED = SOLVED.decided("2026-02-06 15:30", Decision.CLOSE).decided("2026-02-09 11:00", Decision.REOPEN)
PLAIN = registered("2026-02-06 10:00")
EXCUSED = PLAIN.decided("2026-02-06 11:00", Decision.UNCLEAR).decided(
    "2026-02-06 11:00", Decision.CONFIGURATION, cause=Cause.CUSTOMER_INFRASTRUCTURE
)
AT_CUSTOMER = (
    OWN.decided("2026-02-06 11:00", Decision.UNCLEAR)
    .decided("2026-02-06 11:00", Decision.CONFIGURATION)
    .decided("2026-02-06 12:00", Decision.DECLINE)
)

OF_NORMAL = "of an incident of normal priority at the standard service level is promised within 8 hours of support time"
COUNTED = "Counted from Fri 6 Feb 2026 10:00 +01:00 (Europe/Amsterdam) in the support hours Mon–Fri 10:00–16:00,"
OWN_START = f"The resolution {OF_NORMAL} (§1, agreed with this customer). {COUNTED}"
RESPONSE_START = (
    "The response to an incident of normal priority at the standard service level is promised within 8 hours of "
    f"support time (§1.2.3). {COUNTED} it is due on Mon 9 Feb 2026 12:00 +01:00. §3.1.1 promises it within 2 days as "
    "well, by Mon 9 Feb 2026 16:00 +01:00; the earliest governs."
)
BEST_EFFORT = (
    "The resolution of an incident of normal priority at the standard service level is best effort: the agreement "
    "names no time (§1.2.3 and §3.1.1)."
)


def explained(history: History, now: str, name: ClockName = RESOLUTION) -> Explanation:
    return explain(name, history.ticket, history.agreement, history.calendar, local(now))


@pytest.mark.parametrize(
    ("history", "name", "now", "state", "sentence"),
    [
        (
            signalled("2026-02-06 10:00"),
            RESPONSE,
            "2026-02-06 12:00",
            ClockState.NOT_STARTED,
            "No clock runs yet: the ticket is a signal, and clocks start at the official registration (§1.2.2).",
        ),
        (PLAIN, RESPONSE, "2026-02-06 10:00", ClockState.RUNNING, RESPONSE_START),
        (
            PLAIN,
            RESPONSE,
            "2026-02-06 12:00:20",
            ClockState.RUNNING,
            f"{RESPONSE_START} It is running, with 5 h 59 min 40 s left.",
        ),
        (
            PLAIN.decided("2026-02-09 12:00", Decision.START_INVESTIGATION),
            RESPONSE,
            "2026-02-10 12:00",
            ClockState.MET,
            (
                f"{RESPONSE_START} The vendor began to investigate on Mon 9 Feb 2026 12:00 +01:00, after 8 h of support "
                "time: in time."
            ),
        ),
        (
            PLAIN.decided("2026-02-09 12:00:01", Decision.START_INVESTIGATION),
            RESPONSE,
            "2026-02-10 12:00",
            ClockState.BREACHED,
            (
                f"{RESPONSE_START} The vendor began to investigate on Mon 9 Feb 2026 12:00:01 +01:00, after 8 h 1 s of "
                "support time: too late."
            ),
        ),
        (
            PLAIN,
            RESPONSE,
            "2026-02-09 12:00:01",
            ClockState.BREACHED,
            f"{RESPONSE_START} That time has passed: it is breached.",
        ),
        (PLAIN, RESOLUTION, "2026-02-06 10:00", ClockState.BEST_EFFORT, BEST_EFFORT),
        (
            PLAIN,
            RESOLUTION,
            "2026-02-09 12:00",
            ClockState.BEST_EFFORT,
            f"{BEST_EFFORT} Since Fri 6 Feb 2026 10:00 +01:00 (Europe/Amsterdam), 8 h of support time have passed.",
        ),
        (
            EXCUSED,
            RESOLUTION,
            "2026-02-06 12:00",
            ClockState.NOT_APPLICABLE,
            (
                "No resolution time holds for this ticket: the cause is the customer's infrastructure, and the vendor "
                "answers only for problems caused by its own software (§1.2.3). Since Fri 6 Feb 2026 10:00 +01:00 "
                "(Europe/Amsterdam), 2 h of support time have passed."
            ),
        ),
        (
            ASKED,
            RESOLUTION,
            "2026-02-09 11:00",
            ClockState.PAUSED,
            (
                f"{OWN_START[:-1]}, not counting 2 h of waiting for information from the customer, it has used 5 h and has "
                "3 h left. It is paused since Fri 6 Feb 2026 15:00 +01:00, because information from the customer is "
                "awaited: when it is due is not known until it goes on."
            ),
        ),
        (
            AT_CUSTOMER,
            RESOLUTION,
            "2026-02-06 12:00",
            ClockState.PAUSED,
            (
                f"{OWN_START} it has used 2 h and has 6 h left. It is paused since Fri 6 Feb 2026 12:00 +01:00, because "
                "the customer is responsible for the step: when it is due is not known until it goes on."
            ),
        ),
        (
            ANSWERED,
            RESOLUTION,
            "2026-02-09 11:00",
            ClockState.RUNNING,
            (
                f"{OWN_START[:-1]}, not counting 2 h of waiting for information from the customer, it is due on Mon 9 Feb "
                "2026 14:00 +01:00. It is running, with 3 h left."
            ),
        ),
        (
            SOLVED,
            RESOLUTION,
            "2026-02-09 11:00",
            ClockState.MET,
            (
                f"{OWN_START} it is due on Mon 9 Feb 2026 12:00 +01:00. It was solved on Fri 6 Feb 2026 15:30 +01:00, "
                "after 5 h 30 min of support time: in time."
            ),
        ),
        (
            REOPENED,
            RESOLUTION,
            "2026-02-09 11:00",
            ClockState.RUNNING,
            (
                f"{OWN_START[:-1]}, not counting 1 h 30 min between solved and reopened, it is due on Mon 9 Feb 2026 13:30 "
                "+01:00. It is running, with 2 h 30 min left."
            ),
        ),
        (
            OWN.assessed("2026-02-06 15:00", Priority.HIGH),
            RESOLUTION,
            "2026-02-06 15:00",
            ClockState.BREACHED,
            (
                f"{OWN_START.replace('normal', 'high').replace('8 hours', '4 hours')} it is due on Fri 6 Feb 2026 14:00 "
                "+01:00. That time has passed: it is breached. The priority went from normal to high (§3.1.1), which "
                "counts from registration: that time had passed by then."
            ),
        ),
    ],
)
def test_the_sentence_of_every_state(
    history: History, name: ClockName, now: str, state: ClockState, sentence: str
) -> None:
    explanation = explained(history, now, name)
    assert explanation.state is state
    assert explanation.sentence == sentence


def test_holidays_are_named_and_a_day_is_defined() -> None:
    calendar = AGREEMENT.levels[ServiceLevel.EXTENDED].calendar
    explanation = explain_preview(
        RESPONSE,
        Kind.CHANGE,
        ServiceLevel.EXTENDED,
        Priority.NORMAL,
        local("2026-05-04 15:00"),
        AGREEMENT,
        calendar.with_closures({local("2026-05-06 12:00").date(): "Office moves"}, revision=2),
    )
    assert explanation.sentence == (
        "The response to a change of normal priority at the extended service level is promised within 2 days of "
        "support time, a day being 9 h of it (§1.2.3). Counted from Mon 4 May 2026 15:00 +02:00 (Europe/Amsterdam) in the "
        "support hours Mon–Fri 08:00–17:00, not counting Liberation Day (Tue 5 May 2026) and Office moves (Wed 6 May "
        "2026), it is due on Fri 8 May 2026 15:00 +02:00."
    )
    assert explanation.calendar is not None
    hours = explanation.calendar
    assert (hours.opens_at, hours.closes_at, hours.time_zone, hours.revision) == (
        "08:00",
        "17:00",
        "Europe/Amsterdam",
        2,
    )


PAGE = """\
T-2026-000123 – Save button is grey

Resolution: running
Due:           Mon 9 Feb 2026 14:00 +01:00
Promised:      8 hours (§1)
Registered:    Fri 6 Feb 2026 10:00 +01:00
Support hours: Mon–Fri 10:00–16:00 (Europe/Amsterdam)
Revisions:     agreement 1, calendar 1

From                          Counted  What
----------------------------  -------  ------------------------
Fri  6 Feb 2026 10:00 +01:00      5 h  counted
Fri  6 Feb 2026 15:00 +01:00           paused, 2 h not counted (customer:
                                       waiting for information)
Mon  9 Feb 2026 11:00 +01:00      3 h  counted
----------------------------  -------  ------------------------
Mon  9 Feb 2026 14:00 +01:00      8 h  due

The resolution of an incident of normal priority at the standard service level
is promised within 8 hours of support time (§1, agreed with this customer).
Counted from Fri 6 Feb 2026 10:00 +01:00 (Europe/Amsterdam) in the support hours
Mon–Fri 10:00–16:00, not counting 2 h of waiting for information from the
customer, it is due on Mon 9 Feb 2026 14:00 +01:00. It is running, with 3 h
left.
"""


def test_the_page_can_be_pasted_into_a_mail() -> None:
    assert page(explained(ANSWERED, "2026-02-09 11:00"), "T-2026-000123", "Save button is grey") == PAGE


@pytest.mark.parametrize(
    ("history", "now", "lines"),
    [
        (ASKED, "2026-02-09 11:00", ["Resolution: paused", "Due:           not known while paused"]),
        (PLAIN, "2026-02-09 11:00", ["Resolution: best effort", "Due:           none", "Promised:      best effort"]),
        (EXCUSED, "2026-02-09 11:00", ["Resolution: not applicable", "Promised:      not applicable (§1.2.3)"]),
        (SOLVED, "2026-02-09 11:00", ["Resolution: met", "Due:           Mon 9 Feb 2026 12:00 +01:00"]),
    ],
)
def test_the_page_of_other_states(history: History, now: str, lines: list[str]) -> None:
    text = page(explained(history, now), "T-2026-000123", "Save button is grey")
    assert [line for line in lines if line not in text] == []


def test_the_page_of_a_signal_has_no_times() -> None:
    assert page(explained(signalled("2026-02-06 10:00"), "2026-02-06 12:00"), "T-2026-000123", "Call back") == (
        "T-2026-000123 – Call back\n\nResolution: not started\n\nNo clock runs yet: the ticket is a signal, and clocks "
        "start at the official\nregistration (§1.2.2).\n"
    )


NASTY = st.text(
    alphabet=st.characters(codec="utf-8") | st.sampled_from("\x1b\x07\r\n\t\x9b\u202e\u2028\u200b保存ボタン"),
    max_size=200,
)


def columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line)


@patient
@given(made_up(), st.sampled_from(ClockName), NASTY)
def test_no_page_is_wider_than_a_mail_or_holds_a_control_character(made: Made, name: ClockName, title: str) -> None:
    history = made.history
    text = page(explain(name, history.ticket, AGREEMENT, history.calendar, made.now), "T-2026-000123", title)
    lines = text.split("\n")
    assert max(columns(line) for line in lines) <= WIDTH
    assert {character for line in lines for character in line if unicodedata.category(character)[0] == "C"} == set()
    assert all(line == line.rstrip() for line in lines)


def test_another_language_is_another_table() -> None:
    dutch = replace(
        ENGLISH,
        nouns=replace(ENGLISH.nouns, weekdays=("ma", "di", "wo", "do", "vr", "za", "zo")),
        page=replace(ENGLISH.page, due="Uiterlijk"),
    )
    explanation = explain(RESPONSE, PLAIN.ticket, AGREEMENT, PLAIN.calendar, local("2026-02-06 12:00"), dutch)
    text = page(explanation, "T-2026-000123", "Knop is grijs", dutch)
    assert "Uiterlijk:     ma 9 Feb" in text
    assert "ma–vr 10:00–16:00" in explanation.sentence
