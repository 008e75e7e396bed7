"""Where a reader goes on who comes with a place."""

import pytest

from app.domain.feed.places import FeedHead, FeedPlace, ResetReason, why_not

HEAD = FeedHead("0a1b2c3d4e5f", position=90, oldest=41)


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("0a1b2c3d4e5f-39", ResetReason.NOT_KEPT),
        ("0a1b2c3d4e5f-40", None),
        ("0a1b2c3d4e5f-90", None),
        ("0a1b2c3d4e5f-91", ResetReason.BEYOND_THE_NEWEST),
        ("ffffffffffff-50", ResetReason.ANOTHER_FEED),
    ],
)
def test_it_goes_on_where_all_that_follows_is_there(place: str, reason: ResetReason | None) -> None:
    assert str(FeedPlace.read(place)) == place
    assert why_not(FeedPlace.read(place), HEAD) is reason


@pytest.mark.parametrize("text", ["", "abc", "0a1b2c3d4e5f", "0a1b2c3d4e5f-", "0a1b2c3d4e5f--1", "0A1B2C3D4E5F-1"])
def test_what_is_no_place_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a place in the feed"):
        FeedPlace.read(text)
