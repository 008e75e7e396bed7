"""The clocks of a ticket: what was promised, when it falls due, and how it stands at a moment (§1.2.3, §5.3).

A due time is the earliest instant by which the promised support time has passed while the clock ran. `wind` finds
what does not depend on the moment of asking and is stored; `read` adds the moment. `wind_on` finds the same from the
clock as it was, so that a fact costs no more on a ticket with a long history.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from app.business_time.calendar import Calendar
from app.clock import Instant
from app.domain.agreement import Agreement
from app.domain.ground import Ground
from app.domain.measures import Target
from app.domain.promises import Promise, governing, promises_to
from app.domain.stopwatch import PauseReason, Stopwatch
from app.domain.tallies import Tally, due_after, tallied
from app.domain.ticket import Ticket
from app.domain.vocabulary import Cause, ClockName, ClockState

ZERO = timedelta(0)

AT_RISK_SHARE = 0.75
"""A running clock is at risk once this share of its budget has passed. A warning of ours, not in the agreement."""


@dataclass(frozen=True)
class DueTime:
    """When a promise falls due. None: best effort, or not known while the clock is paused."""

    section: str
    due_at: Instant | None


class Clock(NamedTuple):
    """A clock as stored: true at any moment until the next fact. A tuple, since a page makes fifty of them.

    `at_risk_at` is when three quarters of the budget will have passed, or had.
    `breach_at` is the instant from which it is late if nothing more happens, or since which it was; None: it can't be.
    `consumed` and `paused` are support time up to `counted_to`: the last start or end of a pause, or the stop.
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


class Reading(NamedTuple):
    """A clock at a moment. `remaining` is negative when late; both are None without a target."""

    state: ClockState
    due_at: Instant | None
    breached_at: Instant | None
    elapsed: timedelta
    remaining: timedelta | None
    paused: timedelta
    reason: str | None


Reader = Callable[[Clock], Reading]
"""How a clock stands at the reader's moment."""


def clocks_of(
    ticket: Ground, agreement: Agreement, calendar: Calendar, before: Mapping[ClockName, Clock] | None = None
) -> tuple[Clock, ...]:
    """`before`: the clocks as they were. Needed where the ticket's stopwatches are known in part; see `needs_all`."""
    known = before or {}
    return tuple(_clock(ticket, agreement, calendar, name, known.get(name)) for name in ClockName)


def needs_all(before: Ticket, after: Ticket, agreement: Agreement) -> bool:
    """Whether the clocks cannot go on from what they were: another promise, another calendar, or reopened."""
    return (
        (before.priority, before.calendar_revision) != (after.priority, after.calendar_revision)
        or before.kind is not after.kind
        or _not_applicable(before, agreement) != _not_applicable(after, agreement)
        or (before.resolution.stopped_at is not None and after.resolution.stopped_at is None)
    )


def _clock(ticket: Ground, agreement: Agreement, calendar: Calendar, name: ClockName, before: Clock | None) -> Clock:
    if ticket.registration is None:
        return _not_started(agreement, name)
    promised = promises_to(ticket, agreement, name, ticket.priority)
    watch = ticket.response if name is ClockName.RESPONSE else ticket.resolution
    excused = _not_applicable(ticket, agreement) if name is ClockName.RESOLUTION else None
    if watch.earlier is not None:
        return wind_on(_required(before), watch, promised, calendar, excused)
    clock = wind(name, watch, promised, calendar, excused)
    reason = _overtaken(ticket, agreement, calendar, watch, clock)
    return clock if reason is None else clock._replace(breach_reason=reason)


def _required(before: Clock | None) -> Clock:
    if before is None:
        raise ValueError("a stopwatch that is known in part goes on from its clock")
    return before


def _overtaken(ticket: Ground, agreement: Agreement, calendar: Calendar, watch: Stopwatch, clock: Clock) -> str | None:
    """Why it is late when nobody was: a new priority put the due time into the past."""
    change = ticket.reassessed
    if change is None or clock.breach_at is None or clock.breach_at >= change.at:
        return None
    before = wind(clock.name, watch, promises_to(ticket, agreement, clock.name, change.before), calendar)
    if before.due_at is not None and before.due_at < change.at:
        return None
    section = agreement.priority_section.number
    return (
        f"The priority went from {change.before} to {ticket.priority} (section {section}), as if from registration:"
        " the due time had passed by then."
    )


def _not_started(agreement: Agreement, name: ClockName) -> Clock:
    section = agreement.registration_section.number
    return Clock(name, None, None, None, None, None, None, section, None, None, None, (), ZERO, ZERO, None)


def _not_applicable(ticket: Ground, agreement: Agreement) -> str | None:
    """The vendor answers only for problems caused by its own software (§1.2.3 note, §1.4)."""
    if ticket.cause in (None, Cause.VENDOR_SOFTWARE):
        return None
    section = agreement.cause_section.number
    return f"The cause is {ticket.cause}, not the vendor's software (section {section}): no resolution is promised."


def wind(
    name: ClockName,
    watch: Stopwatch,
    promised: tuple[Promise, ...],
    calendar: Calendar,
    not_applicable: str | None = None,
) -> Clock:
    """What a stopwatch and its promises come to on a calendar."""
    fresh = Clock(name, None, None, None, None, None, None, "", None, None, None, (), ZERO, ZERO, watch.started_at)
    return _wound(fresh, watch, promised, calendar, not_applicable)


def wind_on(
    before: Clock, watch: Stopwatch, promised: tuple[Promise, ...], calendar: Calendar, not_applicable: str | None
) -> Clock:
    """The same from the clock as it was at `watch.earlier`, with the same promises on the same calendar."""
    clock = _wound(before, watch, promised, calendar, not_applicable)
    return clock._replace(breach_reason=before.breach_reason if clock.breach_at == before.breach_at else None)


def _wound(
    before: Clock, watch: Stopwatch, promised: tuple[Promise, ...], calendar: Calendar, not_applicable: str | None
) -> Clock:
    tally = tallied(Tally(before.consumed, before.paused, before.counted_to), watch, calendar)
    known = before.commitments or (None,) * len(promised)
    due = [
        _due(before, watch, promise.budget, calendar, was and was.due_at)
        for promise, was in zip(promised, known, strict=True)
    ]
    governs = governing(promised)
    warning = None if governs.budget is None else AT_RISK_SHARE * governs.budget
    due_at = None if not_applicable else due[promised.index(governs)]
    return Clock(
        name=before.name,
        started_at=watch.started_at,
        stopped_at=watch.stopped_at,
        paused_for=watch.paused_for,
        not_applicable=not_applicable,
        target=governs.target,
        budget=governs.budget,
        section=governs.section,
        due_at=due_at,
        at_risk_at=None if not_applicable else _due(before, watch, warning, calendar, before.at_risk_at),
        breach_at=_breach_at(watch, due_at),
        commitments=tuple(
            DueTime(promise.section, None if not_applicable else at) for promise, at in zip(promised, due, strict=True)
        ),
        consumed=tally.consumed,
        paused=tally.paused,
        counted_to=tally.counted_to,
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


def _breach_at(watch: Stopwatch, due_at: Instant | None) -> Instant | None:
    """Met means stopped at or before the due time; one microsecond later is breached."""
    if due_at is None or (watch.stopped_at is not None and watch.stopped_at <= due_at):
        return None
    return due_at


def read(clock: Clock, calendar: Calendar, now: Instant) -> Reading:
    """How the clock stands at `now`, which is at or after its last fact."""
    return reader(calendar, now)(clock)


def reader(calendar: Calendar, now: Instant) -> Reader:
    """`read` for many clocks: what they have in common is reckoned once."""
    until_now = calendar.open_until(now)

    def reading(clock: Clock) -> Reading:
        consumed, paused = clock.consumed, clock.paused
        if clock.started_at is not None and clock.stopped_at is None:
            passed = max(ZERO, until_now - calendar.open_until(clock.counted_to or clock.started_at))
            consumed, paused = (consumed + passed, paused) if clock.paused_for is None else (consumed, paused + passed)
        state = state_at(clock, now)
        return Reading(
            state,
            clock.due_at,
            clock.breach_at if state is ClockState.BREACHED else None,
            consumed,
            None if clock.budget is None or clock.not_applicable else clock.budget - consumed,
            paused,
            _reason(clock, state),
        )

    return reading


def state_at(clock: Clock, now: Instant) -> ClockState:
    if clock.started_at is None:
        return ClockState.NOT_STARTED
    if clock.not_applicable is not None:
        return ClockState.NOT_APPLICABLE
    if clock.budget is None:
        return ClockState.BEST_EFFORT
    if clock.breach_at is not None and (clock.stopped_at is not None or now > clock.breach_at):
        return ClockState.BREACHED
    if clock.stopped_at is not None:
        return ClockState.MET
    return ClockState.RUNNING if clock.paused_for is None else ClockState.PAUSED


_WAITING_FOR = {
    PauseReason.INFORMATION_REQUESTED: "Waiting for information that the customer was asked for.",
    PauseReason.CUSTOMER_RESPONSIBLE: "The customer is responsible for the current step.",
    PauseReason.SOLVED: "Solved.",
}


def _reason(clock: Clock, state: ClockState) -> str | None:
    if state is ClockState.NOT_STARTED:
        return "Not registered: clocks start at the official registration."
    if state is ClockState.PAUSED and clock.paused_for is not None:
        return _WAITING_FOR[clock.paused_for]
    if state is ClockState.BREACHED:
        return clock.breach_reason
    return clock.not_applicable
