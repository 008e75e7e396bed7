"""The explanation in Dutch: whole pages as an account manager would send them."""

import pytest

from app.domain.explanation.explaining import Explanation, explain
from app.domain.explanation.page import page
from app.domain.explanation.words import Language, Words
from app.domain.vocabulary import ClockName, Decision, Kind, Priority, ServiceLevel
from app.sla.languages import WORDS
from tests.domain.tickets.histories import History, local, registered
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
)

DUTCH = WORDS[Language.DUTCH]
LATE_AND_ASKED = OWN.decided("2026-02-09 13:00", Decision.REQUEST_INFORMATION)
WORKED_AROUND = OWN.decided("2026-02-06 14:00", Decision.UNCLEAR).decided("2026-02-06 14:00", Decision.WORKAROUND)
LATE_BEGIN = PLAIN.decided("2026-02-10 09:00", Decision.START_INVESTIGATION)
KINGS_DAY = registered("2026-04-24 14:00")
PAGES = {
    "answered": """\
T-2026-000123 – Opslaan-knop is grijs

Oplostijd: loopt
Uiterlijk:     ma 9 feb 2026 14:00 +01:00
Toegezegd:     8 uur (§1)
Geregistreerd: vr 6 feb 2026 10:00 +01:00
Supporttijden: ma–vr 10:00–16:00 (Europe/Amsterdam)
Versies:       overeenkomst 1, kalender 1

Vanaf                        Geteld  Wat
---------------------------  ------  ------------------------
vr  6 feb 2026 10:00 +01:00   5 uur  telt mee
vr  6 feb 2026 15:00 +01:00          gepauzeerd, 2 uur telt niet mee (klant:
                                     wachten op informatie)
ma  9 feb 2026 11:00 +01:00   3 uur  telt mee
---------------------------  ------  ------------------------
ma  9 feb 2026 14:00 +01:00   8 uur  uiterlijk

De oplossing van een incident met prioriteit normaal op serviceniveau Standaard
is toegezegd binnen 8 uur supporttijd (§1, afgesproken met deze klant). Gerekend
vanaf vr 6 feb 2026 10:00 +01:00 (Europe/Amsterdam) binnen de supporttijden
ma–vr 10:00–16:00, met uitzondering van 2 uur wachten op informatie van de
klant, verloopt de termijn op ma 9 feb 2026 14:00 +01:00. De klok loopt; er
resteert nog 3 uur.
""",
    "asked": """\
T-2026-000123 – Opslaan-knop is grijs

Oplostijd: gepauzeerd
Uiterlijk:     niet bekend zolang de klok stilstaat
Toegezegd:     8 uur (§1)
Geregistreerd: vr 6 feb 2026 10:00 +01:00
Stil sinds:    vr 6 feb 2026 15:00 +01:00 (klant: wachten op informatie)
Supporttijden: ma–vr 10:00–16:00 (Europe/Amsterdam)
Versies:       overeenkomst 1, kalender 1

Vanaf                        Geteld  Wat
---------------------------  ------  ------------------------
vr  6 feb 2026 10:00 +01:00   5 uur  telt mee
vr  6 feb 2026 15:00 +01:00          gepauzeerd, 2 uur telt niet mee (klant:
                                     wachten op informatie)
---------------------------  ------  ------------------------
ma  9 feb 2026 11:00 +01:00   5 uur  tot hier

De oplossing van een incident met prioriteit normaal op serviceniveau Standaard
is toegezegd binnen 8 uur supporttijd (§1, afgesproken met deze klant). Gerekend
vanaf vr 6 feb 2026 10:00 +01:00 (Europe/Amsterdam) binnen de supporttijden
ma–vr 10:00–16:00, met uitzondering van 2 uur wachten op informatie van de
klant, is 5 uur verbruikt en resteert nog 3 uur. De klok staat stil sinds vr 6
feb 2026 15:00 +01:00, omdat op informatie van de klant wordt gewacht: wanneer
de termijn verloopt, is pas bekend als de klok weer loopt.
""",
    "holiday": """\
T-2026-000123 – Opslaan-knop is grijs

Reactietijd: loopt
Uiterlijk:     di 28 apr 2026 16:00 +02:00
Toegezegd:     8 uur (§1.2.3)
Geregistreerd: vr 24 apr 2026 14:00 +02:00
Supporttijden: ma–vr 10:00–16:00 (Europe/Amsterdam)
Versies:       overeenkomst 1, kalender 1

Vanaf                        Geteld  Wat
---------------------------  ------  ------------------------
vr 24 apr 2026 14:00 +02:00   2 uur  telt mee
vr 24 apr 2026 16:00 +02:00          buiten de supporttijden
za 25 apr 2026 00:00 +02:00          weekend
ma 27 apr 2026 00:00 +02:00          feestdag: Koningsdag
di 28 apr 2026 00:00 +02:00          buiten de supporttijden
di 28 apr 2026 10:00 +02:00   6 uur  telt mee
---------------------------  ------  ------------------------
di 28 apr 2026 16:00 +02:00   8 uur  uiterlijk

De reactie op een incident met prioriteit normaal op serviceniveau Standaard is
toegezegd binnen 8 uur supporttijd (§1.2.3). Gerekend vanaf vr 24 apr 2026 14:00
+02:00 (Europe/Amsterdam) binnen de supporttijden ma–vr 10:00–16:00, met
uitzondering van Koningsdag (ma 27 apr 2026), verloopt de termijn op di 28 apr
2026 16:00 +02:00. §3.1.1 noemt ook een termijn van 2 werkdagen, dus uiterlijk
wo 29 apr 2026 14:00 +02:00; de vroegste is bepalend. De klok loopt; er resteert
nog 7 uur.
""",
    "raised": """\
T-2026-000123 – Opslaan-knop is grijs

Oplostijd: overschreden
Uiterlijk:     vr 6 feb 2026 14:00 +01:00
Toegezegd:     4 uur (§1)
Geregistreerd: vr 6 feb 2026 10:00 +01:00
Supporttijden: ma–vr 10:00–16:00 (Europe/Amsterdam)
Versies:       overeenkomst 1, kalender 1

Vanaf                        Geteld  Wat
---------------------------  ------  ------------------------
vr  6 feb 2026 10:00 +01:00   4 uur  telt mee
---------------------------  ------  ------------------------
vr  6 feb 2026 14:00 +01:00   4 uur  uiterlijk

De oplossing van een incident met prioriteit hoog op serviceniveau Standaard is
toegezegd binnen 4 uur supporttijd (§1, afgesproken met deze klant). Gerekend
vanaf vr 6 feb 2026 10:00 +01:00 (Europe/Amsterdam) binnen de supporttijden
ma–vr 10:00–16:00, was het uiterste moment vr 6 feb 2026 14:00 +01:00. De
prioriteit ging op vr 6 feb 2026 15:00 +01:00 van normaal naar hoog (§3.1.1); de
nieuwe termijn telt vanaf de registratie en was op dat moment al verstreken. Het
uiterste moment is verstreken: de termijn is overschreden, tot nu toe met 4 uur
supporttijd.
""",
    "breached and paused": """\
T-2026-000123 – Opslaan-knop is grijs

Oplostijd: overschreden
Uiterlijk:     ma 9 feb 2026 12:00 +01:00
Toegezegd:     8 uur (§1)
Geregistreerd: vr 6 feb 2026 10:00 +01:00
Stil sinds:    ma 9 feb 2026 13:00 +01:00 (klant: wachten op informatie)
Supporttijden: ma–vr 10:00–16:00 (Europe/Amsterdam)
Versies:       overeenkomst 1, kalender 1

Vanaf                        Geteld  Wat
---------------------------  ------  ------------------------
vr  6 feb 2026 10:00 +01:00   6 uur  telt mee
vr  6 feb 2026 16:00 +01:00          buiten de supporttijden
za  7 feb 2026 00:00 +01:00          weekend
ma  9 feb 2026 00:00 +01:00          buiten de supporttijden
ma  9 feb 2026 10:00 +01:00   2 uur  telt mee
---------------------------  ------  ------------------------
ma  9 feb 2026 12:00 +01:00   8 uur  uiterlijk

De oplossing van een incident met prioriteit normaal op serviceniveau Standaard
is toegezegd binnen 8 uur supporttijd (§1, afgesproken met deze klant). Gerekend
vanaf vr 6 feb 2026 10:00 +01:00 (Europe/Amsterdam) binnen de supporttijden
ma–vr 10:00–16:00, was het uiterste moment ma 9 feb 2026 12:00 +01:00. Het
uiterste moment is verstreken: de termijn is overschreden, tot nu toe met 1 uur
supporttijd. De klok staat stil sinds ma 9 feb 2026 13:00 +01:00, omdat op
informatie van de klant wordt gewacht; de termijn blijft overschreden.
""",
    "signal": """\
T-2026-000123 – Opslaan-knop is grijs

Reactietijd: niet gestart

Er loopt nog geen termijn: het ticket is gesignaleerd maar nog niet officieel
geregistreerd, en de reactie- en oplostijden gelden vanaf de registratie
(§1.2.2).
""",
}


def told(history: History, now: str, words: Words, name: ClockName = ClockName.RESOLUTION) -> Explanation:
    return explain(name, history.ticket, history.agreement, history.calendars, local(now), words)


@pytest.mark.parametrize(
    ("case", "history", "now", "name"),
    [
        ("answered", ANSWERED, "2026-02-09 11:00", ClockName.RESOLUTION),
        ("asked", ASKED, "2026-02-09 11:00", ClockName.RESOLUTION),
        ("holiday", KINGS_DAY, "2026-04-24 15:00", ClockName.RESPONSE),
        ("breached and paused", LATE_AND_ASKED, "2026-02-10 11:00", ClockName.RESOLUTION),
        ("raised", RAISED, "2026-02-09 12:00", ClockName.RESOLUTION),
        ("signal", SIGNAL, "2026-02-06 12:00", ClockName.RESPONSE),
    ],
)
def test_the_whole_page(case: str, history: History, now: str, name: ClockName) -> None:
    explanation = told(history, now, DUTCH, name)
    assert page(explanation, "T-2026-000123", "Opslaan-knop is grijs", DUTCH) == PAGES[case]


@pytest.mark.parametrize(
    ("history", "now", "said"),
    [
        (PLAIN, "2026-02-09 11:00", "is best effort: de overeenkomst noemt geen termijn (§1.2.3 en §3.1.1)."),
        (
            EXCUSED,
            "2026-02-09 11:00",
            "de oorzaak ligt bij de infrastructuur van de klant, waarvoor de klant zelf verantwoordelijk is (§1.4).",
        ),
        (
            registered("2026-02-06 10:00", ServiceLevel.EXTENDED, kind=Kind.ENHANCEMENT_REQUEST),
            "2026-02-06 10:00",
            "van een enhancement verzoek met prioriteit normaal op serviceniveau Extended is toegezegd binnen 40 werk",
        ),
        (
            registered("2026-02-06 10:00", ServiceLevel.EXTENDED),
            "2026-02-06 10:00",
            "binnen 40 werkdagen, waarbij een werkdag telt voor 9 uur supporttijd (§1.2.3). Gerekend",
        ),
        (SOLVED, "2026-02-09 11:00", "op vr 6 feb 2026 15:30 +01:00 opgelost, na 5 uur 30 min supporttijd: op tijd."),
        (REOPENED, "2026-02-09 12:00", "met uitzondering van 1 uur 30 min tussen oplossing en heropening, verloopt"),
        (
            AT_CUSTOMER,
            "2026-02-09 12:00",
            "omdat de klant verantwoordelijk is voor de huidige stap: wanneer de termijn",
        ),
        (
            WORKED_AROUND,
            "2026-02-09 12:00",
            "is een tijdelijke oplossing (workaround) gegeven, die als oplossing telt (§1.2.3), na 4 uur supporttijd:",
        ),
        (
            OWN.assessed("2026-02-06 15:00", Priority.LOW),
            "2026-02-06 15:00",
            "15:00 +01:00 van normaal naar laag (§3.1.1); de termijn telt alsof dat vanaf de registratie gold. De klok",
        ),
        (
            PLAIN.decided("2026-02-06 15:00", Decision.REQUEST_INFORMATION),
            "2026-02-09 11:00",
            "is 5 uur supporttijd verstreken, met uitzondering van 2 uur wachten op informatie van de klant. De klok",
        ),
    ],
)
def test_the_sentence_of_other_states(history: History, now: str, said: str) -> None:
    assert said in told(history, now, DUTCH).sentence


def test_the_table_goes_on_where_the_clock_stopped_in_time() -> None:
    text = page(told(SOLVED, "2026-02-09 11:00", DUTCH), "T-2026-000123", "Opslaan-knop is grijs", DUTCH)
    assert "Oplostijd: gehaald\n" in text
    assert "Gestopt:       vr 6 feb 2026 15:30 +01:00 (de tabel loopt door tot de termijn)\n" in text


def test_how_late_the_response_was() -> None:
    late = told(LATE_BEGIN, "2026-02-11 11:00", DUTCH, ClockName.RESPONSE).sentence
    assert late.endswith("met het onderzoek begonnen, na 12 uur supporttijd: 4 uur te laat.")


def test_a_closing_day_is_no_holiday_of_the_agreement() -> None:
    days = {local(f"2026-04-{day} 12:00").date(): "Verhuizing" for day in (28, 29)}
    calendar = KINGS_DAY.calendar.with_closures(days, 2)
    explanation = explain(
        ClockName.RESPONSE, KINGS_DAY.ticket, KINGS_DAY.agreement, {1: calendar}, local("2026-04-24 15:00"), DUTCH
    )
    text = page(explanation, "T-2026-000123", "Opslaan-knop is grijs", DUTCH)
    assert "feestdag: Koningsdag\n" in text
    assert "sluitingsdag: Verhuizing\n" in text
    assert (
        "Koningsdag (ma 27 apr 2026) en Verhuizing (sluitingsdagen, di 28 apr 2026 t/m wo 29 apr 2026), "
        in explanation.sentence
    )
