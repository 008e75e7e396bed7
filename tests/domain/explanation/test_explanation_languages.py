"""What the explanation says in one language, it says in the other."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from string import Formatter
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from app.domain.explanation.english import ENGLISH
from app.domain.explanation.explaining import explain
from app.domain.explanation.page import WIDTH, page
from app.domain.explanation.records import records_of
from app.domain.explanation.words import Language
from app.domain.vocabulary import ClockName
from app.sla.agreement import AGREEMENT
from app.sla.holidays import DUTCH_NAMES, DUTCH_OF, HOLIDAYS
from app.sla.languages import WORDS
from tests.domain.explanation.told_records import an_hour_late
from tests.domain.tickets.random_histories import Made, made_up, patient

DUTCH = WORDS[Language.DUTCH]


def leaves(table: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a table of words, by where it stands."""
    if isinstance(table, str):
        yield path, table
        return
    for name, inner in parts(table):
        yield from leaves(inner, f"{path}.{name}")


def parts(table: Any) -> list[tuple[Any, Any]]:
    if isinstance(table, Mapping):
        return list(cast("Mapping[Any, Any]", table).items())
    if isinstance(table, tuple):
        return list(enumerate(cast("tuple[Any, ...]", table)))
    return [(field.name, getattr(table, field.name)) for field in fields(table)]


def filled_in(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_both_languages_say_everything() -> None:
    english, dutch = (
        {path: text for path, text in leaves(words) if ".holiday." not in path or "sentence" in path}
        for words in (ENGLISH, DUTCH)
    )
    assert english.keys() == dutch.keys()
    assert [path for path, text in dutch.items() if not text.strip()] == []
    assert {path: filled_in(text) for path, text in dutch.items()} == {
        path: filled_in(text) for path, text in english.items()
    }


def test_every_holiday_has_its_dutch_name() -> None:
    assert {day: DUTCH_OF[name] for day, name in HOLIDAYS.items()} == DUTCH_NAMES


def figures(text: str) -> list[str]:
    """All numbers, sorted: the order of words differs."""
    return sorted(re.findall(r"\d+(?:[.:]\d+)*½?|½", text))


@patient
@given(made_up(), st.sampled_from(ClockName))
def test_both_languages_give_the_same_figures(made: Made, name: ClockName) -> None:
    history = made.history
    records = records_of(name, an_hour_late(history.events), history.revisions)
    english, dutch = (
        explain(name, history.ticket, AGREEMENT, history.calendars, made.now, words, records)
        for words in (ENGLISH, DUTCH)
    )
    assert [(line.from_at, line.until, line.kind, line.seconds) for line in english.lines] == [
        (line.from_at, line.until, line.kind, line.seconds) for line in dutch.lines
    ]
    assert (english.state, english.due_at, english.section) == (dutch.state, dutch.due_at, dutch.section)
    pages = [page(each, "T-1", "x", words) for each, words in ((english, ENGLISH), (dutch, DUTCH))]
    assert figures(pages[0]) == figures(pages[1])
    assert max(map(len, pages[1].split("\n"))) <= WIDTH
