import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.routers.http.languages import preferred_language

OFFERS = ("en", "nl")


@pytest.mark.parametrize(
    ("lines", "chosen"),
    [
        (None, "en"),
        ([], "en"),
        ([""], "en"),
        (["*"], "en"),
        (["nl"], "nl"),
        (["NL-nl"], "nl"),
        (["nl-BE"], "nl"),
        (["nl-Latn-NL;q=0.3"], "nl"),
        (["en"], "en"),
        (["nl, en"], "nl"),
        (["en, nl"], "en"),
        (["en;q=0.8, nl;q=0.9"], "nl"),
        (["nl;q=0.8, en-GB"], "en"),
        (["de, nl;q=0.2"], "nl"),
        (["de, fr"], "en"),
        (["de", "nl;q=0.5"], "nl"),
        (["nl;q=0"], "en"),
        (["en;q=0, *"], "nl"),
        (["nl;q=0.5, *;q=0.1"], "nl"),
        (["nl;q=0.5, *"], "en"),
        (["en;q=0, nl;q=0"], "en"),
        (["nl;q=much, en;q=0.1"], "en"),
        (["nln"], "en"),
        (["nl;;;q=0.5;;"], "nl"),
        ([";q=1,,-,nl"], "nl"),
    ],
)
def test_the_language_that_suits_best(lines: list[str] | None, chosen: str) -> None:
    assert preferred_language(lines, OFFERS) == chosen


@given(st.lists(st.text(alphabet=st.characters(max_codepoint=255) | st.sampled_from("nle-*;q=0.9, "))))
def test_no_header_is_an_error(lines: list[str]) -> None:
    assert preferred_language(lines, OFFERS) in OFFERS
