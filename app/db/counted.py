"""As what a clock was counted, in one line of its row: enough to take it off again wherever it was added."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from app.db.words import CLOCK_STATES, PRIORITIES, SERVICE_LEVELS
from app.domain.attainment import Stage
from app.domain.outcomes import Outcome
from app.domain.vocabulary import ClockState, Priority, ServiceLevel

CalendarKey = tuple[ServiceLevel, int, int]
"""What names a calendar: the level, and the revisions of the agreement and of the closing days."""
NOTHING = "-"


@dataclass(frozen=True)
class Place:
    """Which calendar the ticket goes by, and the day on which it began."""

    service_level: ServiceLevel
    agreement_revision: int
    calendar_revision: int
    day: date

    @property
    def calendar(self) -> CalendarKey:
        return self.service_level, self.agreement_revision, self.calendar_revision


@dataclass(frozen=True)
class Counted:
    """In an earlier epoch than the current one: not counted. `warned_on`: the day, in UTC, from which it is at risk."""

    epoch: int
    state: ClockState
    warned_on: date | None
    priority: Priority
    place: Place
    outcome: Outcome

    def __str__(self) -> str:
        place, outcome = self.place, self.outcome
        kept = "".join("1" if each else "0" for each in outcome.kept) or NOTHING
        standing = f"{self.epoch} {self.state} {self.warned_on or NOTHING} {self.priority}"
        calendar = f"{place.service_level} {place.agreement_revision} {place.calendar_revision}"
        return f"{standing} {calendar} {place.day} {outcome.stage} {kept}"


@lru_cache(maxsize=4096)
def counted_from(text: str) -> Counted:
    epoch, state, warned, priority, level, agreement, calendar, day, stage, kept = text.split(" ")
    return Counted(
        epoch=int(epoch),
        state=CLOCK_STATES[state],
        warned_on=None if warned == NOTHING else date.fromisoformat(warned),
        priority=PRIORITIES[priority],
        place=Place(SERVICE_LEVELS[level], int(agreement), int(calendar), date.fromisoformat(day)),
        outcome=Outcome(Stage(stage), tuple(each == "1" for each in kept if kept != NOTHING)),
    )
