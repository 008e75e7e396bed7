"""What happened to a clock has a name, for when it was recorded late."""

from typing import Any, Final
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import Instant
from app.domain.explanation.phrasing import Phrasing
from app.domain.explanation.records import RELEVANT, Happening, records_of
from app.domain.explanation.words import Language
from app.domain.tickets.facts import PriorityDecided, PriorityRequested
from app.domain.tickets.stopwatch import Stopwatch
from app.domain.vocabulary import Cause, ClockName, Decision, Impact, Kind, Priority, Responsibility, Role, Urgency
from app.sla.languages import WORDS
from tests.domain.explanation.told_records import an_hour_late, recorded, said
from tests.domain.tickets.histories import AMSTERDAM, CUSTOMER, History, signalled
from tests.domain.tickets.random_histories import Made, made_up, patient
from tests.domain.tickets.worked_tickets import ASKED, AT_CUSTOMER, OWN, REOPENED, SOLVED

RESPONSE, RESOLUTION = ClockName.RESPONSE, ClockName.RESOLUTION
FRIDAY = "2026-02-06 15:00"

UNCLEAR = OWN.decided("2026-02-06 11:00", Decision.UNCLEAR)
REQUEST: Final[dict[str, Any]] = {
    "request_id": UUID(int=7),
    "urgency": Urgency.U1,
    "impact": Impact.I1,
    "reason": "the whole team waits",
}


def requested(*, accepted: bool) -> History:
    asked = OWN.then("2026-02-06 14:00", PriorityRequested(**REQUEST), CUSTOMER)
    return asked.then(FRIDAY, PriorityDecided(**REQUEST, accepted=accepted))


@pytest.mark.parametrize(
    ("history", "name", "english", "dutch"),
    [
        (OWN, RESPONSE, "the registration", "de registratie"),
        (
            signalled("2026-02-06 09:00").officially_registered("2026-02-06 10:00"),
            RESOLUTION,
            "the registration",
            "de registratie",
        ),
        (ASKED, RESPONSE, "the start of the investigation", "het begin van het onderzoek"),
        (ASKED, RESOLUTION, "the question to the customer", "de vraag aan de klant"),
        (
            ASKED.decided("2026-02-09 11:00", Decision.INFORMATION_RECEIVED),
            RESOLUTION,
            "the customer's answer",
            "het antwoord van de klant",
        ),
        (
            ASKED.decided("2026-02-09 11:00", Decision.CLEAR),
            RESOLUTION,
            "the end of the pause",
            "het einde van de pauze",
        ),
        (AT_CUSTOMER, RESOLUTION, "the handover to the customer", "de overdracht aan de klant"),
        (
            OWN.delegated(
                "2026-02-06 11:00",
                3,
                {Role.CUSTOMER: Responsibility.RESPONSIBLE, Role.SUPPORT_MANAGER: Responsibility.ACCOUNTABLE},
            ),
            RESOLUTION,
            "the handover to the customer",
            "de overdracht aan de klant",
        ),
        (
            AT_CUSTOMER.decided("2026-02-09 11:00", Decision.NOT_SOLVED, CUSTOMER),
            RESOLUTION,
            "the end of the pause",
            "het einde van de pauze",
        ),
        (SOLVED, RESOLUTION, "the solution", "de oplossing"),
        (
            AT_CUSTOMER.decided("2026-02-09 11:00", Decision.SOLVED, CUSTOMER),
            RESOLUTION,
            "the solution",
            "de oplossing",
        ),
        (
            OWN.decided(FRIDAY, Decision.WORKAROUND),
            RESOLUTION,
            "the workaround",
            "de tijdelijke oplossing (workaround)",
        ),
        (REOPENED, RESOLUTION, "the reopening", "de heropening"),
        (
            UNCLEAR.decided(FRIDAY, Decision.CONFIGURATION, cause=Cause.CONFIGURATION),
            RESOLUTION,
            "the finding of the cause",
            "het vaststellen van de oorzaak",
        ),
        (OWN.assessed(FRIDAY, Priority.HIGH), RESOLUTION, "the new priority", "de nieuwe prioriteit"),
        (
            OWN.reclassified(FRIDAY, kind=Kind.CHANGE),
            RESOLUTION,
            "the corrected classification",
            "de gecorrigeerde classificatie",
        ),
        (OWN.reclassified(FRIDAY, product="orb"), RESOLUTION, "", ""),
        (requested(accepted=True), RESOLUTION, "the new priority", "de nieuwe prioriteit"),
        (requested(accepted=False), RESOLUTION, "", ""),
        (UNCLEAR.decided(FRIDAY, Decision.BUG), RESOLUTION, "", ""),
        (UNCLEAR.decided(FRIDAY, Decision.CONFIGURATION, cause=Cause.CONFIGURATION), RESPONSE, "", ""),
        (OWN.assessed(FRIDAY, Priority.NORMAL), RESOLUTION, "", ""),
        (OWN.decided(FRIDAY, Decision.START_INVESTIGATION), RESOLUTION, "", ""),
        (ASKED.decided("2026-02-09 11:00", Decision.INFORMATION_RECEIVED), RESPONSE, "", ""),
        (SOLVED.decided("2026-02-06 15:45", Decision.CLOSE), RESOLUTION, "", ""),
        (OWN.commented(FRIDAY, CUSTOMER), RESOLUTION, "", ""),
    ],
)
def test_each_thing_that_is_recorded_late_has_its_name(
    history: History, name: ClockName, english: str, dutch: str
) -> None:
    late = recorded(history, len(history.events), "2026-02-12 12:00")
    at = Phrasing(WORDS[Language.ENGLISH], AMSTERDAM), Phrasing(WORDS[Language.DUTCH], AMSTERDAM)
    when, dutch_when = (phrasing.moment(history.events[-1].occurred_at) for phrasing in at)
    told = f"T{english[1:]} on {when} was recorded later, on Thu 12 Feb 2026 12:00 +01:00."
    dutch_told = f"{dutch.capitalize()} op {dutch_when} is later vastgelegd, op do 12 feb 2026 12:00 +01:00."
    assert said(late, name, "2026-02-13 12:00", Language.ENGLISH) == (told if english else "")
    assert said(late, name, "2026-02-13 12:00", Language.DUTCH) == (dutch_told if dutch else "")


HELPED: Final = OWN.decided("2026-02-06 11:00", Decision.WORKAROUND).decided("2026-02-06 12:00", Decision.CLEAR)
"""By a workaround, and with the customer asked whether that is all."""
CONTRADICTED: Final = HELPED.decided("2026-02-09 11:00", Decision.NOT_SOLVED)
CONTRADICTED_BY_REOPENING: Final = (
    HELPED.decided("2026-02-06 15:00", Decision.SOLVED)
    .decided("2026-02-06 15:30", Decision.CLOSE)
    .decided("2026-02-09 11:00", Decision.REOPEN)
)
ENGLISH_CONTRADICTION: Final = (
    "The workaround of Fri 6 Feb 2026 11:00 +01:00 did not hold, as was said on Mon 9 Feb 2026 11:00 +01:00: it was no "
    "solution (§1.2.3), and the time counts as if it had not been given."
)
DUTCH_CONTRADICTION: Final = (
    "De tijdelijke oplossing (workaround) van vr 6 feb 2026 11:00 +01:00 hield geen stand, zo bleek op ma 9 feb 2026 "
    "11:00 +01:00: zij was geen oplossing (§1.2.3), en de tijd telt alsof zij niet was gegeven."
)
ENGLISH_REOPENING: Final = (
    "The ticket was reopened on Mon 9 Feb 2026 11:00 +01:00, so that the workaround of Fri 6 Feb 2026 11:00 +01:00 was "
    "no solution (§1.2.3): the time counts as if it had not been given, without that between solution and reopening."
)
DUTCH_REOPENING: Final = (
    "Het ticket is op ma 9 feb 2026 11:00 +01:00 heropend, zodat de tijdelijke oplossing (workaround) van vr 6 feb "
    "2026 11:00 +01:00 geen oplossing was (§1.2.3): de tijd telt alsof zij niet was gegeven, zonder die tussen "
    "oplossing en heropening."
)


@pytest.mark.parametrize(
    ("history", "english", "dutch"),
    [
        (CONTRADICTED, ENGLISH_CONTRADICTION, DUTCH_CONTRADICTION),
        (CONTRADICTED_BY_REOPENING, ENGLISH_REOPENING, DUTCH_REOPENING),
        (HELPED, "", ""),
        (REOPENED, "", ""),
    ],
)
def test_a_workaround_that_did_not_hold_is_told(history: History, english: str, dutch: str) -> None:
    now = "2026-02-09 12:00"
    assert said(history, RESOLUTION, now, Language.ENGLISH) == english
    assert said(history, RESOLUTION, now, Language.DUTCH) == dutch
    assert said(history, RESPONSE, now, Language.ENGLISH) == ""


def boundaries(watch: Stopwatch) -> set[Instant | None]:
    pauses = {at for pause in (*watch.pauses, *watch.beyond) for at in (pause.from_at, pause.until)}
    return {watch.started_at, watch.stopped_at, *pauses} - {None}


@patient
@given(made_up(), st.sampled_from(ClockName))
def test_whatever_starts_pauses_or_stops_a_clock_is_named_and_little_else(made: Made, name: ClockName) -> None:
    ticket, events = made.history.ticket, made.history.events
    watch = ticket.response if name is RESPONSE else ticket.resolution
    late = records_of(name, an_hour_late(events), made.history.revisions).late

    others = {Happening.EXCUSED, Happening.REASSESSED, Happening.RECLASSIFIED, Happening.CALENDAR_REVISED}
    others |= {Happening.WORKED_AROUND, Happening.CONTRADICTED}  # of which nothing is left once it did not hold
    assert boundaries(watch) <= {act.at for act in late}
    assert {act.at for act in late if act.what not in others} <= boundaries(watch)
    assert records_of(name, events, made.history.revisions).late == ()
    relevant = [event for event in an_hour_late(events) if isinstance(event.fact, RELEVANT)]
    assert records_of(name, relevant, made.history.revisions).late == late
