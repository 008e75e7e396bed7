"""The languages in which the agreement is explained, with the names of the holidays that it excludes."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from app.domain.explanation.dutch import DUTCH
from app.domain.explanation.english import ENGLISH
from app.domain.explanation.words import Language, Words
from app.sla.holidays import DUTCH_OF

WORDS: Final[Mapping[Language, Words]] = {
    Language.ENGLISH: ENGLISH,
    Language.DUTCH: replace(DUTCH, nouns=replace(DUTCH.nouns, holiday=DUTCH_OF)),
}
