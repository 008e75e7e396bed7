"""The clocks of a ticket, the slow way: straight from the raw events, stretch by stretch.

It shares nothing with the code under test but the facts themselves: opening hours, holidays, figures, the letters of
the matrix and the reading of responsibility stand here or in `process_table`. Time is cut at every opening, closing
and event, and each piece is running, paused or stopped.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from process_table import MATRIX

from app.domain.facts import DecisionTaken, Event, PriorityAssessed, Registered, StepOverridden
from app.domain.vocabulary import Role

AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")
HOURS: Final = {"standard": (10, 16), "extended": (8, 17)}
HOLIDAYS: Final = {
    *map(date.fromisoformat, ("2026-01-01", "2026-04-06", "2026-04-27", "2026-05-05", "2026-05-14", "2026-05-25")),
    *map(date.fromisoformat, ("2026-12-25", "2026-12-26", "2027-01-01", "2027-03-29", "2027-04-27", "2027-05-05")),
    *map(date.fromisoformat, ("2027-05-06", "2027-05-17", "2027-12-25", "2027-12-26", "2028-01-01")),
}
PRIORITY: Final = {
    "u1": {"i1": "high", "i2": "high", "i3": "normal"},
    "u2": {"i1": "high", "i2": "normal", "i3": "low"},
    "u3": {"i1": "normal", "i2": "low", "i3": "low"},
}
RESPONSE_HOURS: Final = {
    "standard": {"high": 4, "normal": 8, "low": 16},
    "extended": {"high": 2, "normal": 4, "low": 8},
}
RESOLUTION_HOURS: Final = {
    "standard": None,
    "extended": {"high": 20 * 9, "normal": 40 * 9, "low": 60 * 9},
}
VENDOR: Final = (Role.SUPPORT, Role.CONSULTANT, Role.SUPPORT_MANAGER)
NONE: Final = timedelta(0)


@dataclass(frozen=True)
class Truth:
    state: str
    due_at: datetime | None
    elapsed: timedelta
    paused: timedelta


@dataclass
class Situation:
    """How a ticket stands, one event after the other."""

    priority: str = ""
    step: int = 3
    waiting: bool = False
    excused: bool = False
    responded_at: datetime | None = None
    solved_at: datetime | None = None
    registrant: object = None
    overrides: dict[int, Mapping[Role, str]] = field(default_factory=dict[int, Mapping[Role, str]])

    def status(self, clock: str) -> str:
        """What the clock does from now on: running, paused or stopped."""
        if (self.responded_at if clock == "response" else self.solved_at) is not None:
            return "stopped"
        return "running" if clock == "response" or self._vendor_is_on() else "paused"

    def _vendor_is_on(self) -> bool:
        row: Mapping[Role, str] = self.overrides.get(self.step) or MATRIX[self.step]
        return not self.waiting and any(row[role] == "R" for role in VENDOR)

    def happen(self, event: Event) -> bool:
        """Whether it is one of those that matter."""
        match event.fact:
            case Registered() as fact:
                self.registrant = fact.registration.registrant_id
                self.priority = PRIORITY[str(fact.urgency)][str(fact.impact)]
            case PriorityAssessed() as fact:
                self.priority = PRIORITY[fact.urgency][fact.impact]
            case StepOverridden() as fact:
                self.overrides = {key: row for key, row in self.overrides.items() if key != fact.step}
                if fact.raci is not None:
                    self.overrides[fact.step] = fact.raci
            case DecisionTaken() as fact:
                self._decide(event, fact)
            case _:
                return False
        return True

    def _decide(self, event: Event, fact: DecisionTaken) -> None:
        at, decision = event.occurred_at, str(fact.decision)
        vendor_acts = fact.role is None or fact.role in VENDOR
        if vendor_acts and event.actor_id != self.registrant and self.responded_at is None:
            self.responded_at = at
        if decision in ("bug", "configuration"):
            self.excused = fact.outputs.cause != "vendor_software"
        if decision in ("workaround", "solved") and self.solved_at is None:
            self.solved_at = at
        if decision == "reopen":
            self.solved_at = None
        if decision in ("request_information", "information_received"):
            self.waiting = decision == "request_information"
        if fact.to_step is not None and fact.to_step != self.step:
            self.step, self.waiting = fact.to_step, False


def truth(clock: str, events: Sequence[Event], level: str, hours: Mapping[str, int] | None, now: datetime) -> Truth:
    """`hours` by priority, over the level's own; at `now`, which is at or after the last event."""
    situation, statuses = Situation(), list[tuple[datetime, str]]()
    for event in events:
        if not situation.happen(event):
            continue
        statuses.append((event.occurred_at, situation.status(clock)))
    own = RESPONSE_HOURS[level] if clock == "response" else hours or RESOLUTION_HOURS[level]
    budget = None if own is None else timedelta(hours=own[situation.priority])
    stopped_at = situation.responded_at if clock == "response" else situation.solved_at
    excused = clock == "resolution" and situation.excused
    due = None if budget is None or excused else _due(statuses, level, budget)
    counted = [(status, length) for _, length, status in _pieces(statuses, level, now)]
    return Truth(
        state=_state(statuses[-1][1], budget, due, stopped_at or now, excused=excused),
        due_at=due,
        elapsed=sum((length for status, length in counted if status == "running"), NONE),
        paused=sum((length for status, length in counted if status == "paused"), NONE),
    )


def _state(last: str, budget: timedelta | None, due: datetime | None, judged_at: datetime, *, excused: bool) -> str:
    if excused:
        return "not_applicable"
    if budget is None:
        return "best_effort"
    if due is not None and judged_at > due:
        return "breached"
    return {"running": "running", "paused": "paused", "stopped": "met"}[last]


def _due(statuses: Sequence[tuple[datetime, str]], level: str, budget: timedelta) -> datetime | None:
    """The first instant at which enough has been counted; a clock that is stopped for good is thought to run on."""
    last_at, last = statuses[-1]
    if last == "stopped":
        begin = next(index for index in range(len(statuses)) if _all_stopped(statuses[index:]))
        statuses = [*statuses[:begin], (statuses[begin][0], "running")]
    left = budget
    for begins, length, status in _pieces(statuses, level, last_at + timedelta(days=150)):
        if status == "running":
            if length >= left:
                return begins + left
            left -= length
    return None


def _all_stopped(statuses: Iterable[tuple[datetime, str]]) -> bool:
    return all(status == "stopped" for _, status in statuses)


def _pieces(
    statuses: Sequence[tuple[datetime, str]], level: str, until: datetime
) -> Iterator[tuple[datetime, timedelta, str]]:
    """Open time in order, each piece with what the clock does in it. Stopped and later reopened is paused."""
    ends = [at for at, _ in statuses[1:]] + [until]
    for index, ((since, status), end) in enumerate(zip(statuses, ends, strict=True)):
        reopened = status == "stopped" and not _all_stopped(statuses[index:])
        for opens, closes in _openings(since, end, level):
            yield opens, closes - opens, "paused" if reopened else status


def _openings(since: datetime, until: datetime, level: str) -> Iterator[tuple[datetime, datetime]]:
    opens, closes = HOURS[level]
    day = since.astimezone(AMSTERDAM).date()
    while day <= until.astimezone(AMSTERDAM).date():
        if day.weekday() < 5 and day not in HOLIDAYS:
            begin = max(since, datetime.combine(day, time(opens), AMSTERDAM).astimezone(UTC))
            end = min(until, datetime.combine(day, time(closes), AMSTERDAM).astimezone(UTC))
            if begin < end:
                yield begin, end
        day += timedelta(days=1)
