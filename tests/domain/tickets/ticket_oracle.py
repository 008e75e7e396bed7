"""The clocks of a ticket, the slow way: straight from the raw events, stretch by stretch.

It shares nothing with the code under test but the facts themselves: opening hours, holidays, figures, the letters of
the matrix and the reading of responsibility stand here or in `process_table`. Time is cut at every opening, closing
and event, and each piece is running, paused or stopped.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import dropwhile, pairwise
from typing import Final
from zoneinfo import ZoneInfo

from app.domain.tickets.facts import (
    CalendarRevised,
    DecisionTaken,
    Details,
    Event,
    PriorityAssessed,
    PriorityDecided,
    Registered,
    RoleAssigned,
    Signalled,
    StepOverridden,
)
from app.domain.vocabulary import Impact, Role, Urgency
from tests.domain.tickets.process_table import MATRIX

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
THROUGH_SUPPORT: Final = {"idu": 1, "orb": 5, "datalink": 1, "qixium": 1}
"""Whatever is wrong with it, from which version on."""
TECHNICAL_ONLY: Final = ("dm_portal", "esb_workflow_engine", "genws", "etl_plus", "connectors", "data_manager")
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


@dataclass(frozen=True)
class Stop:
    """When a clock stopped, and what held then."""

    at: datetime
    kind: str
    priority: str
    calendar_revision: int


@dataclass
class Situation:
    """How a ticket stands, one event after the other."""

    kind: str = ""
    priority: str = ""
    covered: bool = True
    step: int = 1
    registered: bool = False
    closed: bool = False
    calendar_revision: int = 0
    waiting: bool = False
    excused: bool = False
    solved: bool = False
    stops: dict[str, Stop] = field(default_factory=dict[str, Stop])
    registrant: object = None
    overrides: dict[int, Mapping[Role, str]] = field(default_factory=dict[int, Mapping[Role, str]])
    named: dict[Role, object] = field(default_factory=dict[Role, object])
    """Who holds a role on this ticket; any who has it, where nobody is named."""

    def roles_in(self, decision: str, person: object, roles: Collection[Role]) -> Iterator[Role]:
        """In which roles a person who has these, and is no stranger, may take a decision now."""
        row: Mapping[Role, str] = self.overrides.get(self.step) or MATRIX[self.step]
        for role in Role:
            is_it = role in roles and self.named.get(role, person) == person
            may = row[role] in ("R", "A") or (decision == "information_received" and role is Role.CUSTOMER)
            if decision in ("customer_unknown", "account_created"):  # the vendor's act; support's on behalf of the A
                may = role is Role.SUPPORT or (may and role is not Role.CUSTOMER)
            if decision == "workaround" and role is Role.CUSTOMER:
                continue
            if is_it and may:
                yield role

    def status(self, clock: str) -> str:
        """What the clock does from now on, unless it has stopped: running, paused, or solved and nobody's."""
        if clock == "response":
            return "running"
        return "solved" if self.solved else "running" if self._vendor_is_on() else "paused"

    def stopped_at(self, clock: str) -> datetime | None:
        return self.stops[clock].at if clock in self.stops else None

    def _vendor_is_on(self) -> bool:
        row: Mapping[Role, str] = self.overrides.get(self.step) or MATRIX[self.step]
        return not self.waiting and any(row[role] == "R" for role in VENDOR)

    def happen(self, event: Event) -> bool:
        """Whether it is one of those that matter."""
        match event.fact:
            case Signalled() as fact:
                self._report(fact.details)
                self.priority = PRIORITY[fact.urgency][fact.impact]
            case Registered() as fact:
                self._register(fact)
            case PriorityAssessed() as fact:
                self.priority = PRIORITY[fact.urgency][fact.impact]
            case PriorityDecided(accepted=True, urgency=Urgency() as urgency, impact=Impact() as impact):
                self.priority = PRIORITY[urgency][impact]
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
            self._report(fact.details)
            self.priority = PRIORITY[fact.urgency][fact.impact]

    def _report(self, details: Details) -> None:
        """What support covers: no problem with data, its own products only, some of them for technical problems."""
        self.kind = details.kind
        version = int((details.product_version or "99").split(".")[0])
        technical = details.product in TECHNICAL_ONLY and details.problem_type == "technical"
        supported = version >= THROUGH_SUPPORT.get(details.product, 1_000) or technical
        self.covered = supported and details.call_type != "data_problem"

    def _stop(self, clock: str, at: datetime) -> None:
        if clock not in self.stops:
            self.stops[clock] = Stop(at, self.kind, self.priority, self.calendar_revision)

    def _decide(self, event: Event, fact: DecisionTaken) -> None:
        at, decision = event.occurred_at, str(fact.decision)
        investigates = self.registered and decision != "reopen" and (fact.role is None or fact.role in VENDOR)
        if investigates and event.actor_id != self.registrant:
            self._stop("response", at)
        if decision in ("bug", "configuration"):
            self.excused = fact.outputs.cause != "vendor_software"
        if decision in ("workaround", "solved"):
            self._stop("resolution", at)
            self.solved = decision == "solved"
        if decision in ("close", "reopen"):
            self.closed = decision == "close"
        if decision in ("reopen", "not_solved"):
            self.stops.pop("resolution", None)
            self.solved = False
        if decision == "reopen" or (decision == "not_solved" and self.step == 12):
            self.excused = False
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
    until_stop: list[tuple[datetime, str]] = []
    for event in events:
        went, matters = clock not in stands.stops, stands.happen(event)
        if went:
            until_stop = list(statuses)
        if matters:
            statuses.append((event.occurred_at, stands.status(clock)))
    if not statuses:
        return Truth("not_started", None, NONE, NONE)
    stop = stands.stops.get(clock)
    if stop is not None:
        statuses = [*until_stop, (stop.at, "stopped")]
    statuses = [one for one, following in pairwise(statuses) if one[0] != following[0]] + statuses[-1:]
    judged = stop or stands
    door = Door(*HOURS[level], closing_days[judged.calendar_revision])
    figures = HOURS_TO_CHANGE if judged.kind == "change" else HOURS_TO
    own = hours or figures[clock, level]
    budget = None if own is None else timedelta(hours=own[judged.priority])
    excused = clock == "resolution" and (stands.excused or not stands.covered)
    due = None if budget is None or excused else _due(statuses, door, budget)
    counted = [(status, length) for _, length, status in _pieces(statuses, door, now)]
    return Truth(
        state=_state(statuses[-1][1], budget, due, now if stop is None else stop.at, excused=excused),
        due_at=due,
        elapsed=sum((length for status, length in counted if status == "running"), NONE),
        paused=sum((length for status, length in counted if status in ("paused", "solved")), NONE),
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
    """The first instant at which enough has been counted; a clock that is stopped for good is thought to run on.

    One that was paused at that very instant is due when it is stopped before it has gone on, and not known to be due
    before that.
    """
    last_at, last = statuses[-1]
    going = [*statuses[:-1], (last_at, "running")] if last == "stopped" else statuses
    left = budget
    for begins, length, status in _pieces(going, door, last_at + timedelta(days=150)):
        if status == "running":
            if length >= left:
                return _unless_paused(begins + left, statuses)
            left -= length
    return None


def _unless_paused(due: datetime, statuses: Sequence[tuple[datetime, str]]) -> datetime | None:
    if (due, "paused") not in statuses:
        return due
    later = dropwhile(lambda each: each[1] == "paused", statuses[statuses.index((due, "paused")) :])
    at, status = next(later, (None, "paused"))
    return due if status in ("running", "solved") else at


def _pieces(
    statuses: Sequence[tuple[datetime, str]], door: Door, until: datetime
) -> Iterator[tuple[datetime, timedelta, str]]:
    """Open time in order, each piece with what the clock does in it."""
    ends = [at for at, _ in statuses[1:]] + [until]
    for (since, status), end in zip(statuses, ends, strict=True):
        for opens, closes in _openings(since, end, door):
            yield opens, closes - opens, status


def _openings(since: datetime, until: datetime, door: Door) -> Iterator[tuple[datetime, datetime]]:
    day = since.astimezone(AMSTERDAM).date()
    while day <= until.astimezone(AMSTERDAM).date():
        if day.weekday() < 5 and day not in HOLIDAYS and day not in door.closed_on:
            begin = max(since, datetime.combine(day, time(door.opens), AMSTERDAM).astimezone(UTC))
            end = min(until, datetime.combine(day, time(door.closes), AMSTERDAM).astimezone(UTC))
            if begin < end:
                yield begin, end
        day += timedelta(days=1)
