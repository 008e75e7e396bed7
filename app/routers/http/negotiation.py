"""Which form of the answer suits the caller best (RFC 9110 §12.5.1)."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

JSON: Final = "application/json"
CSV: Final = "text/csv"
TEXT: Final = "text/plain"
SVG: Final = "image/svg+xml"
ICAL: Final = "text/calendar"

_Range = tuple[str, str, float]


@lru_cache(maxsize=256)
def preferred(accept: str | None, offers: tuple[str, ...]) -> str | None:
    """The offer of the highest quality, the earlier one of equals; None if the caller takes none of them."""
    if accept is None or not accept.strip():
        return offers[0]
    ranges = [parsed for part in accept.split(",") if (parsed := _range(part))]
    best = max(offers, key=lambda offer: _quality(offer, ranges))
    return best if _quality(best, ranges) > 0 else None


def _range(part: str) -> _Range | None:
    media, *parameters = (piece.strip().lower() for piece in part.split(";"))
    kind, slash, subtype = media.partition("/")
    if not slash or not kind or not subtype:
        return None
    return kind, subtype, weight(parameters)


def weight(parameters: Iterable[str]) -> float:
    """Of a range with these parameters (RFC 9110 §12.4.2); nothing for what is no weight."""
    written = next((value[2:] for value in parameters if value.startswith("q=")), "1")
    if not written.isascii() or not written.replace(".", "", 1).isdigit():
        return 0.0
    return min(float(written), 1.0)


def _quality(offer: str, ranges: Sequence[_Range]) -> float:
    """That of the most specific range that covers the offer."""
    kind, _, subtype = offer.partition("/")
    fitting = [
        (("*" not in media) + (media != ("*", "*")), weight)
        for *pair, weight in ranges
        if (media := (pair[0], pair[1])) in ((kind, subtype), (kind, "*"), ("*", "*"))
    ]
    return max(fitting)[1] if fitting else 0.0
