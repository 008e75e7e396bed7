"""An availability told to people: sums that add up to the year, sentences, a page and a picture (§5.2)."""

import xml.etree.ElementTree as ET
from datetime import timedelta
from typing import Final
from uuid import UUID

import pytest
from hypothesis import given

from app.clock import Instant
from app.domain.agreement.agreed_terms import AgreedTerms
from app.domain.agreement.service_terms import LeftOut
from app.domain.availability.availability import Availability, availability
from app.domain.availability.availability_explanation import (
    AvailabilityExplanation,
    AvailabilityNaming,
    explain_availability,
)
from app.domain.availability.availability_page import availability_page, timeline_page
from app.domain.availability.availability_words import AVAILABILITY_WORDS, SumKind
from app.domain.availability.recorded import Recorded, recorded
from app.domain.availability.stretches import InstanceSpan, Stretch, calendar_year
from app.domain.availability.sweep import StretchKind
from app.domain.availability.timeline import ServiceTimeline, timeline
from app.domain.availability.timeline_picture import timeline_picture
from app.domain.explanation.dutch import DUTCH
from app.domain.explanation.english import ENGLISH
from app.domain.explanation.page import WIDTH
from app.domain.explanation.phrasing import Phrasing
from app.domain.explanation.words import Language, Words
from app.domain.operations.outage_facts import OutageCategory
from app.domain.operations.outages import Outage
from app.domain.vocabulary import ServiceLevel
from app.sla.agreement import AGREEMENT
from tests.domain.availability.availability_oracle import World
from tests.domain.availability.service_worlds import asked, worlds
from tests.domain.operations.service_facts import (
    BOB,
    CUSTOMER,
    MaintenanceHistory,
    OutageHistory,
    begun,
    outage,
)
from tests.domain.tickets.histories import AMSTERDAM, local

SPAN: Final = InstanceSpan(
    customer_id=CUSTOMER,
    starts_at=local("2020-01-01"),
    promised=AgreedTerms(ServiceLevel.EXTENDED).availability(AGREEMENT),
)
NO_PROMISE: Final = InstanceSpan(customer_id=CUSTOMER, starts_at=local("2020-01-01"), promised=None)
YEAR: Final = calendar_year(2026, AMSTERDAM)
LATER: Final = local("2030-01-01")
FIRST, SECOND_ONE, THIRD, WORK = (UUID(int=number) for number in (21, 22, 23, 24))
NAMES: Final = {FIRST: "O-1", SECOND_ONE: "O-2", THIRD: "O-3", WORK: "M-1", BOB.id: "Bob"}
DAY: Final = Stretch(local("2026-03-10"), local("2026-03-11"))


def naming(words: Words) -> AvailabilityNaming:
    return AvailabilityNaming(Phrasing(words, AMSTERDAM), NAMES)


def recorded_year(*, pending: bool = False) -> Recorded:
    """4 h out on 10 March: 2 announced, 1 an attack, 1 that counts; 2 h of two outages in May; 2 h unmeasured."""
    attacked = OutageHistory("2026-03-10 02:00", id_=FIRST).end("2026-03-10 06:00")
    attacked.claim(LeftOut.ATTACK, "2026-03-10 03:00", "2026-03-10 05:00", accepted=None if pending else True)
    work = MaintenanceHistory("2026-03-09 02:00", "2026-03-10 02:00", "2026-03-10 04:00")
    work.id = WORK
    others = [
        OutageHistory("2026-05-04 10:00", id_=SECOND_ONE).end("2026-05-04 11:30").outage,
        OutageHistory("2026-05-04 11:00", id_=THIRD).end("2026-05-04 12:00").outage,
        OutageHistory("2026-06-01 10:00", begun(degradation=True)).end("2026-06-01 11:00").outage,
    ]
    gap = Stretch(local("2026-07-01 00:00"), local("2026-07-01 02:00"))
    return recorded([attacked.outage, *others], [work.done("2026-03-10 02:00", "2026-03-10 04:00").period], [gap])


def seen(what: Recorded, *, span: InstanceSpan = SPAN, now: Instant = LATER) -> Availability:
    return availability(span, what, YEAR, now)


def told(words: Words, *, pending: bool = False, now: Instant = LATER) -> AvailabilityExplanation:
    return explain_availability(seen(recorded_year(pending=pending), now=now), naming(words))


def test_the_sum_adds_up_to_the_year() -> None:
    hour = 3600
    assert {each.kind: each.seconds for each in told(ENGLISH).sums} == {
        SumKind.PERIOD: 8760 * hour,
        SumKind.LEFT_OUT: 3 * hour,
        SumKind.BASIS: 8757 * hour,
        SumKind.ALLOWED: 8757 * 36,
        SumKind.COUNTED: 3 * hour,
        SumKind.REMAINING: 8757 * 36 - 3 * hour,
    }


def test_every_stretch_is_a_line_with_its_reason() -> None:
    assert [(each.kind, each.seconds, each.text) for each in told(ENGLISH).lines] == [
        (
            StretchKind.LEFT_OUT,
            7200,
            (
                "outage, left out: maintenance or another form of service, announced beforehand (announced Mon 9 Mar "
                "2026 02:00 +01:00): O-1"
            ),
        ),
        (StretchKind.LEFT_OUT, 3600, "outage, left out: a digital attack (accepted by Bob): O-1"),
        (StretchKind.OUTAGE, 3600, "outage, counts: O-1"),
        (StretchKind.OUTAGE, 7200, "outage, counts: O-2 and O-3"),
        (StretchKind.UNMEASURED, 7200, "not measured"),
        (StretchKind.UP, (8760 - 8) * 3600, "available"),
    ]


def test_a_block_for_fair_use_is_called_that() -> None:
    block = begun(summary="Blocked", category=OutageCategory.FAIR_USE_BLOCK)
    hit = OutageHistory("2026-03-10 02:00", block, id_=FIRST).end("2026-03-10 03:00").outage
    lines = explain_availability(seen(recorded([hit])), naming(DUTCH)).lines
    assert lines[0].text == "geblokkeerd wegens fair use (§5.6.1), telt mee: O-1"


def test_in_english() -> None:
    assert told(ENGLISH).sentence == (
        "99 % is promised per calendar year (§5.2); 99.9657 % was attained, so the promise was kept. From Thu 1 Jan "
        "2026 00:00 +01:00 to Fri 1 Jan 2027 00:00 +01:00 (Europe/Amsterdam) is 8760 h. Of that, 3 h was out of use "
        "and is left out, which leaves 8757 h. In it, 3 h counts as outage. Allowed over the whole period is 87 h 34 "
        "min 12 s, so 84 h 34 min 12 s remains. 2 h was not measured, and counts as available. Degraded service is "
        "shown and does not count."
    )


def test_in_dutch() -> None:
    assert told(DUTCH, pending=True).sentence == (
        "Toegezegd is 99 % per kalenderjaar (§5.2); behaald is 99,9543 %, dus de toezegging is nagekomen. Van do 1 jan "
        "2026 00:00 +01:00 tot vr 1 jan 2027 00:00 +01:00 (Europe/Amsterdam) is 8760 uur. Daarvan was 2 uur buiten "
        "gebruik en blijft buiten beschouwing; dat laat 8758 uur over. Daarin telt 4 uur als uitval. Over de hele "
        "periode is 87 uur 34 min 48 s toegestaan, dus er resteert 83 uur 34 min 48 s. 2 uur is niet gemeten en telt "
        "als beschikbaar. Verminderde werking wordt getoond en telt niet mee. Nog niet over alles is besloten: als "
        "wordt aanvaard wat de leverancier stelt, blijft 3 uur buiten beschouwing en telt 3 uur, wat 99,9657 % "
        "oplevert."
    )


def exceeding(seconds: float) -> Outage:
    began = local("2026-03-10 10:00")
    return outage(began.isoformat(), (began + timedelta(seconds=seconds)).isoformat())


VERDICTS: Final = {
    "so far": (exceeding(60), SPAN, local("2026-06-01"), "; 99.9995 % so far.", "so 87 h 35 min remains."),
    "lost": (
        exceeding(315_420),
        SPAN,
        LATER,
        "; 98.9998 % was attained, so the promise was not kept.",
        "which is exceeded by 1 min.",
    ),
    "lost by little": (exceeding(315_360.000001), SPAN, LATER, "98.9999 %", "which is exceeded by less than a second."),
    "nothing promised": (
        exceeding(60),
        NO_PROMISE,
        LATER,
        "Nothing is promised of this instance",
        "(Europe/Amsterdam)",
    ),
    "not begun": (exceeding(60), SPAN, local("2025-06-01"), "there is no time yet to judge it by.", "remains."),
}


@pytest.mark.parametrize(("hit", "span", "now", "verdict", "rest"), VERDICTS.values(), ids=VERDICTS)
def test_the_verdict(hit: Outage, span: InstanceSpan, now: Instant, verdict: str, rest: str) -> None:
    explained = explain_availability(seen(recorded([hit]), span=span, now=now), naming(ENGLISH))
    assert verdict in explained.sentence
    assert rest in explained.sentence
    assert (SumKind.ALLOWED in {each.kind for each in explained.sums}) == (span.promised is not None)


@given(worlds())
def test_lines_and_sums_always_add_up(world: World) -> None:
    whole, _ = asked(world)
    explained = explain_availability(whole, naming(DUTCH))
    sums = {each.kind: each.seconds for each in explained.sums}
    assert sum(each.seconds for each in explained.lines) == sums[SumKind.PERIOD] == whole.period / timedelta(seconds=1)
    assert sums[SumKind.PERIOD] - sums[SumKind.LEFT_OUT] == sums[SumKind.BASIS]
    assert sums[SumKind.ALLOWED] - sums[SumKind.COUNTED] == sums[SumKind.REMAINING]


def test_parts_of_seconds_add_up_too() -> None:
    hits = [outage(f"2026-03-10 1{hour}:00:00", f"2026-03-10 1{hour}:00:01.6") for hour in range(5)]
    explained = explain_availability(seen(recorded(hits)), naming(ENGLISH))
    assert [each.seconds for each in explained.lines if each.kind is StretchKind.OUTAGE] == [1, 2, 1, 2, 2]
    assert sum(each.seconds for each in explained.lines) == 8760 * 3600


PAGE: Final = """\
Beschikbaarheid – Productie

Toegezegd is 99 % per kalenderjaar (§5.2); behaald is 99,9657 %, dus de
toezegging is nagekomen. Van do 1 jan 2026 00:00 +01:00 tot vr 1 jan 2027 00:00
+01:00 (Europe/Amsterdam) is 8760 uur. Daarvan was 3 uur buiten gebruik en
blijft buiten beschouwing; dat laat 8757 uur over. Daarin telt 3 uur als uitval.
Over de hele periode is 87 uur 34 min 12 s toegestaan, dus er resteert 84 uur 34
min 12 s. 2 uur is niet gemeten en telt als beschikbaar. Verminderde werking
wordt getoond en telt niet mee.

Vanaf                Tijd  Wat
-----  ------------------  ------------------------
                 8760 uur  de periode tot nu toe
                    3 uur  buiten beschouwing
"""


def test_the_page() -> None:
    page = availability_page(told(DUTCH), "Productie", naming(DUTCH))
    assert page.startswith(PAGE)
    assert page.endswith("                             8752 uur  beschikbaar\n")
    assert max(map(len, page.splitlines())) <= WIDTH


def test_what_is_exceeded_has_its_sign_on_the_page() -> None:
    explained = explain_availability(seen(recorded([exceeding(315_420)])), naming(ENGLISH))
    assert "−1 min  remaining" in availability_page(explained, "Production", naming(ENGLISH))


def day() -> ServiceTimeline:
    return timeline(SPAN, recorded_year(), DAY, LATER)


def test_the_timeline_as_text() -> None:
    page = timeline_page(day(), "Production", naming(ENGLISH))
    rows = [line.split("  ") for line in page.splitlines() if line.startswith("Tue")]
    assert [(row[0][16:21], row[-1]) for row in rows] == [
        ("00:00", "available"),
        ("02:00", "outage, left out: maintenance or another"),
        ("04:00", "outage, left out: a digital attack (accepted"),
        ("05:00", "outage, counts: O-1"),
        ("06:00", "available"),
    ]
    assert "Wed 11 Mar 2026 00:00 +01:00  24 h  up to here" in page
    assert max(map(len, page.splitlines())) <= WIDTH


def test_what_was_degraded_is_below_the_timeline() -> None:
    june = Stretch(local("2026-06-01"), local("2026-06-02"))
    page = timeline_page(timeline(SPAN, recorded_year(), june, LATER), "Production", naming(ENGLISH))
    assert "degraded, does not count" in page.split("up to here")[1]


SVG: Final = "{http://www.w3.org/2000/svg}"


def drawn(line: ServiceTimeline, words: Words = ENGLISH, title: str = "Production") -> ET.Element:
    return ET.fromstring(timeline_picture(line, title, naming(words)))  # noqa: S314 - our own


def bars(picture: ET.Element, look: str) -> list[tuple[float, float]]:
    found = [each for each in picture.iter(f"{SVG}rect") if each.get("class") == look and each.get("y") == "56"]
    return [(float(each.get("x") or 0), float(each.get("width") or 0)) for each in found]


def test_the_picture_is_to_scale() -> None:
    picture = drawn(day())
    assert bars(picture, "outage") == [(30 + 900 * 5 / 24, 37.5)]
    assert bars(picture, "left_out") == [(105.0, 75.0), (180.0, 37.5)]
    assert bars(picture, "up") == [(30.0, 75.0), (255.0, 675.0)]


def test_what_is_short_is_drawn_as_wide_as_can_be_seen_and_never_outside() -> None:
    late = outage("2026-12-31 23:59", None)
    picture = drawn(timeline(SPAN, recorded([late]), YEAR, LATER))
    ((x, width),) = bars(picture, "outage")
    assert width == 1.5
    assert x + width == 930


def test_what_would_overlap_is_drawn_as_one() -> None:
    many = [outage(f"2026-03-10 0{hour}:00", f"2026-03-10 0{hour}:10") for hour in range(9)]
    picture = drawn(timeline(SPAN, recorded(many), YEAR, LATER))
    assert len(bars(picture, "outage")) == 1
    titles = [each.text or "" for each in picture.iter(f"{SVG}title")]
    assert any(title.endswith("and 8 more") for title in titles)


@pytest.mark.parametrize("words", [ENGLISH, DUTCH], ids=["English", "Dutch"])
def test_the_picture_says_what_it_shows_to_who_cannot_see_it(words: Words) -> None:
    picture = drawn(day(), words)
    assert (picture.get("role"), picture.get("lang")) == ("img", words.language)
    named = {each.get("id", ""): each.text or "" for each in picture if each.get("id")}
    assert picture.get("aria-labelledby") == " ".join(named)
    own = AVAILABILITY_WORDS[words.language]
    assert own.kind[StretchKind.OUTAGE] in named["about"]
    assert own.title in named["title"]
    legend = [each.text for each in picture.iter(f"{SVG}text")]
    assert {own.kind[kind] for kind in (StretchKind.UP, StretchKind.OUTAGE, StretchKind.LEFT_OUT)} <= set(legend)


def test_nothing_in_a_name_is_markup() -> None:
    title = "<script>&\x00]]>\u202e"
    picture = drawn(day(), title=title)
    assert [each for each in picture.iter() if each.tag == f"{SVG}script"] == []
    assert "Availability – <script>&]]>" in [each.text for each in picture.iter(f"{SVG}title")]
    hostile = AvailabilityNaming(Phrasing(ENGLISH, AMSTERDAM), {FIRST: "<b>&\x07"})
    assert "&lt;b&gt;&amp;" in timeline_picture(day(), title, hostile)


@pytest.mark.parametrize(("until", "ticks"), [("2026-01-08", 7), ("2027-01-01", 12), ("2029-01-01", 12)])
def test_days_or_months_are_marked(until: str, ticks: int) -> None:
    line = timeline(SPAN, recorded([]), Stretch(local("2026-01-01"), local(until)), LATER)
    assert len([each for each in drawn(line).iter(f"{SVG}line") if each.get("class") == "tick"]) == ticks


def test_a_time_that_was_not_there_is_drawn_empty() -> None:
    line = timeline(SPAN, recorded([]), YEAR, local("2025-01-01"))
    assert line.stretches == ()
    picture = drawn(line)
    assert bars(picture, "up") == []


def test_every_language_says_everything() -> None:
    assert set(AVAILABILITY_WORDS) == set(Language)
    for own in AVAILABILITY_WORDS.values():
        assert set(own.kind) == set(StretchKind)
        assert set(own.reason) == set(LeftOut)
        assert set(own.sums) == set(SumKind)
