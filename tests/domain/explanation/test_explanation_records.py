"""What an explanation says after the rest: breaches that were announced and withdrawn, and what was recorded late."""

from dataclasses import replace

import pytest

from app.domain.explanation.records import NOTHING, records_of
from app.domain.explanation.words import Language
from app.domain.tickets.derived_facts import BreachAnnounced, BreachWithdrawn, RiskAnnounced
from app.domain.tickets.facts import CalendarRevised
from app.domain.vocabulary import Cause, ClockName, Decision, Priority
from tests.domain.explanation.told_records import recorded, said
from tests.domain.tickets.histories import History, local
from tests.domain.tickets.worked_tickets import ASKED, OWN

RESPONSE, RESOLUTION = ClockName.RESPONSE, ClockName.RESOLUTION
FRIDAY, TUESDAY = "2026-02-06 15:00", "2026-02-10 09:12"
DUE, NOTICED = "2026-02-09 12:00", "2026-02-09 12:05"


def announced(history: History, clock: ClockName = RESOLUTION, due: str = DUE, at: str = NOTICED) -> History:
    return history.then(due, BreachAnnounced(clock=clock, due_at=local(due)), recorded=at)


def withdrawn(history: History, clock: ClockName = RESOLUTION, due: str = DUE) -> History:
    """By what is the latest event so far."""
    cause = history.events[-1]
    fact = BreachWithdrawn(clock=clock, announced_due_at=local(due), reason="for a machine")
    taken_back = history.then(cause.occurred_at, fact)
    return replace(history, events=(*history.events, replace(taken_back.events[-1], recorded_at=cause.recorded_at)))


ASKED_LATE = OWN.decided(FRIDAY, Decision.REQUEST_INFORMATION, recorded=TUESDAY)
OVERDUE = announced(OWN)
FELL = withdrawn(OVERDUE.decided(FRIDAY, Decision.REQUEST_INFORMATION, recorded=TUESDAY))
LATE_EN = (
    "The question to the customer on Fri 6 Feb 2026 15:00 +01:00 was recorded later, on Tue 10 Feb 2026 09:12 +01:00."
)
LATE_NL = "De vraag aan de klant op vr 6 feb 2026 15:00 +01:00 is later vastgelegd, op di 10 feb 2026 09:12 +01:00."
ON_TUESDAY_EN, ON_TUESDAY_NL = (
    "(recorded Tue 10 Feb 2026 09:12 +01:00)",
    "(vastgelegd di 10 feb 2026 09:12 +01:00)",
)
FELL_EN = (
    "On Mon 9 Feb 2026 12:05 +01:00 a breach was announced (due on Mon 9 Feb 2026 12:00 +01:00); it was withdrawn on "
    "Tue 10 Feb 2026 09:12 +01:00 because of"
)
FELL_NL = (
    "Op ma 9 feb 2026 12:05 +01:00 is gemeld dat de termijn (uiterlijk ma 9 feb 2026 12:00 +01:00) was overschreden; "
    "dat is op di 10 feb 2026 09:12 +01:00 ingetrokken vanwege"
)
STANDS_EN, STANDS_NL = (
    "The breach was announced on Mon 9 Feb 2026 12:05 +01:00.",
    "De overschrijding is op ma 9 feb 2026 12:05 +01:00 gemeld.",
)


def asked_twice() -> History:
    history = OWN
    for day in ("07", "08"):
        history = history.decided(f"2026-02-{day} 08:00", Decision.REQUEST_INFORMATION, recorded=TUESDAY)
        history = history.decided(f"2026-02-{day} 09:00", Decision.INFORMATION_RECEIVED, recorded=TUESDAY)
    return history


@pytest.mark.parametrize(
    ("history", "name", "english", "dutch"),
    [
        pytest.param(OWN, RESOLUTION, "", "", id="nothing"),
        pytest.param(recorded(ASKED, 2, "2026-02-06 15:01:00"), RESOLUTION, "", "", id="within a minute"),
        pytest.param(
            recorded(ASKED, 2, "2026-02-06 15:01:00.000001"),
            RESOLUTION,
            LATE_EN.replace("Tue 10 Feb 2026 09:12", "Fri 6 Feb 2026 15:01"),
            LATE_NL.replace("di 10 feb 2026 09:12", "vr 6 feb 2026 15:01"),
            id="after a minute",
        ),
        pytest.param(ASKED_LATE, RESOLUTION, LATE_EN, LATE_NL, id="a pause begins late"),
        pytest.param(
            recorded(recorded(ASKED, 1, "2026-02-06 14:00"), 2, TUESDAY),
            RESOLUTION,
            "Recorded later than they happened: the registration on Fri 6 Feb 2026 10:00 +01:00 (recorded Fri 6 Feb "
            f"2026 14:00 +01:00) and the question to the customer on Fri 6 Feb 2026 15:00 +01:00 {ON_TUESDAY_EN}.",
            "Later vastgelegd dan gebeurd: de registratie op vr 6 feb 2026 10:00 +01:00 (vastgelegd vr 6 feb 2026 "
            f"14:00 +01:00) en de vraag aan de klant op vr 6 feb 2026 15:00 +01:00 {ON_TUESDAY_NL}.",
            id="several",
        ),
        pytest.param(
            asked_twice().decided("2026-02-09 08:00", Decision.REQUEST_INFORMATION, recorded=TUESDAY),
            RESOLUTION,
            "Recorded later than they happened: "
            f"the question to the customer on Sat 7 Feb 2026 08:00 +01:00 {ON_TUESDAY_EN}, "
            f"the customer's answer on Sat 7 Feb 2026 09:00 +01:00 {ON_TUESDAY_EN}, "
            f"the question to the customer on Sun 8 Feb 2026 08:00 +01:00 {ON_TUESDAY_EN}, "
            f"the customer's answer on Sun 8 Feb 2026 09:00 +01:00 {ON_TUESDAY_EN} and 1 more.",
            "Later vastgelegd dan gebeurd: "
            f"de vraag aan de klant op za 7 feb 2026 08:00 +01:00 {ON_TUESDAY_NL}, "
            f"het antwoord van de klant op za 7 feb 2026 09:00 +01:00 {ON_TUESDAY_NL}, "
            f"de vraag aan de klant op zo 8 feb 2026 08:00 +01:00 {ON_TUESDAY_NL}, "
            f"het antwoord van de klant op zo 8 feb 2026 09:00 +01:00 {ON_TUESDAY_NL} en nog 1.",
            id="more than can be read",
        ),
        pytest.param(OVERDUE, RESOLUTION, STANDS_EN, STANDS_NL, id="announced"),
        pytest.param(OVERDUE, RESPONSE, "", "", id="the other clock's"),
        pytest.param(
            withdrawn(announced(OVERDUE, RESPONSE).assessed(TUESDAY, Priority.LOW), RESPONSE),
            RESOLUTION,
            STANDS_EN,
            STANDS_NL,
            id="the other clock's was withdrawn",
        ),
        pytest.param(
            withdrawn(ASKED_LATE), RESOLUTION, LATE_EN, LATE_NL, id="withdrawn, and not announced yet at that moment"
        ),
        pytest.param(
            FELL,
            RESOLUTION,
            f"{FELL_EN} the question to the customer on Fri 6 Feb 2026 15:00 +01:00. {LATE_EN}",
            f"{FELL_NL} de vraag aan de klant op vr 6 feb 2026 15:00 +01:00. {LATE_NL}",
            id="withdrawn by what was recorded late",
        ),
        pytest.param(
            withdrawn(OVERDUE.assessed(TUESDAY, Priority.LOW)),
            RESOLUTION,
            f"{FELL_EN} the new priority.",
            f"{FELL_NL} de nieuwe prioriteit.",
            id="withdrawn by another priority",
        ),
        pytest.param(
            withdrawn(OVERDUE.then(TUESDAY, CalendarRevised(calendar_revision=1, reason="moved"))),
            RESOLUTION,
            f"{FELL_EN} the change of closing days.",
            f"{FELL_NL} de gewijzigde sluitingsdagen.",
            id="withdrawn by another calendar",
        ),
        pytest.param(
            withdrawn(
                OVERDUE.decided("2026-02-10 09:00", Decision.UNCLEAR)
                .decided("2026-02-10 09:00", Decision.REQUEST_INFORMATION)
                .decided(TUESDAY, Decision.CONFIGURATION, cause=Cause.THIRD_PARTY)
            ),
            RESOLUTION,
            f"{FELL_EN} the finding of the cause.",
            f"{FELL_NL} het vaststellen van de oorzaak.",
            id="withdrawn by the cause, though a pause ended with it",
        ),
        pytest.param(
            withdrawn(OVERDUE.decided(TUESDAY, Decision.START_INVESTIGATION)),
            RESOLUTION,
            f"{FELL_EN}.".replace(" because of", ""),
            f"{FELL_NL}.".replace(" vanwege", ""),
            id="withdrawn for no reason that is known",
        ),
        pytest.param(
            announced(FELL.decided(TUESDAY, Decision.INFORMATION_RECEIVED), due="2026-02-10 13:00", at=f"{TUESDAY}:01"),
            RESOLUTION,
            f"{FELL_EN} the question to the customer on Fri 6 Feb 2026 15:00 +01:00. The breach was announced on "
            f"Tue 10 Feb 2026 09:12:01 +01:00. {LATE_EN}",
            f"{FELL_NL} de vraag aan de klant op vr 6 feb 2026 15:00 +01:00. De overschrijding is op "
            f"di 10 feb 2026 09:12:01 +01:00 gemeld. {LATE_NL}",
            id="withdrawn, and announced again",
        ),
    ],
)
def test_what_is_said_of_the_records(history: History, name: ClockName, english: str, dutch: str) -> None:
    assert said(history, name, "2026-02-11 16:00", Language.ENGLISH) == english
    assert said(history, name, "2026-02-11 16:00", Language.DUTCH) == dutch


def test_as_many_as_can_be_read_are_listed_to_the_last() -> None:
    told = said(asked_twice(), RESOLUTION, "2026-02-11 16:00", Language.ENGLISH)
    assert told.endswith(f" and the customer's answer on Sun 8 Feb 2026 09:00 +01:00 {ON_TUESDAY_EN}.")


def test_an_announcement_is_told_only_of_what_is_late() -> None:
    assert said(OVERDUE, RESOLUTION, "2026-02-09 12:00", Language.ENGLISH) == ""


@pytest.mark.parametrize(
    ("history", "now", "told"),
    [
        pytest.param(OWN, "2026-02-09 11:30", True, id="while it runs"),
        pytest.param(
            OWN.decided("2026-02-09 11:30", Decision.REQUEST_INFORMATION), "2026-02-09 11:45", True, id="waits"
        ),
        pytest.param(OWN.assessed("2026-02-09 11:30", Priority.LOW), "2026-02-09 11:45", False, id="moved on"),
        pytest.param(OWN, "2026-02-09 12:01", False, id="since it is breached"),
        pytest.param(OWN.decided("2026-02-09 11:30", Decision.WORKAROUND), "2026-02-09 11:45", False, id="stopped"),
    ],
)
def test_a_warning_is_told_while_it_holds(*, history: History, now: str, told: bool) -> None:
    at_risk_at = OWN.clock(RESOLUTION).at_risk_at
    assert at_risk_at is not None
    warning = RiskAnnounced(clock=RESOLUTION, due_at=local(DUE))
    warned = history.then(at_risk_at, warning, recorded="2026-02-09 11:05")
    english = "It was announced on Mon 9 Feb 2026 11:05 +01:00 that three quarters of the time had passed."
    dutch = "Op ma 9 feb 2026 11:05 +01:00 is gemeld dat driekwart van de tijd verstreken was."
    assert said(warned, RESOLUTION, now, Language.ENGLISH) == (english if told else "")
    assert said(warned, RESOLUTION, now, Language.DUTCH) == (dutch if told else "")


def test_of_a_history_without_its_beginning_nothing_is_said() -> None:
    *_, told = FELL.events
    for events in ([], FELL.events[1:], [told]):
        assert records_of(RESOLUTION, events, FELL.revisions) == NOTHING
