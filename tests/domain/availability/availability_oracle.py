"""Availability the slow way, twice, over whole minutes: minute by minute, and with sets. Nothing here knows the code.

A world is numbers: minutes since its beginning. What is announced at a minute was so at its very start.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

ORDER = ("announced_maintenance", "attack", "vital_infrastructure", "supplier", "outside_control")


@dataclass(frozen=True)
class ClaimOf:
    reason: str
    since: int
    until: int | None
    accepted: bool | None


@dataclass(frozen=True)
class OutageOf:
    """`earlier`, `later`: what the customer proved; `denied`: what of it is not to be left out."""

    since: int
    until: int | None
    claims: tuple[ClaimOf, ...] = ()
    earlier: int | None = None
    later: int | None = None
    denied: tuple[int, int] | None = None
    degradation: bool = False

    def began(self) -> int:
        return self.since if self.earlier is None else min(self.earlier, self.since)

    def ended(self, now: int) -> int:
        if self.until is None:
            return now
        return self.until if self.later is None else max(self.until, self.later)


@dataclass(frozen=True)
class WorkOf:
    """`stretches`: from, until, and when that was announced."""

    stretches: tuple[tuple[int, int, int], ...]
    begun: int | None = None
    over: int | None = None
    cancelled: int | None = None


@dataclass(frozen=True)
class World:
    outages: tuple[OutageOf, ...]
    works: tuple[WorkOf, ...]
    gaps: tuple[tuple[int, int], ...]
    since: int
    until: int
    now: int
    pending: bool = field(default=False)

    @property
    def minutes(self) -> range:
        return range(self.since, max(self.since, min(self.until, self.now)))


def walk(world: World) -> Iterator[tuple[str, str | None]]:
    """What each minute is, and why it is left out."""
    for minute in world.minutes:
        on = [each for each in world.outages if not each.degradation and _lasts(each, minute, world.now)]
        if on:
            reason = _reason(world, on, minute)
            yield ("outage", None) if reason is None else ("left_out", reason)
        elif any(since <= minute < until for since, until in world.gaps):
            yield "unmeasured", None
        elif any(_worked(each, minute, world.now) for each in world.works):
            yield "maintenance", None
        else:
            yield "up", None


def _lasts(each: OutageOf, minute: int, now: int) -> bool:
    return each.began() <= minute < each.ended(now)


def _worked(work: WorkOf, minute: int, now: int) -> bool:
    return work.begun is not None and work.begun <= minute < _over(work, now)


def _over(work: WorkOf, now: int) -> int:
    return min((each for each in (work.over, work.cancelled) if each is not None), default=now)


def _reason(world: World, on: Sequence[OutageOf], minute: int) -> str | None:
    if any(each.denied is not None and each.denied[0] <= minute < each.denied[1] for each in on):
        return None
    reasons = {claim.reason for each in on for claim in each.claims if _claims(world, each, claim, minute)}
    if any(_excuses(world, work, stretch, on, minute) for work in world.works for stretch in work.stretches):
        reasons.add("announced_maintenance")
    return next((reason for reason in ORDER if reason in reasons), None)


def _claims(world: World, each: OutageOf, claim: ClaimOf, minute: int) -> bool:
    holds = world.pending if claim.accepted is None else claim.accepted
    measured = world.now if each.until is None else each.until
    return holds and claim.since <= minute < (measured if claim.until is None else claim.until)


def _excuses(world: World, work: WorkOf, stretch: tuple[int, int, int], on: Sequence[OutageOf], minute: int) -> bool:
    since, until, announced = stretch
    if announced >= since or not since <= minute < until or not _worked(work, minute, world.now):
        return False
    return all(announced < each.began() or _announced(world, each.began()) for each in on)


def _announced(world: World, minute: int) -> bool:
    return any(
        announced < since <= minute < until and (work.cancelled is None or minute < work.cancelled)
        for work in world.works
        for since, until, announced in work.stretches
    )


def sets(world: World) -> dict[str, int]:
    """The same as algebra of sets: down, of that left out, of the rest unmeasured."""
    whole = set(world.minutes)
    spans = [(each, set(range(each.began(), each.ended(world.now)))) for each in world.outages if not each.degradation]
    down = whole & _union(span for _, span in spans)
    excused: set[int] = set()
    for work in world.works:
        done = set[int]() if work.begun is None else set(range(work.begun, max(work.begun, _over(work, world.now))))
        for since, until, announced in work.stretches:
            if announced < since:
                barred = _union(
                    span for each, span in spans if each.began() <= announced and not _announced(world, each.began())
                )
                excused |= (set(range(since, until)) & done) - barred
    for each, span in spans:
        for claim in each.claims:
            if world.pending if claim.accepted is None else claim.accepted:
                measured = world.now if each.until is None else each.until
                excused |= span & set(range(claim.since, measured if claim.until is None else claim.until))
    for each, span in spans:
        excused -= span & set(range(*each.denied)) if each.denied is not None else set()
    left_out = down & excused
    unmeasured = (whole & _union(set(range(*gap)) for gap in world.gaps)) - down
    counts = {"outage": down - left_out, "left_out": left_out, "unmeasured": unmeasured}
    return {**{kind: len(some) for kind, some in counts.items()}, "up": len(whole - down - unmeasured)}


def _union(some: Iterable[set[int]]) -> set[int]:
    return set[int]().union(*some)


def achieved(counts: dict[str, int], whole: int) -> Fraction | None:
    against = whole - counts["left_out"]
    return None if against == 0 else 1 - Fraction(counts["outage"], against)
