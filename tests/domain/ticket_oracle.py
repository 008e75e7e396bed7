"""The clocks of a ticket, the slow way: straight from the raw events, stretch by stretch.

It shares nothing with the code under test but the facts themselves: opening hours, holidays, figures, the letters of
the matrix and the reading of responsibility stand here or in `process_table`. Time is cut at every opening, closing
and event, and each piece is running, paused or stopped.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from app.domain.facts import (
    CalendarRevised,
    DecisionTaken,
    Event,
    PriorityAssessed,
    PriorityDecided,
    Registered,
    RoleAssigned,
    Signalled,
    StepOverridden,
)
from app.domain.vocabulary import Role
from tests.domain.process_table import MATRIX

AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")
HOURS: Final = {"standard": (10, 16), "extended": (8, 17)}
HOLIDAYS: Final = {
    *map(date.fromisoformat, ("2026-01-01", "2026-04-06", "2026-04-27", "2026-05-05", "2026-05-14", "2026-05-25")),
    *map(date.fromisoformat, ("2026-12-25", "2026-12-26", "2027-01-01", "2027-03-29", "2027-04-27", "2027-05-05")),
    *map(date.fromisoformat, ("2027-05-06", "2027-05-17", "2027-12-25", "2027-12-26", "2028-01-01")),
    *map(date.fromisoformat, ("2028-04-17", "2028-04-27", "2028-05-05", "2028-05-25", "2028-06-05", "2028-12-25")),
    *map(date.fromisoformat, ("2028-12-26", "2029-01-01", "2029-04-02", "2029-04-27", "2029-05-05", "2029-05-10")),
    *map(date.fromisoformat, ("2029-05-21", "2029-12-25", "2029-12-26", "2030-01-01")),
}
PRIORITY: Final = {
    "u1": {"i1": "high", "i2": "high", "i3": "normal"},
    "u2": {"i1": "high", "i2": "normal", "i3": "low"},
    "u3": {"i1": "normal", "i2": "low", "i3": "low"},
}
HOURS_TO: Final = {
    ("response", "standard"): {"high": 4, "normal": 8, "low": 16},
    ("response", "extended"): {"high": 2, "normal": 4, "low": 8},
    ("resolution", "standard"): None,
    ("resolution", "extended"): {"high": 20 * 9, "normal": 40 * 9, "low": 60 * 9},
}
HOURS_TO_CHANGE: Final = {
    ("response", "standard"): {"high": 1 * 6, "normal": 3 * 6, "low": 5 * 6},
    ("response", "extended"): {"high": 0.5 * 9, "normal": 2 * 9, "low": 3 * 9},
    ("resolution", "standard"): None,
    ("resolution", "extended"): None,
}
VENDOR: Final = (Role.SUPPORT, Role.CONSULTANT, Role.SUPPORT_MANAGER)
NONE: Final = timedelta(0)
AS_EVER: Final[Mapping[int, Collection[date]]] = {1: ()}
"""By revision of the calendar, the days that are closed beyond the holidays."""


@dataclass(frozen=True)
class Truth:
    state: str
    due_at: datetime | None
    elapsed: timedelta
    paused: timedelta


@dataclass
class Situation:
    """How a ticket stands, one event after the other."""

    kind: str = ""
    priority: str = ""
    step: int = 1
    registered: bool = False
    closed: bool = False
    calendar_revision: int = 0
    waiting: bool = False
    excused: bool = False
    responded_at: datetime | None = None
    solved_at: datetime | None = None
    registrant: object = None
    overrides: dict[int, Mapping[Role, str]] = field(default_factory=dict[int, Mapping[Role, str]])
    named: dict[Role, object] = field(default_factory=dict[Role, object])
    """Who holds a role on this ticket; any who has it, where nobody is named."""

    def roles_in(self, decision: str, person: object, roles: Collection[Role]) -> Iterator[Role]:
        """In which roles a person who has these, and is no stranger, may take a decision now."""
        row: Mapping[Role, str] = self.overrides.get(self.step) or MATRIX[self.step]
        for role in Role:
            is_it = role in roles and self.named.get(role, person) == person
            if decision == "workaround" and role is Role.CUSTOMER:
                continue
            answers = decision == "information_received" and role is Role.CUSTOMER
            if is_it and (row[role] in ("R", "A") or answers):
                yield role

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
            case Signalled() as fact:
                self.kind, self.priority = fact.details.kind, PRIORITY[fact.urgency][fact.impact]
            case Registered() as fact:
                self._register(fact)
            case PriorityAssessed() as fact:
                self.priority = PRIORITY[fact.urgency][fact.impact]
            case PriorityDecided() as fact:
                self.priority = PRIORITY[fact.urgency][fact.impact] if fact.accepted else self.priority
            case StepOverridden() as fact:
                self.overrides = {key: row for key, row in self.overrides.items() if key != fact.step}
                if fact.raci is not None:
                    self.overrides[fact.step] = fact.raci
            case RoleAssigned(role=role, person_id=person_id):
                self.named = {key: who for key, who in {**self.named, role: person_id}.items() if who is not None}
                return False
            case CalendarRevised() as fact:
                self.calendar_revision = fact.calendar_revision
                return False
            case DecisionTaken() as fact:
                self._decide(event, fact)
            case _:
                return False
        return self.registered

    def _register(self, fact: Registered) -> None:
        self.registered, self.calendar_revision = True, fact.calendar_revision
        self.step = max(self.step, 3)
        self.registrant = fact.registration.registrant_id
        if fact.details is not None and fact.urgency is not None and fact.impact is not None:
            self.kind = fact.details.kind
            self.priority = PRIORITY[fact.urgency][fact.impact]

    def _decide(self, event: Event, fact: DecisionTaken) -> None:
        at, decision = event.occurred_at, str(fact.decision)
        investigates = self.registered and decision != "reopen" and (fact.role is None or fact.role in VENDOR)
        if investigates and event.actor_id != self.registrant and self.responded_at is None:
            self.responded_at = at
        if decision in ("bug", "configuration"):
            self.excused = fact.outputs.cause != "vendor_software"
        if decision in ("workaround", "solved") and self.solved_at is None:
            self.solved_at = at
        if decision in ("close", "reopen"):
            self.closed = decision == "close"
        if decision == "reopen":
            self.solved_at = None
        if decision in ("request_information", "information_received"):
            self.waiting = decision == "request_information"
        if fact.to_step is not None and fact.to_step != self.step:
            self.step, self.waiting = fact.to_step, False


@dataclass(frozen=True)
class Door:
    """What hangs on it."""

    opens: int
    closes: int
    closed_on: Collection[date]


def situation(events: Iterable[Event]) -> Situation:
    """As it is after these events."""
    now = Situation()
    for event in events:
        now.happen(event)
    return now


def truth(
    clock: str,
    events: Sequence[Event],
    level: str,
    hours: Mapping[str, float] | None,
    now: datetime,
    closing_days: Mapping[int, Collection[date]] = AS_EVER,
) -> Truth:
    """`hours` by priority, over the level's own; at `now`, which is at or after the last event."""
    stands, statuses = Situation(), list[tuple[datetime, str]]()
    for event in events:
        if stands.happen(event):
            statuses.append((event.occurred_at, stands.status(clock)))
    if not statuses:
        return Truth("not_started", None, NONE, NONE)
    door = Door(*HOURS[level], closing_days[stands.calendar_revision])
    figures = HOURS_TO_CHANGE if stands.kind == "change" else HOURS_TO
    own = hours or figures[clock, level]
    budget = None if own is None else timedelta(hours=own[stands.priority])
    stopped_at = stands.responded_at if clock == "response" else stands.solved_at
    excused = clock == "resolution" and stands.excused
    due = None if budget is None or excused else _due(statuses, door, budget)
    counted = [(status, length) for _, length, status in _pieces(statuses, door, now)]
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


def _due(statuses: Sequence[tuple[datetime, str]], door: Door, budget: timedelta) -> datetime | None:
    """The first instant at which enough has been counted; a clock that is stopped for good is thought to run on."""
    last_at, last = statuses[-1]
    if last == "stopped":
        begin = next(index for index in range(len(statuses)) if _all_stopped(statuses[index:]))
        statuses = [*statuses[:begin], (statuses[begin][0], "running")]
    left = budget
    for begins, length, status in _pieces(statuses, door, last_at + timedelta(days=150)):
        if status == "running":
            if length >= left:
                return begins + left
            left -= length
    return None


def _all_stopped(statuses: Iterable[tuple[datetime, str]]) -> bool:
    return all(status == "stopped" for _, status in statuses)


def _pieces(
    statuses: Sequence[tuple[datetime, str]], door: Door, until: datetime
) -> Iterator[tuple[datetime, timedelta, str]]:
    """Open time in order, each piece with what the clock does in it. Stopped and later reopened is paused."""
    ends = [at for at, _ in statuses[1:]] + [until]
    for index, ((since, status), end) in enumerate(zip(statuses, ends, strict=True)):
        reopened = status == "stopped" and not _all_stopped(statuses[index:])
        for opens, closes in _openings(since, end, door):
            yield opens, closes - opens, "paused" if reopened else status


def _openings(since: datetime, until: datetime, door: Door) -> Iterator[tuple[datetime, datetime]]:
    day = since.astimezone(AMSTERDAM).date()
    while day <= until.astimezone(AMSTERDAM).date():
        if day.weekday() < 5 and day not in HOLIDAYS and day not in door.closed_on:
            begin = max(since, datetime.combine(day, time(door.opens), AMSTERDAM).astimezone(UTC))
            end = min(until, datetime.combine(day, time(door.closes), AMSTERDAM).astimezone(UTC))
            if begin < end:
                yield begin, end
        day += timedelta(days=1)
