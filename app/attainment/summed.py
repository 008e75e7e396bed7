"""The attainment of a period as the sum of what rests, which is counted, and of what goes, which is looked at."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

from app.agreements.book import CalendarKey
from app.attainment.store import attainment_sums
from app.attainment.store.attainment import CourseFilter
from app.attainment.store.attainment_counts import Figures
from app.attainment.store.attainment_sums import Calendars, Found, Wish
from app.attainment.store.clock_counts import standing
from app.attainment.store.support_hours import Measured
from app.business_time.wall import Interval
from app.clock import Instant
from app.domain.agreement.terms import AttainmentPromise
from app.domain.attainment.attainment import Attainment, Period, Stage, Verdict, limit_of, together, windows
from app.domain.attainment.days import all_edge, days_of
from app.domain.attainment.lateness import late_spans
from app.domain.attainment.resting import RESTING, about, figure, figures_mark, width
from app.domain.vocabulary import ClockState, Kind, ServiceLevel
from app.errors import Unavailable
from app.tickets.moments import TicketsAsOf
from app.unit_of_work import UnitOfWork

MOST_ROUNDS: Final = 5
"""One or two are enough unless the counting or a calendar changes again and again in between."""


async def summary(
    then: TicketsAsOf, wanted: CourseFilter, period: Period
) -> tuple[Counter[tuple[Any, ...]], Sequence[Attainment]]:
    """Of what stands in rows, as of one moment: how many stand how, and the figures of a period. As long as clocks at
    rest are not counted by these figures, each is judged.
    """
    uow, without = then.uow, [*then.changed]
    agreement = uow.book.in_force(uow.now)
    promises, mark = agreement.terms.attainment, figures_mark(agreement)
    days, is_counted = days_of(period, agreement.vendor.zone), True
    asked = Figures(promises, agreement.vendor.zone.key)
    for _ in range(MOST_ROUNDS):
        chosen = days if is_counted else all_edge(period)
        wish = Wish(uow.scope, wanted, period, chosen, mark, width(promises), uow.now, then.asked_at, without)
        known = await attainment_sums.calendars(uow.connection, wish)
        if known.counted is is_counted:
            late = await _lateness(uow, promises, wanted.service_level, period, known)
            measured = await _measured(uow, known.resting)
            found = await attainment_sums.sums(
                uow.connection, wish, asked, measured, late.moments, alike=late.are_alike
            )
            if found.counted is is_counted and found.is_measured and late.knows(found):
                return _standings(found), _added_up(promises, found, late)
        is_counted = known.counted
    raise Unavailable("The clocks are being counted anew at the moment. Try again.", retry_after=1)


async def _measured(uow: UnitOfWork, calendars: Mapping[CalendarKey, Instant]) -> list[Measured]:
    return [Measured(key, await uow.book.hours_by(uow.connection, key), since) for key, since in calendars.items()]


Spans = Sequence[Sequence[Interval]]
"""For each figure: when what is late by now was registered, if it is not done."""


@dataclass(frozen=True)
class _Lateness:
    """Of what began in `period`. `spans` by level and, unless all of a level `are_alike`, by the revisions of the
    agreement and the closing days.
    `moments`: where any of them begins or ends, or the period does.
    """

    period: Period
    spans: Mapping[tuple[Any, ...], Spans]
    moments: Sequence[Instant]
    are_alike: bool

    def knows(self, found: Found) -> bool:
        return all(tuple(row[:3]) in self.spans for row in found.going)

    def is_asked(self, place: int) -> bool:
        """Of what began when so many of the moments had come."""
        return place > 0 and self.moments[place - 1] in self.period

    def is_late(self, calendar: Sequence[Any], figure: int, place: int) -> bool:
        """Of what is not done."""
        since = self.moments[place - 1]
        return any(begins <= since < ends for begins, ends in self.spans[tuple(calendar)][figure])


async def _lateness(
    uow: UnitOfWork,
    promises: Sequence[AttainmentPromise],
    level: ServiceLevel | None,
    period: Period,
    known: Calendars,
) -> _Lateness:
    levels = tuple(ServiceLevel) if level is None else (level,)
    agreements = [agreement.revision for agreement in uow.book.revisions]
    spans: dict[tuple[Any, ...], Spans] = {}
    for key in product(levels, agreements, known.revisions):
        hours = await uow.book.hours_by(uow.connection, key)
        limits = [limit_of(promise.within, hours) for promise in promises]
        each = {limit: late_spans(windows(limit, hours.calendar), uow.now) for limit in {*limits}}
        spans[key] = [each[limit] for limit in limits]
    edges = {at for of_key in spans.values() for each in of_key for span in each for at in span}
    moments = sorted({period.from_at, period.until, *edges})
    by_level = {(key[0], None, None): each for key, each in spans.items()}
    are_alike = all(by_level[key[0], None, None] == each for key, each in spans.items())
    return _Lateness(period, by_level if are_alike else spans, moments, are_alike)


def _added_up(promises: Sequence[AttainmentPromise], found: Found, late: _Lateness) -> Sequence[Attainment]:
    return [
        together(
            Attainment(promise),
            *_counted(promises, promise, found),
            *_going(number, promise, found, late),
            *_judged(number, promise, found),
        )
        for number, promise in enumerate(promises)
    ]


def _counted(promises: Sequence[AttainmentPromise], promise: AttainmentPromise, found: Found) -> Iterator[Attainment]:
    for name, priority, *numbers in found.sums:
        if promise.asks_of(name, priority):
            place = about(promises, name, priority).index(promise)
            yield figure(promise, place, [*(0 for _ in RESTING), *(number or 0 for number in numbers)])


def _going(number: int, promise: AttainmentPromise, found: Found, late: _Lateness) -> Iterator[Attainment]:
    for *calendar, name, priority, kind, place, state, (clocks, *_) in found.going:
        if promise.asks_of(name, priority) and late.is_asked(place):
            stage = _stage(kind, state)
            said = Verdict.NOT_YET_DECIDED if stage is Stage.UNDONE else Verdict(stage)
            if stage is Stage.UNDONE and late.is_late(calendar, number, place):
                said = Verdict.MISSED
            yield Attainment(promise, {said: clocks})


def _stage(kind: str, state: str) -> Stage:
    if kind != Kind.INCIDENT:
        return Stage(kind)
    return Stage.NOT_APPLICABLE if state == ClockState.NOT_APPLICABLE else Stage.UNDONE


def _standings(found: Found) -> Counter[tuple[Any, ...]]:
    going = ((name, priority, state, numbers) for *_, name, priority, _, _, state, numbers in found.going)
    return standing(found.resting, going)


def _judged(number: int, promise: AttainmentPromise, found: Found) -> Iterator[Attainment]:
    for clocks, _, *said in found.judged:
        if said[number] is not None:
            yield Attainment(promise, {Verdict(said[number]): clocks})
