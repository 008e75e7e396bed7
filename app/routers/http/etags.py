"""Versions of a single resource as strong ETags (RFC 9110 §8.8.3, §13.1).

A tag names the version, by which a change is made, and where the body also goes by the moment of asking, what it said
then: `"v3-6f2a91c0d4e8"`. If-Match compares the version alone, so that a clock that goes stands in nobody's way;
If-None-Match compares the whole, so that nobody keeps a reading of a clock that has gone on.
"""

import re
from hashlib import blake2b
from typing import Annotated, Final

from fastapi import Header
from pydantic.json_schema import WithJsonSchema

from app.errors import Invalid, PreconditionRequired, Stale

_TAG: Final = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
_LIST: Final = re.compile(rf"[ \t,]*+{_TAG}(?:[ \t]*+,[ \t,]*+{_TAG})*+[ \t,]*+")
_OURS: Final = re.compile(r'"v([0-9]+)(?:-[0-9a-f]+)?"')
ONE_OR_MORE_TAGS: Final = {
    "type": "string",
    "pattern": r'^(\*|(W/)?"[!#-~]*"(, ?(W/)?"[!#-~]*")*)$',
    "examples": ['"v3"', "*"],
}

DEMANDED: Final = "x-demanded"
"""Marks a header that the document calls required, while its absence is refused by us and not by FastAPI."""

_Tags = Annotated[str, WithJsonSchema(ONE_OR_MORE_TAGS)]
IfMatch = Annotated[
    _Tags | None,
    Header(
        alias="If-Match",
        description="The ETag of the version that you change, or * for any.",
        json_schema_extra={DEMANDED: True},
    ),
]
"""A parameter `if_match: IfMatch = None`, for `require_match`."""
OptionalIfMatch = Annotated[
    _Tags | None,
    Header(alias="If-Match", description="The ticket's ETag, if nobody may have changed it in the meantime."),
]
"""As `IfMatch`, for `allow_match`."""


def etag(version: int, reading: bytes | None = None) -> str:
    """`reading` is the body, where it is another one at another moment."""
    said = "" if reading is None else f"-{blake2b(reading, digest_size=6).hexdigest()}"
    return f'"v{version}{said}"'


def require_match(if_match: str | None, version: int) -> None:
    """Refuses a change that was not made from `version`: missing, malformed or stale. `*` stands for any version."""
    if if_match is None:
        raise PreconditionRequired("Send If-Match with the ETag of the version that you changed.")
    allow_match(if_match, version)


def allow_match(if_match: str | None, version: int) -> None:
    """As `require_match`, where the header may be left out. Compared strongly: a weak tag never matches."""
    if if_match is None or _is_any(if_match):
        return
    if str(version) not in map(_version_in, _tags(if_match, "/header/If-Match")):
        raise Stale("It has changed since that version: read it again.")


def is_known(if_none_match: str | None, version: int, reading: bytes | None = None) -> bool:
    """Whether the caller already holds that reading of `version`, so that 304 answers."""
    return is_held(if_none_match, etag(version, reading))


def is_held(if_none_match: str | None, tag: str) -> bool:
    """Compared weakly."""
    if if_none_match is None:
        return False
    if _is_any(if_none_match):
        return True
    return tag in [each.removeprefix("W/") for each in _tags(if_none_match, "/header/If-None-Match")]


def _version_in(tag: str) -> str | None:
    """Which version a strong tag of ours names, whatever was read of it."""
    named = _OURS.fullmatch(tag)
    return named and named[1]


def _is_any(header: str) -> bool:
    return header.strip(" \t") == "*"


def _tags(header: str, pointer: str) -> list[str]:
    if not _LIST.fullmatch(header):
        raise Invalid.at(pointer, "etag", 'Send entity tags as they were given, such as "v3", or *.')
    return re.findall(_TAG, header)
