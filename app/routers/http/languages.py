"""In which language the caller would rather read (RFC 9110 §12.5.4). No header of this kind is an error."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Final

from fastapi import Header
from pydantic.json_schema import WithJsonSchema

from app.routers.http.negotiation import weight

AcceptLanguage = Annotated[
    Annotated[list[str], WithJsonSchema({"type": "string", "examples": ["nl-NL, nl;q=0.9, en;q=0.8"]})] | None,
    Header(alias="Accept-Language", description="`en` or `nl`, with weights; without it, English."),
]
"""A parameter `accept_language: AcceptLanguage = None`: the header's lines."""
_ANY: Final = "*"


def preferred_language(lines: Sequence[str] | None, offers: Sequence[str]) -> str:
    """The offer of the highest weight, the one that was named earlier of equals; the first if none is wanted.

    A range asks for its language wherever it is spoken: nl-BE for nl (RFC 4647 §3.4). "*" is any that isn't named.
    """
    wanted = _weights(",".join(lines or ()))
    named = [tag for tag in wanted if tag in offers]
    others = [offer for offer in offers if offer not in wanted]
    best = max([*named, *others], key=lambda tag: wanted.get(tag, wanted.get(_ANY, 0.0)))
    return best if wanted.get(best, wanted.get(_ANY, 0.0)) > 0 else offers[0]


def _weights(header: str) -> Mapping[str, float]:
    """Of each language without its region, in the order of the header."""
    weights: dict[str, float] = {}
    for part in header.split(","):
        tag, *parameters = (piece.strip().lower() for piece in part.split(";"))
        language = tag.partition("-")[0]
        weights[language] = max(weights.get(language, 0.0), weight(parameters))
    return weights
