"""A value with other members is the one that `dataclasses.replace` makes."""

import dataclasses
from datetime import timedelta

import pytest

from app.domain.replacing import replace
from app.domain.tickets.stopwatch import PauseReason, Stopwatch
from tests.organisations import MONDAY


def test_the_value_is_the_same_and_the_old_one_stays_as_it_was() -> None:
    watch = Stopwatch().start(MONDAY).pause(MONDAY, PauseReason.INFORMATION_REQUESTED)
    before = dataclasses.replace(watch)

    later = replace(watch, started_at=MONDAY - timedelta(hours=1))

    assert later == dataclasses.replace(watch, started_at=MONDAY - timedelta(hours=1))
    assert watch == before


def test_a_member_that_there_is_not_is_refused() -> None:
    with pytest.raises(TypeError, match="Stopwatch has no colour"):
        replace(Stopwatch(), colour="red")
