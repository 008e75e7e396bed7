"""What was recorded of an instance, and how it went by that: the course of a period in tiles."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from uuid import UUID

from app.clock import Instant
from app.domain.availability.exclusions import (
    Down,
    Excused,
    Foreseen,
    PlannedWork,
    claimed,
    denied,
    downs,
    planned_work,
)
from app.domain.availability.stretches import InstanceSpan, Stretch, microseconds
from app.domain.availability.sweep import Gap, SweepInput, Tile, sweep
from app.domain.operations.maintenance_periods import MaintenancePeriod
from app.domain.operations.outages import Outage


@dataclass(frozen=True)
class Recorded:
    """What an instance is judged by. Maintenance is prepared once for all that it hits."""

    outages: Sequence[Outage]
    planned: Sequence[PlannedWork]
    unmeasured: Sequence[Stretch] = ()

    @property
    def has_pending(self) -> bool:
        return any(claim.decision is None for outage in self.outages for claim in outage.claims.values())


def recorded(
    outages: Iterable[Outage], maintenance: Iterable[MaintenancePeriod] = (), unmeasured: Iterable[Stretch] = ()
) -> Recorded:
    """Of one instance.

    Wanted are all outages that lie in the period, and all maintenance that was announced for or carried out in it, or
    that was announced for the moment at which one of these outages began.
    """
    return Recorded(tuple(outages), [planned_work(each) for each in maintenance], tuple(unmeasured))


def recorded_by_instance(
    instance_ids: Iterable[UUID],
    outages: Iterable[Outage],
    maintenance: Iterable[MaintenancePeriod] = (),
    unmeasured: Mapping[UUID, Sequence[Stretch]] | None = None,
) -> Mapping[UUID, Recorded]:
    """Of many at once. What hits others is passed over."""
    gaps = unmeasured or {}
    down: dict[UUID, list[Outage]] = {each: [] for each in instance_ids}
    work: dict[UUID, list[PlannedWork]] = {each: [] for each in down}
    for outage in outages:
        for hit in down.keys() & outage.instance_ids:
            down[hit].append(outage)
    for period in maintenance:
        planned = planned_work(period)
        for hit in work.keys() & period.instance_ids:
            work[hit].append(planned)
    return {each: Recorded(down[each], work[each], gaps.get(each, ())) for each in down}


@dataclass(frozen=True, kw_only=True)
class ServiceCourse:
    """How [from_at, until) went: the part of a period in which there was the instance, as far as it has passed.

    `ends_at`: when the period is over for it. Without such a part `from_at` is `until`, and there are no tiles.
    `degraded`: those that do not count, clipped to it, in order.
    """

    from_at: Instant
    until: Instant
    ends_at: Instant
    tiles: tuple[Tile, ...]
    degraded: tuple[Down, ...]


def course(
    span: InstanceSpan, what: Recorded, period: Stretch, now: Instant, *, pending: bool = False, works: bool = True
) -> ServiceCourse:
    """`pending`: as if claims that wait for a decision were accepted. Without `works`: maintenance is up."""
    from_at = max(period.from_at, span.starts_at)
    ends_at = max(from_at, period.until if span.ends_at is None else min(period.until, span.ends_at))
    until = max(from_at, min(ends_at, now))
    since, to = microseconds(from_at), microseconds(until)
    whole = sorted(
        (down for down in downs(what.outages, span.customer_id) if down.since < to and since < down.until),
        key=lambda down: down.place,
    )
    counting = [down for down in whole if not down.outage.degradation]
    given = SweepInput(
        downs=counting,
        excused=_reaching(chain.from_iterable(each.excused for each in what.planned), counting),
        claimed=chain.from_iterable(claimed(down, pending=pending) for down in counting),
        denied=chain.from_iterable(denied(down, span.customer_id) for down in counting),
        works=chain.from_iterable(each.works for each in what.planned) if works else (),
        gaps=[Gap(microseconds(each.from_at), microseconds(each.until)) for each in what.unmeasured],
        foreseen=Foreseen(what.planned),
    )
    return ServiceCourse(
        from_at=from_at,
        until=until,
        ends_at=ends_at,
        tiles=tuple(sweep(given, since, to)),
        degraded=tuple(
            Down(max(down.since, since), min(down.until, to), down.outage) for down in whole if down.outage.degradation
        ),
    )


def _reaching(excused: Iterable[Excused], counting: Sequence[Down]) -> Iterator[Excused]:
    """Those during which anything is down: of a year's maintenance that is little. `counting` is in order."""
    begins = [down.since for down in counting]
    latest = list(accumulate((down.until for down in counting), max))
    for each in excused if counting else ():
        before = bisect_left(begins, each.until)
        if before and latest[before - 1] > each.since:
            yield each
