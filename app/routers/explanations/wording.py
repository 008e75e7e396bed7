"""The words in which a caller is told why."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends

from app.domain.explanation.words import Language, Words
from app.routers.http.languages import AcceptLanguage, preferred_language
from app.sla.languages import WORDS


async def _words(accept_language: AcceptLanguage = None) -> Words:
    return WORDS[Language(preferred_language(accept_language, list(WORDS)))]


WordsDep = Annotated[Words, Depends(_words)]


def language_headers(words: Words) -> Mapping[str, str]:
    return {"Content-Language": words.language, "Vary": "Accept, Accept-Language"}
