"""The explanation as a page for a mail."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.explanation.english import ENGLISH
from app.domain.explanation.explaining import explain
from app.domain.explanation.page import WIDTH, page
from app.domain.vocabulary import ClockName, Decision
from app.sla.agreement import AGREEMENT
from tests.domain.tickets.histories import History, local
from tests.domain.tickets.random_histories import Made, made_up, patient
from tests.domain.tickets.worked_tickets import ANSWERED, ASKED, EXCUSED, OWN, PLAIN, SIGNAL, SOLVED, explained

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
customer, it is due on Mon 9 Feb 2026 14:00 +01:00. The clock is running, with 3
h left.
"""


def test_the_page_can_be_pasted_into_a_mail() -> None:
    assert page(explained(ANSWERED, "2026-02-09 11:00"), "T-2026-000123", "Save button is grey") == PAGE


def solved(at: str) -> History:
    return OWN.decided(at, Decision.CLEAR).decided(at, Decision.SOLVED)


@pytest.mark.parametrize(
    ("history", "now", "lines"),
    [
        (ASKED, "2026-02-09 11:00", ["Resolution: paused", "Due:           not known while paused"]),
        (PLAIN, "2026-02-09 11:00", ["Resolution: best effort", "Due:           none", "Promised:      best effort"]),
        (EXCUSED, "2026-02-09 11:00", ["Resolution: not applicable", "Promised:      not applicable (§1.4)"]),
        (SOLVED, "2026-02-09 11:00", ["Resolution: met", "Due:           Mon 9 Feb 2026 12:00 +01:00"]),
        (SOLVED, "2026-02-09 11:00", ["Stopped:       Fri 6 Feb 2026 15:30 +01:00 (the table runs to the due time)\n"]),
        (solved("2026-02-09 12:00"), "2026-02-09 13:00", ["Stopped:       Mon 9 Feb 2026 12:00 +01:00\n"]),
        (solved("2026-02-10 10:30"), "2026-02-10 11:00", ["Stopped:       Tue 10 Feb 2026 10:30 +01:00\n"]),
    ],
)
def test_the_page_of_other_states(history: History, now: str, lines: list[str]) -> None:
    text = page(explained(history, now), "T-2026-000123", "Save button is grey")
    assert [line for line in lines if line not in text] == []


def test_the_page_of_a_signal_has_no_times() -> None:
    assert page(explained(SIGNAL, "2026-02-06 12:00"), "T-2026-000123", "Call back") == (
        "T-2026-000123 – Call back\n\nResolution: not started\n\nNo clock runs yet: the ticket has been signalled but "
        "not officially registered,\nand response and resolution times count from the registration (§1.2.2).\n"
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
    text = page(explain(name, history.ticket, AGREEMENT, history.calendars, made.now), "T-2026-000123", title)
    lines = text.split("\n")
    assert max(columns(line) for line in lines) <= WIDTH
    assert {character for line in lines for character in line if unicodedata.category(character)[0] == "C"} == set()
    assert all(line == line.rstrip() for line in lines)


def test_a_title_of_wide_characters_is_folded_by_its_width() -> None:
    text = page(explained(PLAIN, "2026-02-06 12:00"), "T-2026-000123", "保存ボタンが灰色です" * 9)
    assert max(columns(line) for line in text.split("\n")) <= WIDTH
    assert text.partition("\n\n")[0].count("\n") == 2


def test_another_language_is_another_table() -> None:
    dutch = replace(
        ENGLISH,
        nouns=replace(ENGLISH.nouns, weekdays=("ma", "di", "wo", "do", "vr", "za", "zo")),
        page=replace(ENGLISH.page, due="Uiterlijk"),
    )
    explanation = explain(
        ClockName.RESPONSE, PLAIN.ticket, AGREEMENT, PLAIN.calendars, local("2026-02-06 12:00"), dutch
    )
    text = page(explanation, "T-2026-000123", "Knop is grijs", dutch)
    assert "Uiterlijk:     ma 9 Feb" in text
    assert "ma–vr 10:00–16:00" in explanation.sentence
