"""As what a clock was counted, in one line of its row: enough to take it off again wherever it was added."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from app.agreements.book import CalendarKey
from app.domain.attainment.attainment import Stage, Verdict
from app.domain.attainment.outcomes import CountedOutcome
from app.domain.clocks.standings import ClockStanding
from app.domain.vocabulary import Priority, ServiceLevel
from app.postgres.words import PRIORITIES, SERVICE_LEVELS

NOTHING = "-"
_VERDICTS = {Verdict.MISSED: "0", Verdict.IN_TIME: "1", Verdict.RECORDED_LATE: "2"}
_READ = {written: verdict for verdict, written in _VERDICTS.items()}


@dataclass(frozen=True)
class CountedPlace:
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
    """In an earlier epoch than the current one: not counted. `warned_on`: the day, in UTC, from which it is at risk.

    `state` is the stored one; of what is met by a late record only, that.
    """

    epoch: int
    state: ClockStanding
    warned_on: date | None
    priority: Priority
    place: CountedPlace
    outcome: CountedOutcome

    def __str__(self) -> str:
        place, outcome = self.place, self.outcome
        kept = "".join(_VERDICTS[each] for each in outcome.verdicts) or NOTHING
        standing = f"{self.epoch} {self.state} {self.warned_on or NOTHING} {self.priority}"
        calendar = f"{place.service_level} {place.agreement_revision} {place.calendar_revision}"
        return f"{standing} {calendar} {place.day} {outcome.stage} {kept}"


@lru_cache(maxsize=4096)
def counted_from(text: str) -> Counted:
    epoch, state, warned, priority, level, agreement, calendar, day, stage, kept = text.split(" ")
    return Counted(
        epoch=int(epoch),
        state=ClockStanding(state),
        warned_on=None if warned == NOTHING else date.fromisoformat(warned),
        priority=PRIORITIES[priority],
        place=CountedPlace(SERVICE_LEVELS[level], int(agreement), int(calendar), date.fromisoformat(day)),
        outcome=CountedOutcome(Stage(stage), tuple(_READ[each] for each in kept if kept != NOTHING)),
    )
