"""What all streams of facts have in common: a fact in its place, and how facts add up.

A subject brings its facts, what it begins with and `advance`, which takes it one fact on; see `domain/tickets/fold.py`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from typing import Final, Generic, Protocol, Self, TypeVar
from uuid import UUID

from app.clock import Instant
from app.domain.actor import ActorKind

Fact_co = TypeVar("Fact_co", covariant=True)
Fact = TypeVar("Fact")
Subject = TypeVar("Subject")

LATE: Final = timedelta(seconds=60)
"""What is recorded no later than this after it happened was recorded as it happened."""


def is_late(at: Instant, recorded_at: Instant) -> bool:
    """Whether something that happened at `at` was recorded late; whoever records it so says why."""
    return recorded_at - at > LATE


@dataclass(frozen=True, kw_only=True)
class RecordedFact(Generic[Fact_co]):
    """A fact in its place: when it was true, when we learnt it, and from whom."""

    sequence: int
    occurred_at: Instant
    recorded_at: Instant
    actor_id: UUID | None
    actor_kind: ActorKind
    fact: Fact_co

    @property
    def is_late(self) -> bool:
        return is_late(self.occurred_at, self.recorded_at)


class _Typed(Protocol):
    @property
    def type(self) -> str: ...


@dataclass(frozen=True, kw_only=True)
class LatestFact:
    """All that a history adds up to of which nothing is decided: what happened last, and when it was true."""

    type: str
    at: Instant

    @classmethod
    def of(cls, event: RecordedFact[_Typed]) -> Self:
        return cls(type=event.fact.type, at=event.occurred_at)


def replay(
    begin: Callable[[RecordedFact[Fact]], Subject],
    advance: Callable[[Subject, RecordedFact[Fact]], Subject],
    events: Iterable[RecordedFact[Fact]],
) -> Subject:
    """The subject that these facts make; ValueError when there are none, or the first one is not its beginning."""
    first, *rest = events
    return reduce(advance, rest, begin(first))
