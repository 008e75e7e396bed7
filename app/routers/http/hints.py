"""What may have been meant by a name that there isn't: one that there is, so that nothing is quoted that was sent."""

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import Final

_ALIKE: Final = 0.75
"""Of difflib's ratio: a letter or two amiss."""
_LONGEST: Final = 50
"""A longer name is like none that there is, and comparing takes time."""
_ELSEWHERE: Final[Mapping[str, str]] = {
    **dict.fromkeys(("after", "before", "offset", "page", "pagetoken", "skip", "start", "startingafter"), "cursor"),
    **dict.fromkeys(("count", "maxresults", "pagesize", "perpage", "rows", "size", "take", "top"), "limit"),
    **dict.fromkeys(("find", "keyword", "query", "search", "text", "words"), "q"),
    **dict.fromkeys(("order", "orderby", "ordering", "sortby", "sortorder"), "sort"),
    **dict.fromkeys(("embed", "include", "with"), "expand"),
    **dict.fromkeys(("lastmodifiedafter", "modifiedafter", "modifiedsince", "since", "updatedsince"), "updatedAfter"),
    **dict.fromkeys(("createdafter", "createdfrom", "registeredafter"), "registeredFrom"),
    **dict.fromkeys(("createdbefore", "createduntil", "registeredbefore"), "registeredUntil"),
    **dict.fromkeys(("state", "ticketstatus"), "status"),
}
"""What other services call it, in small letters and nothing else."""
_HOW: Final[Mapping[str, str]] = {
    "cursor": "Pages go on by `cursor`, which is `nextCursor` of the page before.",
}


def hint(name: str, known: Collection[str]) -> str:
    """A sentence that names one of `known`; empty: nothing comes near."""
    meant = _meant(name, known)
    return "" if meant is None else _HOW.get(meant, f"Did you mean `{meant}`?")


def _meant(name: str, known: Collection[str]) -> str | None:
    if len(name) > _LONGEST:
        return None
    plain = {_plain(each): each for each in known}
    if (spelled := plain.get(_plain(name))) is not None:
        return spelled
    if (elsewhere := _ELSEWHERE.get(_plain(name))) in known:
        return elsewhere
    close = get_close_matches(_plain(name), plain, n=1, cutoff=_ALIKE)
    return plain[close[0]] if close else None


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name)).lower()
