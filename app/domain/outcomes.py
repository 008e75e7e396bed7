"""What no passing of time changes of a ticket's part in the attainment: counted once, it is added up ever after.

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
from app.domain.attainment import Attainment, Course, Exclusion, Stage, Windows, stage_of, window_end
from app.domain.terms import AttainmentPromise
from app.domain.vocabulary import ClockName, Priority

Numbers = Sequence[int]
"""Of clocks that are alike, how many are at each stage; after that, of those that are done how many kept each figure.

What is not there is 0.
"""
STAGES: Final = tuple(Stage)
_EXCLUDED: Final = {Stage(why): why for why in Exclusion if why is not Exclusion.NOT_YET_DECIDED}


def added(numbers: Numbers, more: Numbers, times: int = 1) -> Numbers:
    return [one + times * other for one, other in zip_longest(numbers, more, fillvalue=0)]


@dataclass(frozen=True)
class Outcome:
    """Of one clock. `kept`: whether each of the figures about such clocks was, if it is done."""

    stage: Stage
    kept: tuple[bool, ...] = ()

    @property
    def numbers(self) -> Numbers:
        return _numbers(self.stage, self.kept)


@cache
def _numbers(stage: Stage, kept: tuple[bool, ...]) -> Numbers:
    return (*(int(stage is each) for each in STAGES), *map(int, kept))


def about(promises: Iterable[AttainmentPromise], clock: ClockName, priority: Priority) -> list[AttainmentPromise]:
    """The figures that ask of such clocks, in their order."""
    return [each for each in promises if each.clock is clock and priority in each.priorities]


def outcome(figures: Iterable[Windows], clock: ClockName, course: Course, day: date) -> Outcome:
    """`figures` ask of such clocks, by the calendar of this one; `day` is the local one of registration."""
    stage, registered_at, done_at = stage_of(clock, course.sort), course.registered_at, course.done_at(clock)
    if stage is not Stage.DONE or registered_at is None or done_at is None:
        return Outcome(stage)
    return Outcome(stage, tuple(_is_within(each, registered_at, done_at, day) for each in figures))


def _is_within(figure: Windows, registered_at: Instant, done_at: Instant, day: date) -> bool:
    window = figure.on(day)
    if window.surely < done_at <= window.at_most:
        return done_at <= window_end(figure.within, registered_at, figure.calendar)
    return done_at <= window.surely


def figure(promise: AttainmentPromise, place: int, numbers: Numbers, *, late: bool | None) -> Attainment:
    """What so many clocks come to. `place`: of the figure among those about them. `late`: those that are not done.

    None: it is not known, and they are left out.
    """
    at = dict(zip(STAGES, numbers, strict=False))
    excluded = {why: at[stage] for stage, why in _EXCLUDED.items()}
    excluded[Exclusion.NOT_YET_DECIDED] = at[Stage.UNDONE] if late is False else 0
    decided = at[Stage.DONE] + (at[Stage.UNDONE] if late else 0)
    kept = numbers[len(STAGES) :]
    within = kept[place] if place < len(kept) else 0
    return Attainment(promise, within, decided, {why: number for why, number in excluded.items() if number})
