"""An explanation as a picture (SVG): a timeline of what counted and what did not, up to the due moment."""

from collections.abc import Iterator, Sequence
from heapq import nlargest
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app.clock import Instant
from app.domain.explanation.explaining import Explanation, ExplanationLine, SupportHours
from app.domain.explanation.lines import SECOND, LineKind
from app.domain.explanation.page import figure, printable, what
from app.domain.explanation.phrasing import Phrasing
from app.domain.explanation.words import Words
from app.routers.explanations.lettering import cut, folded, width_of
from app.routers.explanations.timeline import LEFT, WIDTH, Cell, Wish, cells, days, flags, named, place_of
from app.routers.middleware.envelope import styled_by

_HERE: Final = Path(__file__).parent
_CSS: Final = (_HERE / "explanation_picture.css").read_text()
POLICY: Final = styled_by(_CSS)

_HEADING_SIZE: Final = 16.0
_FACTS_AFTER: Final = 12.0
_WIDEST_FLAG: Final = 400.0
_MOST_FLAGS: Final = 30  # more do not fit, and each is tried against all others
_MARK: Final = 20.0
_BETWEEN_MARKS: Final = 24.0
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


def picture(explanation: Explanation, number: str, title: str, words: Words, now: Instant) -> str:
    """`number` and `title` are the ticket's; `now` is the moment that the explanation is of."""
    page = words.page
    standing = f"{page.clock[explanation.clock]}: {page.state[explanation.state]}"
    drawn = (
        _blank(explanation) if explanation.calendar is None else _drawn(explanation, explanation.calendar, words, now)
    )
    room = WIDTH - width_of(standing, bold=True) - _FACTS_AFTER
    return _TEMPLATES.get_template("explanation_picture.svg.jinja").render(
        {
            "about": explanation.sentence,
            "css": Markup(_CSS),  # noqa: S704 - our own file
            "facts": cut(" · ".join(map(printable, drawn["facts"])), room),
            "heading": cut(printable(f"{number} – {title}"), WIDTH, _HEADING_SIZE, bold=True),
            "language": words.language,
            "standing": standing,
            "state": explanation.state,
            "told": folded(printable(explanation.sentence), WIDTH),
            **{name: value for name, value in drawn.items() if name != "facts"},
        }
    )


def _blank(explanation: Explanation) -> dict[str, Any]:
    nothing = dict.fromkeys(("flags", "cells", "days", "legend"), ())
    return {**nothing, "facts": [f"§{explanation.section}"], "stop": None, "now": None}


def _drawn(explanation: Explanation, calendar: SupportHours, words: Words, at: Instant) -> dict[str, Any]:
    zone = ZoneInfo(calendar.time_zone)
    phrasing = Phrasing(words, zone)
    row = cells(explanation.lines, calendar.hours, zone)
    ends = _ends(explanation, phrasing) if row else {}
    stop, now = _stop(explanation, row), _now(explanation, row, at)
    days_of_row = [(x, phrasing.day_of_year(day)) for x, day in days(row, zone)]
    return {
        "facts": list(_facts(explanation, calendar, phrasing)),
        "cells": [(cell, _look(cell.piece.line), _told(cell, phrasing)) for cell in row],
        "days": named((x, name, width_of(name)) for x, name in days_of_row),
        "flags": flags(_wished(row, stop, now, phrasing)),
        "legend": list(_legend(row, words)),
        "stop": stop,
        "now": now,
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


def _now(explanation: Explanation, row: Sequence[Cell], now: Instant) -> float | None:
    """Where a clock that runs is: after its due time, or paused, it is at the end or has none."""
    if explanation.stopped_at is not None or explanation.due_at is None or not row:
        return None
    return place_of(now, row) if explanation.lines[0].from_at <= now < explanation.due_at else None


def _told(cell: Cell, phrasing: Phrasing) -> str:
    line = cell.piece.line
    time = f" ({phrasing.duration(line.seconds * SECOND)})" if line.kind is LineKind.COUNTED else ""
    return f"{phrasing.moment(line.from_at)} – {phrasing.moment(line.until)}: {what(line, phrasing)}{time}"


def _wished(row: Sequence[Cell], stop: float | None, now: float | None, phrasing: Phrasing) -> Iterator[Wish]:
    telling = (cell for cell in row if cell.piece.line.kind in (LineKind.HOLIDAY, LineKind.PAUSED))
    for cell in nlargest(_MOST_FLAGS, telling, key=lambda cell: cell.width):
        line = cell.piece.line
        passed = f"{phrasing.duration(line.seconds * SECOND)} · " if line.kind is LineKind.PAUSED else ""
        yield _labelled(cell.centre, f"{passed}{line.reason or phrasing.words.picture.kind[line.kind]}")
    if stop is not None:
        yield _labelled(stop, phrasing.words.picture.stopped)
    if now is not None:
        yield _labelled(now, phrasing.words.picture.now)


def _labelled(x: float, text: str) -> Wish:
    short = cut(printable(text), _WIDEST_FLAG)
    return x, short, width_of(short)


def _legend(row: Sequence[Cell], words: Words) -> Iterator[tuple[float, str, str]]:
    names = {**words.picture.kind, _CLOSING_DAY: words.page.closing_day}
    drawn = {_look(cell.piece.line) for cell in row}
    x = LEFT
    for look in (look for look in names if look in drawn):
        yield x, look, names[look]
        x += _MARK + width_of(names[look]) + _BETWEEN_MARKS


def _look(line: ExplanationLine) -> str:
    """What it is drawn as: a class of the style sheet."""
    return _CLOSING_DAY if line.is_closing_day else line.kind
