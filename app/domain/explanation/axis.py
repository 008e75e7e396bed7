"""What pictures of time (SVG) have in common: a line of time from left to right, its days, and text that is safe."""

from collections.abc import Iterator
from datetime import timedelta
from html import escape
from typing import Final

from app.business_time.wall import local_day
from app.clock import Instant
from app.domain.explanation.page import printable
from app.domain.explanation.phrasing import Phrasing

LEFT, WIDTH = 30.0, 900.0
LAST_NAME: Final = LEFT + WIDTH - 50
MOST_TICKS: Final = 13
DAY: Final = timedelta(days=1)


def ticks(from_at: Instant, until: Instant, phrasing: Phrasing, y: float) -> Iterator[str]:
    """At the local midnights of days, or of the first of months where there are too many days; not all, if need be."""
    if from_at == until:
        return
    first, last = (at.astimezone(phrasing.zone).date() for at in (from_at, until))
    days = [first + each * DAY for each in range((last - first).days + 1)]
    if len(days) > MOST_TICKS:
        days = [day for day in days if day.day == 1]
    for day in days[:: -(-len(days) // MOST_TICKS) or 1]:
        at = local_day(day, phrasing.zone)[0]
        if from_at <= at < until:
            x = LEFT + (at - from_at) / (until - from_at) * WIDTH
            yield f'<line class="tick" x1="{x:.1f}" x2="{x:.1f}" y1="{y}" y2="{y + 10}"/>'
            if x < LAST_NAME:
                yield drawn_text(x + 3, y + 22, phrasing.day_of_year(day), ' class="quiet"')


def drawn_text(x: float, y: float, text: str, attributes: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y}"{attributes}>{safe(text)}</text>'


def safe(text: str) -> str:
    """XML has no way to write a control character."""
    return escape(printable(text), quote=False)
