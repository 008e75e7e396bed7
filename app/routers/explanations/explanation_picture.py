"""An explanation as a picture (SVG): a timeline of what counted and what did not, up to the due moment."""

import hashlib
import unicodedata
from base64 import b64encode
from collections.abc import Iterator, Sequence
from heapq import nlargest
from pathlib import Path
from textwrap import wrap
from typing import Final
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app.clock import Instant
from app.domain.explanation.explaining import Explanation, ExplanationLine, SupportHours
from app.domain.explanation.lines import SECOND, LineKind
from app.domain.explanation.page import figure, printable, what
from app.domain.explanation.phrasing import Phrasing
from app.domain.explanation.words import Words
from app.routers.explanations.timeline import LEFT, Cell, Wish, cells, days, flags, place_of
from app.routers.http.envelope import SECURITY_HEADERS

_HERE: Final = Path(__file__).parent
_CSS: Final = (_HERE / "explanation_picture.css").read_text()
_DIGEST: Final = b64encode(hashlib.sha256(_CSS.encode()).digest()).decode()
POLICY: Final = f"{SECURITY_HEADERS['Content-Security-Policy']}; style-src 'sha256-{_DIGEST}'"
"""As everywhere, but for the one style sheet in the picture."""

_LONGEST_TITLE: Final = 100
_LONGEST_FACTS: Final = 120
_LONGEST_FLAG: Final = 52
_MOST_FLAGS: Final = 30  # more do not fit, and each is tried against all others
_LETTER: Final = 6.8
_CLOSING_DAY: Final = "closing_day"


def _safe(value: object) -> str:
    """XML has no way to write a control character."""
    return value if isinstance(value, Markup) else printable(str(value))


_TEMPLATES: Final = Environment(
    loader=FileSystemLoader(_HERE),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    finalize=_safe,
)
_TEMPLATES.filters["px"] = "{:.1f}".format


def picture(explanation: Explanation, number: str, title: str, words: Words) -> str:
    """`number` and `title` are the ticket's."""
    page = words.page
    standing = f"{page.clock[explanation.clock]}: {page.state[explanation.state]}"
    drawn = _blank(explanation) if explanation.calendar is None else _drawn(explanation, explanation.calendar, words)
    return _TEMPLATES.get_template("explanation_picture.svg.jinja").render(
        {
            "about": explanation.sentence,
            "css": Markup(_CSS),  # noqa: S704 - our own file
            "heading": _cut(f"{number} – {title}", _LONGEST_TITLE),
            "language": words.language,
            "standing": standing,
            "state": explanation.state,
            "told": wrap(explanation.sentence, _LONGEST_FACTS),
            **drawn,
        }
    )


def _blank(explanation: Explanation) -> dict[str, object]:
    nothing = dict.fromkeys(("flags", "cells", "days", "legend"), ())
    return {**nothing, "facts": f"§{explanation.section}", "stop": None}


def _drawn(explanation: Explanation, calendar: SupportHours, words: Words) -> dict[str, object]:
    zone = ZoneInfo(calendar.time_zone)
    phrasing = Phrasing(words, zone)
    row = cells(explanation.lines, calendar.hours, zone)
    ends = _ends(explanation, phrasing) if row else {}
    stop = _stop(explanation, row)
    return {
        "facts": _cut(" · ".join(_facts(explanation, calendar, phrasing)), _LONGEST_FACTS),
        "cells": [(cell, _look(cell.piece.line), _told(cell, phrasing)) for cell in row],
        "days": [(x, phrasing.day_of_year(day) if fits else "") for x, day, fits in days(row, zone)],
        "flags": flags(_wished(row, stop, phrasing)),
        "legend": list(_legend(row, words)),
        "stop": stop,
        **ends,
    }


def _ends(explanation: Explanation, phrasing: Phrasing) -> dict[str, object]:
    words = phrasing.words
    start, end = (phrasing.moment(at) for at in (explanation.lines[0].from_at, explanation.lines[-1].until))
    is_due = explanation.due_at is not None
    return {
        "about": words.picture.about.format(start=start, end=end, sentence=explanation.sentence),
        "is_due": is_due,
        "start": f"{words.picture.started} {start}",
        "end": f"{words.page.due_here if is_due else words.page.up_to_here} {end}",
    }


def _facts(explanation: Explanation, calendar: SupportHours, phrasing: Phrasing) -> Iterator[str]:
    if explanation.target is not None:
        yield figure(explanation, phrasing)
    if explanation.stopped_at is not None:
        yield f"{phrasing.words.picture.stopped} {phrasing.moment(explanation.stopped_at)}"
    if explanation.waiting is not None and explanation.due_at is not None:
        yield f"{phrasing.words.picture.paused_since} {phrasing.moment(explanation.waiting.since)}"
    yield f"{phrasing.support_hours(calendar.hours)} ({calendar.time_zone})"


def _stop(explanation: Explanation, row: Sequence[Cell]) -> float | None:
    stopped: Instant | None = explanation.stopped_at
    if stopped is None or not row or stopped > explanation.lines[-1].until:
        return None
    return place_of(stopped, row)


def _told(cell: Cell, phrasing: Phrasing) -> str:
    line = cell.piece.line
    time = f" ({phrasing.duration(line.seconds * SECOND)})" if line.kind is LineKind.COUNTED else ""
    return f"{phrasing.moment(line.from_at)} – {phrasing.moment(line.until)}: {what(line, phrasing)}{time}"


def _wished(row: Sequence[Cell], stop: float | None, phrasing: Phrasing) -> Iterator[Wish]:
    telling = (cell for cell in row if cell.piece.line.kind in (LineKind.HOLIDAY, LineKind.PAUSED))
    for cell in nlargest(_MOST_FLAGS, telling, key=lambda cell: cell.width):
        line = cell.piece.line
        passed = f"{phrasing.duration(line.seconds * SECOND)} · " if line.kind is LineKind.PAUSED else ""
        yield _labelled(cell.centre, f"{passed}{line.reason or phrasing.words.picture.kind[line.kind]}")
    if stop is not None:
        yield _labelled(stop, phrasing.words.picture.stopped)


def _labelled(x: float, text: str) -> Wish:
    short = _cut(text, _LONGEST_FLAG)
    return x, short, _columns(short) * _LETTER


def _legend(row: Sequence[Cell], words: Words) -> Iterator[tuple[float, str, str]]:
    names = {**words.picture.kind, _CLOSING_DAY: words.page.closing_day}
    drawn = {_look(cell.piece.line) for cell in row}
    x = LEFT
    for look in (look for look in names if look in drawn):
        yield x, look, names[look]
        x += 48 + len(names[look]) * _LETTER


def _look(line: ExplanationLine) -> str:
    """What it is drawn as: a class of the style sheet."""
    return _CLOSING_DAY if line.is_closing_day else line.kind


def _cut(text: str, most: int) -> str:
    """At most so many columns; what is longer ends in an ellipsis."""
    text = printable(text)
    if _columns(text) <= most:
        return text
    while _columns(text) >= most:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
