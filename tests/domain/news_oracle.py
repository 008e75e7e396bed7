"""Which breaches are news, from the raw events alone: nothing is carried from one to the next.

`breaches` are what the slow oracle says after each event; from them it is searched back since when the present one
stands, and what made it so.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from app.domain.tickets.facts import Event, Registered
from tests.domain.tickets.ticket_oracle import AS_EVER, HOURS_TO, HOURS_TO_CHANGE, situation, truth

AS_IT_HAPPENED: Final = timedelta(seconds=60)


def breach_after(
    clock: str,
    events: Sequence[Event],
    level: str,
    hours: Mapping[str, float] | None,
    closing_days: Mapping[int, Collection[date]] = AS_EVER,
) -> datetime | None:
    """When the clock is late if nothing more happens, or since when it was; None: never."""
    found = truth(clock, events, level, hours, events[-1].recorded_at, closing_days)
    return None if found.state == "met" else found.due_at


def three_quarters_after(
    clock: str,
    events: Sequence[Event],
    level: str,
    hours: Mapping[str, float] | None,
    closing_days: Mapping[int, Collection[date]] = AS_EVER,
) -> datetime | None:
    """When three quarters of the time will have passed, or had, whatever the clock does since."""
    figures = HOURS_TO_CHANGE if situation(events).kind == "change" else HOURS_TO
    whole = hours or figures[clock, level]
    if whole is None:
        return None
    part = {priority: 0.75 * each for priority, each in whole.items()}
    return truth(clock, events, level, part, events[-1].recorded_at, closing_days).due_at


def risk_after(
    clock: str,
    events: Sequence[Event],
    level: str,
    hours: Mapping[str, float] | None,
    closing_days: Mapping[int, Collection[date]] = AS_EVER,
) -> datetime | None:
    """When the clock is at risk if nothing more happens; None: it has stopped, or waits."""
    if situation(events).stopped_at(clock) or breach_after(clock, events, level, hours, closing_days) is None:
        return None
    return three_quarters_after(clock, events, level, hours, closing_days)


def is_news(events: Sequence[Event], breaches: Sequence[datetime | None]) -> bool:
    """Whether the last breach is to be announced, once it has come. `breaches` is one for each of the events."""
    last = breaches[-1]
    made = max((place for place, each in enumerate(breaches) if each != last), default=-1) + 1
    recorded = [event.recorded_at for event in events if isinstance(event.fact, Registered)]
    if last is None or not recorded or last < recorded[0]:
        return False
    made_by = events[made]
    return last >= made_by.recorded_at or made_by.recorded_at - made_by.occurred_at <= AS_IT_HAPPENED
