"""Versions of a product as people write them, compared number by number: 5.10 comes after 5.9."""

import re
from collections.abc import Iterable
from typing import Final

Version = tuple[int, ...]

_NUMBERS: Final = re.compile(
    r"(?:v|ver|version|versie|release)?[\s.:]*([0-9]{1,9}(?:\.[0-9]{1,9})*)(?![0-9])", re.IGNORECASE
)
_BETWEEN: Final = r"[\s:_,-]*"


def version_in(text: str, names: Iterable[str] = ()) -> Version | None:
    """The version that a text begins with, after any of `names`: "ORB 5.x", "v5.1" and "5.1 (build 7)" have one.

    What `x` stands for is left open: 5.x is (5,). None: no version can be told from it.
    """
    rest = _without(text.strip(), names)
    found = _NUMBERS.match(rest)
    return None if found is None else tuple(int(number) for number in found[1].split("."))


def is_older(version: Version, oldest: Version) -> bool:
    """As far as both say: 5 may be any 5, and so is not older than 5.3."""
    said = min(len(version), len(oldest))
    return version[:said] < oldest[:said]


def _without(text: str, names: Iterable[str]) -> str:
    """The longest name first, so that "Data Link 3" is not read as a version of "Data"."""
    longest_first = sorted(names, key=len, reverse=True)
    alternatives = "|".join(re.escape(name) for name in longest_first)
    return re.sub(rf"^(?:{alternatives}){_BETWEEN}", "", text, flags=re.IGNORECASE) if alternatives else text
