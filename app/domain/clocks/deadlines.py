"""What follows from a change of the clocks: due times that moved, breaches to announce, announcements that fell.

Announced is what happens live. A breach comes to be at a due time by the fact that set this due time, and is announced
if that fact was recorded before the due time had passed, or was recorded as it happened. What lies before the recording
of the ticket's registration, or was made late by facts recorded late, is an import: judged and shown, and no news.

So it is with the risk of a breach while that is still to come: whoever hears of a breach needs no warning.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Protocol

from app.clock import Instant
from app.domain.clocks.clocks import Clock
from app.domain.tickets.derived_facts import BreachWithdrawn, DerivedFact, DueMoved
from app.domain.tickets.facts import Event
from app.domain.vocabulary import ClockName


class Dated(Protocol):
    @property
    def started_at(self) -> Instant | None: ...
    @property
    def due_at(self) -> Instant | None: ...
    @property
    def breach_at(self) -> Instant | None: ...
    @property
    def at_risk_at(self) -> Instant | None: ...
    @property
    def stopped_at(self) -> Instant | None: ...


@dataclass(frozen=True)
class ClockNotice:
    """How far the announcing of a clock is: made for a due time, or to be made once this has passed (`announce_at`).

    Neither: there is no breach, or it is no news. The warning before it likewise, for the moment at which the clock is
    at risk. A warning is to be made (`warn_at`) only while a breach is.
    """

    announced_due_at: Instant | None = None
    announce_at: Instant | None = None
    announced_risk_at: Instant | None = None
    warn_at: Instant | None = None

    def breached(self, due_at: Instant) -> "ClockNotice":
        """Once the breach was announced, the warning that was to come before it is overtaken."""
        return replace(self, announced_due_at=due_at, announce_at=None, warn_at=None)

    def warned(self, at_risk_at: Instant) -> "ClockNotice":
        return replace(self, announced_risk_at=at_risk_at, warn_at=None)


NO_NOTICE: Final = ClockNotice()
Notices = Mapping[ClockName, ClockNotice]


def consequences(
    before: Mapping[ClockName, Dated],
    after: Mapping[ClockName, Clock],
    notices: Notices,
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
        BreachWithdrawn(clock=name, announced_due_at=announced, reason=reason)
        for name, clock in after.items()
        if (announced := notices.get(name, NO_NOTICE).announced_due_at) is not None and clock.breach_at != announced
    ]
    return (*moved, *withdrawn)


def notices_after(
    before: Mapping[ClockName, Dated],
    after: Mapping[ClockName, Clock],
    notices: Notices,
    event: Event,
    registration_recorded_at: Instant | None,
) -> Notices:
    """By the fact that made the clocks `after` of those `before`. A breach that stays the same stays as announced."""
    return {
        name: _notice_after(before.get(name), clock, notices.get(name, NO_NOTICE), event, registration_recorded_at)
        for name, clock in after.items()
    }


def _notice_after(
    before: Dated | None, after: Clock, given: ClockNotice, event: Event, registration_recorded_at: Instant | None
) -> ClockNotice:
    same = before is not None and before.breach_at == after.breach_at
    announce = given.announce_at if same else announce_at(after.breach_at, event, registration_recorded_at)
    warned = given.announced_risk_at if given.announced_risk_at == after.at_risk_at else None
    risk_at = warned_of(after)
    if announce is None or risk_at == warned:
        warn = None
    elif before is not None and warned_of(before) == risk_at:
        warn = given.warn_at
    else:
        warn = announce_at(risk_at, event, registration_recorded_at)
    return ClockNotice(given.announced_due_at if same else None, announce, warned, warn)


def warned_of(clock: Dated) -> Instant | None:
    """When the clock is at risk; None: it has stopped, waits, or can't be breached."""
    return clock.at_risk_at if clock.stopped_at is None and clock.breach_at is not None else None


def announce_at(breach_at: Instant | None, event: Event, registration_recorded_at: Instant | None) -> Instant | None:
    """When the breach that this fact set is announced, if nothing happens before. None: it cannot come, or is no news.

    A due time at the very moment of a recording lies ahead: only a microsecond later it is breached.
    """
    if breach_at is None or registration_recorded_at is None or breach_at < registration_recorded_at:
        return None
    return None if breach_at < event.recorded_at and event.is_late else breach_at


def soonest_due(clocks: Iterable[Clock]) -> Instant | None:
    """Of those that still go."""
    return min(
        (clock.due_at for clock in clocks if clock.due_at is not None and clock.stopped_at is None), default=None
    )
