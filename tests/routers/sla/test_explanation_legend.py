"""The legend of the picture of an explanation: what is drawn, by its name."""

from collections.abc import Sequence
from xml.etree import ElementTree as ET

import pytest

from app.domain.explanation.explaining import ExplanationLine
from app.domain.explanation.words import Language
from tests.routers.sla.test_explanation_picture import OWN_DAY, SVG, WEEK, bars, drawn, explanation, texts


@pytest.mark.parametrize(
    ("days", "language", "legend"),
    [
        ([WEEK[3]], Language.ENGLISH, {"holiday": "holiday"}),
        ([OWN_DAY], Language.ENGLISH, {"closing_day": "closing day"}),
        ([WEEK[3], OWN_DAY], Language.ENGLISH, {"holiday": "holiday", "closing_day": "closing day"}),
        ([OWN_DAY], Language.DUTCH, {"closing_day": "sluitingsdag"}),
        ([OWN_DAY, WEEK[3]], Language.DUTCH, {"holiday": "feestdag", "closing_day": "sluitingsdag"}),
    ],
)
def test_the_legend_tells_closing_days_from_holidays(
    days: Sequence[ExplanationLine], language: Language, legend: dict[str, str]
) -> None:
    svg = drawn(explanation([WEEK[0], *days]), language=language)
    names = dict(zip([box.get("class", "") for box in boxes(svg)], texts(svg)[-len(boxes(svg)) :], strict=True))

    assert {look: name for look, name in names.items() if look != "counted"} == legend
    assert [bar.get("class") for bar in bars(svg)][5:] == [
        "closing_day" if day is OWN_DAY else "holiday" for day in days
    ]


def boxes(svg: ET.Element) -> list[ET.Element]:
    """Those of the legend."""
    return [rect for rect in svg.iter(f"{SVG}rect") if rect.get("width") == rect.get("height") == "14"]
