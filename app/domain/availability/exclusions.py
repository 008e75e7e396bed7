"""What takes an instance down, and what keeps that from counting (§5.2), in whole microseconds.

**Announced beforehand** is judged by each announcement's own stretch. It counts if it was recorded before the stretch
begins, and for an outage that was already running then, only if that began inside what had been announced before: else
an outage could be announced away while it goes on. So a moment is left out as maintenance only if that holds for each
outage that goes on in it. It ends where the work does, and where it is cancelled.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final
from uuid import UUID

from app.clock import Instant
from app.domain.agreement.service_terms import LeftOut
from app.domain.availability.stretches import microseconds
from app.domain.operations.maintenance_periods import AnnouncedStretch, MaintenancePeriod
from app.domain.operations.outage_facts import RebuttalClaim
from app.domain.operations.outages import LeftOutClaim, Outage

PRECEDENCE: Final = {reason: place for place, reason in enumerate(LeftOut)}
"""Of reasons for the same moment the first one is told."""
EVER: Final = 1 << 62


@dataclass(frozen=True, slots=True, eq=False)
class Down:
    """An outage at an instance, [since, until)."""

    since: int
    until: int
    outage: Outage

    @property
    def place(self) -> tuple[int, UUID]:
        return self.since, self.outage.id


@dataclass(frozen=True, slots=True, eq=False)
class AnnouncedBeforehand:
    """A stretch that was announced before it began, until it ends or is cancelled."""

    since: int
    until: int
    announced_at: int


@dataclass(frozen=True, slots=True, eq=False)
class Excused:
    """What was announced as `announced` and carried out, in [since, until)."""

    since: int
    until: int
    announced: AnnouncedBeforehand
    announced_at: Instant
    maintenance_id: UUID

    @property
    def place(self) -> tuple[int, UUID]:
        return self.announced.announced_at, self.maintenance_id


@dataclass(frozen=True, slots=True, eq=False)
class Work:
    """Maintenance that is carried out, announced or not."""

    since: int
    until: int
    maintenance_id: UUID

    @property
    def place(self) -> tuple[int, UUID]:
        return self.since, self.maintenance_id


@dataclass(frozen=True, slots=True, eq=False)
class Claimed:
    """A circumstance outside control."""

    since: int
    until: int
    outage: Outage
    claim: LeftOutClaim

    @property
    def place(self) -> tuple[int, Instant, UUID]:
        return PRECEDENCE[self.claim.reason], self.claim.claimed_at, self.claim.id


@dataclass(frozen=True, slots=True, eq=False)
class Denied:
    """The customer proved that nothing of it is to be left out."""

    since: int
    until: int


@dataclass(frozen=True, slots=True, eq=False)
class PlannedWork:
    """A maintenance, for any instance that it hits."""

    announced: tuple[AnnouncedBeforehand, ...]
    excused: tuple[Excused, ...]
    works: tuple[Work, ...]


def downs(outages: Iterable[Outage], customer_id: UUID) -> Iterator[Down]:
    """As they count for the instances of this customer."""
    for outage in outages:
        began_at, ended_at = outage.span_for(customer_id)
        yield Down(microseconds(began_at), EVER if ended_at is None else microseconds(ended_at), outage)


def claimed(down: Down, *, pending: bool) -> Iterator[Claimed]:
    """What was accepted; `pending`: and what is not decided yet. Without an end: to that which the vendor measured."""
    outage = down.outage
    for claim in outage.claims.values():
        if pending if claim.decision is None else claim.decision.accepted:
            end = claim.until or outage.ended_at
            until = down.until if end is None else min(down.until, microseconds(end))
            yield Claimed(max(down.since, microseconds(claim.from_at)), until, outage, claim)


def denied(down: Down, customer_id: UUID) -> Iterator[Denied]:
    """Of this outage only, which may have been ended anew after the proof."""
    for proof in down.outage.proven_by(customer_id) if down.outage.rebuttals else ():
        if proof.claim is RebuttalClaim.NOT_LEFT_OUT:
            since = down.since if proof.from_at is None else max(down.since, microseconds(proof.from_at))
            yield Denied(since, down.until if proof.until is None else min(down.until, microseconds(proof.until)))


def planned_work(period: MaintenancePeriod) -> PlannedWork:
    over = EVER if period.over_at is None else microseconds(period.over_at)
    cancelled = EVER if period.cancelled_at is None else microseconds(period.cancelled_at)
    known = [
        (_announced(each, cancelled), each.announced_at)
        for each in period.announced
        if each.announced_at < each.from_at
    ]
    announced = tuple(each for each, _ in known)
    if period.begun_at is None:
        return PlannedWork(announced, (), ())
    begun = microseconds(period.begun_at)
    excused = tuple(Excused(max(each.since, begun), min(each.until, over), each, at, period.id) for each, at in known)
    return PlannedWork(announced, excused, (Work(begun, over, period.id),))


def _announced(stretch: AnnouncedStretch, cancelled: int) -> AnnouncedBeforehand:
    since, until = microseconds(stretch.from_at), microseconds(stretch.until)
    return AnnouncedBeforehand(since, min(until, cancelled), microseconds(stretch.announced_at))


class Foreseen:
    """Which outages began inside what had been announced before; asked seldom, and of many seldom twice."""

    def __init__(self, planned: Sequence[PlannedWork]) -> None:
        self._planned = planned
        self._began_inside: dict[int, bool] = {}

    def excuses(self, excused: Excused, down: Down) -> bool:
        return down.since > excused.announced.announced_at or self._inside(down.since)

    def _inside(self, began: int) -> bool:
        """A stretch that was announced before it began was so before an outage that began inside it."""
        if began not in self._began_inside:
            stretches = chain.from_iterable(each.announced for each in self._planned)
            self._began_inside[began] = any(each.since <= began < each.until for each in stretches)
        return self._began_inside[began]
