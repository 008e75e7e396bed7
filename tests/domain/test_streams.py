"""Any subject's facts add up the same way: what it begins with, and one fact on."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from app.clock import Instant
from app.domain.actor import ActorKind
from app.domain.streams import LATE, RecordedFact, replay

NOON: Final = Instant(datetime(2026, 11, 23, 12, tzinfo=UTC))


@dataclass(frozen=True)
class HoursBought:
    hours: int


@dataclass(frozen=True)
class HoursWritten:
    hours: int


Entry = HoursBought | HoursWritten


def recorded(sequence: int, fact: Entry, after: timedelta = timedelta(0)) -> RecordedFact[Entry]:
    return RecordedFact(
        sequence=sequence,
        occurred_at=NOON,
        recorded_at=Instant(NOON + after),
        actor_id=None,
        actor_kind=ActorKind.SYSTEM,
        fact=fact,
    )


def begin(event: RecordedFact[Entry]) -> int:
    match event.fact:
        case HoursBought(hours):
            return hours
        case _:
            raise ValueError("a balance begins with what was bought")


def advance(balance: int, event: RecordedFact[Entry]) -> int:
    hours = event.fact.hours
    return balance + (hours if isinstance(event.fact, HoursBought) else -hours)


def test_facts_add_up_in_their_order() -> None:
    facts = [HoursBought(8), HoursWritten(3), HoursBought(8), HoursWritten(5)]

    assert replay(begin, advance, (recorded(n, each) for n, each in enumerate(facts, start=1))) == 8


@pytest.mark.parametrize("facts", [[], [HoursWritten(1), HoursBought(8)]])
def test_what_has_no_beginning_adds_up_to_nothing(facts: list[Entry]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whichever it lacks
        replay(begin, advance, [recorded(n, each) for n, each in enumerate(facts, start=1)])


@pytest.mark.parametrize(("after", "is_late"), [(timedelta(0), False), (LATE, False), (LATE * 1.01, True)])
def test_it_knows_whether_it_was_recorded_late(after: timedelta, *, is_late: bool) -> None:
    assert recorded(1, HoursBought(1), after).is_late is is_late
