"""What follows from a change of the clocks: due times that moved, breaches to announce, announcements that fell."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from app.clock import Instant
from app.domain.clocks import Clock
from app.domain.facts import BreachWithdrawn, DerivedFact, DueMoved
from app.domain.vocabulary import ClockName


class Dated(Protocol):
    @property
    def started_at(self) -> Instant | None: ...
    @property
    def due_at(self) -> Instant | None: ...


def consequences(
    before: Mapping[ClockName, Dated],
    after: Mapping[ClockName, Clock],
    announced: Mapping[ClockName, Instant],
    reason: str,
) -> tuple[DerivedFact, ...]:
    """In the order in which a reader expects them: what moved, then what is taken back because of it.

    In which order clocks were announced makes no difference: a replay has to find the same one.
    """
    moved = [
        DueMoved(clock=name, from_at=before[name].due_at, to_at=clock.due_at, reason=reason)
        for name, clock in after.items()
        if before[name].started_at is not None and before[name].due_at != clock.due_at
    ]
    withdrawn = [
        BreachWithdrawn(clock=name, announced_due_at=announced[name], reason=reason)
        for name, clock in after.items()
        if name in announced and clock.breach_at != announced[name]
    ]
    return (*moved, *withdrawn)


def announced_after(
    clocks: Mapping[ClockName, Clock], announced: Mapping[ClockName, Instant]
) -> Mapping[ClockName, Instant]:
    """An announcement stands as long as the breach is the same one."""
    return {name: due_at for name, due_at in announced.items() if clocks[name].breach_at == due_at}


def announce_at(clock: Clock, announced: Instant | None, known_since: Instant) -> Instant | None:
    """When its breach is to be announced, if nothing happens before.

    None: it cannot come, it is announced already, or the clock had stopped before we knew of the ticket, which is
    an import and no news.
    """
    if clock.breach_at == announced or (clock.stopped_at is not None and clock.stopped_at < known_since):
        return None
    return clock.breach_at


def soonest_due(clocks: Iterable[Clock]) -> Instant | None:
    """Of those that still go."""
    return min(
        (clock.due_at for clock in clocks if clock.due_at is not None and clock.stopped_at is None), default=None
    )
