"""The calendar of changes as a picture (SVG): a row for each change, over the hours of §5.4 and the freezes."""

from collections.abc import Iterator
from typing import Final

from app.clock import Instant
from app.domain.changes.calendar_page import about, told
from app.domain.changes.calendar_words import CALENDAR_WORDS, ChangeCalendarWords
from app.domain.changes.change_calendar import CalendarChange, ChangeCalendar
from app.domain.explanation.axis import LEFT, WIDTH, drawn_text, safe, ticks
from app.domain.explanation.phrasing import Phrasing

STYLE: Final = """\
text { font: 13px system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; fill: #1f2933; }
.title { font-size: 16px; font-weight: 600; }
.quiet { fill: #52606d; }
.paper { fill: #ffffff; }
.window { fill: #e3edf7; }
.freeze { fill: #f7dca6; }
.change { fill: #2f6f9f; }
.conflict { fill: #b42318; }
.tick { stroke: #9aa5b1; stroke-width: 1; }
.frame { fill: none; stroke: #9aa5b1; }
@media (prefers-color-scheme: dark) {
  text { fill: #e4e7eb; }
  .quiet { fill: #a8b3bf; }
  .paper { fill: #14191f; }
  .window { fill: #1d2a38; }
  .freeze { fill: #4a3a17; }
  .change { fill: #7fb8e0; }
  .conflict { fill: #ff8a7a; }
  .tick, .frame { stroke: #616e7c; }
}
"""
"""The one style sheet in the picture, for whoever has to allow it by its hash."""

TOP, ROW, BAR = 56, 34, 12
NARROWEST: Final = 3.0
LONGEST_NAME: Final = 80
NAME_FITS: Final = LEFT + WIDTH / 2


def calendar_picture(seen: ChangeCalendar, phrasing: Phrasing) -> str:
    """What is in conflict has another colour, and says with what; so does each bar."""
    words = CALENDAR_WORDS[phrasing.words.language]
    language, bottom = phrasing.words.language, TOP + ROW * max(len(seen.changes), 1)
    height = bottom + 76
    drawn = [
        *(_band(seen, *each, "window", words.window, bottom) for each in seen.windows),
        *(_band(seen, each.from_at, each.until, "freeze", each.name, bottom) for each in seen.freezes),
        *(part for place, each in enumerate(seen.changes) for part in _change(seen, each, place, phrasing, words)),
        f'<rect class="frame" x="{LEFT}" y="{TOP}" width="{WIDTH}" height="{bottom - TOP}"/>',
        *ticks(seen.from_at, seen.until, phrasing, bottom),
        *_legend(seen, words, bottom + 48),
    ]
    return "\n".join(
        [
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" width="960" height="{height}" viewBox="0 0 960 {height}" '
                f'role="img" aria-labelledby="title about" lang="{language}" xml:lang="{language}">'
            ),
            f'<title id="title">{safe(words.title)}</title>',
            f'<desc id="about">{safe(about(seen, phrasing, words))}</desc>',
            f"<style>{STYLE}</style>",
            f'<rect class="paper" width="960" height="{height}"/>',
            drawn_text(LEFT, 32, words.title, ' class="title"'),
            *drawn,
            "</svg>\n",
        ]
    )


def _place(seen: ChangeCalendar, from_at: Instant, until: Instant) -> tuple[float, float]:
    """Where it begins and how wide it is, as far as it is in the picture."""
    whole = (seen.until - seen.from_at) / WIDTH
    begin, end = max(from_at, seen.from_at), min(until, seen.until)
    width = max((end - begin) / whole, NARROWEST)
    return min(LEFT + (begin - seen.from_at) / whole, LEFT + WIDTH - width), width


def _band(seen: ChangeCalendar, from_at: Instant, until: Instant, look: str, name: str, bottom: int) -> str:
    x, width = _place(seen, from_at, until)
    return (
        f'<rect class="{look}" x="{x:.1f}" y="{TOP}" width="{width:.1f}" height="{bottom - TOP}">'
        f"<title>{safe(name)}</title></rect>"
    )


def _change(
    seen: ChangeCalendar, entry: CalendarChange, place: int, phrasing: Phrasing, words: ChangeCalendarWords
) -> Iterator[str]:
    """Its name stands beside its beginning, or, near the right edge, before it."""
    change, slot, y = entry.change, entry.slot, TOP + ROW * place
    x, width = _place(seen, slot.from_at, slot.until)
    when = f"{phrasing.moment(slot.from_at)} – {phrasing.moment(slot.until)}"
    said = "; ".join([f"{change.number} {change.title}: {when} ({words.state[change.state]})", *told(entry, words)])
    look = "conflict" if entry.conflicts else "change"
    yield (
        f'<rect class="{look}" x="{x:.1f}" y="{y + 18}" width="{width:.1f}" height="{BAR}">'
        f"<title>{safe(said)}</title></rect>"
    )
    name = f"{change.number} {change.title}"[:LONGEST_NAME]
    if x < NAME_FITS:
        yield drawn_text(x, y + 14, name)
    else:
        yield drawn_text(x + width, y + 14, name, ' text-anchor="end"')


def _legend(seen: ChangeCalendar, words: ChangeCalendarWords, y: int) -> Iterator[str]:
    names = {"change": words.change, "window": words.window}
    if seen.freezes:
        names["freeze"] = words.freeze
    if any(each.conflicts for each in seen.changes):
        names["conflict"] = words.in_conflict
    for place, (look, name) in enumerate(names.items()):
        x = LEFT + place * WIDTH / 4
        yield f'<rect class="{look}" x="{x:.1f}" y="{y}" width="14" height="14"/>'
        yield drawn_text(x + 20, y + 12, name, ' class="quiet"')
