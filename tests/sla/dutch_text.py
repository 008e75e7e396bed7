"""The document itself, as text: what the tables are compared with."""

import re
from pathlib import Path

TEXT = (Path(__file__).parent / "sla-document-nl.txt").read_text(encoding="utf-8")
BODY = TEXT[TEXT.index("Welkom en leuk") :]
"""Without the table of contents."""

FIGURE = re.compile(r"^(\d+|½|Best Effort)\s*$", re.MULTILINE)


def part(begins: str, ends: str) -> str:
    """The first stretch of the body from the one up to the other."""
    return BODY.split(begins, 1)[1].split(ends, 1)[0]


def figures(text: str) -> list[str]:
    """The cells that stand alone on a line, in order."""
    return FIGURE.findall(text)


def contents() -> list[tuple[str, str]]:
    """Number ("" when there is none) and heading of each line of the table of contents."""
    lines = re.findall(r"^(?:(\d+(?:\.\d+)*) )?(\S.*?) \.{4,} \d+", TEXT, re.MULTILINE)
    return [(number, heading) for number, heading in lines]
