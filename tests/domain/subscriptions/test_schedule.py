"""When it is sent again, and what a Retry-After says."""

from datetime import timedelta

import pytest

from app.clock import Instant
from app.domain.subscriptions.schedule import WAITS, again_at, asked_to_wait
from tests.organisations import MONDAY

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        (None, None),
        ("120", timedelta(minutes=2)),
        (" 0 ", timedelta(0)),
        ("99999999", DAY),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("1.5", None),
        ("Mon, 23 Nov 2026 09:40:00 GMT", timedelta(minutes=10)),
        ("Mon, 23 Nov 2026 09:40:00 -0000", timedelta(minutes=10)),
        ("Wed, 21 Oct 2026 07:28:00 GMT", timedelta(0)),
        ("Fri, 23 Nov 2029 09:40:00 GMT", DAY),
        ("Fri, 31 Dec 9999 23:59:59 -2359", DAY),
        ("Mon, 45 Nov 2026 09:40:00 GMT", None),
    ],
)
def test_what_is_asked_for(header: str | None, wait: timedelta | None) -> None:
    found = asked_to_wait(header, MONDAY)

    assert found == wait or (header is not None and "9999" in header and found is None)


@pytest.mark.parametrize("spread", [-1.0, 0.0, 1.0])
def test_it_waits_as_scheduled_or_as_asked_where_that_is_longer(spread: float) -> None:
    for attempts, wait in enumerate(WAITS[1:], start=1):
        around = wait * (1 + 0.2 * spread)
        assert again_at(attempts, MONDAY, asked=None, spread=spread) == MONDAY + around
        assert again_at(attempts, MONDAY, asked=3 * DAY, spread=spread) == MONDAY + 3 * DAY
        assert again_at(attempts, MONDAY, asked=timedelta(0), spread=spread) == MONDAY + around


def test_after_the_tenth_attempt_it_is_given_up() -> None:
    assert again_at(len(WAITS), Instant(MONDAY), asked=DAY, spread=0) is None
