"""Words looked for as they are stored: `duetime_plain` makes both alike, in one place (see the migration)."""

from typing import Any

from sqlalchemy import ColumnElement, and_, func


def has_words(stored: ColumnElement[Any], asked: ColumnElement[Any]) -> ColumnElement[bool]:
    """`asked` is a web search: words, "a phrase", or, -not."""
    return stored.op("@@")(func.duetime_words(asked))


def begins_with(name: ColumnElement[Any], asked: str) -> ColumnElement[bool]:
    """In whatever case and with whatever accents. What is plain has no character that LIKE would take for a pattern."""
    beginning = func.duetime_plain(asked)
    return and_(beginning != "", func.duetime_plain(name).like(beginning.concat("%")))
