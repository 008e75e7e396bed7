"""A timeline as a picture (SVG), in the reader's own light or dark. What is short is drawn as wide as can be seen."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final

from app.clock import Instant
from app.domain.availability.availability_explanation import AvailabilityNaming, poorly, what_of
from app.domain.availability.sweep import StretchKind
from app.domain.availability.timeline import DegradedStretch, ServiceTimeline, TimelineStretch
from app.domain.explanation.axis import LEFT, WIDTH, drawn_text, safe, ticks
from app.domain.explanation.page import printable

STYLE: Final = """\
text { font: 13px system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; fill: #1f2933; }
.title { font-size: 16px; font-weight: 600; }
.quiet { fill: #52606d; }
.paper { fill: #ffffff; }
.up { fill: #cfe8d8; }
.outage { fill: #b42318; }
rect.left_out { fill: url(#stripes); }
.ground { fill: #f7dca6; }
.stripe { stroke: #b7791f; stroke-width: 3; }
.maintenance { fill: #b9a3e3; }
.unmeasured { fill: #9aa5b1; }
.degraded { fill: #e0862b; }
.tick { stroke: #9aa5b1; stroke-width: 1; }
.frame { fill: none; stroke: #9aa5b1; }
@media (prefers-color-scheme: dark) {
  text { fill: #e4e7eb; }
  .quiet { fill: #a8b3bf; }
  .paper { fill: #14191f; }
  .up { fill: #1f4a34; }
  .outage { fill: #ff8a7a; }
  .ground { fill: #4a3a17; }
  .stripe { stroke: #d9a441; }
  .maintenance { fill: #7d64b8; }
  .unmeasured { fill: #616e7c; }
  .degraded { fill: #f0a95c; }
  .tick, .frame { stroke: #616e7c; }
}
"""
"""The one style sheet in the picture, for whoever has to allow it by its hash."""

TOP, HEIGHT = 56, 42
NARROWEST: Final = 1.5
LONGEST_HEADING: Final = 100
LEGEND_COLUMNS: Final = 3
DRAWN: Final = (
    StretchKind.UP,
    StretchKind.UNMEASURED,
    StretchKind.MAINTENANCE,
    StretchKind.LEFT_OUT,
    StretchKind.OUTAGE,
)
DEGRADED: Final = "degraded"


@dataclass
class Bar:
    """What of one look is drawn in one place: the first is told, with how many more there are."""

    look: str
    x: float
    width: float
    told: str
    more: int = 0


def timeline_picture(seen: ServiceTimeline, title: str, naming: AvailabilityNaming) -> str:
    """`title` is the instance's."""
    words, phrasing = naming.words, naming.phrasing
    language = phrasing.words.language
    heading = printable(f"{words.title} – {title}")[:LONGEST_HEADING]
    start, end = phrasing.moment(seen.from_at), phrasing.moment(seen.until)
    about = words.about.format(start=start, end=end, sums=_summed(seen, naming))
    drawn = [
        *(_rect(bar, TOP, HEIGHT, words.more) for bar in _bars(_stretches(seen, naming))),
        *(_rect(bar, TOP + HEIGHT, 6, words.more) for bar in _bars(_degraded(seen, naming))),
        f'<rect class="frame" x="{LEFT}" y="{TOP}" width="{WIDTH}" height="{HEIGHT}"/>',
        *ticks(seen.from_at, seen.until, naming.phrasing, TOP + HEIGHT),
        drawn_text(LEFT, 144, start),
        drawn_text(LEFT + WIDTH, 144, end, ' text-anchor="end"'),
        *_legend(seen, naming),
    ]
    return "\n".join(
        [
            (
                '<svg xmlns="http://www.w3.org/2000/svg" width="960" height="212" viewBox="0 0 960 212" role="img" '
                f'aria-labelledby="title about" lang="{language}" xml:lang="{language}">'
            ),
            f'<title id="title">{safe(heading)}</title>',
            f'<desc id="about">{safe(about)}</desc>',
            f"<style>{STYLE}</style>",
            (
                '<defs><pattern id="stripes" width="9" height="9" patternUnits="userSpaceOnUse" '
                'patternTransform="rotate(45)"><rect class="ground" width="9" height="9"/><line class="stripe" y2="9"/>'
                "</pattern></defs>"
            ),
            '<rect class="paper" width="960" height="212"/>',
            drawn_text(LEFT, 32, heading, ' class="title"'),
            *drawn,
            "</svg>\n",
        ]
    )


Drawn = tuple[str, float, float, Callable[[], str]]
"""Its look, where it begins, how wide it is, and what tells what it is."""


def _stretches(seen: ServiceTimeline, naming: AvailabilityNaming) -> Iterator[Drawn]:
    """What counts last: it is drawn over the others, as each may be drawn wider than it is."""
    for each in sorted(seen.stretches, key=lambda each: DRAWN.index(each.kind)):
        yield each.kind, *_place(seen, each.from_at, each.until), partial(_told, each, naming)


def _degraded(seen: ServiceTimeline, naming: AvailabilityNaming) -> Iterator[Drawn]:
    for each in seen.degraded:
        yield DEGRADED, *_place(seen, each.from_at, each.until), partial(_told, each, naming)


def _told(stretch: TimelineStretch | DegradedStretch, naming: AvailabilityNaming) -> str:
    phrasing = naming.phrasing
    what = what_of(stretch, naming) if isinstance(stretch, TimelineStretch) else poorly(stretch, naming)
    length = phrasing.duration(stretch.until - stretch.from_at)
    return f"{phrasing.moment(stretch.from_at)} – {phrasing.moment(stretch.until)}: {what} ({length})"


def _place(seen: ServiceTimeline, from_at: Instant, until: Instant) -> tuple[float, float]:
    whole = (seen.until - seen.from_at) / WIDTH
    x = LEFT + (from_at - seen.from_at) / whole
    width = max((until - from_at) / whole, NARROWEST)
    return min(x, LEFT + WIDTH - width), width


def _bars(stretches: Iterator[Drawn]) -> Sequence[Bar]:
    """Those of a look that would overlap are drawn as one."""
    latest: dict[str, Bar] = {}
    bars: list[Bar] = []
    for look, x, width, told in stretches:
        before = latest.get(look)
        if before is not None and x < before.x + before.width:
            before.width = max(before.width, x + width - before.x)
            before.more += 1
        else:
            latest[look] = Bar(look, x, width, told())
            bars.append(latest[look])
    return bars


def _rect(bar: Bar, y: float, height: float, more: str) -> str:
    told = f"{bar.told}; {more.format(count=bar.more)}" if bar.more else bar.told
    return (
        f'<rect class="{bar.look}" x="{bar.x:.1f}" y="{y}" width="{bar.width:.1f}" height="{height}">'
        f"<title>{safe(told)}</title></rect>"
    )


def _summed(seen: ServiceTimeline, naming: AvailabilityNaming) -> str:
    sums: defaultdict[StretchKind, timedelta] = defaultdict(timedelta)
    for each in seen.stretches:
        sums[each.kind] += each.until - each.from_at
    told = [f"{naming.words.kind[kind]}: {naming.phrasing.duration(time)}" for kind, time in sums.items()]
    return ", ".join(told) or naming.words.none_yet


def _legend(seen: ServiceTimeline, naming: AvailabilityNaming) -> Iterator[str]:
    drawn = {each.kind for each in seen.stretches}
    names: Mapping[str, str] = {kind: naming.words.kind[kind] for kind in StretchKind if kind in drawn}
    if seen.degraded:
        names = {**names, DEGRADED: naming.words.degraded_kind}
    for number, (look, name) in enumerate(names.items()):
        row, column = divmod(number, LEGEND_COLUMNS)
        x, y = LEFT + column * WIDTH / LEGEND_COLUMNS, 164 + 22 * row
        yield f'<rect class="{look}" x="{x:.1f}" y="{y}" width="14" height="14"/>'
        yield drawn_text(x + 20, y + 12, name, ' class="quiet"')
