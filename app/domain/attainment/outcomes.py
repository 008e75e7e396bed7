"""What no passing of time changes of a clock's part in the attainment: counted once, it is added up ever after.

A figure asks of a clock whether it was stopped in time. Of one that was stopped that is settled; of one that was not,
only the day of registration is kept, since it says for all of that day by when they are late.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import zip_longest
from typing import Final

from app.clock import Instant
from app.domain.agreement.terms import AttainmentPromise
from app.domain.attainment.attainment import ACHIEVED, Attainment, Course, Stage, Verdict, Windows, done, window_end
from app.domain.vocabulary import ClockName, Priority

Numbers = Sequence[int]
"""Of clocks that are alike, how many are at each stage; after that, of those that are done, for each figure how many
got each verdict of ACHIEVED.

What is not there is 0.
"""
STAGES: Final = tuple(Stage)
_EXCLUDED: Final = {stage: Verdict(stage.value) for stage in Stage if stage not in (Stage.UNDONE, Stage.DONE)}


def width(figures: int) -> int:
    """How many numbers there are of clocks of which so many figures ask."""
    return len(STAGES) + figures * len(ACHIEVED)


def added(numbers: Numbers, more: Numbers, times: int = 1) -> Numbers:
    return [one + times * other for one, other in zip_longest(numbers, more, fillvalue=0)]


@dataclass(frozen=True)
class CountedOutcome:
    """Of one clock. `verdicts`: of each of the figures about such clocks, if it is done."""

    stage: Stage
    verdicts: tuple[Verdict, ...] = ()

    @property
    def numbers(self) -> Numbers:
        return _numbers(self.stage, self.verdicts)


@cache
def _numbers(stage: Stage, verdicts: tuple[Verdict, ...]) -> Numbers:
    return (
        *(int(stage is each) for each in STAGES),
        *(int(verdict is each) for verdict in verdicts for each in ACHIEVED),
    )


def about(promises: Iterable[AttainmentPromise], clock: ClockName, priority: Priority) -> list[AttainmentPromise]:
    """The figures that ask of such clocks, in their order."""
    return [each for each in promises if each.clock is clock and priority in each.priorities]


def outcome(figures: Iterable[Windows], course: Course, day: date) -> CountedOutcome:
    """`figures` ask of such clocks, by the calendar of this one; `day` is the local one of registration."""
    stage, registered_at, done_at = course.stage, course.registered_at, course.done_at
    if stage is not Stage.DONE or registered_at is None or done_at is None:
        return CountedOutcome(stage)
    return CountedOutcome(stage, tuple(_verdict(each, course, registered_at, done_at, day) for each in figures))


def _verdict(figure: Windows, course: Course, registered_at: Instant, done_at: Instant, day: date) -> Verdict:
    window = figure.on(day)
    if course.recorded_late_at is not None or window.surely < done_at <= window.at_most:
        return done(done_at, course.recorded_late_at, window_end(figure.limit, registered_at, figure.calendar))
    return Verdict.IN_TIME if done_at <= window.surely else Verdict.MISSED


def figure(promise: AttainmentPromise, place: int, numbers: Numbers, *, late: bool | None) -> Attainment:
    """What so many clocks come to. `place`: of the figure among those about them. `late`: those that are not done.

    None: it is not known, and they are left out.
    """
    at = dict(zip(STAGES, numbers, strict=False))
    first = len(STAGES) + place * len(ACHIEVED)
    told = {verdict: at[stage] for stage, verdict in _EXCLUDED.items()}
    told |= dict.fromkeys(ACHIEVED, 0) | dict(zip(ACHIEVED, numbers[first : first + len(ACHIEVED)], strict=False))
    told[Verdict.MISSED] = at[Stage.DONE] - sum(told[each] for each in ACHIEVED) + (at[Stage.UNDONE] if late else 0)
    told[Verdict.NOT_YET_DECIDED] = at[Stage.UNDONE] if late is False else 0
    return Attainment(promise, {verdict: number for verdict, number in told.items() if number})
