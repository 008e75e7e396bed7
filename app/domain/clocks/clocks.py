"""The clocks of a ticket: what was promised, when it falls due, and how it stands at a moment (§1.2.3, §5.3).

A due time is the earliest instant by which the promised support time has passed while the clock ran. `compute_clock`
finds what does not depend on the moment of asking and is stored; `read` adds the moment. `continue_clock` finds the
same from the clock as it was, so that a fact costs no more on a ticket with a long history.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

from app.business_time.calendar import Calendar
from app.clock import Instant
from app.domain.agreement.agreement import Agreement
from app.domain.agreement.measures import Target
from app.domain.clocks.excuses import Excuse, excuse_of
from app.domain.clocks.promises import Promise, governing, promises_to, warning_of
from app.domain.clocks.tallies import Tally, due_after, tallied
from app.domain.clocks.terms import DueTime, breach_of
from app.domain.tickets.ground import Basis, ClockInputs, basis_of, watch_of
from app.domain.tickets.stopwatch import PauseReason, Stopwatch
from app.domain.tickets.ticket import Ticket
from app.domain.vocabulary import ClockName

ZERO = timedelta(0)


Calendars = Mapping[int, Calendar]
"""Of the level that a ticket was registered with, by their revision: that of now, and those of clocks that stopped."""


class Clock(NamedTuple):
    """A `Term` as stored, with how it runs and pauses. A tuple, since a page makes fifty of them.

    `at_risk_at` is when three quarters of the budget will have passed, or had.
    `consumed` and `paused` are support time up to `counted_to`: the last start or end of a pause, or the stop.
    `recorded_late_at` is when the stop was recorded, if that was late.
    """

    name: ClockName
    started_at: Instant | None
    stopped_at: Instant | None
    paused_for: PauseReason | None
    not_applicable: str | None
    target: Target | None
    budget: timedelta | None
    section: str
    due_at: Instant | None
    at_risk_at: Instant | None
    breach_at: Instant | None
    commitments: tuple[DueTime, ...]
    consumed: timedelta
    paused: timedelta
    counted_to: Instant | None
    breach_reason: str | None = None
    recorded_late_at: Instant | None = None

    @property
    def rests(self) -> bool:
        """Stopped, or never started: no passing of time changes how it stands."""
        return self.started_at is None or self.stopped_at is not None


def clocks_of(
    ticket: ClockInputs, agreement: Agreement, calendars: Calendars, before: Mapping[ClockName, Clock] | None = None
) -> tuple[Clock, ...]:
    """`before`: the clocks as they were. Needed where the ticket's stopwatches are known in part; see `needs_all`."""
    known = before or {}
    return tuple(clock_of(ticket, agreement, calendars, name, known.get(name)) for name in ClockName)


def needs_all(before: Ticket, after: Ticket, agreement: Agreement, clocks: Iterable[Clock] = ()) -> bool:
    """Whether the `clocks` cannot go on from what they were: judged otherwise, or a stopped one goes on again.

    Nor can one that was paused just as some time had been used up: it may go on, and then that time is over since.
    """
    return (
        any(basis_of(before, name) != basis_of(after, name) for name in ClockName)
        or _excused(before, agreement) != _excused(after, agreement)
        or (before.resolution.stopped_at is not None and after.resolution.stopped_at is None)
        or any(clock.paused_for is not None and _is_used_up(before, agreement, clock) for clock in clocks)
    )


def _excused(ticket: ClockInputs, agreement: Agreement) -> Excuse | None:
    return None if ticket.registration is None else excuse_of(ticket, agreement)


def _is_used_up(ticket: ClockInputs, agreement: Agreement, clock: Clock) -> bool:
    promised = promises_to(ticket, agreement, clock.name, basis_of(ticket, clock.name))
    return clock.consumed in (warning_of(promised), *(promise.budget for promise in promised))


def clock_of(
    ticket: ClockInputs, agreement: Agreement, calendars: Calendars, name: ClockName, before: Clock | None = None
) -> Clock:
    if ticket.registration is None:
        return _not_started(agreement, name)
    basis, watch = basis_of(ticket, name), watch_of(ticket, name)
    promised, calendar = promises_to(ticket, agreement, name, basis), calendars[basis.calendar_revision]
    excuse = excuse_of(ticket, agreement) if name is ClockName.RESOLUTION else None
    if watch.earlier is not None:
        return continue_clock(_required(before), watch, promised, calendar, excuse)
    clock = compute_clock(name, watch, promised, calendar, excuse)
    reason = _overtaken(ticket, agreement, calendar, basis, clock)
    return clock if reason is None else clock._replace(breach_reason=reason)


def _required(before: Clock | None) -> Clock:
    if before is None:
        raise ValueError("a stopwatch that is known in part goes on from its clock")
    return before


def _overtaken(ticket: ClockInputs, agreement: Agreement, calendar: Calendar, basis: Basis, clock: Clock) -> str | None:
    """Why it is late when nobody was: a new priority put the due time into the past."""
    change = basis.reassessed
    if change is None or clock.breach_at is None or clock.breach_at >= change.at:
        return None
    promised = promises_to(ticket, agreement, clock.name, replace(basis, priority=change.before))
    before = compute_clock(clock.name, watch_of(ticket, clock.name), promised, calendar)
    if before.due_at is not None and before.due_at < change.at:
        return None
    section = agreement.priority_section.number
    return (
        f"The priority went from {change.before} to {basis.priority} (section {section}), as if from registration:"
        " the due time had passed by then."
    )


def _not_started(agreement: Agreement, name: ClockName) -> Clock:
    section = agreement.registration_section.number
    return Clock(name, None, None, None, None, None, None, section, None, None, None, (), ZERO, ZERO, None)


def compute_clock(
    name: ClockName,
    watch: Stopwatch,
    promised: tuple[Promise, ...],
    calendar: Calendar,
    excuse: Excuse | None = None,
) -> Clock:
    """What a stopwatch and its promises come to on a calendar."""
    fresh = Clock(name, None, None, None, None, None, None, "", None, None, None, (), ZERO, ZERO, watch.started_at)
    return _wound(fresh, watch, promised, calendar, excuse)


def continue_clock(
    before: Clock, watch: Stopwatch, promised: tuple[Promise, ...], calendar: Calendar, excuse: Excuse | None
) -> Clock:
    """The same from the clock as it was at `watch.earlier`, with the same promises on the same calendar."""
    clock = _wound(before, watch, promised, calendar, excuse)
    return clock._replace(breach_reason=before.breach_reason) if clock.breach_at == before.breach_at else clock


def _wound(
    before: Clock, watch: Stopwatch, promised: tuple[Promise, ...], calendar: Calendar, excuse: Excuse | None
) -> Clock:
    tally = tallied(Tally(before.consumed, before.paused, before.counted_to), watch, calendar)
    known = before.commitments or (None,) * len(promised)
    due = [
        _due(before, watch, promise.budget, calendar, was and was.due_at)
        for promise, was in zip(promised, known, strict=True)
    ]
    governs = governing(promised)
    due_at = None if excuse else due[promised.index(governs)]
    breach_at = breach_of(due_at, watch.stopped_at)
    return Clock(
        name=before.name,
        started_at=watch.started_at,
        stopped_at=watch.stopped_at,
        paused_for=watch.paused_for,
        not_applicable=excuse and excuse.reason,
        target=governs.target,
        budget=governs.budget,
        section=excuse.section if excuse else governs.section,
        due_at=due_at,
        at_risk_at=None if excuse else _due(before, watch, warning_of(promised), calendar, before.at_risk_at),
        breach_at=breach_at,
        commitments=tuple(
            DueTime(promise.section, None if excuse else at) for promise, at in zip(promised, due, strict=True)
        ),
        consumed=tally.consumed,
        paused=tally.paused,
        counted_to=tally.counted_to,
        breach_reason=_used_up(watch, breach_at),
        recorded_late_at=None if watch.stopped_at is None else watch.recorded_late_at,
    )


def _due(
    before: Clock, watch: Stopwatch, budget: timedelta | None, calendar: Calendar, known: Instant | None
) -> Instant | None:
    """`known` is when the budget was used up, if that was earlier than the stopwatch is known."""
    if budget is not None and watch.earlier is not None:
        budget -= before.consumed
        if budget <= ZERO:
            return known
    return due_after(watch, budget, calendar)


_HAD_USED_UP = {
    PauseReason.SOLVED: "It was solved just as it fell due, and then reopened: no time was left.",
    PauseReason.INFORMATION_REQUESTED: "It was paused just as it fell due, and went on: no time was left.",
    PauseReason.CUSTOMER_RESPONSIBLE: "It was paused just as it fell due, and went on: no time was left.",
}


def _used_up(watch: Stopwatch, breach_at: Instant | None) -> str | None:
    """Why it is late since it went on, if it fell due in the instant in which it was paused or solved."""
    pause = next((each for each in watch.pauses if each.from_at == breach_at and each.until is not None), None)
    return None if pause is None else _HAD_USED_UP[pause.reason]
