"""The picture of an explanation as a browser draws it: no label runs into another, or out of the picture."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Final

import pytest

from app.clock import Instant, instant
from app.domain.explanation.explaining import Explanation
from app.domain.explanation.words import Language
from app.domain.vocabulary import ClockState
from app.routers.explanations.explanation_picture import picture
from app.sla.languages import WORDS
from tests.chromium import document_of, needs_chromium
from tests.routers.sla.test_explanation_picture import WEEK, explanation, local, sixty_days

MEASURING: Final = """
const found = [];
document.querySelectorAll("svg").forEach((svg, at) => {
  const edge = svg.getBoundingClientRect();
  const texts = [...svg.querySelectorAll("text")].filter(each => each.textContent.trim());
  const boxes = texts.map(each => [each.textContent, each.getBoundingClientRect()]);
  boxes.forEach(([a, p], one) => {
    if (p.left < edge.left || p.right > edge.right) found.push(`${at}: ${a} leaves the picture`);
    boxes.slice(one + 1).forEach(([b, q]) => {
      const apart = p.right <= q.left || q.right <= p.left || p.bottom <= q.top || q.bottom <= p.top;
      if (!apart) found.push(`${at}: ${a} | ${b}`);
    });
  });
});
const told = {pictures: document.querySelectorAll("svg").length, found};
document.getElementById("told").textContent = JSON.stringify(told);
"""
TITLES: Final = ("Save is grey", "WWWW MMMM " * 20, "保存できません" * 20, "iiii llll " * 30)


def stories() -> Iterator[tuple[Explanation, Instant]]:
    start, end = WEEK[0].from_at, WEEK[-1].until
    for hours in range(0, 200, 13):
        running = explanation(state=ClockState.RUNNING)
        yield running, instant(start + timedelta(hours=hours))
        yield explanation(stopped_at=instant(start + timedelta(hours=hours))), end
    yield explanation(sixty_days(), state=ClockState.RUNNING), local("2026-06-10 12:00")
    for days in range(1, 60, 3):
        some = [each for each in sixty_days() if each.from_at < WEEK[0].from_at + timedelta(days=days + 14)]
        yield explanation(some, state=ClockState.RUNNING), instant(some[0].from_at + timedelta(hours=2))
    wide = tuple(replace(each, reason=each.reason and "WM" * 60) for each in WEEK)
    yield explanation(wide, state=ClockState.RUNNING), local("2026-04-21 12:00")
    yield explanation(due_at=None, state=ClockState.PAUSED), end
    yield explanation((), calendar=None, target=None, sentence="No clock runs yet, wwww MMMM. " * 12), end


@pytest.mark.long
@needs_chromium
def test_no_label_runs_into_another(tmp_path: Path) -> None:
    pictures = [
        picture(told, "T-2026-000123", TITLES[number % len(TITLES)], WORDS[language], now)
        for language in Language
        for number, (told, now) in enumerate(stories())
    ]
    page = tmp_path / "pictures.html"
    body = "\n".join(pictures)
    page.write_text(f'<!doctype html><meta charset="utf-8">{body}<pre id="told"></pre><script>{MEASURING}</script>')

    drawn = document_of(page.as_uri(), tmp_path / "profile")

    told = re.search(r'<pre id="told">(.*?)</pre>', drawn, re.DOTALL)
    assert told is not None
    assert json.loads(unescape(told[1])) == {"pictures": len(pictures), "found": []}
