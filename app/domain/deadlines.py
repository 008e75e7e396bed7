"""What follows from a change of the clocks: due times that moved, and announcements that no longer hold."""

from collections.abc import Mapping

from app.clock import Instant
from app.domain.clocks import Clock
from app.domain.facts import BreachWithdrawn, DerivedFact, DueMoved
from app.domain.vocabulary import ClockName


def consequences(
    before: Mapping[ClockName, Clock],
    after: Mapping[ClockName, Clock],
    announced: Mapping[ClockName, Instant],
    reason: str,
) -> tuple[DerivedFact, ...]:
    """In the order in which a reader expects them: what moved, then what is taken back because of it."""
    moved = [
        DueMoved(clock=name, from_at=before[name].due_at, to_at=clock.due_at, reason=reason)
        for name, clock in after.items()
        if before[name].started_at is not None and before[name].due_at != clock.due_at
    ]
    withdrawn = [
        BreachWithdrawn(clock=name, announced_due_at=due_at, reason=reason)
        for name, due_at in announced.items()
        if after[name].breach_at != due_at
    ]
    return (*moved, *withdrawn)
