"""Clocks at rest: stopped, or of a ticket that was never registered. No passing of time changes what they come to.

So they are counted when they come to rest, and taken off when they go on; only those that go have to be looked at when
somebody asks how the promises stand.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from itertools import zip_longest
from typing import Final

from app.domain.agreement.agreement import Agreement
from app.domain.agreement.terms import AttainmentPromise
from app.domain.attainment.attainment import ACHIEVED, Attainment, Course, Hours, Stage, Verdict, verdict
from app.domain.attainment.days import Grain, day_of
from app.domain.clocks.standings import ClockStanding
from app.domain.vocabulary import ClockName, Priority, ServiceLevel

Numbers = Sequence[int]
"""Of clocks at rest, how many stand how (`RESTING`) and are at each stage (`STAGES`); after that, of those that are
done, for each figure about such clocks how many got each verdict of ACHIEVED. What is not there is 0.
"""
RESTING: Final = (
    ClockStanding.NOT_STARTED,
    ClockStanding.MET,  # without those RECORDED_LATE
    ClockStanding.RECORDED_LATE,
    ClockStanding.BREACHED,
    ClockStanding.NOT_APPLICABLE,
    ClockStanding.BEST_EFFORT,
)
STAGES: Final = tuple(stage for stage in Stage if stage is not Stage.UNDONE)
_FIGURES: Final = len(RESTING) + len(STAGES)
_EXCLUDED: Final = {stage: Verdict(stage.value) for stage in STAGES if stage is not Stage.DONE}


@dataclass(frozen=True)
class CountKey:
    """What is counted together. `begins`: the first day on which such tickets began."""

    grain: Grain
    begins: date
    service_level: ServiceLevel
    priority: Priority
    name: ClockName


Counts = Mapping[CountKey, Numbers]


@dataclass(frozen=True)
class RestingClock:
    """`day` is the vendor's, on which its ticket began. `verdicts`: of the figures about such clocks, if it is done."""

    name: ClockName
    priority: Priority
    service_level: ServiceLevel
    day: date
    standing: ClockStanding
    stage: Stage
    verdicts: tuple[Verdict, ...] = ()

    @property
    def keys(self) -> list[CountKey]:
        return [
            CountKey(grain, grain.begin_of(self.day), self.service_level, self.priority, self.name) for grain in Grain
        ]

    @property
    def numbers(self) -> Numbers:
        return _numbers(self.standing, self.stage, self.verdicts)


@cache
def _numbers(standing: ClockStanding, stage: Stage, verdicts: tuple[Verdict, ...]) -> Numbers:
    return (
        *(int(standing is each) for each in RESTING),
        *(int(stage is each) for each in STAGES),
        *(int(said is each) for said in verdicts for each in ACHIEVED),
    )


def resting(
    agreement: Agreement, level: ServiceLevel, standing: ClockStanding, course: Course, hours: Hours
) -> RestingClock:
    """As it is counted by the figures of an agreement."""
    day, stage = day_of(course.begun_at, agreement.vendor.zone), course.stage
    said = _verdicts(agreement, course, hours) if stage is Stage.DONE else ()
    return RestingClock(course.clock, course.priority, level, day, standing, stage, said)


def _verdicts(agreement: Agreement, course: Course, hours: Hours) -> tuple[Verdict, ...]:
    figures = about(agreement.terms.attainment, course.clock, course.priority)
    return tuple(verdict(figure, course, hours, course.begun_at) for figure in figures)


def figures_mark(agreement: Agreement) -> str:
    """Of its figures, and the zone whose days they are counted by: by others, all is counted anew."""
    days = [f"{level} {terms.day.total_seconds():g} s" for level, terms in agreement.levels.items()]
    written = "; ".join([agreement.vendor.zone.key, *days, *map(_written, agreement.terms.attainment)])
    return sha256(written.encode()).hexdigest()[:16]


def _written(promise: AttainmentPromise) -> str:
    within = promise.within
    return f"{promise.clock} {'/'.join(promise.priorities)} {within.amount!r} {within.unit}"


def about(promises: Iterable[AttainmentPromise], clock: str, priority: str) -> list[AttainmentPromise]:
    """The figures that ask of such clocks, in their order."""
    return [each for each in promises if each.asks_of(clock, priority)]


def width(promises: Sequence[AttainmentPromise]) -> int:
    """How many numbers there are at most of clocks that are counted together."""
    most = max(len(about(promises, clock, priority)) for clock in ClockName for priority in Priority)
    return _FIGURES + most * len(ACHIEVED)


def add(counts: dict[CountKey, Numbers], clock: RestingClock, times: int = 1) -> None:
    """It, as often as that, to what is counted."""
    numbers = clock.numbers if times == 1 else tuple(times * each for each in clock.numbers)
    for key in clock.keys:
        counts[key] = _sum(counts[key], numbers) if key in counts else numbers


def together(one: Counts, other: Counts, times: int = 1) -> Counts:
    """The other ones as often as that."""
    return {key: _sum(one.get(key, ()), other.get(key, ()), times) for key in {**one, **other}}


def _sum(numbers: Numbers, more: Numbers, times: int = 1) -> Numbers:
    return tuple(one + times * other for one, other in zip_longest(numbers, more, fillvalue=0))


def standings_of(numbers: Numbers) -> Mapping[ClockStanding, int]:
    """Those RECORDED_LATE are MET, too."""
    told = dict(zip(RESTING, numbers, strict=False))
    return told | {ClockStanding.MET: told[ClockStanding.MET] + told[ClockStanding.RECORDED_LATE]}


def figure(promise: AttainmentPromise, place: int, numbers: Numbers) -> Attainment:
    """What so many clocks come to. `place`: of the figure among those about them."""
    at = dict(zip(STAGES, numbers[len(RESTING) :], strict=False))
    first = _FIGURES + place * len(ACHIEVED)
    told = {said: at[stage] for stage, said in _EXCLUDED.items()}
    told |= dict.fromkeys(ACHIEVED, 0) | dict(zip(ACHIEVED, numbers[first : first + len(ACHIEVED)], strict=False))
    told[Verdict.MISSED] = at[Stage.DONE] - sum(told[each] for each in ACHIEVED)
    return Attainment(promise, {said: number for said, number in told.items() if number})
