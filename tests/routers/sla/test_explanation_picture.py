"""The picture of an explanation: well-formed whatever it is given, and true to the lines."""

import hashlib
import re
import unicodedata
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from operator import itemgetter
from typing import Any, Final
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.business_time.hours import ALWAYS, OpeningWindow, WeeklyHours, weekdays
from app.clock import Instant, instant
from app.domain.agreement.measures import Unit
from app.domain.explanation.explaining import Explanation, ExplanationLine, Promised, SupportHours
from app.domain.explanation.lines import LineKind
from app.domain.explanation.words import Language
from app.domain.vocabulary import ClockName, ClockState, ServiceLevel
from app.routers.explanations.explanation_picture import POLICY, picture
from app.routers.explanations.lettering import cut, folded, width_of
from app.routers.explanations.timeline import LEFT, RIGHT, cells, flags, named, place_of
from app.sla.languages import WORDS

SVG: Final = "{http://www.w3.org/2000/svg}"
ZONE: Final = ZoneInfo("Europe/Amsterdam")
HOURS: Final = weekdays("10:00", "16:00")
HOSTILE: Final = "</text><script>alert(1)</script> & \"'\x00\x1b\ufffe\u202e]]>"


def local(wall: str) -> Instant:
    return instant(datetime.fromisoformat(wall).replace(tzinfo=ZONE))


def line(begin: str, until: str, kind: LineKind, hours: float, reason: str | None = None) -> ExplanationLine:
    return ExplanationLine(local(begin), local(until), kind, int(hours * 3600), reason)


LATER: Final = local("2026-06-01 10:00")
"""Than all that is told of here."""
WEEK: Final = (
    line("2026-04-20 10:00", "2026-04-24 16:00", LineKind.COUNTED, 30, "5 business days"),
    line("2026-04-24 16:00", "2026-04-25 00:00", LineKind.OUTSIDE_HOURS, 8),
    line("2026-04-25 00:00", "2026-04-27 00:00", LineKind.WEEKEND, 48),
    line("2026-04-27 00:00", "2026-04-28 00:00", LineKind.HOLIDAY, 24, "King's Day"),
    line("2026-04-28 00:00", "2026-04-28 10:00", LineKind.OUTSIDE_HOURS, 10),
    line("2026-04-28 10:00", "2026-04-28 12:00", LineKind.PAUSED, 2, "customer: waiting for information"),
    line("2026-04-28 12:00", "2026-04-28 16:00", LineKind.COUNTED, 4),
)


def explanation(lines: Sequence[ExplanationLine] = WEEK, **changes: object) -> Explanation:
    due = Explanation(
        clock=ClockName.RESOLUTION,
        state=ClockState.MET,
        due_at=lines[-1].until if lines else None,
        section="1.2.3",
        agreement_revision=1,
        target=Promised(34, Unit.HOURS, 34 * 3600),
        calendar=SupportHours(ServiceLevel.STANDARD, HOURS, ZONE.key, 1),
        started_at=lines[0].from_at if lines else None,
        stopped_at=None,
        lines=tuple(lines),
        sentence="It is so.",
    )
    return replace(due, **changes)  # pyright: ignore[reportArgumentType]


def drawn(
    found: Explanation, title: str = "Save is grey", language: Language = Language.ENGLISH, now: Instant = LATER
) -> ET.Element:
    return ET.fromstring(picture(found, "T-2026-000123", title, WORDS[language], now))  # noqa: S314 - our own


def bars(svg: ET.Element) -> list[ET.Element]:
    return [rect for rect in svg.iter(f"{SVG}rect") if rect.find(f"{SVG}title") is not None]


def texts(svg: ET.Element) -> list[str]:
    return ["".join(text.itertext()) for text in svg.iter(f"{SVG}text")]


def test_the_bars_are_the_lines_from_edge_to_edge() -> None:
    found = bars(drawn(explanation()))

    assert [bar.get("class") for bar in found] == [
        *["counted"] * 5, "outside_hours", "weekend", "holiday", "outside_hours", "paused", "counted",
    ]  # fmt: skip
    places = [(float(bar.get("x", "")), float(bar.get("width", ""))) for bar in found]
    assert places[0][0] == LEFT
    assert sum(places[-1]) == pytest.approx(RIGHT, abs=0.2)
    assert all(x + width == pytest.approx(after, abs=0.2) for (x, width), (after, _) in pairwise(places))
    assert found[-2].findtext(f"{SVG}title") == (
        "Tue 28 Apr 2026 10:00 +02:00 – Tue 28 Apr 2026 12:00 +02:00: paused, 2 h not counted "
        "(customer: waiting for information)"
    )


def test_a_day_that_the_zone_skipped_is_no_bar() -> None:
    """Samoa did without 30 December 2011."""
    apia, every_day = ZoneInfo("Pacific/Apia"), WeeklyHours(((OpeningWindow.between("08:00", "12:00"),),) * 7)
    begin, end = (
        instant(datetime.fromisoformat(wall).replace(tzinfo=apia)) for wall in ("2011-12-28 08:00", "2012-01-01 12:00")
    )
    counted = ExplanationLine(begin, end, LineKind.COUNTED, 16 * 3600, "4 business days")
    found = bars(drawn(explanation([counted], calendar=SupportHours(ServiceLevel.STANDARD, every_day, apia.key, 1))))

    assert len(found) == 4
    assert len({bar.get("width") for bar in found}) == 1


def test_what_matters_is_labelled() -> None:
    found = texts(drawn(explanation(stopped_at=local("2026-04-23 13:00"))))

    for said in (
        "T-2026-000123 – Save is grey",
        "King's Day",
        "2 h · customer: waiting for information",
        "stopped",
        "Mon 20 Apr",
        "registered Mon 20 Apr 2026 10:00 +02:00",
        "due Tue 28 Apr 2026 16:00 +02:00",
        "support hours, counted",
        "holiday",
    ):
        assert said in found
    assert any(text.startswith("Resolution: met34 hours (§1.2.3)") for text in found)


def marks(svg: ET.Element) -> list[float]:
    return [float(each.get("x1", "")) for each in svg.iter(f"{SVG}line") if each.get("class") == "now"]


def test_a_clock_that_runs_shows_where_it_is_now() -> None:
    running = explanation(state=ClockState.RUNNING)
    at = [marks(drawn(running, now=local(f"2026-04-{day} 13:00"))) for day in (20, 21, 23)]

    assert [len(each) for each in at] == [1, 1, 1]
    assert LEFT < at[0][0] < at[1][0] < at[2][0] < RIGHT
    assert "now" in texts(drawn(running, now=local("2026-04-21 13:00")))
    assert "nu" in texts(drawn(running, language=Language.DUTCH, now=local("2026-04-21 13:00")))


@pytest.mark.parametrize(
    ("changes", "now"),
    [
        ({}, local("2026-04-28 16:00")),
        ({"stopped_at": local("2026-04-22 13:00")}, local("2026-04-23 13:00")),
        ({"due_at": None, "state": ClockState.PAUSED}, local("2026-04-23 13:00")),
    ],
    ids=["late", "stopped", "paused: the end is now"],
)
def test_no_other_clock_does(changes: dict[str, Any], now: Instant) -> None:
    assert marks(drawn(explanation(**changes), now=now)) == []


@given(st.text(st.characters(codec="utf-8"), max_size=60), st.floats(30, 400))
def test_what_is_cut_or_folded_is_no_wider(text: str, most: float) -> None:
    assert width_of(cut(text, most)) <= most
    assert all(width_of(each) <= most for each in folded(text, most))
    assert cut("Mon 23 Nov", 100) == "Mon 23 Nov"
    assert folded("one two three", 60) == ["one two", "three"]


@given(
    st.lists(st.tuples(st.floats(LEFT, RIGHT), st.just("x"), st.floats(10, 350)), max_size=30, unique_by=itemgetter(0))
)
def test_names_of_days_never_run_into_each_other(wished: list[tuple[float, str, float]]) -> None:
    placed = named(sorted(wished))
    widths = {x: width for x, _, width in wished}
    ends = [(x, x + widths[x]) for x, name in placed if name]

    assert len(placed) == len(wished)
    assert all(end <= after for (_, end), (after, _) in pairwise(ends))
    assert all(end <= RIGHT for _, end in ends)


OWN_DAY: Final = replace(WEEK[3], reason="Office moves", is_closing_day=True)


def test_without_a_due_moment_it_goes_up_to_here_in_dutch() -> None:
    svg = drawn(explanation(due_at=None, state=ClockState.PAUSED), language=Language.DUTCH)

    assert "tot hier di 28 apr 2026 16:00 +02:00" in texts(svg)
    assert svg.get("lang") == "nl"
    assert svg.findtext(f"{SVG}desc") == (
        "Een tijdlijn van ma 20 apr 2026 10:00 +02:00 tot di 28 apr 2026 16:00 +02:00. It is so."
    )


@pytest.mark.parametrize("changes", [{"calendar": None}, {}])
def test_without_lines_it_says_why(changes: dict[str, None]) -> None:
    svg = drawn(explanation((), state=ClockState.NOT_STARTED, target=None, **changes))

    assert "It is so." in texts(svg)
    assert bars(svg) == []


@pytest.mark.parametrize("language", Language)
def test_hostile_text_is_only_text(language: Language) -> None:
    nasty = (*WEEK[:3], replace(WEEK[3], reason=HOSTILE), WEEK[4], replace(WEEK[5], reason=HOSTILE), WEEK[6])
    svg = drawn(explanation(nasty, sentence=HOSTILE), HOSTILE, language)

    tags = {element.tag.removeprefix(SVG) for element in svg.iter()}
    assert tags <= {"svg", "title", "desc", "style", "defs", "pattern", "rect", "line", "text", "tspan"}
    names = {name for element in svg.iter() for name in element.keys()}  # noqa: SIM118 - an Element is no mapping
    assert not [name for name in names if name.startswith("on") or name in ("style", "href")]
    assert "</text><script>alert(1)</script> & \"']]>" in (svg.findtext(f"{SVG}title") or "")


@given(
    st.text(alphabet=st.characters(codec="utf-8") | st.sampled_from("<>&\"'\x00\x0b\ufffe\U0001ffff保"), max_size=300)
)
def test_every_title_makes_a_picture(title: str) -> None:
    heading = drawn(explanation(), title).findtext(f"{SVG}title") or ""

    assert width_of(heading, 16, bold=True) <= RIGHT - LEFT
    assert not [char for char in heading if unicodedata.category(char)[0] == "C"]


def test_the_policy_allows_this_style_sheet_and_no_other() -> None:
    svg = drawn(explanation((*WEEK[:4], OWN_DAY, *WEEK[4:])))
    css = svg.findtext(f"{SVG}style") or ""

    digest = b64encode(hashlib.sha256(css.encode()).digest()).decode()
    assert f"default-src 'none'; frame-ancestors 'none'; style-src 'sha256-{digest}'" == POLICY
    assert "@media (prefers-color-scheme: dark)" in css
    styled = set(re.findall(r"\.([a-z_]+)", css))
    worn = {name for element in svg.iter() for name in element.get("class", "").split()}
    assert worn - {"running"} <= styled
    drawn_as = {bar.get("class") for bar in bars(svg)} - {"paused"}
    for scheme in css.split("@media"):
        assert drawn_as <= set(re.findall(r"\.([a-z_]+) \{ fill", scheme))


def sixty_days() -> list[ExplanationLine]:
    """Twelve weeks, each followed by its weekend."""
    monday = local("2026-05-04 10:00")
    lines: list[ExplanationLine] = []
    for week in range(12):
        start = monday + timedelta(weeks=week)
        friday, closed, opened = start + timedelta(days=4, hours=6), timedelta(hours=8), timedelta(days=7)
        lines += [
            ExplanationLine(instant(start), instant(friday), LineKind.COUNTED, 30 * 3600, "5 business days"),
            ExplanationLine(instant(friday), instant(friday + closed), LineKind.OUTSIDE_HOURS, 8 * 3600, None),
            ExplanationLine(instant(friday + closed), instant(start + opened), LineKind.WEEKEND, 58 * 3600, None),
        ]
    return lines[:-2]


@pytest.mark.parametrize("lines", [WEEK, WEEK[-1:], WEEK[1:3], sixty_days()])
def test_moments_keep_their_order_and_nothing_vanishes(lines: Sequence[ExplanationLine]) -> None:
    row = cells(lines, HOURS, ZONE)
    begin, end = lines[0].from_at, lines[-1].until
    moments = [instant(begin + (end - begin) * step / 200) for step in range(201)]
    places = [place_of(at, row) for at in moments]

    assert places == sorted(places)
    assert (places[0], places[-1]) == (LEFT, pytest.approx(RIGHT))
    assert min(cell.width for cell in row) >= 1


def test_a_long_pause_leaves_room_for_what_counted() -> None:
    lines = (
        line("2026-01-05 10:00", "2026-01-05 11:00", LineKind.COUNTED, 1),
        line("2026-01-05 11:00", "2026-12-01 11:00", LineKind.PAUSED, 1400, "customer"),
        line("2026-12-01 11:00", "2026-12-01 12:00", LineKind.COUNTED, 1),
    )
    row = cells(lines, HOURS, ZONE)
    assert row[0].width + row[2].width == pytest.approx((RIGHT - LEFT) / 2, rel=0.05)


def test_a_thousand_pauses_are_still_a_picture() -> None:
    begin, minute = local("2026-02-02 10:00"), timedelta(minutes=1)
    moments = [instant(begin + minute * step) for step in range(2001)]
    kinds = [LineKind.COUNTED, LineKind.PAUSED] * 1000
    lines = [
        ExplanationLine(at, until, kind, 60, "x") for (at, until), kind in zip(pairwise(moments), kinds, strict=True)
    ]
    svg = drawn(explanation(lines))

    assert len(bars(svg)) == 2000
    assert 3 <= sum(text.endswith("· x") for text in texts(svg)) <= 30


def test_around_the_clock_a_day_ends_at_midnight() -> None:
    one = ExplanationLine(
        instant(datetime(2026, 3, 28, 12, tzinfo=UTC)),
        instant(datetime(2026, 3, 30, 12, tzinfo=UTC)),
        LineKind.COUNTED,
        48 * 3600,
        "3 business days",
    )
    midnights = [cell.piece.from_at.astimezone(ZONE).hour for cell in cells([one], ALWAYS, ZONE)]
    assert midnights == [13, 0, 0]


@given(st.lists(st.tuples(st.floats(LEFT, RIGHT), st.just("x"), st.floats(10, 350)), max_size=30))
def test_labels_never_run_into_each_other(wished: list[tuple[float, str, float]]) -> None:
    placed = flags(wished)

    assert not [1 for one in placed for other in placed if one is not other and not one.is_free_of(other)]
    assert all(flag.left >= LEFT and flag.left + flag.width <= RIGHT + 0.001 for flag in placed)
    assert bool(placed) is bool(wished)
