"""How wide text is at most, whichever usual font a reader's machine draws it in: as in DejaVu Sans and Verdana, the
widest of them.
"""

import unicodedata
from itertools import takewhile
from typing import Final

SIZE: Final = 13.0
"""Of the style sheet, in units of the picture."""
_BOLD: Final = 1.16
_MOST: Final = 1.0
_EMS: Final = {
    **dict.fromkeys("ijlI'|", 0.34),
    **dict.fromkeys("ftrJ .,:;!·/()[]-", 0.42),
    **dict.fromkeys("sczkvxyLTFE§–_", 0.64),
    **dict.fromkeys("abdeghnopqu0123456789", 0.64),
    **dict.fromkeys("ABCKPRSVXYZ", 0.71),
    **dict.fromkeys("DGHNOQU&", 0.79),
    **dict.fromkeys("w+=<>~#M", 0.87),
}
_ELLIPSIS: Final = "…"


def width_of(text: str, size: float = SIZE, *, bold: bool = False) -> float:
    """In units of the picture. A character that is not in the table is as wide as it is high, or stands on another."""
    return sum(map(_em, text)) * size * (_BOLD if bold else 1.0)


def cut(text: str, most: float, size: float = SIZE, *, bold: bool = False) -> str:
    """At most so wide; what is longer ends in an ellipsis."""
    if width_of(text, size, bold=bold) <= most:
        return text
    kept = ""
    for end in takewhile(lambda end: width_of(text[:end] + _ELLIPSIS, size, bold=bold) <= most, range(len(text))):
        kept = text[:end]
    return f"{kept.rstrip()}{_ELLIPSIS}"


def folded(text: str, most: float) -> list[str]:
    """In lines, none of which is wider; broken between words."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if width_of(longer) <= most:
            lines[-1] = longer
        else:
            lines.append(cut(word, most))
    return lines


def _em(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    plain = unicodedata.normalize("NFD", character)[0]
    return _EMS.get(plain, _MOST)
