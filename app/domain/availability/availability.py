"""The availability of an instance over a period (§5.2): never rounded over the promise, exact to the microsecond.

What is left out is taken from the outages *and* from the time that they are set against. Unmeasured time is no outage:
the vendor's measurement is the proof, and it is shown how much of it is missing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from app.clock import Instant
from app.domain.agreement.measures import PromisedShare
from app.domain.availability.recorded import Recorded, ServiceCourse, course, recorded_by_instance
from app.domain.availability.stretches import MICROSECOND, InstanceSpan, Stretch
from app.domain.availability.sweep import StretchKind
from app.domain.availability.timeline import DegradedStretch, TimelineStretch, degraded, told
from app.domain.operations.maintenance_periods import MaintenancePeriod
from app.domain.operations.outages import Outage

HUNDRED: Final = 100
DECIMALS: Final = 4


@dataclass(frozen=True, kw_only=True)
class AvailabilityFigure:
    """`achieved_percent` is of the time that has passed, cut to four decimals; None: there was none to judge.

    `attained` None: nothing is promised, or it is not settled yet. `allowed` is how long the instance may be down in
    the whole period; `remaining` is what is left of that, less than nothing once it is exceeded. Both None: nothing is
    promised.
    """

    counted: timedelta
    left_out: timedelta
    achieved_percent: Decimal | None
    attained: bool | None
    allowed: timedelta | None
    remaining: timedelta | None


@dataclass(frozen=True, kw_only=True)
class Availability:
    """Of [from_at, until): the part of the period in which there was the instance, as far as it has passed.

    `ends_at`: when the period is over for it. `period` is the sum of `up`, `unmeasured`, `figure.counted` and
    `figure.left_out`; `outage` is that of the last two, which `counted` and `left_out` tile.
    `if_accepted`: what it would be if all claims that wait for a decision were accepted; None: none waits.
    """

    from_at: Instant
    until: Instant
    ends_at: Instant
    promised: PromisedShare | None
    period: timedelta
    up: timedelta
    outage: timedelta
    unmeasured: timedelta
    figure: AvailabilityFigure
    if_accepted: AvailabilityFigure | None
    counted: tuple[TimelineStretch, ...]
    left_out: tuple[TimelineStretch, ...]
    degraded: tuple[DegradedStretch, ...]


def availability(span: InstanceSpan, what: Recorded, period: Stretch, now: Instant) -> Availability:
    """Of one instance. See `recorded` for what is wanted of it."""
    went = course(span, what, period, now, works=False)
    spent = _spent(went)
    figure = _figure(went, spent, span.promised)
    supposed = course(span, what, period, now, pending=True, works=False) if what.has_pending else None
    return Availability(
        from_at=went.from_at,
        until=went.until,
        ends_at=went.ends_at,
        promised=span.promised,
        period=went.until - went.from_at,
        up=spent[StretchKind.UP] * MICROSECOND,
        outage=figure.counted + figure.left_out,
        unmeasured=spent[StretchKind.UNMEASURED] * MICROSECOND,
        figure=figure,
        if_accepted=None if supposed is None else _figure(supposed, _spent(supposed), span.promised),
        counted=_told(went, StretchKind.OUTAGE),
        left_out=_told(went, StretchKind.LEFT_OUT),
        degraded=degraded(went.degraded),
    )


def availabilities(
    spans: Mapping[UUID, InstanceSpan],
    outages: Iterable[Outage],
    maintenance: Iterable[MaintenancePeriod],
    unmeasured: Mapping[UUID, Sequence[Stretch]],
    period: Stretch,
    now: Instant,
) -> Mapping[UUID, Availability]:
    """Of many instances at once, by their ids."""
    by_instance = recorded_by_instance(spans, outages, maintenance, unmeasured)
    return {each: availability(spans[each], what, period, now) for each, what in by_instance.items()}


def worst_first(figures: Mapping[UUID, Availability]) -> Sequence[UUID]:
    """The least available first; what has nothing to be judged by last."""

    def place(each: UUID) -> tuple[bool, Decimal, UUID]:
        achieved = figures[each].figure.achieved_percent
        return achieved is None, achieved or Decimal(0), each

    return sorted(figures, key=place)


def _figure(
    went: ServiceCourse, spent: Mapping[StretchKind, int], promised: PromisedShare | None
) -> AvailabilityFigure:
    """`spent`: the microseconds of each kind."""
    down, out = spent[StretchKind.OUTAGE], spent[StretchKind.LEFT_OUT]
    passed = (went.until - went.from_at) // MICROSECOND - out
    whole = (went.ends_at - went.from_at) // MICROSECOND - out
    allowed = None if promised is None else int((HUNDRED - promised.percent) * whole // HUNDRED)
    return AvailabilityFigure(
        counted=down * MICROSECOND,
        left_out=out * MICROSECOND,
        achieved_percent=_cut(passed - down, passed),
        attained=None if allowed is None else _attained(went, down, allowed),
        allowed=None if allowed is None else allowed * MICROSECOND,
        remaining=None if allowed is None else (allowed - down) * MICROSECOND,
    )


def _attained(went: ServiceCourse, down: int, allowed: int) -> bool | None:
    """Down so long in whole microseconds that it is more than allowed can't be made good any more."""
    if down > allowed:
        return False
    is_over = went.from_at < went.until == went.ends_at
    return True if is_over else None


def _cut(up: int, passed: int) -> Decimal | None:
    """Percent, to four decimals; never more than it is."""
    return Decimal(up * HUNDRED * 10**DECIMALS // passed).scaleb(-DECIMALS) if passed else None


def _spent(went: ServiceCourse) -> Mapping[StretchKind, int]:
    spent = dict.fromkeys(StretchKind, 0)
    for tile in went.tiles:
        spent[tile.kind] += tile.until - tile.since
    return spent


def _told(went: ServiceCourse, kind: StretchKind) -> tuple[TimelineStretch, ...]:
    return tuple(told(tile) for tile in went.tiles if tile.kind is kind)
